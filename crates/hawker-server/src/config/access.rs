//! Whom the server believes: proxies, foreign origins, and what cookies may travel over; and where
//! it is found itself.

use std::net::IpAddr;

use super::Key;
use super::values::{Noted, Values};

/// Whom the server believes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// Proxies whose `X-Forwarded-*` headers are believed; nobody else's are.
    pub trusted_proxies: Vec<IpAddr>,
    /// Origins that may write beside the server's own, as browsers send them: `https://hall.example`.
    pub trusted_origins: Vec<String>,
    /// When session cookies carry `Secure`.
    pub secure_cookies: SecureCookies,
    /// Where browsers find the hall, where links that are opened later point: `https://hall.example`.
    pub public_url: Option<String>,
}

/// When session cookies carry `Secure`, which keeps browsers from sending them in the clear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecureCookies {
    /// Where the browser came over https: its `Origin` says so, or a trusted proxy's
    /// `X-Forwarded-Proto` does. A hall in a plain local network still works.
    Auto,
    /// Always: over plain http nobody can log in.
    Always,
    /// Never.
    Never,
}

pub(super) fn read(values: &mut Values) -> Result<Access, Noted> {
    let proxies = values.read_if_set(Key::TrustedProxies, |text| list(text, |ip| ip.parse().ok()));
    let origins = values.read_if_set(Key::TrustedOrigins, |text| list(text, origin));
    let secure_cookies = values.read(Key::SecureCookies, secure_cookies);
    let public_url = values.read_if_set(Key::PublicUrl, origin);
    Ok(Access {
        trusted_proxies: proxies?.unwrap_or_default(),
        trusted_origins: origins?.unwrap_or_default(),
        secure_cookies: secure_cookies?,
        public_url: public_url?,
    })
}

fn list<T>(text: &str, parse: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
    items.map(parse).collect()
}

/// An origin exactly as a browser would send it, since it is compared byte for byte.
fn origin(text: &str) -> Option<String> {
    let uri: http::Uri = text.parse().ok()?;
    let scheme = uri.scheme_str().filter(|scheme| matches!(*scheme, "http" | "https"))?;
    let authority = uri.authority()?.as_str();
    let origin = format!("{scheme}://{authority}");
    let is_bare = origin == text && !authority.contains('@') && !has_default_port(&uri);
    (is_bare && !text.bytes().any(|b| b.is_ascii_uppercase())).then_some(origin)
}

/// Browsers leave the scheme's own port out.
fn has_default_port(uri: &http::Uri) -> bool {
    matches!(
        (uri.scheme_str(), uri.port_u16()),
        (Some("http"), Some(80)) | (Some("https"), Some(443))
    )
}

fn secure_cookies(text: &str) -> Option<SecureCookies> {
    match text {
        "auto" => Some(SecureCookies::Auto),
        "always" => Some(SecureCookies::Always),
        "never" => Some(SecureCookies::Never),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_written_as_a_browser_sends_it() {
        for text in ["https://hall.example", "http://localhost:5173", "http://[::1]:3000"] {
            assert_eq!(origin(text).as_deref(), Some(text));
        }
        for text in [
            "hall.example",
            "https://hall.example/",
            "https://Hall.example",
            "https://hall.example:443",
            "https://user@hall.example",
            "ftp://hall.example",
            "*",
            "null",
        ] {
            assert_eq!(origin(text), None, "{text}");
        }
    }
}

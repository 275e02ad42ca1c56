//! Signed calls of the HTTP API: the query carries the key, the time, the body's checksum and
//! an HMAC over all of it.
//!
//! A server parses the query first, looks the app up by its key, verifies the signature and only
//! then reads the body, which [`SignedQuery::verify_body`] compares with the signed checksum.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::Credentials;
use crate::digest::{equal_in_constant_time, md5_hex};
use crate::limits::TIMESTAMP_WINDOW_SECONDS;

const VERSION: &str = "1.0";

/// Why a call is not let in. All of these are answered with 401 and the error's text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueryAuthError {
    /// A parameter that every signed call carries is not there.
    #[error("Missing parameter: {0}")]
    Missing(&'static str),
    /// The version of the scheme is not 1.0.
    #[error("Version not supported: auth_version must be {VERSION}")]
    Version,
    /// The timestamp is not a number of seconds.
    #[error("Invalid timestamp: auth_timestamp must be seconds since 1970")]
    Timestamp,
    /// The key is not the app's.
    #[error("Unknown auth_key")]
    Key,
    /// The timestamp lies too far from the server's clock.
    #[error(
        "Timestamp expired: Given timestamp ({}) not within {TIMESTAMP_WINDOW_SECONDS}s of server time ({})",
        iso(*given), iso(*now)
    )]
    Expired {
        /// The call's timestamp, seconds since 1970.
        given: u64,
        /// The server's clock, seconds since 1970.
        now: u64,
    },
    /// The signature is not the one that the secret makes.
    #[error(
        "Invalid signature: you should have sent HmacSHA256Hex({signed:?}, your_secret_key), but you sent {given:?}"
    )]
    Signature {
        /// The text that should have been signed.
        signed: String,
        /// The signature that was given.
        given: String,
    },
    /// The body is not the one whose checksum was signed.
    #[error("Invalid body_md5: it is not the MD5 of the body that was sent")]
    Body,
}

/// Signs a call and returns its whole query, ready to be put behind the `?`.
///
/// `parameters` are those of the call itself, unescaped; `now` is in seconds since 1970.
pub fn sign(
    credentials: &Credentials,
    method: &str,
    path: &str,
    parameters: &[(&str, &str)],
    body: &[u8],
    now: u64,
) -> String {
    let mut all: BTreeMap<String, String> = parameters
        .iter()
        .map(|(name, value)| (name.to_ascii_lowercase(), (*value).to_owned()))
        .collect();
    all.insert("auth_key".into(), credentials.key.as_str().to_owned());
    all.insert("auth_timestamp".into(), now.to_string());
    all.insert("auth_version".into(), VERSION.into());
    if !body.is_empty() {
        all.insert("body_md5".into(), md5_hex(body));
    }
    let sorted = all.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let signature = signature(credentials, method, path, sorted);
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(&all)
        .append_pair("auth_signature", &signature)
        .finish()
}

/// The query of a signed call, taken apart but not yet believed.
#[derive(Debug, Clone)]
pub struct SignedQuery<'a> {
    /// Every parameter but the signature: names in lower case, sorted and each once but for those
    /// of lists, values unescaped.
    parameters: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    signature: Cow<'a, str>,
    timestamp: u64,
}

impl<'a> SignedQuery<'a> {
    /// Takes the part of an address behind the `?` apart.
    pub fn parse(query: &'a str) -> Result<Self, QueryAuthError> {
        let mut parameters = take_apart(query);
        parameters.sort_by(|one, other| one.0.cmp(&other.0));
        parameters.dedup_by(|later, earlier| {
            let is_repeated = later.0 == earlier.0 && !is_list(&later.0);
            if is_repeated {
                // Of a name that is given twice the last counts.
                std::mem::swap(later, earlier);
            }
            is_repeated
        });
        let signature = parameters
            .iter()
            .position(|(name, _)| name == "auth_signature")
            .map(|index| parameters.remove(index).1)
            .ok_or(QueryAuthError::Missing("auth_signature"))?;
        let mut query = Self { parameters, signature, timestamp: 0 };
        query.required("auth_key")?;
        if query.required("auth_version")? != VERSION {
            return Err(QueryAuthError::Version);
        }
        let timestamp = query.required("auth_timestamp")?.parse();
        query.timestamp = timestamp.map_err(|_| QueryAuthError::Timestamp)?;
        Ok(query)
    }

    /// The key that the caller says it has.
    pub fn key(&self) -> &str {
        self.parameter("auth_key").unwrap_or_default()
    }

    /// A parameter of the call, unescaped.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_ref())
    }

    /// Verifies key, time and signature; `now` is the server's clock in seconds since 1970.
    ///
    /// The body is not covered: call [`verify_body`](Self::verify_body) once it has been read.
    pub fn verify(
        &self,
        credentials: &Credentials,
        method: &str,
        path: &str,
        now: u64,
    ) -> Result<(), QueryAuthError> {
        if self.key() != credentials.key.as_str() {
            return Err(QueryAuthError::Key);
        }
        let expected = signature(credentials, method, path, self.pairs());
        if !equal_in_constant_time(&self.signature, &expected) {
            let query: Vec<_> =
                self.pairs().map(|(name, value)| format!("{name}={value}")).collect();
            let signed = format!("{method}\n{path}\n{}", query.join("&"));
            return Err(QueryAuthError::Signature { signed, given: self.signature.to_string() });
        }
        if self.timestamp.abs_diff(now) > TIMESTAMP_WINDOW_SECONDS {
            return Err(QueryAuthError::Expired { given: self.timestamp, now });
        }
        Ok(())
    }

    /// Verifies that the body is the one that was signed.
    ///
    /// A body needs its `body_md5`. No body needs none, but may have the MD5 of nothing: the
    /// official Python SDK sends it with every GET.
    pub fn verify_body(&self, body: &[u8]) -> Result<(), QueryAuthError> {
        match self.parameter("body_md5") {
            None if body.is_empty() => Ok(()),
            None => Err(QueryAuthError::Missing("body_md5")),
            Some(given) if given.eq_ignore_ascii_case(&md5_hex(body)) => Ok(()),
            Some(_) => Err(QueryAuthError::Body),
        }
    }

    fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.parameters.iter().map(|(name, value)| (name.as_ref(), value.as_ref()))
    }

    fn required(&self, name: &'static str) -> Result<&str, QueryAuthError> {
        self.parameter(name).ok_or(QueryAuthError::Missing(name))
    }
}

/// Whether a parameter is a list, each of whose items has a parameter of its own: `channels[]`.
fn is_list(name: &str) -> bool {
    name.ends_with("[]")
}

/// The parameters of a query in their order. Those of most calls have nothing escaped in them, and
/// are only cut out.
fn take_apart(query: &str) -> Vec<(Cow<'_, str>, Cow<'_, str>)> {
    if query.contains(['%', '+']) {
        let pairs = form_urlencoded::parse(query.as_bytes());
        return pairs.map(|(name, value)| (in_lower_case(name), value)).collect();
    }
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (in_lower_case(name.into()), value.into())
        })
        .collect()
}

fn in_lower_case(name: Cow<'_, str>) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Cow::Owned(name.to_ascii_lowercase());
    }
    name
}

/// Signs `METHOD\nPATH\nQUERY`, where the query is sorted by name and its values stand unescaped.
fn signature<'a>(
    credentials: &Credentials,
    method: &str,
    path: &str,
    sorted: impl Iterator<Item = (&'a str, &'a str)>,
) -> String {
    let mut signing = credentials.secret.key().begin();
    for part in [method, "\n", path, "\n"] {
        signing.add(part);
    }
    for (index, (name, value)) in sorted.enumerate() {
        let separator = if index == 0 { "" } else { "&" };
        for part in [separator, name, "=", value] {
            signing.add(part);
        }
    }
    signing.finish()
}

fn iso(seconds: u64) -> String {
    i64::try_from(seconds)
        .ok()
        .and_then(|seconds| Timestamp::from_second(seconds).ok())
        .map_or_else(|| format!("{seconds} s"), |time| time.to_string())
}

//! The cookie that carries a browser's session.

use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};

use super::issue::SESSION_LIFETIME;
use crate::app::App;
use crate::http::Peer;

const NAME: &str = "hawker_session";

/// The jar with the session in it.
pub(super) fn set(jar: CookieJar, secret: String, peer: &Peer, app: &App) -> CookieJar {
    let max_age = std::time::Duration::from_secs(SESSION_LIFETIME.as_secs().unsigned_abs());
    let cookie = Cookie::build((NAME, secret))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(peer.wants_secure_cookie(app.access.secure_cookies))
        .max_age(max_age.try_into().unwrap_or_default());
    jar.add(cookie)
}

/// The jar without the session.
pub(super) fn clear(jar: CookieJar) -> CookieJar {
    jar.remove(Cookie::build(NAME).path("/"))
}

/// The session's secret.
pub(super) fn get(jar: &CookieJar) -> Option<&str> {
    jar.get(NAME).map(Cookie::value)
}

//! Accounts: registering, signing in and out, passwords and the links that set them, and who is
//! behind a request.

mod change_password;
mod cookie;
mod create_token;
mod end_sessions;
mod forgot_password;
mod identity;
mod issue;
mod login;
mod logout;
mod me;
mod password;
mod password_link;
mod rate_limit;
mod register;
mod secret;
mod set_password;
mod throttle;
mod update_profile;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use self::identity::{Customer, Identities, Identity, Staff, Superadmin};
pub use self::password::{Passwords, hash_now};
pub use self::rate_limit::{RateLimit, RateLimits};
pub use self::throttle::LoginThrottle;
use crate::app::App;

/// The routes of this feature.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(register::register))
        .routes(routes!(login::login))
        .routes(routes!(logout::logout))
        .routes(routes!(me::me))
        .routes(routes!(update_profile::update_profile))
        .routes(routes!(change_password::change_password))
        .routes(routes!(forgot_password::forgot_password))
        .routes(routes!(set_password::set_password))
        .routes(routes!(create_token::create_token))
}

pub(crate) use self::issue::too_many;
pub(crate) use self::password_link::{PasswordLink, link_origin};
pub(crate) use self::register::{checked_email, checked_password};
pub(crate) use self::secret::hex;

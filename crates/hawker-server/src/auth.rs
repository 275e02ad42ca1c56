//! Accounts: registering, signing in and out, and who is behind a request.

mod cookie;
mod create_token;
mod identity;
mod issue;
mod login;
mod logout;
mod me;
mod password;
mod register;
mod secret;
mod throttle;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use self::identity::{Customer, Identities, Identity, Staff, Superadmin};
pub use self::password::{Passwords, hash_now};
pub use self::throttle::LoginThrottle;
use crate::app::App;

/// The routes of this feature.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(register::register))
        .routes(routes!(login::login))
        .routes(routes!(logout::logout))
        .routes(routes!(me::me))
        .routes(routes!(create_token::create_token))
}

pub(crate) use self::register::{checked_email, checked_password};
pub(crate) use self::secret::hex;

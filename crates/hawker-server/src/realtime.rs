//! How stored events reach the screens: the relay takes them out of the outbox, a driver carries
//! them, and a screen that was away catches up.

mod authorize;
pub mod broadcaster;
mod catch_up;
mod client_config;
pub mod embedded;
pub mod history;
mod live_sockets;
pub mod log;
pub mod null;
mod outcomes;
mod position;
pub mod pusher;
mod pusher_answer;
pub mod relay;
mod setup;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use self::live_sockets::{LiveSockets, end_sockets};
pub use self::position::Position;
pub(crate) use self::pusher_answer::with_causes;
pub use self::setup::{ClientAddress, Realtime};
use crate::app::App;

/// The routes of this feature.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(client_config::client_config))
        .routes(routes!(authorize::authorize))
        .routes(routes!(catch_up::events))
        .routes(routes!(catch_up::catch_up))
}

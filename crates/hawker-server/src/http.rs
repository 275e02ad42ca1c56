//! What all handlers share: bodies, queries and paths read with errors that name the field, the
//! layers around every request, and who is on the other end of the connection.

mod body;
mod fields;
mod layers;
mod page;
mod peer;
mod publishing;
mod query;
mod security;

pub use self::body::Body;
pub use self::fields::Fields;
pub use self::layers::{around_api, around_everything};
pub use self::page::{Page, PageQuery};
pub use self::peer::{Peer, device};
pub use self::publishing::PublishingCalls;
pub use self::query::{PathId, Query};

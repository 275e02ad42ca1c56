//! Publishing without an HTTP library in between.
//!
//! Of all calls only `POST /apps/{app_id}/events` comes by the thousand, and half of what it costs
//! is reading the request and writing the answer. The engine's own server does that itself, for
//! calls that succeed; every other one it leaves to the route, which says what is wrong.

use pusher_protocol::query_auth::SignedQuery;

use super::{authenticate, events};
use crate::engine::Inner;

/// A call whose head and body have been read.
pub(crate) struct PublishCall<'a> {
    pub(crate) app_id: &'a str,
    /// As the caller sent and signed it.
    pub(crate) path: &'a str,
    pub(crate) query: &'a str,
    pub(crate) body: &'a [u8],
}

impl PublishCall<'_> {
    /// Publishes, and returns the body of the answer. `None` if the call is to be refused: then
    /// nothing came of it, and the route will refuse it.
    pub(crate) fn publish(&self, engine: &Inner) -> Option<String> {
        let query = SignedQuery::parse(self.query).ok()?;
        let app = authenticate::admit(engine, Some(self.app_id), &query, "POST", self.path).ok()?;
        query.verify_body(self.body).ok()?;
        let answer = events::run(&engine.hub(&app.id), &app, self.query, self.body).ok()?;
        Some(answer.unwrap_or_else(|| "{}".to_owned()))
    }
}

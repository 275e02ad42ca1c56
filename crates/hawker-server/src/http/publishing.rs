//! What the layers around the router do, for the calls that the real-time server answers before the
//! router sees them: events that a server SDK publishes over the signed HTTP API.
//!
//! An id that a caller sends along is not taken over: nobody looks at the headers of these calls.

use std::fmt::Write as _;
use std::time::Duration;

use axum::http::{HeaderName, HeaderValue, StatusCode};
use pusher_engine::CallWitness;

use super::layers::RequestIds;
use super::security::FOR_ALL;
use crate::app::App;

/// Counts publishing calls, and gives their answers the headers that all answers have.
pub struct PublishingCalls {
    app: App,
    ids: RequestIds,
    /// The headers that are the same for all, as lines.
    lines: String,
}

impl PublishingCalls {
    /// For the calls of a hall.
    pub fn new(app: &App) -> Self {
        let line = |(name, value): (HeaderName, HeaderValue)| {
            format!("{name}: {}\r\n", value.to_str().expect("they are fixed, and plain"))
        };
        let lines = FOR_ALL.into_iter().map(line).collect();
        Self { app: app.clone(), ids: RequestIds::new(app), lines }
    }
}

impl CallWitness for PublishingCalls {
    fn published(&self, took: Duration, headers: &mut String) {
        headers.push_str(&self.lines);
        write!(headers, "x-request-id: {}\r\n", self.ids.next())
            .expect("writing to a String cannot fail");
        self.app.metrics.request(StatusCode::OK, took);
    }
}

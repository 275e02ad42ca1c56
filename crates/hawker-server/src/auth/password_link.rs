//! The link that lets somebody set a password: drawn here, shown once, kept as a hash.

use hawker_domain::UserId;
use hawker_store::password_links::NewLink;
use jiff::{SignedDuration, Timestamp};

use super::secret;
use crate::app::App;
use crate::http::Peer;

/// How long a link in a mail is good.
pub(super) const MAILED_LINK_LIFETIME: SignedDuration = SignedDuration::from_hours(1);
/// How long a link that the manager hands out is good: staff who were invited may be on leave.
const HANDED_OUT_LINK_LIFETIME: SignedDuration = SignedDuration::from_hours(24 * 7);

/// A link that has just been drawn. It has no `Debug`: whoever reads the token is let in.
#[derive(Clone)]
pub(crate) struct PasswordLink {
    token: String,
    expires_at: Timestamp,
}

impl PasswordLink {
    /// A link that the manager hands out.
    pub(crate) fn to_hand_out(app: &App) -> Self {
        Self::draw(app, HANDED_OUT_LINK_LIFETIME)
    }

    /// A link that is good for so long from now on.
    pub(super) fn draw(app: &App, lifetime: SignedDuration) -> Self {
        Self { token: secret::draw(&app.chance), expires_at: app.clock.now() + lifetime }
    }

    /// From when on it opens nothing.
    pub(crate) fn expires_at(&self) -> Timestamp {
        self.expires_at
    }

    /// What is kept of it, for the account whose password it sets.
    pub(crate) fn kept(&self, user_id: UserId) -> NewLink {
        let (token_hash, expires_at) = (secret::hash(&self.token), self.expires_at);
        NewLink { user_id, token_hash, expires_at }
    }

    /// The link on the page at `origin`. The token stands behind the `#`, which browsers send
    /// nowhere: it is in no server's log, and no page learns it as the address somebody came from.
    pub(crate) fn url(&self, origin: &str) -> String {
        format!("{origin}/set-password#token={}", self.token)
    }
}

/// Where links point: where the operator says that the hall is found, or else where `peer` found it.
pub(crate) fn link_origin(app: &App, peer: &Peer) -> String {
    app.access.public_url.clone().unwrap_or_else(|| peer.origin())
}

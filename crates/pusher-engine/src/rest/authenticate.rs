//! Who calls: the app, proven by the signature of query and body.

use std::sync::Arc;

use axum::RequestExt;
use axum::body::Bytes;
use axum::extract::{FromRequest, OriginalUri, RawPathParams, Request};
use axum::http::Uri;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use percent_encoding::percent_decode_str;
use pusher_protocol::ChannelName;
use pusher_protocol::limits::PublishLimits;
use pusher_protocol::query_auth::{QueryAuthError, SignedQuery};

use super::refusal::Refusal;
use crate::app::{App, AppStatus};
use crate::engine::Inner;
use crate::hub::Hub;

/// A caller that has proven to know the app's secret, and what it signed.
pub(super) struct Caller {
    pub(super) app: Arc<App>,
    pub(super) hub: Arc<Hub>,
    pub(super) body: Bytes,
    /// What the path names beside the app: a channel, or a user.
    subject: String,
    uri: Uri,
}

impl FromRequest<Arc<Inner>> for Caller {
    type Rejection = Refusal;

    async fn from_request(
        mut request: Request,
        engine: &Arc<Inner>,
    ) -> Result<Self, Self::Rejection> {
        let path: RawPathParams = request.extract_parts().await.map_err(|_| Refusal::Unreadable)?;
        // The path as the caller signed it, wherever these routes are nested.
        let OriginalUri(uri) = request.extract_parts().await.map_err(|_| Refusal::Unreadable)?;
        let (app_id, subject) = named_in(&path);
        let query = SignedQuery::parse(uri.query().unwrap_or_default())?;
        let app = admit(engine, app_id, &query, request.method().as_str(), uri.path())?;
        // Only now: nobody without the secret makes the server take a body in.
        let body = read_body(request, max_body_bytes(&app.limits.publish)).await?;
        query.verify_body(&body)?;
        let (hub, subject) = (engine.hub(&app.id), subject.to_owned());
        drop(query);
        Ok(Self { app, hub, body, subject, uri })
    }
}

impl Caller {
    /// The query, as it was sent.
    pub(super) fn query(&self) -> &str {
        self.uri.query().unwrap_or_default()
    }

    /// A parameter of the query. Of a name that is given twice the last counts, as in the signature.
    pub(super) fn parameter(&self, name: &str) -> Option<String> {
        form_urlencoded::parse(self.query().as_bytes())
            .filter(|(known, _)| known.eq_ignore_ascii_case(name))
            .last()
            .map(|(_, value)| value.into_owned())
    }

    /// The channel that the path names.
    pub(super) fn channel(&self) -> Result<ChannelName, Refusal> {
        ChannelName::parse(&self.subject).map_err(Refusal::Channel)
    }

    /// The user that the path names.
    pub(super) fn user_id(&self) -> &str {
        &self.subject
    }
}

/// The app that a call is for, once the caller has proven to know its secret.
pub(super) fn admit(
    engine: &Inner,
    app_id: Option<&str>,
    query: &SignedQuery<'_>,
    method: &str,
    path: &str,
) -> Result<Arc<App>, Refusal> {
    let app = find_app(engine, app_id, query.key()).ok_or(Refusal::UnknownApp)?;
    verify(query, &app, method, path, engine.unix_now())?;
    match app.status {
        AppStatus::Enabled => Ok(app),
        AppStatus::Disabled => Err(Refusal::AppDisabled),
    }
}

/// The app's id, where the path has one, and what else it names.
fn named_in(path: &RawPathParams) -> (Option<&str>, &str) {
    let (mut app_id, mut subject) = (None, "");
    for (name, value) in path {
        match name {
            "app_id" => app_id = Some(value),
            _ => subject = value,
        }
    }
    (app_id, subject)
}

/// The app of this key, which must be the one that the path names.
fn find_app(engine: &Inner, app_id: Option<&str>, key: &str) -> Option<Arc<App>> {
    match app_id {
        Some(id) => engine.find_app(id).filter(|app| app.credentials.key.as_str() == key),
        None => engine.find_app_by_key(key),
    }
}

/// Some SDKs sign the path as it is sent, others before it is escaped. Both name the same thing.
fn verify(
    query: &SignedQuery<'_>,
    app: &App,
    method: &str,
    path: &str,
    now: u64,
) -> Result<(), QueryAuthError> {
    let verify = |path| query.verify(&app.credentials, method, path, now);
    let refusal = match verify(path) {
        Err(refusal @ QueryAuthError::Signature { .. }) if path.contains('%') => refusal,
        verified => return verified,
    };
    match percent_decode_str(path).decode_utf8() {
        Ok(unescaped) => verify(&unescaped).map_err(|_| refusal),
        Err(_) => Err(refusal),
    }
}

/// Enough for a full batch of the largest events, each byte escaped in JSON, and their names.
fn max_body_bytes(limits: &PublishLimits) -> usize {
    let event = limits.event_data_bytes.saturating_mul(2).saturating_add(4 * 1024);
    event.saturating_mul(limits.events_per_batch.max(1)).saturating_add(64 * 1024)
}

async fn read_body(request: Request, limit: usize) -> Result<Bytes, Refusal> {
    match Limited::new(request.into_body(), limit).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(Refusal::BodyTooLong { limit }),
        Err(_) => Err(Refusal::Unreadable),
    }
}

//! Who calls: the app, proven by the signature of query and body.

use std::sync::Arc;

use axum::RequestExt;
use axum::body::Bytes;
use axum::extract::{FromRequest, OriginalUri, Path, Request};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use pusher_protocol::limits::PublishLimits;
use pusher_protocol::query_auth::SignedQuery;

use super::refusal::Refusal;
use crate::app::App;
use crate::engine::Inner;

/// A caller that has proven to know the app's secret, and the body that it signed.
pub(super) struct Caller {
    pub(super) app: Arc<App>,
    pub(super) body: Bytes,
}

impl FromRequest<Arc<Inner>> for Caller {
    type Rejection = Refusal;

    async fn from_request(
        mut request: Request,
        engine: &Arc<Inner>,
    ) -> Result<Self, Self::Rejection> {
        let Path(app_id): Path<String> =
            request.extract_parts().await.map_err(|_| Refusal::UnknownApp)?;
        // The path as the caller signed it, wherever these routes are nested.
        let OriginalUri(uri) = request.extract_parts().await.map_err(|_| Refusal::Unreadable)?;
        let query = SignedQuery::parse(uri.query().unwrap_or_default())?;
        let app = engine.find_app(&app_id).ok_or(Refusal::UnknownApp)?;
        if query.key() != app.credentials.key.as_str() {
            return Err(Refusal::UnknownApp);
        }
        let method = request.method().as_str();
        query.verify(&app.credentials, method, uri.path(), engine.unix_now())?;
        // Only now: nobody without the secret makes the server take a body in.
        let body = read_body(request, max_body_bytes(&app.limits.publish)).await?;
        query.verify_body(&body)?;
        Ok(Self { app, body })
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

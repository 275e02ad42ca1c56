//! `POST /apps/{app_id}/batch_events`

use axum::response::Response;
use pusher_protocol::api::{BatchAnswer, BatchRequest};

use super::info::channel_info;
use super::{Caller, Refusal, json};
use crate::publish::{self, Event};

/// Publishes several events in their order. One that breaks a limit refuses the whole batch
/// before anything is published.
pub(super) async fn publish(caller: Caller) -> Result<Response, Refusal> {
    let limits = &caller.app.limits.publish;
    let request = BatchRequest::parse(&caller.body, limits)?;
    for event in &request.batch {
        let event = Event {
            channels: std::slice::from_ref(&event.channel),
            name: &event.name,
            data: &event.data,
            except: event.socket_id.as_ref(),
        };
        publish::publish(&caller.hub, &caller.app, limits, &event)?;
    }
    let is_asked = request.batch.iter().any(|event| !event.info.is_empty());
    let batch = is_asked.then(|| {
        let infos = request.batch.iter();
        infos.map(|event| channel_info(&caller.hub, &event.channel, event.info)).collect()
    });
    Ok(json(BatchAnswer { batch }.to_json()))
}

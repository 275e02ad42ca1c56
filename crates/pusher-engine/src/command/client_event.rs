//! `client-...`: events from one client to the others of its channel.
//!
//! Refusals are told in band and never close the connection: clients that are closed with such a
//! code do not come back.

use pusher_protocol::{
    ChannelName, ClientEvent, Code, EventFrame, EventName, EventNameError, SocketId,
};
use serde_json::value::RawValue;

use crate::channel::Sender;
use crate::notice::Notice;
use crate::session::Session;
use crate::transport::Frame;

/// Why a client event is not sent on.
#[derive(Debug, thiserror::Error)]
enum Refusal {
    #[error("client events are not enabled for this app")]
    Off,
    #[error("{0}")]
    Name(#[from] EventNameError),
    #[error("they are only supported on private and presence channels")]
    Kind,
    #[error("this connection is not subscribed to the channel")]
    NotSubscribed,
    #[error("the data of a client event has at most {limit} bytes")]
    TooLarge { limit: usize },
    #[error("a connection may send at most {limit} of them in a second")]
    TooMany { limit: u32 },
}

/// Sends the event to the other subscribers, or says why not.
pub(super) fn run(session: &mut Session, event: &ClientEvent) {
    if let Err(refusal) = relay(session, event) {
        let message = format!("Client event {:?} was not sent: {refusal}", event.event);
        session.send_error(Code::ClientEventRejected, &message);
    }
}

fn relay(session: &mut Session, event: &ClientEvent) -> Result<(), Refusal> {
    if !session.app.features.client_events {
        return Err(Refusal::Off);
    }
    let event_name = EventName::parse(&event.event)?;
    let name = ChannelName::parse(event.channel.as_deref().unwrap_or_default());
    let name = name.map_err(|_| Refusal::NotSubscribed)?;
    if !name.kind().takes_client_events() {
        return Err(Refusal::Kind);
    }
    let channel = session.subscriptions.get(&name).ok_or(Refusal::NotSubscribed)?;
    let Sender { user_id } = channel.sender(&session.connection).ok_or(Refusal::NotSubscribed)?;
    let data = text_of(event.data.as_deref());
    let limits = &session.app.limits;
    if data.len() > limits.client_event_data_bytes {
        return Err(Refusal::TooLarge { limit: limits.client_event_data_bytes });
    }
    let limit = limits.client_events_per_second;
    if !session.client_events.take(limit, session.hub.now_millis()) {
        return Err(Refusal::TooMany { limit });
    }
    session.hub.counters.client_events.add(1);
    channel.note_last(&event_name, session.hub.now_millis());
    let frame = EventFrame::from_client(&event_name, &data, user_id.as_deref());
    let frame = Frame::event(&frame, &name);
    let socket_id: &SocketId = &session.connection.socket_id;
    channel.relay(&session.hub, &frame, &session.connection, || Notice::ClientEvent {
        channel: name.clone(),
        event: event.event.clone(),
        data,
        socket_id: socket_id.clone(),
        user_id: user_id.map(|id| id.to_string()),
    });
    Ok(())
}

/// The payload as the text that other clients get: a string as it is, anything else as its JSON.
/// The official Java client cannot read an event without one.
fn text_of(data: Option<&RawValue>) -> String {
    let raw = data.map_or("{}", RawValue::get);
    serde_json::from_str::<String>(raw).unwrap_or_else(|_| raw.to_owned())
}

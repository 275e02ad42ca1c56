//! A stored event made ready to be published.

use hawker_domain::event::compact;
use hawker_store::outbox::StoredEvent;
use serde_json::Value;

use crate::realtime::broadcaster::OutgoingEvent;
use crate::realtime::position::with_position;

/// The event with its position, in its short form if it is larger than the driver carries: a
/// large order is never the one that is not announced.
pub(in crate::realtime) fn event(
    channel: String,
    stored: StoredEvent,
    epoch: &str,
    max_bytes: usize,
) -> OutgoingEvent {
    let whole = with_position(&stored.data, epoch, stored.seq);
    let data = if whole.len() > max_bytes { shortened(whole) } else { whole };
    OutgoingEvent { channel, name: stored.name, data, seq: stored.seq }
}

fn shortened(whole: String) -> String {
    match serde_json::from_str::<Value>(&whole) {
        Ok(data) => compact(&data).to_string(),
        Err(_) => whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_that_is_too_large_goes_out_in_its_short_form_with_its_position() {
        let data = format!(r#"{{"id":5,"note":"{}"}}"#, "x".repeat(20_000));
        let stored = StoredEvent { seq: 7, name: "OrderReceived".into(), data };
        let whole = event("c".into(), stored.clone(), "k3f9", 65_536);
        assert!(whole.data.len() > 20_000);
        let short = event("c".into(), stored, "k3f9", 10_240);
        let data: Value = serde_json::from_str(&short.data).expect("JSON");
        assert_eq!(data["id"], 5);
        assert_eq!(data["_rt"]["seq"], 7);
        assert_eq!(data["partial"], true);
        assert!(short.data.len() < 200);
    }
}

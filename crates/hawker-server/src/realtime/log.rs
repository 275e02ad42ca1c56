//! The driver `log`: writes every event to the log, where a developer reads what would be announced.

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, ready};
use pusher_protocol::SocketId;

use super::broadcaster::{Broadcaster, Ended, MAX_EVENT_BYTES_IN_PROCESS, Outcome, OutgoingEvent};
use super::outcomes::one_by_one;

/// Writes every event to the log, data included.
#[derive(Debug, Clone, Copy)]
pub struct Log;

impl Broadcaster for Log {
    fn name(&self) -> &'static str {
        "log"
    }

    fn max_event_bytes(&self) -> usize {
        MAX_EVENT_BYTES_IN_PROCESS
    }

    fn publish<'a>(&'a self, events: &'a [OutgoingEvent]) -> BoxFuture<'a, Vec<Outcome>> {
        let written = one_by_one(events, |event| {
            write(event);
            Ok(())
        });
        ready(written).boxed()
    }

    /// Nobody is connected to a log.
    fn end_subscriptions<'a>(&'a self, _: &'a [SocketId]) -> BoxFuture<'a, Ended> {
        ready(Ended::Closed(0)).boxed()
    }
}

fn write(event: &OutgoingEvent) {
    tracing::info!(
        event.channel = event.channel,
        event.name = event.name,
        event.seq = event.seq,
        event.data = event.data,
        "event announced"
    );
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use super::*;

    /// Where the log goes, to be read afterwards.
    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("no test panics with the lock").extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn an_event_stands_in_the_log_with_its_channel_position_and_data() {
        let lines = Lines::default();
        let writer = lines.clone();
        let subscriber = tracing_subscriber::fmt()
            .json()
            .flatten_event(true)
            .with_writer(move || writer.clone())
            .finish();
        let event = OutgoingEvent {
            channel: "private-vendor-orders.7".to_owned(),
            name: "OrderReceived".to_owned(),
            data: "{\"number\":\"B-042\"}".to_owned(),
            seq: 42,
        };
        let outcomes = tracing::subscriber::with_default(subscriber, || {
            Log.publish(std::slice::from_ref(&event)).now_or_never()
        });
        assert_eq!(outcomes, Some(vec![Ok(())]));
        let written = lines.0.lock().expect("no test panics with the lock").clone();
        let line: serde_json::Value = serde_json::from_slice(&written).expect("one JSON object");
        assert_eq!(line["event.channel"], event.channel);
        assert_eq!(line["event.seq"], event.seq);
        assert_eq!(line["event.data"], event.data);
    }
}

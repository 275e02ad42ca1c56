//! The engine's numbers in the text format of Prometheus, per app and per type of channel.

use std::fmt::{self, Write};

use pusher_protocol::{AppId, ChannelKind};

use crate::engine::Inner;
use crate::hub::Hub;
use crate::stats::Stats;
use crate::webhook::WebhookCounts;

/// Everything about one app at one moment.
struct AppNumbers {
    app: String,
    stats: Stats,
    by_kind: [Occupancy; KINDS.len()],
    webhooks: WebhookCounts,
}

/// The channels of one type that have subscribers.
#[derive(Clone, Copy, Default)]
struct Occupancy {
    channels: u64,
    subscriptions: u64,
}

const KINDS: [(ChannelKind, &str); 9] = [
    (ChannelKind::Public, "public"),
    (ChannelKind::Private, "private"),
    (ChannelKind::PrivateEncrypted, "private-encrypted"),
    (ChannelKind::Presence, "presence"),
    (ChannelKind::Cache, "cache"),
    (ChannelKind::PrivateCache, "private-cache"),
    (ChannelKind::PrivateEncryptedCache, "private-encrypted-cache"),
    (ChannelKind::PresenceCache, "presence-cache"),
    (ChannelKind::ServerToUser, "server-to-user"),
];

/// A number that each app has one of.
struct Metric {
    name: &'static str,
    kind: &'static str,
    help: &'static str,
    read: fn(&AppNumbers) -> u64,
}

const METRICS: [Metric; 15] = [
    gauge("connections", "Connections now", |n| n.stats.connections as u64),
    counter("connections_refused_total", "Refused: app full, or going away", |n| {
        n.stats.refused_over_capacity
    }),
    counter("slow_readers_closed_total", "Closed because too much waited unread", |n| {
        n.stats.slow_readers_closed
    }),
    counter("silent_closed_total", "Closed because a ping was not answered", |n| {
        n.stats.silent_closed
    }),
    counter("events_published_total", "Events from servers", |n| n.stats.events_published),
    counter("client_events_total", "Events from clients", |n| n.stats.client_events),
    counter("frames_sent_total", "Frames to clients", |n| n.stats.frames_sent),
    counter("sent_bytes_total", "Bytes of frames to clients", |n| n.stats.bytes_sent),
    counter("received_bytes_total", "Bytes of messages from clients", |n| n.stats.bytes_received),
    gauge("queue_high_water_bytes", "Most that ever waited for one reader", |n| {
        n.stats.queue_high_water_bytes
    }),
    counter("webhook_events_delivered_total", "Taken by an endpoint", |n| n.webhooks.delivered),
    counter("webhook_events_failed_total", "Given up after every try", |n| n.webhooks.failed),
    counter("webhook_events_dropped_total", "Made room for newer ones", |n| n.webhooks.dropped),
    counter("webhook_failed_calls_total", "Calls that failed", |n| n.webhooks.failed_calls),
    gauge("webhook_events_waiting", "Waiting for an endpoint", |n| n.webhooks.waiting),
];

const fn gauge(name: &'static str, help: &'static str, read: fn(&AppNumbers) -> u64) -> Metric {
    Metric { name, kind: "gauge", help, read }
}

const fn counter(name: &'static str, help: &'static str, read: fn(&AppNumbers) -> u64) -> Metric {
    Metric { name, kind: "counter", help, read }
}

/// Writes all numbers of all apps that were ever used.
pub(crate) fn write(engine: &Inner, out: &mut impl Write) -> fmt::Result {
    let apps = engine.apps_in_use();
    let mut apps: Vec<_> = apps.iter().map(|(id, hub)| AppNumbers::of(engine, id, hub)).collect();
    apps.sort_by(|one, other| one.app.cmp(&other.app));
    for Metric { name, kind, help, read } in &METRICS {
        writeln!(out, "# HELP pusher_{name} {help}\n# TYPE pusher_{name} {kind}")?;
        for numbers in &apps {
            writeln!(out, "pusher_{name}{{app=\"{}\"}} {}", numbers.app, read(numbers))?;
        }
    }
    write_by_kind(out, &apps, "channels", "Channels with subscribers", |o| o.channels)?;
    write_by_kind(out, &apps, "subscriptions", "Subscriptions", |o| o.subscriptions)
}

fn write_by_kind(
    out: &mut impl Write,
    apps: &[AppNumbers],
    name: &str,
    help: &str,
    read: fn(&Occupancy) -> u64,
) -> fmt::Result {
    writeln!(out, "# HELP pusher_{name} {help}\n# TYPE pusher_{name} gauge")?;
    for AppNumbers { app, by_kind, .. } in apps {
        for ((_, kind), occupancy) in KINDS.iter().zip(by_kind) {
            let value = read(occupancy);
            writeln!(out, "pusher_{name}{{app=\"{app}\",type=\"{kind}\"}} {value}")?;
        }
    }
    Ok(())
}

impl AppNumbers {
    fn of(engine: &Inner, id: &AppId, hub: &Hub) -> Self {
        let mut by_kind = [Occupancy::default(); KINDS.len()];
        hub.channels.for_each(|channel| {
            let index = KINDS.iter().position(|(kind, _)| *kind == channel.kind());
            let occupancy = &mut by_kind[index.expect("every kind is listed")];
            occupancy.channels += 1;
            occupancy.subscriptions += channel.len() as u64;
        });
        hub.for_each_connection(|connection| {
            let most_bytes = connection.outbox.backlog().most_bytes;
            hub.counters.queue_high_water_bytes.note(most_bytes);
        });
        Self {
            app: escaped(id.as_str()),
            stats: Stats::of(hub),
            by_kind,
            webhooks: engine.pumps().map(|pumps| pumps.sink().counts(id)).unwrap_or_default(),
        }
    }
}

/// The name of an app as a label's value.
fn escaped(text: &str) -> String {
    text.replace('\\', r"\\").replace('"', "\\\"").replace('\n', r"\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_of_an_app_can_break_out_of_its_label() {
        assert_eq!(escaped("a\"b\\c\nd"), r#"a\"b\\c\nd"#);
    }
}

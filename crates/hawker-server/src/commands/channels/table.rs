//! The overview as a table to read.

use std::io::{self, Write};

use pusher_protocol::api::{ChannelOverview, Overview};

/// Writes everything that there is to see.
pub(super) fn write(overview: &Overview, out: &mut impl Write) -> io::Result<()> {
    let Overview { connections, channel_count, slow_readers_closed, channels, slow_readers } =
        overview;
    writeln!(out, "{connections} connections, {channel_count} channels with subscribers")?;
    if !channels.is_empty() {
        write_channels(channels, out)?;
    }
    let hidden = channel_count.saturating_sub(channels.len());
    if hidden > 0 {
        writeln!(out, "and {hidden} more: see --limit and --prefix")?;
    }
    writeln!(out, "\n{slow_readers_closed} readers were closed since the start: too slow")?;
    for reader in slow_readers {
        let (frames, bytes) = (reader.waiting_frames, reader.waiting_bytes);
        writeln!(out, "  {}: {frames} frames of {bytes} bytes wait", reader.socket_id)?;
    }
    Ok(())
}

fn write_channels(channels: &[ChannelOverview], out: &mut impl Write) -> io::Result<()> {
    let width = channels.iter().map(|channel| channel.name.len()).max().unwrap_or(0).max(7);
    writeln!(out, "\n{:<width$}  {:>11}  {:>5}  LAST EVENT", "CHANNEL", "SUBSCRIBERS", "USERS")?;
    for channel in channels {
        let users = channel.users.map_or(String::new(), |users| users.to_string());
        let last = channel.last_event.as_ref().map_or("none yet".to_owned(), |last| {
            format!("{}, {} ago", last.name, age(last.seconds_ago))
        });
        let ChannelOverview { name, subscribers, .. } = channel;
        writeln!(out, "{name:<width$}  {subscribers:>11}  {users:>5}  {last}")?;
    }
    Ok(())
}

/// A time in its two largest units.
fn age(seconds: u64) -> String {
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min {} s", seconds / 60, seconds % 60),
        3_600.. => format!("{} h {} min", seconds / 3_600, seconds / 60 % 60),
    }
}

#[cfg(test)]
mod tests {
    use pusher_protocol::api::{LastEvent, SlowReader};

    use super::*;

    #[test]
    fn channels_last_events_and_slow_readers_are_shown() {
        let last_event = Some(LastEvent { name: "OrderReceived".into(), seconds_ago: 3_725 });
        let vendor = ChannelOverview {
            name: "private-vendor-orders.1".into(),
            subscribers: 2,
            users: None,
            last_event,
        };
        let presence = ChannelOverview {
            name: "presence-a".into(),
            subscribers: 3,
            users: Some(1),
            last_event: None,
        };
        let slow = SlowReader { socket_id: "1.2".into(), waiting_frames: 9, waiting_bytes: 4_000 };
        let overview = Overview {
            connections: 5,
            channel_count: 3,
            slow_readers_closed: 1,
            channels: vec![vendor, presence],
            slow_readers: vec![slow],
        };
        let mut out = Vec::new();
        write(&overview, &mut out).expect("a Vec takes every line");
        let expected = "\
5 connections, 3 channels with subscribers

CHANNEL                  SUBSCRIBERS  USERS  LAST EVENT
private-vendor-orders.1            2         OrderReceived, 1 h 2 min ago
presence-a                         3      1  none yet
and 1 more: see --limit and --prefix

1 readers were closed since the start: too slow
  1.2: 9 frames of 4000 bytes wait
";
        assert_eq!(String::from_utf8(out).expect("text"), expected);
    }

    #[test]
    fn an_age_has_its_two_largest_units() {
        assert_eq!([5, 65, 7_384].map(age), ["5 s", "1 min 5 s", "2 h 3 min"]);
    }
}

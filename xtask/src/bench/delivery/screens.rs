//! One connected screen per stall: connects, subscribes, and tells of every order it is shown.

use anyhow::{Context, ensure};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::tally::Sighting;
use crate::bench::hall::{Hall, Staff};
use crate::bench::http::Request;
use crate::bench::websocket::WebSocket;

/// Connects all screens; they listen until the returned set is dropped.
pub(super) async fn connect(
    hall: &mut Hall,
    staff: &[Staff],
    sightings: &mpsc::UnboundedSender<Sighting>,
) -> anyhow::Result<JoinSet<()>> {
    let config = hall.get("/api/realtime/config").await?;
    let key = config["key"].as_str().context("the real-time configuration has no key")?;
    let path = format!("/app/{key}?protocol=7&client=hawker-bench&version=1.0.0&flash=false");
    let mut screens = JoinSet::new();
    for staff in staff {
        let socket = subscribe(hall, staff, &path).await?;
        screens.spawn(watch(socket, sightings.clone()));
    }
    Ok(screens)
}

async fn subscribe(hall: &mut Hall, staff: &Staff, path: &str) -> anyhow::Result<WebSocket> {
    let mut socket = WebSocket::open(hall.address(), path).await?;
    let hello: Value = serde_json::from_str(&socket.receive().await?)?;
    let hello: Value = serde_json::from_str(hello["data"].as_str().context("no greeting")?)?;

    let channel = format!("private-vendor-orders.{}", staff.vendor_id);
    let body = json!({ "socket_id": hello["socket_id"], "channel_name": channel });
    let authorize = Request::post("/broadcasting/auth", Some(&staff.token), "", &body);
    let authorization = hall.send(&authorize, 200).await?;

    let data = json!({ "channel": channel, "auth": authorization["auth"] });
    socket.send(&json!({ "event": "pusher:subscribe", "data": data }).to_string()).await?;
    let answer = socket.receive().await?;
    ensure!(answer.contains("subscription_succeeded"), "hawker refused {channel}: {answer}");
    Ok(socket)
}

async fn watch(mut socket: WebSocket, sightings: mpsc::UnboundedSender<Sighting>) {
    loop {
        let sighting = match socket.receive().await {
            Ok(frame) => shown_order(&frame, Instant::now()),
            Err(_) => Some(Sighting::ScreenLost),
        };
        let is_lost = matches!(sighting, Some(Sighting::ScreenLost));
        // Nobody counts any more once the measurement has ended.
        if sighting.is_some_and(|sighting| sightings.send(sighting).is_err()) || is_lost {
            return;
        }
    }
}

fn shown_order(frame: &str, at: Instant) -> Option<Sighting> {
    let frame: Value = serde_json::from_str(frame).ok()?;
    (frame["event"] == "OrderReceived").then_some(())?;
    let data: Value = serde_json::from_str(frame["data"].as_str()?).ok()?;
    Some(Sighting::Shown { order: data["id"].as_i64()?, at })
}

#[cfg(test)]
mod tests {
    use tokio::time::Instant;

    use super::{Sighting, shown_order};

    #[test]
    fn only_a_new_order_counts_as_shown() {
        let at = Instant::now();
        let frame =
            r#"{"event":"OrderReceived","channel":"private-vendor-orders.1","data":"{\"id\":7}"}"#;

        assert!(matches!(shown_order(frame, at), Some(Sighting::Shown { order: 7, .. })));
        assert!(shown_order(r#"{"event":"pusher:ping","data":"{}"}"#, at).is_none());
    }
}

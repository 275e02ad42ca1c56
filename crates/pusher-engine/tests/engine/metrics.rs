//! The numbers that an operator's tools read.

use crate::support::{Client, Server, eventually};
use pusher_engine::{App, AppFeatures, Engine};
use serde_json::json;

#[tokio::test]
async fn each_app_and_each_type_of_channel_has_its_own_numbers() {
    let features = AppFeatures { client_events: true, ..AppFeatures::default() };
    let app = App::new("7", "the-key", "the-secret").with_features(features);
    let builder = Engine::builder().app(app).app(App::new("8", "other-key", "other-secret"));
    let server = Server::start_built(builder).await;
    let (mut one, mut two) = (server.connect().await, server.connect().await);
    for client in [&mut one, &mut two] {
        client.subscribe("private-a").await;
    }
    one.subscribe("menu").await;
    one.send(&json!({"event":"client-x","channel":"private-a","data":{}})).await;
    assert_eq!(two.next().await["event"], "client-x");
    let mut other = Client::open(server.addr, "/app/other-key?protocol=7").await;
    other.establish().await;
    assert_eq!(server.publish("private-a", "e", "{}"), 2);
    one.next().await;
    two.next().await;

    let has = |line: &str| server.engine.prometheus().lines().any(|known| known == line);
    for line in [
        r#"pusher_connections{app="7"} 2"#,
        r#"pusher_connections{app="8"} 1"#,
        r#"pusher_events_published_total{app="7"} 1"#,
        r#"pusher_events_published_total{app="8"} 0"#,
        r#"pusher_client_events_total{app="7"} 1"#,
        r#"pusher_channels{app="7",type="private"} 1"#,
        r#"pusher_channels{app="7",type="public"} 1"#,
        r#"pusher_subscriptions{app="7",type="private"} 2"#,
        r#"pusher_subscriptions{app="7",type="presence"} 0"#,
        r#"pusher_slow_readers_closed_total{app="7"} 0"#,
        r#"pusher_webhook_events_waiting{app="7"} 0"#,
        "# TYPE pusher_connections gauge",
        "# TYPE pusher_frames_sent_total counter",
    ] {
        assert!(has(line), "{line} is not in\n{}", server.engine.prometheus());
    }
    let sent = || server.engine.stats().bytes_sent;
    eventually("bytes are counted", || sent() > 0).await;
    assert!(server.engine.stats().bytes_received > 0);
    drop((one, two));
    eventually("the connections are gone", || has(r#"pusher_connections{app="7"} 0"#)).await;
    assert!(has(r#"pusher_channels{app="7",type="private"} 0"#));
}

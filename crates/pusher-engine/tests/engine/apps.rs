//! Apps that change while clients are connected.

use std::sync::Arc;
use std::time::Duration;

use crate::support::{APP_ID, KEY, SECRET, Server, channel_name, credentials, subscribe_frame};
use pusher_engine::protocol::Credentials;
use pusher_engine::{App, AppLimits, AppStatus, Drain, DynamicApps, Engine};
use serde_json::json;

fn app() -> App {
    App::new(APP_ID, KEY, SECRET)
}

fn other_app() -> App {
    App::new("8", "other-key", "other-secret")
}

async fn start(apps: impl IntoIterator<Item = App>) -> (Server, Arc<DynamicApps>) {
    let apps = Arc::new(DynamicApps::new(apps));
    let builder = Engine::builder().registry(Arc::clone(&apps) as _);
    (Server::start_built(builder).await, apps)
}

fn quick() -> Drain {
    Drain { window: Duration::from_millis(20), slices: 4, ..Drain::default() }
}

const EVENT: &str = r#"{"name":"e","channel":"a","data":"1"}"#;

#[tokio::test]
async fn apps_share_neither_channels_nor_keys() {
    let (server, _apps) = start([app(), other_app()]).await;
    let mut client = server.connect().await;
    client.subscribe("a").await;
    let mut other = crate::support::Client::open(server.addr, "/app/other-key?protocol=7").await;
    other.establish().await;
    other.subscribe("a").await;
    assert_eq!(server.post("/apps/7/events", EVENT).await.status, 200);
    assert_eq!(client.next().await["data"], "1");
    other.expect_silence().await;
    assert_eq!(server.post("/apps/8/events", EVENT).await.status, 401, "the other app's key");
}

#[tokio::test]
async fn an_app_that_is_removed_or_gets_another_key_loses_its_connections_with_4001() {
    for replacement in [other_app(), App::new(APP_ID, "new-key", SECRET)] {
        let (server, apps) = start([app()]).await;
        let mut clients = [server.connect().await, server.connect().await];
        apps.replace([replacement]);
        assert_eq!(server.engine.close_refused(quick()).await.closed, 2);
        for client in &mut clients {
            assert_eq!(client.close_code().await, 4001);
        }
        assert_eq!(server.post("/apps/7/events", EVENT).await.status, 401);
    }
}

#[tokio::test]
async fn an_app_that_is_disabled_loses_its_connections_with_4003_and_others_keep_theirs() {
    let (server, apps) = start([app(), other_app()]).await;
    let mut client = server.connect().await;
    let mut other = crate::support::Client::open(server.addr, "/app/other-key?protocol=7").await;
    other.establish().await;
    let disabled = App { status: AppStatus::Disabled, ..app() };
    apps.replace([disabled, other_app()]);
    assert_eq!(server.engine.close_refused(quick()).await.closed, 1);
    assert_eq!(client.close_code().await, 4003);
    other.expect_silence().await;
    apps.replace([app(), other_app()]);
    assert_eq!(server.engine.close_refused(quick()).await.closed, 0);
    server.connect().await.subscribe("a").await;
}

#[tokio::test]
async fn a_changed_secret_keeps_connections_and_is_asked_of_later_signatures() {
    let (server, apps) = start([app()]).await;
    let mut client = server.connect().await;
    client.subscribe("private-before").await;
    apps.replace([App::new(APP_ID, KEY, "new-secret")]);
    assert_eq!(server.engine.close_refused(quick()).await.closed, 0);
    assert_eq!(server.publish("private-before", "e", "1"), 1);
    assert_eq!(client.next().await["data"], "1");

    let channel = channel_name("private-after");
    let old = credentials().sign_channel(client.id(), &channel, None);
    client.send(&subscribe_frame("private-after", &old)).await;
    assert_eq!(client.next().await["event"], "pusher:subscription_error");
    assert_eq!(client.error_code().await, 4009);
    let new = Credentials::new(KEY, "new-secret").sign_channel(client.id(), &channel, None);
    client.send(&subscribe_frame("private-after", &new)).await;
    let confirmed = client.next().await;
    assert_eq!(confirmed["event"], "pusher_internal:subscription_succeeded", "{confirmed}");
    assert_eq!(server.post("/apps/7/events", EVENT).await.status, 401, "signed with the old one");
}

#[tokio::test]
async fn a_new_limit_holds_for_whoever_connects_later() {
    let (server, apps) = start([app()]).await;
    let mut early = server.connect().await;
    let limits = AppLimits { max_channels_per_connection: 1, ..AppLimits::default() };
    apps.replace([app().with_limits(limits)]);
    let mut late = server.connect().await;
    for client in [&mut early, &mut late] {
        client.subscribe("a").await;
    }
    early.subscribe("b").await;
    late.ask_to_subscribe("b").await;
    let refused = late.next().await;
    assert_eq!(refused["event"], "pusher:subscription_error", "{refused}");
    assert_eq!(refused["channel"], json!("b"));
}

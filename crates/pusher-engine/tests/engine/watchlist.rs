//! Watchlists: who of those that a user watches is online.

use crate::support::{Client, Server};
use serde_json::{Value, json};

fn watched(name: &str, user_ids: &[&str]) -> Value {
    let data = json!({"events":[{"name":name,"user_ids":user_ids}]}).to_string();
    json!({"event":"pusher_internal:watchlist_events","data":data})
}

async fn signed_in(server: &Server, id: &str, watchlist: &[&str]) -> Client {
    let mut client = server.connect().await;
    client.sign_in(&json!({"id":id,"watchlist":watchlist}).to_string()).await;
    client
}

#[tokio::test]
async fn a_watcher_is_told_who_is_online_and_then_of_each_change() {
    let server = Server::start().await;
    let ben = signed_in(&server, "ben", &[]).await;
    let mut ana = signed_in(&server, "ana", &["ben", "cleo", "dan"]).await;
    assert_eq!(ana.next().await, watched("online", &["ben"]));
    let cleo = signed_in(&server, "cleo", &[]).await;
    assert_eq!(ana.next().await, watched("online", &["cleo"]));
    drop(ben);
    assert_eq!(ana.next().await, watched("offline", &["ben"]));
    let _eve = signed_in(&server, "eve", &[]).await;
    drop(cleo);
    assert_eq!(ana.next().await, watched("offline", &["cleo"]), "eve is not watched");
    ana.expect_silence().await;
}

#[tokio::test]
async fn nobody_online_is_no_news() {
    let server = Server::start().await;
    let mut ana = signed_in(&server, "ana", &["ben"]).await;
    ana.expect_silence().await;
}

#[tokio::test]
async fn a_user_is_online_from_the_first_connection_to_the_last() {
    let server = Server::start().await;
    let mut ana = signed_in(&server, "ana", &["ben"]).await;
    let first = signed_in(&server, "ben", &[]).await;
    assert_eq!(ana.next().await, watched("online", &["ben"]));
    let mut second = signed_in(&server, "ben", &[]).await;
    second.sign_in(r#"{"id":"ben","watchlist":[]}"#).await;
    drop(first);
    ana.expect_silence().await;
    drop(second);
    assert_eq!(ana.next().await, watched("offline", &["ben"]));
}

#[tokio::test]
async fn every_connection_of_a_watcher_is_told() {
    let server = Server::start().await;
    let mut watchers =
        [signed_in(&server, "ana", &["ben"]).await, signed_in(&server, "ana", &["ben"]).await];
    let _ben = signed_in(&server, "ben", &["ben"]).await;
    for watcher in &mut watchers {
        assert_eq!(watcher.next().await, watched("online", &["ben"]));
    }
}

#[tokio::test]
async fn of_a_watchlist_that_is_too_long_the_first_hundred_count_and_the_user_is_told() {
    let server = Server::start().await;
    let ids: Vec<String> = (0..101).map(|n| n.to_string()).collect();
    let mut ana = server.connect().await;
    ana.sign_in(&json!({"id":"ana","watchlist":ids}).to_string()).await;
    assert_eq!(ana.error_code().await, 4302);
    let _left_off = signed_in(&server, "100", &[]).await;
    ana.expect_silence().await;
    let _last = signed_in(&server, "99", &[]).await;
    assert_eq!(ana.next().await, watched("online", &["99"]));
}

//! Signing in, the user's own channel, and connections that must say who they are.

use std::time::Duration;

use crate::support::{
    APP_ID, KEY, SECRET, Server, credentials, eventually, refusal, subscribe_frame,
};
use pusher_engine::protocol::{AppId, Credentials};
use pusher_engine::{App, AppFeatures, Engine, Settings};
use serde_json::json;

const ANA: &str = r#"{"id":"ana","user_info":{"name":"Ana"}}"#;

#[tokio::test]
async fn a_sign_in_is_confirmed_with_the_very_text_that_was_signed() {
    let server = Server::start().await;
    let mut client = server.connect().await;
    client.sign_in(ANA).await;
    client.sign_in(ANA).await;
    client.expect_silence().await;
}

#[tokio::test]
async fn a_sign_in_without_a_good_signature_is_refused_and_the_connection_stays() {
    let server = Server::start().await;
    let (mut client, stranger) = (server.connect().await, server.connect().await);
    let good = credentials().sign_user(client.id(), ANA);
    let of_stranger = credentials().sign_user(stranger.id(), ANA);
    let of_other = credentials().sign_user(client.id(), r#"{"id":"ben"}"#);
    let guessed = Credentials::new(KEY, "guess").sign_user(client.id(), ANA);
    let documented_wrong = good.replace(':', "::user::");
    for auth in ["", &of_stranger, &of_other, &guessed, &documented_wrong, &good.replace(KEY, "k")]
    {
        let data = json!({"auth":auth,"user_data":ANA});
        client.send(&json!({"event":"pusher:signin","data":data})).await;
        assert_eq!(client.error_code().await, 4009, "{auth}");
    }
    client.send(&json!({"event":"pusher:signin","data":{}})).await;
    assert_eq!(client.error_code().await, 4300);
    client.sign_in(ANA).await;
}

#[tokio::test]
async fn a_user_needs_an_id_that_is_a_text() {
    let server = Server::start().await;
    let mut client = server.connect().await;
    for user_data in ["", "{}", r#"{"id":""}"#, r#"{"id":1}"#, r#"["ana"]"#] {
        client.ask_to_sign_in(user_data).await;
        assert_eq!(client.error_code().await, 4009, "{user_data}");
    }
}

#[tokio::test]
async fn a_connection_stays_the_user_that_it_first_was() {
    let server = Server::start().await;
    let mut client = server.connect().await;
    client.sign_in(ANA).await;
    client.ask_to_sign_in(r#"{"id":"ben"}"#).await;
    assert_eq!(client.error_code().await, 4009);
    client.subscribe("#server-to-user-ana").await;
}

#[tokio::test]
async fn the_channel_of_a_user_is_open_to_that_users_connections_only() {
    let server = Server::start().await;
    let (mut ana, mut second, mut ben) =
        (server.connect().await, server.connect().await, server.connect().await);
    ana.send(&subscribe_frame("#server-to-user-ana", "")).await;
    let (kind, status, _, code) = refusal(&mut ana, "#server-to-user-ana").await;
    assert_eq!((kind.as_str(), status, code), ("AuthError", 401, 4009));
    ben.sign_in(r#"{"id":"ben"}"#).await;
    ben.send(&subscribe_frame("#server-to-user-ana", "")).await;
    assert_eq!(refusal(&mut ben, "#server-to-user-ana").await.0, "AuthError");

    for client in [&mut ana, &mut second] {
        client.sign_in(ANA).await;
        client.subscribe("#server-to-user-ana").await;
    }
    let body = json!({"name":"hello","channels":["#server-to-user-ana"],"data":"{}"});
    assert_eq!(server.post("/apps/7/events", &body.to_string()).await.status, 200);
    for client in [&mut ana, &mut second] {
        let event = json!({"event":"hello","channel":"#server-to-user-ana","data":"{}"});
        assert_eq!(client.next().await, event);
    }
    ben.expect_silence().await;
}

#[tokio::test]
async fn a_user_is_reached_whatever_the_id_looks_like() {
    let server = Server::start().await;
    for id in ["auth0|5f7c", "ana@hall.example", "Zoë 1:2"] {
        let mut client = server.connect().await;
        client.sign_in(&json!({"id":id}).to_string()).await;
        let channel = format!("#server-to-user-{id}");
        client.subscribe(&channel).await;
        let body = json!({"name":"hello","channels":[channel],"data":"{}"});
        let answer = server.post("/apps/7/events", &body.to_string()).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let event = json!({"event":"hello","channel":channel,"data":"{}"});
        assert_eq!(client.next().await, event);
    }
}

#[tokio::test]
async fn terminating_a_user_closes_all_of_its_connections_with_4009_and_nobody_elses() {
    let server = Server::start().await;
    let mut anas = [server.connect().await, server.connect().await];
    for client in &mut anas {
        client.sign_in(ANA).await;
    }
    let mut ben = server.connect().await;
    ben.sign_in(r#"{"id":"ben"}"#).await;
    let app_id = AppId::from(APP_ID);
    assert_eq!(server.engine.terminate_user(&app_id, "ana"), 2);
    for client in &mut anas {
        assert_eq!(client.close_code().await, 4009);
    }
    eventually("they are gone", || server.engine.connections(&app_id) == 1).await;
    assert_eq!(server.engine.terminate_user(&app_id, "ana"), 0);
    ben.expect_silence().await;
    let mut again = server.connect().await;
    again.sign_in(ANA).await;
}

/// A server whose connections must soon be authorised.
async fn impatient() -> Server {
    let features = AppFeatures {
        authorization_timeout: Some(Duration::from_millis(100)),
        ..AppFeatures::default()
    };
    let app = App::new(APP_ID, KEY, SECRET).with_features(features);
    // Nobody is pinged for two minutes, but the sweep looks every 10 milliseconds.
    let settings = Settings { pong_timeout: Duration::from_millis(40), ..Settings::default() };
    Server::start_built(Engine::builder().app(app).settings(settings)).await
}

#[tokio::test]
async fn a_connection_that_does_not_say_who_it_is_in_time_is_closed_with_4009() {
    let server = impatient().await;
    let mut client = server.connect().await;
    client.subscribe("menu").await;
    client.send(&subscribe_frame("private-a", "")).await;
    refusal(&mut client, "private-a").await;
    assert_eq!(client.close_code().await, 4009);
}

#[tokio::test]
async fn a_connection_that_signed_in_or_subscribed_with_a_signature_stays() {
    let server = impatient().await;
    let (mut signed_in, mut private, mut present) =
        (server.connect().await, server.connect().await, server.connect().await);
    signed_in.sign_in(ANA).await;
    private.subscribe("private-a").await;
    present.subscribe_as("presence-a", r#"{"user_id":"ana"}"#).await;
    // Closed in its time, so that the time of the others is over too.
    let mut nobody = server.connect().await;
    assert_eq!(nobody.close_code().await, 4009);
    for client in [&mut signed_in, &mut private, &mut present] {
        client.frames_until_pong().await;
    }
}

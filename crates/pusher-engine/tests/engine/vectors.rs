//! The documentation's own examples, byte for byte, to a server that draws the socket id in them.

use std::convert::Infallible;

use crate::support::{Client, Server, data};
use pusher_engine::{App, Engine};
use rand::{TryCryptoRng, TryRng};
use serde_json::{Value, json};

const DOCUMENTED_KEY: &str = "278d425bdf160c739803";
const DOCUMENTED_SECRET: &str = "7ad3773142a6692b25b8";

/// Chance that always draws the same.
struct Stuck(u64);

impl TryRng for Stuck {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(0)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.0)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        bytes.fill(0);
        Ok(())
    }
}

impl TryCryptoRng for Stuck {}

/// A connection of the documented app with the documented socket id, `1234.1234`.
async fn documented() -> (Server, Client) {
    // Of numbers below 10^10 the 64 bits draw the 1234th part of as many.
    let drawn = (1_234_u128 << 64).div_ceil(10_000_000_000);
    let chance = Stuck(u64::try_from(drawn).expect("a part of 64 bits"));
    let app = App::new("3", DOCUMENTED_KEY, DOCUMENTED_SECRET);
    let server = Server::start_built(Engine::builder().app(app).chance(chance)).await;
    let path = format!("/app/{DOCUMENTED_KEY}?protocol=7");
    let mut client = Client::open(server.addr, &path).await;
    let first = client.next().await;
    assert_eq!(first["data"], r#"{"socket_id":"1234.1234","activity_timeout":120}"#);
    (server, client)
}

async fn succeeded(client: &mut Client, frame: Value) -> Value {
    client.send(&frame).await;
    let answer = client.next().await;
    assert_eq!(answer["event"], "pusher_internal:subscription_succeeded", "{answer}");
    data(&answer)
}

#[tokio::test]
async fn the_documented_signature_of_a_private_channel_opens_it() {
    let (_server, mut client) = documented().await;
    let signature = "58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4";
    let auth = format!("{DOCUMENTED_KEY}:{signature}");
    let request = json!({"channel":"private-foobar","auth":auth});
    let frame = json!({"event":"pusher:subscribe","data":request});
    assert_eq!(succeeded(&mut client, frame).await, json!({}));
}

#[tokio::test]
async fn the_documented_signature_of_a_presence_channel_opens_it() {
    let (_server, mut client) = documented().await;
    let signature = "31935e7d86dba64c2a90aed31fdc61869f9b22ba9d8863bba239c03ca481bc80";
    let auth = format!("{DOCUMENTED_KEY}:{signature}");
    let channel_data = r#"{"user_id":10,"user_info":{"name":"Mr. Channels"}}"#;
    let request = json!({"channel":"presence-foobar","auth":auth,"channel_data":channel_data});
    let frame = json!({"event":"pusher:subscribe","data":request});
    let hash = json!({"10":{"name":"Mr. Channels"}});
    let expected = json!({"presence":{"ids":["10"],"hash":hash,"count":1}});
    assert_eq!(succeeded(&mut client, frame).await, expected);
}

#[tokio::test]
async fn the_documented_signature_of_a_user_signs_it_in() {
    let (_server, mut client) = documented().await;
    let signature = "4708d583dada6a56435fb8bc611c77c359a31eebde13337c16ab43aa6de336ba";
    let auth = format!("{DOCUMENTED_KEY}:{signature}");
    let request = json!({"auth":auth,"user_data":r#"{"id":"12345"}"#});
    client.send(&json!({"event":"pusher:signin","data":request})).await;
    let answer = json!({"event":"pusher:signin_success","data":{"user_data":r#"{"id":"12345"}"#}});
    assert_eq!(client.next().await, answer);
}

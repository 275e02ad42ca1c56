//! What a client has to know to listen, and the right to.

use pusher_protocol::{ChannelName, SocketId};
use reqwest::Method;
use serde_json::json;

use crate::support::{Answer, Screen, TestApp};

const SOCKET: &str = "1234.5678";
const FORM: &str = "application/x-www-form-urlencoded";

/// The signature that our own key and secret make.
fn signature(app: &TestApp, channel: &str) -> String {
    let credentials = app.app().realtime.credentials.as_ref().expect("the driver signs");
    let socket_id = SocketId::parse(SOCKET).expect("a socket id");
    let channel = ChannelName::parse(channel).expect("a channel");
    credentials.sign_channel(&socket_id, &channel, None)
}

#[tokio::test]
async fn a_browser_learns_where_to_listen_and_no_secret() {
    let app = TestApp::with_settings(&[
        ("PUSHER_APP_ID", "4711"),
        ("PUSHER_APP_KEY", "the-key"),
        ("PUSHER_APP_SECRET", "hunter2-hunter2"),
    ]);
    let answer = app.nobody().get("/api/realtime/config").await;
    let (host, port) = app
        .authority()
        .split_once(':')
        .map(|(h, p)| (h.to_owned(), p.to_owned()))
        .expect("host and port");
    let expected = json!({
        "driver": "embedded", "key": "the-key", "cluster": "hawker", "host": host,
        "port": port.parse::<u16>().expect("a port"), "scheme": "http",
        "auth_endpoint": "/broadcasting/auth",
    });
    assert_eq!(answer.ok(), expected);
    assert!(!answer.text.contains("hunter2"), "{}", answer.text);
}

#[tokio::test]
async fn everybody_may_listen_to_their_own_channel_and_to_no_other() {
    let app = TestApp::sqlite();
    let (ana, ben) = (app.customer("Ana").await, app.customer("Ben").await);
    let (stall, other) = (app.stall("A", None).await, app.stall("B", None).await);
    let superadmin = app.superadmin().await;
    for (person, channel) in [(&ana, ana.channel()), (&stall.staff, stall.channel())] {
        let right = person.authorize(SOCKET, &channel).await.ok();
        assert_eq!(right, json!({"auth": signature(&app, &channel)}));
    }
    for (person, channel) in [
        (&ana, ben.channel()),
        (&ana, stall.channel()),
        (&stall.staff, other.channel()),
        (&stall.staff, stall.staff.channel()),
        (&superadmin, stall.channel()),
        (&superadmin, superadmin.channel()),
        (&ana, "private-anything".to_owned()),
        (&ana, "presence-hall".to_owned()),
        (&ana, "public".to_owned()),
        (&ana, format!("private-customer-orders.0{}", ana.id)),
        (&ana, format!("x{}", ana.channel())),
    ] {
        person.authorize(SOCKET, &channel).await.refused(403, "not_your_channel");
    }
    app.nobody().authorize(SOCKET, &ana.channel()).await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn a_form_counts_as_much_as_json() {
    let app = TestApp::sqlite();
    let (ana, ben) = (app.customer("Ana").await, app.customer("Ben").await);
    let ask = async |body: String| ana.post_text("/broadcasting/auth", FORM, body).await;
    let form = |channel: String| format!("socket_id={SOCKET}&channel_name={channel}");
    let right = ask(form(ana.channel())).await.ok();
    assert_eq!(right["auth"], signature(&app, &ana.channel()));
    ask(form(ben.channel())).await.refused(403, "not_your_channel");
    ask(format!("channel_name={}", ana.channel())).await.names_fields(&["socket_id"]);
    ask(format!("socket_id={SOCKET}")).await.names_fields(&["channel_name"]);
}

#[tokio::test]
async fn a_cookie_is_as_good_as_a_token() {
    let app = TestApp::sqlite();
    let body = json!({"name": "Ana", "email": "ana@example.test", "password": "a good password"});
    let registered = app.nobody().post("/api/auth/register", &body).await;
    let channel = format!("private-customer-orders.{}", registered.created()["user"]["id"]);
    let body = json!({"socket_id": SOCKET, "channel_name": channel});
    let request = app.nobody().request(Method::POST, "/broadcasting/auth").json(&body);
    let request = request.header("cookie", registered.cookie());
    let right = Answer::read(request.send().await.expect("the server answers")).await;
    assert_eq!(right.ok()["auth"], signature(&app, &channel));
}

#[tokio::test]
async fn what_is_no_socket_or_channel_is_named() {
    let app = TestApp::sqlite();
    let ana = app.customer("Ana").await;
    // What a socket id or a channel's name could smuggle into the text that is signed.
    for socket_id in ["", "1", "1.", ".1", "a.b", "1.1:private-x", "1.1 ", "1.1\n", "-1.1", "1.1.1"]
    {
        ana.authorize(socket_id, &ana.channel()).await.names_fields(&["socket_id"]);
    }
    let long = format!("private-{}", "x".repeat(200));
    for channel in ["", "private-a b", "private-ä", "private-a:b", long.as_str()] {
        ana.authorize(SOCKET, channel).await.names_fields(&["channel_name"]);
    }
    ana.authorize("x", "").await.names_fields(&["socket_id", "channel_name"]);
}

#[tokio::test]
async fn a_signature_is_good_for_one_socket_and_one_channel() {
    let app = TestApp::sqlite();
    let (ana, ben) = (app.customer("Ana").await, app.customer("Ben").await);
    let (mut one, mut other) = (Screen::connect(&app).await, Screen::connect(&app).await);
    let right = ana.authorize(&one.socket_id, &ana.channel()).await.ok();
    let own = one.subscribe_with(&ana.channel(), &right["auth"]).await;
    assert_eq!(own["event"], "pusher_internal:subscription_succeeded", "{own}");
    let widened = one.subscribe_with(&ben.channel(), &right["auth"]).await;
    assert_eq!(widened["event"], "pusher:subscription_error", "{widened}");
    let stolen = other.subscribe_with(&ana.channel(), &right["auth"]).await;
    assert_eq!(stolen["event"], "pusher:subscription_error", "{stolen}");
}

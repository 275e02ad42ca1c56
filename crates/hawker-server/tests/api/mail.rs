//! How mail leaves the hall.

use serde_json::json;

use crate::support::{MailServer, TestApp};

const FORGOT: &str = "/api/auth/forgot-password";

/// Asks for a link for Ana, which is answered whatever becomes of the mail.
async fn forgot(app: &TestApp) {
    let answer = app.nobody().post(FORGOT, &json!({"email": "ana@example.test"})).await;
    assert_eq!((answer.status.as_u16(), answer.text.as_str()), (202, ""));
}

#[tokio::test]
async fn a_mail_says_whom_it_is_from_when_it_was_written_and_what_it_is_about() {
    let server = MailServer::start().await;
    let app = server.hall(&[("HAWKER_HALL_NAME", "Night Market")]);
    app.customer("Ana").await;
    forgot(&app).await;
    let mail = server.receives().await;
    assert_eq!(
        (mail.from.as_str(), mail.to.as_str()),
        ("<hall@hall.example>", "<ana@example.test>")
    );
    for header in [
        "From: \"Night Market\" <hall@hall.example>",
        "To: ana@example.test",
        "Subject: Set a new password for Night Market",
        "Date: Sun, 22 Nov 2026 04:00:00 +0000",
        "Content-Type: text/plain; charset=utf-8",
    ] {
        assert!(mail.head.lines().any(|line| line == header), "{header}: {mail:?}");
    }
    assert!(mail.head.contains("Message-ID: <"), "{mail:?}");
    // The user and the password of the setting, as base64 of "\0hall\0secret".
    assert_eq!(server.heard("AUTH PLAIN AGhhbGwAc2VjcmV0"), 1);
}

#[tokio::test]
async fn what_the_server_cannot_take_now_is_sent_again() {
    let server = MailServer::start().await;
    let app = server.hall(&[]);
    app.customer("Ana").await;
    server.refuse(&["451 busy, come back"]);
    forgot(&app).await;
    server.receives().await.token("https://hall.example");
    assert_eq!(server.heard("MAIL FROM"), 2);
}

#[tokio::test]
async fn what_the_server_will_not_take_is_not_sent_again() {
    let server = MailServer::start().await;
    let mut app = server.hall(&[]);
    app.customer("Ana").await;
    server.refuse(&["550 no"]);
    forgot(&app).await;
    server.hears("MAIL FROM", 1).await;
    app.restart().await;
    assert_eq!((server.heard("MAIL FROM"), server.unread().await), (1, 0));
}

#[tokio::test]
async fn a_server_that_stops_sends_the_mail_that_is_under_way() {
    let server = MailServer::start().await;
    let mut app = server.hall(&[]);
    app.customer("Ana").await;
    forgot(&app).await;
    app.restart().await;
    assert_eq!(server.unread().await, 1);
}

#[tokio::test]
async fn nothing_is_said_to_a_server_without_tls_unless_the_operator_allows_it() {
    let server = MailServer::start().await;
    let mut app = server.hall_with_tls();
    app.customer("Ana").await;
    forgot(&app).await;
    server.hears("EHLO", 1).await;
    app.restart().await;
    for command in ["AUTH", "MAIL", "RCPT"] {
        assert_eq!(server.heard(command), 0, "{command}");
    }
}

#[tokio::test]
async fn a_hall_without_mail_answers_all_the_same() {
    let app = TestApp::sqlite();
    app.customer("Ana").await;
    forgot(&app).await;
}

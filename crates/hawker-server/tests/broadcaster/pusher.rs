//! What holds for the driver `pusher` alone: its batches, and what it makes of answers.

use std::time::Duration;

use axum::http::StatusCode;
use axum::http::header::{LOCATION, RETRY_AFTER};
use hawker_server::config::Secret;
use hawker_server::realtime::broadcaster::{
    Broadcaster, Cause, Outcome, OutgoingEvent, PublishError,
};
use hawker_server::realtime::pusher::Pusher;
use jiff::SignedDuration;
use tokio::net::TcpListener;

use crate::events::{clock, event, held_back};
use crate::other_servers::{Server, driver, settings};

fn poison(channel: &str, seq: i64) -> OutgoingEvent {
    OutgoingEvent { name: "poison".to_owned(), ..event(channel, seq) }
}

fn cause(outcome: &Outcome) -> Option<Cause> {
    match outcome {
        Err(PublishError::Refused(refusal)) => Some(refusal.cause),
        Ok(()) | Err(_) => None,
    }
}

/// What comes of one event where the server gives every call this answer.
async fn outcome_of(
    answer: impl axum::response::IntoResponse + Clone + Send + Sync + 'static,
) -> Outcome {
    let server = Server::answering(answer).await;
    driver(server.addr).publish(&[event("stall-1", 1)]).await.remove(0)
}

#[tokio::test]
async fn eleven_events_go_out_in_order_as_a_batch_of_ten_and_one_alone() {
    let server = Server::checking(StatusCode::BAD_REQUEST).await;
    let events: Vec<_> = (1..=11).map(|seq| event(&format!("stall-{seq}"), 1)).collect();
    assert_eq!(driver(server.addr).publish(&events).await, vec![Ok(()); 11]);
    let calls = server.calls();
    let paths: Vec<_> = calls.iter().map(|call| call.path.as_str()).collect();
    assert_eq!(paths, ["/apps/3/batch_events", "/apps/3/events"]);
    let channels: Vec<_> = calls.into_iter().flat_map(|call| call.channels).collect();
    assert_eq!(channels, events.into_iter().map(|event| event.channel).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_bad_event_in_a_batch_stops_its_own_channel_only() {
    for status in [StatusCode::BAD_REQUEST, StatusCode::INTERNAL_SERVER_ERROR] {
        let server = Server::checking(status).await;
        let events =
            [event("stall-1", 1), poison("stall-2", 1), event("stall-2", 2), event("stall-3", 1)];
        let outcomes = driver(server.addr).publish(&events).await;
        let ok = [outcomes[0].is_ok(), outcomes[1].is_ok(), outcomes[3].is_ok()];
        assert_eq!(ok, [true, false, true], "{status}: {outcomes:?}");
        assert_eq!(outcomes[2], held_back());
    }
}

#[tokio::test]
async fn a_name_that_no_server_takes_is_refused_before_sending() {
    let server = Server::checking(StatusCode::BAD_REQUEST).await;
    let outcomes = driver(server.addr).publish(&[event("no such channel", 1)]).await;
    assert_eq!(cause(&outcomes[0]), Some(Cause::Event));
    assert_eq!(server.calls(), []);
}

#[tokio::test]
async fn a_server_that_is_gone_is_unreachable_and_asked_only_once() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let addr = listener.local_addr().expect("an address");
    drop(listener);
    let events: Vec<_> = (1..=11).map(|seq| event(&format!("stall-{}", seq % 2), seq)).collect();
    let outcomes = driver(addr).publish(&events).await;
    assert_eq!(outcomes.len(), 11);
    for outcome in &outcomes[..2] {
        assert!(matches!(outcome, Err(PublishError::Unreachable { .. })), "{outcome:?}");
        assert!(!format!("{outcome:?}").contains("auth_signature"), "{outcome:?}");
    }
    assert!(outcomes[2..].iter().all(|outcome| *outcome == held_back()), "{outcomes:?}");
}

#[tokio::test]
async fn a_server_that_takes_the_call_and_never_answers_is_unreachable() {
    let silent = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let driver = driver(silent.local_addr().expect("an address"));
    let driver = driver.with_call_timeout(Duration::from_millis(50));
    let outcomes = driver.publish(&[event("stall-1", 1)]).await;
    let Err(PublishError::Unreachable { reason }) = &outcomes[0] else {
        panic!("{outcomes:?}");
    };
    assert!(reason.starts_with("no answer in time"), "{reason}");
}

#[tokio::test]
async fn an_overloaded_server_is_left_alone_after_one_call() {
    let busy = (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, "7")], "later");
    let server = Server::answering(busy).await;
    let events: Vec<_> = (1..=25).map(|seq| event(&format!("stall-{seq}"), 1)).collect();
    let outcomes = driver(server.addr).publish(&events).await;
    assert_eq!(server.calls().len(), 1);
    let unavailable = Err(PublishError::Unavailable {
        status: 503,
        said: "later".to_owned(),
        retry_after: Some(Duration::from_secs(7)),
    });
    assert_eq!(outcomes, vec![unavailable; 25]);
}

#[tokio::test]
async fn a_wrong_secret_is_told_from_a_wrong_key() {
    let server = Server::checking(StatusCode::BAD_REQUEST).await;
    let mut wrong = settings(server.addr);
    wrong.app.secret = Secret::new("hunter2");
    let now = clock(SignedDuration::ZERO);
    let driver = Pusher::new(&wrong, now.clone()).expect("a client");
    let outcomes = driver.publish(&[event("stall-1", 1)]).await;
    assert_eq!(cause(&outcomes[0]), Some(Cause::Secret));
    assert!(!format!("{outcomes:?}").contains("hunter2"));

    let mut wrong = settings(server.addr);
    wrong.app.key = "another".to_owned();
    let driver = Pusher::new(&wrong, now).expect("a client");
    let outcomes = driver.publish(&[event("stall-1", 1)]).await;
    assert_eq!(cause(&outcomes[0]), Some(Cause::App));
}

#[tokio::test]
async fn a_clock_that_is_twenty_minutes_off_is_named_with_the_difference() {
    let server = Server::checking(StatusCode::BAD_REQUEST).await;
    for minutes in [-20, 20] {
        let now = clock(SignedDuration::from_mins(minutes));
        let driver = Pusher::new(&settings(server.addr), now).expect("a client");
        let outcomes = driver.publish(&[event("stall-1", 1)]).await;
        let Some(Cause::Clock { ahead_seconds: Some(seconds) }) = cause(&outcomes[0]) else {
            panic!("{outcomes:?}");
        };
        assert!((seconds + minutes * 60).abs() < 30, "{seconds} s for {minutes} min");
    }
}

#[tokio::test]
async fn each_refusal_has_its_cause() {
    use StatusCode as S;
    assert_eq!(cause(&outcome_of((S::FORBIDDEN, "over quota")).await), Some(Cause::AppState));
    assert_eq!(cause(&outcome_of((S::UNAUTHORIZED, "no")).await), Some(Cause::Credentials));
    assert_eq!(cause(&outcome_of((S::BAD_REQUEST, "bad name")).await), Some(Cause::Event));
    for no_such_call in [S::NOT_FOUND, S::METHOD_NOT_ALLOWED, S::NOT_IMPLEMENTED] {
        assert_eq!(cause(&outcome_of(no_such_call).await), Some(Cause::Address));
    }
    let too_large = outcome_of(S::PAYLOAD_TOO_LARGE).await;
    assert!(matches!(too_large, Err(PublishError::TooLarge { .. })), "{too_large:?}");
}

#[tokio::test]
async fn a_website_that_is_no_pusher_server_is_not_taken_for_success() {
    let page = outcome_of("<html>Welcome</html>").await;
    assert_eq!(cause(&page), Some(Cause::Address));
    let elsewhere = outcome_of((StatusCode::FOUND, [(LOCATION, "https://hall.example/")])).await;
    assert_eq!(cause(&elsewhere), Some(Cause::Address));
    assert_eq!(outcome_of("{\"ok\":true}").await, Ok(()), "as some servers answer");
}

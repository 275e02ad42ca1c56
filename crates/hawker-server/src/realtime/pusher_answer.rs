//! What the answer of a server that speaks Pusher's HTTP API means.
//!
//! The statuses are few and the reasons stand in the text, which differs from server to server.
//! Where it tells nothing, the answer's own clock may.

use std::error::Error;
use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use pusher_protocol::limits::TIMESTAMP_WINDOW_SECONDS;
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};
use reqwest::{Response, StatusCode};

use super::broadcaster::{Cause, Outcome, PublishError, Refusal};

/// As much of a server's words as helps a person.
const MAX_SAID_CHARS: usize = 400;

/// Reads the answer to a call that was sent at `sent_at` with `bytes` of data in its largest event.
pub(super) async fn read(answer: Response, sent_at: Timestamp, bytes: usize) -> Outcome {
    let status = answer.status();
    let ahead_seconds = seconds_ahead(answer.headers(), sent_at);
    let retry_after = retry_after(answer.headers());
    let body = answer.text().await.map_err(unreachable)?;
    let said = cut_short(&body);
    let cause = match status {
        // Servers answer with a JSON object. Anything else is some other website, and the event
        // would be lost there without a word.
        StatusCode::OK | StatusCode::ACCEPTED if is_json_object(&body) => return Ok(()),
        StatusCode::PAYLOAD_TOO_LARGE => return Err(PublishError::TooLarge { bytes }),
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY => Cause::Event,
        StatusCode::UNAUTHORIZED => cause_of_401(&body, ahead_seconds),
        StatusCode::FORBIDDEN => Cause::AppState,
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS => {
            return Err(PublishError::Unavailable { status: status.as_u16(), said, retry_after });
        }
        // What cannot do a POST at all is not an ailing server.
        status if status.is_server_error() && status != StatusCode::NOT_IMPLEMENTED => {
            return Err(PublishError::Unavailable { status: status.as_u16(), said, retry_after });
        }
        _ => Cause::Address,
    };
    let said = format!("it answered {}: {said}", status.as_u16());
    Err(PublishError::Refused(Refusal { cause, said }))
}

/// A call that had no answer, or none that could be read to its end.
pub(super) fn unreachable(error: reqwest::Error) -> PublishError {
    // The URL holds a signature that is good for minutes.
    let error = error.without_url();
    let reason = if error.is_timeout() {
        format!("no answer in time: {}", with_causes(&error))
    } else {
        with_causes(&error)
    };
    PublishError::Unreachable { reason }
}

/// An error with everything that led to it: the outermost alone says "error sending request".
pub(crate) fn with_causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        cause = error.source();
    }
    text
}

/// The signature's error quotes the whole query, timestamp and key included: it is looked for first.
fn cause_of_401(body: &str, ahead_seconds: Option<i64>) -> Cause {
    let body = body.to_ascii_lowercase();
    let clocks_differ =
        ahead_seconds.is_some_and(|seconds| seconds.unsigned_abs() > TIMESTAMP_WINDOW_SECONDS);
    if body.contains("invalid signature") {
        Cause::Secret
    } else if clocks_differ || body.contains("timestamp") {
        Cause::Clock { ahead_seconds }
    } else if body.contains("key") {
        Cause::App
    } else {
        Cause::Credentials
    }
}

/// How far the server's clock is ahead of ours, by the `Date` of its answer.
fn seconds_ahead(headers: &HeaderMap, sent_at: Timestamp) -> Option<i64> {
    let date = rfc2822::parse(headers.get(DATE)?.to_str().ok()?).ok()?;
    Some(date.timestamp().as_second() - sent_at.as_second())
}

/// Only the form in seconds; the relay has a backoff of its own for the rest.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.parse().ok()?;
    Some(Duration::from_secs(seconds))
}

fn is_json_object(body: &str) -> bool {
    serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(body).is_ok()
}

/// A server's words, fit for one line of a log or a terminal.
fn cut_short(body: &str) -> String {
    let words = body.split_whitespace().collect::<Vec<_>>().join(" ");
    words.chars().filter(|c| !c.is_control()).take(MAX_SAID_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_401_is_told_apart_by_the_words_of_known_servers() {
        let signature = "Invalid signature: you should have sent HmacSHA256Hex(\"POST\\n/apps/3/events\
                         \\nauth_key=k&auth_timestamp=1\", your_secret_key), but you sent \"x\"";
        let clock = Cause::Clock { ahead_seconds: Some(0) };
        for (body, cause) in [
            (signature, Cause::Secret),
            ("Timestamp expired: Given timestamp (a) not within 600s of server time (b)", clock),
            ("Unknown auth_key", Cause::App),
            ("{\"error\":\"Unauthorized\"}", Cause::Credentials),
        ] {
            assert_eq!(cause_of_401(body, Some(0)), cause, "{body}");
        }
    }

    #[test]
    fn a_wordless_401_from_a_server_with_another_clock_is_the_clock() {
        let cause = cause_of_401("no", Some(-1200));
        assert_eq!(cause, Cause::Clock { ahead_seconds: Some(-1200) });
        assert_eq!(cause_of_401("no", Some(-599)), Cause::Credentials);
    }

    #[test]
    fn the_servers_words_are_cut_to_one_line() {
        assert_eq!(cut_short("<h1>\n  no\u{1b}[31m </h1>"), "<h1> no[31m </h1>");
        assert_eq!(cut_short(&"x".repeat(1000)).len(), MAX_SAID_CHARS);
    }

    #[test]
    fn the_servers_clock_is_read_from_its_date() {
        let mut headers = HeaderMap::new();
        headers.insert(DATE, "Sun, 06 Nov 1994 08:49:37 GMT".parse().expect("a header"));
        let sent_at: Timestamp = "1994-11-06T08:49:30Z".parse().expect("a timestamp");
        assert_eq!(seconds_ahead(&headers, sent_at), Some(7));
    }
}

//! Publishing calls, answered on the spot for as long as nothing else comes.

use std::future::pending;
use std::io::{self, Write as _};
use std::pin::{Pin, pin};
use std::time::Instant;

use bytes::{Buf as _, BytesMut};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::{Sleep, sleep};
use tokio_util::sync::CancellationToken;

use super::date::http_date;
use super::{CallWitness, OPENING_TIMEOUT};
use crate::engine::Inner;
use crate::rest::PublishCall;
use crate::transport::Stream;

/// Most headers that are looked at here; requests with more go to the HTTP server.
const MAX_HEADERS: usize = 32;

/// Longest call that is taken in here, before anybody has proven to know a secret.
const MAX_CALL_BYTES: usize = 16 * 1024;

/// Room for a call of the usual size.
const CALL_BYTES: usize = 4 * 1024;

/// Told to a client that took too long to send a call, and is hung up on.
const TOO_LATE: &[u8] =
    b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

/// Why a connection's calls are not answered here any more.
pub(super) enum Next {
    /// What was read, if anything, is for the HTTP server.
    Other,
    /// The client is gone, or the server is.
    Gone,
}

/// A call that is whole.
struct Whole<'a> {
    call: PublishCall<'a>,
    bytes: usize,
}

/// Answers publishing calls on a connection, of which `read` was read already.
pub(super) async fn answer(
    engine: &Inner,
    (prefix, witness): (&str, Option<&dyn CallWitness>),
    stream: &mut Stream,
    read: &mut BytesMut,
    stopping: &CancellationToken,
) -> Next {
    let mut stopped = pin!(stopping.cancelled());
    // Runs while a call is begun and not whole; most arrive at once and need none.
    let mut patience = None;
    loop {
        match Whole::parse(read, prefix) {
            Parsed::Whole(Whole { call, bytes }) => {
                let seen = witness.map(|witness| (witness, Instant::now()));
                let Some(body) = call.publish(engine) else {
                    return Next::Other;
                };
                read.advance(bytes);
                patience = None;
                let mut headers = String::new();
                if let Some((witness, begun)) = seen {
                    witness.published(begun.elapsed(), &mut headers);
                }
                if stream.write_all(&success(engine, &headers, &body)).await.is_err() {
                    return Next::Gone;
                }
            }
            Parsed::Partial if read.len() < MAX_CALL_BYTES => {
                if !read.is_empty() && patience.is_none() {
                    patience = Some(Box::pin(sleep(OPENING_TIMEOUT)));
                }
                read.reserve(CALL_BYTES);
                let result = tokio::select! {
                    biased;
                    result = read_more(stream, read) => result,
                    () = stopped.as_mut() => return Next::Gone,
                    () = over(&mut patience) => return hang_up(stream).await,
                };
                if !matches!(result, Ok(1..)) {
                    return Next::Gone;
                }
            }
            Parsed::Partial | Parsed::Other => return Next::Other,
        }
    }
}

/// Streams that hold back what they took get it out before anything is waited for.
async fn read_more(stream: &mut Stream, read: &mut BytesMut) -> io::Result<usize> {
    stream.flush().await?;
    stream.read_buf(read).await
}

/// Waits until the patience is over; for ever where nothing tries it.
async fn over(patience: &mut Option<Pin<Box<Sleep>>>) {
    match patience {
        Some(patience) => patience.as_mut().await,
        None => pending().await,
    }
}

async fn hang_up(stream: &mut Stream) -> Next {
    // A client that is gone already does not have to be told.
    let _ = stream.write_all(TOO_LATE).await;
    let _ = stream.shutdown().await;
    Next::Gone
}

fn success(engine: &Inner, headers: &str, body: &str) -> Vec<u8> {
    const USUAL_HEAD_BYTES: usize = 128;
    let date = http_date(engine.unix_now());
    let mut answer = Vec::with_capacity(USUAL_HEAD_BYTES + headers.len() + body.len());
    write!(
        answer,
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\
         date: {date}\r\n{headers}\r\n{body}",
        body.len()
    )
    .expect("writing to a Vec cannot fail");
    answer
}

enum Parsed<'a> {
    Whole(Whole<'a>),
    /// It may become one.
    Partial,
    Other,
}

impl<'a> Whole<'a> {
    fn parse(read: &'a [u8], prefix: &str) -> Parsed<'a> {
        if read.is_empty() {
            return Parsed::Partial;
        }
        let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
        let mut request = httparse::Request::new(&mut headers);
        let head_bytes = match request.parse(read) {
            Ok(httparse::Status::Complete(head_bytes)) => head_bytes,
            Ok(httparse::Status::Partial) if begins_like_a_call(read, prefix) => {
                return Parsed::Partial;
            }
            Ok(httparse::Status::Partial) | Err(_) => return Parsed::Other,
        };
        let Some((path, query)) = request.path.and_then(|target| target.split_once('?')) else {
            return Parsed::Other;
        };
        let (Some(app_id), Some(body_bytes)) = (app_id(path, prefix), body_bytes(&request)) else {
            return Parsed::Other;
        };
        let bytes = head_bytes + body_bytes;
        if bytes > MAX_CALL_BYTES {
            return Parsed::Other;
        }
        match read.get(head_bytes..bytes) {
            Some(body) => {
                Parsed::Whole(Self { call: PublishCall { app_id, path, query, body }, bytes })
            }
            None => Parsed::Partial,
        }
    }
}

fn begins_like_a_call(read: &[u8], prefix: &str) -> bool {
    let start = [b"POST ", prefix.as_bytes(), b"/apps/"].concat();
    let compared = start.len().min(read.len());
    read[..compared] == start[..compared]
}

/// The app in `{prefix}/apps/{app_id}/events`, where nothing is escaped.
fn app_id<'a>(path: &'a str, prefix: &str) -> Option<&'a str> {
    let app_id = path.strip_prefix(prefix)?.strip_prefix("/apps/")?.strip_suffix("/events")?;
    (!app_id.is_empty() && !app_id.contains(['/', '%'])).then_some(app_id)
}

/// The length of the body, if this is a `POST` of HTTP/1.1 that asks for nothing unusual.
fn body_bytes(request: &httparse::Request<'_, '_>) -> Option<usize> {
    if request.method != Some("POST") || request.version != Some(1) {
        return None;
    }
    let mut body_bytes = None;
    for header in request.headers.iter() {
        let is = |name: &str| header.name.eq_ignore_ascii_case(name);
        if is("content-length") {
            // Twice is for the HTTP server to refuse.
            let length = str::from_utf8(header.value).ok()?.parse().ok()?;
            if body_bytes.replace(length).is_some() {
                return None;
            }
        }
        let is_plain = is("connection") && header.value.eq_ignore_ascii_case(b"keep-alive");
        let unusual = ["connection", "transfer-encoding", "expect", "upgrade"];
        if !is_plain && unusual.iter().any(|name| is(name)) {
            return None;
        }
    }
    body_bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse<'a>(request: &'a str, prefix: &str) -> Option<Whole<'a>> {
        match Whole::parse(request.as_bytes(), prefix) {
            Parsed::Whole(whole) => Some(whole),
            Parsed::Partial | Parsed::Other => None,
        }
    }

    #[test]
    fn a_call_is_taken_once_it_is_whole_and_what_follows_is_left() {
        let request = "POST /rt/apps/7/events?a=b HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}POST";
        let whole = parse(request, "/rt").expect("it is whole");
        assert_eq!((whole.call.app_id, whole.call.path), ("7", "/rt/apps/7/events"));
        assert_eq!((whole.call.query, whole.call.body), ("a=b", b"{}".as_slice()));
        assert_eq!(&request[whole.bytes..], "POST");
        for length in 0..whole.bytes {
            let part = Whole::parse(&request.as_bytes()[..length], "/rt");
            assert!(matches!(part, Parsed::Partial), "{length}");
        }
        assert!(parse(request, "").is_none());
    }

    #[test]
    fn everything_unusual_is_left_to_the_http_server() {
        let long = "POST /apps/7/events?a HTTP/1.1\r\nContent-Length: 999999\r\n\r\n";
        let requests = [
            long,
            "GET /apps/7/events?a HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
            "POST /apps/7/events HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
            "POST /apps/7/8/events?a HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
            "POST /apps/%37/events?a HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
            "POST /apps/7/events?a HTTP/1.0\r\nContent-Length: 0\r\n\r\n",
            "POST /apps/7/events?a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
            "POST /apps/7/events?a HTTP/1.1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            "POST /apps/7/events?a HTTP/1.1\r\nContent-Length: 0\r\nExpect: 100-continue\r\n\r\n",
            "POST /apps/7/events?a HTTP/1.1\r\nContent-Length: 0\r\nContent-Length: 1\r\n\r\n",
            "POST /apps/7/events?a HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
            "nonsense\r\n\r\n",
        ];
        for request in requests {
            let parsed = Whole::parse(request.as_bytes(), "");
            assert!(matches!(parsed, Parsed::Other), "{request}");
        }
    }
}

//! The first request on a connection: a WebSocket of the engine's, or anything else.

use crate::settings::Compression;
use crate::transport::websocket::Upgrade;

/// Most headers that are looked at here; requests with more go to the HTTP server.
const MAX_HEADERS: usize = 64;

/// Longest head that is looked at here; what is longer goes to the HTTP server, which refuses it.
const MAX_HEAD_BYTES: usize = 16 * 1024;

/// What a client wants.
pub(super) enum Opening {
    /// To become a WebSocket.
    Socket(SocketRequest),
    /// Anything else, also what only looks like the former: the router answers it.
    Other,
}

/// `GET {prefix}/app/{key}?{query}` with all that makes it a WebSocket.
pub(super) struct SocketRequest {
    pub(super) key: String,
    pub(super) query: String,
    pub(super) upgrade: Upgrade,
    /// How long the head is; what follows belongs to the WebSocket.
    pub(super) head_bytes: usize,
}

impl Opening {
    /// Judges by what was read so far; `None` where that is too little.
    pub(super) fn parse(read: &[u8], prefix: &str, compression: Compression) -> Option<Self> {
        let (method, app) = (b"GET ".as_slice(), b"/app/".as_slice());
        let start = [method, prefix.as_bytes(), app].concat();
        let compared = start.len().min(read.len());
        if read[..compared] != start[..compared] {
            return Some(Self::Other);
        }
        let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
        let mut request = httparse::Request::new(&mut headers);
        match request.parse(read) {
            Ok(httparse::Status::Complete(head_bytes)) => {
                let socket = SocketRequest::read(&request, prefix, head_bytes, compression);
                Some(socket.map_or(Self::Other, Self::Socket))
            }
            Ok(httparse::Status::Partial) if read.len() < MAX_HEAD_BYTES => None,
            Ok(httparse::Status::Partial) | Err(_) => Some(Self::Other),
        }
    }
}

impl SocketRequest {
    fn read(
        request: &httparse::Request<'_, '_>,
        prefix: &str,
        head_bytes: usize,
        compression: Compression,
    ) -> Option<Self> {
        if request.version != Some(1) {
            return None;
        }
        let target = request.path?;
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let key = path.strip_prefix(prefix)?.strip_prefix("/app/")?;
        // Escapes and longer paths are the router's to understand.
        if key.is_empty() || key.contains(['/', '%']) {
            return None;
        }
        let upgrade = Upgrade::read(&*request.headers, compression).ok()?;
        Some(Self { key: key.to_owned(), query: query.to_owned(), upgrade, head_bytes })
    }
}

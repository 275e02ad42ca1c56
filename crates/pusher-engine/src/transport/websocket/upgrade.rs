//! From HTTP to a WebSocket (RFC 6455, section 4.2).

use axum::http::header::{CONNECTION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_EXTENSIONS, UPGRADE};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha1::{Digest, Sha1};

use super::deflate;
use crate::settings::Compression;
use crate::transport::Coding;

/// What the RFC has servers append to a client's key.
const GUID: &str = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/// A request to become a WebSocket that may be granted.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Upgrade {
    /// The value of `Sec-WebSocket-Accept`, which proves that the server understood.
    accept: String,
    coding: Coding,
}

/// Why a request cannot become a WebSocket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum UpgradeError {
    /// It does not ask for one.
    #[error("This is a WebSocket: connect to it with `Upgrade: websocket`")]
    NotAsked,
    /// It asks for a version of the protocol other than 13.
    #[error("Only version 13 of the WebSocket protocol is spoken here")]
    Version,
    /// It has no key, or not one of 16 bytes.
    #[error("Sec-WebSocket-Key is missing or wrong")]
    Key,
}

/// Where the headers of a request are looked up.
pub(crate) trait Headers {
    /// The values of a header, given in lower case. One that is a list may come in several parts.
    fn values(&self, name: &'static str) -> impl Iterator<Item = &[u8]>;
}

impl Headers for HeaderMap {
    fn values(&self, name: &'static str) -> impl Iterator<Item = &[u8]> {
        self.get_all(name).iter().map(HeaderValue::as_bytes)
    }
}

impl Headers for [httparse::Header<'_>] {
    fn values(&self, name: &'static str) -> impl Iterator<Item = &[u8]> {
        let named = self.iter().filter(move |header| header.name.eq_ignore_ascii_case(name));
        named.map(|header| header.value)
    }
}

impl Upgrade {
    /// Reads the headers of a `GET` request; `compression` is whether the server offers it.
    pub(crate) fn read(
        headers: &(impl Headers + ?Sized),
        compression: Compression,
    ) -> Result<Self, UpgradeError> {
        let lists = |name, token: &str| headers.values(name).any(|list| lists(list, token));
        if !lists("upgrade", "websocket") || !lists("connection", "upgrade") {
            return Err(UpgradeError::NotAsked);
        }
        if headers.values("sec-websocket-version").next() != Some(b"13") {
            return Err(UpgradeError::Version);
        }
        let key = headers.values("sec-websocket-key").next().ok_or(UpgradeError::Key)?;
        if BASE64.decode(key).is_ok_and(|nonce| nonce.len() == 16) {
            let mut offers = headers.values("sec-websocket-extensions");
            let coding = match compression {
                Compression::PerMessage if offers.any(deflate::is_acceptable) => Coding::Deflated,
                Compression::PerMessage | Compression::Off => Coding::Plain,
            };
            Ok(Self { accept: accept(key), coding })
        } else {
            Err(UpgradeError::Key)
        }
    }

    /// How messages will be coded.
    pub(crate) fn coding(&self) -> Coding {
        self.coding
    }

    /// The headers of the answer.
    pub(crate) fn headers(&self) -> impl Iterator<Item = (HeaderName, &str)> {
        let extensions = match self.coding {
            Coding::Plain => None,
            Coding::Deflated => Some((SEC_WEBSOCKET_EXTENSIONS, deflate::ANSWER)),
        };
        let headers = [
            (CONNECTION, "upgrade"),
            (UPGRADE, "websocket"),
            (SEC_WEBSOCKET_ACCEPT, &*self.accept),
        ];
        headers.into_iter().chain(extensions)
    }

    /// The head of the answer, as bytes.
    pub(crate) fn answer(&self) -> String {
        let mut answer = String::from("HTTP/1.1 101 Switching Protocols\r\n");
        for (name, value) in self.headers() {
            answer.extend([name.as_str(), ": ", value, "\r\n"]);
        }
        answer.push_str("\r\n");
        answer
    }
}

/// Whether a header that is a list, such as `keep-alive, Upgrade`, has this in it.
fn lists(header: &[u8], token: &str) -> bool {
    header
        .split(|byte| *byte == b',')
        .any(|part| part.trim_ascii().eq_ignore_ascii_case(token.as_bytes()))
}

fn accept(key: &[u8]) -> String {
    let digest = Sha1::new().chain_update(key).chain_update(GUID).finalize();
    BASE64.encode(digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &[u8] = b"dGhlIHNhbXBsZSBub25jZQ==";

    fn read(headers: &[(&str, &[u8])]) -> Result<Upgrade, UpgradeError> {
        let header = |&(name, value): &(_, _)| httparse::Header { name, value };
        let headers: Vec<_> = headers.iter().map(header).collect();
        Upgrade::read(&*headers, Compression::PerMessage)
    }

    #[test]
    fn the_example_of_the_rfc_is_answered_as_it_says() {
        let upgrade = read(&[
            ("upgrade", b"websocket"),
            ("connection", b"keep-alive, Upgrade"),
            ("sec-websocket-version", b"13"),
            ("sec-websocket-key", KEY),
        ]);
        let answer = upgrade.expect("granted").answer();
        assert!(answer.contains("\r\nsec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
        assert!(!answer.contains("extensions"), "none was offered");
    }

    #[test]
    fn what_is_missing_is_named() {
        let upgrade: (_, &[u8]) = ("upgrade", b"WebSocket");
        let connection: (_, &[u8]) = ("connection", b"upgrade");
        let version: (_, &[u8]) = ("sec-websocket-version", b"13");
        assert_eq!(read(&[]), Err(UpgradeError::NotAsked));
        assert_eq!(
            read(&[upgrade, version, ("sec-websocket-key", KEY)]),
            Err(UpgradeError::NotAsked)
        );
        assert_eq!(read(&[upgrade, connection]), Err(UpgradeError::Version));
        assert_eq!(read(&[upgrade, connection, version]), Err(UpgradeError::Key));
        let short: (_, &[u8]) = ("sec-websocket-key", b"c2hvcnQ=");
        assert_eq!(read(&[upgrade, connection, version, short]), Err(UpgradeError::Key));
    }
}

//! Posts one call to an endpoint.

use std::sync::OnceLock;
use std::time::Duration;

use bytes::Bytes;
use pusher_protocol::webhook;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};

use super::WebhookHeader;
use super::error::WebhookError;

/// How much of an answer is read, so that its connection can be used again.
const MAX_ANSWER_BYTES: usize = 64 * 1024;

/// The HTTP clients for webhooks.
pub(super) struct Poster {
    plain: Client,
    /// Made with the first `https` address: it needs the system's certificates, and who has no
    /// such address may have no certificates either.
    secure: OnceLock<Result<Client, String>>,
    timeout: Duration,
}

/// One call, the same however often it is tried.
pub(super) struct Call {
    pub(super) url: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

/// Why a call was not taken.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error("{0}")]
    Client(String),
    #[error("{}", with_causes(.0))]
    Http(#[from] reqwest::Error),
    #[error("answered {0}")]
    Status(StatusCode),
}

impl Poster {
    pub(super) fn new(timeout: Duration) -> Result<Self, WebhookError> {
        // The client is built over the process's TLS provider and panics without one. Whoever has
        // installed one already keeps it.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let plain = builder().tls_certs_only([]).build();
        let plain = plain.map_err(|error| WebhookError::Client(with_causes(&error)))?;
        Ok(Self { plain, secure: OnceLock::new(), timeout })
    }

    /// Posts; anything but a status of 200 to 299 is a failure.
    pub(super) async fn post(&self, call: &Call) -> Result<(), Failure> {
        let request = self.client(&call.url)?.post(&call.url).headers(call.headers.clone());
        let answer = request.body(call.body.clone()).timeout(self.timeout).send().await;
        let answer = answer.map_err(reqwest::Error::without_url)?;
        let status = answer.status();
        read(answer).await;
        if status.is_success() { Ok(()) } else { Err(Failure::Status(status)) }
    }

    fn client(&self, url: &str) -> Result<&Client, Failure> {
        if !url.starts_with("https:") {
            return Ok(&self.plain);
        }
        let secure = self.secure.get_or_init(|| builder().build().map_err(|e| with_causes(&e)));
        secure.as_ref().map_err(|error| Failure::Client(error.clone()))
    }
}

fn builder() -> reqwest::ClientBuilder {
    Client::builder()
        // A signature is made for whoever is configured, and for nobody whom they point to.
        .redirect(Policy::none())
        .user_agent(concat!("pusher-engine/", env!("CARGO_PKG_VERSION")))
}

/// The headers of a call. The protocol's own cannot be replaced by configured ones.
pub(super) fn headers(configured: &[WebhookHeader], key: &str, signature: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let own = [
        (CONTENT_TYPE.as_str(), webhook::CONTENT_TYPE),
        (webhook::KEY_HEADER, key),
        (webhook::SIGNATURE_HEADER, signature),
    ];
    let configured = configured.iter().map(|header| (header.name.as_str(), header.value.as_str()));
    for (name, value) in configured.chain(own) {
        let name = HeaderName::from_bytes(name.as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(value)) {
            headers.insert(name, value);
        } else {
            tracing::warn!("a webhook header that cannot be sent is left out");
        }
    }
    headers
}

/// Reads a short answer. What is cut off costs the connection and nothing else.
async fn read(mut answer: Response) {
    let mut bytes = 0;
    while let Ok(Some(chunk)) = answer.chunk().await {
        bytes += chunk.len();
        if bytes > MAX_ANSWER_BYTES {
            return;
        }
    }
}

/// reqwest's own text leaves out what really happened.
fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

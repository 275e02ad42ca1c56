//! Somebody who calls the API.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::Mutex;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::{Answer, Stall, checkout};

/// Somebody with a token, or nobody in particular.
#[derive(Clone)]
pub(crate) struct Person {
    http: reqwest::Client,
    server: Arc<Mutex<SocketAddr>>,
    token: Option<String>,
    /// The account's id; 0 for nobody in particular.
    pub(crate) id: i64,
}

/// An `Idempotency-Key` that no request had before.
pub(crate) fn fresh_key() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    format!("key-{}", COUNT.fetch_add(1, Ordering::Relaxed))
}

impl Person {
    /// Somebody without a token.
    pub(crate) fn nobody(http: reqwest::Client, server: Arc<Mutex<SocketAddr>>) -> Self {
        Self { http, server, token: None, id: 0 }
    }

    /// The same connection for account `id` with its token.
    pub(crate) fn signed_in(&self, id: i64, token: impl Into<String>) -> Self {
        Self { token: Some(token.into()), id, ..self.clone() }
    }

    /// The channel of this customer's orders.
    pub(crate) fn channel(&self) -> String {
        format!("private-customer-orders.{}", self.id)
    }

    /// A request that is still to be completed.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let server = *self.server.lock();
        let request = self.http.request(method, format!("http://{server}{path}"));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        sent(self.request(Method::GET, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        sent(self.request(Method::POST, path).json(body)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: &Value) -> Answer {
        sent(self.request(Method::PATCH, path).json(body)).await
    }

    /// Sends a body as it is.
    pub(crate) async fn post_text(&self, path: &str, media_type: &str, body: String) -> Answer {
        let request = self.request(Method::POST, path).header("content-type", media_type);
        sent(request.body(body)).await
    }

    /// Posts with headers of its own, as a browser does.
    pub(crate) async fn post_with(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> Answer {
        let request = self.request(Method::POST, path).json(body);
        let add =
            |request: RequestBuilder, (name, value): &(&str, &str)| request.header(*name, *value);
        sent(headers.iter().fold(request, add)).await
    }

    /// Places `body` under `key`.
    pub(crate) async fn place(&self, key: &str, body: &Value) -> Answer {
        self.post_with("/api/customer/checkouts", &[("Idempotency-Key", key)], body).await
    }

    /// Orders one portion from `stall`, and answers the order.
    pub(crate) async fn orders(&self, stall: &Stall) -> Value {
        let placed = self.place(&fresh_key(), &checkout(&[(stall, 1)])).await.created();
        placed["orders"][0].clone()
    }

    /// The right to listen to `channel` with the socket of that id.
    pub(crate) async fn authorize(&self, socket_id: &str, channel: &str) -> Answer {
        let body = json!({"socket_id": socket_id, "channel_name": channel});
        self.post("/broadcasting/auth", &body).await
    }
}

/// Sends a request, which must be answered somehow.
async fn sent(request: RequestBuilder) -> Answer {
    Answer::read(request.send().await.expect("the server answers")).await
}

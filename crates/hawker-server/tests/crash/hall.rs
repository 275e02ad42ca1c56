//! The demo hall as its people use it: over HTTP, again and again until there is an answer.

use std::fs;
use std::net::SocketAddr;
use std::time::Duration;

use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::server::Server;

/// Longer than any answer takes; shorter than a test that hangs.
const PATIENCE: Duration = Duration::from_secs(20);

/// The accounts and the menu of a running hall.
#[derive(Clone)]
pub(crate) struct Hall {
    client: reqwest::Client,
    address: watch::Receiver<SocketAddr>,
    pub(crate) customers: Vec<Person>,
    pub(crate) staff: Vec<Person>,
    /// For each stall, products that never run out, with their prices.
    pub(crate) products: Vec<Product>,
    /// The application key that clients connect with.
    pub(crate) key: String,
    /// The epoch of the log, which a crash must not change.
    pub(crate) epoch: String,
}

/// Somebody logged in, and the channel that concerns them.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) token: String,
    pub(crate) channel: String,
    /// The stall that they work for.
    pub(crate) vendor_id: Option<i64>,
}

/// Something that can be ordered without end.
#[derive(Debug, Clone)]
pub(crate) struct Product {
    pub(crate) id: i64,
    pub(crate) vendor_id: i64,
    pub(crate) price: i64,
}

impl Hall {
    /// Logs everybody in and reads the menu.
    pub(crate) async fn enter(server: &Server) -> Self {
        // Fails only when another test of this process has chosen the same provider before.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().timeout(PATIENCE).build().expect("a client");
        let mut hall = Self {
            client,
            address: server.address(),
            customers: Vec::new(),
            staff: Vec::new(),
            products: Vec::new(),
            key: String::new(),
            epoch: String::new(),
        };
        hall.read_menu().await;
        hall.log_everybody_in(server).await;
        let config = hall.get("/api/realtime/config", None).await;
        hall.key = config["key"].as_str().expect("clients are told a key").to_owned();
        hall.epoch = hall.read_epoch().await;
        hall
    }

    /// Where the living server listens.
    pub(crate) fn address(&self) -> watch::Receiver<SocketAddr> {
        self.address.clone()
    }

    /// Everybody who may listen on a channel of their own.
    pub(crate) fn people(&self) -> impl Iterator<Item = &Person> {
        self.customers.iter().chain(&self.staff)
    }

    /// A 200 answer, however many servers it takes.
    pub(crate) async fn get(&self, path: &str, token: Option<&str>) -> Value {
        let (status, body) = self.ask(Method::GET, path, token, |request| request).await;
        assert_eq!(status, StatusCode::OK, "GET {path}: {body}");
        body
    }

    /// Asks until somebody answers; an answer that was cut off is none, so what is asked must be safe to repeat.
    pub(crate) async fn ask(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        complete: impl Fn(RequestBuilder) -> RequestBuilder,
    ) -> (StatusCode, Value) {
        let mut address = self.address.clone();
        loop {
            let current = *address.borrow_and_update();
            let mut request =
                self.client.request(method.clone(), format!("http://{current}{path}"));
            if let Some(token) = token {
                request = request.bearer_auth(token);
            }
            if let Some(answer) = answer(complete(request)).await {
                return answer;
            }
            let restarted = tokio::time::timeout(PATIENCE, address.changed()).await;
            assert!(
                matches!(restarted, Ok(Ok(()))),
                "{method} {path}: the living server does not answer"
            );
        }
    }

    async fn read_epoch(&self) -> String {
        let live = self.get("/api/vendor/orders/live", Some(&self.staff[0].token)).await;
        live["position"]["epoch"].as_str().expect("a position has an epoch").to_owned()
    }

    async fn read_menu(&mut self) {
        let menu = self.get("/api/menu/vendors", None).await;
        for vendor in menu["vendors"].as_array().expect("a list of stalls") {
            let id = vendor["id"].as_i64().expect("a stall has an id");
            let stall = self.get(&format!("/api/menu/vendors/{id}"), None).await;
            let products = stall["products"].as_array().expect("a list of products");
            let endless = products.iter().filter(|product| product["stock"].is_null());
            self.products.extend(endless.map(|product| Product {
                id: product["id"].as_i64().expect("a product has an id"),
                vendor_id: id,
                price: product["price"].as_i64().expect("a product has a price"),
            }));
        }
    }

    async fn log_everybody_in(&mut self, server: &Server) {
        let accounts =
            fs::read_to_string(server.data().join("demo-accounts.json")).expect("demo accounts");
        let accounts: Vec<Value> = serde_json::from_str(&accounts).expect("demo accounts are JSON");
        for account in &accounts {
            match account["role"].as_str() {
                Some("customer") => {
                    let person = self.log_in(account).await;
                    self.customers.push(person);
                }
                Some("vendor") => {
                    let person = self.log_in(account).await;
                    self.staff.push(person);
                }
                _ => {}
            }
        }
    }

    async fn log_in(&self, account: &Value) -> Person {
        let body = json!({ "email": account["email"], "password": account["password"], "name": "crash test" });
        let (status, answer) =
            self.ask(Method::POST, "/api/auth/tokens", None, |request| request.json(&body)).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
        let token = answer["token"].as_str().expect("a login gives a token").to_owned();
        let vendor_id = account["vendor_id"].as_i64();
        let channel = match vendor_id {
            Some(vendor) => format!("private-vendor-orders.{vendor}"),
            None => {
                let me = self.get("/api/auth/me", Some(&token)).await;
                format!("private-customer-orders.{}", me["user"]["id"])
            }
        };
        Person { token, channel, vendor_id }
    }
}

async fn answer(request: RequestBuilder) -> Option<(StatusCode, Value)> {
    let response = request.send().await.ok()?;
    let status = response.status();
    Some((status, response.json().await.ok()?))
}

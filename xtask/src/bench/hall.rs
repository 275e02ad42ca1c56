//! The demo hall as the load generator uses it: who may order, and what can be ordered without end.

use std::net::SocketAddr;

use anyhow::Context;
use serde_json::{Value, json};

use super::http::{Connection, Request};
use super::server::Server;

/// What the key of a checkout is before each use; as long as the longest number that replaces it.
const KEY_MARKER: &str = "00000000000000000000";

/// A hall's accounts and menu, asked over its API.
pub(super) struct Hall {
    address: SocketAddr,
    connection: Connection,
    accounts: Vec<Value>,
}

/// A stall's staff member, logged in.
#[derive(Debug, Clone)]
pub(super) struct Staff {
    pub(super) vendor_id: i64,
    pub(super) token: String,
}

/// A checkout that can be placed again and again, each time under another idempotency key.
#[derive(Debug, Clone)]
pub(super) struct Checkout {
    request: Request,
    key_at: usize,
}

impl Hall {
    pub(super) async fn open(server: &Server) -> anyhow::Result<Self> {
        let address = server.address();
        let connection = Connection::open(address).await?;
        Ok(Self { address, connection, accounts: server.accounts()? })
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Logs in every customer of the demo hall.
    pub(super) async fn customers(&mut self) -> anyhow::Result<Vec<String>> {
        let mut tokens = Vec::new();
        for account in self.accounts_of("customer") {
            tokens.push(self.log_in(&account).await?);
        }
        Ok(tokens)
    }

    /// Logs in one staff member of each of the last `count` stalls.
    pub(super) async fn staff(&mut self, count: usize) -> anyhow::Result<Vec<Staff>> {
        let mut accounts = self.accounts_of("vendor");
        accounts.dedup_by_key(|account| account["vendor_id"].as_i64());
        let first = accounts
            .len()
            .checked_sub(count)
            .with_context(|| format!("the hall has {} stalls, wanted {count}", accounts.len()))?;
        let mut staff = Vec::new();
        for account in &accounts[first..] {
            let vendor_id = account["vendor_id"].as_i64().context("staff without a stall")?;
            staff.push(Staff { vendor_id, token: self.log_in(account).await? });
        }
        Ok(staff)
    }

    /// Any stall of the hall.
    pub(super) async fn any_vendor(&mut self) -> anyhow::Result<i64> {
        let menu = self.get("/api/menu/vendors").await?;
        menu["vendors"][0]["id"].as_i64().context("the hall has no stall")
    }

    /// A checkout of two lines at one stall, of products that never run out.
    pub(super) async fn checkout(
        &mut self,
        vendor_id: i64,
        token: &str,
    ) -> anyhow::Result<Checkout> {
        let menu = self.get(&format!("/api/menu/vendors/{vendor_id}")).await?;
        let endless: Vec<&Value> = menu["products"]
            .as_array()
            .context("a menu without products")?
            .iter()
            .filter(|product| product["stock"].is_null())
            .take(2)
            .collect();
        anyhow::ensure!(
            endless.len() == 2,
            "stall {vendor_id} has no two products of unlimited stock"
        );

        let lines: Vec<Value> = endless
            .iter()
            .map(|product| json!({ "product_id": product["id"], "quantity": 1, "add_ons": [] }))
            .collect();
        let quote =
            Request::post("/api/customer/quote", Some(token), "", &json!({ "lines": lines }));
        let quote = self.send(&quote, 200).await?;
        Checkout::new(token, &quote["total"], &lines)
    }

    async fn log_in(&mut self, account: &Value) -> anyhow::Result<String> {
        let body =
            json!({ "email": account["email"], "password": account["password"], "name": "bench" });
        let answer = self.send(&Request::post("/api/auth/tokens", None, "", &body), 201).await?;
        Ok(answer["token"].as_str().context("a login without a token")?.to_owned())
    }

    /// What the API answers to anybody.
    pub(super) async fn get(&mut self, path: &str) -> anyhow::Result<Value> {
        self.send(&Request::get(path, None), 200).await
    }

    /// Sends a request whose answer must have the given status.
    pub(super) async fn send(&mut self, request: &Request, expected: u16) -> anyhow::Result<Value> {
        self.connection.json(request, expected).await
    }

    fn accounts_of(&self, role: &str) -> Vec<Value> {
        self.accounts.iter().filter(|account| account["role"] == role).cloned().collect()
    }
}

impl Checkout {
    fn new(token: &str, total: &Value, lines: &[Value]) -> anyhow::Result<Self> {
        let body = json!({
            "table_number": "12",
            "payment_method": "cashier",
            "expected_total": total,
            "lines": lines,
        });
        let headers = format!("Idempotency-Key: {KEY_MARKER}\r\n");
        let request = Request::post("/api/customer/checkouts", Some(token), &headers, &body);
        let key_at = request.find(KEY_MARKER)?;
        Ok(Self { request, key_at })
    }

    /// The checkout under the key that belongs to `number`.
    pub(super) fn numbered(&mut self, number: u64) -> &Request {
        let width = KEY_MARKER.len();
        self.request.put(self.key_at, &format!("{number:0width$}"));
        &self.request
    }
}

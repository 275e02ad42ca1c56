//! Stalls and people, put into the database past the API: hashing a password for each would take
//! most of the tests' time.

use hawker_domain::permission::Role;
use hawker_domain::{AddOnId, Money, ProductId, UserId};
use hawker_server::auth::hash_now;
use hawker_server::chance::Chance;
use hawker_store::access_tokens::{self, Kind, NewToken};
use hawker_store::accounts::{self, NewAccount};
use hawker_store::menu::{self, NewAddOn};
use hawker_store::{Failure, StoreError, orders};
use hawker_testkit::fixtures;
use jiff::SignedDuration;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Answer, Person, TestApp};

/// A stall with one product at [`fixtures::PRICE`] and one member of staff.
pub(crate) struct Stall {
    pub(crate) id: i64,
    pub(crate) product_id: i64,
    pub(crate) staff: Person,
}

impl Stall {
    /// The channel of its orders.
    pub(crate) fn channel(&self) -> String {
        format!("private-vendor-orders.{}", self.id)
    }

    /// Its staff's move of `order`, such as `accept`.
    pub(crate) async fn moves(&self, order: &Value, name: &str, body: Value) -> Answer {
        let path = format!("/api/vendor/orders/{}/{name}", order["id"]);
        self.staff.patch(&path, &body).await
    }

    /// Makes these moves one after the other, and answers how the order stands then.
    pub(crate) async fn leads(&self, order: &Value, moves: &[&str]) -> Value {
        let mut order = order.clone();
        for name in moves {
            order = self.moves(&order, name, json!({})).await.ok();
        }
        order
    }
}

impl TestApp {
    /// A stall named by its letter code, with `stock` portions of its product.
    pub(crate) async fn stall(&self, letter_code: &str, stock: Option<i64>) -> Stall {
        let code = letter_code.to_owned();
        let made = self.write(move |tx| fixtures::stall(tx, &code, stock)).await;
        let staff = self.signed_in(made.staff_id).await;
        Stall { id: made.vendor_id.0, product_id: made.product_id.0, staff }
    }

    /// A customer of that name.
    pub(crate) async fn customer(&self, name: &str) -> Person {
        let name = name.to_owned();
        let id = self.write(move |tx| fixtures::customer(tx, &name)).await;
        self.signed_in(id).await
    }

    /// The hall's manager.
    pub(crate) async fn superadmin(&self) -> Person {
        let account = NewAccount {
            role: Role::Superadmin,
            name: "Maria".to_owned(),
            email: "maria@example.test".to_owned(),
            password_hash: None,
            vendor_id: None,
        };
        let insert = move |tx: &mut _| match accounts::insert(tx, &account, fixtures::noon()) {
            Ok(account) => Ok(account.id),
            Err(Failure::Store(error)) => Err(error),
            Err(Failure::Refused(refusal)) => panic!("a fixture was refused: {refusal}"),
        };
        let id = self.write(insert).await;
        self.signed_in(id).await
    }

    /// An add-on of the stall's product.
    pub(crate) async fn add_on(&self, stall: &Stall, price: i64, max_quantity: u32) -> i64 {
        let add_on = NewAddOn {
            product_id: ProductId(stall.product_id),
            name: "Cheese".to_owned(),
            price: Money::from_minor(price),
            max_quantity,
        };
        let AddOnId(id) = self.write(move |tx| menu::insert_add_on(tx, &add_on)).await;
        id
    }

    /// Gives an account a password to sign in with.
    pub(crate) async fn set_password(&self, id: i64, password: &str) {
        let hash = hash_now(password, &Chance::seeded(1)).expect("a hash");
        let set = move |tx: &mut _| accounts::set_password_hash(tx, UserId(id), &hash);
        self.write(set).await;
    }

    /// Account `id` with a token of its own.
    pub(crate) async fn signed_in(&self, id: UserId) -> Person {
        let secret = format!("{}-{}", super::fresh_key(), id.0);
        let token = NewToken {
            user_id: id,
            kind: Kind::Bearer,
            name: "a test".to_owned(),
            secret_hash: hash(&secret),
            expires_at: self.clock.now() + SignedDuration::from_hours(24 * 365),
        };
        let now = self.clock.now();
        self.write(move |tx| access_tokens::insert(tx, &token, now)).await;
        self.nobody().signed_in(id.0, secret)
    }

    /// How many orders there are in the hall, of whomever.
    pub(crate) async fn count_orders(&self) -> usize {
        let all = |tx: &mut _| -> Result<usize, StoreError> {
            let mut count = 0;
            for stall in hawker_store::menu::active_vendors(tx)? {
                let all = orders::Filter::default();
                let (orders, more) = orders::page(tx, stall.id, &all, 1_000)?;
                assert_eq!(more, None, "more orders than are counted");
                count += orders.len();
            }
            Ok(count)
        };
        self.read(all).await
    }
}

/// What the server keeps of a token's secret.
fn hash(secret: &str) -> String {
    Sha256::digest(secret.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A line without add-ons, as it is sent.
pub(crate) fn line(stall: &Stall, quantity: u32) -> Value {
    json!({"product_id": stall.product_id, "quantity": quantity})
}

/// A checkout of so many portions from each of these stalls, with the total that it comes to.
pub(crate) fn checkout(portions: &[(&Stall, u32)]) -> Value {
    let count: i64 = portions.iter().map(|(_, quantity)| i64::from(*quantity)).sum();
    let lines: Vec<Value> =
        portions.iter().map(|(stall, quantity)| line(stall, *quantity)).collect();
    json!({
        "table_number": "12",
        "payment_method": "cashier",
        "note": null,
        "expected_total": count * fixtures::PRICE,
        "lines": lines,
    })
}

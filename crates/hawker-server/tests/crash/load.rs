//! Customers who order and staff who accept, without a pause and whatever happens to the server.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::hall::{Hall, Person, Product};

const ORDERERS: usize = 8;

/// The running load.
pub(crate) struct Load {
    orderers: JoinSet<Done>,
    is_over: Arc<AtomicBool>,
    checkouts: watch::Receiver<u64>,
}

/// What was answered.
#[derive(Debug, Default)]
pub(crate) struct Done {
    /// Checkouts answered with 201.
    pub(crate) checkouts: u64,
    /// Their orders: id, and how the stall and the customer know it.
    pub(crate) orders: BTreeMap<i64, Placed>,
    /// Orders whose acceptance was answered with 200.
    pub(crate) accepted: u64,
}

/// An order that somebody has an answer for.
#[derive(Debug, Clone)]
pub(crate) struct Placed {
    pub(crate) public_id: String,
    pub(crate) vendor_id: i64,
    pub(crate) customer: Person,
    /// Whether its stall was told that it is accepted.
    pub(crate) is_accepted: bool,
}

struct Orderer {
    hall: Hall,
    customer: Person,
    chance: StdRng,
    done: Done,
}

impl Load {
    /// Starts ordering, with all chance taken from `chance`.
    pub(crate) fn start(hall: &Hall, chance: &mut StdRng) -> Self {
        let is_over = Arc::new(AtomicBool::new(false));
        let (counter, checkouts) = watch::channel(0);
        let counter = Arc::new(counter);
        let mut orderers = JoinSet::new();
        for customer in hall.customers.iter().cycle().take(ORDERERS) {
            let orderer = Orderer {
                hall: hall.clone(),
                customer: customer.clone(),
                chance: StdRng::seed_from_u64(chance.random()),
                done: Done::default(),
            };
            orderers.spawn(orderer.order_until(Arc::clone(&is_over), Arc::clone(&counter)));
        }
        Self { orderers, is_over, checkouts }
    }

    /// Returns when a checkout was answered after this call.
    pub(crate) async fn wait_for_next_checkout(&self) {
        let mut checkouts = self.checkouts.clone();
        checkouts.mark_unchanged();
        checkouts.changed().await.expect("somebody orders");
    }

    /// Lets everybody finish what they began, and adds up.
    pub(crate) async fn finish(mut self) -> Done {
        self.is_over.store(true, Ordering::Relaxed);
        let mut sum = Done::default();
        while let Some(done) = self.orderers.join_next().await {
            sum.add(done.expect("no orderer fails"));
        }
        sum
    }
}

impl Orderer {
    async fn order_until(
        mut self,
        is_over: Arc<AtomicBool>,
        counter: Arc<watch::Sender<u64>>,
    ) -> Done {
        while !is_over.load(Ordering::Relaxed) {
            let orders = self.check_out().await;
            self.done.checkouts += 1;
            counter.send_modify(|count| *count += 1);
            if self.chance.random_bool(0.5) {
                self.accept(orders[0]).await;
            }
        }
        self.done
    }

    /// One checkout under one key, repeated until it is answered; the ids of its orders.
    async fn check_out(&mut self) -> Vec<i64> {
        let key = format!("{:032x}", self.chance.random::<u128>());
        let lines = self.choose_lines();
        let stalls: std::collections::BTreeSet<i64> =
            lines.iter().map(|product| product.vendor_id).collect();
        let total: i64 = lines.iter().map(|product| product.price).sum();
        let lines: Vec<Value> = lines
            .iter()
            .map(|product| json!({ "product_id": product.id, "quantity": 1, "add_ons": [] }))
            .collect();
        let body = json!({
            "table_number": "7",
            "payment_method": "cashier",
            "expected_total": total,
            "lines": lines,
        });
        let (status, answer) = self
            .hall
            .ask(Method::POST, "/api/customer/checkouts", Some(&self.customer.token), |request| {
                request.header("Idempotency-Key", &key).json(&body)
            })
            .await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
        let orders = answer["orders"].as_array().expect("a checkout has orders");
        assert_eq!(orders.len(), stalls.len(), "one order for each stall: {answer}");
        orders.iter().map(|order| self.note(order)).collect()
    }

    fn choose_lines(&mut self) -> Vec<Product> {
        let products = &self.hall.products;
        let count = self.chance.random_range(1..=4);
        let mut lines: Vec<Product> = (0..count)
            .map(|_| products[self.chance.random_range(0..products.len())].clone())
            .collect();
        lines.sort_by_key(|product| product.id);
        lines.dedup_by_key(|product| product.id);
        lines
    }

    fn note(&mut self, order: &Value) -> i64 {
        let id = order["id"].as_i64().expect("an order has an id");
        let placed = Placed {
            public_id: order["public_id"].as_str().expect("an order has a public id").to_owned(),
            vendor_id: order["vendor_id"].as_i64().expect("an order has a stall"),
            customer: self.customer.clone(),
            is_accepted: false,
        };
        assert!(self.done.orders.insert(id, placed).is_none(), "two checkouts got order {id}");
        id
    }

    /// Repeating one's own finished move answers 200, so this too can be repeated until it is answered.
    async fn accept(&mut self, order: i64) {
        let placed = self.done.orders.get_mut(&order).expect("it was just noted");
        let is_staff_there = |person: &&Person| person.vendor_id == Some(placed.vendor_id);
        let staff = self.hall.staff.iter().find(is_staff_there).expect("every stall has staff");
        let path = format!("/api/vendor/orders/{order}/accept");
        let (status, answer) = self
            .hall
            .ask(Method::PATCH, &path, Some(&staff.token), |request| request.json(&json!({})))
            .await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        placed.is_accepted = true;
        self.done.accepted += 1;
    }
}

impl Done {
    fn add(&mut self, mut other: Self) {
        self.checkouts += other.checkouts;
        self.accepted += other.accepted;
        let before = self.orders.len() + other.orders.len();
        self.orders.append(&mut other.orders);
        assert_eq!(self.orders.len(), before, "two checkouts got the same order");
    }
}

impl fmt::Display for Done {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { checkouts, orders, accepted } = self;
        write!(
            f,
            "{checkouts} checkouts answered, {} orders, {accepted} of them accepted",
            orders.len()
        )
    }
}

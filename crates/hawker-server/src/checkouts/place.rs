//! `POST /api/customer/checkouts`: places an order with every stall that the lines name, or with
//! none.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use hawker_domain::checkout::RequestedCheckout;
use hawker_domain::payment::PaymentMethod;
use hawker_domain::quote::MAX_LINES;
use hawker_domain::text::{Note, TableNumber};
use hawker_domain::{CartLineId, CheckoutId, Money};
use hawker_store::checkouts::{self, PlaceRefusal, Placed, Placement, Placing};
use hawker_store::{Conn, Failure};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::lines;
use crate::app::App;
use crate::auth::Customer;
use crate::cart::Ordered;
use crate::http::{Body, Fields};
use crate::problem::{Problem, ProblemBody};

const KEY_HEADER: &str = "idempotency-key";
const MAX_KEY_BYTES: usize = 255;

/// What is to be placed.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
pub(super) struct CheckoutRequest {
    /// The table, as it stands on it: a text, or a number.
    #[schema(value_type = String, max_length = 16)]
    table_number: TableText,
    payment_method: String,
    /// A remark for every stall.
    #[serde(default)]
    #[schema(max_length = 255)]
    note: Option<String>,
    /// The total that the customer agreed to, in minor units.
    expected_total: Money,
    lines: Vec<lines::LineBody>,
    /// The lines of the customer's cart that `lines` were made from: they leave the cart when they
    /// are placed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 50)]
    cart_lines: Vec<CartLineId>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(untagged)]
enum TableText {
    Text(String),
    Number(u32),
}

/// A checkout on the wire.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Checkout)]
pub(super) struct CheckoutBody<'a> {
    id: CheckoutId,
    /// Its opaque id.
    public_id: &'a str,
    /// One for each stall.
    #[schema(value_type = Vec<hawker_domain::event::OrderView<'static>>)]
    orders: Vec<&'a RawValue>,
    /// The sum of the orders, in minor units.
    total: Money,
}

/// Place a checkout: one order for each stall, all or none.
///
/// Sent again with the same `Idempotency-Key`, it answers as the first time and places nothing.
#[utoipa::path(
    post,
    path = "/api/customer/checkouts",
    tag = "checkouts",
    params(("Idempotency-Key" = String, Header, description =
        "1 to 255 printable ASCII characters; a new one for each attempt to place something new")),
    request_body = CheckoutRequest,
    responses(
        (status = 201, body = CheckoutBody<'static>),
        (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody),
        (status = 409, body = ProblemBody, description =
            "`out_of_stock`, `vendor_takes_no_orders` or `not_available`, with `items`; \
             `total_changed`, with `quote`; `idempotency_key_reused`"),
        (status = 422, body = ProblemBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(super) async fn place(
    State(app): State<App>,
    customer: Customer,
    headers: HeaderMap,
    Body(body): Body<CheckoutRequest>,
) -> Result<Response, Problem> {
    let key = idempotency_key(&headers)?;
    let request_hash = hash(&body)?;
    let request = checked(&body)?;
    let ordered = Ordered::of(&body.cart_lines, &headers);
    let now = app.clock.now();
    let public_ids: Vec<String> =
        (0..=request.lines.len()).map(|_| app.chance.public_id(now)).collect();
    let attempt = Attempt {
        app: app.clone(),
        customer,
        key,
        request_hash,
        request,
        ordered,
        public_ids,
        now,
    };
    let placing = app.store.write(move |tx| attempt.run(tx)).await?;
    Ok(answer(&app, placing))
}

/// One attempt to place a checkout, which the database may run several times.
struct Attempt {
    app: App,
    customer: Customer,
    key: String,
    request_hash: String,
    request: RequestedCheckout,
    ordered: Option<Ordered>,
    public_ids: Vec<String>,
    now: Timestamp,
}

impl Attempt {
    fn run(&self, tx: &mut Conn) -> Result<Placing, Failure<PlaceRefusal>> {
        let placing = checkouts::place(tx, &self.placement(), &self.request)?;
        if let (Placing::New(_), Some(ordered)) = (&placing, &self.ordered) {
            ordered.take_out(tx, self.customer.id, self.now)?;
        }
        Ok(placing)
    }

    fn placement(&self) -> Placement<'_> {
        let identity = &self.customer.identity;
        Placement {
            hall: &self.app.hall,
            customer_id: self.customer.id,
            customer_name: &identity.account.name,
            device: identity.device.as_deref(),
            idempotency_key: &self.key,
            request_hash: &self.request_hash,
            public_ids: &self.public_ids,
            now: self.now,
        }
    }
}

/// What was placed, told in the same bytes however often it is asked for.
fn answer(app: &App, placing: Placing) -> Response {
    let (placed, is_again) = match placing {
        Placing::New(placed) => {
            app.metrics.orders_placed(placed.orders.len());
            (placed, "false")
        }
        Placing::Earlier(placed) => (placed, "true"),
    };
    let headers = [("idempotent-replayed", is_again)];
    (StatusCode::CREATED, headers, Json(CheckoutBody::from(&placed))).into_response()
}

impl<'a> From<&'a Placed> for CheckoutBody<'a> {
    fn from(placed: &'a Placed) -> Self {
        let total = Money::checked_sum(placed.orders.iter().map(|order| order.total));
        Self {
            id: placed.id,
            public_id: &placed.public_id,
            orders: placed.orders.iter().map(|order| order.for_customer()).collect(),
            total: total.expect("the quote's total is the sum of its parts"),
        }
    }
}

fn idempotency_key(headers: &HeaderMap) -> Result<String, Problem> {
    let invalid = |message: &str| Problem::invalid_field("Idempotency-Key", message);
    let key = headers.get(KEY_HEADER).ok_or_else(|| invalid("is required"))?;
    let key = key.to_str().map_err(|_| invalid("must be printable ASCII"))?.trim();
    if (1..=MAX_KEY_BYTES).contains(&key.len()) {
        Ok(key.to_owned())
    } else {
        Err(invalid("must have 1 to 255 characters"))
    }
}

/// Tells a repeated request from another one with the same key, whatever its spelling.
fn hash(body: &CheckoutRequest) -> Result<String, Problem> {
    let text = serde_json::to_vec(body).map_err(|error| Problem::internal(&error))?;
    Ok(crate::auth::hex(&Sha256::digest(text)))
}

fn checked(body: &CheckoutRequest) -> Result<RequestedCheckout, Problem> {
    let mut fields = Fields::default();
    let table_number = fields.take("table_number", TableNumber::parse(&body.table_number.text()));
    let method: Result<PaymentMethod, _> = body.payment_method.parse();
    let payment_method = fields.take("payment_method", method);
    let note = fields.take("note", Note::parse_optional(body.note.as_deref())).flatten();
    let lines = lines::checked(&body.lines, &mut fields);
    if body.cart_lines.len() > MAX_LINES {
        fields.note("cart_lines", format!("must have at most {MAX_LINES} ids"));
    }
    let checkout = table_number.zip(payment_method).map(|(table_number, payment_method)| {
        let expected_total = body.expected_total;
        RequestedCheckout { table_number, payment_method, note, expected_total, lines }
    });
    fields.finish(checkout)
}

impl TableText {
    fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
        }
    }
}

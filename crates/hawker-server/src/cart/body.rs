//! A cart on the wire, priced from the menu as it stands.

use axum::http::StatusCode;
use hawker_domain::quote::{self, MAX_LINES, MAX_QUANTITY, quote as price};
use hawker_domain::{AddOnId, CartLineId, Currency, Money, ProductId, VendorId};
use hawker_store::carts::{Cart, CartLine, CartRefusal};
use serde::Serialize;
use utoipa::ToSchema;

use crate::checkouts::QuoteBody;
use crate::problem::{FieldError, Problem};

/// A cart: its lines, and either what they cost or why they cannot be ordered as they are.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Cart)]
pub(crate) struct CartBody {
    /// In the order in which they were put in.
    lines: Vec<CartLineBody>,
    /// What the whole costs now; null where something of it cannot be ordered now.
    quote: Option<QuoteBody>,
    /// What cannot be ordered now, and why.
    problems: Vec<CartProblem>,
    /// What the amounts are in (ISO 4217); they are in minor units.
    #[schema(value_type = String, example = "PHP")]
    currency: Currency,
}

/// A line of a cart on the wire.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CartLine)]
struct CartLineBody {
    id: CartLineId,
    product_id: ProductId,
    /// What the product is called, even where it is no longer sold.
    name: String,
    vendor_id: VendorId,
    vendor_name: String,
    quantity: u32,
    add_ons: Vec<CartAddOn>,
    note: Option<String>,
    /// What the line costs now, in minor units; null where it cannot be ordered now.
    total: Option<Money>,
}

/// An extra of each portion of a line.
#[derive(Debug, Serialize, ToSchema)]
struct CartAddOn {
    add_on_id: AddOnId,
    name: String,
    quantity: u32,
}

/// Why a line cannot be ordered now.
#[derive(Debug, Serialize, ToSchema)]
struct CartProblem {
    /// Which of the lines, counted from 0.
    line: usize,
    /// Its id.
    line_id: CartLineId,
    #[serde(flatten)]
    problem: quote::Problem,
}

impl CartBody {
    /// `cart`, priced in `currency`.
    pub(crate) fn new(cart: &Cart, currency: Currency) -> Self {
        let requested: Vec<_> = cart.lines.iter().map(|line| line.requested.clone()).collect();
        let (quote, found) = match price(&cart.menu, &requested) {
            Ok(quote) => (Some(QuoteBody { quote, currency }), Vec::new()),
            Err(problems) => (None, problems),
        };
        let problem = |found: quote::LineProblem| CartProblem {
            line: found.line,
            line_id: cart.lines[found.line].id,
            problem: found.problem,
        };
        Self {
            lines: cart.lines.iter().map(|line| CartLineBody::new(line, cart)).collect(),
            quote,
            problems: found.into_iter().map(problem).collect(),
            currency,
        }
    }
}

impl CartLineBody {
    fn new(line: &CartLine, cart: &Cart) -> Self {
        let requested = &line.requested;
        let named = requested.add_ons.iter().zip(&line.add_on_names);
        let alone = price(&cart.menu, std::slice::from_ref(requested));
        Self {
            id: line.id,
            product_id: requested.product_id,
            name: line.name.clone(),
            vendor_id: line.vendor_id,
            vendor_name: line.vendor_name.clone(),
            quantity: requested.quantity,
            add_ons: named
                .map(|(add_on, name)| CartAddOn {
                    add_on_id: add_on.add_on_id,
                    name: name.clone(),
                    quantity: add_on.quantity,
                })
                .collect(),
            note: requested.note.as_ref().map(|note| note.as_str().to_owned()),
            total: alone.ok().map(|quote| quote.total),
        }
    }
}

impl From<CartRefusal> for Problem {
    fn from(refusal: CartRefusal) -> Self {
        match refusal {
            CartRefusal::UnknownLine => {
                let title = "This is not in the cart any more";
                Self::new(StatusCode::NOT_FOUND, "line_not_found", title)
            }
            CartRefusal::Line(problems) => {
                let error = |problem: &quote::Problem| FieldError::new(problem.field(), problem);
                Self::invalid(problems.iter().map(error).collect())
            }
            CartRefusal::TooMany => Self::invalid_field(
                "quantity",
                format!("must be at most {MAX_QUANTITY}, with what is in the cart already"),
            ),
            CartRefusal::Full => Self::conflict("cart_full", "The cart holds no more lines")
                .with_detail(format!("a cart has at most {MAX_LINES} lines")),
        }
    }
}

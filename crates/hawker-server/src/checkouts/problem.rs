//! Why a quote or a checkout was refused, on the wire.

use hawker_domain::quote::LineProblem;
use hawker_store::checkouts::PlaceRefusal;
use serde::Serialize;

use crate::problem::{FieldError, Problem};

/// A line that became impossible, with what it needs to be mended.
#[derive(Serialize)]
struct ItemBody<'a> {
    line: usize,
    #[serde(flatten)]
    problem: &'a hawker_domain::quote::Problem,
}

/// A fault of the request is 422; a menu that changed under it is 409, and says which items.
pub(super) fn of_lines(problems: &[LineProblem]) -> Problem {
    let error = |found: &LineProblem| FieldError::new(found.field(), &found.problem);
    let errors = problems.iter().map(error).collect();
    if problems.iter().any(|found| !found.problem.is_conflict()) {
        return Problem::invalid(errors);
    }
    let item = |found: &'_ LineProblem| {
        serde_json::to_value(ItemBody { line: found.line, problem: &found.problem }).ok()
    };
    let items: Vec<_> = problems.iter().filter_map(item).collect();
    let (code, title) = conflict(problems);
    Problem::conflict(code, title).with_errors(errors).with("items", items)
}

/// The code that says what the customer can do: take less, wait, or choose something else.
fn conflict(problems: &[LineProblem]) -> (&'static str, &'static str) {
    use hawker_domain::quote::Problem::{OutOfStock, VendorTakesNoOrders};
    let all = |is: fn(&hawker_domain::quote::Problem) -> bool| {
        problems.iter().all(|found| is(&found.problem))
    };
    if all(|problem| matches!(problem, OutOfStock { .. })) {
        ("out_of_stock", "Something is out of stock")
    } else if all(|problem| matches!(problem, VendorTakesNoOrders { .. })) {
        ("vendor_takes_no_orders", "A stall takes no orders at the moment")
    } else {
        ("not_available", "Something cannot be ordered at the moment")
    }
}

impl From<PlaceRefusal> for Problem {
    fn from(refusal: PlaceRefusal) -> Self {
        match refusal {
            PlaceRefusal::KeyReused => Self::conflict(
                "idempotency_key_reused",
                "This Idempotency-Key was used for another checkout",
            ),
            PlaceRefusal::Lines(problems) => of_lines(&problems),
            PlaceRefusal::TotalChanged(quote) => {
                Self::conflict("total_changed", "It costs something else than you agreed to")
                    .with("quote", quote)
            }
            PlaceRefusal::PaymentMethod { vendor_name } => Self::invalid_field(
                "payment_method",
                format!("{vendor_name} cannot be paid in this way"),
            ),
        }
    }
}

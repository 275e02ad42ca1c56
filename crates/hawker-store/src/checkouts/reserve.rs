//! What a checkout holds and takes before it is stored.

use hawker_domain::checkout::RequestedCheckout;
use hawker_domain::menu::Menu;
use hawker_domain::quote::{LineProblem, Problem, VendorQuote, portions};

use crate::{Conn, Failure, stock, vendors};

/// Takes from the stock what the request asks for, and holds the stalls it names, or tells what
/// became impossible since the menu was read.
///
/// The menu was read in the same transaction, so on SQLite nothing can have changed; PostgreSQL
/// may have committed another customer's order in between. Stalls and products are locked in the
/// order of their ids, which is every transaction's order: no two can wait for each other.
pub(super) fn reserve(
    tx: &mut Conn,
    menu: &Menu,
    parts: &[VendorQuote],
    request: &RequestedCheckout,
) -> Result<(), Failure<Vec<LineProblem>>> {
    let refused = |problem: Problem, product_id| {
        let line = request.lines.iter().position(|line| line.product_id == product_id);
        Err(Failure::Refused(vec![problem.at(line.unwrap_or_default())]))
    };
    for part in parts {
        if !vendors::hold_open(tx, part.vendor_id)? {
            let (vendor_id, vendor_name) = (part.vendor_id, part.vendor_name.clone());
            let problem = Problem::VendorTakesNoOrders { vendor_id, vendor_name };
            return refused(problem, part.lines[0].product_id);
        }
    }
    for (product_id, requested) in portions(&request.lines) {
        let product = &menu.products[&product_id];
        if product.stock.is_some() && !stock::take(tx, product_id, requested)? {
            let available = stock::left(tx, product_id)?.unwrap_or_default();
            let name = product.name.clone();
            let problem = Problem::OutOfStock { product_id, name, requested, available };
            return refused(problem, product_id);
        }
    }
    Ok(())
}

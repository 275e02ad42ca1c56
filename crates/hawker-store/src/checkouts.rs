//! Checkouts: a priced quote becomes one order for each vendor, all or none.

mod rows;

use hawker_domain::checkout::RequestedCheckout;
use hawker_domain::event;
use hawker_domain::hall::Hall;
use hawker_domain::menu::Menu;
use hawker_domain::order::{MoveKind, Order, OrderStatus, OrderTimes};
use hawker_domain::order_number::OrderNumber;
use hawker_domain::payment::PaymentStatus;
use hawker_domain::permission::Party;
use hawker_domain::quote::{LineProblem, Problem, Quote, VendorQuote, portions, quote};
use hawker_domain::{CheckoutId, OrderId, UserId};
use jiff::Timestamp;

use crate::history::{self, Entry, Hand};
use crate::{Conn, Failure, StoreError, menu, order_numbers, outbox, stock, vendors};

/// What a checkout is made from, apart from the request itself.
pub struct Placement<'a> {
    /// Where.
    pub hall: &'a Hall,
    /// Who places it.
    pub customer_id: UserId,
    /// The customer's name.
    pub customer_name: &'a str,
    /// From which device.
    pub device: Option<&'a str>,
    /// Opaque ids to use up: one for the checkout and one for each order.
    pub public_ids: &'a [String],
    /// When.
    pub now: Timestamp,
}

/// A checkout as it was stored.
#[derive(Debug, Clone)]
pub struct Placed {
    /// Its id.
    pub id: CheckoutId,
    /// Its opaque id.
    pub public_id: String,
    /// One for each vendor.
    pub orders: Vec<Order>,
}

/// Why a checkout was not placed. Nothing of it was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlaceRefusal {
    /// Something is wrong with these lines, or became impossible.
    Lines(Vec<LineProblem>),
    /// It costs something else than the customer agreed to.
    TotalChanged(Quote),
    /// A stall cannot be paid in this way.
    PaymentMethod {
        /// The stall's name.
        vendor_name: String,
    },
}

/// Places a checkout: priced from the menu as it stands, compared with what the customer agreed
/// to, taken from the stock, stored with its orders, and announced to each stall's channel.
pub fn place(
    tx: &mut Conn,
    placement: &Placement<'_>,
    request: &RequestedCheckout,
) -> Result<Placed, Failure<PlaceRefusal>> {
    let refused = |refusal| Err(Failure::Refused(refusal));
    let menu = menu::for_lines(tx, &request.lines)?;
    let quote = match quote(&menu, &request.lines) {
        Ok(quote) if quote.total == request.expected_total => quote,
        Ok(quote) => return refused(PlaceRefusal::TotalChanged(quote)),
        Err(problems) => return refused(PlaceRefusal::Lines(problems)),
    };
    if let Some(vendor) = menu.vendors.values().find(|vendor| !vendor.takes(request.payment_method))
    {
        return refused(PlaceRefusal::PaymentMethod { vendor_name: vendor.brand_name.clone() });
    }
    reserve(tx, &menu, request).map_err(|failure| failure.map(PlaceRefusal::Lines))?;
    let placed = insert(tx, placement, request, &menu, &quote)?;
    for order in &placed.orders {
        outbox::append(tx, &event::order_received(order), placement.now)?;
    }
    Ok(placed)
}

/// Takes from the stock what the request asks for, and holds the stalls it names, or tells what
/// became impossible since the menu was read.
///
/// The menu was read in the same transaction, so on SQLite nothing can have changed; PostgreSQL
/// may have committed another customer's order in between.
fn reserve(
    tx: &mut Conn,
    menu: &Menu,
    request: &RequestedCheckout,
) -> Result<(), Failure<Vec<LineProblem>>> {
    let refused = |problem: Problem, product_id| {
        let line = request.lines.iter().position(|line| line.product_id == product_id);
        Err(Failure::Refused(vec![problem.at(line.unwrap_or_default())]))
    };
    for product in menu.products.values() {
        if !vendors::hold_open(tx, product.vendor_id)? {
            let vendor_name = menu.vendors[&product.vendor_id].brand_name.clone();
            let vendor_id = product.vendor_id;
            let problem = Problem::VendorTakesNoOrders { vendor_id, vendor_name };
            return refused(problem, product.id);
        }
    }
    // In the order of ids, which is every transaction's order: no two can wait for each other.
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

fn insert(
    tx: &mut Conn,
    placement: &Placement<'_>,
    request: &RequestedCheckout,
    menu: &Menu,
    quote: &Quote,
) -> Result<Placed, StoreError> {
    let mut public_ids = placement.public_ids.iter().cloned();
    let mut next_public_id =
        || public_ids.next().ok_or_else(|| StoreError::Unreadable("too few public ids".into()));
    let public_id = next_public_id()?;
    let id = rows::insert_checkout(tx, placement, request, quote, &public_id)?;
    // Counters, and after them channels, are locked in the order of the vendors' ids, for the same
    // reason as the products.
    let mut parts: Vec<&VendorQuote> = quote.vendors.iter().collect();
    parts.sort_by_key(|part| part.vendor_id);
    let mut orders = Vec::with_capacity(parts.len());
    for part in parts {
        let order = new_order(tx, placement, request, menu, part, (id, next_public_id()?))?;
        orders.push(insert_order(tx, order, placement, menu)?);
    }
    Ok(Placed { id, public_id, orders })
}

fn new_order(
    tx: &mut Conn,
    placement: &Placement<'_>,
    request: &RequestedCheckout,
    menu: &Menu,
    part: &VendorQuote,
    (checkout_id, public_id): (CheckoutId, String),
) -> Result<Order, StoreError> {
    let (hall, now) = (placement.hall, placement.now);
    let business_day = hall.business_day(now);
    let count = order_numbers::next(tx, part.vendor_id, business_day)?;
    let hand = hand(placement);
    Ok(Order {
        // Given by the database when it is inserted.
        id: OrderId(0),
        public_id,
        number: OrderNumber::new(&menu.vendors[&part.vendor_id].letter_code, count),
        business_day,
        checkout_id,
        vendor_id: part.vendor_id,
        vendor_name: part.vendor_name.clone(),
        customer_id: placement.customer_id,
        customer_name: placement.customer_name.to_owned(),
        status: OrderStatus::Pending,
        version: 1,
        last_move: MoveKind::Place,
        last_party: hand.party,
        last_actor_name: hand.actor_name,
        payment_method: request.payment_method,
        payment_status: PaymentStatus::Unpaid,
        table_number: request.table_number.as_str().to_owned(),
        note: request.note.as_ref().map(|note| note.as_str().to_owned()),
        total: part.subtotal,
        currency: hall.currency,
        lines: part.lines.iter().map(rows::sold).collect(),
        times: OrderTimes::placed(now, now + hall.pending_expires_after),
        why: None,
    })
}

fn insert_order(
    tx: &mut Conn,
    mut order: Order,
    placement: &Placement<'_>,
    menu: &Menu,
) -> Result<Order, StoreError> {
    order.id = rows::insert_order(tx, &order)?;
    for line in &order.lines {
        let took_stock = menu.products[&line.product_id].stock.is_some();
        rows::insert_line(tx, order.id, line, took_stock)?;
    }
    let first = Entry {
        order_id: order.id.0,
        version: order.version,
        from: None,
        to: order.status,
        kind: order.last_move,
        hand: &hand(placement),
        why: None,
        at: placement.now,
    };
    history::append(tx, &first)?;
    Ok(order)
}

fn hand(placement: &Placement<'_>) -> Hand {
    Hand {
        party: Party::Customer,
        actor_id: Some(placement.customer_id),
        actor_name: Some(placement.customer_name.to_owned()),
        device: placement.device.map(str::to_owned),
    }
}

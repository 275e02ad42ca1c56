//! The rows that a checkout is made of.

use diesel::prelude::*;
use hawker_domain::checkout::RequestedCheckout;
use hawker_domain::order::{Order, OrderLine};
use hawker_domain::quote::{PricedLine, Quote};
use hawker_domain::text::Text;
use hawker_domain::{CheckoutId, OrderId};

use super::Placement;
use crate::conn::{inserted_id, on_backend};
use crate::schema::{checkouts, order_lines, orders};
use crate::time::millis;
use crate::{Conn, StoreError};

pub(super) fn insert_checkout(
    tx: &mut Conn,
    placement: &Placement<'_>,
    request: &RequestedCheckout,
    quote: &Quote,
    public_id: &str,
) -> Result<CheckoutId, StoreError> {
    let row = (
        checkouts::public_id.eq(public_id),
        checkouts::customer_id.eq(placement.customer_id.0),
        checkouts::table_number.eq(request.table_number.as_str()),
        checkouts::payment_method.eq(request.payment_method.as_str()),
        checkouts::note.eq(request.note.as_ref().map(Text::as_str)),
        checkouts::total.eq(quote.total.minor()),
        checkouts::currency.eq(placement.hall.currency.code()),
        checkouts::placed_at.eq(millis(placement.now)),
    );
    let id = inserted_id!(tx, diesel::insert_into(checkouts::table).values(row), checkouts::id)?;
    Ok(CheckoutId(id))
}

/// A new order: what only later moves fill in stays empty.
pub(super) fn insert_order(tx: &mut Conn, order: &Order) -> Result<OrderId, StoreError> {
    let business_day = order.business_day.to_string();
    let row = (
        orders::public_id.eq(&order.public_id),
        orders::number.eq(order.number.as_str()),
        orders::business_day.eq(business_day),
        orders::checkout_id.eq(order.checkout_id.0),
        orders::vendor_id.eq(order.vendor_id.0),
        orders::vendor_name.eq(&order.vendor_name),
        orders::customer_id.eq(order.customer_id.0),
        orders::customer_name.eq(&order.customer_name),
        orders::status.eq(order.status.as_str()),
        orders::version.eq(order.version),
        orders::last_move.eq(order.last_move.as_str()),
        orders::last_party.eq(order.last_party.as_str()),
        orders::last_actor_name.eq(&order.last_actor_name),
        orders::payment_method.eq(order.payment_method.as_str()),
        orders::payment_status.eq(order.payment_status.as_str()),
        orders::table_number.eq(&order.table_number),
        orders::note.eq(&order.note),
        orders::total.eq(order.total.minor()),
        orders::currency.eq(order.currency.code()),
        orders::placed_at.eq(millis(order.times.placed_at)),
        orders::expires_at.eq(millis(order.times.expires_at)),
    );
    let id = inserted_id!(tx, diesel::insert_into(orders::table).values(row), orders::id)?;
    Ok(OrderId(id))
}

pub(super) fn insert_line(
    tx: &mut Conn,
    order_id: OrderId,
    line: &OrderLine,
    took_stock: TookStock,
) -> Result<(), StoreError> {
    let add_ons = serde_json::to_string(&line.add_ons)
        .map_err(|error| StoreError::Unreadable(error.to_string()))?;
    on_backend!(tx, |conn| diesel::insert_into(order_lines::table)
        .values((
            order_lines::order_id.eq(order_id.0),
            order_lines::product_id.eq(line.product_id.0),
            order_lines::name.eq(&line.name),
            order_lines::unit_price.eq(line.unit_price.minor()),
            order_lines::quantity.eq(i64::from(line.quantity)),
            order_lines::add_ons.eq(add_ons),
            order_lines::note.eq(&line.note),
            order_lines::total.eq(line.total.minor()),
            order_lines::took_stock.eq(took_stock),
        ))
        .execute(conn))?;
    Ok(())
}

/// Whether the product was counted when it was sold, so that its portions can be given back.
type TookStock = bool;

/// The line that an order keeps of a priced one.
pub(super) fn sold(line: &PricedLine) -> OrderLine {
    OrderLine {
        product_id: line.product_id,
        name: line.name.clone(),
        unit_price: line.unit_price,
        quantity: line.quantity,
        add_ons: line.add_ons.clone(),
        note: line.note.as_ref().map(|note| note.as_str().to_owned()),
        total: line.total,
    }
}

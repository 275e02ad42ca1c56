//! Short ways to do what most of these tests do.

use hawker_domain::checkout::RequestedCheckout;
use hawker_domain::order::{Move, Order, Refusal};
use hawker_domain::permission::Actor;
use hawker_domain::{OrderId, UserId};
use hawker_store::checkouts::{self, PlaceRefusal, Placed, Placement, Placing};
use hawker_store::{Conn, Failure, Store, orders};
use hawker_testkit::fixtures::{self, Stall};
use jiff::Timestamp;

/// A refusal of a closure that refuses nothing.
pub(crate) type Never = std::convert::Infallible;

/// Writes something that cannot be refused.
pub(crate) async fn write<T: Send + 'static>(
    store: &Store,
    work: impl FnMut(&mut Conn) -> Result<T, Failure<Never>> + Send + 'static,
) -> T {
    store.write(work).await.expect("the database works")
}

/// Reads something.
pub(crate) async fn read<T: Send + 'static>(
    store: &Store,
    work: impl FnMut(&mut Conn) -> Result<T, Failure<Never>> + Send + 'static,
) -> T {
    store.read(work).await.expect("the database works")
}

/// A stall with `stock` portions, and a customer.
pub(crate) async fn stall_and_customer(store: &Store, stock: Option<i64>) -> (Stall, UserId) {
    write(store, move |tx| Ok((fixtures::stall(tx, "A", stock)?, fixtures::customer(tx, "Ana")?)))
        .await
}

/// Places `request` at `now`, with an idempotency key and opaque ids made from `tag`.
pub(crate) fn place_at(
    tx: &mut Conn,
    customer_id: UserId,
    tag: &str,
    request: &RequestedCheckout,
    now: Timestamp,
) -> Result<Placed, Failure<PlaceRefusal>> {
    match place_with_key(tx, customer_id, tag, (tag, "a hash"), request, now)? {
        Placing::New(placed) => Ok(placed),
        Placing::Earlier(earlier) => panic!("{tag} was placed before: {earlier:?}"),
    }
}

/// Places `request` at `now`, with a key and the request's hash, and opaque ids made from `tag`.
pub(crate) fn place_with_key(
    tx: &mut Conn,
    customer_id: UserId,
    tag: &str,
    (idempotency_key, request_hash): (&str, &str),
    request: &RequestedCheckout,
    now: Timestamp,
) -> Result<Placing, Failure<PlaceRefusal>> {
    let public_ids: Vec<String> = (0..5).map(|index| format!("{tag}-{index}")).collect();
    let hall = fixtures::hall();
    let placement = Placement {
        hall: &hall,
        customer_id,
        customer_name: "Ana",
        device: Some("a phone"),
        idempotency_key,
        request_hash,
        public_ids: &public_ids,
        now,
    };
    checkouts::place(tx, &placement, request)
}

/// Places `request` at noon.
pub(crate) async fn place(
    store: &Store,
    customer_id: UserId,
    tag: &str,
    request: RequestedCheckout,
) -> Result<Placed, Failure<PlaceRefusal>> {
    let tag = tag.to_owned();
    store.write(move |tx| place_at(tx, customer_id, &tag, &request, fixtures::noon())).await
}

/// Places one portion of the stall's product, and answers the order.
pub(crate) async fn placed(store: &Store, stall: Stall, customer_id: UserId, tag: &str) -> Order {
    let request = fixtures::checkout(vec![fixtures::line(stall.product_id, 1)]);
    let mut placed = place(store, customer_id, tag, request).await.expect("a sound checkout");
    Order::clone(&placed.orders.remove(0))
}

/// Makes a move at `now`.
pub(crate) async fn make_move_at(
    store: &Store,
    id: OrderId,
    wanted: Move,
    actor: Actor,
    now: Timestamp,
) -> Result<Order, Failure<Refusal>> {
    store
        .write(move |tx| {
            orders::make_move(tx, id, &wanted, &actor, &fixtures::hand(&actor), None, now)
        })
        .await
}

/// Makes a move at noon.
pub(crate) async fn make_move(
    store: &Store,
    id: OrderId,
    wanted: Move,
    actor: Actor,
) -> Result<Order, Failure<Refusal>> {
    make_move_at(store, id, wanted, actor, fixtures::noon()).await
}

/// The portions that are left of the stall's product.
pub(crate) async fn left(store: &Store, stall: Stall) -> Option<i64> {
    read(store, move |tx| Ok(hawker_store::stock::left(tx, stall.product_id)?)).await
}

//! What happened to an order: who, when, from, to, why, from which device. Written once, never
//! edited.

use diesel::prelude::*;
use hawker_domain::UserId;
use hawker_domain::order::{MoveKind, Order, OrderStatus, Reason, Why};
use hawker_domain::permission::Party;
use hawker_domain::text::Text;
use jiff::Timestamp;

use crate::conn::on_backend;
use crate::orders::unreadable;
use crate::schema::{checkouts, order_history};
use crate::time::{millis, timestamp};
use crate::{Conn, StoreError, kept};

/// One step of an order's way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryEntry {
    /// The order's version after it.
    pub version: i64,
    /// Where the order stood before; nowhere when it was placed.
    pub from: Option<OrderStatus>,
    /// Where it stood then.
    pub to: OrderStatus,
    /// What was done.
    pub kind: MoveKind,
    /// By which side.
    pub party: Party,
    /// By which account.
    pub actor_id: Option<UserId>,
    /// By whom, by name.
    pub actor_name: Option<String>,
    /// Why.
    pub reason: Option<Reason>,
    /// Why, in words.
    pub reason_text: Option<String>,
    /// From which device.
    pub device: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// Who makes a move, as history keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hand {
    /// Which side.
    pub party: Party,
    /// The account, if a person is behind it.
    pub actor_id: Option<UserId>,
    /// The person's name.
    pub actor_name: Option<String>,
    /// What they hold in it.
    pub device: Option<String>,
}

impl Hand {
    /// The hall itself.
    pub fn system() -> Self {
        Self { party: Party::System, actor_id: None, actor_name: None, device: None }
    }
}

/// The step that an order made.
pub(crate) struct Entry<'a> {
    pub(crate) order_id: i64,
    pub(crate) version: i64,
    pub(crate) from: Option<OrderStatus>,
    pub(crate) to: OrderStatus,
    pub(crate) kind: MoveKind,
    pub(crate) hand: &'a Hand,
    pub(crate) why: Option<&'a Why>,
    pub(crate) at: Timestamp,
}

pub(crate) fn append(tx: &mut Conn, entry: &Entry<'_>) -> Result<(), StoreError> {
    let reason_text = entry.why.and_then(|why| why.text.as_ref()).map(Text::as_str);
    let row = (
        order_history::order_id.eq(entry.order_id),
        order_history::version.eq(entry.version),
        order_history::from_status.eq(entry.from.map(OrderStatus::as_str)),
        order_history::to_status.eq(entry.to.as_str()),
        order_history::move_kind.eq(entry.kind.as_str()),
        order_history::party.eq(entry.hand.party.as_str()),
        order_history::actor_id.eq(entry.hand.actor_id.map(|id| id.0)),
        order_history::actor_name.eq(entry.hand.actor_name.as_deref()),
        order_history::reason.eq(entry.why.map(|why| why.reason.as_str())),
        order_history::reason_text.eq(reason_text),
        order_history::device.eq(entry.hand.device.as_deref()),
        order_history::at.eq(millis(entry.at)),
    );
    kept::write!(tx, diesel::insert_into(order_history::table).values(row))?;
    Ok(())
}

/// An order's way so far, oldest step first: at most `limit` steps after version `after`.
pub(crate) fn of_order(
    tx: &mut Conn,
    order: &Order,
    after: i64,
    limit: i64,
) -> Result<Vec<HistoryEntry>, StoreError> {
    let mut entries = Vec::new();
    if after < 1 && limit > 0 {
        entries.push(placing(tx, order)?);
    }
    let rows: Vec<Row> = on_backend!(tx, |conn| order_history::table
        .filter(order_history::order_id.eq(order.id.0))
        .filter(order_history::version.gt(after))
        .order(order_history::version.asc())
        .limit(limit - i64::from(!entries.is_empty()))
        .select(Row::as_select())
        .load(conn))?;
    for row in rows {
        entries.push(row.try_into()?);
    }
    Ok(entries)
}

/// The first step, which has no row of its own: the order and its checkout tell it.
fn placing(tx: &mut Conn, order: &Order) -> Result<HistoryEntry, StoreError> {
    let device = on_backend!(tx, |conn| checkouts::table
        .find(order.checkout_id.0)
        .select(checkouts::device)
        .first(conn))?;
    Ok(HistoryEntry {
        version: 1,
        from: None,
        to: OrderStatus::Pending,
        kind: MoveKind::Place,
        party: Party::Customer,
        actor_id: Some(order.customer_id),
        actor_name: Some(order.customer_name.clone()),
        reason: None,
        reason_text: None,
        device,
        at: order.times.placed_at,
    })
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = order_history)]
struct Row {
    version: i64,
    from_status: Option<String>,
    to_status: String,
    move_kind: String,
    party: String,
    actor_id: Option<i64>,
    actor_name: Option<String>,
    reason: Option<String>,
    reason_text: Option<String>,
    device: Option<String>,
    at: i64,
}

impl TryFrom<Row> for HistoryEntry {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let from = row.from_status.map(|status| status.parse()).transpose();
        let reason = row.reason.map(|reason| reason.parse()).transpose();
        Ok(Self {
            version: row.version,
            from: from.map_err(unreadable("order_history.from_status"))?,
            to: row.to_status.parse().map_err(unreadable("order_history.to_status"))?,
            kind: row.move_kind.parse().map_err(unreadable("order_history.move"))?,
            party: row.party.parse().map_err(unreadable("order_history.party"))?,
            actor_id: row.actor_id.map(UserId),
            actor_name: row.actor_name,
            reason: reason.map_err(unreadable("order_history.reason"))?,
            reason_text: row.reason_text,
            device: row.device,
            at: timestamp(row.at)?,
        })
    }
}

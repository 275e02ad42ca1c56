//! The order's moves: who may lead it from where to where, and when.
//!
//! [`decide`] is the whole table. It changes nothing; the store makes the change with a
//! compare-and-swap on the status and version that were decided upon.

use jiff::{SignedDuration, Timestamp};

use super::{OrderStatus, Reason, Why};
use crate::permission::{Actor, Party};
use crate::text_enum::text_enum;
use crate::{UserId, VendorId};

/// How long after an order was ready the stall may still take it back to the kitchen.
pub const RECALL_WITHIN: SignedDuration = SignedDuration::from_mins(10);
/// How long a ready order waits before the stall may cancel it as not fetched.
pub const NO_SHOW_AFTER: SignedDuration = SignedDuration::from_mins(30);
/// How long a ready order waits before the hall takes it for handed over.
pub const AUTO_COMPLETE_AFTER: SignedDuration = SignedDuration::from_mins(60);

text_enum! {
    /// A move's name, as history keeps it.
    MoveKind {
        /// The customer placed it.
        Place = "place",
        /// The stall takes it on.
        Accept = "accept",
        /// The stall does not take it on.
        Decline = "decline",
        /// Somebody calls it off.
        Cancel = "cancel",
        /// Nobody answered in time.
        Expire = "expire",
        /// The food stands at the counter.
        MarkReady = "mark_ready",
        /// It was not ready after all.
        Recall = "recall",
        /// It was handed over.
        Complete = "complete",
    }
}

/// A move that somebody wants to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Move {
    /// The stall takes it on.
    Accept,
    /// The stall does not take it on.
    Decline(Why),
    /// Somebody calls it off.
    Cancel {
        /// Why.
        why: Why,
        /// What becomes of portions that may have been prepared.
        restock: Restock,
    },
    /// Its time is up.
    Expire,
    /// The food stands at the counter.
    MarkReady,
    /// It was not ready after all.
    Recall,
    /// It was handed over.
    Complete,
}

/// What becomes of the portions of a cancelled order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Restock {
    /// They can be sold again.
    GiveBack,
    /// They are gone.
    Keep,
}

impl Move {
    /// Its name.
    pub fn kind(&self) -> MoveKind {
        match self {
            Self::Accept => MoveKind::Accept,
            Self::Decline(_) => MoveKind::Decline,
            Self::Cancel { .. } => MoveKind::Cancel,
            Self::Expire => MoveKind::Expire,
            Self::MarkReady => MoveKind::MarkReady,
            Self::Recall => MoveKind::Recall,
            Self::Complete => MoveKind::Complete,
        }
    }
}

/// What of an order a move is decided upon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Who placed it.
    pub customer_id: UserId,
    /// At which stall.
    pub vendor_id: VendorId,
    /// Where it stands.
    pub status: OrderStatus,
    /// How many moves it has made.
    pub version: i64,
    /// The last of them.
    pub last_move: MoveKind,
    /// Who made that.
    pub last_party: Party,
    /// When it expires unless it is answered.
    pub expires_at: Timestamp,
    /// When it was last marked ready.
    pub ready_at: Option<Timestamp>,
}

/// What a legal move does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The order goes on.
    To {
        /// To this status.
        status: OrderStatus,
        /// For this reason, if it ends.
        why: Option<Why>,
        /// With its portions given back or not.
        restock: Restock,
    },
    /// The same side has made the same move already: a second tap or a retry. Nothing happens.
    AlreadyMade,
}

/// Why a move was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The order does not exist for whoever asks.
    #[error("there is no such order")]
    NotTheirs,
    /// The order stands elsewhere, or has moved since it was looked at.
    #[error("the order is {status} (version {version})")]
    Conflict {
        /// Where it stands.
        status: OrderStatus,
        /// How many moves it has made.
        version: i64,
    },
    /// The move exists but not at this time.
    #[error("{message}")]
    OutOfTime {
        /// What can be done when, in words.
        message: &'static str,
        /// Where the order stands.
        status: OrderStatus,
        /// How many moves it has made.
        version: i64,
    },
    /// The reason does not go with the move.
    #[error("{message}")]
    WrongReason {
        /// Which would, in words.
        message: &'static str,
    },
}

/// Decides what `wanted` by `actor` at `now` does to an order that stands at `order`.
///
/// `seen_version` is the version that the actor's screen showed, if it said so.
pub fn decide(
    order: &Standing,
    wanted: &Move,
    actor: &Actor,
    seen_version: Option<i64>,
    now: Timestamp,
) -> Result<Step, Refusal> {
    if !actor.may_see_order(order.customer_id, order.vendor_id) {
        return Err(Refusal::NotTheirs);
    }
    let party = actor.party();
    if order.last_move == wanted.kind() && order.last_party == party {
        return Ok(Step::AlreadyMade);
    }
    if seen_version.is_some_and(|seen| seen != order.version) {
        return Err(conflict(order));
    }
    match order.status {
        OrderStatus::Pending => from_pending(order, wanted, party, now),
        OrderStatus::Accepted => from_accepted(order, wanted, party),
        OrderStatus::ReadyForPickup => from_ready(order, wanted, party, now),
        OrderStatus::Completed | OrderStatus::Cancelled => Err(conflict(order)),
    }
}

fn from_pending(
    order: &Standing,
    wanted: &Move,
    by: Party,
    now: Timestamp,
) -> Result<Step, Refusal> {
    match (wanted, by) {
        (Move::Accept, Party::Vendor) => Ok(to(OrderStatus::Accepted)),
        (Move::Decline(why), Party::Vendor) => cancelled(kitchen_reason(why)?, Restock::GiveBack),
        (Move::Cancel { why, .. }, Party::Customer) => cancelled(why.clone(), Restock::GiveBack),
        (Move::Expire, Party::System) if now >= order.expires_at => {
            cancelled(Reason::VendorTimeout.into(), Restock::GiveBack)
        }
        _ => Err(conflict(order)),
    }
}

fn from_accepted(order: &Standing, wanted: &Move, by: Party) -> Result<Step, Refusal> {
    match (wanted, by) {
        (Move::Cancel { why, restock }, Party::Vendor | Party::Superadmin) => {
            cancelled(kitchen_reason(why)?, *restock)
        }
        (Move::MarkReady, Party::Vendor) => Ok(to(OrderStatus::ReadyForPickup)),
        _ => Err(conflict(order)),
    }
}

fn from_ready(order: &Standing, wanted: &Move, by: Party, now: Timestamp) -> Result<Step, Refusal> {
    let waited = order.ready_at.map_or(SignedDuration::ZERO, |ready| now.duration_since(ready));
    let out_of_time =
        |message| Err(Refusal::OutOfTime { message, status: order.status, version: order.version });
    match (wanted, by) {
        (Move::Recall, Party::Vendor) if waited <= RECALL_WITHIN => Ok(to(OrderStatus::Accepted)),
        (Move::Recall, Party::Vendor) => {
            out_of_time("an order can be recalled within 10 minutes after it was ready")
        }
        (Move::Complete, Party::Vendor | Party::Customer) => Ok(to(OrderStatus::Completed)),
        (Move::Complete, Party::System) if waited >= AUTO_COMPLETE_AFTER => {
            Ok(to(OrderStatus::Completed))
        }
        (Move::Cancel { why, .. }, Party::Vendor) if waited >= NO_SHOW_AFTER => {
            cancelled(no_show(why)?, Restock::Keep)
        }
        (Move::Cancel { .. }, Party::Vendor) => {
            out_of_time("an order can be cancelled as not fetched 30 minutes after it was ready")
        }
        _ => Err(conflict(order)),
    }
}

fn to(status: OrderStatus) -> Step {
    Step::To { status, why: None, restock: Restock::Keep }
}

fn cancelled(why: Why, restock: Restock) -> Result<Step, Refusal> {
    Ok(Step::To { status: OrderStatus::Cancelled, why: Some(why), restock })
}

fn conflict(order: &Standing) -> Refusal {
    Refusal::Conflict { status: order.status, version: order.version }
}

/// Two reasons are the hall's own findings: a kitchen that may give them could blame the clock.
fn kitchen_reason(why: &Why) -> Result<Why, Refusal> {
    match why.reason {
        Reason::VendorTimeout | Reason::NoShow => Err(Refusal::WrongReason {
            message: "vendor_timeout and no_show are not reasons for an order that is being made",
        }),
        Reason::CannotPrepare
        | Reason::OutOfStock
        | Reason::TooBusy
        | Reason::Closing
        | Reason::CannotMeetNote
        | Reason::PaymentNotReceived
        | Reason::CustomerRequest
        | Reason::Other => Ok(why.clone()),
    }
}

fn no_show(why: &Why) -> Result<Why, Refusal> {
    if why.reason == Reason::NoShow {
        Ok(why.clone())
    } else {
        Err(Refusal::WrongReason { message: "an order that is ready is only cancelled as no_show" })
    }
}

#[cfg(test)]
mod tests;

//! An order's history on the wire.

use axum::Json;
use hawker_domain::OrderId;
use hawker_domain::event::Audience;
use hawker_domain::order::{MoveKind, OrderStatus, Reason};
use hawker_domain::permission::Party;
use hawker_store::{HistoryEntry, orders};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::Identity;
use crate::http::{Page, PageQuery};
use crate::problem::Problem;

/// One step of an order's way.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HistoryEntry)]
pub(super) struct HistoryBody {
    /// The order's version after it.
    version: i64,
    from: Option<OrderStatus>,
    to: OrderStatus,
    #[serde(rename = "move")]
    kind: MoveKind,
    /// Which side made it.
    by: Party,
    /// Who made it, for the stall only.
    #[serde(skip_serializing_if = "Option::is_none")]
    by_name: Option<String>,
    /// From which device, for the stall only.
    #[serde(skip_serializing_if = "Option::is_none")]
    device: Option<String>,
    reason: Option<Reason>,
    reason_text: Option<String>,
    at: Timestamp,
}

/// A page of the order's history, oldest step first.
pub(super) async fn page(
    app: &App,
    identity: Identity,
    audience: Audience,
    id: i64,
    query: PageQuery,
) -> Result<Json<Page<HistoryBody>>, Problem> {
    let (limit, after) = query.resolve()?;
    let one_more = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
    let after = after.unwrap_or_default();
    let actor = identity.actor();
    let find = move |tx: &mut _| orders::find_history(tx, OrderId(id), &actor, after, one_more);
    let mut entries = app.read(find).await?.ok_or_else(Problem::not_found)?;
    let has_more = entries.len() > limit;
    entries.truncate(limit);
    let next = entries.last().filter(|_| has_more).map(|entry| entry.version.to_string());
    let items = entries.into_iter().map(|entry| HistoryBody::new(entry, audience)).collect();
    Ok(Json(Page { items, next_cursor: next }))
}

impl HistoryBody {
    fn new(entry: HistoryEntry, audience: Audience) -> Self {
        // A customer learns which side did something, and not which of the staff.
        let for_stall = |text: Option<String>| text.filter(|_| audience == Audience::Vendor);
        Self {
            version: entry.version,
            from: entry.from,
            to: entry.to,
            kind: entry.kind,
            by: entry.party,
            by_name: for_stall(entry.actor_name),
            device: for_stall(entry.device),
            reason: entry.reason,
            reason_text: entry.reason_text,
            at: entry.at,
        }
    }
}

//! What all moves share on the wire: an optional version and reason, and the answer to a loser.

use axum::Json;
use hawker_domain::OrderId;
use hawker_domain::event::Audience;
use hawker_domain::order::{Move, Reason, Refusal, Restock, Why};
use hawker_domain::permission::Actor;
use hawker_domain::text::Text;
use hawker_store::orders;
use serde::Deserialize;
use utoipa::ToSchema;

use super::OrderBody;
use crate::app::App;
use crate::auth::Identity;
use crate::http::Fields;
use crate::problem::Problem;

/// A move that is to be made; all is optional but the reason of declining and cancelling.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub(crate) struct MoveRequest {
    /// The version that the screen shows: the move is refused if the order has moved on.
    #[serde(default)]
    pub version: Option<i64>,
    /// Why, for declining and cancelling: one of the reason codes.
    #[serde(default)]
    #[schema(value_type = Option<Reason>)]
    pub reason: Option<String>,
    /// Why, in words.
    #[serde(default)]
    #[schema(max_length = 255)]
    pub text: Option<String>,
    /// For cancelling an accepted order: whether its portions can be sold again. They are gone if
    /// not said.
    #[serde(default)]
    pub restock: Option<bool>,
}

impl MoveRequest {
    /// The reason that was given, which must be one.
    pub(crate) fn why(&self) -> Result<Why, Problem> {
        self.why_or(None)
    }

    /// The reason that was given, or `default`.
    pub(crate) fn why_or(&self, default: Option<Reason>) -> Result<Why, Problem> {
        let mut fields = Fields::default();
        let reason = match (self.reason.as_deref(), default) {
            (Some(reason), _) => fields.take("reason", reason.parse()),
            (None, Some(default)) => Some(default),
            (None, None) => {
                fields.note("reason", "is required");
                None
            }
        };
        let text = fields.take("text", Text::parse_optional(self.text.as_deref())).flatten();
        fields.finish(reason.map(|reason| Why { reason, text }))
    }

    /// What becomes of the portions.
    pub(crate) fn restock(&self) -> Restock {
        match self.restock {
            Some(true) => Restock::GiveBack,
            Some(false) | None => Restock::Keep,
        }
    }
}

/// Makes `wanted` and answers the order.
pub(crate) async fn make_move(
    app: &App,
    identity: &Identity,
    id: i64,
    wanted: Move,
    version: Option<i64>,
) -> Result<Json<OrderBody>, Problem> {
    let (actor, hand, now) = (identity.actor(), identity.hand(), app.clock.now());
    let kind = wanted.kind();
    let make =
        move |tx: &mut _| orders::make_move(tx, OrderId(id), &wanted, &actor, &hand, version, now);
    let order = app.store.write(make).await?;
    app.metrics.moved(kind);
    Ok(Json(OrderBody::new(order, audience(&actor))))
}

fn audience(actor: &Actor) -> Audience {
    match actor {
        Actor::Customer(_) => Audience::Customer,
        Actor::Vendor { .. } | Actor::Superadmin(_) | Actor::System => Audience::Vendor,
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotTheirs => Self::not_found(),
            Refusal::Conflict { status, version } => {
                Self::conflict("order_has_moved", "The order does not stand where it would have to")
                    .with("current_status", status)
                    .with("version", version)
            }
            Refusal::OutOfTime { message, status, version } => {
                Self::conflict("out_of_time", "This cannot be done at this time")
                    .with_detail(message)
                    .with("current_status", status)
                    .with("version", version)
            }
            Refusal::WrongReason { message } => Self::invalid_field("reason", message),
        }
    }
}

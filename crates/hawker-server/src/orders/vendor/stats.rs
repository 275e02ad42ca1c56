//! `GET /api/vendor/orders/stats`: the stall's day in numbers.

use axum::Json;
use axum::extract::State;
use hawker_domain::channel::Channel;
use hawker_domain::{Currency, Money};
use hawker_store::orders::{self, Stats};
use hawker_store::outbox;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::Staff;
use crate::problem::{Problem, ProblemBody};
use crate::realtime::Position;

/// The stall's day in numbers.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StatsBody {
    counts: Counts,
    today: Today,
    /// Where the stall's channel stood when they were counted.
    position: Position,
}

/// Orders by status: open ones of any day, ended ones of today.
#[derive(Debug, Serialize, ToSchema)]
struct Counts {
    pending: i64,
    accepted: i64,
    ready_for_pickup: i64,
    completed: i64,
    cancelled: i64,
}

/// The business day so far.
#[derive(Debug, Serialize, ToSchema)]
struct Today {
    /// The day, by the hall's clock and cutoff.
    #[schema(format = Date)]
    business_day: String,
    /// Orders placed today.
    orders: i64,
    /// What those of them that are completed cost together, in minor units.
    revenue: Money,
    #[schema(value_type = String, example = "PHP")]
    currency: Currency,
}

/// How many orders stand where, and what the day has brought.
#[utoipa::path(
    get,
    path = "/api/vendor/orders/stats",
    tag = "vendor orders",
    responses(
        (status = 200, body = StatsBody),
        (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(super) async fn stats(
    State(app): State<App>,
    staff: Staff,
) -> Result<Json<StatsBody>, Problem> {
    let day = app.hall.business_day(app.clock.now());
    let channel = Channel::VendorOrders(staff.vendor_id);
    let read = move |tx: &mut _| {
        Ok((orders::stats(tx, staff.vendor_id, day)?, outbox::position(tx, channel)?))
    };
    let (stats, seq) = app.read(read).await?;
    Ok(Json(StatsBody {
        counts: Counts::from(&stats),
        today: Today {
            business_day: day.to_string(),
            orders: stats.orders,
            revenue: stats.revenue,
            currency: app.hall.currency,
        },
        position: Position::new(&app, channel, seq),
    }))
}

impl From<&Stats> for Counts {
    fn from(stats: &Stats) -> Self {
        Self {
            pending: stats.pending,
            accepted: stats.accepted,
            ready_for_pickup: stats.ready_for_pickup,
            completed: stats.completed,
            cancelled: stats.cancelled,
        }
    }
}

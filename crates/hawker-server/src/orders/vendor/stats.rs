//! `GET /api/vendor/orders/stats`: the stall's day in numbers.

use axum::Json;
use axum::extract::State;
use hawker_domain::channel::Channel;
use hawker_domain::{Currency, Money};
use hawker_store::figures::{self, Figures, HourFigures};
use hawker_store::orders::Stats;
use hawker_store::outbox;
use jiff::Timestamp;
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
    /// When the order was placed that has waited longest for an answer, of any day.
    oldest_pending_at: Option<Timestamp>,
    /// How long today's orders waited for being accepted, on average.
    average_seconds_to_accept: Option<i64>,
    /// How long they then took to be ready, on average.
    average_seconds_to_ready: Option<i64>,
    /// Today hour by hour, by the hall's clock, from the cutoff on. On a day on which that clock is
    /// set, an hour is there twice or not at all.
    by_hour: Vec<HourBody>,
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

/// An hour of the business day.
#[derive(Debug, Serialize, ToSchema)]
struct HourBody {
    /// What the hall's clock shows.
    #[schema(minimum = 0, maximum = 23)]
    hour: i8,
    starts_at: Timestamp,
    /// Orders placed in it.
    orders: i64,
    /// What those of them that are completed cost together, in minor units.
    revenue: Money,
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
    let hours = app.hall.hours(day);
    let channel = Channel::VendorOrders(staff.vendor_id);
    let read = move |tx: &mut _| {
        let figures = figures::of_day(tx, staff.vendor_id, day, &hours)?;
        Ok((figures, outbox::position(tx, channel)?))
    };
    let (figures, seq) = app.read(read).await?;
    let today = Today {
        business_day: day.to_string(),
        orders: figures.stats.orders,
        revenue: figures.stats.revenue,
        currency: app.hall.currency,
    };
    Ok(Json(StatsBody::new(figures, today, Position::new(&app, channel, seq))))
}

impl StatsBody {
    fn new(figures: Figures, today: Today, position: Position) -> Self {
        Self {
            counts: Counts::from(&figures.stats),
            today,
            oldest_pending_at: figures.oldest_pending_at,
            average_seconds_to_accept: figures.seconds_to_accept,
            average_seconds_to_ready: figures.seconds_to_ready,
            by_hour: figures.by_hour.into_iter().map(HourBody::from).collect(),
            position,
        }
    }
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

impl From<HourFigures> for HourBody {
    fn from(figures: HourFigures) -> Self {
        Self {
            hour: figures.hour.hour,
            starts_at: figures.hour.starts_at,
            orders: figures.orders,
            revenue: figures.revenue,
        }
    }
}

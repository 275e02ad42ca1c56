//! `GET /api/admin/floor`: how much waits at every stall.

use axum::Json;
use axum::extract::State;
use hawker_domain::VendorId;
use hawker_domain::channel::Channel;
use hawker_domain::order_number::LetterCode;
use hawker_store::floor::{self, StallOnFloor};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::Superadmin;
use crate::problem::{Problem, ProblemBody};

/// The whole floor at one moment.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Floor {
    /// Every stall, those that are switched off among them, in the order in which they came.
    vendors: Vec<FloorVendor>,
    /// When it was looked at, by the server's clock.
    at: Timestamp,
}

/// A stall and what waits there.
#[derive(Debug, Serialize, ToSchema)]
struct FloorVendor {
    id: VendorId,
    brand_name: String,
    #[schema(value_type = String, example = "B")]
    letter_code: LetterCode,
    is_active: bool,
    is_paused: bool,
    /// Orders that wait for an answer, of any day.
    pending: i64,
    /// Orders that are being prepared, of any day.
    accepted: i64,
    /// Orders that wait at the counter, of any day.
    ready: i64,
    /// Since when the oldest order waits for an answer.
    oldest_pending_at: Option<Timestamp>,
    /// How many screens listen to the stall's channel; null where the driver cannot know.
    screens_online: Option<usize>,
}

/// Every stall with what waits there, and how many of its screens listen.
#[utoipa::path(
    get,
    path = "/api/admin/floor",
    tag = "admin",
    responses(
        (status = 200, body = Floor),
        (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(super) async fn show_floor(
    State(app): State<App>,
    _: Superadmin,
) -> Result<Json<Floor>, Problem> {
    let stalls = app.read(floor::floor).await?;
    let vendors = stalls.into_iter().map(|stall| on_floor(&app, stall)).collect();
    Ok(Json(Floor { vendors, at: app.clock.now() }))
}

fn on_floor(app: &App, stall: StallOnFloor) -> FloorVendor {
    let StallOnFloor { vendor, open } = stall;
    let channel = Channel::VendorOrders(vendor.id).to_string();
    FloorVendor {
        id: vendor.id,
        brand_name: vendor.brand_name,
        letter_code: vendor.letter_code,
        is_active: vendor.is_active,
        is_paused: vendor.is_paused,
        pending: open.pending,
        accepted: open.accepted,
        ready: open.ready_for_pickup,
        oldest_pending_at: open.oldest_pending_at,
        screens_online: app.realtime.broadcaster.count_listeners(&channel),
    }
}

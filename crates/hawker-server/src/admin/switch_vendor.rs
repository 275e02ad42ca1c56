//! `PATCH /api/admin/vendors/{id}`: switches a stall on or off, or pauses it.

use axum::Json;
use axum::extract::State;
use hawker_domain::VendorId;
use hawker_store::access_tokens;
use hawker_store::vendors::{self, SwitchRefusal, Switches};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::Superadmin;
use crate::http::{Body, PathId};
use crate::problem::{Problem, ProblemBody};

/// What is to change; what is not said stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct SwitchRequest {
    /// Whether the stall belongs to the hall. One with open orders cannot be switched off.
    #[serde(default)]
    is_active: Option<bool>,
    /// Whether the stall takes no orders for a while.
    #[serde(default)]
    is_paused: Option<bool>,
}

/// How the stall stands then.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SwitchBody {
    id: VendorId,
    brand_name: String,
    is_active: bool,
    is_paused: bool,
}

/// Switch a stall on or off, or pause it. The staff of a stall that is switched off are signed out
/// of its channel at once.
#[utoipa::path(
    patch,
    path = "/api/admin/vendors/{id}",
    tag = "admin",
    params(("id" = i64, Path, description = "The stall")),
    request_body = SwitchRequest,
    responses(
        (status = 200, body = SwitchBody),
        (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody, description = "`open_orders`, with `count`"),
        (status = 422, body = ProblemBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(super) async fn switch_vendor(
    State(app): State<App>,
    _: Superadmin,
    PathId(id): PathId,
    Body(body): Body<SwitchRequest>,
) -> Result<Json<SwitchBody>, Problem> {
    let id = VendorId(id);
    let switches = Switches { is_active: body.is_active, is_paused: body.is_paused };
    let vendor = app.store.write(move |tx| vendors::switch(tx, id, switches)).await?;
    if switches.is_active.is_some() {
        app.identities.forget_all();
    }
    if !vendor.is_active {
        let tokens = app.read(move |tx| access_tokens::of_staff(tx, id)).await?;
        crate::realtime::end_sockets(&app, &tokens).await;
    }
    Ok(Json(SwitchBody {
        id,
        brand_name: vendor.brand_name,
        is_active: vendor.is_active,
        is_paused: vendor.is_paused,
    }))
}

impl From<SwitchRefusal> for Problem {
    fn from(refusal: SwitchRefusal) -> Self {
        match refusal {
            SwitchRefusal::Unknown => Self::not_found(),
            SwitchRefusal::OpenOrders { count } => {
                Self::conflict("open_orders", "Somebody still waits for food from this stall")
                    .with_detail("pause the stall and finish its open orders first")
                    .with("count", count)
            }
        }
    }
}

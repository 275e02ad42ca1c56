//! `PATCH /api/admin/vendors/{id}`: changes a stall, switches it on or off, or pauses it.

use axum::Json;
use axum::extract::State;
use hawker_domain::VendorId;
use hawker_domain::order_number::LetterCode;
use hawker_domain::text::Name;
use hawker_store::vendors::{self, Edit, EditRefusal, ListedVendor, SwitchRefusal, Switches};
use hawker_store::{Conn, Failure, access_tokens};
use jiff::civil::Date;
use serde::Deserialize;
use utoipa::ToSchema;

use super::letter_code_taken;
use super::vendor_body::ManagedVendor;
use crate::app::App;
use crate::auth::Superadmin;
use crate::http::{Body, Fields, PathId};
use crate::problem::{Problem, ProblemBody};

/// What is to change; what is not said stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct VendorChange {
    /// The name above the counter; what was ordered keeps the old one.
    #[serde(default)]
    brand_name: Option<String>,
    /// One to three capital letters that order numbers begin with, from the next order on.
    #[serde(default)]
    letter_code: Option<String>,
    /// Whether the stall belongs to the hall. One with open orders cannot be switched off.
    #[serde(default)]
    is_active: Option<bool>,
    /// Whether the stall takes no orders for a while.
    #[serde(default)]
    is_paused: Option<bool>,
}

/// Change a stall, switch it on or off, or pause it. The staff of a stall that is switched off are
/// signed out of its channel at once.
#[utoipa::path(
    patch,
    path = "/api/admin/vendors/{id}",
    tag = "admin",
    params(("id" = i64, Path, description = "The stall")),
    request_body = VendorChange,
    responses(
        (status = 200, body = ManagedVendor),
        (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody,
            description = "`open_orders`, with `count`; `letter_code_taken`"),
        (status = 422, body = ProblemBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(super) async fn update_vendor(
    State(app): State<App>,
    _: Superadmin,
    PathId(id): PathId,
    Body(body): Body<VendorChange>,
) -> Result<Json<ManagedVendor>, Problem> {
    let switches = Switches { is_active: body.is_active, is_paused: body.is_paused };
    let day = app.hall.business_day(app.clock.now());
    let id = VendorId(id);
    let update = Update { id, edit: checked(&body)?, switches, day };
    let listed = app.store.write(move |tx| update.run(tx)).await?;
    if switches.is_active.is_some() {
        app.identities.forget_all();
    }
    if !listed.vendor.is_active {
        // Read after the commit: a token that was issued until then is among them.
        let tokens = app.read(move |tx| access_tokens::of_staff(tx, id)).await?;
        crate::realtime::end_sockets(&app, &tokens).await;
    }
    Ok(Json(listed.into()))
}

fn checked(body: &VendorChange) -> Result<Edit, Problem> {
    let mut fields = Fields::default();
    let brand_name = body.brand_name.as_deref().map(Name::parse).transpose();
    let letter_code = body.letter_code.as_deref().map(str::parse::<LetterCode>).transpose();
    let brand_name = fields.take("brand_name", brand_name);
    let letter_code = fields.take("letter_code", letter_code);
    fields.finish(brand_name.zip(letter_code).map(|(brand_name, letter_code)| Edit {
        brand_name: brand_name.map(String::from),
        letter_code,
    }))
}

/// The transaction.
struct Update {
    id: VendorId,
    edit: Edit,
    switches: Switches,
    day: Date,
}

impl Update {
    /// How the stall stands then.
    fn run(&self, tx: &mut Conn) -> Result<ListedVendor, Failure<Refusal>> {
        vendors::switch(tx, self.id, self.switches)
            .map_err(|failure| failure.map(Refusal::Switch))?;
        vendors::edit(tx, self.id, &self.edit, self.day)
            .map_err(|failure| failure.map(Refusal::Edit))?;
        Ok(vendors::get_listed(tx, self.id)?)
    }
}

/// Why the stall stays as it is.
enum Refusal {
    Switch(SwitchRefusal),
    Edit(EditRefusal),
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Switch(refusal) => refusal.into(),
            Refusal::Edit(EditRefusal::Unknown) => Self::not_found(),
            Refusal::Edit(EditRefusal::LetterCodeTaken) => letter_code_taken(),
        }
    }
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

//! `POST /api/admin/vendors/{id}/staff/{user_id}/password-link`: lets one of a stall's staff in.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use hawker_domain::{UserId, VendorId};
use hawker_store::{Conn, Failure, password_links, vendors};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::{PasswordLink, Superadmin, link_origin};
use crate::http::Peer;
use crate::problem::{Problem, ProblemBody};

/// What one of a stall's staff gets in with.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PasswordLinkBody {
    /// Where the person sets a password, once. It is not shown again.
    set_password_url: String,
    /// From when on it opens nothing.
    expires_at: Timestamp,
}

/// Make a link that sets a password for one of a stall's staff. Older links of the account are no
/// longer good; its password is, until another is set.
#[utoipa::path(
    post,
    path = "/api/admin/vendors/{id}/staff/{user_id}/password-link",
    tag = "admin",
    params(
        ("id" = i64, Path, description = "The stall"),
        ("user_id" = i64, Path, description = "The account of one of its staff"),
    ),
    responses(
        (status = 201, body = PasswordLinkBody),
        (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(super) async fn create_password_link(
    State(app): State<App>,
    _: Superadmin,
    peer: Peer,
    path: Result<Path<(i64, i64)>, PathRejection>,
) -> Result<(StatusCode, Json<PasswordLinkBody>), Problem> {
    let Path((vendor_id, user_id)) = path.map_err(|_| Problem::not_found())?;
    let (vendor_id, user_id) = (VendorId(vendor_id), UserId(user_id));
    let link = PasswordLink::to_hand_out(&app);
    let (kept, now) = (link.kept(user_id), app.clock.now());
    let replace = move |tx: &mut Conn| {
        if vendors::find_staff(tx, vendor_id, user_id)?.is_none() {
            return Err(Failure::Refused(NotStaff));
        }
        password_links::revoke_all(tx, user_id)?;
        Ok(password_links::insert(tx, &kept, now)?)
    };
    app.store.write(replace).await?;
    let body = PasswordLinkBody {
        set_password_url: link.url(&link_origin(&app, &peer)),
        expires_at: link.expires_at(),
    };
    Ok((StatusCode::CREATED, Json(body)))
}

/// The stall has no such staff, or there is no such stall.
struct NotStaff;

impl From<NotStaff> for Problem {
    fn from(_: NotStaff) -> Self {
        Self::not_found()
    }
}

//! `POST /api/admin/vendors`: a stall comes into the hall.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use hawker_domain::order_number::LetterCode;
use hawker_domain::text::Name;
use hawker_store::vendors::{self, CreateRefusal, ListedVendor, NewVendor};
use hawker_store::{Conn, Failure, password_links};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::letter_code_taken;
use super::vendor_body::ManagedVendor;
use crate::app::App;
use crate::auth::{PasswordLink, Superadmin, checked_email, link_origin};
use crate::http::{Body, Fields, Peer};
use crate::problem::{FieldError, Problem, ProblemBody};

/// A stall that is to be made.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct VendorRequest {
    /// The name above the counter.
    brand_name: String,
    /// One to three capital letters that its order numbers begin with.
    #[schema(example = "B")]
    letter_code: String,
    staff: StaffRequest,
}

/// The first of a stall's staff.
#[derive(Debug, Deserialize, ToSchema)]
struct StaffRequest {
    /// The person's name.
    name: String,
    /// The address to sign in with.
    email: String,
}

/// The stall that was made, and what its staff gets in with.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CreatedVendor {
    vendor: ManagedVendor,
    /// Where the staff sets a password, once. It is not shown again.
    set_password_url: String,
    /// From when on it opens nothing.
    expires_at: Timestamp,
}

/// Make a stall, active and open, with an account for its staff. The account has no password: hand
/// the link to the person, who sets one.
#[utoipa::path(
    post,
    path = "/api/admin/vendors",
    tag = "admin",
    request_body = VendorRequest,
    responses(
        (status = 201, body = CreatedVendor),
        (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody),
        (status = 409, body = ProblemBody, description = "`letter_code_taken`, `email_taken`"),
        (status = 422, body = ProblemBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(super) async fn create_vendor(
    State(app): State<App>,
    _: Superadmin,
    peer: Peer,
    Body(body): Body<VendorRequest>,
) -> Result<(StatusCode, Json<CreatedVendor>), Problem> {
    let vendor = checked(&body)?;
    let link = PasswordLink::to_hand_out(&app);
    let now = app.clock.now();
    let creation = Creation { vendor, link: link.clone(), day: app.hall.business_day(now), now };
    let listed = app.store.write(move |tx| creation.run(tx)).await?;
    let created = CreatedVendor {
        vendor: listed.into(),
        set_password_url: link.url(&link_origin(&app, &peer)),
        expires_at: link.expires_at(),
    };
    Ok((StatusCode::CREATED, Json(created)))
}

fn checked(body: &VendorRequest) -> Result<NewVendor, Problem> {
    let mut fields = Fields::default();
    let brand_name = fields.take("brand_name", Name::parse(&body.brand_name));
    let letter_code = fields.take("letter_code", body.letter_code.parse::<LetterCode>());
    let staff_name = fields.take("staff.name", Name::parse(&body.staff.name));
    let staff_email = fields.take("staff.email", checked_email(&body.staff.email));
    let all = brand_name.zip(letter_code).zip(staff_name.zip(staff_email));
    fields.finish(all.map(|((brand_name, letter_code), (staff_name, staff_email))| NewVendor {
        brand_name: brand_name.into(),
        letter_code,
        staff_name: staff_name.into(),
        staff_email,
    }))
}

/// The transaction.
struct Creation {
    vendor: NewVendor,
    link: PasswordLink,
    day: Date,
    now: Timestamp,
}

impl Creation {
    fn run(&self, tx: &mut Conn) -> Result<ListedVendor, Failure<CreateRefusal>> {
        let (vendor_id, staff_id) = vendors::create(tx, &self.vendor, self.day, self.now)?;
        password_links::insert(tx, &self.link.kept(staff_id), self.now)?;
        Ok(vendors::get_listed(tx, vendor_id)?)
    }
}

impl From<CreateRefusal> for Problem {
    fn from(refusal: CreateRefusal) -> Self {
        match refusal {
            CreateRefusal::LetterCodeTaken => letter_code_taken(),
            CreateRefusal::EmailTaken => {
                let error = FieldError::new("staff.email", "is taken");
                Self::conflict("email_taken", "An account with this address exists")
                    .with_errors(vec![error])
            }
        }
    }
}

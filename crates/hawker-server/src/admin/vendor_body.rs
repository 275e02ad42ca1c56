//! A stall on the wire, as the manager sees it.

use hawker_domain::order_number::LetterCode;
use hawker_domain::{UserId, VendorId};
use hawker_store::vendors::{ListedVendor, StaffMember};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// A stall with its staff.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ManagedVendor {
    id: VendorId,
    brand_name: String,
    /// What its order numbers begin with.
    #[schema(value_type = String, example = "B")]
    letter_code: LetterCode,
    is_active: bool,
    is_paused: bool,
    staff: Vec<ManagedStaff>,
    created_at: Timestamp,
}

/// One of a stall's staff.
#[derive(Debug, Serialize, ToSchema)]
struct ManagedStaff {
    id: UserId,
    name: String,
    email: String,
    is_active: bool,
    /// Whether a password was set, without which nobody signs in.
    has_password: bool,
}

impl From<ListedVendor> for ManagedVendor {
    fn from(listed: ListedVendor) -> Self {
        let ListedVendor { vendor, staff, created_at } = listed;
        Self {
            id: vendor.id,
            brand_name: vendor.brand_name,
            letter_code: vendor.letter_code,
            is_active: vendor.is_active,
            is_paused: vendor.is_paused,
            staff: staff.into_iter().map(ManagedStaff::from).collect(),
            created_at,
        }
    }
}

impl From<StaffMember> for ManagedStaff {
    fn from(member: StaffMember) -> Self {
        let StaffMember { id, name, email, is_active, has_password } = member;
        Self { id, name, email, is_active, has_password }
    }
}

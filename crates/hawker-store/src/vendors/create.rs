//! A stall comes into the hall, with the first of its staff.

use hawker_domain::order_number::LetterCode;
use hawker_domain::permission::Role;
use hawker_domain::{UserId, VendorId};
use jiff::Timestamp;
use jiff::civil::Date;

use super::edit::is_called_today;
use super::{LetterCodeTaken, insert};
use crate::accounts::{self, EmailTaken, NewAccount};
use crate::{Conn, Failure};

/// A stall that is to be made.
#[derive(Debug, Clone)]
pub struct NewVendor {
    /// The name above the counter.
    pub brand_name: String,
    /// What its order numbers begin with.
    pub letter_code: LetterCode,
    /// The name of the first of its staff.
    pub staff_name: String,
    /// The address that this person signs in with, in lower case.
    pub staff_email: String,
}

/// Why a stall was not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CreateRefusal {
    /// Another stall's order numbers begin with those letters, now or earlier in the day.
    #[error("another vendor has this letter code")]
    LetterCodeTaken,
    /// Somebody signs in with the staff's address already.
    #[error("an account with this address exists")]
    EmailTaken,
}

/// Makes a stall, active and open, and an account for its staff that has no password yet.
pub fn create(
    tx: &mut Conn,
    vendor: &NewVendor,
    day: Date,
    now: Timestamp,
) -> Result<(VendorId, UserId), Failure<CreateRefusal>> {
    if is_called_today(tx, &vendor.letter_code, None, day)? {
        return Err(Failure::Refused(CreateRefusal::LetterCodeTaken));
    }
    let vendor_id = insert(tx, &vendor.brand_name, &vendor.letter_code, now)
        .map_err(|failure| failure.map(|LetterCodeTaken| CreateRefusal::LetterCodeTaken))?;
    let staff = NewAccount {
        role: Role::Vendor,
        name: vendor.staff_name.clone(),
        email: vendor.staff_email.clone(),
        password_hash: None,
        vendor_id: Some(vendor_id),
    };
    let staff = accounts::insert(tx, &staff, now)
        .map_err(|failure| failure.map(|EmailTaken| CreateRefusal::EmailTaken))?;
    Ok((vendor_id, staff.id))
}

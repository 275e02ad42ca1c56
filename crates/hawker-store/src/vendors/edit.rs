//! A stall gets another name or other letters. What was ordered keeps the old ones.

use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use hawker_domain::VendorId;
use hawker_domain::order_number::LetterCode;
use jiff::civil::Date;

use super::find;
use crate::conn::on_backend;
use crate::schema::{orders, vendors};
use crate::{Conn, Failure, StoreError};

/// What is to change; `None` leaves a thing as it is.
#[derive(Debug, Clone, Default)]
pub struct Edit {
    /// The name above the counter.
    pub brand_name: Option<String>,
    /// What its order numbers begin with, from the next order on.
    pub letter_code: Option<LetterCode>,
}

/// Why a stall stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EditRefusal {
    /// There is none of that id.
    #[error("there is no such vendor")]
    Unknown,
    /// Another stall's order numbers begin with those letters, now or earlier in the day.
    #[error("another vendor has this letter code")]
    LetterCodeTaken,
}

/// Changes a stall's name or letters on business day `day`.
pub fn edit(
    tx: &mut Conn,
    id: VendorId,
    edit: &Edit,
    day: Date,
) -> Result<(), Failure<EditRefusal>> {
    let vendor = find(tx, id)?.ok_or(Failure::Refused(EditRefusal::Unknown))?;
    let brand_name = edit.brand_name.as_ref().unwrap_or(&vendor.brand_name);
    let letter_code = edit.letter_code.as_ref().unwrap_or(&vendor.letter_code);
    if *letter_code != vendor.letter_code && is_called_today(tx, letter_code, Some(id), day)? {
        return Err(Failure::Refused(EditRefusal::LetterCodeTaken));
    }
    let change =
        (vendors::brand_name.eq(brand_name), vendors::letter_code.eq(letter_code.as_str()));
    let changed: QueryResult<usize> = on_backend!(tx, |conn| {
        diesel::update(vendors::table.find(id.0)).set(change).execute(conn)
    });
    match changed {
        Ok(_) => Ok(()),
        // The letters are the table's one unique thing beside the id. Nothing may follow in this
        // transaction on PostgreSQL, and nothing does: a refusal rolls it back.
        Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => {
            Err(Failure::Refused(EditRefusal::LetterCodeTaken))
        }
        Err(error) => Err(error.into()),
    }
}

/// Whether orders of the day have numbers of another stall that begin with `code`. The stall may
/// have changed its letters since; at the counter `B-042` would still be called twice.
pub(super) fn is_called_today(
    tx: &mut Conn,
    code: &LetterCode,
    except: Option<VendorId>,
    day: Date,
) -> Result<bool, StoreError> {
    let except = except.map_or(0, |id| id.0);
    // By the stalls' ids, because orders are found by stall and day, and not by day alone.
    let others: Vec<i64> = on_backend!(tx, |conn| vendors::table
        .filter(vendors::id.ne(except))
        .select(vendors::id)
        .load(conn))?;
    let numbered = orders::table
        .filter(orders::vendor_id.eq_any(others))
        .filter(orders::business_day.eq(day.to_string()))
        .filter(orders::number.like(format!("{}-%", code.as_str())));
    Ok(on_backend!(tx, |conn| diesel::select(diesel::dsl::exists(numbered)).get_result(conn))?)
}

//! Requested lines on the wire.

use std::fmt::Display;

use hawker_domain::quote::{MAX_ADD_ONS, MAX_LINES, RequestedAddOn, RequestedLine};
use hawker_domain::text::Note;
use hawker_domain::{AddOnId, ProductId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::http::Fields;

/// A line as a customer asks for it.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[schema(as = RequestedLine)]
pub(crate) struct LineBody {
    product_id: ProductId,
    /// How many portions, 1 to 99.
    #[schema(minimum = 1, maximum = 99)]
    quantity: u32,
    /// Extras; each portion of the line has them.
    #[serde(default)]
    #[schema(max_items = 20)]
    add_ons: Vec<AddOnBody>,
    /// A remark for the kitchen.
    #[serde(default)]
    #[schema(max_length = 255)]
    note: Option<String>,
}

/// An extra as a customer asks for it.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[schema(as = RequestedAddOn)]
pub(crate) struct AddOnBody {
    add_on_id: AddOnId,
    /// How many for each portion.
    #[schema(minimum = 1)]
    quantity: u32,
}

/// The lines as the domain knows them; what is wrong is noted in `fields`.
pub(super) fn checked(lines: &[LineBody], fields: &mut Fields) -> Vec<RequestedLine> {
    if lines.is_empty() || lines.len() > MAX_LINES {
        fields.note("lines", format!("must have 1 to {MAX_LINES} lines"));
        return Vec::new();
    }
    let check = |(index, line)| checked_line(format_args!("lines[{index}]."), line, fields);
    lines.iter().enumerate().map(check).collect()
}

/// A line as the domain knows it; what is wrong is noted in `fields`, behind `prefix`.
pub(crate) fn checked_line(
    prefix: impl Display + Copy,
    line: &LineBody,
    fields: &mut Fields,
) -> RequestedLine {
    let add_ons = checked_add_ons(prefix, &line.add_ons, fields);
    let note = Note::parse_optional(line.note.as_deref());
    RequestedLine {
        product_id: line.product_id,
        quantity: line.quantity,
        add_ons,
        note: fields.take(format_args!("{prefix}note"), note).flatten(),
    }
}

/// A line's extras as the domain knows them.
pub(crate) fn checked_add_ons(
    prefix: impl Display,
    add_ons: &[AddOnBody],
    fields: &mut Fields,
) -> Vec<RequestedAddOn> {
    if add_ons.len() > MAX_ADD_ONS {
        let message = format!("must have at most {MAX_ADD_ONS} add-ons");
        fields.note(format!("{prefix}add_ons"), message);
    }
    add_ons.iter().map(RequestedAddOn::from).collect()
}

impl From<&AddOnBody> for RequestedAddOn {
    fn from(add_on: &AddOnBody) -> Self {
        Self { add_on_id: add_on.add_on_id, quantity: add_on.quantity }
    }
}

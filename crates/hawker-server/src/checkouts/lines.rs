//! Requested lines on the wire.

use hawker_domain::quote::{MAX_ADD_ONS, MAX_LINES, RequestedAddOn, RequestedLine};
use hawker_domain::text::Note;
use hawker_domain::{AddOnId, ProductId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::http::Fields;

/// A line as a customer asks for it.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[schema(as = RequestedLine)]
pub(super) struct LineBody {
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
pub struct AddOnBody {
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
    lines.iter().enumerate().map(|(index, line)| checked_line(index, line, fields)).collect()
}

fn checked_line(index: usize, line: &LineBody, fields: &mut Fields) -> RequestedLine {
    if line.add_ons.len() > MAX_ADD_ONS {
        let message = format!("must have at most {MAX_ADD_ONS} add-ons");
        fields.note(format!("lines[{index}].add_ons"), message);
    }
    let note = Note::parse_optional(line.note.as_deref());
    RequestedLine {
        product_id: line.product_id,
        quantity: line.quantity,
        add_ons: line.add_ons.iter().map(RequestedAddOn::from).collect(),
        note: fields.take(&format!("lines[{index}].note"), note).flatten(),
    }
}

impl From<&AddOnBody> for RequestedAddOn {
    fn from(add_on: &AddOnBody) -> Self {
        Self { add_on_id: add_on.add_on_id, quantity: add_on.quantity }
    }
}

//! The short form of an event that is too large for a driver: who, where and how much, so that
//! the screen knows what to fetch.

use serde_json::{Map, Value};

/// What the short form keeps. All of it is bounded in size.
const KEPT: [&str; 20] = [
    "id",
    "public_id",
    "number",
    "checkout_id",
    "vendor_id",
    "customer_id",
    "status",
    "previous_status",
    "new_status",
    "version",
    "total",
    "currency",
    "payment_method",
    "payment_status",
    "table_number",
    "placed_at",
    "reason",
    "cancelled_by",
    "message",
    "_rt",
];

/// The short form of `data`, marked `"partial": true`.
pub fn compact(data: &Value) -> Value {
    let kept = KEPT.iter().filter_map(|key| Some(((*key).to_owned(), data.get(key)?.clone())));
    let mut compact: Map<String, Value> = kept.collect();
    compact.insert("partial".to_owned(), Value::Bool(true));
    Value::Object(compact)
}

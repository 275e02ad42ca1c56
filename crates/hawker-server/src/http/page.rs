//! Lists, page by page: `?limit=&cursor=` and `{items, next_cursor}`.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::problem::Problem;

const DEFAULT_LIMIT: usize = 50;
const MAX_LIMIT: usize = 200;

/// Which page is wanted.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// How many items, 1 to 200; 50 if not said.
    #[param(value_type = Option<usize>, minimum = 1, maximum = 200)]
    limit: Option<String>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// The cursor of the next page, if there is one.
    pub next_cursor: Option<String>,
}

impl PageQuery {
    /// How many items, and the key that the page goes on from.
    pub fn resolve(&self) -> Result<(usize, Option<i64>), Problem> {
        let limit = match self.limit.as_deref().map(str::parse) {
            None => DEFAULT_LIMIT,
            Some(Ok(limit @ 1..=MAX_LIMIT)) => limit,
            Some(_) => {
                let message = format!("must be 1 to {MAX_LIMIT}");
                return Err(Problem::invalid_field("limit", message));
            }
        };
        let cursor = self.cursor.as_deref().map(str::parse).transpose();
        let cursor = cursor.map_err(|_| {
            Problem::invalid_field("cursor", "must be the next_cursor of the page before")
        })?;
        Ok((limit, cursor))
    }
}

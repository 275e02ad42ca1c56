//! An order on the wire: the same shape as in the events.

use std::borrow::Cow;

use hawker_domain::event::{Audience, OrderView};
use hawker_domain::order::Order;
use serde::{Serialize, Serializer};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::realtime::Position;

/// An order as one audience may see it.
#[derive(Debug, Clone)]
pub struct OrderBody {
    order: Order,
    audience: Audience,
}

impl OrderBody {
    /// `order` for `audience`.
    pub fn new(order: Order, audience: Audience) -> Self {
        Self { order, audience }
    }

    /// All of `orders` for `audience`.
    pub fn all(orders: Vec<Order>, audience: Audience) -> Vec<Self> {
        orders.into_iter().map(|order| Self::new(order, audience)).collect()
    }
}

impl Serialize for OrderBody {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        OrderView::new(&self.order, self.audience).serialize(serializer)
    }
}

impl PartialSchema for OrderBody {
    fn schema() -> RefOr<Schema> {
        OrderView::schema()
    }
}

impl ToSchema for OrderBody {
    fn name() -> Cow<'static, str> {
        OrderView::name()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        OrderView::schemas(schemas);
    }
}

/// The orders that somebody still has to do something about, and where their channel stands:
/// events after `position` are not in them yet.
#[derive(Debug, Serialize, ToSchema)]
pub struct LiveOrders {
    /// Every one of them, oldest first.
    pub orders: Vec<OrderBody>,
    /// Where the channel stood when they were read.
    pub position: Position,
}

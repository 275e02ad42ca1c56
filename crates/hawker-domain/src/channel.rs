//! The channels that events are announced on, and their names on the wire.

use std::fmt;
use std::str::FromStr;

use crate::{UserId, VendorId};

/// A channel of the hall.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channel {
    /// `private-vendor-orders.{vendor_id}`: a stall's orders, for its staff.
    VendorOrders(VendorId),
    /// `private-customer-orders.{customer_id}`: a customer's orders, for that customer.
    CustomerOrders(UserId),
}

/// The name is none of the hall's channels.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is no channel of this hall")]
pub struct UnknownChannel;

const VENDOR_ORDERS: &str = "private-vendor-orders.";
const CUSTOMER_ORDERS: &str = "private-customer-orders.";

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::VendorOrders(id) => write!(f, "{VENDOR_ORDERS}{id}"),
            Self::CustomerOrders(id) => write!(f, "{CUSTOMER_ORDERS}{id}"),
        }
    }
}

impl FromStr for Channel {
    type Err = UnknownChannel;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        if let Some(id) = name.strip_prefix(VENDOR_ORDERS) {
            return Ok(Self::VendorOrders(VendorId(parse_id(id)?)));
        }
        let id = name.strip_prefix(CUSTOMER_ORDERS).ok_or(UnknownChannel)?;
        Ok(Self::CustomerOrders(UserId(parse_id(id)?)))
    }
}

/// Only the one spelling that we write ourselves: `+1` and `01` would be other channels to the
/// real-time server, with rights that nobody checked.
fn parse_id(text: &str) -> Result<i64, UnknownChannel> {
    let id: i64 = text.parse().map_err(|_| UnknownChannel)?;
    if id > 0 && id.to_string() == text { Ok(id) } else { Err(UnknownChannel) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_reads_back_as_the_channel_it_was_written_from() {
        for channel in [Channel::VendorOrders(VendorId(3)), Channel::CustomerOrders(UserId(12))] {
            assert_eq!(channel.to_string().parse(), Ok(channel));
        }
    }

    #[test]
    fn any_other_spelling_is_no_channel_of_the_hall() {
        for name in [
            "",
            "private-vendor-orders.",
            "private-vendor-orders.01",
            "private-vendor-orders.+1",
            "private-vendor-orders.1 ",
            "private-vendor-orders.-1",
            "private-vendor-orders.0",
            "xprivate-vendor-orders.1",
            "vendor-orders.1",
            "private-customer-orders.1.2",
        ] {
            assert_eq!(name.parse::<Channel>(), Err(UnknownChannel), "{name}");
        }
    }
}

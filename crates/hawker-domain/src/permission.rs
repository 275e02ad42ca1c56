//! Who somebody is to the hall, and what that lets them listen to.

use crate::channel::Channel;
use crate::text_enum::text_enum;
use crate::{UserId, VendorId};

text_enum! {
    /// What an account is for.
    Role {
        /// Orders and watches its own orders.
        Customer = "customer",
        /// Works at a stall.
        Vendor = "vendor",
        /// Manages the hall.
        Superadmin = "superadmin",
    }
}

text_enum! {
    /// Which side moved an order.
    Party {
        /// The customer who placed it.
        Customer = "customer",
        /// The stall it was placed at.
        Vendor = "vendor",
        /// The hall's manager.
        Superadmin = "superadmin",
        /// The hall itself, by the clock.
        System = "system",
    }
}

/// Somebody who does something, proven by a session or a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// A customer.
    Customer(UserId),
    /// Staff of an active stall.
    Vendor {
        /// The login.
        user_id: UserId,
        /// The stall.
        vendor_id: VendorId,
    },
    /// The hall's manager.
    Superadmin(UserId),
    /// The hall itself.
    System,
}

impl Actor {
    /// Which side that is.
    pub fn party(&self) -> Party {
        match self {
            Self::Customer(_) => Party::Customer,
            Self::Vendor { .. } => Party::Vendor,
            Self::Superadmin(_) => Party::Superadmin,
            Self::System => Party::System,
        }
    }

    /// The account behind it, if a person is.
    pub fn user_id(&self) -> Option<UserId> {
        match self {
            Self::Customer(user_id) | Self::Vendor { user_id, .. } | Self::Superadmin(user_id) => {
                Some(*user_id)
            }
            Self::System => None,
        }
    }

    /// Whether an order of that customer at that stall exists for this actor at all.
    pub fn may_see_order(&self, customer_id: UserId, at: VendorId) -> bool {
        match self {
            Self::Customer(user_id) => *user_id == customer_id,
            Self::Vendor { vendor_id, .. } => *vendor_id == at,
            Self::Superadmin(_) | Self::System => true,
        }
    }

    /// Whether this actor may listen to `channel`: a stall's staff to the stall's, a customer to
    /// their own, nobody to anything else.
    pub fn may_listen(&self, channel: Channel) -> bool {
        match (self, channel) {
            (Self::Vendor { vendor_id, .. }, Channel::VendorOrders(of)) => *vendor_id == of,
            (Self::Customer(user_id), Channel::CustomerOrders(of)) => *user_id == of,
            (
                Self::Vendor { .. } | Self::Customer(_) | Self::Superadmin(_) | Self::System,
                Channel::VendorOrders(_) | Channel::CustomerOrders(_),
            ) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_listens_to_a_channel_of_somebody_else() {
        let staff = Actor::Vendor { user_id: UserId(7), vendor_id: VendorId(1) };
        let customer = Actor::Customer(UserId(1));
        assert!(staff.may_listen(Channel::VendorOrders(VendorId(1))));
        assert!(!staff.may_listen(Channel::VendorOrders(VendorId(2))));
        assert!(!staff.may_listen(Channel::CustomerOrders(UserId(7))));
        assert!(customer.may_listen(Channel::CustomerOrders(UserId(1))));
        assert!(!customer.may_listen(Channel::CustomerOrders(UserId(2))));
        assert!(!customer.may_listen(Channel::VendorOrders(VendorId(1))));
    }
}

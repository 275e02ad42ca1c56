//! A small hall with stalls, products and people, and the requests they make.

use hawker_domain::checkout::RequestedCheckout;
use hawker_domain::hall::Hall;
use hawker_domain::payment::PaymentMethod;
use hawker_domain::permission::{Actor, Role};
use hawker_domain::quote::RequestedLine;
use hawker_domain::{Money, ProductId, UserId, VendorId};
use hawker_store::accounts::{self, NewAccount};
use hawker_store::menu::{self, NewProduct};
use hawker_store::{Conn, Failure, Hand, StoreError, vendors};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// 2026-11-22, noon in Manila.
pub fn noon() -> Timestamp {
    "2026-11-22T04:00:00Z".parse().expect("a timestamp")
}

/// A hall in Manila whose pending orders wait for 15 minutes.
pub fn hall() -> Hall {
    Hall {
        name: "Test Hall".to_owned(),
        time_zone: TimeZone::get("Asia/Manila").expect("a zone of the tz database"),
        business_day_cutoff: jiff::civil::time(4, 0, 0, 0),
        currency: "PHP".parse().expect("a currency"),
        pending_expires_after: SignedDuration::from_mins(15),
    }
}

/// A stall with one product and one member of staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stall {
    /// The stall.
    pub vendor_id: VendorId,
    /// What it sells, at [`PRICE`].
    pub product_id: ProductId,
    /// Who works there.
    pub staff_id: UserId,
}

/// What a stall's product costs.
pub const PRICE: i64 = 10_000;

impl Stall {
    /// Its staff.
    pub fn staff(&self) -> Actor {
        Actor::Vendor { user_id: self.staff_id, vendor_id: self.vendor_id }
    }

    /// Its staff's hand.
    pub fn hand(&self) -> Hand {
        hand(&self.staff())
    }
}

/// Makes a stall named by its letter code, with `stock` portions of its product.
pub fn stall(tx: &mut Conn, letter_code: &str, stock: Option<i64>) -> Result<Stall, StoreError> {
    let code = letter_code.parse().expect("a letter code");
    let name = format!("Stall {letter_code}");
    let vendor_id = unrefused(vendors::insert(tx, &name, &code, noon()))?;
    let product = NewProduct {
        vendor_id,
        name: format!("Dish {letter_code}"),
        description: None,
        category: None,
        price: Money::from_minor(PRICE),
        stock,
    };
    let product_id = menu::insert_product(tx, &product)?;
    let staff_id = account(tx, Role::Vendor, &format!("staff-{letter_code}"), Some(vendor_id))?;
    Ok(Stall { vendor_id, product_id, staff_id })
}

/// Makes a customer.
pub fn customer(tx: &mut Conn, name: &str) -> Result<UserId, StoreError> {
    account(tx, Role::Customer, name, None)
}

fn account(
    tx: &mut Conn,
    role: Role,
    name: &str,
    vendor_id: Option<VendorId>,
) -> Result<UserId, StoreError> {
    let account = NewAccount {
        role,
        name: name.to_owned(),
        email: format!("{}@example.test", name.to_lowercase()),
        password_hash: None,
        vendor_id,
    };
    Ok(unrefused(accounts::insert(tx, &account, noon()))?.id)
}

/// What an actor does something with, without a name or device.
pub fn hand(actor: &Actor) -> Hand {
    Hand { party: actor.party(), actor_id: actor.user_id(), actor_name: None, device: None }
}

/// A line without add-ons.
pub fn line(product_id: ProductId, quantity: u32) -> RequestedLine {
    RequestedLine { product_id, quantity, add_ons: Vec::new(), note: None }
}

/// A checkout of products at [`PRICE`], whose customer agreed to what they cost.
pub fn checkout(lines: Vec<RequestedLine>) -> RequestedCheckout {
    let portions: i64 = lines.iter().map(|line| i64::from(line.quantity)).sum();
    RequestedCheckout {
        table_number: "12".to_owned().try_into().expect("a table number"),
        payment_method: PaymentMethod::Cashier,
        note: None,
        expected_total: Money::from_minor(portions * PRICE),
        lines,
    }
}

fn unrefused<T, R: std::fmt::Debug>(result: Result<T, Failure<R>>) -> Result<T, StoreError> {
    result.map_err(|failure| match failure {
        Failure::Store(error) => error,
        Failure::Refused(refusal) => panic!("a fixture was refused: {refusal:?}"),
    })
}

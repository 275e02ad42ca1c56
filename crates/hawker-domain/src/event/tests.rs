use serde_json::Value;

use super::*;
use crate::order::{MoveKind, OrderLine, OrderTimes, Reason, Why};
use crate::order_number::OrderNumber;
use crate::payment::{PaymentMethod, PaymentStatus};
use crate::permission::Party;
use crate::quote::PricedAddOn;
use crate::{AddOnId, CheckoutId, Money, OrderId, ProductId, UserId, VendorId};

fn order() -> Order {
    let placed_at = "2026-11-22T03:00:00Z".parse().expect("a time");
    let expires_at = "2026-11-22T03:15:00Z".parse().expect("a time");
    Order {
        id: OrderId(5),
        public_id: "0192".into(),
        number: OrderNumber::new(&"B".parse().expect("a code"), 42),
        business_day: jiff::civil::date(2026, 11, 22),
        checkout_id: CheckoutId(3),
        vendor_id: VendorId(2),
        vendor_name: "Burger Hub".into(),
        customer_id: UserId(9),
        customer_name: "Ana".into(),
        status: OrderStatus::Pending,
        version: 1,
        last_move: MoveKind::Place,
        last_party: Party::Customer,
        last_actor_name: Some("Ana".into()),
        payment_method: PaymentMethod::Cashier,
        payment_status: PaymentStatus::Unpaid,
        table_number: "12".into(),
        note: Some("no ice".into()),
        total: Money::from_minor(24_000),
        currency: "PHP".parse().expect("a currency"),
        lines: vec![OrderLine {
            product_id: ProductId(7),
            name: "Burger".into(),
            unit_price: Money::from_minor(10_000),
            quantity: 2,
            add_ons: vec![PricedAddOn {
                add_on_id: AddOnId(1),
                name: "Cheese".into(),
                unit_price: Money::from_minor(2_000),
                quantity: 1,
            }],
            note: Some("well done".into()),
            total: Money::from_minor(24_000),
        }],
        times: OrderTimes::placed(placed_at, expires_at),
        why: None,
    }
}

fn parsed(event: &Event) -> Value {
    serde_json::from_str(&event.data).expect("an event's data is JSON")
}

#[test]
fn an_order_is_announced_whole_to_its_stall() {
    let event = order_received(&PlacedOrder::new(order()));
    assert_eq!(event.channel.to_string(), "private-vendor-orders.2");
    let mut data = parsed(&event);
    assert_eq!(data["number"], "B-042");
    assert_eq!(data["customer_name"], "Ana");
    assert_eq!(data["lines"][0]["add_ons"][0]["name"], "Cheese");
    assert_eq!(data["lines"][0]["note"], "well done");
    assert_eq!(data["placed_at"], "2026-11-22T03:00:00Z");
    assert_eq!(data["message"], "New order B-042, table 12: 2 items, PHP 240.00");
    assert!(data.get("previous_status").is_none());
    data.as_object_mut().expect("an object").remove("message");
    let seen = serde_json::to_value(OrderView::new(&order(), Audience::Vendor)).expect("JSON");
    assert_eq!(data, seen);
}

#[test]
fn a_placed_order_is_shown_to_its_customer_like_any_other() {
    let placed = PlacedOrder::new(order());
    let shown: Value = serde_json::from_str(placed.for_customer().get()).expect("JSON");
    let seen = serde_json::to_value(OrderView::new(&order(), Audience::Customer)).expect("JSON");
    assert_eq!(shown, seen);
}

#[test]
fn a_move_is_announced_to_the_stall_and_to_the_customer_and_to_nobody_else() {
    let mut order = order();
    order.status = OrderStatus::Cancelled;
    order.last_move = MoveKind::Decline;
    order.last_party = Party::Vendor;
    order.last_actor_name = Some("Maria".into());
    order.why = Some(Why::from(Reason::TooBusy));
    let [vendor, customer] = order_status_changed(&order, OrderStatus::Pending);
    assert_eq!(vendor.channel.to_string(), "private-vendor-orders.2");
    assert_eq!(customer.channel.to_string(), "private-customer-orders.9");
    let (vendor, customer) = (parsed(&vendor), parsed(&customer));
    assert_eq!(vendor["changed_by_name"], "Maria");
    assert_eq!(customer.get("changed_by_name"), None, "staff are not named to customers");
    assert_eq!(customer.get("customer_name"), None);
    assert_eq!(customer["previous_status"], "pending");
    assert_eq!(customer["new_status"], "cancelled");
    assert_eq!(customer["reason"], "too_busy");
    assert_eq!(customer["cancelled_by"], "vendor");
    assert_eq!(
        customer["message"],
        "Burger Hub cannot take your order B-042: the kitchen is too busy"
    );
}

#[test]
fn the_short_form_says_what_to_fetch_and_that_it_is_short() {
    let [vendor, _] = order_status_changed(&order(), OrderStatus::Pending);
    let mut data = parsed(&vendor);
    data["_rt"] = serde_json::json!({"epoch": "k3f9", "seq": 42});
    let short = compact(&data);
    assert_eq!(short["id"], 5);
    assert_eq!(short["total"], 24_000);
    assert_eq!(short["_rt"]["seq"], 42);
    assert_eq!(short["partial"], true);
    assert_eq!(short.get("lines"), None);
    assert_eq!(short.get("note"), None);
}

use super::*;
use crate::menu::{AddOn, Product, Vendor};
use crate::quote::PricedAddOn;
use crate::{AddOnId, Money, ProductId, VendorId};

/// A stall with a dish that has two extras.
fn menu() -> Menu {
    let mut menu = Menu::default();
    let vendor = Vendor {
        id: VendorId(1),
        brand_name: "Stall".to_owned(),
        letter_code: "S".parse().expect("a code"),
        is_active: true,
        is_paused: false,
        has_payment_qr: false,
    };
    let product = Product {
        id: ProductId(1),
        vendor_id: vendor.id,
        name: "Dish".to_owned(),
        description: None,
        category: None,
        price: Money::from_minor(100),
        stock: None,
        is_available: true,
    };
    for (id, name) in [(1, "Cheese"), (2, "Egg")] {
        let (id, name, price) = (AddOnId(id), name.to_owned(), Money::from_minor(10));
        let product_id = product.id;
        let add_on = AddOn { id, product_id, name, price, max_quantity: 2, is_available: true };
        menu.add_ons.insert(id, add_on);
    }
    menu.products.insert(product.id, product);
    menu.vendors.insert(vendor.id, vendor);
    menu
}

/// So many portions of the dish, each with one cheese and two eggs.
fn sold(quantity: u32) -> OrderLine {
    let add_on = |id, name: &str, quantity| PricedAddOn {
        add_on_id: AddOnId(id),
        name: name.to_owned(),
        unit_price: Money::from_minor(5),
        quantity,
    };
    OrderLine {
        product_id: ProductId(1),
        name: "Dish of old".to_owned(),
        unit_price: Money::from_minor(50),
        quantity,
        add_ons: vec![add_on(1, "Cheese", 1), add_on(2, "Egg", 2)],
        note: Some("no salt".to_owned()),
        total: Money::from_minor(65),
    }
}

fn skipped(name: &str, reason: SkipReason) -> Skipped {
    Skipped { name: name.to_owned(), reason }
}

#[test]
fn what_is_still_sold_is_wanted_as_it_was() {
    let (wanted, left_out) = again(&menu(), &[sold(2)]);
    let [only] = &wanted[..] else { panic!("not one: {wanted:?}") };
    assert_eq!((only.line.quantity, only.line.add_ons.len()), (2, 2));
    assert_eq!(only.line.note.as_ref().map(Note::as_str), Some("no salt"));
    assert_eq!(left_out, []);
}

#[test]
fn what_cannot_be_had_is_told_with_its_name_and_why() {
    type Change = fn(&mut Menu);
    let changes: [(Change, SkipReason); 4] = [
        (|menu| menu.products.clear(), SkipReason::NoLongerSold),
        (
            |menu| menu.products.values_mut().for_each(|product| product.is_available = false),
            SkipReason::NotAvailable,
        ),
        (
            |menu| menu.vendors.values_mut().for_each(|vendor| vendor.is_paused = true),
            SkipReason::VendorTakesNoOrders,
        ),
        (
            |menu| menu.products.values_mut().for_each(|product| product.stock = Some(1)),
            SkipReason::OutOfStock,
        ),
    ];
    for (change, reason) in changes {
        let mut menu = menu();
        change(&mut menu);
        assert_eq!(again(&menu, &[sold(2)]), (vec![], vec![skipped("Dish of old", reason)]));
    }
}

#[test]
fn an_add_on_that_is_gone_is_left_out_and_told() {
    let mut menu = menu();
    menu.add_ons.remove(&AddOnId(1));
    menu.add_ons.get_mut(&AddOnId(2)).expect("the egg").max_quantity = 1;
    let (wanted, left_out) = again(&menu, &[sold(1)]);
    let egg = RequestedAddOn { add_on_id: AddOnId(2), quantity: 1 };
    assert_eq!(wanted[0].line.add_ons, [egg]);
    assert_eq!(left_out, [skipped("Cheese", SkipReason::NoLongerSold)]);
}

#[test]
fn lines_that_are_prepared_alike_become_one() {
    let mut other_order = sold(3);
    other_order.add_ons.reverse();
    let (wanted, _) = again(&menu(), &[sold(2), other_order]);
    assert_eq!(wanted.iter().map(|item| item.line.quantity).collect::<Vec<_>>(), [5]);
}

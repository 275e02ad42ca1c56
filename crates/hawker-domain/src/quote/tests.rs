use proptest::prelude::*;

use super::*;
use crate::menu::Vendor;

fn vendor(id: i64) -> Vendor {
    Vendor {
        id: VendorId(id),
        brand_name: format!("Stall {id}"),
        letter_code: "S".parse().expect("a code"),
        is_active: true,
        is_paused: false,
        has_payment_qr: false,
    }
}

fn product(id: i64, vendor_id: i64, price: i64) -> Product {
    Product {
        id: ProductId(id),
        vendor_id: VendorId(vendor_id),
        name: format!("Product {id}"),
        description: None,
        category: None,
        price: Money::from_minor(price),
        stock: None,
        is_available: true,
    }
}

fn add_on(id: i64, product_id: i64, price: i64) -> AddOn {
    AddOn {
        id: AddOnId(id),
        product_id: ProductId(product_id),
        name: format!("Add-on {id}"),
        price: Money::from_minor(price),
        max_quantity: 3,
        is_available: true,
    }
}

/// Vendors 1 and 2; products 1 and 2 are vendor 1's, 3 is vendor 2's; product N has add-on N.
fn menu() -> Menu {
    let mut menu = Menu::default();
    menu.vendors.extend([1, 2].map(|id| (VendorId(id), vendor(id))));
    for (id, vendor_id, price) in [(1, 1, 10_000), (2, 1, 5_000), (3, 2, 7_500)] {
        menu.products.insert(ProductId(id), product(id, vendor_id, price));
        menu.add_ons.insert(AddOnId(id), add_on(id, id, 500 * id));
    }
    menu
}

fn line(product_id: i64, quantity: u32, add_ons: &[(i64, u32)]) -> RequestedLine {
    let add_ons = add_ons
        .iter()
        .map(|(id, quantity)| RequestedAddOn { add_on_id: AddOnId(*id), quantity: *quantity });
    RequestedLine {
        product_id: ProductId(product_id),
        quantity,
        add_ons: add_ons.collect(),
        note: None,
    }
}

fn problems(menu: &Menu, lines: &[RequestedLine]) -> Vec<(String, Problem)> {
    let found = quote(menu, lines).expect_err("a problem");
    found.into_iter().map(|found| (found.field(), found.problem)).collect()
}

#[test]
fn every_portion_is_charged_with_its_add_ons() {
    let quote = quote(&menu(), &[line(1, 2, &[(1, 3)])]).expect("a quote");
    assert_eq!(quote.total, Money::from_minor(2 * (10_000 + 3 * 500)));
}

#[test]
fn lines_are_grouped_by_vendor_in_the_order_of_the_request() {
    let quote =
        quote(&menu(), &[line(3, 1, &[]), line(1, 1, &[]), line(3, 2, &[])]).expect("a quote");
    let vendors: Vec<_> = quote.vendors.iter().map(|part| part.vendor_id.0).collect();
    assert_eq!(vendors, [2, 1]);
    assert_eq!(quote.vendors[0].lines.len(), 2);
}

#[test]
fn an_add_on_of_another_product_is_refused() {
    let found = problems(&menu(), &[line(1, 1, &[(3, 1)])]);
    let expected = Problem::AddOnOfAnotherProduct { index: 0 };
    assert_eq!(found, [("lines[0].add_ons[0].add_on_id".into(), expected)]);
}

#[test]
fn more_of_an_add_on_than_a_portion_may_have_is_refused() {
    let found = problems(&menu(), &[line(1, 1, &[(1, 4)])]);
    let expected = Problem::AddOnQuantity { index: 0, max: 3 };
    assert_eq!(found, [("lines[0].add_ons[0].quantity".into(), expected)]);
}

#[test]
fn an_add_on_named_twice_does_not_get_around_its_most() {
    let found = problems(&menu(), &[line(1, 1, &[(1, 3), (1, 3)])]);
    assert_eq!(found[0].1, Problem::AddOnTwice { index: 1 });
}

#[test]
fn a_paused_or_inactive_stall_sells_nothing() {
    for change in [|v: &mut Vendor| v.is_paused = true, |v: &mut Vendor| v.is_active = false] {
        let mut menu = menu();
        change(menu.vendors.get_mut(&VendorId(1)).expect("vendor 1"));
        let found = problems(&menu, &[line(1, 1, &[]), line(3, 1, &[])]);
        assert_eq!(found.len(), 1);
        assert!(found[0].1.is_conflict());
        assert_eq!(found[0].0, "lines[0].product_id");
    }
}

#[test]
fn stock_is_counted_over_all_lines() {
    let mut menu = menu();
    menu.products.get_mut(&ProductId(1)).expect("product 1").stock = Some(3);
    assert!(quote(&menu, &[line(1, 3, &[])]).is_ok());
    let found = problems(&menu, &[line(1, 2, &[]), line(1, 2, &[])]);
    let name = "Product 1".into();
    let product_id = ProductId(1);
    assert_eq!(found[0].1, Problem::OutOfStock { product_id, name, requested: 4, available: 3 });
}

#[test]
fn every_problem_is_told_at_once() {
    let found = problems(&menu(), &[line(99, 1, &[]), line(1, 0, &[]), line(2, 1, &[(99, 1)])]);
    let fields: Vec<_> = found.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(
        fields,
        ["lines[0].product_id", "lines[1].quantity", "lines[2].add_ons[0].add_on_id"]
    );
}

#[test]
fn a_sum_beyond_an_amount_of_money_is_refused() {
    let mut menu = menu();
    menu.products.get_mut(&ProductId(1)).expect("product 1").price = Money::from_minor(i64::MAX);
    assert_eq!(problems(&menu, &[line(1, 2, &[])])[0].1, Problem::TooLarge);
    assert_eq!(problems(&menu, &[line(1, 1, &[]), line(1, 1, &[])])[0].1, Problem::TooLarge);
}

fn any_lines() -> impl Strategy<Value = Vec<RequestedLine>> {
    let any_line = (1_i64..=3, 1_u32..=MAX_QUANTITY, proptest::option::of(1_u32..=3));
    proptest::collection::vec(any_line, 1..20).prop_map(|lines| {
        let requested = |(product, quantity, extra): (i64, u32, Option<u32>)| {
            let add_ons: Vec<_> = extra.map(|quantity| (product, quantity)).into_iter().collect();
            line(product, quantity, &add_ons)
        };
        lines.into_iter().map(requested).collect()
    })
}

proptest! {
    #[test]
    fn a_quotes_lines_always_add_up(lines in any_lines(), prices in proptest::array::uniform3(0_i64..1_000_000)) {
        let mut menu = menu();
        for (product, price) in menu.products.values_mut().zip(prices) {
            product.price = Money::from_minor(price);
        }
        let quote = quote(&menu, &lines).expect("sound lines");
        let mut total = 0;
        for part in &quote.vendors {
            let mut subtotal = 0;
            for line in &part.lines {
                let extras: i64 = line.add_ons.iter()
                    .map(|extra| extra.unit_price.minor() * i64::from(extra.quantity)).sum();
                prop_assert_eq!(
                    line.total.minor(),
                    i64::from(line.quantity) * (line.unit_price.minor() + extras)
                );
                subtotal += line.total.minor();
            }
            prop_assert_eq!(part.subtotal.minor(), subtotal);
            total += subtotal;
        }
        prop_assert_eq!(quote.total.minor(), total);
        let kept: usize = quote.vendors.iter().map(|part| part.lines.len()).sum();
        prop_assert_eq!(kept, lines.len());
    }
}

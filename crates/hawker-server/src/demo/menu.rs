//! What the demo's stalls sell. Prices are in minor units.

pub(super) struct Stall {
    pub(super) brand_name: &'static str,
    pub(super) letter_code: &'static str,
    pub(super) login: &'static str,
    pub(super) staff: &'static str,
    pub(super) products: &'static [Product],
}

pub(super) struct Product {
    pub(super) name: &'static str,
    pub(super) category: &'static str,
    pub(super) description: &'static str,
    pub(super) price: i64,
    pub(super) stock: Option<i64>,
    pub(super) add_ons: &'static [AddOn],
}

pub(super) struct AddOn {
    pub(super) name: &'static str,
    pub(super) price: i64,
    pub(super) max_quantity: u32,
}

const fn dish(
    name: &'static str,
    category: &'static str,
    description: &'static str,
    price: i64,
    stock: Option<i64>,
    add_ons: &'static [AddOn],
) -> Product {
    Product { name, category, description, price, stock, add_ons }
}

const fn extra(name: &'static str, price: i64, max_quantity: u32) -> AddOn {
    AddOn { name, price, max_quantity }
}

const PIZZA_EXTRAS: &[AddOn] =
    &[extra("Extra cheese", 4_000, 3), extra("Mushrooms", 3_500, 2), extra("Chili oil", 1_000, 2)];
const BURGER_EXTRAS: &[AddOn] =
    &[extra("Bacon", 4_500, 2), extra("Cheddar", 2_500, 2), extra("Pickles", 1_000, 3)];
const SUSHI_EXTRAS: &[AddOn] = &[extra("Wasabi", 500, 3), extra("Ginger", 500, 3)];

pub(super) const STALLS: [Stall; 3] = [
    Stall {
        brand_name: "Pizza Palace",
        letter_code: "P",
        login: "pizza",
        staff: "Paolo",
        products: &[
            dish("Margherita", "Pizza", "Tomato, mozzarella, basil", 28_000, None, PIZZA_EXTRAS),
            dish("Pepperoni", "Pizza", "Tomato, mozzarella, pepperoni", 34_000, None, PIZZA_EXTRAS),
            dish("Hawaiian", "Pizza", "Ham and pineapple", 33_000, Some(40), PIZZA_EXTRAS),
            dish(
                "Four cheeses",
                "Pizza",
                "White, with four cheeses",
                38_000,
                Some(25),
                PIZZA_EXTRAS,
            ),
            dish("Garlic knots", "Sides", "Six pieces", 12_000, Some(60), &[]),
            dish("Lemonade", "Drinks", "Fresh, half a litre", 8_000, None, &[]),
        ],
    },
    Stall {
        brand_name: "Burger Hub",
        letter_code: "B",
        login: "burger",
        staff: "Bea",
        products: &[
            dish("Classic burger", "Burgers", "Beef, lettuce, tomato", 19_500, None, BURGER_EXTRAS),
            dish("Double burger", "Burgers", "Twice the beef", 27_500, Some(50), BURGER_EXTRAS),
            dish(
                "Mushroom burger",
                "Burgers",
                "Portobello, no meat",
                21_000,
                Some(30),
                BURGER_EXTRAS,
            ),
            dish("Fries", "Sides", "Thick cut", 9_000, None, &[extra("Gravy", 2_000, 2)]),
            dish("Onion rings", "Sides", "Eight pieces", 11_000, Some(45), &[]),
            dish("Iced tea", "Drinks", "With calamansi", 6_500, None, &[]),
            dish("Milkshake", "Drinks", "Vanilla or ube", 13_500, Some(35), &[]),
        ],
    },
    Stall {
        brand_name: "Sushi World",
        letter_code: "S",
        login: "sushi",
        staff: "Sachi",
        products: &[
            dish("Salmon nigiri", "Nigiri", "Two pieces", 16_000, Some(60), SUSHI_EXTRAS),
            dish("Tuna nigiri", "Nigiri", "Two pieces", 17_500, Some(40), SUSHI_EXTRAS),
            dish("California roll", "Rolls", "Eight pieces", 24_000, None, SUSHI_EXTRAS),
            dish("Dragon roll", "Rolls", "Eel and avocado", 36_000, Some(20), SUSHI_EXTRAS),
            dish("Miso soup", "Sides", "With tofu and wakame", 7_500, None, &[]),
            dish("Edamame", "Sides", "Salted", 9_500, None, &[]),
            dish("Mochi", "Dessert", "Three pieces", 12_500, Some(30), &[]),
            dish("Green tea", "Drinks", "Hot, with refills", 5_500, None, &[]),
        ],
    },
];

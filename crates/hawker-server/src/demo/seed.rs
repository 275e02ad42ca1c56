//! Puts the demo's data into the store, once: what a start finds is left as it is.

use std::path::Path;

use hawker_domain::permission::Role;
use hawker_domain::{Money, VendorId};
use hawker_store::accounts::{self, NewAccount};
use hawker_store::menu::{self, NewAddOn, NewProduct};
use hawker_store::{Conn, StoreError, vendors};
use jiff::Timestamp;

use super::accounts::{Account, load, save};
use super::menu::{STALLS, Stall};
use crate::app::App;
use crate::auth::{hash_now, hex};

/// The host of the demo's addresses: reserved, so that no mail can ever reach anybody.
const HOST: &str = "demo.hawker.example";

/// The people who do not belong to a stall.
const PEOPLE: [(&str, &str, Role); 4] = [
    ("manager", "Maria", Role::Superadmin),
    ("ana", "Ana", Role::Customer),
    ("ben", "Ben", Role::Customer),
    ("carla", "Carla", Role::Customer),
];

/// Makes what is missing of the demo's stalls and people, with `extra_stalls` more stalls of one
/// product each, and answers the accounts.
pub async fn seed(app: &App, data_dir: &Path, extra_stalls: u32) -> anyhow::Result<Vec<Account>> {
    let mut known = load(data_dir)?;
    let now = app.clock.now();
    for stall in &STALLS {
        let wanted = Wanted::new(app, &known, stall.login, stall.staff, Role::Vendor)?;
        let made = write(app, move |tx| make_stall(tx, stall, &wanted, now)).await?;
        known.extend(made);
    }
    for (login, name, role) in PEOPLE {
        let wanted = Wanted::new(app, &known, login, name, role)?;
        let made = write(app, move |tx| make_account(tx, &wanted, None, now)).await?;
        known.extend(made);
    }
    add_extra_stalls(app, &mut known, extra_stalls).await?;
    save(data_dir, &known)?;
    Ok(known)
}

/// Stalls for load tests: their staff share one password, because hashing hundreds takes long.
async fn add_extra_stalls(app: &App, known: &mut Vec<Account>, count: u32) -> anyhow::Result<()> {
    if count == 0 {
        return Ok(());
    }
    let now = app.clock.now();
    let shared = Wanted::new(app, &[], "shared", "Staff", Role::Vendor)?;
    for index in 1..=count {
        let login = format!("stall{index}");
        if known.iter().any(|account| account.email == address(&login)) {
            continue;
        }
        let wanted = Wanted { email: address(&login), ..shared.clone() };
        let made = write(app, move |tx| make_extra_stall(tx, index, &wanted, now)).await?;
        known.extend(made);
    }
    Ok(())
}

/// An account that should exist.
#[derive(Clone)]
struct Wanted {
    name: &'static str,
    email: String,
    role: Role,
    password: String,
    password_hash: String,
}

impl Wanted {
    fn new(
        app: &App,
        known: &[Account],
        login: &str,
        name: &'static str,
        role: Role,
    ) -> anyhow::Result<Self> {
        let email = address(login);
        let kept = known.iter().find(|account| account.email == email);
        let password = kept.map(|account| account.password.clone());
        let password = password.unwrap_or_else(|| hex(&app.chance.bytes::<8>()));
        // An account that is there is not made again, so its hash is not needed.
        let password_hash = match kept {
            Some(_) => String::new(),
            None => hash_now(&password, &app.chance)?,
        };
        Ok(Self { name, email, role, password, password_hash })
    }
}

fn address(login: &str) -> String {
    format!("{login}@{HOST}")
}

/// The account that was made; none where it was there and its password is known. One that is
/// there with a password that nobody knows any more gets the new one.
fn make_account(
    tx: &mut Conn,
    wanted: &Wanted,
    vendor_id: Option<VendorId>,
    now: Timestamp,
) -> Result<Option<Account>, StoreError> {
    let is_kept = wanted.password_hash.is_empty();
    let found = accounts::find_by_email(tx, &wanted.email)?;
    let vendor_id = match found {
        Some(_) if is_kept => return Ok(None),
        Some((account, _)) => {
            accounts::set_password_hash(tx, account.id, &wanted.password_hash)?;
            account.vendor_id
        }
        None => {
            let account = NewAccount {
                role: wanted.role,
                name: wanted.name.to_owned(),
                email: wanted.email.clone(),
                password_hash: Some(wanted.password_hash.clone()),
                vendor_id,
            };
            unrefused(accounts::insert(tx, &account, now))?.vendor_id
        }
    };
    Ok(Some(Account {
        role: wanted.role,
        email: wanted.email.clone(),
        password: wanted.password.clone(),
        vendor_id: vendor_id.map(|id| id.0),
    }))
}

fn make_stall(
    tx: &mut Conn,
    stall: &Stall,
    wanted: &Wanted,
    now: Timestamp,
) -> Result<Option<Account>, StoreError> {
    if accounts::find_by_email(tx, &wanted.email)?.is_some() {
        return make_account(tx, wanted, None, now);
    }
    let letter_code = stall.letter_code.parse().expect("the demo's letter codes are capitals");
    let vendor_id = unrefused(vendors::insert(tx, stall.brand_name, &letter_code, now))?;
    for product in stall.products {
        let new = NewProduct {
            vendor_id,
            name: product.name.to_owned(),
            description: Some(product.description.to_owned()),
            category: Some(product.category.to_owned()),
            price: Money::from_minor(product.price),
            stock: product.stock,
        };
        let product_id = menu::insert_product(tx, &new)?;
        for add_on in product.add_ons {
            let new = NewAddOn {
                product_id,
                name: add_on.name.to_owned(),
                price: Money::from_minor(add_on.price),
                max_quantity: add_on.max_quantity,
            };
            menu::insert_add_on(tx, &new)?;
        }
    }
    make_account(tx, wanted, Some(vendor_id), now)
}

fn make_extra_stall(
    tx: &mut Conn,
    index: u32,
    wanted: &Wanted,
    now: Timestamp,
) -> Result<Option<Account>, StoreError> {
    let letter_code = extra_letter_code(index).parse().expect("three capital letters");
    let name = format!("Stall {index}");
    let vendor_id = unrefused(vendors::insert(tx, &name, &letter_code, now))?;
    for (name, price) in [("Dish of the day", 15_000), ("Water", 3_000)] {
        let product = NewProduct {
            vendor_id,
            name: name.to_owned(),
            description: None,
            category: None,
            price: Money::from_minor(price),
            stock: None,
        };
        menu::insert_product(tx, &product)?;
    }
    make_account(tx, wanted, Some(vendor_id), now)
}

/// `AAA`, `AAB`, ...: three letters, so that none is one of the demo's own.
fn extra_letter_code(index: u32) -> String {
    let letter = |place: u32| char::from_u32(u32::from('A') + index / place % 26).unwrap_or('A');
    [letter(26 * 26), letter(26), letter(1)].iter().collect()
}

async fn write<T: Send + 'static>(
    app: &App,
    work: impl FnMut(&mut Conn) -> Result<T, StoreError> + Send + 'static,
) -> anyhow::Result<T> {
    app.write(work).await.map_err(|_| anyhow::anyhow!("the demo's data could not be stored"))
}

/// What was looked up in the same transaction cannot be taken.
fn unrefused<T, R: std::fmt::Display>(
    result: Result<T, hawker_store::Failure<R>>,
) -> Result<T, StoreError> {
    result.map_err(|failure| match failure {
        hawker_store::Failure::Store(error) => error,
        hawker_store::Failure::Refused(refusal) => {
            StoreError::Unreadable(format!("the demo's data: {refusal}"))
        }
    })
}

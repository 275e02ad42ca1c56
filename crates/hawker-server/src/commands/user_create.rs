//! `hawker user create`: makes an account, the first superadmin above all.

use std::io::{BufRead, Write};

use anyhow::{Context, bail};
use hawker_domain::VendorId;
use hawker_domain::permission::Role;
use hawker_domain::text::Name;
use hawker_store::accounts::{self, EmailTaken, NewAccount};
use hawker_store::{Failure, vendors};

use crate::auth::{checked_email, checked_password, hash_now, hex};
use crate::chance::Chance;
use crate::clock::Clock;
use crate::config::Settings;
use crate::server;

/// The account that is wanted. There is no flag for a password: other users of the machine could
/// read it in the list of processes.
#[derive(Debug)]
pub struct Request {
    /// What it is for.
    pub role: String,
    /// The address to sign in with.
    pub email: String,
    /// The person's name.
    pub name: String,
    /// The stall, for staff.
    pub vendor_id: Option<i64>,
    /// Where its password comes from.
    pub password: PasswordFrom,
}

/// Where a new account's password comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordFrom {
    /// It is drawn, and printed once.
    Chance,
    /// The first line of the input.
    Input,
}

/// Why there is no account.
enum Refusal {
    NoSuchVendor,
    EmailTaken,
}

/// Makes the account, and says so.
pub async fn run(
    settings: &Settings,
    request: Request,
    input: &mut impl BufRead,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let chance = Chance::system();
    let (account, password) = checked(&request, input, &chance)?;
    server::make_data_dir(&settings.data_dir)?;
    let (store, threads) = server::open_store(settings, &chance, Some(0))?;
    let now = Clock::system().now();
    let made = store
        .write(move |tx| {
            if let Some(id) = account.vendor_id
                && vendors::find(tx, id)?.is_none()
            {
                return Err(Failure::Refused(Refusal::NoSuchVendor));
            }
            accounts::insert(tx, &account, now)
                .map_err(|failure| failure.map(|EmailTaken| Refusal::EmailTaken))
        })
        .await;
    drop(store);
    threads.join();
    match made {
        Ok(made) => writeln!(out, "Made account {} ({}) for {}.", made.id, made.role, made.email)?,
        Err(Failure::Refused(Refusal::EmailTaken)) => {
            bail!("--email: an account with this address exists")
        }
        Err(Failure::Refused(Refusal::NoSuchVendor)) => {
            bail!("--vendor-id: there is no such vendor")
        }
        Err(Failure::Store(error)) => return Err(error.into()),
    }
    if request.password == PasswordFrom::Chance {
        writeln!(out, "Its password, shown this once: {password}")?;
    }
    Ok(())
}

fn checked(
    request: &Request,
    input: &mut impl BufRead,
    chance: &Chance,
) -> anyhow::Result<(NewAccount, String)> {
    let role: Role = request.role.parse().context("--role")?;
    match (role, request.vendor_id) {
        (Role::Vendor, None) => bail!("--vendor-id: is required for staff of a stall"),
        (Role::Customer | Role::Superadmin, Some(_)) => bail!("--vendor-id: is for staff only"),
        (Role::Vendor, Some(_)) | (Role::Customer | Role::Superadmin, None) => {}
    }
    let name = Name::parse(&request.name).context("--name")?;
    let email =
        checked_email(&request.email).map_err(|error| anyhow::anyhow!("--email: {error}"))?;
    let password = match request.password {
        PasswordFrom::Chance => hex(&chance.bytes::<12>()),
        PasswordFrom::Input => {
            let mut line = String::new();
            input.read_line(&mut line).context("the password cannot be read")?;
            checked_password(line.trim_end_matches(['\r', '\n']))
                .map_err(|error| anyhow::anyhow!("the password {error}"))?
        }
    };
    let account = NewAccount {
        role,
        name: name.into(),
        email,
        password_hash: Some(hash_now(&password, chance)?),
        vendor_id: request.vendor_id.map(VendorId),
    };
    Ok((account, password))
}

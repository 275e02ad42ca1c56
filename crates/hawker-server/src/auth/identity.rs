//! Who is behind a request. A handler that takes a [`Customer`], [`Staff`] or [`Superadmin`]
//! cannot be reached by anybody else.

use std::collections::HashMap;

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum_extra::extract::CookieJar;
use hawker_domain::permission::{Actor, Role};
use hawker_domain::{UserId, VendorId};
use hawker_store::Hand;
use hawker_store::access_tokens::{self, TokenId};
use hawker_store::accounts::Account;
use jiff::{SignedDuration, Timestamp};
use parking_lot::RwLock;

use super::issue::inactive;
use super::{cookie, secret};
use crate::app::App;
use crate::http::device;
use crate::problem::Problem;

/// Somebody who has signed in.
#[derive(Debug, Clone)]
pub struct Identity {
    /// The token that proves it.
    pub token: TokenId,
    /// The account.
    pub account: Account,
    /// The device, as it calls itself.
    pub device: Option<String>,
}

impl Identity {
    /// Who that is to the hall.
    pub fn actor(&self) -> Actor {
        self.account.actor()
    }

    /// What they make moves with.
    pub fn hand(&self) -> Hand {
        Hand {
            party: self.actor().party(),
            actor_id: Some(self.account.id),
            actor_name: Some(self.account.name.clone()),
            device: self.device.clone(),
        }
    }
}

/// How long an identity is believed without looking into the database again. Signing out and
/// switching off take effect at once in this process, and after this time in another one.
const BELIEVED_FOR: SignedDuration = SignedDuration::from_secs(5);
/// How many identities are kept before old ones are dropped.
const MAX_KEPT: usize = 50_000;

/// Identities that were looked up a moment ago, by the hash of their secret.
#[derive(Default)]
pub struct Identities(RwLock<Kept>);

#[derive(Default)]
struct Kept {
    /// How often everybody was forgotten.
    forgotten: u64,
    known: HashMap<String, Known>,
}

struct Known {
    token: TokenId,
    account: Account,
    since: Timestamp,
}

impl Identities {
    /// Forgets everybody: somebody signed out or was switched off.
    pub fn forget_all(&self) {
        let mut kept = self.0.write();
        kept.forgotten += 1;
        kept.known.clear();
    }

    /// To be asked before a look-up, and handed to [`Self::keep`] with what it found.
    fn forgotten(&self) -> u64 {
        self.0.read().forgotten
    }

    fn find(&self, secret_hash: &str, now: Timestamp) -> Option<(TokenId, Account)> {
        let kept = self.0.read();
        let known = kept.known.get(secret_hash).filter(|known| now < known.since + BELIEVED_FOR)?;
        Some((known.token, known.account.clone()))
    }

    /// Keeps what was found, unless everybody was forgotten since the look-up began: it may have
    /// read what was true before somebody signed out.
    fn keep(&self, secret_hash: String, found: Known, forgotten: u64) {
        let mut kept = self.0.write();
        if kept.forgotten != forgotten {
            return;
        }
        if kept.known.len() >= MAX_KEPT {
            kept.known.retain(|_, known| found.since < known.since + BELIEVED_FOR);
        }
        kept.known.insert(secret_hash, found);
    }
}

impl FromRequestParts<App> for Identity {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let secret = secret_of(parts).ok_or_else(Problem::unauthorized)?;
        let (token, account) = owner(app, &secret).await?.ok_or_else(Problem::unauthorized)?;
        if !account.is_active {
            return Err(inactive());
        }
        Ok(Self { token, account, device: device(&parts.headers) })
    }
}

/// The header comes first: a program that sends a token means it, whatever its cookies are.
fn secret_of(parts: &Parts) -> Option<String> {
    if let Some(header) = parts.headers.get(AUTHORIZATION) {
        let (scheme, secret) = header.to_str().ok()?.split_once(' ')?;
        return scheme.eq_ignore_ascii_case("bearer").then(|| secret.trim().to_owned());
    }
    cookie::get(&CookieJar::from_headers(&parts.headers)).map(str::to_owned)
}

async fn owner(app: &App, secret: &str) -> Result<Option<(TokenId, Account)>, Problem> {
    let now = app.clock.now();
    let hash = secret::hash(secret);
    if let Some(known) = app.identities.find(&hash, now) {
        return Ok(Some(known));
    }
    let forgotten = app.identities.forgotten();
    let found = {
        let hash = hash.clone();
        app.read(move |tx| access_tokens::find_owner(tx, &hash, now)).await?
    };
    if let Some((token, account)) = &found {
        let found = Known { token: *token, account: account.clone(), since: now };
        app.identities.keep(hash, found, forgotten);
    }
    Ok(found)
}

/// A customer.
#[derive(Debug, Clone)]
pub struct Customer {
    /// The account's id, which is the customer's.
    pub id: UserId,
    /// The whole of it.
    pub identity: Identity,
}

/// Staff of a stall.
#[derive(Debug, Clone)]
pub struct Staff {
    /// The stall.
    pub vendor_id: VendorId,
    /// The whole of it.
    pub identity: Identity,
}

/// The hall's manager.
#[derive(Debug, Clone)]
pub struct Superadmin(pub Identity);

impl FromRequestParts<App> for Customer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let identity = Identity::from_request_parts(parts, app).await?;
        match identity.account.role {
            Role::Customer => Ok(Self { id: identity.account.id, identity }),
            Role::Vendor | Role::Superadmin => Err(not_for_this_role("customers")),
        }
    }
}

impl FromRequestParts<App> for Staff {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let identity = Identity::from_request_parts(parts, app).await?;
        match identity.account.vendor_id {
            Some(vendor_id) => Ok(Self { vendor_id, identity }),
            None => Err(not_for_this_role("staff of a stall")),
        }
    }
}

impl FromRequestParts<App> for Superadmin {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let identity = Identity::from_request_parts(parts, app).await?;
        match identity.account.role {
            Role::Superadmin => Ok(Self(identity)),
            Role::Customer | Role::Vendor => Err(not_for_this_role("superadmins")),
        }
    }
}

fn not_for_this_role(who: &str) -> Problem {
    Problem::forbidden("wrong_role", "This is not for your account")
        .with_detail(format!("only {who} may do this"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Known {
        let account = Account {
            id: UserId(1),
            role: Role::Customer,
            name: "Ana".to_owned(),
            email: "ana@example.test".to_owned(),
            vendor_id: None,
            is_active: true,
        };
        Known { token: TokenId(1), account, since: Timestamp::UNIX_EPOCH }
    }

    #[test]
    fn an_identity_is_believed_for_a_moment() {
        let identities = Identities::default();
        identities.keep("ana".to_owned(), known(), identities.forgotten());
        let at = |millis| Timestamp::from_millisecond(millis).expect("in range");
        assert!(identities.find("ana", at(4_999)).is_some());
        assert_eq!(identities.find("ana", at(5_000)), None);
        assert_eq!(identities.find("ben", at(0)), None);
    }

    #[test]
    fn what_was_looked_up_before_somebody_signed_out_is_not_believed_after() {
        let identities = Identities::default();
        let before = identities.forgotten();
        identities.forget_all();
        identities.keep("ana".to_owned(), known(), before);
        assert_eq!(identities.find("ana", Timestamp::UNIX_EPOCH), None);
    }
}

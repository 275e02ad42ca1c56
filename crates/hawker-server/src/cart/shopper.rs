//! Whose cart a request is about: a customer's by their account, a guest's by a cookie whose secret
//! is known to their browser alone.

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use hawker_store::carts::{self, Cart, Owner};
use hawker_store::{Conn, Failure};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use super::CartBody;
use crate::app::App;
use crate::auth::{Customer, hex, too_many};
use crate::http::Peer;
use crate::problem::Problem;

const COOKIE: &str = "hawker_cart";
/// How long a guest's cart is kept after it was last changed.
pub(crate) const GUEST_CARTS_KEPT_FOR: SignedDuration = SignedDuration::from_hours(24 * 30);

/// Somebody with a cart. Staff and superadmins have none.
pub(crate) struct Shopper {
    kind: Kind,
    jar: CookieJar,
    peer: Peer,
}

enum Kind {
    /// With the cart that the browser had before its owner signed in, which is now theirs.
    Customer { customer: Customer, guest_hash: Option<String> },
    /// Of whom nothing is kept before the first line.
    Guest { secret: String },
}

impl FromRequestParts<App> for Shopper {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let jar = CookieJar::from_headers(&parts.headers);
        let secret = jar.get(COOKIE).map(|cookie| cookie.value().to_owned());
        let kind = match Customer::from_request_parts(parts, app).await {
            Ok(customer) => Kind::Customer { customer, guest_hash: secret.as_deref().map(hash) },
            // A session that has ended makes a guest; a token that is wrong is a program's mistake.
            Err(problem)
                if problem.status() == StatusCode::UNAUTHORIZED
                    && !parts.headers.contains_key(AUTHORIZATION) =>
            {
                Kind::Guest { secret: secret.unwrap_or_else(|| hex(&app.chance.bytes::<32>())) }
            }
            Err(problem) => return Err(problem),
        };
        Ok(Self { kind, jar, peer: Peer::from_request_parts(parts, app).await? })
    }
}

impl Shopper {
    /// The cart as it stands.
    pub(super) async fn reads(self, app: &App) -> Result<(CookieJar, CartBody), Problem> {
        if self.adopts().is_some() {
            let nothing =
                |_: &mut Conn, _: &Owner, _| Ok::<_, Failure<std::convert::Infallible>>(());
            let (jar, cart, ()) = self.changes(app, nothing).await?;
            return Ok((jar, cart));
        }
        let owner = self.owner();
        let cart = app.read(move |tx| carts::read(tx, &owner)).await?;
        Ok((self.jar, CartBody::new(&cart, app.hall.currency)))
    }

    /// Makes a change in one transaction, and answers the whole cart, and what the change came to.
    pub(crate) async fn changes<T, R, W>(
        self,
        app: &App,
        mut work: W,
    ) -> Result<(CookieJar, CartBody, T), Problem>
    where
        W: FnMut(&mut Conn, &Owner, Timestamp) -> Result<T, Failure<R>> + Send + 'static,
        T: Send + 'static,
        R: Send + 'static,
        Problem: From<R>,
    {
        let (owner, adopts, now) = (self.owner(), self.adopts(), app.clock.now());
        let change = move |tx: &mut Conn| {
            if let Some((guest_hash, customer)) = &adopts {
                carts::adopt(tx, guest_hash, customer.id, now)?;
            }
            let done = work(tx, &owner, now)?;
            Ok((carts::read(tx, &owner)?, done))
        };
        let (cart, done) = app.store.write(change).await?;
        let body = CartBody::new(&cart, app.hall.currency);
        Ok((self.into_cookies(&cart, app), body, done))
    }

    /// That a guest without a cart may begin one. It costs a row that stays for a month, so it is
    /// bounded by address, and wide enough for a hall whose guests share one.
    pub(super) async fn may_begin(&self, app: &App) -> Result<(), Problem> {
        let owner = match self.owner() {
            Owner::Customer(_) => return Ok(()),
            guest @ Owner::Guest(_) => guest,
        };
        if app.read(move |tx| carts::exists(tx, &owner)).await? {
            return Ok(());
        }
        app.rate_limits.guest_carts.take(self.peer.ip, app.clock.now()).map_err(too_many)
    }

    fn owner(&self) -> Owner {
        match &self.kind {
            Kind::Customer { customer, .. } => Owner::Customer(customer.id),
            Kind::Guest { secret } => Owner::Guest(hash(secret)),
        }
    }

    fn adopts(&self) -> Option<(String, Customer)> {
        match &self.kind {
            Kind::Customer { customer, guest_hash: Some(hash) } => {
                Some((hash.clone(), customer.clone()))
            }
            Kind::Customer { guest_hash: None, .. } | Kind::Guest { .. } => None,
        }
    }

    /// A guest's cookie lives as long as their cart; a customer has no use for one.
    fn into_cookies(self, cart: &Cart, app: &App) -> CookieJar {
        match self.kind {
            Kind::Customer { .. } => self.jar.remove(Cookie::build(COOKIE).path("/")),
            Kind::Guest { .. } if cart.lines.is_empty() => self.jar,
            Kind::Guest { secret } => {
                let seconds = GUEST_CARTS_KEPT_FOR.as_secs().unsigned_abs();
                let max_age = std::time::Duration::from_secs(seconds);
                let cookie = Cookie::build((COOKIE, secret))
                    .path("/")
                    .http_only(true)
                    .same_site(SameSite::Lax)
                    .secure(self.peer.wants_secure_cookie(app.access.secure_cookies))
                    .max_age(max_age.try_into().unwrap_or_default());
                self.jar.add(cookie)
            }
        }
    }
}

/// The hash by which the cart of these headers' guest is found, if they have one.
pub(super) fn guest_hash(headers: &HeaderMap) -> Option<String> {
    CookieJar::from_headers(headers).get(COOKIE).map(|cookie| hash(cookie.value()))
}

/// What is kept of a guest's secret: whoever reads the database can take nobody's cart.
fn hash(secret: &str) -> String {
    hex(&Sha256::digest(secret.as_bytes()))
}

//! `POST /api/auth/forgot-password`: asks for a mail with a link that sets another password.

use axum::extract::State;
use axum::http::StatusCode;
use hawker_store::accounts::{self, Account};
use hawker_store::password_links;
use serde::Deserialize;
use utoipa::ToSchema;

use super::checked_email;
use super::issue::too_many;
use super::password_link::{MAILED_LINK_LIFETIME, PasswordLink, link_origin};
use crate::app::App;
use crate::http::{Body, Peer};
use crate::mail;
use crate::problem::{Problem, ProblemBody};

/// Whose password is lost.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct LostPassword {
    /// The address that the account signs in with.
    email: String,
}

/// Ask for a mail with a link that sets another password. The answer is the same whether there is
/// such an account or not.
#[utoipa::path(
    post,
    path = "/api/auth/forgot-password",
    tag = "auth",
    request_body = LostPassword,
    responses(
        (status = 202, description = "If there is such an account, it will get a mail"),
        (status = 422, body = ProblemBody),
        (status = 429, body = ProblemBody, description = "`too_many_attempts`, with `Retry-After`"),
    )
)]
pub(super) async fn forgot_password(
    State(app): State<App>,
    peer: Peer,
    Body(body): Body<LostPassword>,
) -> Result<StatusCode, Problem> {
    let email =
        checked_email(&body.email).map_err(|error| Problem::invalid_field("email", error))?;
    let (limits, now) = (&app.rate_limits, app.clock.now());
    limits.links_of_peer.take(peer.ip, now).map_err(too_many)?;
    limits.links_for_account.take((peer.ip, email.clone()), now).map_err(too_many)?;
    if app.post.is_open() {
        // Even the look-up comes after the answer: how long it takes would tell who has an account.
        let work = send_link(app.clone(), email, link_origin(&app, &peer));
        app.post.in_background(work);
    }
    Ok(StatusCode::ACCEPTED)
}

async fn send_link(app: App, email: String, origin: String) {
    let link = PasswordLink::draw(&app, MAILED_LINK_LIFETIME);
    // What failed was logged where it was found, and there is nobody left to tell.
    let Ok(Some(account)) = keep_link(&app, email, link.clone()).await else { return };
    let url = link.url(&origin);
    if let Some(mail) = mail::password_reset(&app.hall.name, &account.email, &url) {
        app.post.deliver(&mail).await;
    }
}

/// The account that gets a mail, once its link is kept; none where there is no such account, where
/// it is switched off, or where it has had enough mail for now, whoever asked.
async fn keep_link(
    app: &App,
    email: String,
    link: PasswordLink,
) -> Result<Option<Account>, Problem> {
    let found = app.read(move |tx| accounts::find_by_email(tx, &email)).await?;
    let Some((account, _)) = found.filter(|(account, _)| account.is_active) else {
        return Ok(None);
    };
    let now = app.clock.now();
    if app.rate_limits.mail_to.take(account.email.clone(), now).is_err() {
        tracing::warn!(account.id = account.id.0, "an account has had enough mail for now");
        return Ok(None);
    }
    let link = link.kept(account.id);
    app.write(move |tx| password_links::insert(tx, &link, now)).await?;
    Ok(Some(account))
}

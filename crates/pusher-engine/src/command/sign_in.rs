//! `pusher:signin`: a connection becomes a user's.

use pusher_protocol::limits::WATCHLIST_USERS;
use pusher_protocol::{Code, SignIn, SignatureError, UserData, UserDataError, server_frame};

use crate::session::Session;

/// Why a sign-in is refused.
#[derive(Debug, thiserror::Error)]
enum Refusal {
    #[error("{0}")]
    Signature(#[from] SignatureError),
    #[error("{0}")]
    UserData(#[from] UserDataError),
    #[error("This connection is signed in as another user")]
    OtherUser,
}

/// Signs in, or says why not; either way the connection stays. Signing in again as the same user
/// is confirmed and changes nothing.
pub(super) fn run(session: &mut Session, request: &SignIn) {
    let user = match verify(session, request) {
        Ok(user) => user,
        Err(refusal) => {
            return session.send_error(Code::Unauthorized, &refusal.to_string());
        }
    };
    session.send(server_frame::signin_success(&request.user_data));
    if user.is_watchlist_cut {
        let message =
            format!("The watchlist is too long: only its first {WATCHLIST_USERS} users count");
        session.send_error(Code::WatchlistTooLong, &message);
    }
    if session.user.is_none() {
        session.connection.authorized();
        session.hub.users.sign_in(&session.connection, &user);
        session.user = Some(Box::new(user));
    }
}

fn verify(session: &Session, request: &SignIn) -> Result<UserData, Refusal> {
    let SignIn { auth, user_data } = request;
    let app = session.current_app();
    app.credentials.verify_user(&session.connection.socket_id, user_data, auth)?;
    let user = UserData::parse(user_data)?;
    match &session.user {
        Some(known) if known.id != user.id => Err(Refusal::OtherUser),
        Some(_) | None => Ok(user),
    }
}

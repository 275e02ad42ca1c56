//! Ends what tokens let in that are no longer good: calls, and sockets that listen.

use hawker_store::access_tokens::TokenId;

use crate::app::App;

/// Makes this process forget what it believed of tokens that were taken back from the database, and
/// closes the sockets that they let in.
pub(super) async fn end_sessions(app: &App, tokens: &[TokenId]) {
    app.identities.forget_all();
    crate::realtime::end_sockets(app, tokens).await;
}

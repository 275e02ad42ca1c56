//! Which sockets were let in by which token, so that signing out ends what they listen to.

use std::collections::{HashMap, VecDeque};

use hawker_store::access_tokens::TokenId;
use parking_lot::Mutex;
use pusher_protocol::SocketId;

use super::broadcaster::Ended;
use crate::app::App;

/// How many sockets are remembered of one token. A token has a socket for each open tab; older
/// ones than these are long gone.
const MAX_SOCKETS: usize = 64;

/// Sockets by the token that was used to authorise them.
#[derive(Default)]
pub struct LiveSockets(Mutex<HashMap<TokenId, VecDeque<SocketId>>>);

impl LiveSockets {
    /// Notes that `socket_id` is about to be let in by `token`.
    pub fn note(&self, token: TokenId, socket_id: SocketId) {
        let mut sockets = self.0.lock();
        let sockets = sockets.entry(token).or_default();
        if !sockets.contains(&socket_id) {
            if sockets.len() == MAX_SOCKETS {
                sockets.pop_front();
            }
            sockets.push_back(socket_id);
        }
    }

    fn take(&self, tokens: &[TokenId]) -> Vec<SocketId> {
        let mut sockets = self.0.lock();
        tokens.iter().filter_map(|token| sockets.remove(token)).flatten().collect()
    }
}

/// Closes the sockets that `tokens` let in.
pub async fn end_sockets(app: &App, tokens: &[TokenId]) {
    let sockets = app.live_sockets.take(tokens);
    if sockets.is_empty() {
        return;
    }
    match app.realtime.broadcaster.end_subscriptions(&sockets).await {
        Ended::Closed(count) => tracing::info!(count, "sockets were closed"),
        Ended::Unsupported => tracing::warn!(
            count = sockets.len(),
            "the driver cannot close sockets; they stay until they reconnect"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn socket(number: u64) -> SocketId {
        SocketId::from_numbers(number, 1)
    }

    #[test]
    fn a_tokens_sockets_are_remembered_once_each_and_not_without_end() {
        let sockets = LiveSockets::default();
        for number in [1, 1, 2] {
            sockets.note(TokenId(1), socket(number));
        }
        sockets.note(TokenId(2), socket(3));
        assert_eq!(sockets.take(&[TokenId(1)]), [socket(1), socket(2)]);
        assert_eq!(sockets.take(&[TokenId(1)]), []);
        for number in 0..1_000 {
            sockets.note(TokenId(2), socket(number));
        }
        assert_eq!(sockets.take(&[TokenId(2)]).len(), MAX_SOCKETS);
    }
}

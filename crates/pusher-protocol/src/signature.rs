//! Signatures of channel subscriptions and user sign-ins, `KEY:HEX`, and of webhooks, `HEX`.
//!
//! The signed texts of the former are `socket_id:channel`, `socket_id:channel:channel_data` and
//! `socket_id::user::user_data`. No name of a channel that is signed holds a colon, so none of
//! them can pass for another.

use crate::digest::equal_in_constant_time;
use crate::{ChannelName, Credentials, SocketId};

/// Why an `auth` value does not prove what it should.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// There is no `auth`, or an empty one.
    #[error("Auth signature missing")]
    Missing,
    /// It does not have the form `KEY:HEX`.
    #[error("Invalid signature: expected the form KEY:SIGNATURE")]
    Malformed,
    /// It was made for another app.
    #[error("Invalid key in signature: the connection belongs to another app")]
    OtherKey,
    /// It was not made with the app's secret for these texts.
    #[error("Invalid signature: Expected HMAC SHA256 hex digest of {signed}, but got {given}")]
    Wrong {
        /// The text that should have been signed.
        signed: String,
        /// The signature that was given.
        given: String,
    },
}

impl Credentials {
    /// Signs a subscription: what an auth endpoint answers as `auth`.
    ///
    /// Presence channels need `channel_data`; where it is given it is signed as it stands.
    pub fn sign_channel(
        &self,
        socket_id: &SocketId,
        channel: &ChannelName,
        channel_data: Option<&str>,
    ) -> String {
        self.sign(&channel_text(socket_id, channel, channel_data))
    }

    /// Verifies the `auth` of a subscription, in constant time.
    pub fn verify_channel(
        &self,
        socket_id: &SocketId,
        channel: &ChannelName,
        channel_data: Option<&str>,
        auth: &str,
    ) -> Result<(), SignatureError> {
        self.verify(channel_text(socket_id, channel, channel_data), auth)
    }

    /// Signs a user: what a user authentication endpoint answers as `auth`.
    pub fn sign_user(&self, socket_id: &SocketId, user_data: &str) -> String {
        self.sign(&user_text(socket_id, user_data))
    }

    /// Verifies the `auth` of a sign-in, in constant time.
    pub fn verify_user(
        &self,
        socket_id: &SocketId,
        user_data: &str,
        auth: &str,
    ) -> Result<(), SignatureError> {
        self.verify(user_text(socket_id, user_data), auth)
    }

    /// Signs the body of a webhook: the value of its header `X-Pusher-Signature`.
    pub fn sign_webhook(&self, body: &str) -> String {
        self.secret.key().sign(body)
    }

    /// Whether a webhook came from whoever knows the secret: `key` and `signature` are its headers
    /// `X-Pusher-Key` and `X-Pusher-Signature`. Compared in constant time.
    pub fn verify_webhook(&self, key: &str, signature: &str, body: &str) -> bool {
        key == self.key.as_str() && equal_in_constant_time(signature, &self.sign_webhook(body))
    }

    fn sign(&self, text: &str) -> String {
        format!("{}:{}", self.key, self.secret.key().sign(text))
    }

    fn verify(&self, text: String, auth: &str) -> Result<(), SignatureError> {
        if auth.is_empty() {
            return Err(SignatureError::Missing);
        }
        let (key, given) = auth.split_once(':').ok_or(SignatureError::Malformed)?;
        if key != self.key.as_str() {
            return Err(SignatureError::OtherKey);
        }
        let expected = self.secret.key().sign(&text);
        if equal_in_constant_time(given, &expected) {
            return Ok(());
        }
        Err(SignatureError::Wrong { signed: text, given: given.to_owned() })
    }
}

fn channel_text(socket_id: &SocketId, channel: &ChannelName, channel_data: Option<&str>) -> String {
    match channel_data {
        Some(data) => format!("{socket_id}:{channel}:{data}"),
        None => format!("{socket_id}:{channel}"),
    }
}

fn user_text(socket_id: &SocketId, user_data: &str) -> String {
    format!("{socket_id}::user::{user_data}")
}

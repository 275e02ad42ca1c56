//! Mail: what lets somebody in who has lost or never had a password.
//!
//! A [`Mail`] is written in `letters`, a [`Carrier`] takes it away once, and the [`Post`] lets it do
//! so in the background, after the request that asked was answered, and again where it failed.

mod carrier;
mod letters;
mod post;
mod smtp;

use lettre::message::Mailbox;

pub use self::carrier::{Carrier, SendError};
pub use self::letters::password_reset;
pub use self::post::Post;

/// A mail that is to be sent. It may hold a link that lets whoever has it in, so it has no `Debug`.
#[derive(Clone)]
pub struct Mail {
    /// Whom it is for.
    pub to: Mailbox,
    /// What it is about.
    pub subject: String,
    /// What it says.
    pub text: String,
}

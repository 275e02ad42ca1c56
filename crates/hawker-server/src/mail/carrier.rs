//! What takes mail away: an SMTP server, or the log of somebody who tries the hall out.

use super::Mail;
use super::smtp::SmtpServer;
use crate::chance::Chance;
use crate::clock::Clock;
use crate::config;

/// Takes mail away. It tries once: to wait and try again is the [`super::Post`]'s.
pub enum Carrier {
    /// Nobody takes it.
    Nowhere,
    /// The log. It is the one place where a link that lets somebody in is written down, and it has
    /// to be asked for: by a demo, or by `HAWKER_MAIL=log`.
    Log,
    /// An SMTP server.
    Smtp(Box<SmtpServer>),
}

/// Why a mail was not taken. It holds no address, so that it can be logged; the server's own words
/// may hold one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// The server will not take it, now or later.
    #[error("the server refused it with {code}")]
    Refused {
        /// The server's code.
        code: String,
    },
    /// The server cannot take it now.
    #[error("the server cannot take it now: it answered {code}")]
    Deferred {
        /// The server's code.
        code: String,
    },
    /// There was no whole conversation with the server.
    #[error("the server cannot be reached: {reason}")]
    Unreachable {
        /// What happened on the way.
        reason: String,
    },
    /// The mail cannot be written as mail is.
    #[error("it cannot be written as a mail: {reason}")]
    Unwritable {
        /// What is in the way.
        reason: String,
    },
}

impl SendError {
    /// Whether another try may do better.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Deferred { .. } | Self::Unreachable { .. } => true,
            Self::Refused { .. } | Self::Unwritable { .. } => false,
        }
    }
}

impl Carrier {
    /// The carrier that the settings name.
    pub fn new(mail: &config::Mail, clock: &Clock, chance: &Chance) -> anyhow::Result<Self> {
        Ok(match mail {
            config::Mail::Nowhere => Self::Nowhere,
            config::Mail::Log => Self::Log,
            config::Mail::Smtp { server, from } => {
                Self::Smtp(Box::new(SmtpServer::new(server, from.clone(), clock, chance)?))
            }
        })
    }

    /// Takes `mail` away.
    pub async fn send(&self, mail: &Mail) -> Result<(), SendError> {
        match self {
            Self::Nowhere => Ok(()),
            Self::Log => {
                let Mail { to, subject, text } = mail;
                tracing::info!("a mail to {to}: {subject}\n\n{text}");
                Ok(())
            }
            Self::Smtp(server) => server.send(mail).await,
        }
    }
}

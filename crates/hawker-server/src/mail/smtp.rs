//! The carrier `smtp`: hands mail to the operator's server, one connection for each.

use std::error::Error as _;
use std::time::{Duration, SystemTime};

use anyhow::Context;
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};

use super::{Mail, SendError};
use crate::auth::hex;
use crate::chance::Chance;
use crate::clock::Clock;
use crate::config::{self, Encryption};

/// How long the server may take for one answer.
const ANSWERS_WITHIN: Duration = Duration::from_secs(20);

/// An SMTP server, and who the hall is to it.
pub struct SmtpServer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    clock: Clock,
    chance: Chance,
}

impl SmtpServer {
    /// The server of these settings. Nothing is connected yet.
    pub(super) fn new(
        server: &config::SmtpServer,
        from: Mailbox,
        clock: &Clock,
        chance: &Chance,
    ) -> anyhow::Result<Self> {
        let tls = || {
            TlsParameters::new(server.host.clone())
                .with_context(|| format!("TLS to {} (SMTP_URL)", server.host))
        };
        let tls = match server.encryption {
            Encryption::Tls => Tls::Wrapper(tls()?),
            Encryption::StartTls => Tls::Required(tls()?),
            Encryption::None => Tls::None,
        };
        let mut transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&server.host)
            .port(server.port)
            .tls(tls)
            .timeout(Some(ANSWERS_WITHIN));
        if let Some((user, password)) = &server.login {
            let password = password.expose().to_owned();
            transport = transport.credentials(Credentials::new(user.clone(), password));
        }
        let (clock, chance) = (clock.clone(), chance.clone());
        Ok(Self { transport: transport.build(), from, clock, chance })
    }

    /// Hands `mail` over.
    pub(super) async fn send(&self, mail: &Mail) -> Result<(), SendError> {
        let message = self.written(mail)?;
        let sent = self.transport.send(message).await;
        sent.map(drop).map_err(|error| told(&error))
    }

    fn written(&self, mail: &Mail) -> Result<Message, SendError> {
        let id = hex(&self.chance.bytes::<16>());
        let id = format!("<{id}@{}>", self.from.email.domain());
        Message::builder()
            .from(self.from.clone())
            .to(mail.to.clone())
            .subject(mail.subject.as_str())
            .date(SystemTime::from(self.clock.now()))
            .message_id(Some(id))
            .header(ContentType::TEXT_PLAIN)
            .body(mail.text.clone())
            .map_err(|error| SendError::Unwritable { reason: error.to_string() })
    }
}

fn told(error: &smtp::Error) -> SendError {
    match error.status().map(|code| code.to_string()) {
        Some(code) if error.is_permanent() => SendError::Refused { code },
        Some(code) => SendError::Deferred { code },
        None => {
            let cause = error.source().map(|source| format!(": {source}"));
            let what = if error.is_tls() { "TLS failed" } else { "the connection failed" };
            SendError::Unreachable { reason: format!("{what}{}", cause.unwrap_or_default()) }
        }
    }
}

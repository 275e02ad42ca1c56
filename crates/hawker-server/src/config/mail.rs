//! How the hall sends mail: through an SMTP server, into the log, or not at all.

use lettre::message::Mailbox;
use percent_encoding::percent_decode_str;
use url::{Host, Url};

use super::values::{Noted, Values};
use super::{Key, Problem, Secret};

/// How mail is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mail {
    /// Not at all.
    Nowhere,
    /// Into the log, for somebody who tries the hall out: whoever reads it can open the links.
    Log,
    /// Through an SMTP server.
    Smtp {
        /// The server.
        server: SmtpServer,
        /// Whom mail is from.
        from: Mailbox,
    },
}

/// An SMTP server, and who the hall is to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmtpServer {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is kept private.
    pub encryption: Encryption,
    /// User and password, where it wants them.
    pub login: Option<(String, Secret)>,
}

/// How a connection to an SMTP server is kept private.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encryption {
    /// TLS from the first byte.
    Tls,
    /// TLS after a greeting; without it nothing is sent.
    StartTls,
    /// None, because somebody said so: for a relay on the same machine.
    None,
}

impl Encryption {
    /// The port where none is named.
    const fn default_port(self) -> u16 {
        match self {
            Self::Tls => 465,
            Self::StartTls => 587,
            Self::None => 25,
        }
    }
}

#[derive(Clone, Copy)]
enum Wanted {
    WhatIsSet,
    Log,
}

pub(super) fn read(values: &mut Values) -> Result<Mail, Noted> {
    let wanted = values.read(Key::Mail, wanted);
    let server = values.read_if_set(Key::SmtpUrl, server);
    let from = values.read_if_set(Key::MailFrom, |text| text.parse::<Mailbox>().ok());
    let (wanted, server, from) = (wanted?, server?, from?);
    match (wanted, server) {
        (Wanted::Log, _) => Ok(Mail::Log),
        (Wanted::WhatIsSet, None) => Ok(Mail::Nowhere),
        (Wanted::WhatIsSet, Some(server)) => {
            let from = required(values, Key::MailFrom, from);
            let public_url = values.source(Key::PublicUrl).map(|_| ());
            required(values, Key::PublicUrl, public_url)?;
            Ok(Mail::Smtp { server, from: from? })
        }
    }
}

/// Mail needs to know whom it is from, and where its links point. The address that a request came
/// to will not do for those: whoever asks could choose it, and somebody else opens the link.
fn required<T>(values: &mut Values, key: Key, value: Option<T>) -> Result<T, Noted> {
    let needed_by = "SMTP_URL needs it".to_owned();
    value.ok_or_else(|| values.note(Problem::Missing { name: key.name(), needed_by }))
}

fn wanted(text: &str) -> Option<Wanted> {
    match text {
        "auto" => Some(Wanted::WhatIsSet),
        "log" => Some(Wanted::Log),
        _ => None,
    }
}

fn server(text: &str) -> Option<SmtpServer> {
    let url: Url = text.parse().ok()?;
    let encryption = match (url.scheme(), url.query()) {
        ("smtps", None) => Encryption::Tls,
        ("smtp", None) => Encryption::StartTls,
        ("smtp", Some("tls=none")) => Encryption::None,
        _ => return None,
    };
    let is_bare = matches!(url.path(), "" | "/") && url.fragment().is_none();
    let host = url.host().filter(|_| is_bare).map(|host| match host {
        Host::Domain(name) => name.to_owned(),
        Host::Ipv4(address) => address.to_string(),
        Host::Ipv6(address) => address.to_string(),
    })?;
    let port = url.port().unwrap_or(encryption.default_port());
    let login = match (url.username(), url.password()) {
        ("", None) => None,
        ("", Some(_)) | (_, None) => return None,
        (user, Some(password)) => Some((decoded(user)?, Secret::new(decoded(password)?))),
    };
    Some(SmtpServer { host, port, encryption, login })
}

fn decoded(text: &str) -> Option<String> {
    Some(percent_decode_str(text).decode_utf8().ok()?.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Settings, Sources};

    #[test]
    fn a_url_names_a_server_and_how_it_is_spoken_to() {
        for (url, host, port, encryption) in [
            ("smtp://mail.example", "mail.example", 587, Encryption::StartTls),
            ("smtps://mail.example/", "mail.example", 465, Encryption::Tls),
            ("smtp://127.0.0.1?tls=none", "127.0.0.1", 25, Encryption::None),
            ("smtp://[::1]:2525?tls=none", "::1", 2525, Encryption::None),
        ] {
            let server = server(url).unwrap_or_else(|| panic!("{url}"));
            assert_eq!((server.host.as_str(), server.port), (host, port), "{url}");
            assert_eq!((server.encryption, server.login), (encryption, None), "{url}");
        }
        for url in [
            "mail.example",
            "mail.example:587",
            "http://mail.example",
            "smtp://",
            "smtp://mail.example/path",
            "smtp://mail.example?tls=off",
            "smtps://mail.example?tls=none",
            "smtp://user@mail.example",
            "smtp://:password@mail.example",
        ] {
            assert_eq!(server(url), None, "{url}");
        }
    }

    #[test]
    fn user_and_password_may_hold_every_sign_and_the_password_is_not_shown() {
        let server =
            server("smtp://hall%40example:p%2Fw%3Ahunter2@mail.example").expect("a server");
        let (user, password) = server.login.clone().expect("a login");
        assert_eq!((user.as_str(), password.expose()), ("hall@example", "p/w:hunter2"));
        assert!(!format!("{server:?}").contains("hunter2"));
    }

    fn mail(variables: &[(&str, &str)]) -> Result<Mail, String> {
        let variable = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let environment = variables.iter().map(variable).collect();
        let sources = Sources { environment, ..Sources::default() };
        Settings::resolve(&sources).map(|settings| settings.mail).map_err(|bad| bad.to_string())
    }

    #[test]
    fn an_smtp_server_needs_a_sender_and_somewhere_for_links_to_point() {
        let smtp = ("SMTP_URL", "smtp://hall:hunter2@mail.example");
        let from = ("MAIL_FROM", "Food Hall <hall@hall.example>");
        let public = ("HAWKER_PUBLIC_URL", "https://hall.example");
        let Ok(Mail::Smtp { server, from: sender }) = mail(&[smtp, from, public]) else {
            panic!("a server was given");
        };
        assert_eq!((server.host.as_str(), server.port), ("mail.example", 587));
        assert_eq!(sender.email.to_string(), "hall@hall.example");
        let lacking = mail(&[smtp]).expect_err("two are missing");
        for name in ["MAIL_FROM", "HAWKER_PUBLIC_URL"] {
            assert!(
                lacking.contains(&format!("{name} is not set; SMTP_URL needs it")),
                "{lacking}"
            );
        }
        assert_eq!(mail(&[from, public]), Ok(Mail::Nowhere));
        assert_eq!(mail(&[smtp, ("HAWKER_MAIL", "log")]), Ok(Mail::Log));
    }
}

//! From what came of the test event to what a person should look at.

use std::fmt;

use super::Target;
use crate::config::{Hosted, Service};
use crate::realtime::broadcaster::{Cause, Outcome, PublishError};

/// What is known after the test event was sent, and what to do now.
#[derive(Debug)]
pub(super) struct Diagnosis {
    findings: [(&'static str, Finding); 5],
    advice: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Finding {
    Good,
    Bad,
    /// The call failed before this could be told.
    Open,
}
use Finding::{Bad, Good, Open};

impl Diagnosis {
    pub(super) fn of(outcome: &Outcome, target: Target, server: &Hosted) -> Self {
        // In the order in which a call meets them: network, address, key, secret, clock.
        let (findings, advice) = match outcome {
            Ok(()) => ([Good; 5], "The server took the event.".to_owned()),
            Err(PublishError::Unreachable { reason }) => unreachable(reason, target, server),
            Err(PublishError::Refused(refusal)) => {
                let (findings, advice) = refused(refusal.cause, server);
                (findings, format!("{advice}\nThe server's words: {}", refusal.said))
            }
            Err(error @ PublishError::Unavailable { .. }) => {
                let advice = format!("Try again later: {error}");
                ([Good, Open, Open, Open, Open], advice)
            }
            Err(error @ (PublishError::TooLarge { .. } | PublishError::HeldBack)) => {
                let advice = format!("The server refuses even a small event: {error}");
                ([Good, Open, Open, Open, Open], advice)
            }
        };
        let address = match server.service {
            Service::Cluster => "cluster",
            Service::OwnHost => "address",
        };
        let [network, place, key, secret, clock] = findings;
        let findings = [
            ("network", network),
            (address, place),
            ("key", key),
            ("secret", secret),
            ("clock", clock),
        ];
        Self { findings, advice }
    }
}

impl fmt::Display for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, finding) in self.findings {
            let word = match finding {
                Good => "ok",
                Bad => "FAILED",
                Open => "not known",
            };
            writeln!(f, "  {name:8} {word}")?;
        }
        writeln!(f, "\n{}", self.advice)
    }
}

fn unreachable(reason: &str, target: Target, server: &Hosted) -> ([Finding; 5], String) {
    let url = server.base_url();
    if target == Target::Hawker {
        let advice = format!(
            "No hawker answers at {url}: start it with `hawker serve`, or set HAWKER_ADDR to where \
             it listens.\nWhat happened: {reason}"
        );
        return ([Bad, Open, Open, Open, Open], advice);
    }
    // The resolver's and the TLS library's own words; there is no type to tell them by.
    if reason.contains("dns error") {
        let setting = match server.service {
            Service::Cluster => "PUSHER_APP_CLUSTER",
            Service::OwnHost => "PUSHER_HOST",
        };
        let advice = format!(
            "The host {} is not known. Check {setting}; if it is right, this machine's name server \
             or network is at fault.\nWhat happened: {reason}",
            server.host
        );
        return ([Open, Bad, Open, Open, Open], advice);
    }
    if reason.contains("certificate") {
        let advice = format!(
            "This machine does not trust the certificate of {url}. If it was issued by an \
             authority of your own, name that authority's file in SSL_CERT_FILE.\n\
             What happened: {reason}"
        );
        return ([Good, Bad, Open, Open, Open], advice);
    }
    let advice = format!(
        "Nothing usable answers at {url}. Check PUSHER_HOST, PUSHER_PORT and PUSHER_SCHEME, and \
         whether a firewall lets this machine out.\nWhat happened: {reason}"
    );
    ([Bad, Open, Open, Open, Open], advice)
}

fn refused(cause: Cause, server: &Hosted) -> ([Finding; 5], String) {
    match cause {
        Cause::Address => {
            let advice = format!(
                "Something answers at {}, and it is not Pusher's HTTP API. Check PUSHER_HOST, \
                 PUSHER_PORT and PUSHER_SCHEME, and the app's id: it is part of the path.",
                server.base_url()
            );
            ([Good, Bad, Open, Open, Open], advice)
        }
        Cause::App => {
            let advice = "The server does not know the key. Check PUSHER_APP_ID and \
                          PUSHER_APP_KEY; an app of Pusher's exists in one cluster only, so check \
                          PUSHER_APP_CLUSTER as well.";
            ([Good, Open, Bad, Open, Open], advice.to_owned())
        }
        Cause::Secret => {
            let advice = "The server knows the key and does not accept the signature. Check \
                          PUSHER_APP_SECRET: it belongs to another app, or a character is missing.";
            ([Good, Good, Good, Bad, Open], advice.to_owned())
        }
        Cause::Clock { ahead_seconds } => ([Good, Good, Good, Open, Bad], clock(ahead_seconds)),
        Cause::Credentials => {
            let advice = "The server refuses the app and does not say why. Check PUSHER_APP_ID, \
                          PUSHER_APP_KEY and PUSHER_APP_SECRET.";
            ([Good, Good, Open, Open, Open], advice.to_owned())
        }
        Cause::AppState => {
            let advice = "The server knows the app and refuses it: it is switched off or over its \
                          quota. Look at the app in the service's dashboard.";
            ([Good, Good, Good, Open, Open], advice.to_owned())
        }
        Cause::Event => {
            let advice = "The server does not accept the test event.";
            ([Good, Good, Open, Open, Open], advice.to_owned())
        }
    }
}

fn clock(ahead_seconds: Option<i64>) -> String {
    let difference = match ahead_seconds {
        Some(seconds @ 1..) => format!(" The server's clock is {seconds} s ahead of this one."),
        Some(seconds @ ..0) => {
            format!(" The server's clock is {} s behind this one.", seconds.unsigned_abs())
        }
        Some(0) | None => String::new(),
    };
    format!(
        "The server does not accept the time of the signature: more than 600 s lie between its \
         clock and this machine's.{difference} Set this machine's clock, best by NTP."
    )
}

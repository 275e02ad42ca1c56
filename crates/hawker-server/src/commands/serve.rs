//! `hawker serve`: runs the hall until it is told to stop.

mod locks;

use std::io::Write;
use std::net::SocketAddr;

use anyhow::{Context, bail};
use pusher_engine::{Listening, Sharing, stop_signal};

use self::locks::Locks;
use crate::chance::Chance;
use crate::clock::Clock;
use crate::config::{Mail, Settings};
use crate::server::{self, Server, make_data_dir};
use crate::{demo, event_count, telemetry};

/// What to seed, if anything.
#[derive(Debug, Clone, Copy)]
pub struct Demo {
    /// More stalls beside the three, for load tests.
    pub extra_stalls: u32,
    /// Who may reach it.
    pub reach: Reach,
}

/// From where a demo may be reached: its accounts are printed for everybody to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// From this machine only.
    Loopback,
    /// From anywhere, because somebody said so.
    Anywhere,
}

/// Serves until the process is told to stop.
pub async fn run(
    mut settings: Settings,
    demo: Option<Demo>,
    sharing: Sharing,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    telemetry::start_logging(&settings.log)?;
    if let Some(demo) = demo {
        check_reach(demo.reach, settings.addr)?;
    }
    settings.mail = mail(settings.mail, demo);
    make_data_dir(&settings.data_dir)?;
    // A successor listens before the old server is gone: its clients wait then, and find no door
    // shut. It opens the data only when the old one has let go of it.
    let listening = Listening::open(settings.addr, sharing)
        .with_context(|| format!("cannot listen on {} (HAWKER_ADDR)", settings.addr))?;
    let _locks = Locks::take(&settings, listening.successor).await?;

    let chance = Chance::system();
    let known = event_count::known(&settings.data_dir);
    let (store, threads) = server::open_store(&settings, &chance, known)?;
    let app = server::build(&settings, store, Clock::system(), chance)?;
    let accounts = match demo {
        Some(demo) => Some(demo::seed(&app, &settings.data_dir, demo.extra_stalls).await?),
        None => None,
    };
    let server = Server::start(app, listening, &settings, threads)?;
    let stop = stop_signal()?;
    announce(out, &server, accounts.as_deref(), &settings)?;
    stop.await;
    tracing::info!("stopping");
    server.stop().await
}

fn check_reach(reach: Reach, addr: SocketAddr) -> anyhow::Result<()> {
    if reach == Reach::Loopback && !addr.ip().is_loopback() {
        bail!(
            "--demo listens on loopback only, and {addr} is not: its passwords are printed. \
             Pass --demo-allow-remote if that is what you want"
        );
    }
    Ok(())
}

/// A demo that has no server for mail shows it in the log: its people's addresses reach nobody.
fn mail(mail: Mail, demo: Option<Demo>) -> Mail {
    match (mail, demo) {
        (Mail::Nowhere, Some(_)) => Mail::Log,
        (Mail::Nowhere, None) => {
            tracing::warn!(
                "no mail is sent, because SMTP_URL is not set: nobody who has lost a password gets \
                 a link; the manager can make one for staff"
            );
            Mail::Nowhere
        }
        (mail @ (Mail::Log | Mail::Smtp { .. }), _) => mail,
    }
}

fn announce(
    out: &mut impl Write,
    server: &Server,
    accounts: Option<&[demo::Account]>,
    settings: &Settings,
) -> anyhow::Result<()> {
    let url = format!("http://{}", server.addr);
    if let Some(accounts) = accounts {
        announce_demo(out, accounts, &url, settings)?;
    }
    writeln!(out, "listening on {url}")?;
    Ok(out.flush()?)
}

/// The accounts of load tests are too many to print; the file has them all.
const ACCOUNTS_PRINTED: usize = 7;

fn announce_demo(
    out: &mut impl Write,
    accounts: &[demo::Account],
    url: &str,
    settings: &Settings,
) -> anyhow::Result<()> {
    writeln!(out, "\n{} is open, with demo data.\n", settings.hall.name)?;
    writeln!(out, "  {url}/        the hall: order, answer, watch the floor")?;
    writeln!(out, "  {url}/docs/   every call of the API, to try out\n")?;
    writeln!(out, "Accounts (also in {}):\n", settings.data_dir.join(demo::FILE_NAME).display())?;
    for account in accounts.iter().take(ACCOUNTS_PRINTED) {
        let demo::Account { role, email, password, .. } = account;
        writeln!(out, "  {:<11} {email:<32} {password}", role.as_str())?;
    }
    if accounts.len() > ACCOUNTS_PRINTED {
        writeln!(out, "  and {} more", accounts.len() - ACCOUNTS_PRINTED)?;
    }
    writeln!(
        out,
        "\nTry it: order something in one window, and sign in as the stall in another, private"
    )?;
    writeln!(out, "one: Start shift, and it rings. Ctrl-C stops.\n")?;
    if matches!(settings.mail, Mail::Log) {
        writeln!(out, "Mail is sent to nobody; it is shown in the log.\n")?;
    }
    Ok(())
}

//! `hawker config check`: shows every setting with its value and source, or what is wrong.

use std::io::Write;
use std::process::ExitCode;

use crate::config::{Effective, Settings, Sources};

/// Prints the settings that `sources` come to, without secrets; fails where they are wrong.
pub fn run(sources: &Sources, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    match Settings::resolve(sources) {
        Ok(settings) => {
            for Effective { key, shown, source } in settings.effective() {
                match shown {
                    Some(value) => writeln!(out, "{} = {value}  ({source})", key.name())?,
                    None => writeln!(out, "{} is not set", key.name())?,
                }
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(problems) => {
            writeln!(out, "{problems}")?;
            Ok(ExitCode::FAILURE)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(dot_env: &str) -> (bool, String) {
        let sources = Sources { dot_env: Some(dot_env.to_owned()), ..Sources::default() };
        let mut out = Vec::new();
        let code = run(&sources, &mut out).expect("a Vec takes every line");
        (code == ExitCode::SUCCESS, String::from_utf8(out).expect("text"))
    }

    #[test]
    fn good_settings_are_shown_with_their_sources_and_without_secrets() {
        let app = "PUSHER_APP_ID=1\nPUSHER_APP_KEY=key\nPUSHER_APP_SECRET=hunter2\n";
        let (is_good, text) = checked(&format!("{app}DATABASE_URL=postgres://a:hunter2@db/hall"));
        assert!(is_good);
        for line in [
            "HAWKER_ADDR = 127.0.0.1:8080  (default)",
            "PUSHER_APP_KEY = key  (.env, line 2)",
            "PUSHER_APP_SECRET = ***  (.env, line 3)",
            "DATABASE_URL = postgres://***@db/hall  (.env, line 4)",
            "PUSHER_HOST is not set",
        ] {
            assert!(text.lines().any(|shown| shown == line), "{line}\n{text}");
        }
        assert!(!text.contains("hunter2"), "{text}");
    }

    #[test]
    fn bad_settings_fail_and_are_named() {
        let (is_good, text) = checked("HAWKER_ADDR=here\nHAWKER_ADR=x");
        assert!(!is_good);
        assert!(text.contains("HAWKER_ADDR (.env, line 1)"), "{text}");
        assert!(text.contains("HAWKER_ADR (.env, line 2)"), "{text}");
    }
}

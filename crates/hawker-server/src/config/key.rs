//! The names of the settings, and what may be said about each without reading a value.
//!
//! A setting has one name. The environment and `.env` write it as it is, `hawker.toml` writes it in
//! lower case. `docs/operations.md` holds the same table for people; a test compares the two.

/// A setting's name. [`Key::spec`] has the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each variant is described by its line in SPECS")]
pub enum Key {
    Addr,
    DataDir,
    DatabaseUrl,
    DatabaseConnections,
    HallName,
    TimeZone,
    Currency,
    BusinessDayCutoff,
    PendingMinutes,
    BroadcastDriver,
    PusherAppId,
    PusherAppKey,
    PusherAppSecret,
    PusherAppSecretFile,
    PusherAppCluster,
    PusherHost,
    PusherPort,
    PusherScheme,
    EventRetentionHours,
    TrustedProxies,
    TrustedOrigins,
    SecureCookies,
    PublicUrl,
    Mail,
    SmtpUrl,
    MailFrom,
    Log,
    LogFormat,
}

/// What is known about a setting before it is read.
#[derive(Debug)]
pub struct Spec {
    /// The setting.
    pub key: Key,
    /// Its name in the environment.
    pub name: &'static str,
    /// The value where nothing is set; `None` where nothing stays nothing.
    pub default: Option<&'static str>,
    /// What a value may be, for the person who wrote another.
    pub allowed: &'static str,
    /// How it may be shown.
    pub sight: Sight,
}

/// How a value may be shown in errors and by `hawker config check`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// As it is.
    Open,
    /// A URL that may hold a password: only its scheme, host and path.
    Address,
    /// Not at all.
    Hidden,
}

impl Key {
    /// Every setting, in the order of the documentation.
    pub fn all() -> impl Iterator<Item = Self> {
        SPECS.iter().map(|spec| spec.key)
    }

    /// The setting with this name in the environment (`HAWKER_ADDR`).
    pub fn find(name: &str) -> Option<Self> {
        Self::all().find(|key| key.name() == name)
    }

    /// The setting with this name in `hawker.toml` (`hawker_addr`).
    pub fn find_in_file(name: &str) -> Option<Self> {
        Self::all().find(|key| key.name_in_file() == name)
    }

    /// What is known about it.
    pub fn spec(self) -> &'static Spec {
        SPECS.iter().find(|spec| spec.key == self).expect("every key has its line in SPECS")
    }

    /// Its name in the environment and in `.env`.
    pub fn name(self) -> &'static str {
        self.spec().name
    }

    /// Its name in `hawker.toml`.
    pub fn name_in_file(self) -> String {
        self.name().to_ascii_lowercase()
    }
}

const fn spec(key: Key, name: &'static str, default: &'static str, allowed: &'static str) -> Spec {
    Spec { key, name, default: Some(default), allowed, sight: Sight::Open }
}

const fn unset(key: Key, name: &'static str, sight: Sight, allowed: &'static str) -> Spec {
    Spec { key, name, default: None, allowed, sight }
}

#[rustfmt::skip]
static SPECS: [Spec; 28] = [
    spec(Key::Addr, "HAWKER_ADDR", "127.0.0.1:8080", "IP:PORT, such as 127.0.0.1:8080 or [::]:8080"),
    spec(Key::DataDir, "HAWKER_DATA_DIR", "./hawker-data", "the path of a directory"),
    unset(Key::DatabaseUrl, "DATABASE_URL", Sight::Address, "sqlite:PATH, postgres://... or postgresql://..."),
    spec(Key::DatabaseConnections, "HAWKER_DATABASE_CONNECTIONS", "8", "a number from 1 to 200"),
    spec(Key::HallName, "HAWKER_HALL_NAME", "Food Hall", "a name of 1 to 120 characters"),
    spec(Key::TimeZone, "HAWKER_TIME_ZONE", "Asia/Manila", "an IANA time zone, such as Asia/Manila"),
    spec(Key::Currency, "HAWKER_CURRENCY", "PHP", "an ISO 4217 code of three capital letters, such as PHP"),
    spec(Key::BusinessDayCutoff, "HAWKER_BUSINESS_DAY_CUTOFF", "04:00", "a time HH:MM, such as 04:00"),
    spec(Key::PendingMinutes, "HAWKER_PENDING_MINUTES", "15", "a number of minutes from 1 to 1440"),
    spec(Key::BroadcastDriver, "BROADCAST_DRIVER", "embedded", "embedded, pusher, log or null"),
    unset(Key::PusherAppId, "PUSHER_APP_ID", Sight::Open, "a number of 1 to 20 digits"),
    unset(Key::PusherAppKey, "PUSHER_APP_KEY", Sight::Open, "1 to 100 letters, digits, `-` and `_`"),
    unset(Key::PusherAppSecret, "PUSHER_APP_SECRET", Sight::Hidden, "the app's secret, without spaces"),
    unset(Key::PusherAppSecretFile, "PUSHER_APP_SECRET_FILE", Sight::Open, "the path of a readable file that holds the app's secret, without spaces"),
    unset(Key::PusherAppCluster, "PUSHER_APP_CLUSTER", Sight::Open, "the name of a cluster, such as ap1"),
    unset(Key::PusherHost, "PUSHER_HOST", Sight::Open, "a host name or IP address, without scheme, port or path"),
    unset(Key::PusherPort, "PUSHER_PORT", Sight::Open, "a port from 1 to 65535"),
    unset(Key::PusherScheme, "PUSHER_SCHEME", Sight::Open, "http or https"),
    spec(Key::EventRetentionHours, "HAWKER_EVENT_RETENTION_HOURS", "168", "a number of hours from 1 to 8760"),
    unset(Key::TrustedProxies, "HAWKER_TRUSTED_PROXIES", Sight::Open, "IP addresses, separated by commas"),
    unset(Key::TrustedOrigins, "HAWKER_TRUSTED_ORIGINS", Sight::Open, "origins such as https://hall.example, separated by commas, without path"),
    spec(Key::SecureCookies, "HAWKER_SECURE_COOKIES", "auto", "auto, always or never"),
    unset(Key::PublicUrl, "HAWKER_PUBLIC_URL", Sight::Open, "an origin such as https://hall.example, without path"),
    spec(Key::Mail, "HAWKER_MAIL", "auto", "auto or log"),
    unset(Key::SmtpUrl, "SMTP_URL", Sight::Address, "smtp://USER:PASSWORD@HOST:PORT, smtps://... or smtp://HOST?tls=none"),
    unset(Key::MailFrom, "MAIL_FROM", Sight::Open, "an address such as hall@hall.example or Food Hall <hall@hall.example>"),
    spec(Key::Log, "HAWKER_LOG", "info", "a filter of the tracing library, such as info or hawker_server=debug,info"),
    spec(Key::LogFormat, "HAWKER_LOG_FORMAT", "text", "text or json"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_key_has_one_line_and_a_name_of_its_own() {
        let names: BTreeSet<_> = Key::all().map(Key::name).collect();
        let keys: BTreeSet<_> = Key::all().collect();
        assert_eq!(names.len(), SPECS.len());
        assert_eq!(keys.len(), SPECS.len());
        // The last variant's number tells how many there are: a new one without a line fails here.
        assert_eq!(Key::LogFormat as usize + 1, SPECS.len());
        assert!(SPECS.len() < 40, "a hall is configured in an afternoon, not in a week");
    }

    #[test]
    fn the_file_writes_the_name_in_lower_case() {
        assert_eq!(Key::find("HAWKER_ADDR"), Some(Key::Addr));
        assert_eq!(Key::find_in_file("hawker_addr"), Some(Key::Addr));
        assert_eq!(Key::find_in_file("HAWKER_ADDR"), None);
        assert_eq!(Key::find("HAWKER_ADR"), None);
    }

    #[test]
    fn the_operators_table_names_every_key_with_its_default() {
        let table = include_str!("../../../../docs/operations.md");
        for spec in &SPECS {
            let default = spec.default.map_or("-".to_owned(), |text| format!("`{text}`"));
            let row = format!("| `{}` | {default} |", spec.name);
            assert!(table.contains(&row), "docs/operations.md lacks the row that begins {row}");
        }
    }
}

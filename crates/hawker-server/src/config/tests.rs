//! The rules of the settings as a whole, from sources to values.

use std::fs;

use super::*;

fn environment(variables: &[(&str, &str)]) -> Sources {
    let environment = variables.iter().map(|(name, value)| (name.to_string(), value.to_string()));
    Sources { environment: environment.collect(), ..Sources::default() }
}

fn file(text: &str) -> Option<(PathBuf, String)> {
    Some((PathBuf::from("hall.toml"), text.to_owned()))
}

fn resolved(sources: &Sources) -> Settings {
    Settings::resolve(sources).expect("good settings")
}

fn problems(sources: &Sources) -> Vec<String> {
    let Problems(problems) = Settings::resolve(sources).expect_err("bad settings");
    problems.iter().map(ToString::to_string).collect()
}

const APP: [(&str, &str); 3] =
    [("PUSHER_APP_ID", "12"), ("PUSHER_APP_KEY", "key"), ("PUSHER_APP_SECRET", "hunter2")];

fn with_app(more: &[(&str, &str)]) -> Sources {
    environment(&[&APP, more].concat())
}

#[test]
fn nothing_needs_to_be_set() {
    let settings = resolved(&Sources::default());
    assert_eq!(settings.addr.to_string(), "127.0.0.1:8080");
    let sqlite = Location::Sqlite(PathBuf::from("./hawker-data/hawker.db"));
    assert_eq!(settings.database.location, sqlite);
    assert_eq!(settings.hall.currency.code(), "PHP");
    assert_eq!(settings.hall.time_zone.iana_name(), Some("Asia/Manila"));
    assert_eq!(settings.event_retention, Duration::from_secs(604_800));
    assert!(matches!(settings.broadcast, Broadcast::Embedded { app: None, .. }));
    assert!(settings.access.trusted_proxies.is_empty());
    assert!(settings.effective().iter().all(|setting| setting.source == Source::Default));
}

#[test]
fn a_flag_beats_the_environment_beats_dot_env_beats_the_file() {
    let mut sources = Sources { file: file("hawker_addr = '127.0.0.1:1'"), ..Sources::default() };
    let port = |sources: &Sources| resolved(sources).addr.port();
    assert_eq!(port(&sources), 1);
    sources.dot_env = Some("HAWKER_ADDR=127.0.0.1:2".to_owned());
    assert_eq!(port(&sources), 2);
    sources.environment.insert("HAWKER_ADDR".to_owned(), "127.0.0.1:3".to_owned());
    assert_eq!(port(&sources), 3);
    let flag = Flag { name: "--addr", value: "127.0.0.1:4".to_owned() };
    sources.flags.insert(Key::Addr, flag);
    assert_eq!(port(&sources), 4);
}

#[test]
fn an_empty_variable_is_as_good_as_none() {
    let mut sources = environment(&[("HAWKER_HALL_NAME", ""), ("PUSHER_HOST", "")]);
    sources.file = file("hawker_hall_name = 'North Wing'");
    assert_eq!(resolved(&sources).hall.name, "North Wing");
}

#[test]
fn the_file_takes_numbers_and_lists_as_toml_writes_them() {
    let text = "pusher_port = 6001\nhawker_trusted_proxies = ['10.0.0.1', '::1']";
    let settings = resolved(&Sources { file: file(text), ..Sources::default() });
    assert_eq!(settings.access.trusted_proxies.len(), 2);
    let Broadcast::Embedded { public, .. } = settings.broadcast else {
        panic!("embedded is the default");
    };
    assert_eq!(public.port, Some(6001));
}

#[test]
fn every_problem_is_told_at_once_with_key_source_and_what_is_allowed() {
    let mut sources = environment(&[("HAWKER_ADDR", "here"), ("HAWKER_CURENCY", "PHP")]);
    sources.dot_env = Some("# mine\nBROADCAST_DRIVER=reverb\nHAWKER_ZZZZZZZZZZZ=1".to_owned());
    sources.file = file("hawker_pending_minutes = 0\nHAWKER_ADDR = 'x'\n[pusher]\nport = 1");
    let problems = problems(&sources);
    let expected = [
        "HAWKER_ADDR (environment): `here` is not allowed; allowed: IP:PORT",
        "HAWKER_CURENCY (environment): no such setting; did you mean HAWKER_CURRENCY?",
        "BROADCAST_DRIVER (.env, line 2): `reverb` is not allowed; allowed: embedded, pusher, log",
        "HAWKER_ZZZZZZZZZZZ (.env, line 3): no such setting; the settings are HAWKER_ADDR, ",
        "hawker_pending_minutes (hall.toml): `0` is not allowed; allowed: a number of minutes",
        "HAWKER_ADDR (hall.toml): no such setting; the settings are hawker_addr, ",
        "pusher (hall.toml): no such setting; the settings are hawker_addr, ",
    ];
    for begin in expected {
        assert!(
            problems.iter().any(|problem| problem.starts_with(begin)),
            "{begin}\n{problems:#?}"
        );
    }
    assert_eq!(problems.len(), expected.len(), "{problems:#?}");
}

#[test]
fn variables_of_others_are_left_alone() {
    let others = [("HAWKER_CONFIG", "x"), ("HAWKER_WEB", "skip"), ("PATH", "/bin"), ("ADDR", "x")];
    resolved(&environment(&others));
}

#[test]
fn the_links_that_kubernetes_sets_beside_a_service_called_hawker_do_no_harm() {
    resolved(&environment(&[
        ("HAWKER_SERVICE_HOST", "10.0.0.1"),
        ("HAWKER_SERVICE_PORT_HTTP", "8080"),
        ("HAWKER_PORT", "tcp://10.0.0.1:8080"),
        ("HAWKER_DB_PORT_5432_TCP_ADDR", "10.0.0.2"),
    ]));
    let by_hand = problems(&environment(&[("HAWKER_PORT", "8080")]));
    assert_eq!(by_hand.len(), 1, "somebody believes that this is a setting: {by_hand:?}");
}

#[test]
fn a_file_that_is_not_toml_is_named_by_its_line_without_its_text() {
    let sources = Sources { file: file("\npusher_app_secret = hunter2"), ..Sources::default() };
    let problems = problems(&sources);
    assert!(problems[0].starts_with("hall.toml: line 2 is not TOML"), "{problems:?}");
    assert!(!problems[0].contains("hunter2"));
}

#[test]
fn a_name_given_twice_in_dot_env_is_refused() {
    let twice = "PUSHER_HOST=a\nPUSHER_HOST=b\nOTHER=1\nOTHER=2".to_owned();
    let problems = problems(&Sources { dot_env: Some(twice), ..Sources::default() });
    assert_eq!(problems, ["PUSHER_HOST (.env, line 2): already set on line 1; set it once"]);
}

#[test]
fn the_embedded_driver_takes_the_app_whole_or_not_at_all() {
    let Broadcast::Embedded { app: Some(app), .. } = resolved(&with_app(&[])).broadcast else {
        panic!("an app was given");
    };
    assert_eq!((app.id.as_str(), app.key.as_str(), app.secret.expose()), ("12", "key", "hunter2"));
    for (missing, _) in APP {
        let mut sources = with_app(&[]);
        sources.environment.remove(missing);
        let problems = problems(&sources);
        assert_eq!(problems.len(), 1);
        assert!(problems[0].starts_with(&format!("{missing} is not set; ")), "{problems:?}");
    }
}

#[test]
fn the_pusher_driver_names_everything_it_lacks() {
    let problems = problems(&environment(&[("BROADCAST_DRIVER", "pusher")]));
    let names: Vec<_> = problems.iter().filter_map(|text| text.split(' ').next()).collect();
    let missing = ["PUSHER_APP_ID", "PUSHER_APP_KEY", "PUSHER_APP_SECRET", "PUSHER_APP_CLUSTER"];
    assert_eq!(names, missing);
}

#[test]
fn the_pusher_driver_finds_its_host_by_cluster_or_by_name() {
    let hosted = |more: &[(&str, &str)]| {
        let driver = [("BROADCAST_DRIVER", "pusher")];
        match resolved(&with_app(&[&driver, more].concat())).broadcast {
            Broadcast::Pusher(hosted) => hosted,
            other => panic!("{other:?}"),
        }
    };
    let cluster = hosted(&[("PUSHER_APP_CLUSTER", "ap1")]);
    assert_eq!(cluster.base_url(), "https://api-ap1.pusher.com:443");
    assert_eq!(cluster.service, Service::Cluster);
    let own = hosted(&[("PUSHER_HOST", "::1"), ("PUSHER_PORT", "6001"), ("PUSHER_SCHEME", "http")]);
    assert_eq!(own.base_url(), "http://[::1]:6001");
    assert_eq!(own.service, Service::OwnHost);
    assert_eq!(hosted(&[("PUSHER_HOST", "ws.hall.example"), ("PUSHER_SCHEME", "http")]).port, 80);
}

#[test]
fn values_that_no_server_could_use_are_refused() {
    for (name, value) in [
        ("PUSHER_APP_ID", "hall"),
        ("PUSHER_APP_KEY", "a key"),
        ("PUSHER_HOST", "https://ws.hall.example"),
        ("PUSHER_HOST", "ws.hall.example:6001"),
        ("PUSHER_HOST", "ws..example"),
        ("PUSHER_PORT", "0"),
        ("PUSHER_PORT", "65536"),
        ("PUSHER_SCHEME", "wss"),
        ("PUSHER_APP_CLUSTER", "ap1.evil.example/"),
        ("HAWKER_TIME_ZONE", "Manila"),
        ("HAWKER_CURRENCY", "peso"),
        ("HAWKER_LOG", "hawker=loud"),
        ("HAWKER_LOG_FORMAT", "xml"),
        ("HAWKER_TRUSTED_PROXIES", "10.0.0.1, proxy"),
        ("HAWKER_TRUSTED_ORIGINS", "https://hall.example/"),
        ("HAWKER_SECURE_COOKIES", "true"),
        ("HAWKER_PUBLIC_URL", "https://hall.example/app"),
        ("HAWKER_MAIL", "sendmail"),
        ("SMTP_URL", "mail.example:587"),
        ("MAIL_FROM", "the hall"),
        ("HAWKER_DATABASE_CONNECTIONS", "0"),
        ("HAWKER_EVENT_RETENTION_HOURS", "8761"),
        ("DATABASE_URL", "mysql://db/hawker"),
    ] {
        let mut sources = with_app(&[]);
        sources.environment.insert(name.to_owned(), value.to_owned());
        let problems = problems(&sources);
        let begin = format!("{name} (environment): ");
        assert!(problems.len() == 1 && problems[0].starts_with(&begin), "{value}: {problems:?}");
    }
}

#[test]
fn a_secret_comes_from_a_file_or_a_variable_and_never_from_both() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("secret");
    fs::write(&path, "from-a-file\n").expect("written");
    let path = path.to_str().expect("a path in ASCII");
    let id_and_key = [APP[0], APP[1]];
    let from_file = [&id_and_key[..], &[("PUSHER_APP_SECRET_FILE", path)]].concat();
    let Broadcast::Embedded { app: Some(app), .. } = resolved(&environment(&from_file)).broadcast
    else {
        panic!("an app was given");
    };
    assert_eq!(app.secret.expose(), "from-a-file");

    let both = problems(&with_app(&[("PUSHER_APP_SECRET_FILE", path)]));
    let told =
        "PUSHER_APP_SECRET_FILE (environment): PUSHER_APP_SECRET is set as well; set one of them";
    assert_eq!(both, [told]);
    let gone = [&id_and_key[..], &[("PUSHER_APP_SECRET_FILE", "/nowhere/secret")]].concat();
    let gone = problems(&environment(&gone));
    assert!(gone.len() == 1 && gone[0].contains("`/nowhere/secret` is not allowed"), "{gone:?}");
}

#[test]
fn no_secret_is_ever_shown() {
    let secrets = [
        ("DATABASE_URL", "postgres://hall:hunter2@db/hawker"),
        ("SMTP_URL", "smtp://hall:hunter2@mail.example"),
        ("MAIL_FROM", "hall@hall.example"),
        ("HAWKER_PUBLIC_URL", "https://hall.example"),
    ];
    let sources = with_app(&secrets);
    let settings = resolved(&sources);
    let shown = format!("{settings:?} {:?} {sources:?}", settings.effective());
    assert!(!shown.contains("hunter2"), "{shown}");

    let bad = [
        ("PUSHER_APP_SECRET", "hunter2 hunter2"),
        ("DATABASE_URL", "postgre://a:hunter2@db/b"),
        ("SMTP_URL", "smpt://a:hunter2@mail.example"),
    ];
    let problems = problems(&environment(&bad));
    assert!(!problems.join(" ").contains("hunter2"), "{problems:?}");
    assert_eq!(problems.len(), 5, "three are wrong, id and key are missing: {problems:?}");
}

#[test]
fn each_effective_setting_tells_where_it_came_from() {
    let mut sources = environment(&[("HAWKER_HALL_NAME", "North Wing")]);
    sources.file = file("hawker_currency = 'EUR'");
    let settings = resolved(&sources);
    let of = |key| settings.effective().iter().find(|setting| setting.key == key).cloned();
    let name = of(Key::HallName).expect("every key is listed");
    assert_eq!((name.shown.as_deref(), name.source), (Some("North Wing"), Source::Environment));
    let currency = of(Key::Currency).expect("every key is listed");
    assert_eq!(currency.source, Source::File("hall.toml".into()));
    assert_eq!(of(Key::PusherHost).expect("every key is listed").shown, None);
}

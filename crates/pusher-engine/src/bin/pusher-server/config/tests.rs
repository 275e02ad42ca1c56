//! The settings file, right and wrong.

use pusher_engine::AppStatus;
use pusher_engine::protocol::WebhookKind;

use super::*;

fn read_text(text: &str) -> Result<Config, String> {
    let dir = tempfile::tempdir().expect("a directory");
    fs::write(dir.path().join("secret"), "from-a-file\n").expect("written");
    let path = dir.path().join("server.toml");
    fs::write(&path, text).expect("written");
    read(&path).map_err(|problem| {
        let shown = format!("{problem} {problem:?}");
        assert!(!shown.contains("hunter2"), "a secret is shown: {shown}");
        problem.to_string().replace(&format!("{}/", dir.path().display()), "")
    })
}

fn problem(text: &str) -> String {
    read_text(text).err().unwrap_or_else(|| panic!("it was taken: {text}"))
}

const APP: &str = "[[apps]]\nid = '1'\nkey = 'k'\nsecret = 'hunter2'\n";

#[test]
fn a_whole_file_is_read_and_what_is_not_in_it_has_its_default() {
    let config = read_text(
        r#"
        listen = "127.0.0.1:7001"
        state_dir = "state"
        activity_timeout_seconds = 30
        http_heartbeat_seconds = 10
        http_absence_seconds = 8

        [[apps]]
        id = "1"
        key = "menu"
        secret_file = "secret"
        limits = { max_connections = 5, event_data_bytes = 99, cache_ttl_seconds = 60 }
        features = { client_events = true, replay = true, authorization_timeout_seconds = 30 }

        [[apps.webhooks]]
        url = "https://hall.example/hook?token=hunter2"
        events = ["channel_occupied", "member_added"]
        channel_prefix = "presence-"
        headers = { Authorization = "Bearer hunter2" }
        batch = { max_events = 10, window_ms = 50 }

        [[apps]]
        id = "2"
        key = "orders"
        secret = "hunter2"
        enabled = false
        "#,
    )
    .expect("it is right");
    assert_eq!(config.listen.map(|addr| addr.port()), Some(7_001));
    assert!(config.state_dir.is_some_and(|dir| dir.is_absolute() && dir.ends_with("state")));
    assert_eq!(config.settings.activity_timeout, Duration::from_secs(30));
    assert_eq!(config.settings.pong_timeout, Settings::default().pong_timeout);
    assert_eq!(config.settings.http_heartbeat, Duration::from_secs(10));
    assert_eq!(config.settings.http_absence, Duration::from_secs(8));
    let [menu, orders] = config.apps.try_into().expect("two apps");
    assert_eq!(menu.credentials, pusher_engine::protocol::Credentials::new("menu", "from-a-file"));
    assert_eq!((menu.limits.max_connections, menu.limits.publish.event_data_bytes), (5, 99));
    assert_eq!(menu.limits.cache_ttl, Duration::from_secs(60));
    assert_eq!(menu.limits.max_message_bytes, orders.limits.max_message_bytes);
    assert!(menu.features.client_events && !orders.features.client_events && menu.features.replay);
    assert_eq!(menu.features.authorization_timeout, Some(Duration::from_secs(30)));
    assert_eq!((menu.status, orders.status), (AppStatus::Enabled, AppStatus::Disabled));
    let hook = &menu.webhooks[0];
    assert_eq!(hook.kinds, [WebhookKind::ChannelOccupied, WebhookKind::MemberAdded]);
    assert_eq!((hook.channel_prefix.as_str(), hook.headers.len()), ("presence-", 1));
    assert_eq!((hook.batches.max_events, hook.batches.window.as_millis()), (10, 50));
}

#[test]
fn what_is_unknown_is_refused_by_its_name_and_line() {
    let text = problem(&format!("{APP}limit = 1\n"));
    assert!(text.starts_with("server.toml, line 5: unknown field `limit`"), "{text}");
    let text = problem(&format!("{APP}[apps.limits]\nmax_conections = 1\n"));
    assert!(text.starts_with("server.toml, line 6: unknown field `max_conections`"), "{text}");
    let text = problem("lisen = '1.2.3.4:1'\n");
    assert!(text.starts_with("server.toml, line 1: unknown field `lisen`"), "{text}");
}

#[test]
fn what_cannot_be_is_refused_and_no_secret_is_shown() {
    for (text, expected) in [
        ("[[apps]]\nid = '1'\nkey = 'k'\nsecret = 'hunter2\n", "server.toml, line 4: "),
        ("[[apps]]\nid = '1'\nkey = 'k'\nsecret = ['hunter2']\n", "server.toml, line 4: this must"),
        ("[[apps]]\nid = '1'\nsecret = 'hunter2'\n", "server.toml, line 1: missing field `key`"),
        ("[[apps]]\nid = '1'\nkey = 'k'\n", "server.toml, app 1: it needs exactly one of secret"),
        (&format!("{APP}secret_env = 'X'\n"), "server.toml, app 1: it needs exactly one of secret"),
        (&format!("{APP}{APP}"), "server.toml, app 2: id is that of an app before it"),
        (&format!("{APP}{}", APP.replace("'1'", "'2'")), "server.toml, app 2: key is that of"),
        (&APP.replace("hunter2", "hunter2 3"), "server.toml, app 1: its secret must be one word"),
        (&APP.replace("'k'", "'k/k'"), "server.toml, app 1: key must be 1 to 100 letters"),
        (
            "[[apps]]\nid = '1'\nkey = 'k'\nsecret_env = 'NOT_SET_ANYWHERE'\n",
            "server.toml, app 1: the variable NOT_SET_ANYWHERE",
        ),
        (
            &format!("{APP}[[apps.webhooks]]\nurl = 'ftp://hunter2'\n"),
            "server.toml, app 1: webhook 1: url must be an http or https address",
        ),
        (
            &format!("{APP}[[apps.webhooks]]\nurl = 'http://h'\nevents = ['occupied']\n"),
            "server.toml, app 1: webhook 1: events has a name",
        ),
    ] {
        let problem = problem(text);
        assert!(problem.starts_with(expected), "{problem}\nexpected: {expected}");
    }
    let text = problem(&format!("tls_key = 'key.pem'\n{APP}"));
    assert!(text.contains("tls_certificates and tls_key are set together"), "{text}");
    assert!(problem_of_a_missing_file().contains("nowhere.toml"));
}

fn problem_of_a_missing_file() -> String {
    read(Path::new("/nonexistent/nowhere.toml")).err().expect("there is none").to_string()
}

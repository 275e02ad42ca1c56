//! `hawker serve`.

use hawker_testkit::postgres;
use serde_json::Value;

use crate::hawker::Place;

const ACCOUNTS: &str = "data/demo-accounts.json";

#[test]
fn a_second_start_of_the_demo_keeps_data_and_accounts() {
    let place = Place::new();
    let first = place.serve(&["--demo"]);
    let (menu, config) = (first.get("/api/menu/vendors"), first.get("/api/realtime/config"));
    let vendors: Value = serde_json::from_str(&menu).expect("JSON");
    let names: Vec<&str> = vendors["vendors"]
        .as_array()
        .expect("stalls")
        .iter()
        .filter_map(|vendor| vendor["brand_name"].as_str())
        .collect();
    assert_eq!(names, ["Burger Hub", "Pizza Palace", "Sushi World"]);
    let accounts = place.read(ACCOUNTS);
    let known: Vec<Value> = serde_json::from_str(&accounts).expect("JSON");
    assert!(known.len() >= 6, "{accounts}");
    for account in &known {
        for key in ["role", "email", "password"] {
            let word = account[key].as_str().expect("a text");
            assert!(first.printed.contains(word), "{key} {word}: {}", first.printed);
        }
        assert_eq!(account["vendor_id"].is_null(), account["role"] != "vendor");
    }
    first.stop();

    let second = place.serve(&["--demo"]);
    assert_eq!(place.read(ACCOUNTS), accounts);
    assert_eq!(second.get("/api/menu/vendors"), menu);
    let key = |config: &str| serde_json::from_str::<Value>(config).expect("JSON")["key"].clone();
    assert_eq!(key(&second.get("/api/realtime/config")), key(&config));
}

#[test]
fn every_stall_of_the_demo_has_a_menu_with_add_ons_and_stock() {
    let place = Place::new();
    let server = place.serve(&["--demo"]);
    let vendors: Value = serde_json::from_str(&server.get("/api/menu/vendors")).expect("JSON");
    for vendor in vendors["vendors"].as_array().expect("stalls") {
        let menu = server.get(&format!("/api/menu/vendors/{}", vendor["id"]));
        let menu: Value = serde_json::from_str(&menu).expect("JSON");
        let products = menu["products"].as_array().expect("products");
        assert!((5..=10).contains(&products.len()), "{menu}");
        let has = |is: fn(&Value) -> bool| products.iter().any(is);
        assert!(has(|product| product["add_ons"][0]["price"].is_i64()), "{menu}");
        assert!(has(|product| product["stock"].is_i64()), "{menu}");
    }
}

#[cfg(unix)]
#[test]
fn files_with_secrets_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    let _server = place.serve(&["--demo"]);
    for name in [ACCOUNTS, "data/realtime-app.json"] {
        let metadata = place.path(name).metadata().expect("the file is there");
        assert_eq!(metadata.permissions().mode() & 0o777, 0o600, "{name}");
    }
}

#[test]
fn a_hall_without_demo_starts_empty() {
    let place = Place::new();
    let server = place.serve(&[]);
    assert_eq!(server.get("/api/menu/vendors"), r#"{"vendors":[]}"#);
    assert!(!place.path(ACCOUNTS).exists());
    assert!(!server.printed.contains("password"), "{}", server.printed);
}

const FORGOT: &str = "/api/auth/forgot-password";

#[test]
fn a_demo_shows_its_mail_in_the_log_and_the_link_in_it_works() {
    let place = Place::new();
    let first = place.serve(&["--demo"]);
    assert!(first.printed.contains("Mail is sent to nobody"), "{}", first.printed);
    let begin = format!("http://{}/set-password#token=", first.address());
    let lost = r#"{"email":"ana@demo.hawker.example"}"#;
    assert_eq!(first.post(FORGOT, lost), "202");
    let log = first.stop_and_read_log();
    let token = log.lines().find_map(|line| line.strip_prefix(&begin));
    let token = token.unwrap_or_else(|| panic!("no link in the log: {log}"));

    let second = place.serve(&["--demo"]);
    let body = format!(r#"{{"token":"{token}","password":"a new password"}}"#);
    assert_eq!(second.post("/api/auth/set-password", &body), "200");
    let body = r#"{"email":"ana@demo.hawker.example","password":"a new password"}"#;
    assert_eq!(second.post("/api/auth/login", body), "200");
}

#[test]
fn a_hall_that_sends_no_mail_says_so_once_and_logs_no_link() {
    let place = Place::new();
    let server = place.serve(&[]);
    assert_eq!(server.post(FORGOT, r#"{"email":"ana@hall.example"}"#), "202");
    let log = server.stop_and_read_log();
    assert_eq!(log.matches("SMTP_URL is not set").count(), 1, "{log}");
    assert!(!log.contains("token=") && !log.contains("ana@hall.example"), "{log}");
}

#[test]
fn a_demo_listens_on_loopback_only_unless_somebody_says_so() {
    let place = Place::new();
    let refused = place.run(&["serve", "--demo", "--addr", "0.0.0.0:0"]).failed();
    assert!(refused.contains("--demo-allow-remote"), "{refused}");
    assert!(!place.path("data").exists(), "a refused start leaves nothing behind");
    let alone = place.run(&["serve", "--demo-allow-remote"]).failed();
    assert!(alone.contains("--demo"), "{alone}");
}

#[test]
fn a_second_server_on_the_same_data_is_refused() {
    let place = Place::new();
    let first = place.serve(&[]);
    let refused = place.run(&["serve", "--addr", "127.0.0.1:0"]).failed();
    assert!(refused.contains("HAWKER_DATA_DIR"), "{refused}");
    first.get("/healthz");
    first.stop();
    place.serve(&[]).stop();
}

/// Tells its own process to stop as soon as it reads that it listens.
#[cfg(unix)]
struct StopsWhatListens;

#[cfg(unix)]
impl std::io::Write for StopsWhatListens {
    fn write(&mut self, text: &[u8]) -> std::io::Result<usize> {
        if text.starts_with(b"listening on") {
            let own = std::process::id().to_string();
            let told = std::process::Command::new("kill").args(["-INT", &own]).status()?;
            assert!(told.success());
        }
        Ok(text.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn whoever_reads_that_it_listens_may_stop_it_in_good_order() {
    use hawker_server::commands::serve;
    use hawker_server::config::{Settings, Sources};
    use pusher_engine::Sharing;

    let directory = tempfile::tempdir().expect("a temporary directory");
    let data = directory.path().to_str().expect("a path of text").to_owned();
    let environment = [("HAWKER_DATA_DIR", data), ("HAWKER_ADDR", "127.0.0.1:0".to_owned())];
    let environment = environment.map(|(name, value)| (name.to_owned(), value)).into();
    let sources = Sources { environment, ..Sources::default() };
    let settings = Settings::resolve(&sources).expect("good settings");
    let served = serve::run(settings, None, Sharing::Alone, &mut StopsWhatListens).await;
    served.expect("it ends in good order");
}

#[test]
fn an_address_that_is_taken_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let taken = taken.local_addr().map(|addr| (taken, addr.to_string())).expect("an address");
    let refused = Place::new().run(&["serve", "--addr", &taken.1]).failed();
    assert!(refused.contains(&taken.1) && refused.contains("HAWKER_ADDR"), "{refused}");
}

#[test]
fn a_second_server_on_a_database_refuses_to_start() {
    let files = tempfile::tempdir().expect("a temporary directory");
    let postgres = postgres::database();
    for (url, shown) in [
        (format!("sqlite:{}", files.path().join("hall.db").display()), "hall.db"),
        (postgres.url().to_owned(), "postgres://"),
    ] {
        let (first, second) = (Place::new(), Place::new());
        for place in [&first, &second] {
            let settings = format!("DATABASE_URL={url}\n");
            std::fs::write(place.path(".env"), settings).expect("written");
        }
        let serving = first.serve(&[]);
        let refusal = second.run(&["serve", "--addr", "127.0.0.1:0"]).failed();
        assert!(refusal.contains("another hawker runs on the database"), "{refusal}");
        assert!(refusal.contains(shown) && refusal.contains("DATABASE_URL"), "{refusal}");
        serving.stop();
        second.serve(&[]).stop();
    }
}

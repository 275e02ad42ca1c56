//! `hawker config check`, and settings that are wrong.

use crate::hawker::Place;

#[test]
fn the_settings_are_shown_with_their_sources_and_without_secrets() {
    let place = Place::new();
    std::fs::write(place.path(".env"), "HAWKER_HALL_NAME=Night Market\n").expect("written");
    std::fs::write(place.path("hawker.toml"), "hawker_currency = \"EUR\"\n").expect("written");
    let variables = [
        ("DATABASE_URL", "postgres://hall:hunter2@db/hall"),
        ("PUSHER_APP_ID", "1"),
        ("PUSHER_APP_KEY", "key"),
        ("PUSHER_APP_SECRET", "hunter2"),
    ];
    let shown = place.run_with(&["config", "check"], &variables, "").succeeded();
    for line in ["HAWKER_HALL_NAME = Night Market  (.env", "HAWKER_CURRENCY = EUR  (", "--data-dir"]
    {
        assert!(shown.contains(line), "{line}: {shown}");
    }
    assert!(!shown.contains("hunter2"), "{shown}");
}

#[test]
fn a_wrong_setting_refuses_every_command_and_names_its_key() {
    let place = Place::new();
    for arguments in [&["serve"][..], &["migrate"], &["config", "check"], &["broadcast", "test"]] {
        for (key, value) in [
            ("BROADCAST_DRIVER", "carrier-pigeon"),
            ("HAWKER_PENDING_MINUTES", "soon"),
            ("HAWKER_ADR", "127.0.0.1:0"),
        ] {
            let refused = place.run_with(arguments, &[(key, value)], "").failed();
            assert!(refused.contains(key), "{arguments:?} {key}: {refused}");
        }
    }
    assert!(!place.path("data").exists(), "a refused start leaves nothing behind");
}

#[test]
fn a_secret_that_is_wrong_is_not_repeated() {
    let variables = [
        ("BROADCAST_DRIVER", "pusher"),
        ("PUSHER_APP_ID", "1"),
        ("PUSHER_APP_KEY", "key"),
        ("PUSHER_APP_SECRET", "hunter2 with spaces"),
        ("PUSHER_APP_CLUSTER", "ap1"),
    ];
    let refused = Place::new().run_with(&["serve"], &variables, "").failed();
    assert!(refused.contains("PUSHER_APP_SECRET") && !refused.contains("hunter2"), "{refused}");
}

#[test]
fn the_document_is_printed_whatever_the_settings_are() {
    let variables = [("BROADCAST_DRIVER", "carrier-pigeon")];
    let printed = Place::new().run_with(&["openapi"], &variables, "").succeeded();
    assert_eq!(printed, hawker_server::openapi::text());
}

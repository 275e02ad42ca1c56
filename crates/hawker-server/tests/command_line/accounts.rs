//! `hawker migrate` and `hawker user create`.

use crate::hawker::Place;

const MARIA: [&str; 8] =
    ["user", "create", "--role", "superadmin", "--email", "Maria@example.test", "--name", "Maria"];

#[test]
fn migrating_twice_does_nothing_the_second_time() {
    let place = Place::new();
    let first = place.run(&["migrate"]).succeeded();
    assert!(first.starts_with("Migrated: 0001_hall"), "{first}");
    assert_eq!(place.run(&["migrate"]).succeeded(), "The database is up to date.\n");
}

#[test]
fn an_account_is_made_once_and_its_password_shown_once() {
    let place = Place::new();
    let made = place.run(&MARIA).succeeded();
    assert!(made.contains("(superadmin) for maria@example.test"), "{made}");
    assert!(made.contains("Its password, shown this once: "), "{made}");
    let again = place.run(&MARIA).failed();
    assert!(again.contains("--email") && !again.contains("password"), "{again}");
}

#[test]
fn a_password_from_the_input_is_not_shown() {
    let place = Place::new();
    let arguments = [&MARIA[..], &["--password-stdin"]].concat();
    let short = place.run_with(&arguments, &[], "short\n").failed();
    assert!(short.contains("at least 8 characters"), "{short}");
    let made = place.run_with(&arguments, &[], "a good password\n").succeeded();
    assert!(made.contains("maria@example.test") && !made.contains("password"), "{made}");
}

#[test]
fn an_account_that_makes_no_sense_is_refused_by_its_flag() {
    let place = Place::new();
    let create = |role: &'static str, email: &'static str, more: &[&'static str]| {
        let arguments = ["user", "create", "--role", role, "--email", email, "--name", "N"];
        place.run(&[&arguments[..], more].concat()).failed()
    };
    for (refused, flag) in [
        (create("cook", "n@example.test", &[]), "--role"),
        (create("superadmin", "nowhere", &[]), "--email"),
        (create("vendor", "n@example.test", &[]), "--vendor-id"),
        (create("vendor", "n@example.test", &["--vendor-id", "4711"]), "--vendor-id"),
        (create("customer", "n@example.test", &["--vendor-id", "1"]), "--vendor-id"),
    ] {
        assert!(refused.contains(flag), "{flag}: {refused}");
    }
}

//! How requests take turns, and what time makes of it.

use super::*;

fn settings() -> Settings {
    Settings {
        http_heartbeat: Duration::from_millis(100),
        http_absence: Duration::from_millis(50),
        close_timeout: Duration::from_millis(30),
        ..Settings::default()
    }
}

fn check(desk: &mut Desk, now: u64) -> Due {
    desk.check(Standing::Open, now, &settings())
}

/// A desk whose client knows that the session is open, and the request that receives.
fn opened() -> (Desk, u64) {
    let mut desk = Desk::default();
    let number = desk.begin().expect("it is not over");
    assert_eq!(desk.turn(number), Turn::Open);
    (desk, number)
}

#[test]
fn a_session_is_opened_once() {
    let (mut desk, first) = opened();
    assert_eq!(desk.turn(first), Turn::Take);
    desk.finish(first);
    let second = desk.begin().expect("it is not over");
    assert_eq!(desk.turn(second), Turn::Take);
}

#[test]
fn the_newer_request_receives_and_the_older_is_told() {
    let (mut desk, older) = opened();
    let newer = desk.begin().expect("it is not over");
    assert_eq!(desk.turn(older), Turn::Replaced);
    desk.finish(older);
    assert_eq!(desk.turn(newer), Turn::Take);
}

#[test]
fn nothing_follows_the_line_with_which_a_client_has_enough() {
    let (mut desk, first) = opened();
    desk.give(&"é".repeat(FULL_UNITS));
    assert_eq!(desk.turn(first), Turn::Take, "it reads on at exactly so much");
    desk.give("h\n");
    assert_eq!(desk.turn(first), Turn::Hold);
    let second = desk.begin().expect("it is not over");
    assert_eq!(desk.turn(second), Turn::Take);
}

#[test]
fn a_full_request_that_is_not_replaced_is_ended_and_then_the_visit() {
    let (mut desk, first) = opened();
    desk.give(&"x".repeat(FULL_UNITS + 1));
    let due = [1_000, 1_049, 1_050].map(|now| check(&mut desk, now));
    assert_eq!(due, [Due::Nothing, Due::Nothing, Due::HangUp]);
    assert_eq!(desk.turn(first), Turn::Over);
    let due = [1_060, 1_109, 1_110].map(|now| check(&mut desk, now));
    assert_eq!(due, [Due::Nothing, Due::Nothing, Due::End]);
}

#[test]
fn absence_is_counted_from_the_last_request_on() {
    let (mut desk, first) = opened();
    desk.finish(first);
    assert_eq!(check(&mut desk, 1_000), Due::Nothing);
    let second = desk.begin().expect("it is not over");
    desk.finish(second);
    let due = [1_050, 1_099, 1_100].map(|now| check(&mut desk, now));
    assert_eq!(due, [Due::Nothing, Due::Nothing, Due::End]);
}

#[test]
fn a_request_that_gets_nothing_gets_a_sign_of_life_now_and_then() {
    let (mut desk, _) = opened();
    let due = [1_000, 1_100, 1_110].map(|now| check(&mut desk, now));
    assert_eq!(due, [Due::Nothing, Due::Heartbeat, Due::Nothing]);
    desk.give("h\n");
    let due = [1_150, 1_249, 1_250].map(|now| check(&mut desk, now));
    assert_eq!(due, [Due::Nothing, Due::Nothing, Due::Heartbeat]);
}

#[test]
fn a_client_is_answered_but_not_where_it_answers_itself() {
    let (mut desk, _) = opened();
    assert!(desk.called());
    assert!(desk.answer_call());
    assert!(!desk.answer_call(), "once is enough");
    let due = [1_000, 1_100].map(|now| check(&mut desk, now));
    assert_eq!(due, [Due::Nothing, Due::Heartbeat]);
    assert!(!desk.called());
    assert!(desk.called());
}

#[test]
fn a_close_that_nobody_fetches_is_given_up() {
    let (mut desk, _) = opened();
    let standings = [(Standing::Closing, 1_000), (Standing::Told, 1_029), (Standing::Told, 1_030)];
    let due = standings.map(|(standing, now)| desk.check(standing, now, &settings()));
    assert_eq!(due, [Due::Leave, Due::Leave, Due::End]);
    assert_eq!(desk.check(Standing::Cut, 0, &settings()), Due::End);
}

#[test]
fn nobody_receives_what_is_over() {
    let (mut desk, first) = opened();
    desk.end();
    assert_eq!(desk.turn(first), Turn::Over);
    assert_eq!(desk.begin(), None);
}

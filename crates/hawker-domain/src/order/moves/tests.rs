//! The table of moves, written down a second time as data, and held against `decide`.

use proptest::prelude::*;

use super::*;

const PLACED: i64 = 1_000_000;
const CUSTOMER: Actor = Actor::Customer(UserId(1));
const STAFF: Actor = Actor::Vendor { user_id: UserId(2), vendor_id: VendorId(1) };
const MANAGER: Actor = Actor::Superadmin(UserId(3));

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("in range")
}

fn standing(status: OrderStatus) -> Standing {
    Standing {
        customer_id: UserId(1),
        vendor_id: VendorId(1),
        status,
        version: 4,
        last_move: MoveKind::Place,
        last_party: Party::System,
        expires_at: at(PLACED + 900),
        ready_at: (status == OrderStatus::ReadyForPickup).then(|| at(PLACED)),
    }
}

fn cancel(reason: Reason) -> Move {
    Move::Cancel { why: reason.into(), restock: Restock::GiveBack }
}

/// The legal moves: from, move, side, from and until how many seconds after `PLACED`, to.
fn table() -> Vec<(OrderStatus, Move, Party, i64, i64, OrderStatus)> {
    use OrderStatus::{Accepted, Cancelled, Completed, Pending, ReadyForPickup};
    const ANY: i64 = 100_000;
    vec![
        (Pending, Move::Accept, Party::Vendor, 0, ANY, Accepted),
        (Pending, Move::Decline(Reason::TooBusy.into()), Party::Vendor, 0, ANY, Cancelled),
        (Pending, cancel(Reason::CustomerRequest), Party::Customer, 0, ANY, Cancelled),
        (Pending, Move::Expire, Party::System, 900, ANY, Cancelled),
        (Accepted, cancel(Reason::CustomerRequest), Party::Vendor, 0, ANY, Cancelled),
        (Accepted, cancel(Reason::CustomerRequest), Party::Superadmin, 0, ANY, Cancelled),
        (Accepted, Move::MarkReady, Party::Vendor, 0, ANY, ReadyForPickup),
        (ReadyForPickup, Move::Recall, Party::Vendor, 0, 600, Accepted),
        (ReadyForPickup, Move::Complete, Party::Vendor, 0, ANY, Completed),
        (ReadyForPickup, Move::Complete, Party::Customer, 0, ANY, Completed),
        (ReadyForPickup, Move::Complete, Party::System, 3_600, ANY, Completed),
        (ReadyForPickup, cancel(Reason::NoShow), Party::Vendor, 1_800, ANY, Cancelled),
    ]
}

fn any_move() -> impl Strategy<Value = Move> {
    prop_oneof![
        Just(Move::Accept),
        Just(Move::Decline(Reason::TooBusy.into())),
        Just(cancel(Reason::CustomerRequest)),
        Just(cancel(Reason::NoShow)),
        Just(Move::Expire),
        Just(Move::MarkReady),
        Just(Move::Recall),
        Just(Move::Complete),
    ]
}

fn any_actor() -> impl Strategy<Value = Actor> {
    prop_oneof![Just(CUSTOMER), Just(STAFF), Just(MANAGER), Just(Actor::System)]
}

/// A customer's or the hall's reason is not looked at, and a no-show of an accepted order is a
/// wrong reason rather than a wrong move.
fn same_move(listed: &Move, wanted: &Move, party: Party) -> bool {
    match (listed, wanted) {
        (Move::Cancel { .. }, Move::Cancel { .. }) if party == Party::Customer => true,
        _ => listed == wanted,
    }
}

proptest! {
    #[test]
    fn no_move_exists_that_the_table_does_not_list(
        status in proptest::sample::select(OrderStatus::ALL),
        wanted in any_move(),
        actor in any_actor(),
        second in 0_i64..5_000,
    ) {
        let expected = table().into_iter().find(|(from, listed, party, since, until, _)| {
            *from == status
                && same_move(listed, &wanted, *party)
                && *party == actor.party()
                && (*since..=*until).contains(&second)
        });
        let decided = decide(&standing(status), &wanted, &actor, None, at(PLACED + second));
        match (expected, decided) {
            (Some((.., to)), Ok(Step::To { status, why, .. })) => {
                prop_assert_eq!(status, to);
                prop_assert_eq!(why.is_some(), to == OrderStatus::Cancelled);
            }
            (None, Err(_)) => {}
            (expected, decided) => prop_assert!(false, "{expected:?} against {decided:?}"),
        }
    }

    #[test]
    fn an_ended_order_never_moves_again(
        ended in proptest::sample::select(vec![OrderStatus::Completed, OrderStatus::Cancelled]),
        wanted in any_move(),
        actor in any_actor(),
        second in 0_i64..1_000_000,
    ) {
        let decided = decide(&standing(ended), &wanted, &actor, None, at(PLACED + second));
        prop_assert_eq!(decided, Err(Refusal::Conflict { status: ended, version: 4 }));
    }
}

#[test]
fn every_listed_move_can_be_made() {
    for (from, wanted, party, since, _, to) in table() {
        let actor = [CUSTOMER, STAFF, MANAGER, Actor::System]
            .into_iter()
            .find(|actor| actor.party() == party)
            .expect("one of the four");
        let step = decide(&standing(from), &wanted, &actor, Some(4), at(PLACED + since));
        assert!(
            matches!(step, Ok(Step::To { status, .. }) if status == to),
            "{wanted:?}: {step:?}"
        );
    }
}

#[test]
fn repeating_ones_own_move_does_nothing() {
    let mut accepted = standing(OrderStatus::Accepted);
    accepted.last_move = MoveKind::Accept;
    accepted.last_party = Party::Vendor;
    // The retry still carries the version from before the move.
    let step = decide(&accepted, &Move::Accept, &STAFF, Some(3), at(PLACED));
    assert_eq!(step, Ok(Step::AlreadyMade));
}

#[test]
fn somebody_elses_finished_move_is_a_conflict() {
    let mut cancelled = standing(OrderStatus::Cancelled);
    cancelled.last_move = MoveKind::Cancel;
    cancelled.last_party = Party::Customer;
    let why = Reason::TooBusy.into();
    let step = decide(&cancelled, &Move::Decline(why), &STAFF, None, at(PLACED));
    assert_eq!(step, Err(Refusal::Conflict { status: OrderStatus::Cancelled, version: 4 }));
}

#[test]
fn a_screen_that_shows_an_older_version_is_told() {
    let pending = standing(OrderStatus::Pending);
    let step = decide(&pending, &Move::Accept, &STAFF, Some(3), at(PLACED));
    assert_eq!(step, Err(Refusal::Conflict { status: OrderStatus::Pending, version: 4 }));
}

#[test]
fn another_stalls_order_does_not_exist() {
    let other = Actor::Vendor { user_id: UserId(2), vendor_id: VendorId(2) };
    let pending = standing(OrderStatus::Pending);
    assert_eq!(decide(&pending, &Move::Accept, &other, None, at(PLACED)), Err(Refusal::NotTheirs));
    let stranger = Actor::Customer(UserId(9));
    let step = decide(&pending, &cancel(Reason::CustomerRequest), &stranger, None, at(PLACED));
    assert_eq!(step, Err(Refusal::NotTheirs));
}

#[test]
fn portions_go_back_only_where_the_table_says_so() {
    let restock = |from, wanted: &Move, actor, second| match decide(
        &standing(from),
        wanted,
        actor,
        None,
        at(PLACED + second),
    ) {
        Ok(Step::To { restock, .. }) => restock,
        other => panic!("{other:?}"),
    };
    let decline = Move::Decline(Reason::TooBusy.into());
    let keep = Move::Cancel { why: Reason::TooBusy.into(), restock: Restock::Keep };
    assert_eq!(restock(OrderStatus::Pending, &decline, &STAFF, 0), Restock::GiveBack);
    assert_eq!(restock(OrderStatus::Pending, &keep, &CUSTOMER, 0), Restock::GiveBack);
    assert_eq!(
        restock(OrderStatus::Pending, &Move::Expire, &Actor::System, 900),
        Restock::GiveBack
    );
    assert_eq!(restock(OrderStatus::Accepted, &keep, &STAFF, 0), Restock::Keep);
    assert_eq!(
        restock(OrderStatus::Accepted, &cancel(Reason::TooBusy), &MANAGER, 0),
        Restock::GiveBack
    );
    let no_show = cancel(Reason::NoShow);
    assert_eq!(restock(OrderStatus::ReadyForPickup, &no_show, &STAFF, 1_800), Restock::Keep);
}

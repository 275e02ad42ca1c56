use proptest::prelude::*;

use super::*;

const BYE: Close = Close { code: Code::GoingAway, reason: "bye" };

fn limits(max_queued_frames: usize, max_queued_bytes: usize) -> AppLimits {
    AppLimits { max_queued_frames, max_queued_bytes, ..AppLimits::default() }
}

/// A frame of so many bytes, of which two are its head.
fn frame(bytes: usize) -> Frame {
    "x".repeat(bytes.checked_sub(2).expect("a frame has a head")).into()
}

/// Writes all that waits, and shows the opcode of each frame.
fn written(outbox: &Outbox) -> Vec<u8> {
    let (mut hand, mut opcodes) = (Hand::default(), Vec::new());
    while outbox.take(&mut hand) {
        opcodes.extend(hand.frames.drain(..).map(|frame| frame.bytes()[0] & 0x0F));
    }
    opcodes
}

/// A writer that found the socket full after `begun` bytes of the first frame.
fn get_stuck(outbox: &Outbox, begun: usize) {
    let mut hand = Hand::default();
    assert!(outbox.take(&mut hand));
    hand.advance(begun);
    outbox.keep(&mut hand);
}

#[test]
fn whoever_queues_first_writes_and_whoever_comes_meanwhile_does_not() {
    let (outbox, limits) = (Outbox::default(), limits(9, 99));
    assert_eq!(outbox.push(frame(5), &limits), Push::Claimed);
    assert_eq!(outbox.push(frame(5), &limits), Push::Queued);
    assert_eq!(written(&outbox), [1, 1]);
    assert_eq!(outbox.push(frame(5), &limits), Push::Claimed);
}

#[test]
fn what_a_full_socket_did_not_take_is_for_the_task_and_goes_out_in_order() {
    let (outbox, limits) = (Outbox::default(), limits(9, 999));
    for len in [10, 20] {
        let _ = outbox.push(frame(len), &limits);
    }
    get_stuck(&outbox, 13);
    assert_eq!(outbox.push(frame(30), &limits), Push::Queued);
    assert!(outbox.resume());
    assert!(!outbox.resume());
    let mut hand = Hand::default();
    assert!(outbox.take(&mut hand));
    assert_eq!(hand.begun, 3);
    assert_eq!(hand.frames.iter().map(Frame::len).collect::<Vec<_>>(), [20, 30]);
}

#[test]
fn what_was_queued_before_a_close_is_written_before_it() {
    let (outbox, limits) = (Outbox::default(), limits(9, 99));
    assert_eq!(outbox.push(frame(5), &limits), Push::Claimed);
    assert_eq!(outbox.close(BYE), Push::Queued);
    assert_eq!(outbox.push(frame(5), &limits), Push::Closed);
    assert_eq!(outbox.standing(), Standing::Closing);
    assert_eq!(written(&outbox), [1, 8]);
    assert_eq!(outbox.standing(), Standing::Told);
    assert_eq!(outbox.client_closed(Some(1001)), Push::Closed);
    assert_eq!(outbox.standing(), Standing::Done);
}

#[test]
fn a_client_that_closes_is_answered_after_what_was_queued() {
    let (outbox, limits) = (Outbox::default(), limits(9, 99));
    assert_eq!(outbox.push(frame(5), &limits), Push::Claimed);
    assert_eq!(outbox.client_closed(Some(1000)), Push::Queued);
    assert_eq!(outbox.standing(), Standing::Closing);
    assert_eq!(written(&outbox), [1, 8]);
    assert_eq!(outbox.standing(), Standing::Done);
}

#[test]
fn an_overflow_frees_what_waited_and_leaves_only_the_close() {
    let (outbox, limits) = (Outbox::default(), limits(9, 9));
    assert_eq!(outbox.push(frame(5), &limits), Push::Claimed);
    assert_eq!(outbox.push(frame(5), &limits), Push::Overflowed);
    assert_eq!(outbox.push(frame(2), &limits), Push::Closed);
    assert!(outbox.has_overflowed());
    assert_eq!(outbox.close(BYE), Push::Closed);
    assert_eq!(written(&outbox), [8]);
}

#[test]
fn one_frame_may_wait_behind_what_a_writer_has_in_hand_however_large_it_is() {
    let (outbox, limits) = (Outbox::default(), limits(9, 99));
    assert_eq!(outbox.push(frame(50), &limits), Push::Claimed);
    let mut hand = Hand::default();
    assert!(outbox.take(&mut hand));
    // The socket may have taken the first already: only the writer knows.
    assert_eq!(outbox.push(frame(500), &limits), Push::Queued);
    hand.frames.clear();
    assert!(outbox.take(&mut hand));
    // Now more is in hand than may wait.
    assert_eq!(outbox.push(frame(5), &limits), Push::Overflowed);
}

#[test]
fn a_frame_that_is_out_in_part_is_completed_before_the_close_of_an_overflow() {
    for is_in_hand in [false, true] {
        let (outbox, limits) = (Outbox::default(), limits(3, 999));
        for len in [10, 20, 30] {
            let _ = outbox.push(frame(len), &limits);
        }
        let mut hand = Hand::default();
        assert!(outbox.take(&mut hand));
        hand.advance(13);
        if is_in_hand {
            // The writer has not said yet that one of the three is written.
            assert_eq!(outbox.push(frame(40), &limits), Push::Overflowed);
            outbox.keep(&mut hand);
        } else {
            outbox.keep(&mut hand);
            assert_eq!(outbox.push(frame(40), &limits), Push::Queued);
            assert_eq!(outbox.push(frame(40), &limits), Push::Overflowed);
        }
        // However often the socket is found full.
        for _ in 0..2 {
            assert!(outbox.resume());
            assert!(outbox.take(&mut hand));
            assert_eq!((hand.begun, hand.frames[0].len()), (3, 20));
            assert_eq!(hand.frames[1].bytes()[0], 0x88);
            assert_eq!(hand.frames.len(), 2);
            outbox.keep(&mut hand);
        }
    }
}

#[test]
fn nothing_is_written_after_a_cut() {
    let (outbox, limits) = (Outbox::default(), limits(9, 99));
    let _ = outbox.push(frame(5), &limits);
    outbox.cut();
    assert!(written(&outbox).is_empty());
    assert_eq!(outbox.standing(), Standing::Cut);
}

/// What may happen to a queue.
#[derive(Debug, Clone)]
enum Step {
    Push(usize),
    /// A writer gets so many bytes out, then the socket is full.
    Write(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => (2_usize..20).prop_map(Step::Push),
        1 => (0_usize..40).prop_map(Step::Write),
    ];
    proptest::collection::vec(step, 1..80)
}

proptest! {
    #[test]
    fn never_more_waits_than_the_limits_allow_and_every_byte_is_written_once_in_order(
        steps in steps(),
    ) {
        let (outbox, limits) = (Outbox::default(), limits(8, 50));
        let (mut accepted, mut out) = (0, 0);
        for step in steps {
            match step {
                Step::Push(len) => match outbox.push(frame(len), &limits) {
                    Push::Claimed => { accepted += len; get_stuck(&outbox, 0) }
                    Push::Queued => accepted += len,
                    Push::Overflowed | Push::Closed => break,
                },
                Step::Write(mut room) => if outbox.resume() {
                    let mut hand = Hand::default();
                    while outbox.take(&mut hand) {
                        let begun = hand.begun;
                        let there: usize = hand.frames.iter().map(Frame::len).sum::<usize>() - begun;
                        let written = there.min(room);
                        hand.advance(written);
                        (room, out) = (room - written, out + written);
                        if !hand.frames.is_empty() {
                            outbox.keep(&mut hand);
                            break;
                        }
                    }
                }
            }
            let queue = outbox.queue.lock();
            prop_assert_eq!(queue.bytes, accepted - out + queue.begun);
            prop_assert!(queue.bytes <= 50 && queue.waiting.len() <= 8);
        }
    }
}

//! Frames that clients send, and what they say of themselves.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| hawker_fuzz::client_frames::check(input));

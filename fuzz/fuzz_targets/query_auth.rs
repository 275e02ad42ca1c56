//! Signatures of calls of the HTTP API.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| hawker_fuzz::query_auth::check(input));

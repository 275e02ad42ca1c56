//! Bodies of the HTTP API.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| hawker_fuzz::api_bodies::check(input));

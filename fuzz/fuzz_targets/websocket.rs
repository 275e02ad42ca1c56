//! Bytes that arrive on a WebSocket.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| pusher_engine::fuzzing::check_websocket(input));

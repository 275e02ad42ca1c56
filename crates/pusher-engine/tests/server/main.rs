//! The program `pusher-server`, as a process.

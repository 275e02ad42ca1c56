//! Waiting for what comes by itself, with an end.

use std::time::{Duration, Instant};

/// Longer than anything here takes on a busy machine; shorter than a test that hangs.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long to wait between two looks at something that gives no signal.
const BETWEEN_LOOKS: Duration = Duration::from_millis(10);

/// The value of `attempt` as soon as it has one. For what gives no signal to await.
pub(crate) async fn eventually<T>(what: &str, mut attempt: impl AsyncFnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(value) = attempt().await {
            return value;
        }
        assert!(started.elapsed() < PATIENCE, "{what}: not within {PATIENCE:?}");
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
}

/// What `future` comes to, which must not take for ever.
pub(crate) async fn in_time<T>(what: &str, future: impl Future<Output = T>) -> T {
    let result = tokio::time::timeout(PATIENCE, future).await;
    result.unwrap_or_else(|_| panic!("{what}: not within {PATIENCE:?}"))
}

//! What holds for every driver.

use hawker_server::realtime::broadcaster::{Broadcaster, PublishError};
use pusher_protocol::SocketId;

use crate::events::{event, event_of_size, held_back};

/// Makes a module of tests out of a driver and the server it needs.
macro_rules! contract {
    ($driver:ident, $make:expr) => {
        mod $driver {
            use hawker_server::realtime::broadcaster::Broadcaster as _;

            use super::*;

            #[tokio::test]
            async fn it_is_called_what_the_settings_call_it() {
                let (driver, _server) = $make.await;
                assert_eq!(driver.name(), stringify!($driver));
            }

            #[tokio::test]
            async fn each_event_has_one_outcome() {
                let (driver, _server) = $make.await;
                crate::contract::each_event_has_one_outcome(&driver).await;
            }

            #[tokio::test]
            async fn the_largest_event_passes_and_one_byte_more_does_not() {
                let (driver, _server) = $make.await;
                crate::contract::the_largest_event_passes_and_one_byte_more_does_not(&driver).await;
            }

            #[tokio::test]
            async fn a_failed_event_holds_back_its_own_channel_only() {
                let (driver, _server) = $make.await;
                crate::contract::a_failed_event_holds_back_its_own_channel_only(&driver).await;
            }

            #[tokio::test]
            async fn ending_unknown_subscriptions_is_no_failure() {
                let (driver, _server) = $make.await;
                crate::contract::ending_unknown_subscriptions_is_no_failure(&driver).await;
            }
        }
    };
}
pub(crate) use contract;

pub(crate) async fn each_event_has_one_outcome(driver: &dyn Broadcaster) {
    assert_eq!(driver.publish(&[]).await, []);
    // More than one batch of any driver.
    let events: Vec<_> = (1..=23).map(|seq| event(&format!("stall-{}", seq % 3), seq)).collect();
    assert_eq!(driver.publish(&events).await, vec![Ok(()); 23]);
}

pub(crate) async fn the_largest_event_passes_and_one_byte_more_does_not(driver: &dyn Broadcaster) {
    let bytes = driver.max_event_bytes();
    let events = [event_of_size("stall-1", 1, bytes), event_of_size("stall-2", 1, bytes + 1)];
    let too_large = Err(PublishError::TooLarge { bytes: bytes + 1 });
    assert_eq!(driver.publish(&events).await, [Ok(()), too_large]);
}

pub(crate) async fn a_failed_event_holds_back_its_own_channel_only(driver: &dyn Broadcaster) {
    let bytes = driver.max_event_bytes() + 1;
    let events = [
        event("stall-1", 1),
        event_of_size("stall-1", 2, bytes),
        event("stall-2", 1),
        event("stall-1", 3),
        event("stall-2", 2),
    ];
    let too_large = Err(PublishError::TooLarge { bytes });
    assert_eq!(driver.publish(&events).await, [Ok(()), too_large, Ok(()), held_back(), Ok(())]);
    // Only for this call: what the relay brings again is sent again.
    assert_eq!(driver.publish(&events[3..4]).await, [Ok(())]);
}

pub(crate) async fn ending_unknown_subscriptions_is_no_failure(driver: &dyn Broadcaster) {
    use hawker_server::realtime::broadcaster::Ended;
    let nobody = [SocketId::parse("1.1").expect("a socket id")];
    let ended = driver.end_subscriptions(&nobody).await;
    assert!(matches!(ended, Ended::Closed(0) | Ended::Unsupported), "{ended:?}");
}

//! What holds for channels between any two of their locks.

use std::sync::Arc;

use pusher_protocol::{ChannelName, Member};
use tokio::sync::mpsc::UnboundedReceiver;

use super::join::Entered;
use super::{Channel, Joining};
use crate::app::{App, AppFeatures};
use crate::connection::Connection;
use crate::history::{AppHistory, MemoryHistory, MemoryLimits};
use crate::hub::Hub;
use crate::notice::Notice;
use crate::settings::system_clock;

fn hub() -> Hub {
    let history = Arc::new(MemoryHistory::new("k", MemoryLimits::default()));
    Hub::new(system_clock(), AppHistory { app_id: "1".into(), history })
}

fn connection(number: u64) -> Arc<Connection> {
    let features = AppFeatures { subscription_count: true, ..AppFeatures::default() };
    let app = Arc::new(App::new("1", "key", "secret").with_features(features));
    Connection::detached(number, app)
}

fn name() -> ChannelName {
    ChannelName::parse("menu").expect("valid")
}

fn join(hub: &Hub, connection: &Arc<Connection>) -> Arc<Channel> {
    let joining = Joining { connection, member: None, caught_up: None };
    hub.channels.join(hub, &name(), &joining).expect("no limit is reached")
}

#[test]
fn nobody_joins_a_channel_that_was_vacated_since_it_was_looked_up() {
    let (hub, first, second) = (hub(), connection(1), connection(2));
    let joined = join(&hub, &first);
    let looked_up = hub.channels.find_or_create(&name());
    hub.channels.leave(&hub, &joined, &first);
    let joining = Joining { connection: &second, member: None, caught_up: None };
    assert!(matches!(looked_up.join(&hub, &joining), Ok(Entered::TooLate)));
    assert_eq!(second.outbox.len(), 0, "told of a subscription that is none");
    assert_eq!(hub.channels.len(), 0);
}

#[test]
fn a_new_channel_outlives_the_vacated_one_whose_place_it_took() {
    let (hub, first, second) = (hub(), connection(1), connection(2));
    let vacated = join(&hub, &first);
    assert!(vacated.leave(&hub, &first));
    let fresh = join(&hub, &second);
    hub.channels.forget(&vacated);
    let found = hub.channels.find(&name()).expect("it has a subscriber");
    assert!(Arc::ptr_eq(&found, &fresh));
    assert_eq!(found.len(), 1);
}

#[test]
fn leaving_a_channel_twice_takes_it_from_nobody_else() {
    let (hub, first, second) = (hub(), connection(1), connection(2));
    let channel = join(&hub, &first);
    join(&hub, &second);
    hub.channels.leave(&hub, &channel, &first);
    hub.channels.leave(&hub, &channel, &first);
    assert_eq!(hub.channels.find(&name()).map(|channel| channel.len()), Some(1));
    hub.channels.leave(&hub, &channel, &second);
    assert!(hub.channels.find(&name()).is_none());
}

#[test]
fn a_channel_that_nobody_got_into_is_forgotten() {
    let (hub, first, second) = (hub(), connection(1), connection(2));
    let presence = ChannelName::parse("presence-a").expect("valid");
    let member = Member { user_id: "1".into(), user_info: None };
    let mut app = App::new("1", "key", "secret");
    app.limits.presence.users_per_channel = 0;
    let app = Arc::new(app);
    let full = Connection::detached(3, app);
    let joining = Joining { connection: &full, member: Some(&member), caught_up: None };
    assert!(hub.channels.join(&hub, &presence, &joining).is_err());
    assert_eq!(hub.channels.len(), 0);
    join(&hub, &first);
    join(&hub, &second);
    assert_eq!(hub.channels.names_with_prefix("me"), [name()]);
    assert_eq!(hub.channels.names_with_prefix("x"), []);
}

#[test]
fn a_watcher_is_told_of_everything_in_its_order_and_once() {
    let (hub, first, second) = (hub(), connection(1), connection(2));
    let mut notices = hub.notices.watch();
    let channel = ChannelName::parse("cache-a").expect("valid");
    let joining = |connection| Joining { connection, member: None, caught_up: None };
    let joined = hub.channels.join(&hub, &channel, &joining(&first)).expect("joins");
    hub.channels.join(&hub, &channel, &joining(&second)).expect("joins");
    hub.channels.leave(&hub, &joined, &first);
    hub.channels.leave(&hub, &joined, &first);
    hub.channels.leave(&hub, &joined, &second);
    let counted = |count| Notice::SubscriptionCount { channel: channel.clone(), count };
    let missed = Notice::CacheMiss { channel: channel.clone() };
    let expected = [
        missed.clone(),
        Notice::ChannelOccupied { channel: channel.clone() },
        counted(1),
        missed,
        counted(2),
        counted(1),
        counted(0),
        Notice::ChannelVacated { channel: channel.clone() },
    ];
    assert_eq!(told(&mut notices), expected);
}

#[test]
fn a_watcher_is_told_of_users_and_not_of_their_connections() {
    let (hub, first, second) = (hub(), connection(1), connection(2));
    let mut notices = hub.notices.watch();
    let channel = ChannelName::parse("presence-a").expect("valid");
    let member = Member { user_id: "ana".into(), user_info: None };
    for connection in [&first, &second, &first] {
        let joining = Joining { connection, member: Some(&member), caught_up: None };
        hub.channels.join(&hub, &channel, &joining).expect("joins");
    }
    let joined = hub.channels.find(&channel).expect("it is there");
    hub.channels.leave(&hub, &joined, &first);
    hub.channels.leave(&hub, &joined, &second);
    let user_id = || "ana".to_owned();
    let expected = [
        Notice::ChannelOccupied { channel: channel.clone() },
        Notice::MemberAdded { channel: channel.clone(), user_id: user_id() },
        Notice::MemberRemoved { channel: channel.clone(), user_id: user_id() },
        Notice::ChannelVacated { channel: channel.clone() },
    ];
    assert_eq!(told(&mut notices), expected);
}

fn told(notices: &mut UnboundedReceiver<Notice>) -> Vec<Notice> {
    std::iter::from_fn(|| notices.try_recv().ok()).collect()
}

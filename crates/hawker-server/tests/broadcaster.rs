//! One contract for every driver, and what holds for single ones.

#[path = "broadcaster/command.rs"]
mod command;
#[path = "broadcaster/contract.rs"]
mod contract;
#[path = "broadcaster/events.rs"]
mod events;
#[path = "broadcaster/other_servers.rs"]
mod other_servers;
#[path = "broadcaster/pusher.rs"]
mod pusher_alone;
#[path = "broadcaster/screens.rs"]
mod screens;

mod drivers {
    use axum::http::StatusCode;
    use hawker_server::realtime::log::Log;
    use hawker_server::realtime::null::Null;

    use crate::contract::contract;
    use crate::other_servers::{Server, driver};
    use crate::screens::Hall;

    contract!(null, async { (Null, ()) });
    contract!(log, async { (Log, ()) });
    contract!(embedded, async {
        let hall = Hall::open().await;
        (hall.embedded(), hall)
    });

    mod against_a_server_of_somebody_else {
        use super::*;

        contract!(pusher, async {
            let server = Server::checking(StatusCode::BAD_REQUEST).await;
            (driver(server.addr), server)
        });
    }

    mod against_the_engine {
        use super::*;

        contract!(pusher, async {
            let hall = Hall::open().await;
            (driver(hall.server.addr), hall)
        });
    }
}

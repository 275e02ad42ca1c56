//! Where a visit's frames are handed out: which request receives, how much it got, and since when
//! nothing happens.
//!
//! Times are those of the sweep, and begin with the first sweep that sees a state, so that nobody
//! has less than the settings say.

use std::mem;
use std::time::Duration;

use crate::connection::has_passed;
use crate::outbox::Standing;
use crate::settings::Settings;
use crate::transport::utf16_len;

/// pusher-js reads so much of one streamed answer, in UTF-16, before it begins another: as soon as
/// it has more, and the end of a line. So nothing is sent behind that line; it would be lost.
const FULL_UNITS: usize = 256 * 1024;

/// The state of handing out.
#[derive(Default)]
pub(super) struct Desk {
    /// The number of the last request.
    last: u64,
    /// That of the one that receives.
    current: Option<u64>,
    /// What it got, as the client counts it.
    units: usize,
    opening: Opening,
    call: Call,
    /// Since when nothing was sent to the one that receives.
    quiet_since: Option<u64>,
    /// Since when none does, or only one that will take no more.
    absent_since: Option<u64>,
    /// Since when the connection is to be closed.
    closing_since: Option<u64>,
    is_over: bool,
}

/// Whether the client was told that the session is open; a second time would end it.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Opening {
    #[default]
    Untold,
    Told,
}

/// Who owes whom a sign of life.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Call {
    #[default]
    Nobody,
    /// The client sent one of its own accord, and waits for anything at all.
    Client,
    /// The server did; the client's answer is no call.
    Server,
}

/// What a request is given.
pub(super) enum Given {
    Lines(String),
    /// With these the session ends.
    Last(String),
    /// Another request receives now.
    Replaced,
    /// It ends without another word.
    Nothing,
}

/// How a request stands that asks for lines.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// It is to be told that the session is open.
    Open,
    /// It gets what waits.
    Take,
    /// It gets nothing more: the client will begin another.
    Hold,
    Replaced,
    Over,
}

/// What a sweep has to do about a visit.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Due {
    Nothing,
    /// A sign of life, before something on the way takes the silence for the end.
    Heartbeat,
    /// The request that receives is to end, for the client to begin another.
    HangUp,
    /// Its subscriptions end: only the close is still to be told.
    Leave,
    /// It is over.
    End,
}

impl Desk {
    /// Begins a request, in place of any before it; `None` once the visit is over.
    pub(super) fn begin(&mut self) -> Option<u64> {
        if self.is_over {
            return None;
        }
        self.last += 1;
        self.current = Some(self.last);
        self.units = 0;
        self.call = Call::Nobody;
        self.quiet_since = None;
        self.absent_since = None;
        self.current
    }

    /// Ends a request, if it is the one that receives.
    pub(super) fn finish(&mut self, number: u64) {
        if self.current == Some(number) {
            self.current = None;
        }
    }

    /// Ends all of it.
    pub(super) fn end(&mut self) {
        self.is_over = true;
        self.current = None;
    }

    pub(super) fn turn(&mut self, number: u64) -> Turn {
        if self.current != Some(number) {
            return if self.last == number || self.is_over { Turn::Over } else { Turn::Replaced };
        }
        match mem::replace(&mut self.opening, Opening::Told) {
            Opening::Untold => Turn::Open,
            Opening::Told if self.is_full() => Turn::Hold,
            Opening::Told => Turn::Take,
        }
    }

    /// Notes that these lines go out.
    pub(super) fn give(&mut self, text: &str) {
        self.units += utf16_len(text);
        self.quiet_since = None;
    }

    /// Notes the client's sign of life, and tells whether it waits for an answer.
    pub(super) fn called(&mut self) -> bool {
        let is_answer = self.call == Call::Server;
        self.call = if is_answer { Call::Nobody } else { Call::Client };
        !is_answer
    }

    /// Whether the client waits for a sign of life; it will not after this.
    pub(super) fn answer_call(&mut self) -> bool {
        let is_waited_for = self.call == Call::Client;
        if is_waited_for {
            self.call = Call::Nobody;
        }
        is_waited_for
    }

    /// Judges the visit at `now`.
    pub(super) fn check(&mut self, standing: Standing, now: u64, settings: &Settings) -> Due {
        match standing {
            Standing::Cut => return Due::End,
            Standing::Closing | Standing::Told | Standing::Done => {
                let is_late = is_over(&mut self.closing_since, now, settings.close_timeout);
                return if is_late { Due::End } else { Due::Leave };
            }
            Standing::Open => {}
        }
        if self.current.is_some() && !self.is_full() {
            return self.check_quiet(now, settings.http_heartbeat);
        }
        if !is_over(&mut self.absent_since, now, settings.http_absence) {
            return Due::Nothing;
        }
        match self.current.take() {
            Some(_) => Due::HangUp,
            None => Due::End,
        }
    }

    fn check_quiet(&mut self, now: u64, heartbeat: Duration) -> Due {
        if !is_over(&mut self.quiet_since, now, heartbeat) {
            return Due::Nothing;
        }
        self.call = Call::Server;
        Due::Heartbeat
    }

    fn is_full(&self) -> bool {
        self.units > FULL_UNITS
    }
}

/// Whether a time has passed since a state was first seen; the state then begins anew.
fn is_over(since: &mut Option<u64>, now: u64, time: Duration) -> bool {
    let is_over = has_passed(*since.get_or_insert(now), now, time);
    if is_over {
        *since = None;
    }
    is_over
}

#[cfg(test)]
mod tests;

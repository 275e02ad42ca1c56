//! Who listens where, and the frame that is ready for each channel.

use std::collections::HashMap;
use std::rc::Rc;

use anyhow::Context as _;

use super::connection::{Connection, quoted_after};
use crate::event;

/// All channels that somebody listens to.
pub(super) struct Channels {
    payload_bytes: usize,
    by_name: HashMap<Rc<[u8]>, Channel>,
}

struct Channel {
    frame: Vec<u8>,
    /// Where in the frame the number of the event stands, the only part that changes.
    digits_at: usize,
    listeners: Vec<usize>,
}

impl Channels {
    pub(super) fn new(payload_bytes: usize) -> Self {
        Self { payload_bytes, by_name: HashMap::new() }
    }

    /// Adds a listener, and gives back the name to leave by.
    pub(super) fn join(&mut self, name: &[u8], listener: usize) -> anyhow::Result<Rc<[u8]>> {
        if let Some(channel) = self.by_name.get_mut(name) {
            channel.listeners.push(listener);
            let (name, _) = self.by_name.get_key_value(name).context("it was there just now")?;
            return Ok(Rc::clone(name));
        }
        let payload = event::payload(0, self.payload_bytes);
        let frame = event::frame(std::str::from_utf8(name)?, &payload)?;
        let digits_at = event::mark_in(&frame).context("every payload has a mark")?;
        let name: Rc<[u8]> = name.into();
        let channel = Channel { frame, digits_at, listeners: vec![listener] };
        self.by_name.insert(Rc::clone(&name), channel);
        Ok(name)
    }

    /// Removes a listener, and the channel with the last one.
    pub(super) fn leave(&mut self, name: &[u8], listener: usize) {
        let Some(channel) = self.by_name.get_mut(name) else { return };
        if let Some(at) = channel.listeners.iter().position(|other| *other == listener) {
            channel.listeners.swap_remove(at);
        }
        if channel.listeners.is_empty() {
            self.by_name.remove(name);
        }
    }

    /// Writes the channel's frame to all its listeners, and tells who had no room for it.
    pub(super) fn publish(
        &mut self,
        body: &[u8],
        connections: &[Option<Connection>],
    ) -> Vec<usize> {
        let mut slow = Vec::new();
        let name = quoted_after(body, br#""channels":["#).map(|name| &body[name]);
        let Some(channel) = name.and_then(|name| self.by_name.get_mut(name)) else { return slow };
        event::copy_mark(body, &mut channel.frame, channel.digits_at);
        for listener in &channel.listeners {
            if connections[*listener].as_ref().is_some_and(|to| !to.write(&channel.frame)) {
                slow.push(*listener);
            }
        }
        slow
    }
}

//! What SQLite's writer need not read again for a checkout, because the checkout before it has read or
//! written it.
//!
//! A transaction has SQLite's write lock, and between two of them only other connections can write,
//! which SQLite tells (`PRAGMA data_version`). So what one checkout leaves still stands for the next,
//! as long as nothing but checkouts ran in between. Whatever else runs ends that: all is forgotten
//! after every job that did not say otherwise, and when anything is rolled back.

use std::collections::{BTreeMap, HashMap};
use std::mem;
use std::sync::Arc;

use hawker_domain::VendorId;
use hawker_domain::channel::Channel;
use hawker_domain::menu::Menu;
use hawker_domain::quote::RequestedLine;
use jiff::civil::Date;

/// What stands since it was last read or written.
#[derive(Default)]
pub(crate) struct WriterMemory {
    menu: Arc<Menu>,
    /// The last checkout's id.
    pub(crate) last_checkout_id: Option<i64>,
    /// The last order's id.
    pub(crate) last_order_id: Option<i64>,
    daily_counts: BTreeMap<(VendorId, Date), i64>,
    places: HashMap<Channel, Place>,
    /// By the channel's row: what the row does not tell yet.
    given_out: BTreeMap<i64, GivenOut>,
    stands: bool,
    data_version: i64,
}

/// What was given out of a channel's places.
pub(crate) struct GivenOut {
    /// The last one.
    pub(crate) seq: i64,
    /// Whether the channel's row says already that the relay has to look.
    pub(crate) was_waiting: bool,
}

/// Where a channel stands.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    /// The channel's row.
    pub(crate) channel_id: i64,
    /// The place of its last event.
    pub(crate) seq: i64,
}

impl WriterMemory {
    /// Forgets all.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Begins a transaction: what is remembered stands if no other connection has written since, which
    /// would have changed `data_version`.
    pub(crate) fn begin(&mut self, data_version: i64) {
        if self.data_version != data_version {
            *self = Self { data_version, ..Self::default() };
        }
    }

    /// Says that the job which runs changes nothing of what is remembered, or has noted it.
    pub(crate) fn keep(&mut self) {
        self.stands = true;
    }

    /// Ends a job: what is remembered is good for the next one only if this one said so. Places that
    /// are given out stay so.
    pub(crate) fn end_of_job(&mut self) {
        if !mem::take(&mut self.stands) {
            let (given_out, data_version) = (mem::take(&mut self.given_out), self.data_version);
            *self = Self { given_out, data_version, ..Self::default() };
        }
    }

    /// A menu that has all that `lines` name, and more, if that is remembered.
    pub(crate) fn menu(&self, lines: &[RequestedLine]) -> Option<Arc<Menu>> {
        let has = |line: &RequestedLine| {
            self.menu.products.contains_key(&line.product_id)
                && line.add_ons.iter().all(|it| self.menu.add_ons.contains_key(&it.add_on_id))
        };
        lines.iter().all(has).then(|| Arc::clone(&self.menu))
    }

    /// Remembers what was read of the menu, but for products that are counted: a checkout leaves
    /// fewer of them than it read.
    pub(crate) fn note_menu(&mut self, menu: &Menu) {
        let known = Arc::make_mut(&mut self.menu);
        let uncounted = menu.products.values().filter(|product| product.stock.is_none());
        known.products.extend(uncounted.map(|product| (product.id, product.clone())));
        known.vendors.extend(menu.vendors.iter().map(|(id, vendor)| (*id, vendor.clone())));
        known.add_ons.extend(menu.add_ons.iter().map(|(id, add_on)| (*id, add_on.clone())));
    }

    /// How many orders a stall had on a day so far.
    pub(crate) fn daily_count(&self, vendor_id: VendorId, day: Date) -> Option<i64> {
        self.daily_counts.get(&(vendor_id, day)).copied()
    }

    /// Remembers that a stall has had so many orders on a day.
    pub(crate) fn note_daily_count(&mut self, vendor_id: VendorId, day: Date, count: i64) {
        self.daily_counts.insert((vendor_id, day), count);
    }

    /// Where a channel stands that waits for the relay.
    pub(crate) fn place(&self, channel: Channel) -> Option<Place> {
        self.places.get(&channel).copied()
    }

    /// Remembers that a place of a channel is given out, which its row has to tell; and whether the row
    /// says that the relay has to look.
    pub(crate) fn give_out(&mut self, channel: Channel, place: Place, was_waiting: bool) {
        self.places.insert(channel, place);
        let given_out = GivenOut { seq: place.seq, was_waiting };
        self.given_out.entry(place.channel_id).or_insert(given_out).seq = place.seq;
    }

    /// By the channel's row: what was given out since this was last taken.
    pub(crate) fn take_given_out(&mut self) -> BTreeMap<i64, GivenOut> {
        mem::take(&mut self.given_out)
    }
}

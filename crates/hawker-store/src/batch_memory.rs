//! What the checkouts of one group commit need not read again.
//!
//! A batch is one transaction under SQLite's write lock, so what one of its checkouts has read or
//! written still stands for the next, as long as nothing but checkouts ran in between. Whatever
//! else runs ends that: all is forgotten after every job that did not say otherwise, and when a
//! transaction begins or anything of it is rolled back.

use std::collections::{BTreeMap, HashMap};

use hawker_domain::VendorId;
use hawker_domain::channel::Channel;
use hawker_domain::menu::Menu;
use hawker_domain::quote::RequestedLine;
use jiff::civil::Date;

/// What stands since it was last read or written.
#[derive(Default)]
pub(crate) struct BatchMemory {
    menu: Menu,
    /// The last checkout's id.
    pub(crate) last_checkout_id: Option<i64>,
    /// The last order's id.
    pub(crate) last_order_id: Option<i64>,
    daily_counts: BTreeMap<(VendorId, Date), i64>,
    places: HashMap<Channel, Place>,
    stands: bool,
}

/// Where a channel stands.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    /// The channel's row.
    pub(crate) channel_id: i64,
    /// The place of its last event.
    pub(crate) seq: i64,
}

impl BatchMemory {
    /// Forgets all.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Says that the job which runs changes nothing of what is remembered, or has noted it.
    pub(crate) fn keep(&mut self) {
        self.stands = true;
    }

    /// Ends a job: what is remembered is good for the next one only if this one said so.
    pub(crate) fn end_of_job(&mut self) {
        if !std::mem::take(&mut self.stands) {
            self.clear();
        }
    }

    /// The menu of `lines`, if all they name is remembered.
    pub(crate) fn menu(&self, lines: &[RequestedLine]) -> Option<Menu> {
        let mut menu = Menu::default();
        for line in lines {
            let product = self.menu.products.get(&line.product_id)?;
            menu.products.entry(product.id).or_insert_with(|| product.clone());
            let vendor = self.menu.vendors.get(&product.vendor_id)?;
            menu.vendors.entry(vendor.id).or_insert_with(|| vendor.clone());
            for chosen in &line.add_ons {
                let add_on = self.menu.add_ons.get(&chosen.add_on_id)?;
                menu.add_ons.entry(add_on.id).or_insert_with(|| add_on.clone());
            }
        }
        Some(menu)
    }

    /// Remembers what was read of the menu, but for products that are counted: a checkout leaves
    /// fewer of them than it read.
    pub(crate) fn note_menu(&mut self, menu: &Menu) {
        let uncounted = menu.products.values().filter(|product| product.stock.is_none());
        self.menu.products.extend(uncounted.map(|product| (product.id, product.clone())));
        self.menu.vendors.extend(menu.vendors.iter().map(|(id, vendor)| (*id, vendor.clone())));
        self.menu.add_ons.extend(menu.add_ons.iter().map(|(id, add_on)| (*id, add_on.clone())));
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

    /// Remembers where a channel stands, and that it waits for the relay.
    pub(crate) fn note_place(&mut self, channel: Channel, place: Place) {
        self.places.insert(channel, place);
    }
}

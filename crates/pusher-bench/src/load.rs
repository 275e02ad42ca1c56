//! The load: many subscribers, some publishers, one thread, one epoll.
//!
//! The server needs the machine more than its generator does. So a delivery costs one read here and a look at a mark in
//! the payload, and nothing else; what is published was encoded and signed before the clock starts.

mod publisher;
mod subscriber;
mod tally;

use std::collections::VecDeque;
use std::ops::Range;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};

use crate::clock;
use crate::epoll::{Epoll, Ready};
use crate::event;
use crate::socket::Sources;
use crate::target::Target;
use publisher::{Progress, Publisher};
pub(crate) use subscriber::{News, Subscriber};
pub(crate) use tally::Tally;

/// Tokens from here on are publishers, the others subscribers.
const FIRST_PUBLISHER: u64 = 1 << 32;
const BUFFER_BYTES: usize = 256 * 1024;
/// Longer than anything takes that is worth measuring.
const PATIENCE: Duration = Duration::from_secs(30);

/// Everything that is connected to one server.
pub(crate) struct Load {
    target: Target,
    epoll: Epoll,
    sources: Sources,
    buffer: Vec<u8>,
    subscribers: Vec<Option<Subscriber>>,
    publishers: Vec<Publisher>,
    idle_publishers: Vec<usize>,
    /// Numbers of events that found every publisher busy.
    waiting: VecDeque<u32>,
    requests: Vec<Vec<u8>>,
    next_event: usize,
    tally: Tally,
}

/// Something that is to happen again and again at the same distance.
#[derive(Debug)]
pub(crate) struct Pace {
    period: Duration,
    next: Instant,
}

impl Pace {
    pub(crate) fn per_second(rate: u32) -> Self {
        Self { period: Duration::from_secs(1) / rate.max(1), next: Instant::now() }
    }

    /// Whether it is time; the next time is then set.
    fn is_due(&mut self) -> bool {
        let is_due = Instant::now() >= self.next;
        if is_due {
            self.next += self.period;
        }
        is_due
    }
}

impl Load {
    pub(crate) fn on(target: &Target) -> anyhow::Result<Self> {
        Ok(Self {
            target: target.clone(),
            epoll: Epoll::new()?,
            sources: Sources::default(),
            buffer: vec![0; BUFFER_BYTES],
            subscribers: Vec::new(),
            publishers: Vec::new(),
            idle_publishers: Vec::new(),
            waiting: VecDeque::new(),
            requests: Vec::new(),
            next_event: 0,
            tally: Tally::default(),
        })
    }

    /// What was counted since [`forget`](Self::forget).
    pub(crate) fn tally(&mut self) -> &mut Tally {
        &mut self.tally
    }

    /// Counts from zero, as after a warm-up.
    pub(crate) fn forget(&mut self) {
        self.tally.forget();
    }

    /// Encodes and signs `variants` events for each channel; each is heard by so many subscribers.
    pub(crate) fn prepare(
        &mut self,
        channels: &[String],
        variants: usize,
        payload_bytes: usize,
        listeners: usize,
    ) -> anyhow::Result<()> {
        let now = clock::unix_seconds();
        self.requests.clear();
        self.next_event = 0;
        for channel in channels.iter().cycle().take(channels.len() * variants) {
            let payload = event::payload(u32::try_from(self.requests.len())?, payload_bytes);
            self.requests.push(event::request(&self.target, channel, &payload, now)?);
        }
        self.tally.expect(self.requests.len(), u32::try_from(listeners)?);
        Ok(())
    }

    pub(crate) fn open_publishers(&mut self, count: usize) -> anyhow::Result<()> {
        for _ in 0..count {
            let place = self.publishers.len();
            let publisher = Publisher::open(&self.target)?;
            self.epoll.add(publisher.stream(), FIRST_PUBLISHER + u64::try_from(place)?)?;
            self.publishers.push(publisher);
            self.idle_publishers.push(place);
        }
        Ok(())
    }

    /// Begins to connect one more subscriber, and tells its place.
    pub(crate) fn open_subscriber(&mut self, channel: String) -> anyhow::Result<usize> {
        let opened_at = Instant::now();
        let stream = self.sources.connect(self.target.address)?;
        let place = self.subscribers.len();
        self.epoll.add(&stream, u64::try_from(place)?)?;
        self.subscribers.push(Some(Subscriber::new(stream, channel, opened_at)));
        Ok(place)
    }

    /// Connects subscribers, so many at once, and returns when all are subscribed.
    pub(crate) fn subscribe(
        &mut self,
        channels: impl IntoIterator<Item = String>,
        at_once: usize,
    ) -> anyhow::Result<()> {
        let before = self.tally.subscribed();
        let (mut channels, mut opened) = (channels.into_iter().fuse(), 0);
        let mut give_up = Instant::now() + PATIENCE;
        loop {
            let done = self.tally.subscribed() - before;
            let free = at_once - (opened - done);
            for channel in channels.by_ref().take(free) {
                self.open_subscriber(channel)?;
                opened += 1;
            }
            if done == opened {
                return Ok(());
            }
            self.turn(give_up)?;
            if self.tally.subscribed() - before > done {
                give_up = Instant::now() + PATIENCE;
            }
            ensure!(
                Instant::now() < give_up,
                "{done} of {opened} clients are subscribed, then no more"
            );
        }
    }

    /// Publishes the next event of those that were prepared.
    pub(crate) fn publish(&mut self) -> anyhow::Result<()> {
        let number = u32::try_from(self.next_event)?;
        self.next_event = (self.next_event + 1) % self.requests.len();
        self.tally.published(number, Instant::now());
        match self.idle_publishers.pop() {
            Some(place) => self.send(place, number),
            None => {
                self.waiting.push_back(number);
                Ok(())
            }
        }
    }

    /// Publishes at a pace, and lets clients join at another, for so long.
    pub(crate) fn run(
        &mut self,
        length: Duration,
        mut events: Option<Pace>,
        mut newcomers: Option<(Pace, &dyn Fn(usize) -> String)>,
    ) -> anyhow::Result<()> {
        let end = Instant::now() + length;
        while Instant::now() < end {
            let mut wake = end;
            if let Some(pace) = &mut events {
                while pace.is_due() {
                    self.publish()?;
                }
                wake = wake.min(pace.next);
            }
            if let Some((pace, channel)) = &mut newcomers {
                while pace.is_due() {
                    let channel = channel(self.subscribers.len());
                    self.open_subscriber(channel)?;
                }
                wake = wake.min(pace.next);
            }
            self.turn(wake)?;
        }
        Ok(())
    }

    /// Publishes as fast as events are delivered to everybody, so many of them at once on their way.
    pub(crate) fn run_flat_out(&mut self, length: Duration, at_once: usize) -> anyhow::Result<()> {
        let end = Instant::now() + length;
        while Instant::now() < end {
            while self.tally.in_flight() < at_once {
                self.publish()?;
            }
            self.turn(end)?;
        }
        Ok(())
    }

    /// Publishes the next event on each connection as soon as the one before is answered.
    pub(crate) fn run_closed_loop(&mut self, length: Duration) -> anyhow::Result<()> {
        let end = Instant::now() + length;
        while Instant::now() < end {
            while !self.idle_publishers.is_empty() {
                self.publish()?;
            }
            self.turn(end)?;
        }
        Ok(())
    }

    /// Waits until everything that was published is answered and delivered.
    pub(crate) fn settle(&mut self) -> anyhow::Result<()> {
        let give_up = Instant::now() + PATIENCE;
        while self.tally.in_flight() > 0 || self.idle_publishers.len() < self.publishers.len() {
            self.turn(give_up)?;
            if Instant::now() >= give_up {
                bail!("{} events were not delivered to everybody", self.tally.in_flight());
            }
        }
        Ok(())
    }

    /// Waits until everybody who began to connect is subscribed.
    pub(crate) fn wait_for_newcomers(&mut self) -> anyhow::Result<()> {
        let give_up = Instant::now() + PATIENCE;
        while self.tally.subscribed() < self.subscribers.len() {
            self.turn(give_up)?;
            ensure!(Instant::now() < give_up, "a client that connects gets no answer");
        }
        Ok(())
    }

    /// Reads what comes and answers pings for so long.
    pub(crate) fn listen(&mut self, length: Duration) -> anyhow::Result<()> {
        self.run(length, None, None)
    }

    /// Closes these subscribers at once.
    pub(crate) fn drop_subscribers(&mut self, places: Range<usize>) {
        for subscriber in &mut self.subscribers[places] {
            *subscriber = None;
        }
    }

    /// Takes a subscriber out: nobody reads from it any more.
    pub(crate) fn take_out(&mut self, place: usize) -> anyhow::Result<Subscriber> {
        let subscriber = self.subscribers[place].take().context("taken out before")?;
        self.epoll.remove(subscriber.stream())?;
        Ok(subscriber)
    }

    /// Handles what is ready, waiting for it no longer than until then.
    fn turn(&mut self, until: Instant) -> anyhow::Result<()> {
        let ready = self.epoll.wait(Some(until.saturating_duration_since(Instant::now())))?;
        for place in 0..ready {
            let ready = self.epoll.ready(place);
            match ready.token.checked_sub(FIRST_PUBLISHER) {
                Some(place) => self.serve_publisher(usize::try_from(place)?, ready)?,
                None => self.serve_subscriber(usize::try_from(ready.token)?, ready)?,
            }
        }
        Ok(())
    }

    fn serve_subscriber(&mut self, place: usize, ready: Ready) -> anyhow::Result<()> {
        // It may have been dropped after the list was made.
        let Some(subscriber) = &mut self.subscribers[place] else { return Ok(()) };
        subscriber.on_writable(&self.target)?;
        if !ready.is_readable {
            return Ok(());
        }
        let (tally, mut closed) = (&mut self.tally, None);
        subscriber.on_readable(&self.target, &mut self.buffer, |news| match news {
            News::Event(number) => tally.delivered(number, Instant::now()),
            News::Subscribed(after) => tally.joined(after),
            News::Closed(code) => closed = Some(code),
        })?;
        match closed {
            Some(code) => bail!("the server closed subscriber {place} with {code}"),
            None => Ok(()),
        }
    }

    fn serve_publisher(&mut self, place: usize, ready: Ready) -> anyhow::Result<()> {
        if !ready.is_readable {
            return Ok(());
        }
        match self.publishers[place].on_readable(&mut self.buffer)? {
            Progress::Waiting => Ok(()),
            Progress::Closed => self.reopen_publisher(place),
            Progress::Answered => {
                self.tally.answered();
                match self.waiting.pop_front() {
                    Some(number) => self.send(place, number),
                    None => {
                        self.idle_publishers.push(place);
                        Ok(())
                    }
                }
            }
        }
    }

    /// Some servers close after each answer; a request that crossed the close was not read and is sent again.
    fn reopen_publisher(&mut self, place: usize) -> anyhow::Result<()> {
        let interrupted = self.publishers[place].under_way();
        let publisher = Publisher::open(&self.target)?;
        self.epoll.add(publisher.stream(), FIRST_PUBLISHER + u64::try_from(place)?)?;
        self.publishers[place] = publisher;
        interrupted.map_or(Ok(()), |number| self.send(place, number))
    }

    fn send(&mut self, place: usize, number: u32) -> anyhow::Result<()> {
        let request = &self.requests[usize::try_from(number)?];
        self.publishers[place].send(number, request)
    }
}

//! Frames in a row, with room for one of them without a heap: most connections never have two.

use std::collections::VecDeque;

use crate::transport::Frame;

/// A row of frames.
#[derive(Default)]
pub(super) struct Waiting {
    first: Option<Frame>,
    /// Those behind the first; empty if there is no first.
    others: VecDeque<Frame>,
}

impl Waiting {
    pub(super) fn len(&self) -> usize {
        usize::from(self.first.is_some()) + self.others.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.first.is_none()
    }

    pub(super) fn push_back(&mut self, frame: Frame) {
        match self.first {
            None => self.first = Some(frame),
            Some(_) => self.others.push_back(frame),
        }
    }

    pub(super) fn push_front(&mut self, frame: Frame) {
        if let Some(second) = self.first.replace(frame) {
            self.others.push_front(second);
        }
    }

    pub(super) fn pop_front(&mut self) -> Option<Frame> {
        let first = self.first.take()?;
        self.first = self.others.pop_front();
        Some(first)
    }

    /// Gives memory back: a burst must not leave it behind for the life of an idle connection.
    pub(super) fn free(&mut self) {
        if self.others.capacity() > 0 {
            self.others = VecDeque::new();
        }
    }
}

//! One request that receives.

use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_util::Stream;

use super::desk::Given;
use super::visit::Visit;
use crate::transport::Lines;

/// What SockJS tells a request whose session has another.
const REPLACED: (u16, &str) = (2010, "Another connection still open");

/// A request that takes a visit's frames until it ends, is dropped or is replaced by another.
pub(super) struct Receive {
    visit: Arc<Visit>,
    number: u64,
    is_over: bool,
}

impl Receive {
    pub(super) fn new(visit: Arc<Visit>, number: u64) -> Self {
        Self { visit, number, is_over: false }
    }

    /// The next lines; `None` when no more come.
    pub(super) async fn next(&mut self) -> Option<String> {
        poll_fn(|cx| self.poll_lines(cx)).await
    }

    fn poll_lines(&mut self, cx: &mut Context<'_>) -> Poll<Option<String>> {
        if self.is_over {
            return Poll::Ready(None);
        }
        let given = ready!(self.visit.poll_lines(self.number, cx));
        Poll::Ready(match given {
            Given::Lines(text) => Some(text),
            Given::Last(text) => {
                self.is_over = true;
                Some(text)
            }
            Given::Replaced => {
                self.is_over = true;
                let mut lines = Lines::default();
                lines.close(REPLACED.0, REPLACED.1);
                Some(lines.into_text())
            }
            Given::Nothing => {
                self.is_over = true;
                None
            }
        })
    }
}

impl Stream for Receive {
    type Item = Result<String, Infallible>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_lines(cx).map(|lines| lines.map(Ok))
    }
}

impl Drop for Receive {
    fn drop(&mut self) {
        self.visit.received(self.number);
    }
}

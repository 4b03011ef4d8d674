//! A connection that ends when its caller says nothing for too long: between two requests, or within
//! the head of one. How long a request may take from its head on is bounded in [`crate::frame`].

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper::rt::{Read, ReadBufCursor, Write};
use tokio::time::{Sleep, sleep};

use super::Bounds;

/// Whose turn it is on a connection: the server's while a request is under way, and otherwise the
/// caller's. Shared by the connection and what answers on it.
#[derive(Clone, Default)]
pub(super) struct Turn(Arc<Counters>);

#[derive(Default)]
struct Counters {
    /// Counts both beginnings and ends of requests: odd while one is under way.
    requests: AtomicU64,
    /// What `requests` was when something of a head was read last, and one.
    heads: AtomicU64,
}

impl Turn {
    /// It is the server's turn until what is given back is dropped.
    pub(super) fn under_way(&self) -> UnderWay {
        self.0.requests.fetch_add(1, Ordering::Relaxed);
        UnderWay(self.clone())
    }

    /// Whether something of a head was read, and not all of it.
    pub(super) fn is_half_a_head(&self) -> bool {
        let requests = self.requests();
        requests.is_multiple_of(2) && self.0.heads.load(Ordering::Relaxed) == requests + 1
    }

    fn requests(&self) -> u64 {
        self.0.requests.load(Ordering::Relaxed)
    }
}

/// A request is under way.
pub(super) struct UnderWay(Turn);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.0.requests.fetch_add(1, Ordering::Relaxed);
    }
}

/// A stream with an eye on whose turn it is.
pub(super) struct Watched<T> {
    stream: T,
    turn: Turn,
    bounds: Bounds,
    /// Until when the caller has time; it is looked at only in the caller's turn.
    deadline: Pin<Box<Sleep>>,
    /// Of which turn it is.
    of: u64,
}

impl<T: Unpin> Watched<T> {
    pub(super) fn new(stream: T, turn: Turn, bounds: Bounds) -> Self {
        let deadline = Box::pin(sleep(bounds.idle()));
        Self {
            stream,
            of: turn.requests(),
            turn,
            bounds,
            deadline,
        }
    }

    /// Something was read: in the caller's turn it is the head of a request that begins or goes on.
    fn heard(&mut self, cx: &mut Context<'_>) {
        if self.turn.requests().is_multiple_of(2) && !self.turn.is_half_a_head() {
            let requests = self.turn.requests();
            self.turn.0.heads.store(requests + 1, Ordering::Relaxed);
            self.give(self.bounds.head(), cx);
        }
    }

    /// Something of an answer was taken: the caller is there.
    fn taken(&mut self, cx: &mut Context<'_>) {
        if !self.turn.is_half_a_head() {
            self.give(self.bounds.idle(), cx);
        }
    }

    fn give(&mut self, time: Duration, cx: &mut Context<'_>) {
        self.of = self.turn.requests();
        self.deadline.as_mut().set(sleep(time));
        // Asked once, it wakes the connection in time. It cannot be over yet.
        let _ = self.deadline.as_mut().poll(cx);
    }

    /// Whether the caller has had time enough; wakes the connection when that is so.
    fn is_over(&mut self, cx: &mut Context<'_>) -> Poll<io::Error> {
        let requests = self.turn.requests();
        if !requests.is_multiple_of(2) {
            return Poll::Pending;
        }
        if self.of != requests {
            self.give(self.bounds.idle(), cx);
        }
        ready!(self.deadline.as_mut().poll(cx));
        Poll::Ready(io::ErrorKind::TimedOut.into())
    }

    /// What came of waiting for the caller: nothing as long as there is time.
    fn or_over<R>(
        &mut self,
        cx: &mut Context<'_>,
        waited: Poll<io::Result<R>>,
    ) -> Poll<io::Result<R>> {
        match waited {
            Poll::Pending => self.is_over(cx).map(Err),
            done @ Poll::Ready(_) => done,
        }
    }
}

impl<T: Read + Unpin> Read for Watched<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        let read = Pin::new(&mut self.stream).poll_read(cx, buffer);
        if matches!(read, Poll::Ready(Ok(()))) {
            self.heard(cx);
        }
        self.or_over(cx, read)
    }
}

impl<T: Write + Unpin> Write for Watched<T> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        if matches!(written, Poll::Ready(Ok(_))) {
            self.taken(cx);
        }
        self.or_over(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, parts);
        if matches!(written, Poll::Ready(Ok(_))) {
            self.taken(cx);
        }
        self.or_over(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(cx);
        self.or_over(cx, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

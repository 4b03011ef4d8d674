//! The read and idle timeout of a connection: it is closed when its caller sends nothing for too long, between
//! two requests or within the head of one (slowloris). How long a request may take from its head on is bounded in
//! [`crate::frame`].

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper::rt::{Read, ReadBufCursor, Write};
use tokio::time::{Sleep, sleep};

use super::Bounds;

/// Whether a request is under way on a connection. Only while none is does the caller's time run. Shared by the
/// stream and the service that answers on it.
#[derive(Clone, Default)]
pub(super) struct RequestPhase(Arc<Counters>);

#[derive(Default)]
struct Counters {
    /// Counts both beginnings and ends of requests: odd while one is under way.
    requests: AtomicU64,
    /// One more than `requests` was when a part of a head was last read. So it is `requests + 1` exactly while
    /// the head of the next request has begun.
    heads: AtomicU64,
}

impl RequestPhase {
    /// A request begins; it ends when the guard is dropped.
    pub(super) fn under_way(&self) -> UnderWay {
        self.0.requests.fetch_add(1, Ordering::Relaxed);
        UnderWay(self.clone())
    }

    /// Whether the head of a request has begun and is not complete.
    pub(super) fn is_half_a_head(&self) -> bool {
        let requests = self.requests();
        requests.is_multiple_of(2) && self.0.heads.load(Ordering::Relaxed) == requests + 1
    }

    fn requests(&self) -> u64 {
        self.0.requests.load(Ordering::Relaxed)
    }
}

/// The guard of a request under way.
pub(super) struct UnderWay(RequestPhase);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.0.requests.fetch_add(1, Ordering::Relaxed);
    }
}

/// A stream whose reads and writes fail with `TimedOut` once the caller has used up its time.
pub(super) struct IdleTimeout<T> {
    stream: T,
    phase: RequestPhase,
    bounds: Bounds,
    /// Until when the caller has time. It is polled only while no request is under way.
    deadline: Pin<Box<Sleep>>,
    /// The value of `requests` for which `deadline` was set.
    of: u64,
}

impl<T: Unpin> IdleTimeout<T> {
    pub(super) fn new(stream: T, phase: RequestPhase, bounds: Bounds) -> Self {
        let deadline = Box::pin(sleep(bounds.idle()));
        Self {
            stream,
            of: phase.requests(),
            phase,
            bounds,
            deadline,
        }
    }

    /// Bytes were read. While no request is under way they are the head of the next one: its first bytes start
    /// the time for a head, later ones do not prolong it.
    fn on_read(&mut self, cx: &mut Context<'_>) {
        if self.phase.requests().is_multiple_of(2) && !self.phase.is_half_a_head() {
            let requests = self.phase.requests();
            self.phase.0.heads.store(requests + 1, Ordering::Relaxed);
            self.restart(self.bounds.head(), cx);
        }
    }

    /// The caller took bytes of an answer, so it is there: the idle time begins again.
    fn on_write(&mut self, cx: &mut Context<'_>) {
        if !self.phase.is_half_a_head() {
            self.restart(self.bounds.idle(), cx);
        }
    }

    fn restart(&mut self, time: Duration, cx: &mut Context<'_>) {
        self.of = self.phase.requests();
        self.deadline.as_mut().set(sleep(time));
        // Asked once, it wakes the connection in time. It cannot be over yet.
        let _ = self.deadline.as_mut().poll(cx);
    }

    /// Ready with `TimedOut` when the caller's time is up; else the task is woken then.
    fn poll_deadline(&mut self, cx: &mut Context<'_>) -> Poll<io::Error> {
        let requests = self.phase.requests();
        if !requests.is_multiple_of(2) {
            return Poll::Pending;
        }
        if self.of != requests {
            self.restart(self.bounds.idle(), cx);
        }
        ready!(self.deadline.as_mut().poll(cx));
        Poll::Ready(io::ErrorKind::TimedOut.into())
    }

    /// The result of a poll of the stream; where that is pending, the deadline decides.
    fn or_timed_out<R>(
        &mut self,
        cx: &mut Context<'_>,
        waited: Poll<io::Result<R>>,
    ) -> Poll<io::Result<R>> {
        match waited {
            Poll::Pending => self.poll_deadline(cx).map(Err),
            done @ Poll::Ready(_) => done,
        }
    }
}

impl<T: Read + Unpin> Read for IdleTimeout<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        let read = Pin::new(&mut self.stream).poll_read(cx, buffer);
        if matches!(read, Poll::Ready(Ok(()))) {
            self.on_read(cx);
        }
        self.or_timed_out(cx, read)
    }
}

impl<T: Write + Unpin> Write for IdleTimeout<T> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        if matches!(written, Poll::Ready(Ok(_))) {
            self.on_write(cx);
        }
        self.or_timed_out(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, parts);
        if matches!(written, Poll::Ready(Ok(_))) {
            self.on_write(cx);
        }
        self.or_timed_out(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(cx);
        self.or_timed_out(cx, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

//! A semaphore around `spawn_blocking`: how much blocking work of one kind is under way at once.

use std::future::Future;
use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::problem::{Code, Problem};

/// A bound on the threads of one kind of work. Who comes beyond it waits in order, and holds no thread.
#[derive(Clone, Debug)]
pub struct Turns(Arc<Semaphore>);

impl Turns {
    /// At most `at_once` threads.
    #[must_use]
    pub fn new(at_once: usize) -> Self {
        Self(Arc::new(Semaphore::new(at_once)))
    }

    /// Runs `work` with `spawn_blocking`, away from the threads that serve the network, once a permit is free.
    ///
    /// # Errors
    /// Those of the work; [`Code::Internal`] when it panics.
    pub fn blocking<T, F>(
        &self,
        work: F,
    ) -> impl Future<Output = Result<T, Problem>> + Send + use<T, F>
    where
        T: Send + 'static,
        F: FnOnce() -> Result<T, Problem> + Send + 'static,
    {
        let turn = Arc::clone(&self.0).acquire_owned();
        async move {
            let turn = turn.await;
            let done = spawn_blocking(move || {
                let _turn = turn;
                work()
            });
            done.await
                .unwrap_or_else(|_| Err(Problem::new(Code::Internal)))
        }
    }
}

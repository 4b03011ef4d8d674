//! How much blocking work is under way at once, each on a thread of its own.

use std::future::Future;
use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::problem::{Code, Problem};

/// A bound on the threads of one kind of work. Who comes beyond it waits in order, and holds no thread.
#[derive(Clone, Debug)]
pub struct Turns(Arc<Semaphore>);

impl Turns {
    /// So much at once.
    #[must_use]
    pub fn new(at_once: usize) -> Self {
        Self(Arc::new(Semaphore::new(at_once)))
    }

    /// As much at once as there are processors.
    #[must_use]
    pub fn of_the_processors() -> Self {
        let processors = std::thread::available_parallelism();
        Self::new(processors.map_or(2, std::num::NonZero::get))
    }

    /// Does this apart from the threads that serve the network, once it is its turn.
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

//! How much is under way at once: of one device, and of reading batches.

use std::sync::Arc;

use proco_access::limit::Lanes;
use proco_access::{Code, Problem};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// What bounds it.
#[derive(Debug)]
pub(crate) struct AtOnce {
    /// One upload of a device at a time. Another may wait for its turn: a look-up sends the rows of
    /// its subject beside a pass that is under way.
    pub(crate) uploads: Lanes,
    /// A few questions of a device at a time: one for the look-up on the screen, one for a stop that
    /// waits for its reflection, and one that the phone gave up waiting for.
    pub(crate) questions: Lanes,
    /// A turn for each batch that is read beside the threads that serve the network.
    readers: Arc<Semaphore>,
}

impl Default for AtOnce {
    fn default() -> Self {
        let processors = std::thread::available_parallelism();
        let readers = processors.map_or(2, std::num::NonZero::get);
        Self {
            uploads: Lanes::new(1, 1),
            questions: Lanes::new(3, 0),
            readers: Arc::new(Semaphore::new(readers)),
        }
    }
}

impl AtOnce {
    /// Reads a batch on a thread for such work, as many at once as there are processors.
    ///
    /// # Errors
    /// Those of reading it.
    pub(crate) async fn apart<T: Send + 'static>(
        &self,
        read: impl FnOnce() -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let turn = Arc::clone(&self.readers).acquire_owned().await;
        let done = spawn_blocking(move || {
            let _turn = turn;
            read()
        });
        done.await
            .unwrap_or_else(|_| Err(Problem::new(Code::Internal)))
    }
}

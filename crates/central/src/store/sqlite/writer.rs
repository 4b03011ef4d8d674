//! The writer: one thread with a bounded queue in front of it. Who waits for it holds no thread, and jobs whose caller has
//! hung up meanwhile are skipped.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::JoinHandle;

use tokio::sync::{mpsc, oneshot};

use super::intake::{self, TOGETHER, Waiting};
use super::{Batch, Connections, of_file};
use crate::store::StoreError;

/// How many jobs stand in the queue at most. Who comes then waits until there is room.
const QUEUE: usize = 64;

/// What the writer is to do.
enum Job {
    /// An upload: the next ones in the queue share its commit.
    Upload(Box<Waiting>),
    /// Anything else, which takes care of its own answer.
    Other(Box<dyn FnOnce(&Connections) + Send>),
}

/// The queue, and the thread behind it. When it is dropped, all that stands in it is done first.
pub(super) struct Writer {
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(super) fn start(all: Arc<Connections>) -> Result<Self, StoreError> {
        let (jobs, mut queue) = mpsc::channel(QUEUE);
        let thread = std::thread::Builder::new()
            .name("central-writer".to_owned())
            .spawn(move || work(&all, &mut queue))
            .map_err(of_file)?;
        Ok(Self {
            jobs: Some(jobs),
            thread: Some(thread),
        })
    }

    async fn queue(&self, job: Job) -> Result<(), StoreError> {
        let jobs = self.jobs.as_ref().ok_or(StoreError::Gone)?;
        jobs.send(job).await.map_err(|_| StoreError::Gone)
    }

    /// Has an upload written, together with others that wait.
    pub(super) async fn take(&self, batch: Batch) -> intake::Receipts {
        let (waiting, receipts) = Waiting::of(batch);
        self.queue(Job::Upload(Box::new(waiting))).await?;
        receipts.await.unwrap_or(Err(StoreError::Gone))
    }

    /// Has something else done by the writer, unless whoever wants it has gone when its turn comes.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Connections) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (answer, answered) = oneshot::channel();
        let job = move |all: &Connections| {
            if !answer.is_closed() {
                let _gone = answer.send(job(all));
            }
        };
        self.queue(Job::Other(Box::new(job))).await?;
        answered.await.unwrap_or(Err(StoreError::Gone))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            // Its panics were caught, and whoever waited heard of each.
            let _ended = thread.join();
        }
    }
}

fn work(all: &Connections, queue: &mut mpsc::Receiver<Job>) {
    let mut next = None;
    while let Some(job) = next.take().or_else(|| queue.blocking_recv()) {
        // A panic rolls its transaction back, and whoever waits hears that nobody answers.
        let _panicked = catch_unwind(AssertUnwindSafe(|| match job {
            Job::Other(job) => job(all),
            Job::Upload(first) => {
                let mut waiting = vec![*first];
                while waiting.len() < TOGETHER && next.is_none() {
                    match queue.try_recv() {
                        Ok(Job::Upload(another)) => waiting.push(*another),
                        Ok(other @ Job::Other(_)) => next = Some(other),
                        Err(_) => break,
                    }
                }
                intake::write(all, waiting);
            }
        }));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use futures_util::FutureExt as _;
    use futures_util::future::join_all;
    use proco_exchange::Hour;
    use proco_exchange::period::Week;
    use tokio::time::timeout;

    use super::*;
    use crate::store::sqlite::{READERS, SqliteStore, intake::tests::batch, lock};
    use crate::store::{ClockDoubts, Store as _, Upkeep as _};

    const SOON: Duration = Duration::from_secs(10);

    fn store() -> (SqliteStore, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(&folder.path().join("central.db")).unwrap();
        (store, folder)
    }

    fn records(store: &SqliteStore) -> u32 {
        let number = "SELECT count(*) FROM records";
        let writer = lock(&store.0.writer);
        writer.query_row(number, [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn whoever_waits_for_the_disk_keeps_nobody_else_from_an_answer() {
        let (store, _folder) = store();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .max_blocking_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let disk = lock(&store.0.writer);
        let uploads: Vec<_> = (1..=200)
            .map(|report| {
                let store = store.clone();
                runtime.spawn(async move { store.1.take(batch(report, 1)).await })
            })
            .collect();
        runtime.block_on(async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            let question = timeout(SOON, store.clock_doubts());
            assert_eq!(question.await.unwrap().unwrap(), ClockDoubts::default());
        });
        drop(disk);
        let all = runtime.block_on(join_all(uploads));
        assert!(all.into_iter().all(|receipts| receipts.unwrap().is_ok()));
        assert_eq!(records(&store), 200);
    }

    #[tokio::test]
    async fn whoever_has_gone_frees_its_place_and_nothing_of_it_is_written() {
        let (store, _folder) = store();
        let disk = store.0.clone();
        let disk = lock(&disk.writer);
        // More than the queue holds.
        let mut waiting: Vec<_> = (1..=QUEUE as u128 + 8)
            .map(|report| Box::pin(store.1.take(batch(report, 1))))
            .collect();
        for one in &mut waiting {
            assert!(one.now_or_never().is_none());
        }
        drop(waiting);
        drop(disk);
        let stays = timeout(SOON, store.1.take(batch(1_000, 1)));
        stays.await.unwrap().unwrap();
        assert_eq!(records(&store), 1);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn so_many_read_at_once_and_no_more() {
        let (store, _folder) = store();
        let now = Arc::new(AtomicUsize::new(0));
        let most = Arc::new(AtomicUsize::new(0));
        let read = |_| {
            let (now, most) = (Arc::clone(&now), Arc::clone(&most));
            store.read(move |_| {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                std::thread::sleep(Duration::from_millis(2));
                now.fetch_sub(1, Ordering::SeqCst);
                Ok(())
            })
        };
        let mut gone: Vec<_> = (0..100).map(read).collect();
        for one in &mut gone {
            assert!(one.now_or_never().is_none());
        }
        drop(gone);
        for answer in timeout(SOON, join_all((0..100).map(read))).await.unwrap() {
            answer.unwrap();
        }
        assert!(most.load(Ordering::SeqCst) <= READERS);
        assert!(lock(&store.0.readers).len() <= READERS, "connections");
    }

    #[tokio::test]
    async fn a_panic_ends_no_thread_and_what_is_closed_takes_nothing() {
        let (store, _folder) = store();
        let panics = store.write::<()>(|_| panic!("on purpose"));
        assert!(matches!(panics.await, Err(StoreError::Gone)));
        store.1.take(batch(1, 1)).await.unwrap();
        let closed = store.close().await.unwrap();
        assert_eq!(closed, store.count().unwrap());
        assert!(matches!(
            store.1.take(batch(2, 1)).await,
            Err(StoreError::Gone)
        ));
        let week = Week::of(Hour(498_210)).next();
        assert!(matches!(
            store.close_before(week).await,
            Err(StoreError::Gone)
        ));
        assert_eq!(records(&store), 1);
    }
}

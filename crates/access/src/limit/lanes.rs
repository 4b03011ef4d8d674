//! A concurrency limit per device: how many requests of one kind it may have under way at once, in memory.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use proco_credential::DeviceId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::problem::{Code, Problem};

/// After how many seconds a device that has enough under way may come again.
const AGAIN: u64 = 2;

/// For each device with requests of this kind under way, a semaphore and a queue of limited length.
#[derive(Clone, Debug)]
pub struct Lanes(Arc<Lane>);

#[derive(Debug)]
struct Lane {
    at_work: usize,
    waiting: usize,
    present: Mutex<HashMap<DeviceId, Present>>,
}

/// The requests of one device that are worked on or wait.
#[derive(Debug)]
struct Present {
    number: usize,
    turns: Arc<Semaphore>,
}

impl Lanes {
    /// Of each device `at_work` requests are worked on at once, and `waiting` more may wait for their turn.
    #[must_use]
    pub fn new(at_work: usize, waiting: usize) -> Self {
        Self(Arc::new(Lane {
            at_work,
            waiting,
            present: Mutex::default(),
        }))
    }

    /// A place in the lane of a device, once it is its turn.
    ///
    /// # Errors
    /// [`Code::Busy`] when the device has enough under way.
    pub async fn enter(&self, device: DeviceId) -> Result<Permit, Problem> {
        let turns = self.0.let_in(device).ok_or_else(busy)?;
        // The guard exists from here on, so the place is given back also when the caller hangs up while it waits.
        let mut place = Permit {
            lane: Arc::clone(&self.0),
            device,
            turn: None,
        };
        place.turn = turns.acquire_owned().await.ok();
        Ok(place)
    }
}

fn busy() -> Problem {
    Problem::new(Code::Busy).retry_after(AGAIN)
}

impl Lane {
    fn let_in(&self, device: DeviceId) -> Option<Arc<Semaphore>> {
        let mut present = self.present();
        let found = present.entry(device).or_insert_with(|| Present {
            number: 0,
            turns: Arc::new(Semaphore::new(self.at_work)),
        });
        (found.number < self.at_work + self.waiting).then(|| {
            found.number += 1;
            Arc::clone(&found.turns)
        })
    }

    fn let_out(&self, device: DeviceId) {
        let mut present = self.present();
        if let Some(found) = present.get_mut(&device) {
            found.number -= 1;
            if found.number == 0 {
                present.remove(&device);
            }
        }
    }

    /// The devices, also after a panic under the lock: no number is ever half changed.
    fn present(&self) -> MutexGuard<'_, HashMap<DeviceId, Present>> {
        self.present.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The guard of a place in a lane: the place is given back when it is dropped.
#[derive(Debug)]
pub struct Permit {
    lane: Arc<Lane>,
    device: DeviceId,
    turn: Option<OwnedSemaphorePermit>,
}

impl Permit {
    /// Spawns `work`, so that it goes on when the caller hangs up, and holds the place until it is done. Otherwise a
    /// device that hangs up again and again could have any number of requests under way.
    ///
    /// # Errors
    /// Those of the work.
    pub async fn hold<T: Send + 'static>(
        self,
        work: impl Future<Output = Result<T, Problem>> + Send + 'static,
    ) -> Result<T, Problem> {
        let held = async move {
            let _place = self;
            work.await
        };
        let done = tokio::spawn(held).await;
        done.unwrap_or_else(|_| Err(Problem::new(Code::Internal)))
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        // The permit is given back before the place: who waits for it is counted already.
        self.turn = None;
        self.lane.let_out(self.device);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::sync::Notify;
    use tokio::time::timeout;
    use uuid::Uuid;

    use super::*;

    fn device(number: u128) -> DeviceId {
        DeviceId(Uuid::from_u128(number))
    }

    async fn is_busy(lanes: &Lanes, device: DeviceId) -> bool {
        let entered = timeout(Duration::from_secs(1), lanes.enter(device)).await;
        matches!(entered, Ok(Err(problem)) if problem.code() == Code::Busy)
    }

    #[tokio::test(start_paused = true)]
    async fn one_at_work_one_waits_and_the_next_is_told_so() {
        let lanes = Lanes::new(1, 1);
        let first = lanes.enter(device(1)).await.unwrap();
        let second = tokio::spawn({
            let lanes = lanes.clone();
            async move { lanes.enter(device(1)).await }
        });
        tokio::task::yield_now().await;
        assert!(is_busy(&lanes, device(1)).await);
        assert!(!second.is_finished(), "it waits");
        assert!(lanes.enter(device(2)).await.is_ok(), "another device");
        drop(first);
        let second = second.await.unwrap().unwrap();
        drop(second);
        assert!(lanes.0.present().is_empty(), "nothing is kept");
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_hangs_up_while_waiting_leaves_and_whose_work_has_begun_does_not() {
        let lanes = Lanes::new(1, 1);
        let (go_on, done) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let place = lanes.enter(device(1)).await.unwrap();
        let work = place.hold({
            let (go_on, done) = (Arc::clone(&go_on), Arc::clone(&done));
            async move {
                go_on.notified().await;
                done.notify_one();
                Ok(())
            }
        });
        assert!(timeout(Duration::from_secs(1), work).await.is_err());
        let waits = timeout(Duration::from_secs(1), lanes.enter(device(1))).await;
        assert!(waits.is_err(), "the work goes on without its caller");
        go_on.notify_one();
        done.notified().await;
        assert!(lanes.enter(device(1)).await.is_ok());
    }
}

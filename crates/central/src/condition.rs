//! In which condition central is: whether anything can be written, and whether its database is sound.
//!
//! Health tells it to anybody, so nobody's question costs a look at the disk: the server looks by
//! itself, every few seconds for room, once a day and after an end out of order for damage.

use std::sync::atomic::Ordering;
use std::time::Duration;

use proco_access::{Code, Problem};

use crate::central::{Central, lock};
use crate::copies;
use crate::error::{CentralError, against_damage};
use crate::running::Running;
use crate::store::{Count, StoreError};
use crate::sums::{Compared, Sums};

/// How often the server looks whether there is room.
const LOOK: Duration = Duration::from_secs(5);

/// How often it checks all of the database.
const CHECK: Duration = Duration::from_secs(24 * 3600);

/// Up to this size, in bytes, a database is checked before the first request is answered; a larger
/// one while they are.
const CHECKED_FIRST: u64 = 64 * 1024 * 1024;

impl Central {
    /// Goes on unless something keeps central from doing its work.
    pub(crate) fn must_be_well(&self) -> Result<(), Problem> {
        self.must_be_sound()?;
        if self.store.signs().is_unwritable() {
            return Err(Problem::new(Code::Unavailable)
                .detail("nothing can be written: the disk is full, or it fails"));
        }
        Ok(())
    }

    /// Goes on unless the database is damaged: nothing is acknowledged into it, and nothing counted
    /// from it.
    pub(crate) fn must_be_sound(&self) -> Result<(), Problem> {
        if self.damaged.load(Ordering::Relaxed) {
            return Err(
                Problem::new(Code::Unavailable).detail("the database of central is damaged")
            );
        }
        // What is written to a file that was moved away goes with it.
        if self.folder.database_id() != self.database {
            return Err(Problem::new(Code::Unavailable)
                .detail("the database of central was moved away: stop central and put it back"));
        }
        Ok(())
    }

    /// Looks whether anything can be written, and says so from now on.
    pub async fn look_for_room(&self) {
        let folder = self.folder.clone();
        let room = tokio::task::spawn_blocking(move || folder.has_room()).await;
        let signs = self.store.signs();
        let was_unwritable = signs.is_unwritable();
        let writable = match room {
            Ok(Ok(())) if was_unwritable => {
                let belief = *lock(&self.belief);
                self.store.try_writing(belief).await.is_ok()
            }
            Ok(Ok(())) => return,
            Ok(Err(_)) | Err(_) => false,
        };
        signs.set_writable(writable);
        if writable {
            tracing::info!("something can be written again");
        } else if !was_unwritable {
            tracing::error!("nothing can be written: the disk is full, or it fails");
        }
    }

    /// Checks all of the database. Damage stays known until another database is put in its place.
    ///
    /// # Errors
    /// [`CentralError`] when it cannot be checked.
    pub async fn check(&self) -> Result<bool, CentralError> {
        let sound = self.store.is_sound().await? && !self.folder.is_damaged();
        if sound {
            self.known_sound.store(true, Ordering::Relaxed);
        } else {
            self.found_damaged()?;
        }
        Ok(sound)
    }

    pub(crate) fn found_damaged(&self) -> Result<(), CentralError> {
        self.tell_damaged();
        self.folder.damaged()
    }

    fn tell_damaged(&self) {
        self.damaged.store(true, Ordering::Relaxed);
        tracing::error!(
            "central.db is damaged: nothing is taken or counted. Stop central. {}",
            against_damage(&self.folder.named())
        );
    }

    /// Looks whether something that is no longer kept may stand in the log, and takes it off the disk.
    pub async fn look_after_log(&self) {
        if self.store.signs().take_outdated() {
            self.purge().await;
        }
    }

    /// Takes off the disk what was withdrawn, replaced or dropped. Where somebody reads it just now, the next
    /// look tries again.
    pub(crate) async fn purge(&self) {
        // What can be rescued of a damaged database stands in its log, too.
        if self.must_be_sound().is_err() {
            return;
        }
        let again = match self.store.purge().await {
            Ok(purged) => !purged,
            Err(StoreError::Gone) => false,
            Err(error) => {
                tracing::warn!(%error, "what is no longer kept still stands in the log");
                true
            }
        };
        if again {
            self.store.signs().outdate();
        }
    }

    /// Looks whether a command beside this server found damage.
    pub fn look_for_damage(&self) {
        if !self.damaged.load(Ordering::Relaxed) && self.folder.is_damaged() {
            self.tell_damaged();
        }
    }

    /// Compares the database with what was written down of it when it was last left in order.
    pub(crate) fn compare_sums(&self, compared: Compared) -> Result<(), CentralError> {
        match compared {
            Compared::Same | Compared::Older | Compared::Unknown => Ok(()),
            Compared::Changed => {
                tracing::error!("central.db is not as central left it");
                self.found_damaged()
            }
        }
    }

    /// Takes hold of the folder, and checks the database where it was left out of order. A large one
    /// is checked while requests are answered.
    pub(crate) async fn begin(&self) -> Result<Running, CentralError> {
        let running = Running::begin(&self.folder)?;
        // While it is held, no command makes one.
        copies::remove_draft(&self.folder)?;
        // From now on the database changes.
        self.folder.forget_sums()?;
        let known = self.known_sound.load(Ordering::Relaxed) && !running.after_unclean_exit();
        if !known {
            self.known_sound.store(false, Ordering::Relaxed);
            let size = std::fs::metadata(self.folder.database()).map_or(0, |file| file.len());
            if size <= CHECKED_FIRST {
                self.check().await?;
            } else {
                self.store.signs().suspect();
            }
        }
        Ok(running)
    }

    /// Leaves the database in order, as the server does at its end: all of it in its one file, and written
    /// down how it is.
    ///
    /// # Errors
    /// [`CentralError`] when that cannot be written.
    pub async fn leave(&self) -> Result<(), CentralError> {
        if self.must_be_sound().is_ok() {
            self.keep_belief().await?;
            self.compare_asked(true).await?;
        }
        let count = self.store.close().await?;
        if self.opened_by.is_alone() {
            self.keep_sums(count).await;
        }
        self.opened_by.unlock();
        Ok(())
    }

    /// Leaves the database in order at the end of a command. Beside a server that is left to the server, and
    /// only what the command took away goes from the disk.
    pub async fn close_after_command(&self) {
        if self.opened_by.is_alone() {
            match self.store.close().await {
                Ok(count) => self.keep_sums(count).await,
                // What the command did is in the log, and stays there.
                Err(error) => tracing::warn!(%error, "the log could not be folded"),
            }
        } else {
            self.purge().await;
        }
        self.opened_by.unlock();
    }

    /// Writes down how a database looks that is whole in its one file, and known to be sound. Without
    /// that the next start checks it in another way.
    async fn keep_sums(&self, count: Count) {
        let damaged = self.damaged.load(Ordering::Relaxed);
        if self.folder.has_log() || damaged || !self.known_sound.load(Ordering::Relaxed) {
            return;
        }
        let (database, at) = (self.folder.database(), self.folder.file("central.sums"));
        let keep = move || match Sums::kept(&at) {
            // Nothing was written since: they hold still.
            Ok(Some(kept)) if kept.count() == count => Ok(()),
            Ok(_) | Err(_) => Sums::keep(&database, count, &at),
        };
        if !matches!(tokio::task::spawn_blocking(keep).await, Ok(Ok(()))) {
            tracing::warn!("no check sums could be written");
        }
    }

    /// Checks while requests are answered, unless that is done already.
    async fn check_beside(self) {
        let Ok(_one_at_a_time) = self.checking.try_lock() else {
            return;
        };
        if let Err(error) = self.check().await {
            tracing::error!(%error, "checking the database");
        }
    }

    /// Looks at clock, room and damage, again and again.
    pub(crate) async fn watch(self) {
        let mut looks = tokio::time::interval(LOOK);
        let mut checks = tokio::time::interval(CHECK);
        checks.reset();
        loop {
            let due = tokio::select! {
                _ = looks.tick() => self.store.signs().take_suspicion(),
                _ = checks.tick() => true,
            };
            self.look_for_damage();
            self.look_for_room().await;
            self.look_after_log().await;
            if self.must_be_sound().is_ok()
                && let Err(error) = self.keep_belief().await
            {
                tracing::error!(%error, "keeping what is believed of the clock");
            }
            if due {
                tokio::spawn(self.clone().check_beside());
            }
        }
    }
}

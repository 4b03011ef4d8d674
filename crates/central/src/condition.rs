//! In which condition central is: whether anything can be written, and whether its database is sound.
//!
//! Anybody may ask for `/v1/health`, so the answer comes from memory. The server looks at the disk by itself: every
//! few seconds for room; for damage once a day, and after a server that did not end in order.

use std::sync::atomic::Ordering;
use std::time::Duration;

use proco_access::{Code, Problem};

use crate::central::{Central, lock};
use crate::copies;
use crate::error::{CentralError, against_damage};
use crate::running::RunLock;
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
    /// Refuses with 503 while central cannot write or its database is damaged.
    pub(crate) fn must_be_well(&self) -> Result<(), Problem> {
        self.must_be_sound()?;
        if self.store.signs().is_unwritable() {
            return Err(Problem::new(Code::Unavailable)
                .detail("nothing can be written: the disk is full, or it fails"));
        }
        Ok(())
    }

    /// Refuses with 503 while the database is damaged: nothing may be acknowledged into it or counted from it.
    pub(crate) fn must_be_sound(&self) -> Result<(), Problem> {
        if self.damaged.load(Ordering::Relaxed) {
            return Err(
                Problem::new(Code::Unavailable).detail("the database of central is damaged")
            );
        }
        // The database file was moved away; what is written now would be lost with it.
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

    /// Purges the write-ahead log where it may still hold rows that were deleted.
    pub async fn look_after_log(&self) {
        if self.store.signs().take_outdated() {
            self.purge().await;
        }
    }

    /// Folds the write-ahead log into the database and truncates it, so that rows that were withdrawn, replaced or
    /// dropped are gone from the disk. While a reader holds the log that fails, and the next look tries again.
    pub(crate) async fn purge(&self) {
        // Rows of a damaged database may be rescued from its log.
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

    /// Takes note of how the database compares with the check sums of its last orderly end.
    pub(crate) fn compare_sums(&self, compared: Compared) -> Result<(), CentralError> {
        match compared {
            Compared::Same | Compared::Older | Compared::Unknown => Ok(()),
            Compared::Changed => {
                tracing::error!("central.db is not as central left it");
                self.found_damaged()
            }
        }
    }

    /// Locks the folder, and checks the database where the last server did not end in order. A large one is checked
    /// while requests are answered.
    pub(crate) async fn begin(&self) -> Result<RunLock, CentralError> {
        let lock = RunLock::begin(&self.folder)?;
        // The lock is held, so no command is writing one.
        copies::remove_draft(&self.folder)?;
        // From now on the database changes.
        self.folder.forget_sums()?;
        let known = self.known_sound.load(Ordering::Relaxed) && !lock.after_unclean_exit();
        if !known {
            self.known_sound.store(false, Ordering::Relaxed);
            let size = std::fs::metadata(self.folder.database()).map_or(0, |file| file.len());
            if size <= CHECKED_FIRST {
                self.check().await?;
            } else {
                self.store.signs().suspect();
            }
        }
        Ok(lock)
    }

    /// The orderly end of the server: the log is folded into the database, and the check sums are written.
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

    /// The orderly end of a command. While a server has the database open too, the server will do it, and this only
    /// purges what the command deleted from the log.
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

    /// Writes the check sums of a database that is sound and has no log. Without them the next start runs
    /// `integrity_check`.
    async fn keep_sums(&self, count: Count) {
        let damaged = self.damaged.load(Ordering::Relaxed);
        if self.folder.has_log() || damaged || !self.known_sound.load(Ordering::Relaxed) {
            return;
        }
        let (database, at) = (self.folder.database(), self.folder.file("central.sums"));
        let keep = move || match Sums::kept(&at) {
            // Nothing was written since, so the old check sums still hold.
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

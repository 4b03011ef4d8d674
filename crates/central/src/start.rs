//! The start of central: its folder, its keys, its database, and that these belong together.

use std::sync::Arc;

use proco_access::Issuer;
use proco_access::token::EMBEDDED_ISSUER;

use crate::central::{Central, Own};
use crate::clock::Clock;
use crate::config::Config;
use crate::error::CentralError;
use crate::folder::Folder;
use crate::key_file::{self, FILES};
use crate::keys::CentralKey;
use crate::opening::{Found, found};
use crate::renewal::{Issuers, publish};
use crate::running::Opened;
use crate::sums::Compared;

impl Central {
    /// Opens central in the folder of its configuration. Where nothing of a central stands there, this
    /// is its first start: database and keys are made.
    ///
    /// # Errors
    /// [`CentralError`] when a file cannot be read or made, or something is missing of a central that
    /// was begun there.
    pub fn open(config: Config, clock: Arc<dyn Clock>) -> Result<Self, CentralError> {
        let folder = Folder::at(&config.place())?;
        folder.begin_first_start()?;
        folder.tell_of_keys();
        Self::open_in(folder, config, clock)
    }

    /// Opens the central that was begun in the folder of its configuration, and begins none.
    ///
    /// # Errors
    /// [`CentralError::NoCentral`], and nothing is made; as [`Central::open`].
    pub fn open_existing(config: Config, clock: Arc<dyn Clock>) -> Result<Self, CentralError> {
        let folder = Folder::existing(&config.place())?;
        Self::open_in(folder, config, clock)
    }

    fn open_in(
        folder: Folder,
        config: Config,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, CentralError> {
        folder.must_hold_database()?;
        let kept = !folder.is_beginning();
        if !kept {
            folder.make_room_for_keys()?;
        }
        let [key, seed] = FILES.map(|name| key_file::open_or_make(&folder.key(name), kept));
        let (key, seed) = (CentralKey::from_bytes(&*key?), seed?);
        if !kept {
            // A database is bound to its keys: they reach the disk before it does.
            folder.sync_keys()?;
        }
        let issuer = Arc::new(Issuer::from_seed(EMBEDDED_ISSUER, &seed));
        let issuers = Issuers::of(&folder, issuer)?;
        let opened_by = Opened::share(&folder)?;
        let now = clock.now();
        let Found {
            store,
            compared,
            begins,
        } = found(&folder, &key, now)?;
        // Only now is it known that the keys are those of the database.
        publish(&folder, &issuers.keys())?;
        let belief = store.belief_at_start()?;
        let restored = store.restored_at_start()?;
        let own = Own {
            config,
            clock,
            key,
            issuers,
            belief,
            restored,
            folder,
            known_sound: begins || compared == Compared::Same,
            opened_by,
        };
        let central = Self::with_store(own, Arc::new(store));
        central.compare_sums(compared)?;
        central.observe();
        central.tell_renewal();
        Ok(central)
    }
}

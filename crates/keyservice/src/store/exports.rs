//! Keys of epochs, copied out apart from the store and put back.
//!
//! A store that is restored from before a quarter turned lacks the key of the newer epoch. Put back
//! from an export it is the key that phones have pinned, and they go on without noticing.

use std::path::Path;

use proco_database::WorkFolder;
use proco_exchange::evaluation::EpochPublicKey;
use proco_exchange::{Epoch, UtcMillis};
use proco_oprf::EpochKey;
use rusqlite::{OptionalExtension as _, Transaction};
use zeroize::Zeroizing;

use super::key_file;
use super::working::copy_of;
use super::{Store, check, copies, folder, open_file};
use crate::error::Error;

/// What the file is called in an error.
const EXPORT: &str = "export of epochs";

/// The table of an export, which is a file of its own in the same encryption as the store.
const TABLE: &str = "CREATE TABLE exported (
    epoch      TEXT NOT NULL PRIMARY KEY, -- year and quarter, as 2026Q4
    public_key BLOB NOT NULL CHECK (length(public_key) = 32), -- element of ristretto255
    secret_key BLOB NOT NULL CHECK (length(secret_key) = 32)  -- scalar
) STRICT";

/// What became of an epoch in an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Imported {
    /// The store had no key for it, and has now.
    PutBack,
    /// The store had another key that no phone has seen; it has this one now.
    Replaced,
    /// The store has this key.
    Known,
    /// The store has another key, and phones may have pinned that. Nothing was changed.
    Contradicts,
    /// Its key was destroyed here. It stays so.
    Destroyed,
    /// It is over, or far ahead. It is not needed.
    NotLive,
}

/// A key as it stands in an export.
struct Exported {
    epoch: Epoch,
    public_key: EpochPublicKey,
    secret: Zeroizing<[u8; 32]>,
}

impl Store {
    /// Copies the keys of all epochs into a new file that opens with the key file of this store.
    ///
    /// # Errors
    /// [`Error::CopyExists`] when there is a file of that name; [`Error`] of either file.
    pub fn export_epochs(&self, to: &Path, now: UtcMillis) -> Result<Vec<Epoch>, Error> {
        let keys = self.read(|db| {
            let mut all = db.prepare(
                "SELECT epoch, public_key, secret_key FROM epochs
                 WHERE secret_key IS NOT NULL ORDER BY epoch DESC",
            )?;
            let rows = all.query_map([], |row| Ok((row.get(0)?, row.get(1)?, secret(row)?)))?;
            rows.collect::<Result<Vec<(String, [u8; 32], _)>, _>>()
        })?;
        copies::whole(to, |draft| {
            let db = open_file(draft, &self.key)?;
            db.execute_batch(TABLE)?;
            for (epoch, public_key, secret) in &keys {
                db.execute(
                    "INSERT INTO exported (epoch, public_key, secret_key) VALUES (?1, ?2, ?3)",
                    (epoch, public_key, secret.as_slice()),
                )?;
            }
            drop(db);
            check::check_file(draft, &self.key)
        })?;
        self.copied_out(now);
        Ok(keys
            .iter()
            .filter_map(|(epoch, ..)| epoch.parse().ok())
            .collect())
    }

    /// Puts back the keys of an export that are needed and contradict none that may have answered.
    /// `key` names the key file of the store that was exported, when that is another.
    ///
    /// # Errors
    /// [`Error::NotACopy`] when the file is no whole export; [`Error`] of the store.
    pub fn import_epochs(
        &self,
        from: &Path,
        key: Option<&Path>,
        now: UtcMillis,
    ) -> Result<Vec<(Epoch, Imported)>, Error> {
        let given = match key {
            Some(file) => {
                let given = key_file::read_from(file)?;
                Some(given.ok_or_else(|| Error::NoFile(file.to_owned()))?)
            }
            None => None,
        };
        let work = WorkFolder::beside(&self.folders.data().join("import"))?;
        let copy = copy_of(from, &work)?;
        let exported = read_export(&copy, given.as_ref().unwrap_or(&self.key))?;
        let mut outcome = Vec::new();
        self.durably(|db| {
            outcome = exported
                .iter()
                .map(|one| Ok((one.epoch, put_back(db, one, now)?)))
                .collect::<rusqlite::Result<_>>()?;
            Ok(outcome.len())
        })?;
        Ok(outcome)
    }
}

fn secret(row: &rusqlite::Row<'_>) -> rusqlite::Result<Zeroizing<[u8; 32]>> {
    Ok(Zeroizing::new(row.get(2)?))
}

fn read_export(file: &Path, key: &key_file::Key) -> Result<Vec<Exported>, Error> {
    let no_export = || Error::NotACopy(EXPORT);
    if folder::length(file)?.unwrap_or(0) == 0 {
        return Err(no_export());
    }
    check::check_file(file, key).map_err(|error| copies::of_a_copy(error, EXPORT))?;
    let db = open_file(file, key)?;
    let read = || {
        let mut all =
            db.prepare("SELECT epoch, public_key, secret_key FROM exported ORDER BY epoch DESC")?;
        let rows = all.query_map([], |row| Ok((row.get(0)?, row.get(1)?, secret(row)?)))?;
        rows.collect::<rusqlite::Result<Vec<(String, [u8; 32], _)>>>()
    };
    let Ok(rows) = read() else {
        return Err(no_export());
    };
    let mut exported = Vec::with_capacity(rows.len());
    for (epoch, public_key, secret) in rows {
        let public_key = EpochPublicKey::from_bytes(public_key);
        let (Ok(epoch), Ok(key)) = (epoch.parse(), EpochKey::from_bytes(&secret)) else {
            return Err(no_export());
        };
        if key.public_key() != public_key {
            return Err(no_export());
        }
        exported.push(Exported {
            epoch,
            public_key,
            secret,
        });
    }
    Ok(exported)
}

fn put_back(db: &Transaction<'_>, one: &Exported, now: UtcMillis) -> rusqlite::Result<Imported> {
    let live = Epoch::live_at(now);
    if !live.contains(&one.epoch) && one.epoch != live[0].next() {
        return Ok(Imported::NotLive);
    }
    let epoch = one.epoch.to_string();
    let found: Option<([u8; 32], String, Option<i64>)> = db
        .query_row(
            "SELECT public_key, state, answered_at FROM epochs WHERE epoch = ?1",
            [&epoch],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .optional()?;
    let outcome = match found {
        None => Imported::PutBack,
        Some((_, state, _)) if state == "destroyed" => Imported::Destroyed,
        Some((public_key, ..)) if public_key == *one.public_key.as_bytes() => Imported::Known,
        Some((_, _, Some(_))) => Imported::Contradicts,
        Some((_, _, None)) => Imported::Replaced,
    };
    match outcome {
        // With `epochs`, the one place of exposure of a secret key. Who exported it knows that phones
        // may have pinned it.
        Imported::PutBack | Imported::Replaced => {
            db.execute(
                "INSERT INTO epochs (epoch, state, public_key, secret_key, created_at, answered_at)
                 VALUES (?1, 'live', ?2, ?3, ?4, ?4)
                 ON CONFLICT (epoch) DO UPDATE SET
                     state = 'live', expired_at = NULL, public_key = excluded.public_key,
                     secret_key = excluded.secret_key, created_at = excluded.created_at,
                     answered_at = excluded.answered_at",
                (
                    epoch,
                    one.public_key.as_bytes(),
                    one.secret.as_slice(),
                    now.0,
                ),
            )?;
        }
        Imported::Known | Imported::Contradicts | Imported::Destroyed | Imported::NotLive => {}
    }
    Ok(outcome)
}

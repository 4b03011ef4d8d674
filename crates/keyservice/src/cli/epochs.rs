//! The commands for the keys of the epochs: listing, making, destroying, copying out and putting back.
#![allow(clippy::print_stdout, reason = "what a command answers is printed")]

use std::error::Error;
use std::path::PathBuf;

use clap::Subcommand;
use proco_access::ServerFolders;
use proco_exchange::{Epoch, UtcMillis};
use proco_keyservice::store::exports::Imported;
use proco_keyservice::store::{State, Store};
use proco_keyservice::{Clock as _, SystemClock, epochs};
use proco_oprf::EpochKey;
use rand::rngs::OsRng;

use super::Data;

#[derive(Subcommand)]
pub enum EpochTask {
    /// List all epochs and what became of their keys.
    List {
        #[command(flatten)]
        data: Data,
    },
    /// Make the key of the next epoch, where the service did not run to make it. With an epoch: revive its expired key, or make one for a live epoch that has lost its own.
    Create {
        #[command(flatten)]
        data: Data,
        /// An epoch that is to answer again. A new key in place of a lost one is refused by each
        /// phone that has pinned the lost one, until it is accepted at central; what was recorded
        /// under the lost one is not found under the new one.
        epoch: Option<Epoch>,
    },
    /// Stop answering for an epoch; its key is kept.
    Expire {
        #[command(flatten)]
        data: Data,
        /// The epoch, such as 2026Q4.
        epoch: Epoch,
    },
    /// Destroy the key of an epoch. It cannot be brought back, and no row of that epoch at
    /// central can ever be looked up again.
    Destroy {
        #[command(flatten)]
        data: Data,
        /// The epoch, such as 2026Q4.
        epoch: Epoch,
    },
    /// Copy the keys of all epochs into a new file, while the service runs. It opens with
    /// keyservice.key of this folder.
    Export {
        #[command(flatten)]
        data: Data,
        /// Where to write the keys; no file may be there yet.
        #[arg(long)]
        to: PathBuf,
    },
    /// Put keys back from an export, where the store has none. Phones go on without noticing. A key
    /// that contradicts one that phones may know is not taken.
    Import {
        #[command(flatten)]
        data: Data,
        /// The file that `export` wrote.
        #[arg(long)]
        from: PathBuf,
        /// The key file of the store that was exported, when that is another one.
        #[arg(long)]
        key: Option<PathBuf>,
    },
}

impl EpochTask {
    /// The store that it is about.
    pub(super) fn place(&self) -> ServerFolders {
        match self {
            Self::List { data }
            | Self::Create { data, .. }
            | Self::Expire { data, .. }
            | Self::Destroy { data, .. }
            | Self::Export { data, .. }
            | Self::Import { data, .. } => data.place(),
        }
    }
}

/// Does one of these tasks.
pub fn look_after(task: EpochTask) -> Result<(), Box<dyn Error>> {
    let now = SystemClock.now();
    let (store, done) = match task {
        EpochTask::List { data } => (Store::open_existing(data.place())?, true),
        EpochTask::Create { data, epoch: None } => {
            let store = Store::open_existing(data.place())?;
            let plan = epochs::look_after(&store, now, false)?;
            (store, plan.held.is_none())
        }
        EpochTask::Create {
            data,
            epoch: Some(epoch),
        } => {
            let store = Store::open_existing(data.place())?;
            let done = answer_again(&store, epoch, now)?;
            (store, done)
        }
        EpochTask::Expire { data, epoch } => {
            let store = Store::open_existing(data.place())?;
            let done = store.expire_epoch(epoch, now)?;
            (store, done)
        }
        EpochTask::Destroy { data, epoch } => {
            let store = Store::open_existing(data.place())?;
            let done = store.destroy_epoch(epoch, now)?;
            (store, done)
        }
        EpochTask::Export { data, to } => {
            let store = Store::open_existing(data.place())?;
            store.export_epochs(&to, now)?;
            (store, true)
        }
        EpochTask::Import { data, from, key } => {
            let store = Store::open_existing(data.place())?;
            let done = import(&store.import_epochs(&from, key.as_deref(), now)?);
            (store, done)
        }
    };
    list(&store, now)?;
    if done {
        Ok(())
    } else {
        Err("the epoch, or the clock, is not in a state in which this can be done".into())
    }
}

/// Revives an epoch, or makes a key for a live one that has none; whether that could be done.
fn answer_again(store: &Store, epoch: Epoch, now: UtcMillis) -> Result<bool, Box<dyn Error>> {
    let has_row = store.epochs()?.iter().any(|row| row.epoch == epoch);
    if has_row {
        return Ok(store.revive_epoch(epoch)?);
    }
    let live = Epoch::live_at(now);
    if !live.contains(&epoch) && epoch != live[0].next() {
        return Ok(false);
    }
    let key = EpochKey::generate(&mut OsRng);
    let public = String::from(key.public_key());
    let done = store.add_epochs(&[(epoch, key)], now)?;
    if done && live.contains(&epoch) {
        println!(
            "{epoch} has a new key. If it had another one before, then each phone that has pinned \
             that refuses this one, and gets no pseudonym of {epoch}, until central accepts it: {}. \
             What was recorded in {epoch} under the lost key is not found any more.",
            epochs::accept_command(epoch, &public)
        );
    }
    Ok(done)
}

/// Says what became of each epoch; whether none contradicts.
fn import(outcome: &[(Epoch, Imported)]) -> bool {
    for (epoch, imported) in outcome {
        let said = match imported {
            Imported::PutBack => "put back",
            Imported::Replaced => "put back, in place of a key that no phone has seen",
            Imported::Known => "there already",
            Imported::Contradicts => {
                "NOT put back: the store has another key, and phones may know that one"
            }
            Imported::Destroyed => "not put back: its key was destroyed here",
            Imported::NotLive => "not needed: it is over, or far ahead",
        };
        println!("{epoch}: {said}");
    }
    outcome
        .iter()
        .all(|(_, imported)| *imported != Imported::Contradicts)
}

fn list(store: &Store, now: UtcMillis) -> Result<(), proco_keyservice::Error> {
    let rows = store.epochs()?;
    let live = Epoch::live_at(now);
    for row in &rows {
        let state = match row.state {
            State::Live if row.epoch > live[0] => "ahead",
            State::Live | State::Expired | State::Destroyed => row.state.name(),
        };
        let copied = match (row.state, row.copied_at) {
            (State::Destroyed, _) | (_, Some(_)) => "",
            (State::Live | State::Expired, None) => "  not copied out",
        };
        println!(
            "{}  {state:<9}  {}{copied}",
            row.epoch,
            String::from(row.public_key)
        );
    }
    for epoch in live {
        if rows.iter().all(|row| row.epoch != epoch) {
            println!(
                "{epoch}  missing    import its key, or see `proco-keyservice epochs create --help`"
            );
        }
    }
    Ok(())
}

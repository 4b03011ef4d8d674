//! Backups and restores, and what is said of them.
#![allow(clippy::print_stdout, reason = "what a command answers is printed")]

use std::error::Error;
use std::path::Path;

use proco_access::ServerFolders;
use proco_access::command::printed;
use proco_keyservice::store::copies::Existing;
use proco_keyservice::store::{Store, copies, devices, rescue};
use proco_keyservice::{Clock as _, SystemClock, epochs};

/// Copies the whole store.
pub fn back_up(place: ServerFolders, to: &Path) -> Result<(), Box<dyn Error>> {
    Store::open_existing(place)?.back_up(to, SystemClock.now())?;
    println!(
        "The store was copied and the copy checked. It opens with keyservice.key of this store \
         alone: keep a copy of that file too, apart and offline, and never with this one."
    );
    Ok(())
}

/// Puts a backup back, and says what it lacks and what is to be done.
pub fn restore(
    place: ServerFolders,
    from: &Path,
    key: Option<&Path>,
    move_aside: bool,
) -> Result<(), Box<dyn Error>> {
    let now = SystemClock.now();
    let named = place.arguments();
    let restored = copies::restore(place, from, key, existing(move_aside), now)?;
    match restored.copied_about {
        Some(moment) => println!(
            "The store was restored, as of about {}.",
            moment.hour().date()
        ),
        None => println!("The store was restored."),
    }
    let place = named;
    for epoch in &restored.lacks {
        println!(
            "It lacks the key of {epoch}, which is live. Import the key from an export: \
             `proco-keyservice epochs import {place} --from EXPORT`. Only when it is gone for \
             good: `proco-keyservice epochs create {place} {epoch}`; see \
             `proco-keyservice epochs create --help`."
        );
    }
    println!(
        "Devices that were revoked since then are let in again until central says so once more. {AGAIN}"
    );
    Ok(())
}

/// Saves what can be read of a damaged store, and says how much that is.
pub fn rescue(
    place: ServerFolders,
    from: &Path,
    to: &Path,
    key: Option<&Path>,
) -> Result<(), Box<dyn Error>> {
    let named = place.arguments();
    let rescued = rescue::rescue(place, from, to, key)?;
    let key = key.map_or_else(String::new, |key| format!(" --key {}", printed(key)));
    for table in rescued {
        println!(
            "{}: {} rows saved, {} not readable",
            table.table, table.read, table.unreadable
        );
    }
    println!(
        "Put it back: `proco-keyservice restore {place} --from {}{key} --move-aside`, which says which \
         live epochs it lacks. Each key in it is whole: a page is read as it was written or not at all.",
        printed(to),
        place = named
    );
    Ok(())
}

/// How central says once more who is out.
const AGAIN: &str = "See who is out with `proco-central devices list --data CENTRAL`, and for each: \
                     `proco-central revoke --data CENTRAL --device DEVICE --keyservice URL`.";

/// Moves key and store aside, and makes new ones.
pub fn begin_anew(place: ServerFolders, move_aside: bool) -> Result<(), Box<dyn Error>> {
    copies::begin_anew(place.clone(), existing(move_aside))?;
    let store = Store::open(place)?;
    let now = SystemClock.now();
    epochs::look_after(&store, now, false)?;
    println!(
        "Key and store are aside, and new keys are made. Phones refuse them for the epochs that they know \
         until central accepts them:"
    );
    for command in store.accept_commands(now)? {
        println!("{command}");
    }
    println!(
        "What was recorded under the old keys is not found under the new ones. Devices that were revoked \
         are let in again until central says so once more. {AGAIN}"
    );
    Ok(store.accept_commands_were_told()?)
}

fn existing(move_aside: bool) -> Existing {
    if move_aside {
        Existing::MoveAside
    } else {
        Existing::Keep
    }
}

/// Forgets the devices, and says how they are told again.
pub fn forget_devices(place: ServerFolders) -> Result<(), Box<dyn Error>> {
    let forgotten = devices::forget(place)?;
    println!(
        "{} devices that were in and {} that were out are forgotten. Start the service: a central that serves \
         with --keyservice tells it of all within a minute, and until then nobody gets an answer. \
         `--new-devices-per-hour` has to allow for all of them.",
        forgotten.admitted, forgotten.revoked
    );
    Ok(())
}

/// Reads each page and checks it.
pub fn check(place: ServerFolders) -> Result<(), Box<dyn Error>> {
    Store::open_existing(place)?.check()?;
    println!("Each page of the store carries its check.");
    Ok(())
}

//! Backups and restores, and what is said of them.
#![allow(clippy::print_stdout, reason = "what a command answers is printed")]

use std::error::Error;
use std::path::Path;

use proco_access::command::printed;
use proco_keyservice::store::copies::Standing;
use proco_keyservice::store::{Store, copies, rescue};
use proco_keyservice::{Clock as _, SystemClock, epochs};

/// Copies the whole store.
pub fn back_up(data: &Path, to: &Path) -> Result<(), Box<dyn Error>> {
    Store::open_existing(data)?.back_up(to, SystemClock.now())?;
    println!(
        "The store was copied and the copy checked. It opens with keyservice.key of this folder \
         alone: keep a copy of that file too, apart and offline."
    );
    Ok(())
}

/// Puts a backup back, and says what it lacks and what is to be done.
pub fn restore(
    data: &Path,
    from: &Path,
    key: Option<&Path>,
    move_aside: bool,
) -> Result<(), Box<dyn Error>> {
    let now = SystemClock.now();
    let restored = copies::restore(data, from, key, standing(move_aside), now)?;
    match restored.copied_about {
        Some(moment) => println!(
            "The store was restored, as of about {}.",
            moment.hour().date()
        ),
        None => println!("The store was restored."),
    }
    let folder = printed(data);
    for epoch in &restored.lacks {
        println!(
            "It lacks the key of {epoch}, which is live. Import the key from an export: \
             `proco-keyservice epochs import --data {folder} --from EXPORT`. Only when it is gone for \
             good: `proco-keyservice epochs create --data {folder} {epoch}`; see \
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
    data: &Path,
    from: &Path,
    to: &Path,
    key: Option<&Path>,
) -> Result<(), Box<dyn Error>> {
    let rescued = rescue::rescue(data, from, to, key)?;
    let key = key.map_or_else(String::new, |key| format!(" --key {}", printed(key)));
    for table in rescued {
        println!(
            "{}: {} rows saved, {} not readable",
            table.table, table.read, table.unreadable
        );
    }
    println!(
        "Put it back: `proco-keyservice restore --data {} --from {}{key} --move-aside`, which says which \
         live epochs it lacks. Each key in it is whole: a page is read as it was written or not at all.",
        printed(data),
        printed(to)
    );
    Ok(())
}

/// How central says once more who is out.
const AGAIN: &str = "See who is out with `proco-central devices list --data CENTRAL`, and for each: \
                     `proco-central revoke --data CENTRAL --device DEVICE --keyservice URL`.";

/// Moves key and store aside, and makes new ones.
pub fn begin_anew(data: &Path, move_aside: bool) -> Result<(), Box<dyn Error>> {
    copies::begin_anew(data, standing(move_aside))?;
    let store = Store::open(data)?;
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

fn standing(move_aside: bool) -> Standing {
    if move_aside {
        Standing::MoveAside
    } else {
        Standing::Leave
    }
}

/// Reads each page and checks it.
pub fn check(data: &Path) -> Result<(), Box<dyn Error>> {
    Store::open_existing(data)?.check()?;
    println!("Each page of the store carries its check.");
    Ok(())
}

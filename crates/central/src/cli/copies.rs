//! Copies of the database, and whether it is sound, from the command line.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use proco_access::ServerFolders;
use proco_access::command::printed;
use proco_central::copies::Existing;
use proco_central::folder::Folder;
use proco_central::key_file::ISSUER;
use proco_central::{Central, CentralError, SystemClock, copies, rescue};

fn existing(move_aside: bool) -> Existing {
    if move_aside {
        Existing::MoveAside
    } else {
        Existing::Keep
    }
}

#[expect(clippy::print_stdout, reason = "what a command answers is printed")]
pub(super) async fn backup(central: &Central, to: &Path) -> Result<(), CentralError> {
    central.backup(to).await?;
    println!("copied; the keys are not in it");
    Ok(())
}

#[expect(clippy::print_stdout, reason = "what a command answers is printed")]
pub(super) async fn restore(
    place: ServerFolders,
    from: &Path,
    move_aside: bool,
) -> Result<(), CentralError> {
    copies::restore(place, from, existing(move_aside), &SystemClock).await?;
    println!(
        "put back: each phone sends again, after its next token, what this copy may lack. A phone \
         that was enrolled since needs a new code; one that was revoked since is to be revoked again"
    );
    Ok(())
}

#[expect(clippy::print_stdout, reason = "what a command answers is printed")]
pub(super) async fn begin_anew(
    place: ServerFolders,
    move_aside: bool,
    new_keys: bool,
) -> Result<(), CentralError> {
    let existing = existing(move_aside);
    let made = if new_keys {
        copies::begin_anew_with_new_keys(place, existing, &SystemClock).await?
    } else {
        copies::begin_anew(place, existing, &SystemClock).await?;
        Vec::new()
    };
    println!(
        "begun anew: every phone needs a new code, and then sends again what it still holds the mark of. \
         Other records, the published summaries, the list of devices and the accepted epoch keys are gone. \
         The key service goes on refusing the devices that it knows as revoked"
    );
    for name in made {
        println!("{name} was made anew: make a copy of it and keep that offline");
        if name == ISSUER {
            println!("{TELL_KEYSERVICE}");
        } else {
            println!(
                "nobody can match a record of before with a subject or an officer again. Destroy the \
                 database that was moved aside, and every copy of it, once nobody needs the published \
                 summaries and the list of devices in it"
            );
        }
    }
    Ok(())
}

/// What the key service needs after the issuer key was made anew.
const TELL_KEYSERVICE: &str = "every token has ended. Start central, which writes issuer.jwks.json anew; \
                               then lay that file in the place of the one that the key service reads: until \
                               then it lets nobody in";

#[expect(clippy::print_stdout, reason = "what a command answers is printed")]
pub(super) async fn replace_issuer_key(
    place: ServerFolders,
    move_aside: bool,
) -> Result<(), CentralError> {
    copies::replace_issuer_key(place, existing(move_aside), &SystemClock).await?;
    println!("issuer.key was made anew: make a copy of it and keep that offline");
    println!("{TELL_KEYSERVICE}");
    Ok(())
}

#[expect(clippy::print_stdout, reason = "what a command answers is printed")]
pub(super) fn rescue(
    data: Option<PathBuf>,
    keys: Option<PathBuf>,
    file: Option<PathBuf>,
    to: &Path,
) -> Result<(), CentralError> {
    let place = data.clone().map(|data| ServerFolders::new(data, keys));
    if let Some(place) = &place {
        Folder::existing(place)?;
    }
    let place = place.map_or_else(|| "--data FOLDER".to_owned(), |place| place.arguments());
    let database = data.map(|data| data.join("central.db"));
    let from = file
        .or(database)
        .expect("the command line asks for one of the two");
    for found in rescue::rescue(&from, to)? {
        println!(
            "{}: {} rows read, {} not",
            found.table, found.read, found.unreadable
        );
    }
    println!(
        "put it in place with `proco-central restore {place} --from {} --move-aside`",
        printed(to)
    );
    Ok(())
}

#[expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "what a command answers is printed"
)]
pub(super) async fn check(central: &Central) -> Result<ExitCode, CentralError> {
    if central.check().await? {
        println!("sound");
        Ok(ExitCode::SUCCESS)
    } else {
        eprintln!("damaged");
        Ok(ExitCode::FAILURE)
    }
}

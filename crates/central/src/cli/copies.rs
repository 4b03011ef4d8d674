//! Copies of the database, and whether it is sound, from the command line.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use proco_central::copies::Standing;
use proco_central::{Central, CentralError, SystemClock, copies, rescue};

fn standing(move_aside: bool) -> Standing {
    if move_aside {
        Standing::MovedAside
    } else {
        Standing::Stays
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
    data: &Path,
    from: &Path,
    move_aside: bool,
) -> Result<(), CentralError> {
    copies::restore(data, from, standing(move_aside), &SystemClock).await?;
    println!(
        "put back: each phone sends again, after its next token, what this copy may lack. A phone \
         that was enrolled since needs a new code; one that was revoked since is to be revoked again"
    );
    Ok(())
}

#[expect(clippy::print_stdout, reason = "what a command answers is printed")]
pub(super) async fn begin_anew(data: &Path, move_aside: bool) -> Result<(), CentralError> {
    copies::begin_anew(data, standing(move_aside), &SystemClock).await?;
    println!("begun anew: every phone needs a new code, and then sends again what it has");
    Ok(())
}

#[expect(clippy::print_stdout, reason = "what a command answers is printed")]
pub(super) fn rescue(
    data: Option<PathBuf>,
    file: Option<PathBuf>,
    to: &Path,
) -> Result<(), CentralError> {
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
    println!("put it in place with: proco-central restore --move-aside --from …");
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

//! Mutation testing: puts one fault after the other into a copy of the program, and requires that the
//! simulation finds each.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::broken::{Broken, PLACES};
use super::{Histories, longer};
use crate::fault::{Fault, Outcome, While};
use crate::{place, process, say};

/// The most histories within which a fault has to be found.
const MOST: u64 = 400;

/// Puts all faults, or the named one, into the program.
pub fn sabotage(name: Option<&str>) -> Outcome {
    let chosen: Vec<&Broken> = PLACES
        .iter()
        .filter(|place| name.is_none_or(|name| place.name == name))
        .collect();
    if chosen.is_empty() {
        return Err(Fault::usage("There is no such place to break."));
    }
    let tree = copy()?;
    let mut table = Vec::new();
    for place in &chosen {
        say::banner(place.what);
        let found = match with(&tree, place) {
            // One that does not compile says nothing of the others.
            Err(Fault::Failed(sentence)) => {
                println!("{sentence}");
                None
            }
            other => other?,
        };
        table.push((place, found));
    }
    say::banner("broken on purpose, and found by");
    for (place, found) in &table {
        let found = found.as_deref().unwrap_or("NOTHING");
        println!("{:<18} {found}\n{:<18} {}", place.name, "", place.what);
    }
    match table.iter().filter(|(_, found)| found.is_none()).count() {
        0 => Ok(()),
        missed => Err(Fault::new(format!(
            "{missed} of {} were not found.",
            table.len()
        ))),
    }
}

/// Copies the sources to a folder of their own; earlier build artefacts stay there.
fn copy() -> Outcome<PathBuf> {
    let tree = place::target().join("sabotage");
    forget(&tree)?;
    let listed = process::answer_of(
        "git ls-files",
        Command::new("git").current_dir(place::root()).args([
            "ls-files",
            "--cached",
            "--others",
            "--exclude-standard",
        ]),
    )?;
    for file in listed.lines() {
        let (from, to) = (place::root().join(file), tree.join(file));
        if from.is_file() {
            let folder = to.parent().unwrap_or(&tree);
            fs::create_dir_all(folder).doing("make a folder for the copy")?;
            fs::copy(&from, &to).doing("copy the sources")?;
        }
    }
    Ok(tree)
}

/// Removes the sources of an earlier run; the artefacts of libraries stay.
fn forget(tree: &Path) -> Outcome {
    let Ok(entries) = fs::read_dir(tree) else {
        return Ok(());
    };
    for entry in entries {
        let path = entry.doing("look at the copy")?.path();
        if path.is_file() {
            fs::remove_file(&path).doing("remove an old copy")?;
        } else if path.file_name().is_some_and(|name| name != "target") {
            fs::remove_dir_all(&path).doing("remove an old copy")?;
        }
    }
    Ok(())
}

/// Puts in a fault, runs histories, and removes the fault. Gives the output of the first history that finds it.
fn with(tree: &Path, place: &Broken) -> Outcome<Option<String>> {
    let file = tree.join(place.file);
    let sound = fs::read_to_string(&file).doing("read the place to break")?;
    let broken = sound.replacen(place.sound, place.broken, 1);
    if broken == sound {
        return Err(Fault::new(format!("{} is not what it was.", place.file)));
    }
    fs::write(&file, broken).doing("break it")?;
    let found = find(tree);
    fs::write(&file, sound).doing("mend it")?;
    found
}

fn find(tree: &Path) -> Outcome<Option<String>> {
    let histories = Histories {
        histories: MOST,
        ..Histories::default()
    };
    let built = longer(tree, &histories, &["--no-run"]);
    process::must("the broken program", &mut { built })?;
    let mut said: Option<String> = None;
    let mut wrong = None;
    let mut panicked = false;
    let mut command = longer(tree, &histories, &[]);
    command.env("PROCO_BRIEF", "1");
    let status = process::follow("the histories", &mut command, |line| {
        if panicked && wrong.is_none() {
            wrong = Some(line.chars().take(100).collect::<String>());
        }
        panicked |= line.contains("panicked at tests/simulation/main.rs");
        if line.starts_with("seed ") && said.is_none() {
            said = Some(line.to_owned());
        }
    })?;
    let found = said.map(|said| format!("{said} {}", wrong.unwrap_or_default()));
    Ok(found.filter(|_| !status.success()))
}

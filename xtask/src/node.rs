//! The screens: their packages and their two builds.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

use crate::fault::{Fault, Outcome, While};
use crate::{place, process, say};

/// What the screens are built from, under `ui/`.
const SOURCES: &[&str] = &[
    "index.html",
    "package-lock.json",
    "public",
    "src",
    "svelte.config.js",
    "tsconfig.json",
    "vite.config.ts",
];

/// Installs the npm packages when the lock file is not the one they were installed from.
pub fn packages() -> Outcome {
    let lock = place::ui().join("package-lock.json");
    let wanted = fs::read(&lock).doing("read ui/package-lock.json")?;
    let note = place::ui().join("node_modules/.proco-installed-from");
    if fs::read(&note).is_ok_and(|from| from == wanted) {
        return Ok(());
    }
    if !process::works(Command::new("npm").arg("--version")) {
        return Err(Fault::new(
            "npm is missing. ProCo's screens are built with Node 20 or newer, and its npm.",
        ));
    }
    say::line("The npm packages are missing or old. Installing them into ui/node_modules.");
    process::must("npm ci", &mut npm(&["ci", "--no-audit", "--no-fund"]))?;
    fs::write(&note, wanted).doing("note what was installed")
}

/// Builds the screens for the window and for a browser, where sources are newer than the builds.
pub fn build() -> Outcome {
    for (script, folder) in [("build", "dist"), ("build:preview", "dist-preview")] {
        let built = place::ui().join(folder).join("index.html");
        if is_newer_than_sources(&built) {
            continue;
        }
        process::must(&format!("npm run {script}"), &mut npm(&["run", script]))?;
    }
    Ok(())
}

/// An npm command in the folder of the screens.
pub fn npm(words: &[&str]) -> Command {
    let mut command = Command::new("npm");
    command.current_dir(place::ui()).args(words);
    command
}

/// A script under `ui/`, with the programs of this checkout.
pub fn script(path: &str) -> Command {
    let mut command = Command::new("node");
    command
        .current_dir(place::ui())
        .arg(path)
        .env("PROCO_BIN", place::target().join("debug"));
    command
}

fn is_newer_than_sources(built: &Path) -> bool {
    let Some(built) = changed(built) else {
        return false;
    };
    SOURCES
        .iter()
        .filter_map(|name| newest(&place::ui().join(name)))
        .all(|source| source <= built)
}

/// When `path`, or the newest file below it, was changed.
fn newest(path: &Path) -> Option<SystemTime> {
    let Ok(entries) = fs::read_dir(path) else {
        return changed(path);
    };
    entries
        .flatten()
        .filter_map(|entry| newest(&entry.path()))
        .max()
}

fn changed(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).ok()?.modified().ok()
}

//! Building the workspace: always with the same features, so that nothing is built twice.

use std::process::Command;

use crate::fault::{Fault, Outcome};
use crate::{place, process, say};

/// The features beside the default ones. Every command here uses these and `--workspace`: another
/// choice would build Tauri and all below it once more, minutes each.
pub const SCOPE: &[&str] = &["--workspace", "--features", "proco-device/ts"];

/// A cargo command over the whole workspace.
pub fn cargo(verb: &str) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(place::root()).arg(verb).args(SCOPE);
    command
}

/// Builds every program and example.
pub fn build() -> Outcome {
    // The examples are asked for in order to get the features of the tests as well, one of which
    // holds the preview host.
    process::must(
        "cargo build",
        cargo("build").args(["--locked", "--bins", "--examples"]),
    )
}

/// Sees to it that the parts of the toolchain are there that a minimal one lacks.
pub fn components() -> Outcome {
    for (component, verb) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        if process::works(Command::new("cargo").args([verb, "--version"])) {
            continue;
        }
        say::line(format!(
            "Missing from the Rust toolchain: {component}. Adding it."
        ));
        process::must(
            "rustup",
            Command::new("rustup").args(["component", "add", component]),
        )
        .map_err(|_| {
            Fault::new(format!(
                "`cargo {verb}` is missing and rustup could not add {component}. Install it \
                     with the Rust toolchain."
            ))
        })?;
    }
    Ok(())
}

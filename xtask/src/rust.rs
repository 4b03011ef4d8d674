//! Building the workspace: always with the same features, so that nothing is built twice.

use std::process::Command;

use crate::fault::{Fault, Outcome};
use crate::{place, process, say};

/// The features besides the default ones. Every command here uses these and `--workspace`: another choice would
/// build Tauri and all its dependencies again, which takes minutes.
pub const SCOPE: &[&str] = &["--workspace", "--features", "proco-device/ts"];

/// A cargo command over the whole workspace.
pub fn cargo(verb: &str) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(place::root()).arg(verb).args(SCOPE);
    command
}

/// Builds every program and example.
pub fn build() -> Outcome {
    // The examples are named so that the features of the tests are built too; one of the examples is the
    // preview host.
    process::must(
        "cargo build",
        cargo("build").args(["--locked", "--bins", "--examples"]),
    )
}

/// Installs the parts of the toolchain that a minimal one lacks.
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

//! Building the workspace: always with the same features, so that nothing is built twice.

use std::process::Command;

use crate::fault::{Fault, Outcome};
use crate::{place, process, say};

/// The features besides the default ones. Every command here uses these and `--workspace`: another choice would
/// build Tauri and all its dependencies again, which takes minutes.
pub const SCOPE: &[&str] = &["--workspace", "--features", "proco-device/ts"];

/// Clippy's compiler: rustc, with the lints of clippy.
const LINTING: &str = "clippy-driver";

/// A cargo command over the whole workspace. Where clippy is there, its compiler makes the members of the workspace, so
/// that one build both compiles and lints; `cargo clippy` would check all of it, and each library under it, once more.
/// That compiler leaves out the optimisations of MIR, so that the lints see it as it is written; those of LLVM stay.
pub fn cargo(verb: &str) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(place::root()).arg(verb).args(SCOPE);
    if lints() {
        command.env("RUSTC_WORKSPACE_WRAPPER", LINTING);
    }
    command
}

fn lints() -> bool {
    process::works(Command::new(LINTING).arg("--version"))
}

/// Compiles every program, test and benchmark, and fails on a warning, of cargo's too. Cargo repeats the warnings of what it
/// does not compile again.
pub fn lint() -> Outcome {
    if !lints() {
        return Err(Fault::new(format!(
            "{LINTING} is missing, so nothing is linted."
        )));
    }
    let mut warnings = 0;
    let status = process::follow(
        "cargo test --no-run",
        cargo("test").args(["--locked", "--no-run", "--all-targets"]),
        |line| warnings += usize::from(line.starts_with("warning: ")),
    )?;
    process::succeeded("cargo test --no-run", status)?;
    if warnings > 0 {
        return Err(Fault::new(format!("{warnings} warnings, above.")));
    }
    Ok(())
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

//! The steps of `cargo xtask test`, in the order in which they find an error soonest.

use std::process::Command;

use crate::fault::Outcome;
use crate::node::npm;
use crate::scratch::Scratch;
use crate::{android, need, node, place, process, rust};

use super::count::{Count, Speaker};
use super::first_command;

/// When a step is taken.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// Before the others, alone.
    First,
    /// After those, one after another: what waits for cargo's lock on the build artefacts anyway.
    Build,
    /// Meanwhile, one after another: what mostly waits, or compiles elsewhere.
    Beside,
}

pub struct Step {
    /// The name for `--only`.
    pub name: &'static str,
    /// What it does, in a few words.
    pub what: &'static str,
    /// When it is taken.
    pub lane: Lane,
    /// Takes the step, and counts the tests.
    pub take: fn(&mut Count) -> Outcome,
    /// Whether it must execute at least one test.
    pub has_tests: bool,
    /// Whether the later steps depend on it.
    pub carries_others: bool,
}

impl Step {
    /// A step that is taken first, without tests.
    pub const fn check(
        name: &'static str,
        what: &'static str,
        take: fn(&mut Count) -> Outcome,
    ) -> Self {
        Self {
            name,
            what,
            lane: Lane::First,
            take,
            has_tests: false,
            carries_others: false,
        }
    }

    const fn carrying(mut self) -> Self {
        self.carries_others = true;
        self
    }

    /// Taken when this says.
    pub const fn in_lane(mut self, lane: Lane) -> Self {
        self.lane = lane;
        self
    }

    const fn with_tests(mut self) -> Self {
        self.has_tests = true;
        self
    }

    /// The command that takes only this step.
    pub fn command(&self) -> String {
        format!("cargo xtask test --only {}", self.name)
    }
}

/// The steps in the order in which each [`Lane`] takes them.
pub const STEPS: &[Step] = &[
    Step::check("install", "what the machine misses", |_| {
        need::install(need::Purpose::Test)
    })
    .carrying(),
    Step::check("fmt", "Rust is formatted", fmt),
    Step::check("ui-packages", "npm packages as locked", |_| {
        node::packages()
    })
    .carrying(),
    Step::check("ui-build", "screens for window and browser", |_| ui_build()).carrying(),
    Step::check(
        "ui-check",
        "types and accessibility of the screens",
        ui_check,
    )
    .in_lane(Lane::Beside),
    Step::check("ui-test", "tests of the screens", ui_test)
        .in_lane(Lane::Beside)
        .with_tests(),
    Step::check("clippy", "compiled with lints, warnings are errors", |_| {
        lint()
    })
    .in_lane(Lane::Build),
    Step::check(
        "rust-test",
        "units, stories, layout, documentation",
        rust_test,
    )
    .in_lane(Lane::Build)
    .with_tests(),
    Step::check("check-android", "types for aarch64-linux-android", |_| {
        android::check_android()
    })
    .in_lane(Lane::Beside),
    Step::check(
        "e2e-browser",
        "the whole road in Chromium at 412×915",
        browser,
    )
    .in_lane(Lane::Beside)
    .with_tests(),
    Step::check("e2e-window", "the whole road in the real window", window)
        .in_lane(Lane::Build)
        .with_tests(),
    Step::check(
        "run",
        "cargo xtask run: start, Ctrl-C, start again",
        first_command,
    )
    .in_lane(Lane::Beside)
    .with_tests(),
];

fn fmt(_: &mut Count) -> Outcome {
    process::must(
        "cargo fmt",
        Command::new("cargo")
            .current_dir(place::root())
            .args(["fmt", "--all", "--check"]),
    )
}

fn ui_build() -> Outcome {
    node::packages()?;
    node::build()
}

fn ui_check(_: &mut Count) -> Outcome {
    node::packages()?;
    process::must("npm run check", &mut npm(&["run", "check"]))
}

fn ui_test(count: &mut Count) -> Outcome {
    node::packages()?;
    counted("npm test", &mut npm(&["test"]), Speaker::Vitest, count)
}

fn lint() -> Outcome {
    // The app embeds the built screens.
    ui_build()?;
    rust::lint()
}

fn rust_test(count: &mut Count) -> Outcome {
    ui_build()?;
    // The compiler keeps its own temporary files on the disk.
    process::must(
        "cargo test --no-run",
        rust::cargo("test").args(["--locked", "--no-run"]),
    )?;
    let scratch = Scratch::new();
    counted(
        "cargo test",
        scratch.give(rust::cargo("test").args(["--locked", "--no-fail-fast"])),
        Speaker::Cargo,
        count,
    )
}

/// The script starts what it needs and ends it; its last line is `N passed, M failed`.
fn browser(count: &mut Count) -> Outcome {
    ui_build()?;
    rust::build()?;
    counted(
        "e2e/run.mjs",
        Scratch::new().give(&mut node::script("e2e/run.mjs")),
        Speaker::EndToEnd,
        count,
    )
}

/// Runs the window test, which is ignored by default because it needs a display server and a driver.
fn window(count: &mut Count) -> Outcome {
    ui_build()?;
    rust::build()?;
    counted(
        "cargo test --test window",
        rust::cargo("test")
            .args(["--locked", "--test", "window", "--", "--ignored"])
            .env("PROCO_TAURI_DRIVER", need::tauri_driver_program()),
        Speaker::Cargo,
        count,
    )
}

/// Runs the first command of the README.
fn first_command(count: &mut Count) -> Outcome {
    ui_build()?;
    rust::build()?;
    first_command::rehearse(count)
}

/// Runs a test program to its end and adds its totals.
fn counted(name: &str, command: &mut Command, speaker: Speaker, count: &mut Count) -> Outcome {
    let status = process::follow(name, command, |line| count.read(speaker, line))?;
    process::succeeded(name, status)
}

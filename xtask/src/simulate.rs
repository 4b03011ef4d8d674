//! `cargo xtask simulate`: histories by seed, as many and as long as one likes; and whether they find
//! a program that was broken on purpose.

use std::path::Path;
use std::process::Command;

use crate::fault::Outcome;
use crate::{place, process};

mod broken;
mod sabotage;

/// What is to happen.
#[derive(Debug, PartialEq, Eq)]
pub enum Simulation {
    /// Histories of the program as it is.
    Histories(Histories),
    /// The program broken on purpose, in each of the places that are listed, or in the named one.
    Sabotage(Option<String>),
}

/// Which histories.
#[derive(Debug, PartialEq, Eq)]
pub struct Histories {
    /// The first seed.
    pub seed: u64,
    /// How many seeds.
    pub histories: u64,
    /// How long each is, in months of 30 days.
    pub months: u32,
    /// How many phones there are; the seed says it when nothing else does.
    pub phones: Option<u32>,
}

impl Default for Histories {
    fn default() -> Self {
        Self {
            seed: 1,
            histories: 1,
            months: 1,
            phones: None,
        }
    }
}

/// Lets it happen.
pub fn simulate(simulation: &Simulation) -> Outcome {
    match simulation {
        Simulation::Histories(histories) => process::must(
            "cargo test --test simulation",
            longer(place::root(), histories, &[]).env("CARGO_TARGET_DIR", place::target()),
        ),
        Simulation::Sabotage(name) => sabotage::sabotage(name.as_deref()),
    }
}

/// The test that takes its size from its surroundings, in this tree.
fn longer(tree: &Path, histories: &Histories, more: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command
        .current_dir(tree)
        .args(["test", "--locked", "--package", "proco-tests"])
        .args(["--test", "simulation"])
        .args(more)
        .args(["--", "--ignored", "--nocapture", "longer"])
        // Apart from the program that is sound: cargo would take one for the other.
        .env("CARGO_TARGET_DIR", tree.join("target"))
        .env("PROCO_SEED", histories.seed.to_string())
        .env("PROCO_HISTORIES", histories.histories.to_string())
        .env("PROCO_MONTHS", histories.months.to_string())
        .env("RUST_BACKTRACE", "0");
    if let Some(phones) = histories.phones {
        command.env("PROCO_PHONES", phones.to_string());
    }
    command
}

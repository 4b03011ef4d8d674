//! `cargo xtask simulate`: simulated histories by seed, in any number and length; and a check that they find
//! faults (mutation testing).

use std::path::Path;
use std::process::Command;

use crate::fault::Outcome;
use crate::{place, process};

mod broken;
mod sabotage;

#[derive(Debug, PartialEq, Eq)]
pub enum Simulation {
    /// Histories of the unchanged program.
    Histories(Histories),
    /// The program with a fault, in each of the listed places, or in the named one.
    Sabotage(Option<String>),
}

/// The size of a simulation.
#[derive(Debug, PartialEq, Eq)]
pub struct Histories {
    /// The first seed.
    pub seed: u64,
    /// How many seeds.
    pub histories: u64,
    /// How long each is, in months of 30 days.
    pub months: u32,
    /// How many phones there are; `None` lets the seed decide.
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

pub fn simulate(simulation: &Simulation) -> Outcome {
    match simulation {
        Simulation::Histories(histories) => process::must(
            "cargo test --test simulation",
            longer(place::root(), histories, &[]).env("CARGO_TARGET_DIR", place::target()),
        ),
        Simulation::Sabotage(name) => sabotage::sabotage(name.as_deref()),
    }
}

/// The command of the simulation test in this tree; its size is set by the environment.
fn longer(tree: &Path, histories: &Histories, more: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command
        .current_dir(tree)
        .args(["test", "--locked", "--package", "proco-tests"])
        .args(["--test", "simulation"])
        .args(more)
        .args(["--", "--ignored", "--nocapture", "longer"])
        // A separate folder: cargo would mistake the artefacts of the unchanged program for those of the faulty
        // one.
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

//! Histories by seed: phones, central and key service in one process, on handed-in time, chance,
//! network and disk, checked against a model. A failure prints its seed and a shrunk story.
//!
//! | module | what it holds |
//! |---|---|
//! | `act`, `script`, `dice` | what can happen, and a history from a seed |
//! | `road`, `town`, `disk`, `clock` | network, servers, files and clocks as they fail |
//! | `phone`, `actions` | a phone, and what its officer does |
//! | `model`, `ledger`, `verdict` | what was acknowledged, what is on disk, and what must be true |
//! | `found` | short histories in which the model was wrong |
//! | `world`, `shrink` | a history as it happens, and a shorter one that fails as well |
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a long run tells how it went; a test may stop at the first surprise"
)]

mod act;
mod actions;
mod clock;
mod dice;
mod disk;
mod found;
mod gaps;
mod judge;
mod ledger;
mod model;
mod phone;
mod road;
mod script;
mod shrink;
mod town;
mod verdict;
mod world;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use script::Size;

/// What `cargo xtask test` lets happen.
const HISTORIES: u64 = 200;
/// The month of them.
const MONTH: Size = Size {
    months: 1,
    phones: None,
};

/// Lets the histories of these seeds happen, on all cores: how many acts there were, or the first that
/// goes wrong, as a text. With `PROCO_GO_ON` it goes on after one that went wrong, and names all.
fn histories(seeds: std::ops::Range<u64>, size: Size) -> Result<u64, String> {
    let next = AtomicU64::new(seeds.start);
    let failed: Mutex<BTreeMap<u64, String>> = Mutex::default();
    let acts = AtomicU64::new(0);
    let goes_on = std::env::var_os("PROCO_GO_ON").is_some();
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::SeqCst);
                    if seed >= seeds.end || !goes_on && !town::lock(&failed).is_empty() {
                        return;
                    }
                    let story = script::story(seed, size);
                    acts.fetch_add(story.acts.len() as u64, Ordering::SeqCst);
                    if let Err(failure) = shrink::run(&story) {
                        town::lock(&failed).insert(seed, failure.wrong);
                    }
                }
            });
        }
    });
    let failed = std::mem::take(&mut *town::lock(&failed));
    let Some(first) = failed.keys().next() else {
        return Ok(acts.load(Ordering::SeqCst));
    };
    if goes_on {
        return Err(format!("{failed:#?}"));
    }
    Err(explained(*first, size))
}

/// Why the history of a seed goes wrong, in as few acts as were found; with `PROCO_BRIEF` only why.
fn explained(seed: u64, size: Size) -> String {
    let story = script::story(seed, size);
    let Err(failure) = shrink::run(&story) else {
        return format!("seed {seed} went wrong once and not again");
    };
    if std::env::var_os("PROCO_BRIEF").is_some() {
        return format!("{}\nseed {seed}", failure.wrong);
    }
    println!(
        "seed {seed}: {}; looking for a shorter story",
        failure.wrong
    );
    let (short, failure) = shrink::shrink(&story, failure, |story| shrink::run(story).err());
    format!("{}\n{short}", failure.wrong)
}

#[test]
fn two_hundred_histories_of_a_month_lose_and_double_nothing() {
    let begun = seeds_from();
    match histories(begun..begun + HISTORIES, MONTH) {
        Ok(acts) => println!("{HISTORIES} histories, {acts} acts"),
        Err(story) => panic!("{story}"),
    }
}

#[test]
fn a_history_is_the_same_each_time() {
    for seed in [1, 2] {
        let story = script::story(seed, MONTH);
        assert_eq!(story, script::story(seed, MONTH));
        let (one, other) = (shrink::run(&story), shrink::run(&story));
        assert_eq!(one.ok(), other.ok(), "seed {seed}");
    }
}

/// From which seed on: `PROCO_SEED`, or 1.
fn seeds_from() -> u64 {
    number("PROCO_SEED").unwrap_or(1)
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
#[ignore = "for `cargo xtask simulate`, as long as one likes"]
fn longer() {
    let size = Size {
        months: number("PROCO_MONTHS")
            .and_then(|months| u32::try_from(months).ok())
            .unwrap_or(1),
        phones: number("PROCO_PHONES").and_then(|phones| usize::try_from(phones).ok()),
    };
    let begun = seeds_from();
    match histories(begun..begun + number("PROCO_HISTORIES").unwrap_or(1), size) {
        Ok(acts) => println!("{acts} acts, nothing lost, doubled or wrong"),
        Err(story) => panic!("{story}"),
    }
}

//! `cargo xtask bench`: what ProCo costs, against the bare libraries under it.

use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::fault::{Fault, Outcome, While};
use crate::{need, node, place, process, rust, say};

/// Measures, counts the taps and swipes of the shortest way to a stop, and prints both tables.
pub fn bench() -> Outcome {
    need::install(need::Purpose::Bench)?;
    node::packages()?;
    node::build()?;
    say::banner("against the bare libraries (a release build first: some minutes)");
    process::must(
        "cargo bench",
        Command::new("cargo").current_dir(place::root()).args([
            "bench",
            "--locked",
            "--package",
            "proco-tests",
        ]),
    )?;
    say::banner("taps, swipes and screens of a check that found nothing, counted in the browser");
    rust::build()?;
    taps()
}

/// Lets the browser test take the shortest way to a stop and prints what it counted.
fn taps() -> Outcome {
    let file = place::target().join("e2e/nothing-found.json");
    process::must(
        "e2e/run.mjs",
        node::script("e2e/run.mjs")
            .args(["--only", "nothing_found", "--counts"])
            .arg(&file),
    )?;
    let text = fs::read_to_string(&file).doing("read what the browser test counted")?;
    let counts: Value = serde_json::from_str(&text)
        .map_err(|_| Fault::new("What the browser test counted is not JSON."))?;
    println!("{:<44} {:>8} {:>10}", "", "counted", "at most");
    for (key, limit) in [("taps", 8), ("swipes", 1), ("screens", 4)] {
        let counted = counts
            .get(key)
            .and_then(Value::as_u64)
            .ok_or_else(|| Fault::new(format!("The browser test counted no {key}.")))?;
        println!("{key:<44} {counted:>8} {limit:>10}");
        if counted > limit {
            return Err(Fault::new(format!(
                "A check that finds nothing takes {counted} {key}; {limit} is what is wanted."
            )));
        }
    }
    Ok(())
}

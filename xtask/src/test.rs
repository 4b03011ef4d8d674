//! `cargo xtask test`: every check there is, in order, with a count of the tests at the end.

mod count;
mod first_command;
mod steps;
mod table;

use std::time::Instant;

use crate::args::TestChoice;
use crate::fault::{Fault, Outcome};
use crate::say;

use count::Count;
use steps::{STEPS, Step};
use table::{Row, Verdict};

/// Runs the chosen steps. A failed step does not prevent the others, unless they depend on it.
pub fn test(choice: &TestChoice) -> Outcome {
    let chosen: Vec<&Step> = match choice {
        TestChoice::All => STEPS.iter().collect(),
        TestChoice::Only(names) => only(names)?,
        TestChoice::List => {
            for step in STEPS {
                println!("{:<14} {}", step.name, step.what);
            }
            return Ok(());
        }
    };
    let started = Instant::now();
    let mut rows: Vec<Row> = Vec::new();
    for (place, step) in chosen.iter().enumerate() {
        say::banner(format!(
            "step {} of {}: {}: {}",
            place + 1,
            chosen.len(),
            step.name,
            step.what
        ));
        let row = take(step);
        let stop = match &row.verdict {
            Verdict::Good => false,
            Verdict::Stopped => return Err(Fault::Interrupted),
            Verdict::Bad(reason) => {
                say::line(format!("FAILED: {}: {reason}", step.name));
                say::line(format!("This step alone: {}", step.command()));
                step.carries_others
            }
        };
        rows.push(row);
        if stop {
            say::line("The other steps stand on this one and were not taken.");
            break;
        }
    }
    table::print(&rows, chosen.len(), started.elapsed())
}

fn only(names: &[String]) -> Outcome<Vec<&'static Step>> {
    names
        .iter()
        .map(|name| {
            STEPS.iter().find(|step| step.name == name).ok_or_else(|| {
                Fault::usage(format!(
                    "There is no step `{name}`. `cargo xtask test --list` names them."
                ))
            })
        })
        .collect()
}

fn take(step: &'static Step) -> Row {
    let started = Instant::now();
    let mut count = Count::default();
    let outcome = (step.take)(&mut count);
    let verdict = match outcome {
        Err(Fault::Interrupted) => Verdict::Stopped,
        Err(Fault::Failed(reason) | Fault::Usage(reason)) => Verdict::Bad(reason),
        Ok(()) if count.failed > 0 => Verdict::Bad(format!("{} tests failed.", count.failed)),
        // A filter, a moved folder or a renamed file could make a whole suite disappear unnoticed.
        Ok(()) if step.has_tests && count.passed == 0 => {
            Verdict::Bad("it ran no test, and it should have.".to_owned())
        }
        Ok(()) => Verdict::Good,
    };
    Row {
        step,
        count,
        time: started.elapsed(),
        verdict,
    }
}

//! `cargo xtask test`: every check there is, with a count of the tests at the end. Steps that mostly wait are taken
//! beside those that compile and compute.

mod count;
mod first_command;
mod steps;
mod table;

use std::panic::resume_unwind;
use std::thread;
use std::time::Instant;

use crate::args::TestChoice;
use crate::fault::{Fault, Outcome};
use crate::turns::Turn;
use crate::{say, signals};

use count::Count;
use steps::{Lane, STEPS, Step};
use table::{Row, Verdict};

/// Takes the chosen steps. A failed step does not prevent the others, unless they depend on it.
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
    for step in of_lane(&chosen, Lane::First) {
        let row = take(&chosen, step);
        let stop = match &row.verdict {
            Verdict::Good => false,
            Verdict::Stopped => return Err(Fault::Interrupted),
            Verdict::Bad(_) => step.carries_others,
        };
        rows.push(row);
        if stop {
            say::line("The other steps stand on this one and were not taken.");
            return table::print(&rows, chosen.len(), started.elapsed());
        }
    }
    rows.extend(side_by_side(&chosen)?);
    table::print(&rows, chosen.len(), started.elapsed())
}

/// Takes the steps of both lanes, the two beside each other.
fn side_by_side(chosen: &[&'static Step]) -> Outcome<Vec<Row>> {
    let mut rows: Vec<Row> = thread::scope(|scope| {
        let lanes = [Lane::Build, Lane::Beside].map(|lane| {
            scope.spawn(move || {
                let mut rows = Vec::new();
                for step in of_lane(chosen, lane) {
                    if signals::stop_asked() {
                        break;
                    }
                    rows.push(take(chosen, step));
                }
                rows
            })
        });
        let ends = lanes.into_iter().map(thread::ScopedJoinHandle::join);
        ends.flat_map(|rows| rows.unwrap_or_else(|panic| resume_unwind(panic)))
            .collect()
    });
    rows.sort_by_key(|row| number(chosen, row.step));
    signals::check()?;
    Ok(rows)
}

fn of_lane(chosen: &[&'static Step], lane: Lane) -> impl Iterator<Item = &'static Step> {
    chosen.iter().copied().filter(move |step| step.lane == lane)
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

/// Which of the chosen steps it is, from 1.
fn number(chosen: &[&'static Step], step: &Step) -> usize {
    let before = chosen.iter().take_while(|one| one.name != step.name);
    before.count() + 1
}

/// Takes one step, and says so.
fn take(chosen: &[&'static Step], step: &'static Step) -> Row {
    let _turn = Turn::begin();
    say::banner(format!(
        "step {} of {}: {}: {}",
        number(chosen, step),
        chosen.len(),
        step.name,
        step.what
    ));
    let row = outcome(step);
    if let Verdict::Bad(reason) = &row.verdict {
        say::line(format!("FAILED: {}: {reason}", step.name));
        say::line(format!("This step alone: {}", step.command()));
    }
    row
}

fn outcome(step: &'static Step) -> Row {
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

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;

    static MET: Barrier = Barrier::new(2);

    fn meet(count: &mut Count) -> Outcome {
        MET.wait();
        count.passed = 1;
        Ok(())
    }

    const COMPILES: &Step = &Step::check("compiles", "meets the other", meet).in_lane(Lane::Build);
    const WAITS: &Step = &Step::check("waits", "meets the other", meet).in_lane(Lane::Beside);
    const FAILS: &Step =
        &Step::check("fails", "fails", |_| Err(Fault::new("as it must"))).in_lane(Lane::Beside);

    #[test]
    fn steps_of_two_lanes_are_taken_at_once_and_told_in_their_order() {
        let (sender, rows) = mpsc::channel();
        // Taken one after the other, the first would wait for the second for ever.
        thread::spawn(move || sender.send(side_by_side(&[WAITS, FAILS, COMPILES])));
        let rows = rows.recv_timeout(Duration::from_secs(60)).unwrap().unwrap();
        let told: Vec<_> = rows
            .iter()
            .map(|row| {
                (
                    row.step.name,
                    row.count.passed,
                    matches!(row.verdict, Verdict::Good),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                ("waits", 1, true),
                ("fails", 0, false),
                ("compiles", 1, true)
            ]
        );
    }
}

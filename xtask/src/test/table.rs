//! The end of `cargo xtask test`: a row per step, and one line with the count.

use std::time::Duration;

use crate::fault::{Fault, Outcome};
use crate::say;

use super::count::Count;
use super::steps::Step;

/// The result of a step.
pub enum Verdict {
    /// It passed.
    Good,
    /// It failed, for this reason.
    Bad(String),
    /// The user stopped it.
    Stopped,
}

/// A step that was taken, and what came of it.
pub struct Row {
    pub step: &'static Step,
    /// The tests that it executed.
    pub count: Count,
    /// How long it took.
    pub time: Duration,
    pub verdict: Verdict,
}

/// Prints the table. Its last line counts the executed tests; a step that failed without a failed test, such as
/// the formatting, counts as one failure.
pub fn print(rows: &[Row], wanted: usize, time: Duration) -> Outcome {
    say::banner("result");
    let mut all = Count::default();
    for row in rows {
        let mut count = row.count;
        let tests = match count.total() {
            0 => String::new(),
            total => format!("{total} tests"),
        };
        let verdict = match &row.verdict {
            Verdict::Good => "ok",
            Verdict::Bad(_) | Verdict::Stopped => "FAILED",
        };
        println!(
            "{:<14} {:>12}  {:<12} {verdict}",
            row.step.name,
            say::time(row.time),
            tests
        );
        if matches!(row.verdict, Verdict::Bad(_)) && count.failed == 0 {
            count.failed = 1;
        }
        all.add(count);
    }
    println!("{:<14} {:>12}", "all", say::time(time));
    for row in rows {
        if let Verdict::Bad(reason) = &row.verdict {
            println!("\n{}: {reason}\n  {}", row.step.name, row.step.command());
        }
    }
    if rows.len() < wanted {
        println!("\n{} steps were not taken.", wanted - rows.len());
    }
    println!("\n{} passed, {} failed", all.passed, all.failed);
    if all.failed == 0 && rows.len() == wanted {
        Ok(())
    } else {
        Err(Fault::new("Not all is well; see above."))
    }
}

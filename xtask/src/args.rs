//! The words after `cargo xtask`, and the help text.

use crate::fault::{Fault, Outcome};
use crate::simulate::{Histories, Simulation};

/// What `cargo xtask` without a word prints.
pub const HELP: &str = "\
cargo xtask COMMAND

  run             install what is missing, build, start key service and centre, fill in the
                  demo force, open the app. Ctrl-C stops all of it. The data stays in data/.
      --fresh       throw the data of earlier runs away first
      --preview     the browser version on loopback instead of a window (the choice where
                    there is no display)
      --lead        open the app as a shift lead instead of an officer (a second phone)

  test            every check there is, and a count of the tests at the end
      --only STEP   one step alone; may be given more than once
      --list        the names of the steps, in order

  simulate        histories by seed: phones and servers in one process, with faults of network, disk
                  and clock, checked against a model. A failure prints its seed and a short story.
      --seed N      the first seed (1)
      --histories H how many seeds, from that one on (1)
      --months M    how long each history is (1)
      --phones P    how many phones (2 to 4, as the seed says)
      --sabotage    break a copy of the program in one place after the other, and see that each
                    is found; with a name, in that one alone

  bench           the measurements: time and bytes against the bare libraries, and taps
  screenshots     make the pictures of the README anew
  check-android   type-check the app for aarch64-linux-android (types only: nothing is built)

  run, test, bench and screenshots install what they miss from Debian's packages. They say so
  first. Set PROCO_NO_INSTALL=1 to be told instead. PROCO_RUN_DATA names another folder than
  data/ for run.";

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    /// Print the help text.
    Help,
    /// Run everything on this machine.
    Run(RunOptions),
    /// Run checks.
    Test(TestChoice),
    /// Let histories happen.
    Simulate(Simulation),
    /// Measure.
    Bench,
    /// Make the pictures of the README.
    Screenshots,
    /// Type-check the app for a phone.
    CheckAndroid,
}

/// How to run.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct RunOptions {
    /// Without the data of earlier runs.
    pub fresh: bool,
    /// In a browser, even where there is a display.
    pub preview: bool,
    /// As a shift lead, on a second phone.
    pub lead: bool,
}

/// Which checks.
#[derive(Debug, PartialEq, Eq)]
pub enum TestChoice {
    /// All of them.
    All,
    /// None: their names.
    List,
    /// Those with these names.
    Only(Vec<String>),
}

/// Reads the words of the command line.
pub fn parse(words: &[String]) -> Outcome<Command> {
    let Some((command, rest)) = words.split_first() else {
        return Ok(Command::Help);
    };
    match command.as_str() {
        "run" => run(rest).map(Command::Run),
        "test" => test(rest).map(Command::Test),
        "simulate" => simulate(rest).map(Command::Simulate),
        "bench" => alone(rest, Command::Bench),
        "screenshots" => alone(rest, Command::Screenshots),
        "check-android" => alone(rest, Command::CheckAndroid),
        "help" | "--help" | "-h" => Ok(Command::Help),
        other => Err(unknown(other)),
    }
}

fn run(words: &[String]) -> Outcome<RunOptions> {
    let mut options = RunOptions::default();
    for word in words {
        match word.as_str() {
            "--fresh" => options.fresh = true,
            "--preview" => options.preview = true,
            "--lead" => options.lead = true,
            other => return Err(unknown(other)),
        }
    }
    Ok(options)
}

fn test(words: &[String]) -> Outcome<TestChoice> {
    let mut only = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--list" => return Ok(TestChoice::List),
            "--only" => match words.next() {
                Some(step) => only.push(step.clone()),
                None => {
                    return Err(Fault::usage(
                        "--only wants the name of a step; --list shows them.",
                    ));
                }
            },
            other => return Err(unknown(other)),
        }
    }
    Ok(if only.is_empty() {
        TestChoice::All
    } else {
        TestChoice::Only(only)
    })
}

fn simulate(words: &[String]) -> Outcome<Simulation> {
    let mut histories = Histories::default();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--seed" => histories.seed = number(word, words.next())?,
            "--histories" => histories.histories = number(word, words.next())?,
            "--months" => histories.months = number(word, words.next())?,
            "--phones" => histories.phones = Some(number(word, words.next())?),
            "--sabotage" => return Ok(Simulation::Sabotage(words.next().cloned())),
            other => return Err(unknown(other)),
        }
    }
    Ok(Simulation::Histories(histories))
}

fn number<T: std::str::FromStr>(word: &str, number: Option<&String>) -> Outcome<T> {
    number
        .and_then(|number| number.parse().ok())
        .ok_or_else(|| Fault::usage(format!("{word} wants a number.")))
}

fn alone(rest: &[String], command: Command) -> Outcome<Command> {
    match rest.first() {
        None => Ok(command),
        Some(word) => Err(unknown(word)),
    }
}

fn unknown(word: &str) -> Fault {
    Fault::usage(format!(
        "I do not know `{word}`. `cargo xtask` alone shows the commands."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn nothing_asks_for_help() {
        assert_eq!(parse(&[]).unwrap(), Command::Help);
    }

    #[test]
    fn run_takes_its_switches_in_any_order() {
        let wanted = RunOptions {
            fresh: true,
            preview: true,
            lead: false,
        };
        assert_eq!(
            parse(&words("run --preview --fresh")).unwrap(),
            Command::Run(wanted)
        );
    }

    #[test]
    fn only_may_be_repeated_and_wants_a_name() {
        let wanted = TestChoice::Only(words("clippy ui-test"));
        assert_eq!(
            parse(&words("test --only clippy --only ui-test")).unwrap(),
            Command::Test(wanted)
        );
        assert!(parse(&words("test --only")).is_err());
    }

    #[test]
    fn a_simulation_takes_its_numbers() {
        let wanted = Histories {
            seed: 7,
            months: 12,
            phones: Some(5),
            ..Histories::default()
        };
        assert_eq!(
            parse(&words("simulate --seed 7 --months 12 --phones 5")).unwrap(),
            Command::Simulate(Simulation::Histories(wanted))
        );
        assert!(parse(&words("simulate --seed seven")).is_err());
        assert!(parse(&words("simulate --months")).is_err());
    }

    #[test]
    fn a_misspelt_word_is_refused_not_ignored() {
        assert!(parse(&words("run --frehs")).is_err());
        assert!(parse(&words("tset")).is_err());
        assert!(parse(&words("bench fast")).is_err());
    }
}

//! The arguments of `cargo xtask`, and the help text.

use crate::fault::{Fault, Outcome};
use crate::run::Holder;
use crate::simulate::{Histories, Simulation};

/// The help text of each command.
const COMMANDS: &[(&str, &str)] = &[
    (
        "run",
        "  run             install what is missing, build, start key service and central, fill in the
                  demo force, open the app on the phones of an officer and of a shift lead.
                  n and Enter takes the network away and gives it back; a server that dies is
                  started again; Ctrl-C stops all of it. The data stays in data/.
      --fresh       throw the data of earlier runs away first
      --preview     the browser version on loopback instead of windows (the choice where
                    there is no display)
      --officer     the officer's phone alone
      --lead        the shift lead's phone alone
",
    ),
    (
        "test",
        "  test            every check there is, and a count of the tests at the end
      --only STEP   one step alone; may be given more than once
      --list        the names of the steps, in order
",
    ),
    (
        "simulate",
        "  simulate        histories by seed: phones and servers in one process, with faults of network, disk
                  and clock, checked against a model. A failure prints its seed and a short story.
      --seed N      the first seed (1)
      --histories H how many seeds, from that one on (1)
      --months M    how long each history is (1)
      --phones P    how many phones (2 to 4, as the seed says)
      --sabotage    break a copy of the program in one place after the other, and see that each
                    is found; with a name, in that one alone
",
    ),
    (
        "bench",
        "  bench           the measurements: time and bytes against the bare libraries, and taps\n",
    ),
    (
        "screenshots",
        "  screenshots     make the pictures of the README anew\n",
    ),
    (
        "check-android",
        "  check-android   type-check the app for aarch64-linux-android (types only: nothing is built)\n",
    ),
];

const INSTALLING: &str = "
  run, test, bench and screenshots install what they miss from Debian's packages. They say so
  first. Set PROCO_NO_INSTALL=1 to be told instead. PROCO_RUN_DATA names another folder than
  data/ for run.";

/// The help text that `cargo xtask` prints, or the part about one command.
pub fn help(of: Option<&str>) -> String {
    let parts = COMMANDS
        .iter()
        .filter(|(name, _)| of.is_none_or(|of| of == *name))
        .map(|(_, text)| *text);
    match of {
        Some(_) => format!(
            "cargo xtask COMMAND\n\n{}",
            parts.collect::<String>().trim_end()
        ),
        None => {
            let parts: Vec<&str> = parts.collect();
            format!("cargo xtask COMMAND\n\n{}{INSTALLING}", parts.join("\n"))
        }
    }
}

/// The command that the arguments ask for.
#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    /// Print the help text, or the part about one command.
    Help(Option<&'static str>),
    /// Run everything on this machine.
    Run(RunOptions),
    /// Run checks.
    Test(TestChoice),
    /// Run simulated histories.
    Simulate(Simulation),
    /// Run the measurements.
    Bench,
    /// Make the pictures of the README.
    Screenshots,
    /// Type-check the app for a phone.
    CheckAndroid,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub struct RunOptions {
    /// Whether the data of earlier runs is deleted first.
    pub fresh: bool,
    /// Whether a browser is used even if there is a display.
    pub preview: bool,
    /// The only phone to open, if there is one.
    pub only: Option<Holder>,
}

impl RunOptions {
    /// The holders whose phones are opened.
    pub fn holders(&self) -> Vec<Holder> {
        match self.only {
            Some(holder) => vec![holder],
            None => vec![Holder::Officer, Holder::Lead],
        }
    }
}

/// Which steps `cargo xtask test` takes.
#[derive(Debug, PartialEq, Eq)]
pub enum TestChoice {
    All,
    /// Takes no step: only lists their names.
    List,
    /// The steps of these names.
    Only(Vec<String>),
}

/// Parses the words after `cargo xtask`. A word that asks for help wins over all others.
pub fn parse(words: &[String]) -> Outcome<Command> {
    let Some((command, rest)) = words.split_first() else {
        return Ok(Command::Help(None));
    };
    if is_help(command) {
        return Ok(Command::Help(rest.first().and_then(known)));
    }
    if rest.iter().any(|word| is_help(word)) {
        return match known(command) {
            Some(name) => Ok(Command::Help(Some(name))),
            None => Err(unknown(command)),
        };
    }
    match command.as_str() {
        "run" => run(rest).map(Command::Run),
        "test" => test(rest).map(Command::Test),
        "simulate" => simulate(rest).map(Command::Simulate),
        "bench" => alone(rest, Command::Bench),
        "screenshots" => alone(rest, Command::Screenshots),
        "check-android" => alone(rest, Command::CheckAndroid),
        other => Err(unknown(other)),
    }
}

fn is_help(word: &str) -> bool {
    ["help", "--help", "-h"].contains(&word)
}

/// The name of a command as written in the help text.
fn known(word: &String) -> Option<&'static str> {
    let mut names = COMMANDS.iter().map(|(name, _)| *name);
    names.find(|name| name == word)
}

fn run(words: &[String]) -> Outcome<RunOptions> {
    let mut options = RunOptions::default();
    for word in words {
        match word.as_str() {
            "--fresh" => options.fresh = true,
            "--preview" => options.preview = true,
            "--officer" => options.only = Some(Holder::Officer),
            "--lead" => options.only = Some(Holder::Lead),
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
        assert_eq!(parse(&[]).unwrap(), Command::Help(None));
    }

    #[test]
    fn run_takes_its_switches_in_any_order() {
        let wanted = RunOptions {
            fresh: true,
            preview: true,
            only: None,
        };
        assert_eq!(
            parse(&words("run --preview --fresh")).unwrap(),
            Command::Run(wanted)
        );
    }

    #[test]
    fn each_command_has_a_help_of_its_own() {
        for (name, text) in COMMANDS {
            for line in [
                format!("{name} --help"),
                format!("help {name}"),
                format!("{name} -h"),
            ] {
                let asked = parse(&words(&line)).unwrap();
                assert_eq!(asked, Command::Help(Some(name)));
                assert!(help(Some(name)).contains(text.trim_end()));
            }
            assert!(help(None).contains(text));
        }
        assert!(parse(&words("tset --help")).is_err());
    }

    #[test]
    fn both_phones_are_opened_unless_one_is_named() {
        let holders = |line: &str| {
            let Ok(Command::Run(options)) = parse(&words(line)) else {
                panic!("`{line}` is a run");
            };
            options.holders()
        };
        assert_eq!(holders("run"), [Holder::Officer, Holder::Lead]);
        assert_eq!(holders("run --lead"), [Holder::Lead]);
        assert_eq!(holders("run --officer"), [Holder::Officer]);
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

//! `cargo xtask`: the project's own commands.
//!
//! | module | what it does |
//! |---|---|
//! | [`run`] | the whole of ProCo on this machine, on invented data |
//! | [`test`] | every check there is, in order, with a count at the end |
//! | [`simulate`] | histories by seed, and the program broken on purpose |
//! | [`bench`], [`screenshots`] | measurements and pictures |
//! | [`android`] | the type check of the app for a phone |
//! | [`need`], [`node`], [`rust`] | what has to be there first: Debian packages, npm packages, binaries |
//! | [`scratch`] | where the tests keep their stores |
//! | [`process`], [`group`], [`signals`], [`http`] | starting programs, following and asking them, ending them |
//! | [`fault`], [`say`], [`place`] | what went wrong, what is said, where things are |
//! | [`turns`] | the output of steps that run at once, each whole |
#![allow(
    clippy::print_stdout,
    reason = "a program for the command line speaks on standard output"
)]

mod android;
mod args;
mod bench;
mod fault;
mod group;
mod http;
mod need;
mod node;
mod place;
mod process;
mod run;
mod rust;
mod say;
mod scratch;
mod screenshots;
mod signals;
mod simulate;
mod test;
mod turns;

use std::process::ExitCode;

use crate::args::Command;
use crate::fault::Outcome;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match args::parse(&words).and_then(run_command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            say::fault(&fault);
            ExitCode::from(fault.exit_code())
        }
    }
}

fn run_command(command: Command) -> Outcome {
    signals::listen()?;
    match command {
        Command::Help(of) => {
            println!("{}", args::help(of));
            Ok(())
        }
        Command::Run(options) => run::run(&options),
        Command::Test(choice) => test::test(&choice),
        Command::Simulate(simulation) => simulate::simulate(&simulation),
        Command::Bench => bench::bench(),
        Command::Screenshots => screenshots::screenshots(),
        Command::CheckAndroid => android::check_android(),
    }
}

//! The program `proco-central`.

mod cli;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    proco_access::log::to_standard_error();
    proco_host::runtime::run(proco_central::blocking_threads(), async || {
        cli::run(cli::Cli::parse()).await
    })
}

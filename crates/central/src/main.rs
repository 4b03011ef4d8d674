//! The program `proco-central`.

mod cli;

use std::process::ExitCode;

use clap::Parser as _;
use proco_host::runtime::with_blocking_threads;

fn main() -> ExitCode {
    proco_host::private::make_all_private();
    proco_access::log::to_standard_error();
    let runtime = match with_blocking_threads(proco_central::blocking_threads()) {
        Ok(runtime) => runtime,
        Err(error) => {
            tracing::error!(%error, "no thread can be started");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(cli::run(cli::Cli::parse())) {
        Ok(code) => code,
        Err(error) => {
            tracing::error!(%error, "stopped");
            ExitCode::FAILURE
        }
    }
}

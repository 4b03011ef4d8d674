//! The key service as a program.

mod cli;

use std::process::ExitCode;

use clap::Parser as _;
use proco_host::runtime::with_blocking_threads;

fn main() -> ExitCode {
    proco_host::private::make_all_private();
    proco_access::log::to_standard_error();
    let runtime = match with_blocking_threads(proco_keyservice::blocking_threads()) {
        Ok(runtime) => runtime,
        Err(error) => {
            tracing::error!(%error, "no thread can be started");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(cli::run(cli::Arguments::parse())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "ended by a fault");
            ExitCode::FAILURE
        }
    }
}

//! The program `proco-keyservice`.

mod cli;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    proco_access::log::to_standard_error();
    proco_host::runtime::run(proco_keyservice::blocking_threads(), async || {
        let done = cli::run(cli::Arguments::parse()).await;
        done.map(|()| ExitCode::SUCCESS)
    })
}

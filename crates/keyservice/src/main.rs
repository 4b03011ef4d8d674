//! The key service as a program.

mod cli;

use std::process::ExitCode;

use clap::Parser as _;

#[tokio::main]
async fn main() -> ExitCode {
    proco_host::private::make_all_private();
    proco_access::log::to_standard_error();
    match cli::run(cli::Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "ended by a fault");
            ExitCode::FAILURE
        }
    }
}

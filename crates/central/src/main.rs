//! The program `proco-central`.

mod cli;

use std::process::ExitCode;

use clap::Parser as _;

#[tokio::main]
async fn main() -> ExitCode {
    proco_host::private::make_all_private();
    proco_access::log::to_standard_error();
    match cli::run(cli::Cli::parse()).await {
        Ok(code) => code,
        Err(error) => {
            tracing::error!(%error, "stopped");
            ExitCode::FAILURE
        }
    }
}

//! `proco-demo --data DIR --seed N`: seeds the folders of key service and central with an invented
//! force, and prints as JSON what a newcomer needs.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use proco_central::{Clock as _, SystemClock};

/// Makes an invented force: 3 teams, 76 officers, 90 days, recorded through the real road.
#[derive(Parser)]
struct Arguments {
    /// The folder under which `central` and `keyservice` are made.
    #[arg(long)]
    data: PathBuf,
    /// The same seed on the same day makes the same force.
    #[arg(long, default_value_t = 7)]
    seed: u64,
}

#[tokio::main]
#[expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "what a command line program is for"
)]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let now = SystemClock.now();
    let told = |done, all| eprintln!("demo force: {done} of {all} look-ups");
    match proco_demo::play::play(&arguments.data, arguments.seed, now, told).await {
        Ok(ready) => {
            let json = serde_json::to_string(&ready).expect("plain texts and numbers are JSON");
            println!("{json}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("demo force: {error}");
            ExitCode::FAILURE
        }
    }
}

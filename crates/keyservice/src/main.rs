//! The key service as a program.

use std::error::Error;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand};
use proco_access::Jwks;
use proco_access::token::EMBEDDED_ISSUER;
use proco_exchange::Epoch;
use proco_keyservice::config::{BURST, PER_DAY};
use proco_keyservice::store::Store;
use proco_keyservice::{Clock, KeyService, ServiceConfig, SystemClock, epochs, serve};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// Turns blinded marks into pseudonyms; holds the keys of the epochs.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Serve until Ctrl-C or SIGTERM.
    Serve {
        /// The folder of the encrypted store and its key.
        #[arg(long)]
        data: PathBuf,
        /// The address to listen on; the port 0 takes a free one.
        #[arg(long)]
        listen: SocketAddr,
        /// The issuer's public keys, a JSON Web Key Set.
        #[arg(long)]
        issuer_keys: PathBuf,
        /// The name of the issuer.
        #[arg(long, default_value = EMBEDDED_ISSUER)]
        issuer: String,
        /// The most elements that a device may ask for at once.
        #[arg(long, default_value_t = BURST)]
        burst: u32,
        /// The elements that a device may ask for in a day.
        #[arg(long, default_value_t = PER_DAY)]
        per_day: u32,
    },
    /// Look after the keys of the epochs.
    Epochs {
        #[command(subcommand)]
        task: EpochTask,
    },
}

#[derive(Subcommand)]
enum EpochTask {
    /// List all epochs and what became of their keys.
    List {
        /// The folder of the encrypted store and its key.
        #[arg(long)]
        data: PathBuf,
    },
    /// Make the keys of the live epochs that have none; with an epoch, revive its expired key.
    Create {
        /// The folder of the encrypted store and its key.
        #[arg(long)]
        data: PathBuf,
        /// An expired epoch that is to answer again.
        epoch: Option<Epoch>,
    },
    /// Stop answering for an epoch; its key is kept.
    Expire {
        /// The folder of the encrypted store and its key.
        #[arg(long)]
        data: PathBuf,
        /// The epoch.
        epoch: Epoch,
    },
    /// Destroy the key of an epoch. It cannot be brought back, and no row of that epoch at the
    /// centre can ever be looked up again.
    Destroy {
        /// The folder of the encrypted store and its key.
        #[arg(long)]
        data: PathBuf,
        /// The epoch.
        epoch: Epoch,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    proco_access::log::to_standard_error();
    match run(Arguments::parse().task).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "ended by a fault");
            ExitCode::FAILURE
        }
    }
}

async fn run(task: Task) -> Result<(), Box<dyn Error>> {
    match task {
        Task::Serve {
            data,
            listen,
            issuer_keys,
            issuer,
            burst,
            per_day,
        } => {
            let issuer_keys = Jwks::from_json(&std::fs::read_to_string(issuer_keys)?)?;
            let config = ServiceConfig {
                data_dir: data,
                issuer,
                issuer_keys,
                burst,
                per_day,
            };
            let service = KeyService::open(&config, Arc::new(SystemClock))?;
            let listener = TcpListener::bind(listen).await?;
            let stop = until_told_to_stop()?;
            tracing::info!(address = %listener.local_addr()?, "listening");
            serve(listener, service, stop).await?;
            tracing::info!("stopped");
        }
        Task::Epochs { task } => look_after(task)?,
    }
    Ok(())
}

/// Done at Ctrl-C or SIGTERM.
fn until_told_to_stop() -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

fn look_after(task: EpochTask) -> Result<(), Box<dyn Error>> {
    let now = SystemClock.now();
    let (store, done) = match task {
        EpochTask::List { data } => (Store::open_existing(&data)?, true),
        EpochTask::Create { data, epoch: None } => {
            let store = Store::open(&data)?;
            epochs::turn(&store, now)?;
            (store, true)
        }
        EpochTask::Create {
            data,
            epoch: Some(epoch),
        } => {
            let store = Store::open_existing(&data)?;
            let done = store.revive_epoch(epoch)?;
            (store, done)
        }
        EpochTask::Expire { data, epoch } => {
            let store = Store::open_existing(&data)?;
            let done = store.expire_epoch(epoch, now)?;
            (store, done)
        }
        EpochTask::Destroy { data, epoch } => {
            let store = Store::open_existing(&data)?;
            let done = store.destroy_epoch(epoch, now)?;
            (store, done)
        }
    };
    list(&store)?;
    if done {
        Ok(())
    } else {
        Err("the epoch is not in a state in which this can be done".into())
    }
}

#[allow(clippy::print_stdout, reason = "the list is what the command is for")]
fn list(store: &Store) -> Result<(), proco_keyservice::Error> {
    for row in store.epochs()? {
        println!(
            "{}  {:<9}  {}",
            row.epoch,
            row.state.name(),
            String::from(row.public_key)
        );
    }
    Ok(())
}

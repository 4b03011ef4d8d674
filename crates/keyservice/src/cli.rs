//! The command line: what may be asked of the program, and carrying it out.

mod copies;
mod epochs;
mod issuer_keys;

use std::error::Error;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand};
use proco_access::ServerFolders;
use proco_access::serve::Bounds;
use proco_access::serve::address::PlainHttp;
use proco_access::token::EMBEDDED_ISSUER;
use proco_host::signal::until_told_to_stop;
use proco_keyservice::config::{BURST, NEW_DEVICES_PER_HOUR, PER_DAY};
use proco_keyservice::{KeyService, ServiceConfig, SystemClock, serve};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use issuer_keys::IssuerKeys;

/// Turns blinded marks into pseudonyms; holds the keys of the epochs.
#[derive(Parser)]
#[command(version)]
pub struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Serve until Ctrl-C or SIGTERM. Where nothing of a key service stands in the folder, a new one is
    /// begun; but for `begin-anew`, no other command does that.
    Serve {
        #[command(flatten)]
        data: Data,
        /// The address to listen on; the port 0 takes a free one.
        #[arg(long)]
        listen: SocketAddr,
        /// The issuer's public keys, a JSON Web Key Set. It is read again when it changes (every 10
        /// seconds) and on SIGHUP.
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
        /// The elements that all devices together may ask for in an hour. By default 40 for each
        /// device that is in, and at least 1,000.
        #[arg(long)]
        budget_per_hour: Option<u32>,
        /// The elements that all devices together may ask for in a day. By default 300 for each
        /// device that is in, and at least 5,000.
        #[arg(long)]
        budget_per_day: Option<u32>,
        /// How many devices may be new in an hour. Raise it when a force is enrolled, or when this
        /// store begins anew.
        #[arg(long, default_value_t = NEW_DEVICES_PER_HOUR,
            value_parser = clap::value_parser!(u32).range(64..))]
        new_devices_per_hour: u32,
        #[command(flatten)]
        bounds: Bounds,
        #[command(flatten)]
        plain_http: PlainHttp,
    },
    /// Look after the keys of the epochs.
    Epochs {
        #[command(subcommand)]
        task: epochs::EpochTask,
    },
    /// Copy the whole store into a new file, while it serves. The copy opens with keyservice.key of
    /// this folder: keep a copy of that file too, apart and offline.
    Backup {
        #[command(flatten)]
        data: Data,
        /// Where to write the copy; no file may be there yet.
        #[arg(long)]
        to: PathBuf,
    },
    /// Put a backup in place of a store that is gone. The service must not run.
    Restore {
        #[command(flatten)]
        data: Data,
        /// The copy, as `backup` or `rescue` wrote it.
        #[arg(long)]
        from: PathBuf,
        /// The key file of the store that was copied, when the folder has lost it.
        #[arg(long)]
        key: Option<PathBuf>,
        /// Move a store that stands there aside.
        #[arg(long)]
        move_aside: bool,
    },
    /// Move key and store aside and make new keys of the epochs. Each phone that knows the old ones
    /// refuses the new ones until central accepts them, and what was recorded under the old ones is not
    /// found any more. Revocations are gone until central says them once more.
    BeginAnew {
        #[command(flatten)]
        data: Data,
        /// Move a store that stands there aside.
        #[arg(long)]
        move_aside: bool,
    },
    /// Save what can be read of a damaged store into a new file, which can then be restored. The
    /// damaged one is only read.
    Rescue {
        #[command(flatten)]
        data: Data,
        /// The damaged store, with its log beside it if there is one.
        #[arg(long)]
        from: PathBuf,
        /// Where to write what was read; no file may be there yet.
        #[arg(long)]
        to: PathBuf,
        /// The key file of the damaged store, when the folder has lost it.
        #[arg(long)]
        key: Option<PathBuf>,
    },
    /// Forget which devices are in and which are out: central tells it of all again within a minute. For
    /// when somebody else held the issuer's key and told it of devices, or central was begun anew. The
    /// service must not run.
    ForgetDevices {
        #[command(flatten)]
        data: Data,
    },
    /// Read each page of the store and check it.
    Check {
        #[command(flatten)]
        data: Data,
    },
}

/// Where the store is.
#[derive(Args)]
struct Data {
    /// The folder of the encrypted store.
    #[arg(long = "data", value_name = "FOLDER")]
    folder: PathBuf,
    /// The folder of its key. Keep it where no backup of the store takes it along. By default `keys` in the
    /// folder of the store.
    #[arg(long, value_name = "FOLDER")]
    keys: Option<PathBuf>,
}

impl Data {
    fn place(&self) -> ServerFolders {
        ServerFolders::new(self.folder.clone(), self.keys.clone())
    }
}

/// Does what the command line says.
///
/// # Errors
/// Whatever keeps it from being done, in words.
pub async fn run(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    let place = arguments.task.place();
    carry_out(arguments.task).await.map_err(|error| {
        let fault = error.downcast_ref::<proco_keyservice::Error>();
        match fault.and_then(|fault| fault.advice(&place)) {
            Some(advice) => format!("{error}. {advice}").into(),
            None => error,
        }
    })
}

impl Task {
    /// The store that it is about.
    fn place(&self) -> ServerFolders {
        match self {
            Self::Serve { data, .. }
            | Self::Backup { data, .. }
            | Self::Restore { data, .. }
            | Self::BeginAnew { data, .. }
            | Self::Rescue { data, .. }
            | Self::ForgetDevices { data }
            | Self::Check { data } => data.place(),
            Self::Epochs { task } => task.place(),
        }
    }
}

async fn carry_out(task: Task) -> Result<(), Box<dyn Error>> {
    match task {
        Task::Serve {
            data,
            listen,
            issuer_keys,
            issuer,
            burst,
            per_day,
            budget_per_hour,
            budget_per_day,
            new_devices_per_hour,
            bounds,
            plain_http,
        } => {
            plain_http.must_allow(listen)?;
            // From here on it ends the service no more.
            let hangup = signal(SignalKind::hangup())?;
            let (followed, issuer_keys) = IssuerKeys::read(&issuer_keys)?;
            let config = ServiceConfig {
                data_dir: data.folder,
                keys_dir: data.keys,
                issuer,
                issuer_keys,
                burst,
                per_day,
                budget_per_hour,
                budget_per_day,
                new_devices_per_hour,
                bounds,
            };
            let service = KeyService::open(&config, Arc::new(SystemClock))?;
            let listener = TcpListener::bind(listen).await?;
            let stop = until_told_to_stop()?;
            tokio::spawn(followed.follow(service.clone(), hangup));
            tracing::info!(address = %listener.local_addr()?, "listening");
            serve(listener, service, stop).await;
            tracing::info!("stopped");
            Ok(())
        }
        Task::Epochs { task } => epochs::look_after(task),
        Task::Backup { data, to } => copies::back_up(data.place(), &to),
        Task::Restore {
            data,
            from,
            key,
            move_aside,
        } => copies::restore(data.place(), &from, key.as_deref(), move_aside),
        Task::BeginAnew { data, move_aside } => copies::begin_anew(data.place(), move_aside),
        Task::Rescue {
            data,
            from,
            to,
            key,
        } => copies::rescue(data.place(), &from, &to, key.as_deref()),
        Task::ForgetDevices { data } => copies::forget_devices(data.place()),
        Task::Check { data } => copies::check(data.place()),
    }
}

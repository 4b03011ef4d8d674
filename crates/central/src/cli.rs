//! The command line of central.

mod at;
mod behind;
mod copies;
mod devices;
mod epoch_keys;
mod issuer_keys;
mod revoke;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::builder::RangedI64ValueParser;
use clap::{Parser, Subcommand};
use proco_access::limit::Limit;
use proco_access::serve::Bounds;
use proco_access::serve::address::PlainHttp;
use proco_access::{DeviceId, Role, Team};
use proco_central::config::{FREQUENCIES_PER_DAY, FREQUENCY_BURST};
use proco_central::quota::{
    ADVISORIES_PER_DAY, ADVISORY_BURST, Quota, REPORT_BURST, REPORTS_PER_DAY,
};
use proco_central::standings::believed_address;
use proco_central::{Central, CentralError, Config, SystemClock, serve};
use proco_exchange::Hour;
use proco_host::signal::until_told_to_stop;
use tokio::net::TcpListener;

use at::{At, open, with};
use behind::BehindFigures;

/// The central endpoint of ProCo.
#[derive(Debug, Parser)]
#[command(name = "proco-central", version)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Takes reports and answers questions until it is stopped. Where nothing of a central stands in its
    /// folder, a new one is begun; no other command does that.
    Serve {
        #[command(flatten)]
        at: At,
        /// The address and the port to listen on.
        #[arg(long, default_value = "127.0.0.1:8481")]
        listen: SocketAddr,
        /// How long after its end a week stays open for late reports, in hours.
        #[arg(long, default_value_t = 24)]
        grace_hours: u32,
        /// How long a token is good, in seconds.
        #[arg(long, default_value_t = 8 * 3600)]
        token_seconds: u32,
        /// The most subjects that a device may ask about at once.
        #[arg(long, default_value_t = FREQUENCY_BURST)]
        frequency_burst: u32,
        /// The subjects that a device may ask about in a day.
        #[arg(long, default_value_t = FREQUENCIES_PER_DAY)]
        frequencies_per_day: u32,
        /// The most reports that an officer's phones may bring at once. What central has already costs nothing.
        #[arg(long, default_value_t = REPORT_BURST, value_parser = at_least_one())]
        report_burst: u32,
        /// The reports that an officer's phones may bring in a day.
        #[arg(long, default_value_t = REPORTS_PER_DAY, value_parser = at_least_one())]
        reports_per_day: u32,
        /// The most reports among them at once that spare a subject.
        #[arg(long, default_value_t = ADVISORY_BURST, value_parser = at_least_one())]
        advisory_burst: u32,
        /// The reports in a day that spare a subject.
        #[arg(long, default_value_t = ADVISORIES_PER_DAY, value_parser = at_least_one())]
        advisories_per_day: u32,
        /// The address of the key service, such as `http://127.0.0.1:8482`. It answers only phones
        /// that it was told are in: this central tells it, each new one at once, and all of them at
        /// the start and daily.
        #[arg(long, value_parser = believed_address)]
        keyservice: Option<String>,
        #[command(flatten)]
        behind: BehindFigures,
        #[command(flatten)]
        bounds: Bounds,
        #[command(flatten)]
        plain_http: PlainHttp,
    },
    /// Makes a one-time code and prints it.
    Enrol {
        #[command(flatten)]
        at: At,
        /// The team of the device: its records count there.
        #[arg(long, required_unless_present = "replaces")]
        team: Option<Team>,
        /// officer, `shift_lead`, analyst, `complaint_handler`, administrator or adviser.
        #[arg(long, required_unless_present = "replaces")]
        role: Option<Role>,
        /// The device whose officer gets the new phone: team and role are those of that device, and
        /// the officer goes on being counted once. The old device is revoked here when the code is
        /// used.
        #[arg(long)]
        replaces: Option<DeviceId>,
        /// The address of the key service: revokes the old device at once, here and there. For a
        /// phone that is lost; one that still has to send its records is revoked afterwards.
        #[arg(long, requires = "replaces", value_parser = believed_address)]
        keyservice: Option<String>,
    },
    /// Revokes a device here and at the key service.
    Revoke {
        #[command(flatten)]
        at: At,
        /// The id of the device, as `devices list` prints it.
        #[arg(long)]
        device: DeviceId,
        /// The address of the key service: `https://…`, or `http://` on this machine.
        #[arg(long, value_parser = believed_address)]
        keyservice: String,
        /// Also takes back what its officer brought and what happened on this day (UTC) or later, such as
        /// 2026-11-01: from counts, advisories and weeks that are not published yet. A thief may have given
        /// his records an earlier hour: two days before the enrolment takes all. Records of more than 28 days ago do not
        /// tell their officer any more: they stay, but for those that came late, in the last three weeks.
        #[arg(long, value_parser = revoke::day)]
        withdraw_since: Option<Hour>,
    },
    /// Prints the public keys with which others check the tokens, or renews the issuer's key.
    IssuerKeys(issuer_keys::IssuerKeys),
    /// Epoch keys that were replaced on purpose.
    EpochKeys {
        #[command(subcommand)]
        command: epoch_keys::EpochKeys,
    },
    /// Writes a copy of the database into a new file, also while the server runs. The keys are no
    /// part of it: copy those once, and keep them offline.
    Backup {
        #[command(flatten)]
        at: At,
        /// Where to write the copy; no file may be there yet.
        #[arg(long)]
        to: PathBuf,
    },
    /// Puts a copy back beside the keys that it was made with. Phones then send again what central
    /// lost.
    Restore {
        #[command(flatten)]
        at: At,
        /// The copy, as `backup` or `rescue` wrote it.
        #[arg(long)]
        from: PathBuf,
        /// Move the database that stands there aside.
        #[arg(long)]
        move_aside: bool,
    },
    /// Begins with an empty database under the keys that stand there. Every phone has to be enrolled
    /// anew, and then sends again what it still holds the mark of. Gone are all other records, the published
    /// summaries, the list of devices and the accepted epoch keys.
    BeginAnew {
        #[command(flatten)]
        at: At,
        /// Move the database that stands there aside.
        #[arg(long)]
        move_aside: bool,
        /// Also make each key anew that is gone for good: whose file is missing, holds no key or can be read by others. Without
        /// `central.key` nobody can match a record of before with a subject or an officer again: no record
        /// in the database that is moved aside, nor in any copy of it, is of use any more.
        #[arg(long)]
        new_keys: bool,
    },
    /// Makes another issuer.key, where that is gone for good or somebody has seen it. Records, devices and
    /// summaries stay. Every token ends, and phones get another one by themselves. The key service lets
    /// nobody in until it has the new issuer.jwks.json.
    ReplaceIssuerKey {
        #[command(flatten)]
        at: At,
        /// Move the key that stands there aside.
        #[arg(long)]
        move_aside: bool,
    },
    /// Copies each row that can be read of a damaged database into a new file, which can be restored.
    Rescue {
        /// The folder with the database.
        #[arg(long, required_unless_present = "file")]
        data: Option<PathBuf>,
        /// The folder with the keys, for the command that puts the new file in place.
        #[arg(long)]
        keys: Option<PathBuf>,
        /// Or the database itself, such as one that was moved aside.
        #[arg(long)]
        file: Option<PathBuf>,
        /// Where to write what was read; no file may be there yet.
        #[arg(long)]
        to: PathBuf,
    },
    /// Checks all of the database, also while the server runs.
    Check {
        #[command(flatten)]
        at: At,
    },
    /// Shows which devices are enrolled.
    Devices {
        #[command(subcommand)]
        command: Devices,
    },
}

#[derive(Debug, Subcommand)]
enum Devices {
    /// Prints the devices that asked more in a week than their look-ups explain, found in the last 31 days: the
    /// app records each look-up, another program may not. The log of the server has the numbers.
    Questions {
        #[command(flatten)]
        at: At,
    },
    /// Tells the key service of each device whether it is in or out. A central that serves with
    /// --keyservice does so by itself.
    Tell {
        #[command(flatten)]
        at: At,
        /// The address of the key service, such as `http://127.0.0.1:8482`.
        #[arg(long, value_parser = believed_address)]
        keyservice: String,
    },
    /// Prints a line for each device.
    List {
        #[command(flatten)]
        at: At,
    },
}

/// Nobody could send anything else.
fn at_least_one() -> RangedI64ValueParser<u32> {
    clap::value_parser!(u32).range(1..)
}

/// Does what the command line says.
///
/// # Errors
/// [`CentralError`] when it cannot be done.
#[expect(clippy::print_stdout, reason = "what a command answers is printed")]
pub async fn run(cli: Cli) -> Result<ExitCode, CentralError> {
    match cli.command {
        Command::Serve {
            at,
            listen,
            grace_hours,
            token_seconds,
            frequency_burst,
            frequencies_per_day,
            report_burst,
            reports_per_day,
            advisory_burst,
            advisories_per_day,
            keyservice,
            behind,
            bounds,
            plain_http,
        } => {
            plain_http.must_allow(listen)?;
            let limit = |burst, per_day| Limit { burst, per_day };
            let config = Config {
                thresholds: behind.thresholds(),
                upload_quota: Quota {
                    reports: limit(report_burst, reports_per_day),
                    advisories: limit(advisory_burst, advisories_per_day),
                },
                grace_hours,
                token_seconds,
                frequency_burst,
                frequencies_per_day,
                keyservice,
                bounds,
                ..Config::at(at.data, at.keys)
            };
            let stopped = until_told_to_stop().map_err(CentralError::Serve)?;
            let central = Central::open(config, Arc::new(SystemClock))?;
            let listener = TcpListener::bind(listen)
                .await
                .map_err(CentralError::Serve)?;
            let address = listener.local_addr().map_err(CentralError::Serve)?;
            tracing::info!(%address, "listening");
            serve(listener, central, stopped).await?;
        }
        Command::Enrol {
            at,
            team,
            role,
            replaces: Some(old),
            keyservice,
        } => {
            let place = at.place();
            return with(at, async |central| {
                println!("{}", central.replacement_code(old, team, role).await?);
                revoke::put_out_replaced(central, &place, old, keyservice).await
            })
            .await;
        }
        Command::Enrol {
            at,
            team: Some(team),
            role: Some(role),
            replaces: None,
            keyservice: _,
        } => {
            let code = with(at, async |central| central.enrol_code(team, role).await);
            println!("{}", code.await?);
        }
        Command::Enrol { replaces: None, .. } => {
            unreachable!("the command line asks for team and role without it")
        }
        Command::Revoke {
            at,
            device,
            keyservice,
            withdraw_since,
        } => {
            let revoke = async |central: &Central| {
                revoke::revoke(central, device, withdraw_since, &keyservice).await
            };
            return with(at, revoke).await;
        }
        Command::IssuerKeys(asked) => issuer_keys::run(asked).await?,
        Command::Backup { at, to } => {
            with(at, async |central| copies::backup(central, &to).await).await?;
        }
        Command::Restore {
            at,
            from,
            move_aside,
        } => copies::restore(at.place(), &from, move_aside).await?,
        Command::BeginAnew {
            at,
            move_aside,
            new_keys,
        } => copies::begin_anew(at.place(), move_aside, new_keys).await?,
        Command::ReplaceIssuerKey { at, move_aside } => {
            copies::replace_issuer_key(at.place(), move_aside).await?;
        }
        Command::Rescue {
            data,
            keys,
            file,
            to,
        } => copies::rescue(data, keys, file, &to)?,
        Command::Check { at } => return with(at, copies::check).await,
        Command::EpochKeys { command } => return epoch_keys::run(command).await,
        Command::Devices {
            command: Devices::List { at },
        } => {
            let all = with(at, async |central| central.devices().await);
            devices::print(&all.await?);
        }
        Command::Devices {
            command: Devices::Questions { at },
        } => {
            let unexplained = with(at, async |central| central.unexplained().await);
            devices::print_unexplained(&unexplained.await?);
        }
        Command::Devices {
            command: Devices::Tell { at, keyservice },
        } => {
            let told = open(at)?.tell_all(&keyservice).await?;
            println!("the key service was told of {told} devices");
        }
    }
    Ok(ExitCode::SUCCESS)
}

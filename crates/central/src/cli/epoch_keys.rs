//! Accepting a changed epoch key, and taking that back.

use std::process::ExitCode;

use clap::Subcommand;
use proco_central::{Central, CentralError};
use proco_exchange::Epoch;
use proco_exchange::enrolment::AcceptedEpochKey;
use proco_exchange::evaluation::EpochPublicKey;

use super::at::{At, with};

#[derive(Debug, Subcommand)]
pub enum EpochKeys {
    /// Phones take this key in place of the one they pinned, provided that the key service proves it.
    Accept {
        #[command(flatten)]
        at: At,
        /// The epoch, such as 2026Q4.
        #[arg(long, value_parser = epoch)]
        epoch: Epoch,
        /// The public key that the key service has for it now, base64url.
        #[arg(long, value_parser = key, allow_hyphen_values = true)]
        key: EpochPublicKey,
    },
    /// Prints the keys that are known: accepted, or seen first at the key service.
    List {
        #[command(flatten)]
        at: At,
    },
    /// Phones are told of no other key for this epoch any more; those that took it keep it.
    Forget {
        #[command(flatten)]
        at: At,
        /// The epoch, such as 2026Q4.
        #[arg(long, value_parser = epoch)]
        epoch: Epoch,
    },
}

fn epoch(text: &str) -> Result<Epoch, String> {
    text.parse()
        .map_err(|_| "an epoch is written 2026Q4".to_owned())
}

fn key(text: &str) -> Result<EpochPublicKey, String> {
    EpochPublicKey::try_from(text.to_owned()).map_err(|error| error.to_string())
}

#[expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "what a command answers is printed"
)]
pub(super) async fn run(command: EpochKeys) -> Result<ExitCode, CentralError> {
    match command {
        EpochKeys::Accept { at, epoch, key } => {
            let accepted = AcceptedEpochKey {
                epoch,
                public_key: key,
            };
            let accept = async |central: &Central| central.accept_epoch_key(accepted).await;
            with(at, accept).await?;
            println!("accepted for {epoch}: each phone learns it with its next token");
        }
        EpochKeys::List { at } => {
            let all = async |central: &Central| {
                let accepted = central.accepted_epoch_keys().await?;
                Ok((accepted, central.seen_epoch_keys().await?))
            };
            let (accepted, seen) = with(at, all).await?;
            for one in accepted {
                println!("{}  {}", one.epoch, String::from(one.public_key));
            }
            for one in seen {
                println!(
                    "{}  {}  seen first",
                    one.epoch,
                    String::from(one.public_key)
                );
            }
        }
        EpochKeys::Forget { at, epoch } => {
            let forget = async |central: &Central| central.forget_epoch_key(epoch).await;
            if !with(at, forget).await? {
                eprintln!("no key was accepted for {epoch}");
                return Ok(ExitCode::FAILURE);
            }
            println!("forgotten for {epoch}");
        }
    }
    Ok(ExitCode::SUCCESS)
}

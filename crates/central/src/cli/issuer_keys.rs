//! The issuer's public keys, and renewing its key.

use clap::Args;
use proco_central::renewal::Step;
use proco_central::{Central, CentralError};

use super::at::{At, with};
use super::devices::day;

#[derive(Debug, Args)]
pub(super) struct IssuerKeys {
    #[command(flatten)]
    at: At,
    /// Makes a new key and publishes it beside the old one; no phone notices. It signs after a while, so that
    /// the key service can read it first. The old one is believed until its last token has ended, and then goes
    /// by itself. A server on this folder follows within seconds, or when it starts.
    #[arg(long)]
    renew: bool,
    /// After how many hours the new key signs. Within these the key service has to get the new
    /// issuer.jwks.json. A central that serves with --keyservice also waits until that takes the new key.
    #[arg(long, requires = "renew", default_value_t = 24,
        value_parser = clap::value_parser!(u32).range(..=24 * 31))]
    sign_after_hours: u32,
}

#[expect(clippy::print_stdout, reason = "what a command answers is printed")]
#[expect(
    clippy::print_stderr,
    reason = "what is printed is the set of keys alone"
)]
pub(super) async fn run(asked: IssuerKeys) -> Result<(), CentralError> {
    let IssuerKeys {
        at,
        renew,
        sign_after_hours,
    } = asked;
    let command = async |central: &Central| {
        if renew {
            central.renew_issuer_key(sign_after_hours)?;
        }
        Ok((central.issuer_keys().to_json(), central.issuer_renewal()))
    };
    let (keys, renewal) = with(at, command).await?;
    println!("{keys}");
    if let Some(step) = renewal {
        eprintln!("{}", told(step));
    }
    if renew {
        eprintln!(
            "make a copy of issuer.renewal, beside issuer.key, and keep it offline; lay issuer.jwks.json in \
             the place of the one that the key service reads"
        );
    }
    Ok(())
}

fn told(step: Step) -> String {
    match step {
        Step::Announced { signs_from } => format!(
            "the issuer's key is being renewed: the new key signs from {} on",
            day(signs_from.0)
        ),
        Step::Signing { old_until } => format!(
            "the issuer's key is being renewed: the new key signs, and the old one is believed until {}",
            day(old_until.0)
        ),
    }
}

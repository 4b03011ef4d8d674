//! Putting a device out at both servers, and saying which of them took it.

use std::path::Path;
use std::process::ExitCode;

use proco_access::DeviceId;
use proco_access::command::printed;
use proco_central::{Central, CentralError, standings};

/// What becomes of the old device. All of it goes to the standard error, because what is printed is
/// the code alone.
#[expect(clippy::print_stderr, reason = "what a command answers is printed")]
pub(super) async fn put_out_replaced(
    central: &Central,
    data: &Path,
    old: DeviceId,
    keyservice: Option<String>,
) -> Result<ExitCode, CentralError> {
    let data = printed(data);
    let command = |keyservice: &str| {
        format!("`proco-central revoke --data {data} --device {old} --keyservice {keyservice}`")
    };
    let Some(keyservice) = keyservice else {
        eprintln!(
            "central: {old} is revoked when the code is used, and not before.\n\
             key service: NOT revoked. A central that serves with --keyservice tells it when the new \
             phone is enrolled; where none does, run then {}",
            command("URL")
        );
        return Ok(ExitCode::SUCCESS);
    };
    central.revoke(old).await?;
    eprintln!("central: {old} is revoked");
    let statement = central.revocation_statement(old);
    match standings::tell_keyservice(&keyservice, statement).await {
        Ok(_) => {
            eprintln!("key service: {old} is revoked");
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            eprintln!(
                "key service: NOT revoked: {error}. The code is good all the same; run {}",
                command(&keyservice)
            );
            Ok(ExitCode::FAILURE)
        }
    }
}

/// Both servers have to take it, and it says which did: a device that only one of them refuses
/// is not out.
#[expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "what a command answers is printed"
)]
pub(super) async fn revoke(
    central: &Central,
    device: DeviceId,
    keyservice: &str,
) -> Result<ExitCode, CentralError> {
    let known = central.revoke(device).await?;
    if known {
        println!("central: revoked");
    } else {
        eprintln!("central: no such device");
    }
    let statement = central.revocation_statement(device);
    match standings::tell_keyservice(keyservice, statement).await {
        Ok(_) if known => {
            println!("key service: revoked");
            return Ok(ExitCode::SUCCESS);
        }
        Ok(_) => println!("key service: revoked"),
        Err(error) => {
            eprintln!("key service: NOT revoked: {error}. Run the same command again.");
        }
    }
    Ok(ExitCode::FAILURE)
}

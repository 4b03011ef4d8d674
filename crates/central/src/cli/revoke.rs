//! Putting a device out at both servers, and saying which of them took it.

use std::process::ExitCode;

use chrono::{Datelike as _, NaiveDate};
use proco_access::{DeviceId, ServerFolders};
use proco_central::store::TakenBack;
use proco_central::{Central, CentralError, standings};
use proco_exchange::report::AMENDABLE_DAYS;
use proco_exchange::{Hour, UtcMillis};

/// What becomes of the old device. All of it goes to the standard error, because what is printed is
/// the code alone.
#[expect(clippy::print_stderr, reason = "what a command answers is printed")]
pub(super) async fn put_out_replaced(
    central: &Central,
    place: &ServerFolders,
    old: DeviceId,
    keyservice: Option<String>,
) -> Result<ExitCode, CentralError> {
    let place = place.arguments();
    let command = |keyservice: &str| {
        format!("`proco-central revoke {place} --device {old} --keyservice {keyservice}`")
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

/// The first hour of a day in UTC, as `2026-11-01`.
pub(super) fn day(text: &str) -> Result<Hour, String> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .map_err(|_| "a day such as 2026-11-01".to_owned())?;
    if !(1970..=9999).contains(&day.year()) {
        return Err("a day since 1970".to_owned());
    }
    Ok(Hour::of(day))
}

/// What was taken back of this hour or later, and that older records cannot be told by their officer.
fn told(taken: TakenBack, since: Hour, now: UtcMillis) -> String {
    let TakenBack {
        look_ups,
        stops,
        advisories,
        published,
    } = taken;
    let figures = if published == 0 {
        "none of them counts in figures that are published".to_owned()
    } else {
        format!(
            "{published} of them count in figures that are published, which stay as they are, and so does \
             what later periods add up from these weeks"
        )
    };
    let tagged_since = now.minus_hours(u32::from(AMENDABLE_DAYS) * 24).hour();
    let older = if since < tagged_since {
        format!(
            "; what is older than {AMENDABLE_DAYS} days stays, but for what came late: records of that age do \
             not tell their officer"
        )
    } else {
        String::new()
    };
    format!(
        "taken back {look_ups} look-ups and {stops} stops, {advisories} of them with an advisory; {figures}{older}"
    )
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
    withdraw_since: Option<Hour>,
    keyservice: &str,
) -> Result<ExitCode, CentralError> {
    let known = central.revoke(device).await?;
    if known {
        println!("central: revoked");
        if let Some(since) = withdraw_since {
            let taken = central.take_back(device, since).await?;
            println!("central: {}", told(taken, since, central.now()));
        }
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

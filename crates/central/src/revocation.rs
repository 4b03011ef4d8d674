//! Telling the key service that a device is out. The one file of central that calls another server.

use std::time::Duration;

use proco_access::revocation::RevocationRequest;

/// The key service did not take the revocation.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// It could not be reached.
    #[error("the key service could not be reached")]
    Unreachable(#[source] reqwest::Error),
    /// It refused.
    #[error("the key service refused with status {0}")]
    Refused(u16),
}

/// Sends a signed revocation to the key service at this address. Sending it twice changes nothing.
///
/// # Errors
/// [`NotTaken`] unless the key service said that it took it.
pub async fn tell_keyservice(address: &str, statement: String) -> Result<(), NotTaken> {
    let client = reqwest::Client::builder()
        .timeout(Duration::from_secs(10))
        .build()
        .map_err(NotTaken::Unreachable)?;
    let url = format!("{}/v1/revocations", address.trim_end_matches('/'));
    let answer = client
        .post(url)
        .json(&RevocationRequest { statement })
        .send()
        .await
        .map_err(|error| NotTaken::Unreachable(error.without_url()))?;
    if answer.status().is_success() {
        Ok(())
    } else {
        Err(NotTaken::Refused(answer.status().as_u16()))
    }
}

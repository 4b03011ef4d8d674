//! Telling the key service which devices are in and which are out, and asking which epoch keys it serves.
//! The one file of central that calls another server.
//!
//! What was told is remembered in memory only. After a start, after a restore and once a day the whole list is sent;
//! also when the key service knows fewer devices than it was told, because it was put back from a copy or begun anew.
//! Statements are idempotent.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use proco_access::standing::{MOST_DEVICES, StandingAnswer, StandingRequest, Standings};
use proco_access::{DeviceId, Issuer, UnixSeconds};
use proco_exchange::evaluation::LiveEpochs;
use tokio::sync::{Notify, watch};

use crate::central::{Central, lock};
use crate::error::CentralError;

/// How often the list of devices is read for changes that a command made in another process.
const EVERY: Duration = Duration::from_secs(60);

/// How soon a failed call of the key service is tried again.
const AGAIN: Duration = Duration::from_secs(5);

/// How often the whole list is sent again.
const WHOLE_EVERY: Duration = Duration::from_secs(24 * 3600);

/// How long a new phone waits for its answer until the key service knows it.
const PATIENCE: Duration = Duration::from_secs(2);

/// The key service did not take a statement.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// It could not be reached.
    #[error("the key service could not be reached")]
    Unreachable(#[source] reqwest::Error),
    /// Something else answers there.
    #[error("what answers is no key service")]
    NotSo,
    /// The key service refused the statement with this HTTP status.
    #[error("the key service refused with status {0}")]
    Refused(u16),
    /// More devices are new to it than may come in an hour.
    #[error("more devices are new to the key service than may come in an hour")]
    TooManyNew,
}

/// The address is plain HTTP on another machine: anybody could answer there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the key service is spoken to over https, or over http on this machine")]
pub struct NotBelieved;

/// An address of the key service. What it answers is believed, so it has to be it that answers: over
/// HTTPS, or over HTTP on this machine.
///
/// # Errors
/// [`NotBelieved`].
pub fn believed_address(text: &str) -> Result<String, NotBelieved> {
    let address = reqwest::Url::parse(text).map_err(|_| NotBelieved)?;
    let believed = match address.scheme() {
        "https" => address.has_host(),
        "http" => is_of_this_machine(address.host_str().unwrap_or_default()),
        _ => false,
    };
    believed.then(|| text.to_owned()).ok_or(NotBelieved)
}

fn is_of_this_machine(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || address
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.to_canonical().is_loopback())
}

/// What this process has told the key service.
#[derive(Debug, Default)]
pub(crate) struct ToldStandings {
    /// Each device, and whether it was told that it is out.
    told: Mutex<HashMap<DeviceId, bool>>,
    /// How many devices the key service knows, where that differs from what it was told here.
    others: Mutex<Option<StandingAnswer>>,
    news: Notify,
    rounds: watch::Sender<u64>,
}

/// Sends a signed statement to the key service at this address. Returns how many devices the key service then knows.
///
/// # Errors
/// [`NotTaken`] unless the key service said that it took it.
pub async fn tell_keyservice(address: &str, statement: String) -> Result<StandingAnswer, NotTaken> {
    tell(&client()?, address, statement).await
}

fn client() -> Result<reqwest::Client, NotTaken> {
    // This fails only when a provider is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .timeout(Duration::from_secs(10))
        // A redirect would hand the answer to another server.
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(NotTaken::Unreachable)
}

async fn tell(
    client: &reqwest::Client,
    address: &str,
    statement: String,
) -> Result<StandingAnswer, NotTaken> {
    let url = format!("{}/v1/standings", address.trim_end_matches('/'));
    let answer = client
        .post(url)
        .json(&StandingRequest { statement })
        .send()
        .await
        .map_err(|error| NotTaken::Unreachable(error.without_url()))?;
    match answer.status().as_u16() {
        200..=299 => answer.json().await.map_err(|_| NotTaken::NotSo),
        429 => Err(NotTaken::TooManyNew),
        status => Err(NotTaken::Refused(status)),
    }
}

/// The public keys of epochs that the key service at this address serves to anybody.
///
/// # Errors
/// [`NotTaken`] unless it answered.
pub(crate) async fn epoch_keys_of(address: &str) -> Result<LiveEpochs, NotTaken> {
    let url = format!("{}/v1/epoch-keys", address.trim_end_matches('/'));
    let answer = client()?.get(url).send().await;
    let answer = answer.map_err(|error| NotTaken::Unreachable(error.without_url()))?;
    match answer.status().as_u16() {
        200 => answer.json().await.map_err(|_| NotTaken::NotSo),
        status => Err(NotTaken::Refused(status)),
    }
}

impl Central {
    /// The statements that say of each device whether it is in or out, those that are out first.
    ///
    /// # Errors
    /// [`CentralError::Store`].
    pub async fn standing_statements(&self) -> Result<Vec<String>, CentralError> {
        let all = self.store.standings().await?;
        Ok(parts(all).iter().map(|part| self.state(part)).collect())
    }

    /// Sends the key service at this address the standings of all devices. Returns the number of devices sent.
    ///
    /// # Errors
    /// [`CentralError::Store`], [`CentralError::NotTold`].
    pub async fn tell_all(&self, address: &str) -> Result<usize, CentralError> {
        lock(&self.told_standings.told).clear();
        self.tell_news(address).await
    }

    /// Waits a moment until the key service knows a device that was just enrolled, so that the phone
    /// can go on at once. Where it cannot be reached, the phone is refused there until it can.
    pub(crate) async fn until_told(&self, device: DeviceId) {
        if self.config.keyservice.is_none() {
            return;
        }
        let mut rounds = self.told_standings.rounds.subscribe();
        self.told_standings.news.notify_one();
        let told = rounds.wait_for(|_| lock(&self.told_standings.told).contains_key(&device));
        if tokio::time::timeout(PATIENCE, told).await.is_err() {
            tracing::warn!(%device, "the key service was not told of a new device yet");
        }
    }

    /// Tells the key service what it was not told yet, as long as this process serves.
    pub(crate) async fn keep_telling(self) {
        let Some(address) = self.config.keyservice.clone() else {
            tracing::warn!(
                "serving without --keyservice: it answers no phone that it was not told of; see \
                 `proco-central devices tell --help`"
            );
            return;
        };
        let mut days = tokio::time::interval(WHOLE_EVERY);
        days.tick().await;
        let (mut failing, mut uncompared, mut is_due) = (false, false, true);
        loop {
            match self.tell_news(&address).await {
                Ok(_) => failing = false,
                Err(error) if !failing => {
                    failing = true;
                    tracing::error!(%error, "the key service is not told which devices are in and out");
                }
                Err(_) => {}
            }
            self.told_standings
                .rounds
                .send_modify(|rounds| *rounds += 1);
            if is_due {
                match self.compare_epoch_keys(&address).await {
                    Ok(_) => uncompared = false,
                    Err(error) if !uncompared && !failing => {
                        uncompared = true;
                        tracing::error!(%error, "phones are not told which epoch keys are right");
                    }
                    Err(_) => {}
                }
            }
            is_due = true;
            tokio::select! {
                () = self.told_standings.news.notified() => is_due = false,
                () = tokio::time::sleep(if failing { AGAIN } else { EVERY }) => {}
                _ = days.tick() => {
                    lock(&self.told_standings.told).clear();
                    // A difference that is still there is logged again.
                    lock(&self.told_standings.others).take();
                    self.tell_parted_again();
                }
            }
        }
    }

    /// Sends the key service at this address the standings of devices that this process has not sent yet, or those of
    /// all devices if the key service knows fewer than it was sent. Returns the number of devices sent. Logs an error
    /// if the key service still knows other devices. Done each minute.
    ///
    /// # Errors
    /// [`CentralError::Store`], [`CentralError::NotTold`].
    pub async fn tell_news(&self, address: &str) -> Result<usize, CentralError> {
        let (mut number, mut knows) = self.tell_untold(address).await?;
        let told = self.told();
        if knows.revoked < told.revoked || knows.admitted < told.admitted {
            tracing::warn!(
                "the key service knows fewer devices than it was told: it is told of all"
            );
            lock(&self.told_standings.told).clear();
            number = 0;
        }
        if knows != told {
            // A command in another process may have told it something meanwhile.
            let (more, then) = self.tell_untold(address).await?;
            number += more;
            knows = then;
        }
        self.compare_devices(address, knows);
        Ok(number)
    }

    /// How many devices this process told the key service of.
    fn told(&self) -> StandingAnswer {
        let told = lock(&self.told_standings.told);
        let revoked = told.values().filter(|is_out| **is_out).count();
        StandingAnswer {
            admitted: told.len() - revoked,
            revoked,
        }
    }

    /// Compares how many devices the key service knows with how many it was told of here. Whoever else signs statements
    /// with the issuer's key changes those numbers and is noticed by that.
    fn compare_devices(&self, address: &str, knows: StandingAnswer) {
        let told = self.told();
        let others = (knows != told).then_some(knows);
        let before = std::mem::replace(&mut *lock(&self.told_standings.others), others);
        if others.is_none() || others == before {
            return;
        }
        let place = self.folder.arguments();
        tracing::error!(
            keyservice = address,
            known_as_in = knows.admitted,
            told_as_in = told.admitted,
            known_as_out = knows.revoked,
            told_as_out = told.revoked,
            "the key service knows other devices than it was told. If this central was put back or begun anew: \
             `proco-keyservice forget-devices --data KEYSERVICE`. If not, somebody else holds the issuer's key: \
             `proco-central replace-issuer-key {place}` first"
        );
    }

    /// Sends the standings that were not sent yet. Returns their number, and how many devices the key service then
    /// knows.
    async fn tell_untold(&self, address: &str) -> Result<(usize, StandingAnswer), CentralError> {
        let mut news = self.store.standings().await?;
        {
            let told = lock(&self.told_standings.told);
            news.retain(|(device, is_out)| told.get(device) != Some(is_out));
        }
        let number = news.len();
        let mut parts = parts(news);
        // An empty statement changes nothing; its answer tells how many devices are known.
        parts.push(Standings::default());
        let mut knows = StandingAnswer::default();
        // One client, and so one connection, for all of them: a country takes some 500 statements.
        let client = client().map_err(CentralError::NotTold)?;
        for part in parts {
            knows = tell(&client, address, self.state(&part))
                .await
                .map_err(CentralError::NotTold)?;
            let mut told = lock(&self.told_standings.told);
            told.extend(part.admitted.into_iter().map(|device| (device, false)));
            told.extend(part.revoked.into_iter().map(|device| (device, true)));
        }
        Ok((number, knows))
    }

    fn state(&self, standings: &Standings) -> String {
        self.signer().state(standings, self.seconds())
    }

    /// A statement of this issuer about no device: the key service takes it where it knows the key.
    pub(crate) fn empty_statement(&self, issuer: &Issuer) -> String {
        issuer.state(&Standings::default(), self.seconds())
    }

    fn seconds(&self) -> UnixSeconds {
        UnixSeconds::from_millis(self.now().0)
    }
}

/// In parts of a statement each, those that are out first.
fn parts(all: Vec<(DeviceId, bool)>) -> Vec<Standings> {
    let (revoked, admitted): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, is_out)| *is_out);
    let of = |devices: &[(DeviceId, bool)]| devices.iter().map(|(device, _)| *device).collect();
    let out = revoked.chunks(MOST_DEVICES).map(|part| Standings {
        revoked: of(part),
        ..Standings::default()
    });
    let come = admitted.chunks(MOST_DEVICES).map(|part| Standings {
        admitted: of(part),
        ..Standings::default()
    });
    out.chain(come).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_answers_has_to_be_the_key_service() {
        for (address, believed) in [
            ("https://keys.example", true),
            ("https://keys.example:8482/proco/", true),
            ("http://127.0.0.1:8482", true),
            ("http://[::1]:8482", true),
            ("http://localhost:8482", true),
            ("http://keys.example", false),
            ("http://127.0.0.1.example:8482", false),
            ("http://localhost.example", false),
            ("http://127.0.0.1@keys.example", false),
            ("http://192.168.1.7:8482", false),
            ("ftp://127.0.0.1", false),
            ("keys.example", false),
            ("", false),
        ] {
            assert_eq!(believed_address(address).is_ok(), believed, "{address}");
        }
    }
}

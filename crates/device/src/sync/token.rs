//! Enrolment, and the access token of all other calls.

use std::future::Future;
use std::sync::Arc;

use proco_credential::request::{Enrolment, TokenRequest, enrolment_message};
use proco_credential::{Challenge, DeviceId};
use proco_exchange::LIVE_EPOCHS;
use proco_exchange::enrolment::Grant;
use zeroize::Zeroizing;

use super::Courier;
use super::error::SyncError;
use super::fault::CallFault;
use super::http::Answered;
use super::pseudonyms::CentralKeys;
use crate::keys::KeyError;
use crate::store::no_room;
use crate::store::{StoreError, enrolment, epochs};

/// How long before its end a token is renewed, so that it lasts for a whole pass.
const RENEWED_BEFORE_MILLIS: i64 = 5 * 60 * 1000;

/// A token on its way to a server. Exposed to the header of a request and nothing else.
pub(super) type Token = Arc<Zeroizing<String>>;

impl Courier {
    /// Enrols this device at central with a one-time code. Gives whether central accepted it.
    pub(crate) async fn enrol(&self, code: &str) -> Result<bool, SyncError> {
        let code = code.trim().to_owned();
        let public_key = String::from(self.records().secrets.signing().public_key());
        let signature = self.signed(enrolment_message(&code, &public_key)).await?;
        let enrolment = Enrolment {
            code,
            public_key,
            signature,
        };
        let grant = match self.network().central.enrol(&enrolment).await {
            Ok(grant) => Some(grant),
            Err(CallFault::NotEnrolled | CallFault::Refused { .. }) => {
                self.granted_before().await?
            }
            Err(fault) => return Err(fault.into()),
        };
        let Some(grant) = grant else {
            return Ok(false);
        };
        self.keep(grant).await?;
        self.trigger(super::Trigger::Resume);
        Ok(true)
    }

    /// What central grants this device when it was enrolled before and the answer was lost: its code is
    /// spent then. `None` when it is not in, or nothing changed by it.
    async fn granted_before(&self) -> Result<Option<Answered<Grant>>, SyncError> {
        let known = self
            .blocking(|courier| courier.read(|c| Ok(enrolment::get(c)?)))
            .await?;
        let own = self.records().secrets.signing().public_key().device();
        let device = known.as_ref().map_or(own, |known| known.device);
        let granted = match self.ask_for_token(device).await {
            Ok(granted) => granted,
            Err(SyncError::Call(CallFault::Offline)) => return Err(CallFault::Offline.into()),
            Err(SyncError::Call(_)) => return Ok(None),
            Err(SyncError::Store(fault)) => return Err(fault.into()),
        };
        let is_news = known.is_none_or(|known| {
            known.revoked || (known.role, &known.team) != (granted.value.role, &granted.value.team)
        });
        Ok(is_news.then_some(granted))
    }

    /// Makes a call with a good token. When the token is refused it is renewed, once.
    pub(super) async fn with_token<T, F>(&self, call: impl Fn(Token) -> F) -> Result<T, SyncError>
    where
        F: Future<Output = Result<T, CallFault>>,
    {
        let token = self.token().await?;
        let answer = match call(token.clone()).await {
            Err(CallFault::TokenRefused) => call(self.renewed(Some(&token)).await?).await,
            answer => answer,
        };
        // A phone that is let in no more queues nothing again before it is enrolled anew: its grant tells.
        if answer.is_ok() {
            self.hear_of_restore().await?;
        }
        match answer {
            Err(CallFault::Revoked) => self.revoked().await,
            answer => Ok(answer?),
        }
    }

    /// A token that is valid for some time.
    pub(super) async fn token(&self) -> Result<Token, SyncError> {
        let enrolled = self
            .blocking(|courier| courier.read(|c| Ok(enrolment::get(c)?)))
            .await?
            .ok_or(CallFault::NotEnrolled)?;
        let renew_from = enrolled.token_until.plus_millis(-RENEWED_BEFORE_MILLIS);
        if self.now() < renew_from {
            return Ok(Arc::new(enrolled.token));
        }
        let old = Arc::new(enrolled.token);
        self.renewed(Some(&old)).await
    }

    /// Gets a new token by signing a challenge, unless another task has just done so.
    pub(super) async fn renewed(&self, old: Option<&Token>) -> Result<Token, SyncError> {
        let _one = self.network().one_refresh.lock().await;
        let enrolled = self
            .blocking(|courier| courier.read(|c| Ok(enrolment::get(c)?)))
            .await?
            .ok_or(CallFault::NotEnrolled)?;
        if old.is_some_and(|old| **old != enrolled.token) {
            return Ok(Arc::new(enrolled.token));
        }
        let granted = match self.ask_for_token(enrolled.device).await {
            // The answer to a challenge may have been lost, or a request delivered twice: try with a new
            // challenge.
            Err(SyncError::Call(CallFault::NotEnrolled)) => {
                self.ask_for_token(enrolled.device).await
            }
            granted => granted,
        };
        match granted {
            Ok(grant) => {
                let token = Arc::new(Zeroizing::new(grant.value.token.clone()));
                // On a full disk the token is used only this once.
                let kept = self.keep(grant).await;
                if !no_room(&kept) {
                    kept?;
                }
                Ok(token)
            }
            Err(SyncError::Call(CallFault::Revoked)) => self.revoked().await,
            Err(fault) => Err(fault),
        }
    }

    /// Signs with the key of this device on a thread of its own, because hardware may be slow.
    async fn signed(&self, message: Vec<u8>) -> Result<String, SyncError> {
        self.blocking(move |courier| {
            let signature = courier.records().secrets.signing().sign(&message);
            let signature = signature.map_err(|_| StoreError::from(KeyError::Unreachable))?;
            Ok(signature.into())
        })
        .await
    }

    async fn ask_for_token(&self, device: DeviceId) -> Result<Answered<Grant>, SyncError> {
        let central = &self.network().central;
        let given = central.challenge(device).await?.challenge;
        let challenge = Challenge::try_from(given).map_err(|_| CallFault::UNBELIEVABLE)?;
        let request = TokenRequest {
            device,
            signature: self.signed(challenge.to_be_signed()).await?,
            challenge: challenge.into(),
        };
        Ok(central.token(&request).await?)
    }

    /// Keeps a grant, and compares the clocks.
    async fn keep(&self, grant: Answered<Grant>) -> Result<(), SyncError> {
        let Answered {
            value: grant,
            central_time,
        } = grant;
        if grant.token.is_empty() || grant.lifetime_seconds == 0 {
            return Err(CallFault::UNBELIEVABLE.into());
        }
        self.blocking(move |courier| {
            let compared = central_time.map_or(Ok(()), |central| courier.compared(central));
            if !no_room(&compared) {
                compared?;
            }
            let now = courier.now();
            let lifetime = i64::from(grant.lifetime_seconds) * 1000;
            let kept = courier.write(|t| {
                // By the time of this phone: it may be wrong, and the token still good.
                enrolment::put(t, &grant, now.plus_millis(lifetime))?;
                let mut without = Vec::new();
                for accepted in &grant.accepted_epoch_keys {
                    if epochs::replace(t, accepted.epoch, &accepted.public_key, now)? {
                        without.push(accepted.epoch);
                    }
                }
                // More epochs than can be live at once are not believed.
                for known in grant.epoch_keys.iter().take(LIVE_EPOCHS + 1) {
                    match epochs::pinned(t, known.epoch)? {
                        None => epochs::pin(t, known.epoch, &known.public_key, now)?,
                        Some(pinned) if pinned == known.public_key => {}
                        Some(_) => {
                            tracing::error!(epoch = %known.epoch, "central knows another key of an epoch");
                            epochs::set_changed(t, known.epoch, true)?;
                            without.push(known.epoch);
                        }
                    }
                }
                courier.note_restore(t, grant.restored)?;
                Ok(without)
            });
            courier.forget_epochs();
            let known = &courier.network().known;
            if let Ok(without) = &kept {
                known.forget(without);
            }
            if kept.is_ok() || no_room(&kept) {
                known.note_central(CentralKeys {
                    in_epoch: now.epoch(),
                    keys: grant.epoch_keys,
                });
            }
            kept?;
            courier.refresh_status()
        })
        .await
    }

    async fn revoked<T>(&self) -> Result<T, SyncError> {
        tracing::warn!("this device was revoked");
        self.blocking(|courier| courier.write(|t| Ok(enrolment::set_revoked(t)?)))
            .await?;
        Err(CallFault::Revoked.into())
    }
}

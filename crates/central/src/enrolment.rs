//! How a device becomes known, and how it gets its next token.

pub mod challenges;
pub mod code;
pub mod place;

use std::mem::take;

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use proco_access::body::Body;
use proco_access::frame::LogField;
use proco_access::issuer::Grant as Claim;
use proco_access::{Code, Problem, UnixSeconds};
use proco_credential::request::{
    ChallengeRequest, Enrolment, GivenChallenge, TokenRequest, enrolment_message,
};
use proco_credential::{Challenge, DeviceKey, Signature};
use proco_exchange::UtcMillis;
use proco_exchange::enrolment::Grant;

use crate::central::Central;
use crate::keys::CodeHash;
use crate::store::{Device, NewDevice, StoreError};

/// Enrols a device with a one-time code.
///
/// The request is signed with the key that is enrolled, and the code is spent with it: the same
/// request sent again is refused. A phone that missed the answer knows its identifier
/// ([`DeviceKey::device`]) and asks for a token. A wrong code locks nobody out: see [`code`].
#[utoipa::path(post, path = "/v1/enrolments", request_body = Enrolment, tag = "devices",
    responses((status = 201, description = "The device is enrolled; its first token", body = Grant),
        (status = 401, description = "The request is not signed with the key that it names",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "The code is not accepted",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json")))]
pub(crate) async fn enrol(
    State(central): State<Central>,
    Body(enrolment): Body<Enrolment>,
) -> Result<(StatusCode, Extension<LogField>, Json<Grant>), Problem> {
    central.must_be_sound()?;
    let message = enrolment_message(&enrolment.code, &enrolment.public_key);
    let public_key = DeviceKey::try_from(enrolment.public_key).map_err(|_| {
        Problem::new(Code::Malformed).detail("the public key is none of Ed25519 or P-256")
    })?;
    let signature = Signature::try_from(enrolment.signature)
        .map_err(|_| Problem::new(Code::Malformed).detail("the signature has not 64 bytes"))?;
    if !signature.is_of(&public_key, &message) {
        return Err(Problem::new(Code::ProofRefused));
    }
    let new = NewDevice {
        device: public_key.device(),
        public_key,
        records_from: central.records_from().await?,
    };
    let code = central.key.code(&code::normalise(&enrolment.code));
    if !is_known(&central, code).await? {
        return Err(Problem::new(Code::EnrolmentRefused));
    }
    // A valid code may be sent many times at once. Those requests queue for this lock, and not for the one writer.
    let one_at_a_time = central.enrolment_lock.lock().await;
    match central.store.use_code(code, new, central.now()).await? {
        Some(device) => {
            let enrolled = Enrolled::of(&device);
            drop(one_at_a_time);
            central.until_told(device.device).await;
            let grant = Json(grant(&central, &device).await?);
            Ok((StatusCode::CREATED, Extension(enrolled.remark()), grant))
        }
        None => Err(Problem::new(Code::EnrolmentRefused)),
    }
}

/// What the log says of a device that was enrolled: with the line of the request, and by itself where the phone
/// has gone before its answer.
struct Enrolled(String);

impl Enrolled {
    fn of(device: &Device) -> Self {
        let (id, team, role) = (device.device, &device.team, device.role);
        Self(format!("enrolled {id} in {team}, {role}"))
    }

    fn remark(mut self) -> LogField {
        LogField(take(&mut self.0))
    }
}

impl Drop for Enrolled {
    fn drop(&mut self) {
        if !self.0.is_empty() {
            tracing::info!("{}, and not answered", self.0);
        }
    }
}

/// Whether there is such a code and it is valid. Anybody may ask, so it must not use the one writer, for which every
/// upload waits: a flood queues here for one reader, which answers within a fraction of a millisecond.
async fn is_known(central: &Central, code: CodeHash) -> Result<bool, StoreError> {
    let _one_at_a_time = central.code_lookup_lock.lock().await;
    central.store.knows_code(code, central.now()).await
}

/// A challenge for a device to sign.
#[utoipa::path(post, path = "/v1/challenges", request_body = ChallengeRequest, tag = "devices",
    responses((status = 200, description = "The challenge", body = GivenChallenge)))]
pub(crate) async fn challenge(
    State(central): State<Central>,
    Body(request): Body<ChallengeRequest>,
) -> Result<Json<GivenChallenge>, Problem> {
    // An unknown device gets a challenge as well: nothing is looked up, so nothing tells which ones
    // exist.
    let challenge = central.challenges.give(request.device, central.now());
    Ok(Json(GivenChallenge {
        challenge: challenge.into(),
    }))
}

/// A token for a device that signed its challenge.
#[utoipa::path(post, path = "/v1/tokens", request_body = TokenRequest, tag = "devices",
    responses((status = 200, description = "The token", body = Grant),
        (status = 401, description = "The proof is not accepted",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "The device is revoked",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json")))]
pub(crate) async fn token(
    State(central): State<Central>,
    Body(request): Body<TokenRequest>,
) -> Result<Json<Grant>, Problem> {
    let refused = || Problem::new(Code::ProofRefused);
    let challenge = Challenge::try_from(request.challenge).map_err(|_| refused())?;
    let signature = Signature::try_from(request.signature).map_err(|_| refused())?;
    let device = request.device;
    // Before the store is asked, so that a forged challenge costs the server next to nothing.
    if !central.challenges.knows(&challenge, device, central.now()) {
        return Err(refused());
    }
    let device = central.store.device(device).await?.ok_or_else(refused)?;
    if !challenge.is_answered_by(&device.public_key, &signature) {
        return Err(refused());
    }
    if device.revoked_at.is_some() {
        return Err(Problem::new(Code::DeviceRevoked));
    }
    Ok(Json(grant(&central, &device).await?))
}

async fn grant(central: &Central, device: &Device) -> Result<Grant, StoreError> {
    let claim = Claim {
        device: device.device,
        role: device.role,
        team: device.team.clone(),
        jkt: device.public_key.thumbprint(),
    };
    let now = UnixSeconds::from_millis(central.now().0);
    let lifetime = central.config.token_seconds;
    let token = central.signer().issue(&claim, now, u64::from(lifetime));
    let expires_at = i64::try_from(token.expires_at.0).unwrap_or(i64::MAX);
    Ok(Grant {
        device: device.device,
        token: token.text,
        expires_at: UtcMillis(expires_at.saturating_mul(1000)),
        lifetime_seconds: lifetime,
        role: device.role,
        team: device.team.clone(),
        accepted_epoch_keys: central.epoch_keys_to_tell().await?,
        epoch_keys: central.known_epoch_keys().await?,
        restored: central.restore_number(),
    })
}

//! How often a subject was queried and stopped.

use axum::Json;
use axum::extract::{FromRequest as _, Request, State};
use proco_access::body::Body;
use proco_access::limit::{Decision, Millis};
use proco_access::{Action, Caller, Code, DeviceId, Problem};
use proco_exchange::frequency::{FrequencyAnswer, FrequencyQuestion};
use proco_exchange::{Epoch, UtcMillis};

use crate::central::Central;

/// Counts a subject over fixed windows back from now. 1,000 stands for 1,000 or more.
#[utoipa::path(post, path = "/v1/frequencies", request_body = FrequencyQuestion, tag = "look-up",
    security(("token" = [])),
    responses((status = 200, description = "The counts", body = FrequencyAnswer),
        (status = 400, description = "Not one subject: one to five epochs, and one to four pseudonyms for each, as many for each and none twice",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "An epoch is not live",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "`quota_exhausted`: the device has asked enough for now. `busy`: it has three questions under way",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json")))]
pub(crate) async fn ask(
    State(central): State<Central>,
    caller: Caller,
    request: Request,
) -> Result<Json<FrequencyAnswer>, Problem> {
    caller.must_be_allowed(Action::LookUp)?;
    let place = central.at_once.questions.enter(caller.device).await?;
    let Body(question) = Body::<FrequencyQuestion>::from_request(request, &central).await?;
    central.must_be_sound()?;
    let now = central.now_or_later();
    let spellings = check(&question, now)?;
    charge(&central, caller.device, spellings, now)?;
    let subject: Vec<_> = question
        .subject
        .iter()
        .map(|one| (one.epoch, central.key.subject(one.epoch, &one.pseudonym)))
        .collect();
    central.asked.may_ask(caller.device, &subject, now)?;
    let counted = async move { Ok(Json(central.store.count(subject, now).await?)) };
    place.hold(counted).await
}

/// Takes the price of a question from the device's token bucket: one for each spelling, in however many epochs, since
/// only the phone knows that they are of one subject. So whoever has collected pseudonyms, over years or with the help
/// of a key service, learns no more in a day than an officer needs.
fn charge(
    central: &Central,
    device: DeviceId,
    spellings: u32,
    now: UtcMillis,
) -> Result<(), Problem> {
    match central.frequencies.take(device, spellings, Millis(now.0)) {
        Decision::Allowed(_) => Ok(()),
        Decision::Wait { seconds, .. } => {
            Err(Problem::new(Code::QuotaExhausted).retry_after(seconds))
        }
        Decision::TooMuch => Err(Problem::new(Code::QuotaExhausted)),
    }
}

fn check(question: &FrequencyQuestion, now: UtcMillis) -> Result<u32, Problem> {
    let spellings = question
        .spellings()
        .and_then(|count| u32::try_from(count).ok());
    let spellings = spellings.ok_or_else(|| {
        Problem::new(Code::Malformed)
            .detail("one subject: one to five epochs, and one to four pseudonyms for each")
    })?;
    let live = Epoch::live_at(now);
    if !question.subject.iter().all(|one| live.contains(&one.epoch)) {
        return Err(Problem::new(Code::EpochNotLive));
    }
    Ok(spellings)
}

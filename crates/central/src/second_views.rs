//! Second views: what officers ask the advisers about cultures and backgrounds, and what those answer.
//!
//! Who asked or answered is known while the request is answered, for the quota, and is written nowhere: not beside the
//! question, not in the log. Advisers see requests with those of the same day, by identifier, which is chance. Each adviser
//! may answer, and no answer takes the place of another; nothing says which adviser gave which.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use proco_access::body::Body;
use proco_access::{Action, Caller, Code, Problem};
use proco_exchange::UtcMillis;
use proco_exchange::period::Week;
use proco_exchange::receipt::CLOCKS_APART_HOURS;
use proco_exchange::second_view::{
    AskedViews, OwnSecondView, SecondViewState, SentAdvice, SentSecondView, oldest_view_week,
};

use crate::asked::Day;
use crate::central::Central;
use crate::shared_quota::{SharedQuotas, charge, in_a_day};
use crate::store::StoreError;
use crate::store::second_views::{FoundView, KeptView, View};

/// What a phone may do about second views in a day: ask two, and 400 times look after those of sixty days or take one back,
/// or, as that of an adviser, answer. An honest phone looks after each every six hours.
pub(crate) fn quotas() -> SharedQuotas {
    SharedQuotas::new(in_a_day(2), in_a_day(400))
}

/// Asks the advisers for a second view. They see it from the next day.
///
/// A request that comes again is kept once. It is not logged.
#[utoipa::path(post, path = "/v1/second-views", request_body = SentSecondView, tag = "second views",
    security(("token" = [])),
    responses((status = 204, description = "It is kept"),
        (status = 403, description = "Not an officer or a shift lead",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "Another request stands under its identifier, or stood there and was taken back",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "Its question holds personal data or cannot be read, or its week is too old or yet to come",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "The phone sent enough for now; or it has a request under way and one that waits",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json")))]
pub(crate) async fn send(
    State(central): State<Central>,
    caller: Caller,
    body: Result<Body<SentSecondView>, Problem>,
) -> Result<StatusCode, Problem> {
    caller.must_be_allowed(Action::AskSecondView)?;
    let Body(sent) = body?;
    central.must_be_sound()?;
    central.must_not_be_behind()?;
    let now = central.now();
    let latest = Week::of(now.plus_hours(CLOCKS_APART_HOURS).hour());
    if sent.week > latest || sent.week < oldest_view_week(now.hour()) {
        return Err(Problem::new(Code::ViewWeekRefused));
    }
    // The phone has scanned it, and its officer decided on what is in doubt: a phone that did neither is stopped here
    // where the scan is sure.
    if proco_release::is_refused(&sent.question.0) {
        return Err(Problem::new(Code::ViewRefused));
    }
    let place = central.at_once.second_views.enter(caller.device).await?;
    let kept = async move {
        let view = View {
            view: sent.view,
            week: sent.week,
            about: sent.about,
            question: sent.question,
            secret: sent.secret,
        };
        match central.store.view(view.view).await? {
            Some(FoundView::Waiting(kept) | FoundView::Released(kept)) if kept == view => {
                return Ok(StatusCode::NO_CONTENT);
            }
            Some(_) => return Err(Problem::new(Code::ViewTaken)),
            None => charge(&central.second_views.sent, caller.device, now)?,
        }
        let kept = central.store.keep_view(view).await?;
        // The write-ahead log has its pages in the order in which they were written, between those of reports.
        central.purge().await;
        match kept {
            KeptView::New | KeptView::Same => Ok(StatusCode::NO_CONTENT),
            KeptView::Other => Err(Problem::new(Code::ViewTaken)),
        }
    };
    place.hold(kept).await
}

/// Where an own request stands, with its answers, for whoever holds its secret. This request is not logged.
#[utoipa::path(post, path = "/v1/second-views/state", request_body = OwnSecondView, tag = "second views",
    security(("token" = [])),
    responses((status = 200, description = "Where it stands, and the answers", body = SecondViewState),
        (status = 403, description = "Not an officer or a shift lead, or another secret",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "The phone asked enough for now; or it has a request under way and one that waits",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json")))]
pub(crate) async fn state(
    State(central): State<Central>,
    caller: Caller,
    body: Result<Body<OwnSecondView>, Problem>,
) -> Result<Json<SecondViewState>, Problem> {
    caller.must_be_allowed(Action::AskSecondView)?;
    let Body(own) = body?;
    central.must_be_sound()?;
    charge(&central.second_views.asked, caller.device, central.now())?;
    let place = central.at_once.second_views.enter(caller.device).await?;
    let told = async move {
        let found = central.store.view_state(own).await?;
        found.map(Json).ok_or(Problem::new(Code::SecretRefused))
    };
    place.hold(told).await
}

/// Takes a request back with its answers, for whoever holds its secret. Once more changes nothing. This request is not
/// logged.
#[utoipa::path(post, path = "/v1/second-views/take-back", request_body = OwnSecondView, tag = "second views",
    security(("token" = [])),
    responses((status = 204, description = "It is gone, and a late copy of it will not be taken"),
        (status = 403, description = "Not an officer or a shift lead, or another secret",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "The phone asked enough for now; or it has a request under way and one that waits",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json")))]
pub(crate) async fn take_back(
    State(central): State<Central>,
    caller: Caller,
    body: Result<Body<OwnSecondView>, Problem>,
) -> Result<StatusCode, Problem> {
    caller.must_be_allowed(Action::AskSecondView)?;
    let Body(own) = body?;
    central.must_be_sound()?;
    charge(&central.second_views.asked, caller.device, central.now())?;
    let place = central.at_once.second_views.enter(caller.device).await?;
    let gone = async move {
        let now = Week::of(central.now().hour());
        let taken_back = central.store.take_back_view(own, now).await?;
        central.purge().await;
        if taken_back {
            Ok(StatusCode::NO_CONTENT)
        } else {
            Err(Problem::new(Code::SecretRefused))
        }
    };
    place.hold(gone).await
}

/// What officers ask, for an adviser: without team, week, hour or officer, in an order that says nothing.
#[utoipa::path(get, path = "/v1/second-views", tag = "second views", security(("token" = [])),
    responses((status = 200, description = "The requests that stand", body = AskedViews),
        (status = 403, description = "Not an adviser",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "`busy`: the device has a request under way and one that waits",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json")))]
pub(crate) async fn asked(
    State(central): State<Central>,
    caller: Caller,
) -> Result<Json<AskedViews>, Problem> {
    caller.must_be_allowed(Action::GiveSecondView)?;
    central.must_be_sound()?;
    let place = central.at_once.second_views.enter(caller.device).await?;
    let found = async move {
        let oldest = oldest_view_week(central.now().hour());
        let views = central.store.asked_views(oldest).await?;
        Ok(Json(AskedViews { views }))
    };
    place.hold(found).await
}

/// Answers a request, as an adviser. The answer stands beside those of others; the same words again are the same answer.
///
/// This request is not logged, and nothing is kept of who answered.
#[utoipa::path(post, path = "/v1/second-views/answer", request_body = SentAdvice, tag = "second views",
    security(("token" = [])),
    responses((status = 204, description = "It is kept"),
        (status = 403, description = "Not an adviser",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is no such request, or no longer",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The answer holds personal data or cannot be read",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "The phone answered enough for now; or it has a request under way and one that waits",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json")))]
pub(crate) async fn answer(
    State(central): State<Central>,
    caller: Caller,
    body: Result<Body<SentAdvice>, Problem>,
) -> Result<StatusCode, Problem> {
    caller.must_be_allowed(Action::GiveSecondView)?;
    let Body(sent) = body?;
    central.must_be_sound()?;
    if proco_release::is_refused_answer(&sent.text.0) {
        return Err(Problem::new(Code::ViewRefused));
    }
    charge(&central.second_views.asked, caller.device, central.now())?;
    let place = central.at_once.second_views.enter(caller.device).await?;
    let kept = async move {
        let is_asked = central.store.keep_answer(sent.view, sent.text).await?;
        central.purge().await;
        is_asked
            .then_some(StatusCode::NO_CONTENT)
            .ok_or(Problem::new(Code::NotFound))
    };
    place.hold(kept).await
}

impl Central {
    /// Deletes the requests whose days are over with their answers, and once a day shows the advisers those that wait.
    pub(crate) async fn release_second_views(&self, believed: UtcMillis) -> Result<(), StoreError> {
        let oldest = oldest_view_week(believed.hour());
        self.store.forget_views_before(oldest).await?;
        let day = Day::of(believed);
        if self.store.last_view_batch().await? == Some(day) {
            return Ok(());
        }
        self.store.release_views(day).await
    }
}

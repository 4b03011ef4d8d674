//! Lessons that officers share with their team: taken, read, set aside and taken back.
//!
//! | module | what it holds |
//! |---|---|
//! | `batch` | which lessons are released together, once a day |
//!
//! Who sent a lesson is known while its request is answered, for the quota, and is written nowhere: not beside the lesson,
//! not in the log.

mod batch;

use axum::Extension;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use proco_access::body::Body;
use proco_access::frame::LogField;
use proco_access::{Action, Caller, Code, Problem};
use proco_exchange::lesson::{
    LessonStanding, LessonState, OwnLesson, SentLesson, SetAside, TeamLessons, oldest_lesson_week,
};
use proco_exchange::period::Week;
use proco_exchange::receipt::CLOCKS_APART_HOURS;

use crate::central::Central;
use crate::shared_quota::{SharedQuotas, charge, in_a_day};
use crate::store::lessons::{FoundLesson, KeptLesson, Lesson};

/// What a phone may do about lessons in a day. An honest one sends its next lesson when the former was released.
pub(crate) fn quotas() -> SharedQuotas {
    SharedQuotas::new(in_a_day(2), in_a_day(60))
}

/// Shares a lesson with the own team. It waits until it is released together with others.
///
/// A lesson that comes again is kept once. This request is not logged.
#[utoipa::path(post, path = "/v1/lessons", request_body = SentLesson, tag = "lessons",
    security(("token" = [])),
    responses((status = 204, description = "It is kept"),
        (status = 403, description = "Not an officer or a shift lead",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "Another lesson stands under its identifier, or stood there and was taken back",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "It holds personal data or cannot be read, or its week is too old or yet to come",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "The phone sent enough for now; or it has a request under way and one that waits",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json")))]
pub(crate) async fn send(
    State(central): State<Central>,
    caller: Caller,
    body: Result<Body<SentLesson>, Problem>,
) -> Result<StatusCode, Problem> {
    caller.must_be_allowed(Action::ShareLessons)?;
    let Body(sent) = body?;
    central.must_be_sound()?;
    central.must_not_be_behind()?;
    let now = central.now();
    let latest = Week::of(now.plus_hours(CLOCKS_APART_HOURS).hour());
    if sent.week > latest || sent.week < oldest_lesson_week(Week::of(now.hour())) {
        return Err(Problem::new(Code::LessonWeekRefused));
    }
    // The phone has scanned it, and its officer decided on what is in doubt: a phone that did neither is stopped here
    // where the scan is sure.
    if proco_release::is_refused(&sent.text.0) {
        return Err(Problem::new(Code::LessonRefused));
    }
    let place = central.at_once.lessons.enter(caller.device).await?;
    let kept = async move {
        let lesson = Lesson {
            lesson: sent.lesson,
            team: caller.team,
            week: sent.week,
            about: sent.about,
            text: sent.text,
            secret: sent.secret,
        };
        match central.store.lesson(lesson.lesson).await? {
            Some(FoundLesson::Waiting(kept) | FoundLesson::Released(kept)) if kept == lesson => {
                return Ok(StatusCode::NO_CONTENT);
            }
            Some(_) => return Err(Problem::new(Code::LessonTaken)),
            None => charge(&central.lessons.sent, caller.device, now)?,
        }
        let kept = central.store.keep_lesson(lesson).await?;
        // The write-ahead log has its pages in the order in which they were written, between those of reports.
        central.purge().await;
        match kept {
            KeptLesson::New | KeptLesson::Same => Ok(StatusCode::NO_CONTENT),
            KeptLesson::Other => Err(Problem::new(Code::LessonTaken)),
        }
    };
    place.hold(kept).await
}

/// Where an own lesson stands, for whoever holds its secret. This request is not logged.
#[utoipa::path(post, path = "/v1/lessons/state", request_body = OwnLesson, tag = "lessons",
    security(("token" = [])),
    responses((status = 200, description = "Where it stands", body = LessonState),
        (status = 403, description = "Not an officer or a shift lead, or another secret",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "The phone asked enough for now; or it has a request under way and one that waits",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json")))]
pub(crate) async fn state(
    State(central): State<Central>,
    caller: Caller,
    body: Result<Body<OwnLesson>, Problem>,
) -> Result<Json<LessonState>, Problem> {
    caller.must_be_allowed(Action::ShareLessons)?;
    let Body(own) = body?;
    central.must_be_sound()?;
    charge(&central.lessons.asked, caller.device, central.now())?;
    let place = central.at_once.lessons.enter(caller.device).await?;
    let told = async move {
        let state = match central.store.lesson(own.lesson).await? {
            None => LessonStanding::Absent,
            Some(found) => found
                .standing(own.secret.hash())
                .ok_or(Problem::new(Code::SecretRefused))?,
        };
        Ok(Json(LessonState { state }))
    };
    place.hold(told).await
}

/// Takes a lesson back, wherever it stands, for whoever holds its secret. Once more changes nothing. This request is not
/// logged.
#[utoipa::path(post, path = "/v1/lessons/take-back", request_body = OwnLesson, tag = "lessons",
    security(("token" = [])),
    responses((status = 204, description = "It is gone, and a late copy of it will not be taken"),
        (status = 403, description = "Not an officer or a shift lead, or another secret",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "The phone asked enough for now; or it has a request under way and one that waits",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json")))]
pub(crate) async fn take_back(
    State(central): State<Central>,
    caller: Caller,
    body: Result<Body<OwnLesson>, Problem>,
) -> Result<StatusCode, Problem> {
    caller.must_be_allowed(Action::ShareLessons)?;
    let Body(own) = body?;
    central.must_be_sound()?;
    charge(&central.lessons.asked, caller.device, central.now())?;
    let place = central.at_once.lessons.enter(caller.device).await?;
    let gone = async move {
        let now = Week::of(central.now().hour());
        let taken_back = central.store.take_back_lesson(own, now).await?;
        central.purge().await;
        if taken_back {
            Ok(StatusCode::NO_CONTENT)
        } else {
            Err(Problem::new(Code::SecretRefused))
        }
    };
    place.hold(gone).await
}

/// The lessons of the own team, of this week and the eight before it. Their order says nothing of when they came.
#[utoipa::path(get, path = "/v1/lessons", tag = "lessons", security(("token" = [])),
    responses((status = 200, description = "The lessons, the last week first", body = TeamLessons),
        (status = 403, description = "Not an officer or a shift lead",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "`busy`: the device has a request under way and one that waits",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json")))]
pub(crate) async fn of_team(
    State(central): State<Central>,
    caller: Caller,
) -> Result<Json<TeamLessons>, Problem> {
    caller.must_be_allowed(Action::ShareLessons)?;
    central.must_be_sound()?;
    let place = central.at_once.lessons.enter(caller.device).await?;
    let found = async move {
        let oldest = oldest_lesson_week(Week::of(central.now().hour()));
        let lessons = central.store.team_lessons(caller.team, oldest).await?;
        Ok(Json(TeamLessons { lessons }))
    };
    place.hold(found).await
}

/// Sets a lesson of the own team aside: its words are deleted, and the log keeps that it was done and why.
#[utoipa::path(post, path = "/v1/lessons/aside", request_body = SetAside, tag = "lessons",
    security(("token" = [])),
    responses((status = 204, description = "It is set aside"),
        (status = 403, description = "Not a shift lead",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "The team has no such lesson, or it was set aside for another reason",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "`busy`: the device has a request under way and one that waits",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json")))]
pub(crate) async fn set_aside(
    State(central): State<Central>,
    caller: Caller,
    body: Result<Body<SetAside>, Problem>,
) -> Result<Response, Problem> {
    caller.must_be_allowed(Action::SetLessonAside)?;
    let Body(aside) = body?;
    central.must_be_sound()?;
    let place = central.at_once.lessons.enter(caller.device).await?;
    let done = async move {
        let SetAside { lesson, reason } = aside;
        let found = central
            .store
            .set_lesson_aside(caller.team, lesson, reason)
            .await?;
        central.purge().await;
        if !found {
            return Err(Problem::new(Code::NotFound));
        }
        let remark = Extension(LogField(format!("lesson set aside: {}", reason.name())));
        Ok((remark, StatusCode::NO_CONTENT).into_response())
    };
    place.hold(done).await
}

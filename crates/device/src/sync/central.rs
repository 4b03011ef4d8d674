//! The requests of the phone to central.

use proco_credential::request::{ChallengeRequest, Enrolment, GivenChallenge, TokenRequest};
use proco_credential::{DeviceId, Team};
use proco_domain::time::UtcMillis;
use proco_exchange::enrolment::Grant;
use proco_exchange::force::ForceSummary;
use proco_exchange::frequency::{FrequencyAnswer, FrequencyQuestion};
use proco_exchange::lesson::{Lesson, LessonState, OwnLesson, SetAside, TeamLessons};
use proco_exchange::period::Period;
use proco_exchange::receipt::Receipts;
use proco_exchange::second_view::{Advice, AskedViews, OwnSecondView, SecondView, SecondViewState};
use proco_exchange::summary::{TeamPeriods, TeamSummary};

use super::base_url::BaseUrl;
use super::fault::CallFault;
use super::http::{Answered, Http};

/// Central, as a client sees it.
pub(super) struct Central {
    http: Http,
    base: BaseUrl,
}

impl Central {
    pub(super) fn new(http: Http, base: BaseUrl) -> Self {
        Self { http, base }
    }

    /// The time of central; `None` as long as central does not trust its own clock.
    pub(super) async fn time(&self) -> Result<Option<UtcMillis>, CallFault> {
        self.http.time(self.base.endpoint(&["v1", "health"])).await
    }

    /// The number of central's last restore, if an answer has told it.
    pub(super) fn restored(&self) -> Option<u32> {
        self.http.restored()
    }

    pub(super) async fn enrol(&self, enrolment: &Enrolment) -> Result<Answered<Grant>, CallFault> {
        let url = self.base.endpoint(&["v1", "enrolments"]);
        self.http.post_timed(url, None, enrolment).await
    }

    pub(super) async fn challenge(&self, device: DeviceId) -> Result<GivenChallenge, CallFault> {
        let url = self.base.endpoint(&["v1", "challenges"]);
        self.http
            .post(url, None, &ChallengeRequest { device })
            .await
    }

    pub(super) async fn token(&self, request: &TokenRequest) -> Result<Answered<Grant>, CallFault> {
        let url = self.base.endpoint(&["v1", "tokens"]);
        self.http.post_timed(url, None, request).await
    }

    /// Uploads a compressed batch.
    pub(super) async fn upload(&self, token: &str, packed: Vec<u8>) -> Result<Receipts, CallFault> {
        let url = self.base.endpoint(&["v1", "reports"]);
        let answer = self.http.post_packed(url, token, packed).await;
        answer.map_err(at_central)
    }

    pub(super) async fn frequencies(
        &self,
        token: &str,
        question: &FrequencyQuestion,
    ) -> Result<Answered<FrequencyAnswer>, CallFault> {
        let url = self.base.endpoint(&["v1", "frequencies"]);
        let answer = self.http.post_timed(url, Some(token), question).await;
        answer.map_err(at_central)
    }

    pub(super) async fn periods(&self, token: &str, team: &Team) -> Result<TeamPeriods, CallFault> {
        let url = self
            .base
            .endpoint(&["v1", "teams", team.as_str(), "summaries"]);
        self.http.get(url, token).await.map_err(at_central)
    }

    pub(super) async fn force_summary(&self, token: &str) -> Result<ForceSummary, CallFault> {
        let url = self.base.endpoint(&["v1", "force", "summary"]);
        self.http.get(url, token).await.map_err(at_central)
    }

    pub(super) async fn summary(
        &self,
        token: &str,
        team: &Team,
        period: Period,
    ) -> Result<TeamSummary, CallFault> {
        let period = period.to_string();
        let url = self
            .base
            .endpoint(&["v1", "teams", team.as_str(), "summaries", &period]);
        self.http.get(url, token).await.map_err(at_central)
    }

    pub(super) async fn send_lesson(&self, token: &str, lesson: &Lesson) -> Result<(), CallFault> {
        let url = self.base.endpoint(&["v1", "lessons"]);
        self.http.tell(url, token, lesson).await.map_err(at_central)
    }

    pub(super) async fn lesson_state(
        &self,
        token: &str,
        own: &OwnLesson,
    ) -> Result<LessonState, CallFault> {
        let url = self.base.endpoint(&["v1", "lessons", "state"]);
        let answer = self.http.post(url, Some(token), own).await;
        answer.map_err(at_central)
    }

    pub(super) async fn take_lesson_back(
        &self,
        token: &str,
        own: &OwnLesson,
    ) -> Result<(), CallFault> {
        let url = self.base.endpoint(&["v1", "lessons", "take-back"]);
        self.http.tell(url, token, own).await.map_err(at_central)
    }

    pub(super) async fn team_lessons(&self, token: &str) -> Result<TeamLessons, CallFault> {
        let url = self.base.endpoint(&["v1", "lessons"]);
        self.http.get(url, token).await.map_err(at_central)
    }

    pub(super) async fn set_lesson_aside(
        &self,
        token: &str,
        aside: &SetAside,
    ) -> Result<(), CallFault> {
        let url = self.base.endpoint(&["v1", "lessons", "aside"]);
        self.http.tell(url, token, aside).await.map_err(at_central)
    }

    pub(super) async fn send_view(
        &self,
        token: &str,
        request: &SecondView,
    ) -> Result<(), CallFault> {
        let url = self.base.endpoint(&["v1", "second-views"]);
        self.http
            .tell(url, token, request)
            .await
            .map_err(at_central)
    }

    pub(super) async fn view_state(
        &self,
        token: &str,
        own: &OwnSecondView,
    ) -> Result<SecondViewState, CallFault> {
        let url = self.base.endpoint(&["v1", "second-views", "state"]);
        let answer = self.http.post(url, Some(token), own).await;
        answer.map_err(at_central)
    }

    pub(super) async fn take_view_back(
        &self,
        token: &str,
        own: &OwnSecondView,
    ) -> Result<(), CallFault> {
        let url = self.base.endpoint(&["v1", "second-views", "take-back"]);
        self.http.tell(url, token, own).await.map_err(at_central)
    }

    pub(super) async fn asked_views(&self, token: &str) -> Result<AskedViews, CallFault> {
        let url = self.base.endpoint(&["v1", "second-views"]);
        self.http.get(url, token).await.map_err(at_central)
    }

    pub(super) async fn answer_view(&self, token: &str, advice: &Advice) -> Result<(), CallFault> {
        let url = self.base.endpoint(&["v1", "second-views", "answer"]);
        self.http.tell(url, token, advice).await.map_err(at_central)
    }
}

/// Central itself enrols devices, so one that it does not know has to be enrolled anew. Central was begun
/// anew, or put back from a copy of before.
fn at_central(fault: CallFault) -> CallFault {
    if fault == CallFault::NotKnownYet {
        CallFault::NotEnrolled
    } else {
        fault
    }
}

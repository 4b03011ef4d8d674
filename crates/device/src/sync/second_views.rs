//! Requests for a second view on their way: taken back, asked after, sent; and, for an adviser, read and answered. In
//! requests of their own, which name no report.
//!
//! A fault of central ends this and not the pass: reports wait for no request, and it is tried again by the next pass.

use proco_exchange::period::Week;
use proco_exchange::second_view::{
    Advice, AskedViews, OwnSecondView, SecondView, SecondViewState, ViewId, ViewStanding, ViewText,
};

use super::Courier;
use super::error::SyncError;
use super::fault::{CallFault, SharedFault};
use crate::second_view::ViewPlace;
use crate::store::second_views::{self, Owned, ToSend};

impl Courier {
    /// Does all about second views that is to be done now. Gives why something was left, if so.
    pub(super) async fn pass_second_views(&self) -> Result<Option<CallFault>, SyncError> {
        match self.pass_second_views_once().await {
            Ok(()) => Ok(None),
            Err(SyncError::Call(fault)) => Ok(Some(fault)),
            Err(other) => Err(other),
        }
    }

    async fn pass_second_views_once(&self) -> Result<(), SyncError> {
        self.take_views_back().await?;
        self.ask_after_views().await?;
        // A request that central lost is sent again in the same pass.
        self.send_views().await
    }

    async fn views_in(&self, place: ViewPlace) -> Result<Vec<Owned>, SyncError> {
        let quarter_day = self.quarter_day();
        self.blocking(move |courier| {
            courier.read(|c| Ok(second_views::standing_in(c, place, quarter_day)?))
        })
        .await
    }

    /// The quarter of a day that it is, since 1970: answers are looked for once in each.
    fn quarter_day(&self) -> u32 {
        self.now().hour().0 / 6
    }

    async fn take_views_back(&self) -> Result<(), SyncError> {
        for Owned { view, secret } in self.views_in(ViewPlace::TakingBack).await? {
            let own = OwnSecondView { view, secret };
            let told = self
                .with_token(async |token| self.network().central.take_view_back(&token, &own).await)
                .await;
            match told {
                // Under another secret nothing of this phone stands there.
                Ok(()) | Err(SyncError::Call(CallFault::Shared(SharedFault::Secret))) => {
                    self.view_is_back(view).await?;
                }
                Err(other) => return Err(other),
            }
        }
        Ok(())
    }

    async fn ask_after_views(&self) -> Result<(), SyncError> {
        for place in [ViewPlace::Sent, ViewPlace::Released] {
            for Owned { view, secret } in self.views_in(place).await? {
                let own = OwnSecondView { view, secret };
                let told = self
                    .with_token(async |token| self.network().central.view_state(&token, &own).await)
                    .await;
                let told = match told {
                    Ok(told) => told,
                    Err(SyncError::Call(CallFault::Shared(SharedFault::Secret))) => {
                        SecondViewState {
                            state: ViewStanding::Absent,
                            answers: Vec::new(),
                        }
                    }
                    Err(other) => return Err(other),
                };
                // Central lost it, or a copy of this phone took it back: sending it again tells which.
                let place = ViewPlace::told(told.state).unwrap_or(ViewPlace::Waiting);
                self.view_moved(view, place, told.answers).await?;
            }
        }
        Ok(())
    }

    async fn view_moved(
        &self,
        view: ViewId,
        place: ViewPlace,
        answers: Vec<ViewText>,
    ) -> Result<(), SyncError> {
        let now = self.quarter_day();
        self.blocking(move |courier| {
            courier.write(|t| Ok(second_views::moved(t, view, place, &answers, now)?))
        })
        .await
    }

    async fn view_is_back(&self, view: ViewId) -> Result<(), SyncError> {
        self.blocking(move |courier| courier.write(|t| Ok(second_views::is_back(t, view)?)))
            .await
    }

    async fn send_views(&self) -> Result<(), SyncError> {
        let waiting = self
            .blocking(|courier| courier.read(|c| Ok(second_views::to_send(c)?)))
            .await?;
        for request in waiting {
            self.send_view(request).await?;
        }
        Ok(())
    }

    async fn send_view(&self, request: ToSend) -> Result<(), SyncError> {
        let ToSend {
            owned: Owned { view, secret },
            about,
            text,
            week,
        } = request;
        let Some(question) = text else {
            return self.view_moved(view, ViewPlace::Refused, Vec::new()).await;
        };
        let sent = SecondView {
            view,
            week,
            about,
            question,
            secret: secret.hash(),
        };
        let told = self
            .with_token(async |token| self.network().central.send_view(&token, &sent).await)
            .await;
        match told {
            Ok(()) => self.view_moved(view, ViewPlace::Sent, Vec::new()).await,
            Err(SyncError::Call(CallFault::Shared(fault))) => match fault {
                SharedFault::Refused => self.view_moved(view, ViewPlace::Refused, Vec::new()).await,
                // It was taken back, by this phone or by a copy of it.
                SharedFault::Taken | SharedFault::Secret => self.view_is_back(view).await,
                // The clock of this phone was ahead when the request was made, or that of central is wrong. One whose
                // days are over is never sent as a new one: retention deletes it.
                SharedFault::Week => {
                    let week = week.min(Week::of(self.now().hour()));
                    self.blocking(move |courier| {
                        courier.write(|t| Ok(second_views::set_week(t, view, week)?))
                    })
                    .await
                }
            },
            Err(other) => Err(other),
        }
    }

    /// What officers ask, for an adviser.
    pub(crate) async fn asked_views(&self) -> Result<AskedViews, SyncError> {
        self.with_token(async |token| self.network().central.asked_views(&token).await)
            .await
    }

    /// Answers a request, as an adviser.
    pub(crate) async fn answer_view(&self, advice: &Advice) -> Result<(), SyncError> {
        self.with_token(async |token| self.network().central.answer_view(&token, advice).await)
            .await
    }
}

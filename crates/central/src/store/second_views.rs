//! The fourth part of the store's trait: what officers ask the advisers, and what those answer.

use proco_exchange::owned::SecretHash;
use proco_exchange::period::Week;
use proco_exchange::second_view::{
    AskedView, OwnSecondView, SecondViewState, ViewCodes, ViewId, ViewText,
};

use super::Answer;
use crate::asked::Day;

/// Requests for a second view, of which nothing leads to a phone and nothing tells in which order they came.
pub trait SecondViews: Send + Sync {
    /// Keeps a request until its batch, unless something stands under its identifier.
    fn keep_view(&self, view: View) -> Answer<'_, KeptView>;

    /// What stands under an identifier.
    fn view(&self, view: ViewId) -> Answer<'_, Option<FoundView>>;

    /// Where a request stands, with its answers in an order that says nothing; `None` where the secret is another one.
    fn view_state(&self, own: OwnSecondView) -> Answer<'_, Option<SecondViewState>>;

    /// Takes a request back with its answers, and keeps its identifier so that a late copy of it does not come again.
    /// False where the secret is another one; nothing changes then.
    fn take_back_view(&self, own: OwnSecondView, now: Week) -> Answer<'_, bool>;

    /// What the advisers see of this week and later ones, by identifier.
    fn asked_views(&self, oldest: Week) -> Answer<'_, Vec<AskedView>>;

    /// Keeps an answer, once however often it comes. False where the advisers see no such request.
    fn keep_answer(&self, view: ViewId, answer: ViewText) -> Answer<'_, bool>;

    /// The day of the last batch.
    fn last_view_batch(&self) -> Answer<'_, Option<Day>>;

    /// Shows the advisers all that wait, and keeps the day.
    fn release_views(&self, day: Day) -> Answer<'_, ()>;

    /// Deletes all that is older than this week, with its answers; says whether there was any.
    fn forget_views_before(&self, oldest: Week) -> Answer<'_, bool>;
}

/// A request as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Made by the phone at random; it leads to no phone.
    pub view: ViewId,
    /// The week in which the phone asked it: by it the request ends.
    pub week: Week,
    /// What it is about.
    pub about: ViewCodes,
    /// The words as the phone released them, read by the advisers without change.
    pub question: ViewText,
    /// With the secret of this hash its answers are read.
    pub secret: SecretHash,
}

/// What became of a request that was to be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeptView {
    /// It waits for its batch.
    New,
    /// It was kept before.
    Same,
    /// Another one stands under its identifier, or one that was taken back.
    Other,
}

/// What stands under an identifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FoundView {
    /// It waits for its batch.
    Waiting(View),
    /// The advisers see it.
    Released(View),
    /// Its author took it back.
    TakenBack,
}

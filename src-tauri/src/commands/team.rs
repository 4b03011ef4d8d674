//! The commands of a shift lead about the talk with the team, and what was done with its figures.

use proco_device::view::{PeriodReview, TeamTalk};
use proco_device::{Device, input};

use super::{Answer, TheCore};
use crate::arguments::{KeepTalk, ReviewPeriod};

/// The talk of this week, and those before it.
#[tauri::command]
pub(super) async fn team_talk(core: TheCore) -> Answer<TeamTalk> {
    core.ask_out(async |device| device.team_talk().await).await
}

#[tauri::command]
pub(super) async fn keep_talk(core: TheCore, args: KeepTalk) -> Answer<()> {
    core.ask(move |device| device.keep_talk(&args.week, &input::kept_talk(args.talk.0)?))
        .await
}

/// What the lead did with the figures of closed periods.
#[tauri::command]
pub(super) async fn period_reviews(core: TheCore) -> Answer<Vec<PeriodReview>> {
    core.ask(Device::period_reviews).await
}

#[tauri::command]
pub(super) async fn review_period(core: TheCore, args: ReviewPeriod) -> Answer<()> {
    core.ask(move |device| device.review_period(&args.period, args.state, args.done))
        .await
}

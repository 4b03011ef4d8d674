//! One command per call of the screens: each calls the core once, and contains no rule.
//!
//! A command is written once, here: its name in the list and its answer, with its arguments in `arguments.rs`.
//! The type of its first argument says at which core it is put: [`TheCore`] is that of the phone alone, [`Desk`] also that of a
//! practice stop.
//! `build.rs` reads the list for the permissions; `crates/device/tests/types.rs` reads the functions and writes the
//! interface of the screens.

mod lessons;
mod looking_back;
mod practice;
mod reminders;
mod second_views;
mod team;

use proco_device::view::{
    CentralAnswer, CommandError, DraftView, EnterAnswer, ExportView, ForceView, LookUpAnswer,
    LookUpRequest, LookUpView, Mirror, ShiftView, Status, StopCard, StopView, SyncStatus,
    UndatedView, UnsentView,
};
use proco_device::{Device, LegalBasis, TeamPeriods, TeamSummary, Trigger, UtcMillis, input};
use tauri::{Builder, Runtime};

use crate::arguments::{
    Correct, Date, Enrol, EnterCheck, Finish, GoToStep, Joined, Leave, OfDraft, OfPeriod, OfQuery,
    OfStop, SaveField, Unread, Withdraw,
};
use crate::desk::{Desk, TheCore, ask};

type Answer<T> = Result<T, CommandError>;

/// Registers the commands with an app or with the preview host. `build.rs` reads the list, and allows the
/// window each of them.
#[must_use]
pub fn register<R: Runtime>(builder: Builder<R>) -> Builder<R> {
    builder.invoke_handler(tauri::generate_handler![
        status,
        reopen,
        set_aside,
        enrol,
        look_up,
        central_counts,
        close_look_up,
        leave_it,
        typed_wrong,
        start_check,
        enter_check,
        open_draft,
        open_drafts,
        park,
        go_on,
        join_check,
        take_out,
        open_look_up,
        see_look_up,
        save_field,
        go_to_step,
        finish,
        discard_draft,
        can_take_back,
        take_back,
        time,
        my_stops,
        my_shift,
        mirror,
        force_figures,
        practice::shift_question,
        practice::answer_question,
        practice::weak_words,
        practice::practised,
        practice::practise,
        practice::begin_practice,
        practice::practice_review,
        practice::end_practice,
        reminders::reminders,
        reminders::set_reminders,
        lessons::lesson_draft,
        lessons::keep_lesson,
        lessons::scan_lesson,
        lessons::share_lesson,
        lessons::own_lessons,
        lessons::take_lesson_back,
        lessons::team_lessons,
        lessons::set_lesson_aside,
        second_views::second_view_draft,
        second_views::keep_second_view,
        second_views::ask_second_view,
        second_views::own_second_views,
        second_views::take_second_view_back,
        second_views::asked_second_views,
        second_views::scan_answer,
        second_views::keep_answer,
        second_views::give_answer,
        recent_bases,
        stop,
        amend,
        looking_back::reflect,
        looking_back::save_reflection,
        looking_back::hand_over,
        looking_back::save_colleague,
        looking_back::show_both,
        looking_back::keep_pair,
        looking_back::let_go_pair,
        withdraw,
        correct,
        sync_status,
        sync_now,
        network_returned,
        summary_periods,
        summary,
        team::team_talk,
        team::keep_talk,
        team::period_reviews,
        team::review_period,
        undated,
        date,
        unsent,
        export_unsent,
    ])
}

#[tauri::command]
async fn status(core: TheCore) -> Answer<Status> {
    core.ask(Device::status).await
}

/// Closes the core and opens it again: the reason why it could not be opened may be gone.
#[tauri::command]
async fn reopen(core: TheCore) -> Answer<()> {
    core.reopen().await
}

/// Sets a store aside whose key is gone for good, and begins a new one. Nothing is deleted.
#[tauri::command]
async fn set_aside(core: TheCore) -> Answer<()> {
    core.set_aside().await
}

#[tauri::command]
async fn enrol(core: TheCore, args: Enrol) -> Answer<Status> {
    core.ask_out(async |device| device.enrol(&args.code).await)
        .await
}

#[tauri::command]
async fn look_up(desk: Desk, args: Unread<LookUpRequest>) -> Answer<LookUpAnswer> {
    ask!(desk, move |device| device.look_up(input::look_up(args.0)?))
}

#[tauri::command]
async fn central_counts(desk: Desk, args: OfQuery) -> Answer<CentralAnswer> {
    desk.central_counts(args.query).await
}

#[tauri::command]
async fn close_look_up(desk: Desk, args: OfQuery) -> Answer<()> {
    ask!(desk, move |device| device.close_look_up(args.query))
}

#[tauri::command]
async fn leave_it(desk: Desk, args: Leave) -> Answer<()> {
    ask!(desk, move |device| device.leave_it(args.query, args.reason))
}

#[tauri::command]
async fn typed_wrong(desk: Desk, args: OfQuery) -> Answer<()> {
    ask!(desk, move |device| device.typed_wrong(args.query))
}

#[tauri::command]
async fn start_check(desk: Desk, args: OfQuery) -> Answer<DraftView> {
    ask!(desk, move |device| device.start_check(args.query))
}

/// A check that was made at a moment of the last 24 hours. No look-up is recorded.
#[tauri::command]
async fn enter_check(core: TheCore, args: EnterCheck) -> Answer<EnterAnswer> {
    core.ask(move |device| device.enter_check(input::look_up(args.request.0)?, args.at))
        .await
}

#[tauri::command]
async fn open_draft(desk: Desk) -> Answer<Option<DraftView>> {
    ask!(desk, Device::open_draft)
}

/// All open drafts, parked or on the screen, the one begun first before the others.
#[tauri::command]
async fn open_drafts(desk: Desk) -> Answer<Vec<DraftView>> {
    ask!(desk, Device::open_drafts)
}

#[tauri::command]
async fn park(desk: Desk, args: OfDraft) -> Answer<()> {
    ask!(desk, move |device| device.park(args.draft))
}

#[tauri::command]
async fn go_on(desk: Desk, args: OfDraft) -> Answer<DraftView> {
    ask!(desk, move |device| device.go_on(args.draft))
}

/// Adds the subject of a look-up to an open check, and brings that check to the screen.
#[tauri::command]
async fn join_check(desk: Desk, args: Joined) -> Answer<DraftView> {
    ask!(desk, move |device| device
        .join_check(args.query, args.draft))
}

/// Takes a further subject out of an open check.
#[tauri::command]
async fn take_out(desk: Desk, args: Joined) -> Answer<DraftView> {
    ask!(desk, move |device| device.take_out(args.draft, args.query))
}

#[tauri::command]
async fn open_look_up(desk: Desk) -> Answer<Option<LookUpView>> {
    ask!(desk, Device::open_look_up)
}

/// The look-up with this identifier, whatever it led to. The screens show that of an open draft again.
#[tauri::command]
async fn see_look_up(desk: Desk, args: OfQuery) -> Answer<Option<LookUpView>> {
    ask!(desk, move |device| device.see_look_up(args.query))
}

/// Saves one answer, which builds on this revision of the draft.
#[tauri::command]
async fn save_field(desk: Desk, args: SaveField) -> Answer<DraftView> {
    ask!(desk, move |device| {
        device.save_field((args.draft, args.revision), input::change(args.change.0)?)
    })
}

#[tauri::command]
async fn go_to_step(desk: Desk, args: GoToStep) -> Answer<DraftView> {
    ask!(desk, move |device| device.go_to_step(args.draft, args.step))
}

/// Makes the stop, after one last answer if there is one. A draft that is refused keeps that answer.
#[tauri::command]
async fn finish(desk: Desk, args: Finish) -> Answer<StopCard> {
    ask!(desk, move |device| {
        device.finish(
            (args.draft, args.revision),
            args.last.map(|last| input::change(last.0)).transpose()?,
        )
    })
}

#[tauri::command]
async fn discard_draft(desk: Desk, args: OfDraft) -> Answer<()> {
    ask!(desk, move |device| device.discard_draft(args.draft))
}

/// For how many milliseconds the last decision can still be taken back.
#[tauri::command]
async fn can_take_back(desk: Desk) -> Answer<Option<u32>> {
    ask!(desk, |device| Ok(device.can_take_back()))
}

#[tauri::command]
async fn take_back(desk: Desk) -> Answer<()> {
    ask!(desk, Device::take_back)
}

/// The time as the core knows it: what the clock of the phone says, corrected by what central said of it.
#[tauri::command]
async fn time(desk: Desk) -> Answer<UtcMillis> {
    ask!(desk, |device| Ok(device.now()))
}

#[tauri::command]
async fn my_stops(core: TheCore) -> Answer<Vec<StopCard>> {
    core.ask(Device::my_stops).await
}

#[tauri::command]
async fn my_shift(core: TheCore) -> Answer<ShiftView> {
    core.ask(Device::my_shift).await
}

#[tauri::command]
async fn mirror(core: TheCore) -> Answer<Mirror> {
    core.ask(Device::mirror).await
}

#[tauri::command]
async fn recent_bases(desk: Desk) -> Answer<Vec<LegalBasis>> {
    ask!(desk, Device::recent_bases)
}

#[tauri::command]
async fn stop(core: TheCore, args: OfStop) -> Answer<StopView> {
    core.ask(move |device| device.stop(args.stop)).await
}

#[tauri::command]
async fn amend(core: TheCore, args: OfStop) -> Answer<DraftView> {
    core.ask(move |device| device.amend(args.stop)).await
}

#[tauri::command]
async fn withdraw(core: TheCore, args: Withdraw) -> Answer<StopCard> {
    core.ask(move |device| device.withdraw(args.stop, args.reason))
        .await
}

/// Withdraws a check that was finished under the wrong subject, and records it anew under that of a look-up.
#[tauri::command]
async fn correct(core: TheCore, args: Correct) -> Answer<StopCard> {
    core.ask(move |device| device.correct(args.stop, args.query))
        .await
}

#[tauri::command]
async fn sync_status(core: TheCore) -> Answer<SyncStatus> {
    core.ask(|device| Ok(device.sync_status())).await
}

#[tauri::command]
async fn sync_now(core: TheCore) -> Answer<SyncStatus> {
    core.ask_out(async |device| device.sync_now().await).await
}

#[tauri::command]
async fn network_returned(core: TheCore) -> Answer<()> {
    core.ask(|device| {
        device.trigger(Trigger::NetworkReturned);
        Ok(())
    })
    .await
}

#[tauri::command]
async fn force_figures(core: TheCore) -> Answer<ForceView> {
    core.ask_out(async |device| device.force_figures().await)
        .await
}

#[tauri::command]
async fn summary_periods(core: TheCore) -> Answer<TeamPeriods> {
    core.ask_out(async |device| device.summary_periods().await)
        .await
}

#[tauri::command]
async fn summary(core: TheCore, args: OfPeriod) -> Answer<TeamSummary> {
    core.ask_out(async |device| device.summary(&args.period).await)
        .await
}

/// Records of a clock that was wrong, of which the officer has to say when they were.
#[tauri::command]
async fn undated(core: TheCore) -> Answer<Vec<UndatedView>> {
    core.ask(Device::undated).await
}

#[tauri::command]
async fn date(core: TheCore, args: Date) -> Answer<()> {
    core.ask(move |device| device.date(args.number, args.first))
        .await
}

/// What central refused; it stays on the phone.
#[tauri::command]
async fn unsent(core: TheCore) -> Answer<Vec<UnsentView>> {
    core.ask(Device::unsent).await
}

#[tauri::command]
async fn export_unsent(core: TheCore) -> Answer<ExportView> {
    core.ask(Device::export_unsent).await
}

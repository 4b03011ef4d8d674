//! Carrying the plan out: every officer has a phone, and everything goes the real road.

use std::path::Path;
use std::sync::Arc;

use proco_access::Role;
use proco_device::Device;
use proco_device::view::{LookUpAnswer, LookUpRequest, SubjectInput};
use proco_exchange::{ManualClock, UtcMillis};
use proco_testbed::town::{Quota, Town, TownError};

use crate::plan::subjects::Typed;
use crate::plan::{DAYS, Event, FollowUp, Plan};

/// What a newcomer needs to try the demo.
#[derive(serde::Serialize)]
pub struct Ready {
    /// Enrols a phone as an officer.
    pub officer_code: String,
    /// Enrols a phone as a shift lead.
    pub lead_code: String,
    /// The team of both.
    pub team: &'static str,
    /// A plate that was stopped again and again.
    pub busy_plate: String,
    /// A plate that is to be spared.
    pub spared_plate: String,
    /// How many look-ups were made.
    pub look_ups: usize,
    /// How many stops were made.
    pub stops: usize,
}

/// Lives through the 90 days until `now` and leaves the servers' folders under `data`.
///
/// `told` hears now and then how many of how many events are done.
///
/// # Errors
/// [`TownError`] when a server or a phone refuses what the plan asks.
pub async fn play(
    data: &Path,
    seed: u64,
    now: UtcMillis,
    told: impl Fn(usize, usize),
) -> Result<Ready, TownError> {
    let plan = Plan::of(seed, now);
    let begin = UtcMillis(now.0 - (i64::from(DAYS) + 1) * 24 * 3_600_000);
    let clock = Arc::new(ManualClock::at(begin));
    let town = Town::open(data, clock.clone(), Quota::Generous).await?;
    // The phones' stores are not part of the demo: only what they sent is.
    let phones_folder = in_memory()?;
    let mut phones = Vec::new();
    for (number, team) in plan.force.officers.iter().enumerate() {
        let folder = phones_folder.path().join(number.to_string());
        std::fs::create_dir(&folder)?;
        phones.push(
            town.phone(&folder, team.code, Role::Officer, clock.clone())
                .await?,
        );
    }
    let mut unsent = vec![0_u32; phones.len()];
    for (done, event) in plan.events.iter().enumerate() {
        clock.set(event.at);
        let phone = &phones[event.officer];
        carry_out(phone, event)?;
        unsent[event.officer] += 1;
        // Officers come by a network every few look-ups.
        if unsent[event.officer] >= 6 {
            phone.sync_pass().await;
            unsent[event.officer] = 0;
        }
        if done % 500 == 0 {
            told(done, plan.events.len());
        }
    }
    clock.set(now);
    for phone in &phones {
        phone.sync_pass().await;
    }
    let team = plan.force.officers[0].code;
    let ready = Ready {
        officer_code: town.code(team, Role::Officer).await?,
        lead_code: town.code(team, Role::ShiftLead).await?,
        team,
        busy_plate: plate(&plan.subjects.busy),
        spared_plate: plate(&plan.subjects.spared),
        look_ups: plan.events.len(),
        stops: plan
            .events
            .iter()
            .filter(|event| matches!(event.then, FollowUp::Stop(_)))
            .count(),
    };
    town.close().await;
    Ok(ready)
}

/// A folder in memory where the machine has one: 76 phones wait for the disk at every tap.
fn in_memory() -> std::io::Result<tempfile::TempDir> {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir())
}

fn carry_out(phone: &Device, event: &Event) -> Result<(), TownError> {
    let request = LookUpRequest {
        subject: typed(&event.subject),
        initiative: event.initiative,
        confirmed: true,
    };
    let LookUpAnswer::Known { look_up } = phone.look_up(request)? else {
        return Ok(());
    };
    match &event.then {
        FollowUp::Nothing => phone.close_look_up(look_up.query)?,
        FollowUp::LeaveIt(reason) => phone.leave_it(look_up.query, *reason)?,
        FollowUp::Stop(changes) => {
            let draft = phone.start_check(look_up.query)?;
            for change in changes {
                phone.save_field(draft.id, change.clone())?;
            }
            phone.finish(draft.id, None)?;
        }
    }
    Ok(())
}

/// A subject as the core takes it from a screen.
#[must_use]
pub fn typed(subject: &Typed) -> SubjectInput {
    match subject {
        Typed::Plate(text) => SubjectInput::Plate {
            text: text.clone(),
            country: "NL".to_owned(),
        },
        Typed::Person {
            family,
            first,
            birth,
        } => SubjectInput::Person {
            family_name: (*family).to_owned(),
            first_name: (*first).to_owned(),
            birth: Typed::birth(*birth),
        },
    }
}

fn plate(subject: &Typed) -> String {
    match subject {
        Typed::Plate(text) => text.clone(),
        Typed::Person { .. } => String::new(),
    }
}

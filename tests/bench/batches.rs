//! Full batches of the demo force's look-ups and stops, as phones would send them.

use std::collections::HashMap;

use proco_demo::plan::{Event, FollowUp, Plan, subjects::Typed};
use proco_domain::draft::{Step, StopDraft};
use proco_domain::ids::{DraftId, QueryId, StopId};
use proco_domain::person::Person;
use proco_domain::plate::{Country, Plate};
use proco_domain::query::{LedTo, Query};
use proco_domain::subject::Subject;
use proco_exchange::pseudonym::Pseudonym;
use proco_exchange::report::{
    Batch, MAX_BATCH_ITEMS, PROTOCOL_VERSION, QueryReport, Report, ReportId, StopReport,
};
use proco_exchange::{Epoch, UtcMillis};
use rand::RngCore as _;
use rand::rngs::OsRng;
use uuid::Uuid;

/// 2026-11-22, evening: the demo force's 90 days end here.
pub const NOW: UtcMillis = UtcMillis(1_795_384_033_512);

/// So many full batches, each of one officer's events in order of time, as far as they go round.
pub fn full_batches(number: usize) -> Vec<Batch> {
    let plan = Plan::of(7, NOW);
    let mut pseudonyms = HashMap::new();
    let mut reports = plan
        .events
        .iter()
        .cycle()
        .flat_map(|event| reports_of(event, &mut pseudonyms))
        .take(number * MAX_BATCH_ITEMS)
        .collect::<Vec<_>>()
        .into_iter();
    (0..number)
        .map(|_| Batch {
            version: PROTOCOL_VERSION,
            reports: reports.by_ref().take(MAX_BATCH_ITEMS).collect(),
        })
        .collect()
}

type Known = HashMap<(Epoch, Vec<u8>), Pseudonym>;

fn reports_of(event: &Event, known: &mut Known) -> Vec<Report> {
    let subject = subject(&event.subject);
    let key = (event.at.epoch(), subject.mark().expose().to_vec());
    let pseudonym = *known.entry(key).or_insert_with(|| {
        let mut bytes = [0; 16];
        OsRng.fill_bytes(&mut bytes);
        Pseudonym::from_bytes(bytes)
    });
    let id = || ReportId(Uuid::now_v7());
    let led_to = match event.then {
        FollowUp::Nothing => LedTo::Nothing,
        FollowUp::LeaveIt(_) => LedTo::LeftIt,
        FollowUp::Stop(_) => LedTo::Stop,
    };
    let query = Query {
        id: QueryId(Uuid::nil()),
        subject: subject.clone(),
        initiative: event.initiative,
        at: event.at,
        led_to: Some(led_to),
    };
    let mut reports = vec![Report::Query(QueryReport::of(
        &query,
        led_to,
        id(),
        pseudonym,
    ))];
    if let FollowUp::Stop(changes) = &event.then {
        let mut draft = StopDraft {
            id: DraftId(Uuid::nil()),
            query: query.id,
            subject,
            initiative: event.initiative,
            started_at: event.at,
            afterwards: false,
            despite_advisory: false,
            amends: None,
            step: Step::Reflect,
            answers: Default::default(),
        };
        for change in changes {
            draft.apply(change.clone());
        }
        let stop = draft.finish(StopId(Uuid::nil()), event.at).unwrap();
        reports.push(Report::Stop(StopReport::of(&stop, id(), pseudonym)));
    }
    reports
}

/// The subject that an officer typed.
pub fn subject(typed: &Typed) -> Subject {
    match typed {
        Typed::Plate(text) => Subject::Plate(Plate::read(text, Country::NL).unwrap()),
        Typed::Person {
            family,
            first,
            birth,
        } => Subject::Person(Person::read(family, first, Typed::birth(*birth)).unwrap()),
    }
}

//! Conversion of records into what a screen shows.

use proco_domain::draft::StopDraft;
use proco_domain::person::BirthDate;
use proco_domain::plate::Plate;
use proco_domain::stop::Stop;
use proco_domain::subject::Subject;
use proco_domain::time::UtcMillis;

use crate::store::cards::{Card, Sending};
use crate::store::counts::OwnCounts;
use crate::store::drafts;
use crate::store::queries::KeptQuery;
use crate::store::stops::{self, KeptStop};
use crate::view::{
    AdvisoryView, CentralAnswer, DraftView, LookUpView, NameView, OtherStop, OtherSubject,
    PlateChoice, RevisionView, StopCard, SubjectView, SyncState,
};

impl PlateChoice {
    /// Shows a plate that may be meant to the officer who typed it. A place of exposure.
    pub(crate) fn of(plate: &Plate) -> Self {
        Self {
            spelled: plate.spelled(),
            country: plate.country().code().to_owned(),
        }
    }
}

impl SubjectView {
    /// Shows a subject to the officer who looked it up. A place of exposure.
    #[must_use]
    pub(crate) fn of(subject: &Subject) -> Self {
        match subject {
            Subject::Plate(plate) => Self::Plate {
                spelled: plate.spelled(),
                country: plate.country().code().to_owned(),
            },
            Subject::NoPlate(_) => Self::NoPlate,
            Subject::Person(person) => Self::Person {
                family_name: person.expose_family_name().to_owned(),
                first_name: person.expose_first_name().to_owned(),
                other_first_names: person.has_other_first_names(),
                birth: birth(person.birth()),
            },
        }
    }
}

fn birth(date: BirthDate) -> String {
    match date {
        BirthDate::Unknown => "0000".to_owned(),
        BirthDate::Year { year } => format!("{year:04}"),
        BirthDate::Month { year, month } => format!("{year:04}-{month:02}"),
        BirthDate::Day { year, month, day } => format!("{year:04}-{month:02}-{day:02}"),
    }
}

impl DraftView {
    /// Shows a draft that was just begun.
    pub(crate) fn new(draft: &StopDraft) -> Self {
        Self::of(draft, drafts::FIRST, &[])
    }

    pub(crate) fn of(draft: &StopDraft, revision: u32, others: &[drafts::Kept]) -> Self {
        let other = |kept: &drafts::Kept| OtherSubject {
            query: kept.draft.query,
            subject: SubjectView::of(&kept.draft.subject),
            despite_advisory: kept.draft.despite_advisory,
        };
        Self {
            id: draft.id,
            revision,
            query: draft.query,
            subject: SubjectView::of(&draft.subject),
            others: others.iter().map(other).collect(),
            initiative: draft.initiative,
            started_at: draft.started_at,
            afterwards: draft.afterwards,
            despite_advisory: draft.despite_advisory,
            amends: draft.amends.map(|amends| amends.stop),
            step: draft.step,
            answers: draft.answers.clone(),
            missing: draft.missing(),
            misfits: draft.answers.misfits(),
        }
    }
}

impl RevisionView {
    pub(crate) fn of(kept: &KeptStop) -> Self {
        let stop = kept.body();
        Self {
            revision: stop.revision().0,
            finished_at: stop.finished_at(),
            amend_reason: stop.amend_reason().cloned(),
            answers: kept.answers(),
        }
    }
}

impl StopCard {
    /// Shows a stop in the list to its officer. A place of exposure.
    pub(crate) fn of(card: Card) -> Self {
        Self {
            id: card.id,
            subject: card.subject.as_ref().map(SubjectView::of),
            at: card.at,
            afterwards: card.afterwards,
            revision: card.revision,
            sync: match card.sending {
                Sending::Waits => SyncState::Waiting,
                Sending::Sent => SyncState::Sent,
                Sending::Refused(code) => SyncState::Refused { code },
                Sending::Never => SyncState::NeverSent,
            },
            awaits_reflection: card.awaits_reflection,
            outcome: card.outcome,
            withdrawn: card.withdrawn,
            spared_until: card.spared_until,
            central: card.central,
            others: card.others,
        }
    }
}

/// The card of a stop that has just been finished, made without reading it back.
pub(crate) fn new_card(stop: &Stop) -> StopCard {
    StopCard {
        id: stop.id(),
        subject: Some(SubjectView::of(stop.subject())),
        at: stop.at(),
        afterwards: stop.afterwards(),
        revision: stop.revision().0,
        sync: SyncState::Waiting,
        awaits_reflection: stop.details().reflection.is_none(),
        outcome: stop.details().outcome.clone(),
        withdrawn: false,
        spared_until: stop.spared_until(),
        central: None,
        others: 0,
    }
}

impl OtherStop {
    pub(crate) fn of(other: &stops::Other) -> Self {
        Self {
            id: other.id,
            subject: other.subject.as_ref().map(SubjectView::of),
        }
    }
}

/// A look-up as the screen shows it; `None` once its readable mark is gone.
pub(crate) fn look_up(kept: &KeptQuery, own: OwnCounts, now: UtcMillis) -> Option<LookUpView> {
    let subject = kept.subject.as_ref()?;
    let (on, ended) = match &kept.central {
        Some(CentralAnswer::Known {
            advisory,
            advisory_ended,
            ..
        }) => (advisory.and_then(|advisory| advisory.on), *advisory_ended),
        Some(
            CentralAnswer::Offline | CentralAnswer::Unavailable { .. } | CentralAnswer::Nobody,
        )
        | None => (None, None),
    };
    let told = kept.advisory_until.filter(|until| *until > now);
    let told = told.map(|until| AdvisoryView { until, on });
    let advisory = AdvisoryView::longer(own.advisory, told).filter(|_| ended.is_none());
    let central = kept.central.clone().map(|answer| match answer {
        // An advisory that has ended or was withdrawn since is left out.
        CentralAnswer::Known { counts, .. } => CentralAnswer::Known {
            counts,
            advisory,
            advisory_ended: ended,
        },
        CentralAnswer::Offline | CentralAnswer::Unavailable { .. } | CentralAnswer::Nobody => {
            answer
        }
    });
    Some(LookUpView {
        query: kept.id,
        subject: SubjectView::of(subject),
        name: NameView::of(subject),
        at: kept.at,
        local: own.counts,
        advisory,
        advisory_ended: ended.or(own.ended).filter(|_| advisory.is_none()),
        central,
        recorded: true,
    })
}

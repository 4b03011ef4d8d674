//! The practice stop: the device of the screens without a courier, on a store in memory and invented subjects.

use std::sync::Arc;

use proco_domain::draft::{Answers, ResultChoice};
use proco_domain::explanation::ReasonTold;
use proco_domain::ids::QueryId;
use proco_domain::outcome::Link;
use proco_domain::query::LedTo;
use proco_domain::time::UtcMillis;
use proco_domain::treatment::Ratings;

use super::{Device, Phone};
use crate::answer::{CentralAnswer, Counts};
use crate::error::DeviceError;
use crate::practice::Practice;
use crate::records::Records;
use crate::store::shift::{self, Kind, Recent};
use crate::store::{counts, queries, stops};
use crate::view::{PracticeEnd, PracticeReview, PracticeRule, SubjectView};

/// The device of a practice stop. What has to do with a server is not there to be called:
///
/// ```compile_fail,E0599
/// async fn sends(practice: proco_device::PracticeDevice) {
///     practice.sync_now().await;
/// }
/// ```
///
/// ```compile_fail,E0599
/// fn wakes_the_courier(practice: proco_device::PracticeDevice) {
///     practice.trigger(proco_device::Trigger::NetworkReturned);
/// }
/// ```
///
/// ```compile_fail,E0308
/// fn passes_for_a_phone(practice: proco_device::PracticeDevice) -> proco_device::Device {
///     practice
/// }
/// ```
///
/// What it has in common with a phone is:
///
/// ```
/// fn practises(practice: &proco_device::PracticeDevice) {
///     let _ = practice.open_look_up();
/// }
/// ```
pub type PracticeDevice = Device<Practice>;

/// From so many stops without a result on, another one is asked about.
const OFTEN: u32 = 3;

impl Device<Phone> {
    /// Begins a practice stop. It has the clock and the periods of this phone in common with it, and no record.
    ///
    /// # Errors
    /// [`DeviceError::Store`] when there is no memory for its store.
    pub fn begin_practice(&self) -> Result<PracticeDevice, DeviceError> {
        let own = self.records();
        let records = Records::in_memory(own.keep, own.time.clock(), own.chance.clone())?;
        Ok(Device::on(Arc::new(records), Practice))
    }
}

impl Device<Practice> {
    /// What the data file says of the subject of a look-up, in place of central. It is kept with the look-up, as that of
    /// central is on a phone.
    ///
    /// # Errors
    /// [`DeviceError::Gone`] when there is no such look-up; [`DeviceError::Store`].
    pub fn central_counts(&self, query: QueryId) -> Result<CentralAnswer, DeviceError> {
        let now = self.now();
        self.write(|t| {
            let kept = queries::get(t, query)?.ok_or(DeviceError::Gone)?;
            let subject = kept.subject.ok_or(DeviceError::Gone)?;
            let own_keys = self.records().own_keys(&subject);
            let own = counts::local(t, &own_keys, now, kept.number)?;
            let answer = Practice::answer(&subject, &own.counts, own.advisory, now);
            let until = answer.advisory_until();
            queries::keep_central(t, query, &own_keys, &answer, until)?;
            Ok(answer)
        })
    }

    /// What the framework says of what was done, one look-up after the other. Nothing is counted or graded.
    ///
    /// # Errors
    /// [`DeviceError::Store`].
    pub fn review(&self) -> Result<Vec<PracticeReview>, DeviceError> {
        let mut all = self.read(|c| Ok(shift::since(c, UtcMillis(0))?))?;
        all.reverse();
        let reviews = all.iter().map(|one| self.reviewed(one));
        reviews.filter_map(Result::transpose).collect()
    }

    /// Of one that was not decided there is nothing to say yet.
    fn reviewed(&self, one: &Recent) -> Result<Option<PracticeReview>, DeviceError> {
        let Kind::LookUp {
            query,
            led_to,
            stop,
        } = one.kind
        else {
            return Ok(None);
        };
        let (spared, often) = self.known_then(query)?;
        let (end, rules) = match (led_to, stop) {
            (Some(LedTo::LeftIt), _) => {
                let mut rules = Vec::new();
                rules.extend(spared.then_some(PracticeRule::LeftSpared));
                rules.extend((often && !spared).then_some(PracticeRule::LeftOftenNothing));
                rules.extend((!often && !spared).then_some(PracticeRule::Left));
                (PracticeEnd::Left, rules)
            }
            (_, Some(stop)) => {
                let kept = self.read(|c| Ok(stops::get(c, stop)?))?;
                let Some(answers) = kept.map(|kept| kept.answers()) else {
                    return Ok(None);
                };
                let mut rules = Vec::new();
                rules.extend(spared.then_some(PracticeRule::CheckedSpared));
                rules.extend((often && !spared).then_some(PracticeRule::CheckedOftenNothing));
                rules.extend(self.of_reason(&answers));
                rules.extend(of_contact(&answers));
                (PracticeEnd::Checked, rules)
            }
            (None | Some(LedTo::Stop | LedTo::Nothing), None) => return Ok(None),
        };
        Ok(Some(PracticeReview {
            subject: SubjectView::of(&one.subject),
            end,
            rules,
        }))
    }

    /// What is said of the reason: the words that name a weak ground, and what does not fit its legal basis.
    fn of_reason(&self, answers: &Answers) -> Vec<PracticeRule> {
        let note = answers.selection.ground_note.as_ref();
        let weak = note.map_or_else(Vec::new, |note| self.weak_words(note.expose()));
        let weak = weak.into_iter().map(|weak| PracticeRule::WeakWords {
            ground: weak.ground,
            words: weak.words,
        });
        let misfits = answers.misfits().into_iter();
        weak.chain(misfits.map(|unfit| PracticeRule::Misfit { unfit }))
            .collect()
    }

    /// Whether an advisory stood when the officer decided, and whether the subject was often stopped for nothing.
    fn known_then(&self, query: QueryId) -> Result<(bool, bool), DeviceError> {
        let kept = self.read(|c| Ok(queries::get(c, query)?))?;
        Ok(match kept.and_then(|kept| kept.central) {
            Some(CentralAnswer::Known {
                counts, advisory, ..
            }) => (advisory.is_some(), is_often_nothing(&counts)),
            Some(
                CentralAnswer::Offline | CentralAnswer::Unavailable { .. } | CentralAnswer::Nobody,
            )
            | None => (false, false),
        })
    }
}

/// What is said of explaining, of treating, and of how it ended.
fn of_contact(answers: &Answers) -> Vec<PracticeRule> {
    let told = answers.explanation.reason_told.map(|told| match told {
        ReasonTold::Unasked => PracticeRule::ReasonUnasked,
        ReasonTold::WhenAsked => PracticeRule::ReasonWhenAsked,
        ReasonTold::NotTold => PracticeRule::ReasonNotTold,
    });
    let unrated = answers.treatment.ratings == Ratings::default();
    let ended = answers.result.and_then(|result| match result {
        ResultChoice::Nothing if answers.spare.is_some() => Some(PracticeRule::NothingSpared),
        ResultChoice::Nothing => Some(PracticeRule::NothingNotSpared),
        ResultChoice::Found if answers.link == Some(Link::Unlinked) => {
            Some(PracticeRule::FoundUnlinked)
        }
        ResultChoice::Found => None,
    });
    let unrated = unrated.then_some(PracticeRule::NotRated);
    told.into_iter().chain(unrated).chain(ended).collect()
}

/// Whether it was stopped often within a year, and never with a result.
fn is_often_nothing(counts: &Counts) -> bool {
    let year = counts.windows.last();
    year.is_some_and(|year| year.stops >= OFTEN && year.found_nothing == year.stops)
}

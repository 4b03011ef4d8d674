//! The look-up: the counts of this phone at once, and the record that it was made.

use proco_domain::ids::QueryId;
use proco_domain::no_plate::NoPlate;
use proco_domain::person::{Person, PersonRefused};
use proco_domain::plate::{Country, Fit, Plate};
use proco_domain::query::{LeaveReason, LedTo, Query};
use proco_domain::subject::Subject;
use proco_domain::time::UtcMillis;

use super::{Device, to_view};
use crate::beyond::Beyond;
use crate::error::DeviceError;
use crate::store::queries::KeptQuery;
use crate::store::{Session, StoreError, counts, drafts, if_readable, no_room, queries};
use crate::undo::Decided;
use crate::unrecorded::Unrecorded;
use crate::view::{
    Counts, Doubt, LookUpAnswer, LookUpRequest, LookUpView, NameView, PlateChoice, SubjectInput,
    SubjectView,
};

/// What was typed, after it was parsed.
pub(super) enum Read {
    Subject(Subject),
    /// What is odd about it, how it would be looked up, and the plates that may be meant.
    Question(Doubt, String, Vec<PlateChoice>),
}

impl<B: Beyond> Device<B> {
    /// Looks a subject up in the store of this phone, and records that it was done. What was still
    /// undecided before it led to nothing, and the draft on the screen is parked. Without room on the disk it is
    /// answered all the same, and recorded once there is room. The same subject within five minutes is the same
    /// look-up, for the reason that is given now.
    ///
    /// The counts are of before: the look-up does not count itself.
    ///
    /// # Errors
    /// [`DeviceError::Plate`] or [`DeviceError::Person`] when it cannot be read;
    /// [`DeviceError::Store`].
    pub fn look_up(&self, request: LookUpRequest) -> Result<LookUpAnswer, DeviceError> {
        let moment = self.records().moment();
        let subject = match self.read_typed(&request.subject, request.confirmed, moment.at())? {
            Read::Subject(subject) => subject,
            Read::Question(about, spelled, choices) => {
                return Ok(LookUpAnswer::Question {
                    about,
                    spelled,
                    choices,
                });
            }
        };
        self.records().undo.end();
        let own_keys = self.records().own_keys(&subject);
        if let Some(look_up) = self.look_up_again(&own_keys, moment, request.initiative)? {
            return Ok(LookUpAnswer::Known { look_up });
        }
        let this = Unrecorded {
            query: Query {
                id: QueryId(self.records().new_id()),
                subject,
                initiative: request.initiative,
                at: moment.at(),
                led_to: None,
            },
            own_key: own_keys[0],
            moment,
        };
        let (query, subject) = (this.query.id, SubjectView::of(&this.query.subject));
        let name = NameView::of(&this.query.subject);
        let mut waiting = self.records().unrecorded.held();
        let written = self.write(|t| {
            for earlier in waiting.iter() {
                earlier.record(t)?;
            }
            let at = this.moment.kept(t)?.at();
            let own = counts::local(t, &own_keys, at, i64::MAX)?;
            this.record(t)?;
            drafts::park(t)?;
            Ok((own, at))
        });
        let recorded = !no_room(&written);
        let (own, at) = if recorded {
            waiting.clear();
            written?
        } else {
            // On a full disk the counts can still be read, and this is when they are needed.
            let at = moment.at();
            let own = self.read(|c| Ok(counts::local(c, &own_keys, at, i64::MAX)?))?;
            waiting.push(this);
            (own, at)
        };
        drop(waiting);
        self.recorded()?;
        let look_up = LookUpView {
            query,
            subject,
            name,
            at,
            local: own.counts,
            advisory: own.advisory,
            advisory_ended: own.ended,
            central: None,
            recorded,
        };
        Ok(LookUpAnswer::Known { look_up })
    }

    /// The counts of this phone without a record: what [`Self::look_up`] shows, to be measured by itself.
    ///
    /// # Errors
    /// As [`Self::look_up`].
    pub fn local_counts(&self, subject: &SubjectInput) -> Result<Counts, DeviceError> {
        let now = self.now();
        let subject = match self.read_typed(subject, true, now)? {
            Read::Subject(subject) => subject,
            Read::Question(..) => return Err(DeviceError::Value),
        };
        let own_keys = self.records().own_keys(&subject);
        self.read(|c| Ok(counts::local(c, &own_keys, now, i64::MAX)?.counts))
    }

    /// The newest undecided look-up, to come back to.
    ///
    /// # Errors
    /// [`DeviceError::Store`].
    pub fn open_look_up(&self) -> Result<Option<LookUpView>, DeviceError> {
        self.record_waiting_if_room()?;
        if let Some(unrecorded) = self.newest_unrecorded()? {
            return Ok(Some(unrecorded));
        }
        let settled = self.records().settle_old();
        if !no_room(&settled) {
            settled?;
        }
        self.shown(queries::undecided)
    }

    /// The look-up with this identifier, whatever it led to. The screens show that of an open draft again.
    ///
    /// # Errors
    /// [`DeviceError::Store`].
    pub fn see_look_up(&self, query: QueryId) -> Result<Option<LookUpView>, DeviceError> {
        self.shown(|c| queries::get(c, query))
    }

    /// The look-up that `find` reads, as the screen shows it.
    fn shown(
        &self,
        find: impl FnOnce(&Session) -> Result<Option<KeptQuery>, StoreError>,
    ) -> Result<Option<LookUpView>, DeviceError> {
        let now = self.now();
        self.read(|c| {
            // A look-up that cannot be read cannot be shown; its report will be refused as unreadable.
            let Some(kept) = if_readable(find(c))? else {
                return Ok(None);
            };
            let Some(subject) = &kept.subject else {
                return Ok(None);
            };
            let own = counts::local(c, &self.records().own_keys(subject), kept.at, kept.number)?;
            Ok(to_view::look_up(&kept, own, now))
        })
    }

    /// Decides that the look-up led to nothing, unless a check of it is open.
    ///
    /// # Errors
    /// [`DeviceError::Gone`] when there is no such look-up; [`DeviceError::Store`].
    pub fn close_look_up(&self, query: QueryId) -> Result<(), DeviceError> {
        self.record_waiting()?;
        let now = self.now();
        self.write(|t| {
            match queries::led_to(t, query)?.ok_or(DeviceError::Gone)? {
                None if drafts::of_query(t, query, now)?.is_some() => {}
                None => self.records().decide(t, query, LedTo::Nothing)?,
                Some(LedTo::Stop | LedTo::LeftIt | LedTo::Nothing) => {}
            }
            Ok(())
        })?;
        self.recorded()
    }

    /// The officer leaves it: a record of the first rank. A reason may come now or later. The draft
    /// that was begun goes in the same step: in between, a pass could send that it led to nothing. Where that draft is
    /// of several subjects, all of them are left.
    ///
    /// # Errors
    /// [`DeviceError::Gone`] when there is no such look-up, or when a stop came from it;
    /// [`DeviceError::Store`].
    pub fn leave_it(&self, query: QueryId, reason: Option<LeaveReason>) -> Result<(), DeviceError> {
        self.record_waiting()?;
        let moment = self.records().moment();
        self.write_decision(|t| {
            let before = Self::before(t, query)?;
            let decides = match queries::led_to(t, query)?.ok_or(DeviceError::Gone)? {
                None | Some(LedTo::Nothing) => {
                    self.records().decide(t, query, LedTo::LeftIt)?;
                    // A look-up without its mark is not changed.
                    if queries::led_to(t, query)? != Some(Some(LedTo::LeftIt)) {
                        return Err(DeviceError::Gone);
                    }
                    true
                }
                Some(LedTo::LeftIt) => false,
                Some(LedTo::Stop) => return Err(DeviceError::Gone),
            };
            let others = self.leave_others(t, query, moment.at())?;
            let draft = give_up(t, query, moment.at())?;
            if decides || draft.is_some() {
                let this = before.map(|before| Decided {
                    query: Some((query, before)),
                    draft,
                    ..Decided::default()
                });
                self.can_be_undone(
                    moment,
                    this.zip(others)
                        .map(|(this, others)| [vec![this], others].concat()),
                );
            }
            if let Some(reason) = reason {
                queries::keep_leave_reason(t, query, reason)?;
            }
            Ok(())
        })?;
        self.recorded()
    }

    /// The newest look-up that waits for room on the disk, as the screen shows it.
    fn newest_unrecorded(&self) -> Result<Option<LookUpView>, DeviceError> {
        let waiting = self.records().unrecorded.held();
        let Some(newest) = waiting.last() else {
            return Ok(None);
        };
        let at = newest.moment.at();
        let own_keys = self.records().own_keys(&newest.query.subject);
        let own = self.read(|c| Ok(counts::local(c, &own_keys, at, i64::MAX)?))?;
        Ok(Some(LookUpView {
            query: newest.query.id,
            subject: SubjectView::of(&newest.query.subject),
            name: NameView::of(&newest.query.subject),
            at,
            local: own.counts,
            advisory: own.advisory,
            advisory_ended: own.ended,
            central: None,
            recorded: false,
        }))
    }

    /// Reads a subject as it was typed; nothing is recorded.
    pub(super) fn read_typed(
        &self,
        input: &SubjectInput,
        confirmed: bool,
        now: UtcMillis,
    ) -> Result<Read, DeviceError> {
        let read = self.read_input(input, confirmed, now)?;
        match &read {
            Read::Subject(subject) if !self.inner.beyond.may_be_asked(subject) => {
                Err(DeviceError::NotInvented)
            }
            Read::Subject(_) | Read::Question(..) => Ok(read),
        }
    }

    fn read_input(
        &self,
        input: &SubjectInput,
        confirmed: bool,
        now: UtcMillis,
    ) -> Result<Read, DeviceError> {
        match input {
            SubjectInput::NoPlate => {
                let mut chance = [0; 16];
                self.records().chance.fill(&mut chance);
                Ok(Read::Subject(Subject::NoPlate(NoPlate::drawn(chance))))
            }
            SubjectInput::Plate { text, country } => {
                let readings = Plate::readings(text, Country::try_from(country.clone())?)?;
                Ok(plate(readings, text, confirmed))
            }
            SubjectInput::Person {
                family_name,
                first_name,
                birth,
            } => {
                let person = Person::read(family_name, first_name, *birth)?;
                if person.birth().lies_after(now) {
                    return Err(PersonRefused::NotYetBorn.into());
                }
                // A name or birth date with parts missing is another mark, of which nothing is known, so the
                // officer has to confirm it.
                match doubt(&person) {
                    Some(doubt) if !confirmed => {
                        let name = person.expose_family_name().to_owned();
                        Ok(Read::Question(doubt, name, Vec::new()))
                    }
                    Some(_) | None => Ok(Read::Subject(Subject::Person(person))),
                }
            }
        }
    }
}

/// Removes the open check that came from this look-up, or this subject from its check. Gives it as it was, so that
/// it can be put back.
pub(super) fn give_up(
    session: &Session,
    query: QueryId,
    now: UtcMillis,
) -> Result<Option<drafts::Removed>, DeviceError> {
    let Some(open) = drafts::of_query(session, query, now)? else {
        return Ok(None);
    };
    let mut removed = drafts::before_removal(session, &open)?;
    drafts::remove(session, open.draft.id)?;
    if let Some(check) = drafts::joined::hand_over(session, &open, now)? {
        removed.joins_from_now(check);
    } else if let Some(check) = open.joins {
        drafts::joined::lost_one(session, check, now)?;
    }
    Ok(Some(removed))
}

/// The plate that is meant, or the question which one. The choice of the officer comes back as it was spelled.
fn plate(mut readings: Vec<Plate>, text: &str, confirmed: bool) -> Read {
    let chosen = |plate: &Plate| confirmed && plate.spelled() == text;
    let at = readings.iter().position(chosen);
    if let Some(plate) = at.map(|at| readings.swap_remove(at)) {
        return Read::Subject(Subject::Plate(plate));
    }
    let choices = readings.iter().map(PlateChoice::of).collect();
    let [plate] = &readings[..] else {
        return Read::Question(Doubt::SeveralPlates, text.trim().to_owned(), choices);
    };
    let doubt = match plate.fit(text) {
        Fit::Unknown if !confirmed => Doubt::UnknownSeries,
        Fit::NotIssued if !confirmed => Doubt::NotIssued,
        Fit::Known | Fit::Unknown | Fit::NotIssued => {
            return Read::Subject(Subject::Plate(plate.clone()));
        }
    };
    Read::Question(doubt, plate.spelled(), elsewhere(text))
}

/// The plate read as one of each country that it may be from. Where one country has several readings, it stays
/// as it was typed, and is asked about again.
fn elsewhere(text: &str) -> Vec<PlateChoice> {
    let countries = Plate::likely_countries(text).into_iter();
    let choice = |country: Country| match Plate::read(text, country) {
        Ok(plate) => PlateChoice::of(&plate),
        Err(_) => PlateChoice {
            spelled: text.trim().to_owned(),
            country: country.code().to_owned(),
        },
    };
    countries.map(choice).collect()
}

fn doubt(person: &Person) -> Option<Doubt> {
    match (person.has_first_name(), person.birth().is_whole()) {
        (true, true) => None,
        (true, false) => Some(Doubt::PartialBirth),
        (false, true) => Some(Doubt::NoFirstName),
        (false, false) => Some(Doubt::NoFirstNamePartialBirth),
    }
}

//! The team talk of a shift lead: the topic of the week, what was kept of earlier talks, and what was done with figures.
//! The figures are fetched each time; the phone keeps the topic and the lead's own notes.

use std::collections::BTreeSet;

use proco_credential::{Action, Team};
use proco_domain::text::FreeText;
use proco_domain::time::UtcMillis;
use proco_exchange::Hour;
use proco_exchange::force::ForceSummary;
use proco_exchange::period::{Period, PeriodKind, Week};
use proco_exchange::summary::{PeriodName, TeamSummary};
use proco_practice::talk::Topic;
use proco_practice::talk::choice::{self, APART_WEEKS, Because};

use super::Device;
use crate::error::DeviceError;
use crate::store::talks::{self, Talk};
use crate::store::{enrolment, no_room};
use crate::sync::{CallFault, ErrorClass};
use crate::view::{
    EarlierTalk, KeptTalk, PeriodReview, QuarterWhen, Review, TalkBecause, TalkFigure, TalkQuarter,
    TeamTalk,
};

/// How many closed quarters are fetched: a talk is kept for a year.
const QUARTERS: usize = 5;

/// What central tells for the talks.
#[derive(Default)]
struct Figures {
    /// The newest closed quarters of the team, the newest first.
    quarters: Vec<TeamSummary>,
    /// The newest closed quarter of the whole force.
    force: Option<ForceSummary>,
}

/// The hours of a week.
const WEEK: u32 = 7 * 24;

impl Device {
    /// The talk of this week. Its topic is chosen when it is first asked for in a week, and stays all week. Without
    /// the network one that is chosen is shown without figures.
    ///
    /// # Errors
    /// [`DeviceError::NotLead`] on the phone of anybody else; [`DeviceError::Call`] when central refuses, or cannot be
    /// reached and no topic is chosen yet; [`DeviceError::Store`].
    pub async fn team_talk(&self) -> Result<TeamTalk, DeviceError> {
        let team = self.blocking(Self::led_team).await?;
        let told = match self.figures_of_talks(&team).await {
            Err(DeviceError::Call(fault)) if may_do_without(fault) => Err(fault),
            answer => Ok(answer?),
        };
        self.blocking(move |device| device.talk_of_week(&team, told))
            .await
    }

    /// Keeps whether the talk of a week was held, and a note about it. It is on disk when this returns.
    ///
    /// # Errors
    /// [`DeviceError::NotLead`]; [`DeviceError::Gone`] when there is no talk of that week; [`DeviceError::Store`].
    pub fn keep_talk(&self, week: &str, talk: &KeptTalk<FreeText>) -> Result<(), DeviceError> {
        let team = self.led_team()?;
        let held_at = talk.held.then(|| self.now());
        self.write(|t| {
            let kept = talks::keep(t, &team, week, held_at, talk.note.as_ref())?;
            kept.then_some(()).ok_or(DeviceError::Gone)
        })
    }

    /// What the lead did with the figures of closed periods.
    ///
    /// # Errors
    /// [`DeviceError::NotLead`]; [`DeviceError::Store`].
    pub fn period_reviews(&self) -> Result<Vec<PeriodReview>, DeviceError> {
        let team = self.led_team()?;
        self.read(|c| Ok(talks::reviews(c, &team)?))
    }

    /// Keeps that the lead did this with the figures of a period, or not after all.
    ///
    /// # Errors
    /// [`DeviceError::Period`] when there is no such period, or it is not closed; [`DeviceError::NotLead`];
    /// [`DeviceError::Store`].
    pub fn review_period(
        &self,
        period: &str,
        state: Review,
        done: bool,
    ) -> Result<(), DeviceError> {
        let team = self.led_team()?;
        let period: Period = period.parse().map_err(|_| DeviceError::Period)?;
        let now = self.now();
        if period.to().start() > now {
            return Err(DeviceError::Period);
        }
        self.write(|t| Ok(talks::review(t, &team, period, state, done.then_some(now))?))
    }

    /// The team whose lead this phone is enrolled for.
    fn led_team(&self) -> Result<Team, DeviceError> {
        let enrolled = self.read(|c| Ok(enrolment::get(c)?))?;
        let enrolled = enrolled.ok_or(DeviceError::NotEnrolled)?;
        if !enrolled.role.may(Action::SeeOwnTeam) {
            return Err(DeviceError::NotLead);
        }
        Ok(enrolled.team)
    }

    /// The newest closed quarters of the team, and what is told of the whole force.
    async fn figures_of_talks(&self, team: &Team) -> Result<Figures, DeviceError> {
        let known = self.courier().summary_periods(team).await?;
        let is_quarter = |period: &&PeriodName| period.kind == PeriodKind::Quarter;
        let mut quarters = Vec::new();
        for name in known.periods.iter().filter(is_quarter).take(QUARTERS) {
            let period = name.code.parse().map_err(|_| DeviceError::Period)?;
            quarters.push(self.courier().summary(team, period).await?);
        }
        // Too few teams may show something, or central may be of before: the other steps of the rule do without.
        let force = self.courier().force_summary().await.ok();
        Ok(Figures { quarters, force })
    }

    fn talk_of_week(
        &self,
        team: &Team,
        told: Result<Figures, CallFault>,
    ) -> Result<TeamTalk, DeviceError> {
        let week = week_of(self.now());
        let known = self.read(|c| Ok(talks::all(c, team)?))?;
        let (earlier, this): (Vec<Talk>, Vec<Talk>) =
            known.into_iter().partition(|talk| talk.week != week);
        let talk = match this.into_iter().next() {
            Some(talk) => talk,
            None => {
                let figures = told.as_ref().map_err(|fault| DeviceError::Call(*fault))?;
                let talk = begun(week, &earlier, figures);
                // Without room on the disk it is shown, and cannot be marked.
                let kept = self.write(|t| Ok(talks::begin(t, team, &talk)?));
                if !no_room(&kept) {
                    kept?;
                }
                talk
            }
        };
        let without_figures = told
            .as_ref()
            .err()
            .map(|fault| DeviceError::Call(*fault).code());
        let figures = told.unwrap_or_default();
        let closed = &figures.quarters;
        Ok(TeamTalk {
            week: PeriodName::from(Period::Week(week)),
            topic: talk.choice.topic.id(),
            questions: talk
                .choice
                .topic
                .questions(talk.round)
                .into_iter()
                .map(str::to_owned)
                .collect(),
            figure: figure(&talk, &figures),
            because: match talk.choice.because {
                Because::Figures { quarter } => TalkBecause::Figures { quarter },
                Because::Turn(why) => TalkBecause::Turn { why },
            },
            held_at: talk.held_at,
            note: talk.note,
            earlier: earlier
                .into_iter()
                .filter(|talk| talk.held_at.is_some() || talk.note.is_some())
                .map(|talk| with_quarters(talk, closed))
                .collect(),
            without_figures,
        })
    }
}

/// Whether a talk that was chosen before is shown without figures: central may answer later.
fn may_do_without(fault: CallFault) -> bool {
    match fault.meaning().class {
        ErrorClass::Offline
        | ErrorClass::Portal
        | ErrorClass::CertificateRefused
        | ErrorClass::NoCertificates
        | ErrorClass::Server => true,
        ErrorClass::NotEnrolled | ErrorClass::Revoked | ErrorClass::Forbidden => false,
    }
}

fn week_of(now: UtcMillis) -> Week {
    Week::of(now.hour())
}

/// The talk of a week that has none yet.
fn begun(week: Week, earlier: &[Talk], figures: &Figures) -> Talk {
    let since = week.from().0.saturating_sub(u32::from(APART_WEEKS) * WEEK);
    let lately: BTreeSet<_> = earlier
        .iter()
        .filter(|talk| talk.held_at.is_some() && talk.week.from() >= Hour(since))
        .map(|talk| talk.choice.topic)
        .collect();
    let choice = choice::choose(&figures.quarters, figures.force.as_ref(), &lately, week);
    let before = earlier
        .iter()
        .find(|talk| talk.choice.topic == choice.topic);
    Talk {
        week,
        round: before.map_or(0, |talk| talk.round.saturating_add(1)),
        choice,
        held_at: None,
        note: None,
    }
}

/// The figure of the topic: in the quarter that chose it, or else in the newest one.
fn figure(talk: &Talk, figures: &Figures) -> Option<TalkFigure> {
    let closed = &figures.quarters;
    let quarter = match &talk.choice.because {
        Because::Figures { quarter } => closed.iter().find(|one| one.period.code == *quarter),
        Because::Turn(_) => closed.first(),
    }?;
    let figure = choice::figure(talk.choice.topic, quarter)?;
    Some(TalkFigure {
        quarter: quarter.period.clone(),
        share: figure.share,
        others_hidden: figure.others_hidden,
        of_force: match talk.choice.topic {
            Topic::ToldLess => figures
                .force
                .as_ref()
                .and_then(|force| choice::told_in_force(quarter, force)),
            Topic::Ground(_) | Topic::Named(_) => None,
        },
    })
}

/// An earlier talk with the figures of its topic in the last quarter that was over by then, and in those since.
fn with_quarters(talk: Talk, closed: &[TeamSummary]) -> EarlierTalk {
    let from = talk.week.from();
    let when = |quarter: &TeamSummary| {
        if quarter.period.to <= from {
            QuarterWhen::Before
        } else if quarter.period.from <= from {
            QuarterWhen::During
        } else {
            QuarterWhen::After
        }
    };
    let is_before = |quarter: &&TeamSummary| when(quarter) == QuarterWhen::Before;
    let since = closed.iter().take_while(|quarter| !is_before(quarter));
    let before = closed.iter().find(is_before);
    let mut quarters: Vec<TalkQuarter> = since
        .chain(before)
        .map(|quarter| TalkQuarter {
            quarter: quarter.period.clone(),
            share: choice::figure(talk.choice.topic, quarter).map(|figure| figure.share),
            when: when(quarter),
        })
        .collect();
    quarters.reverse();
    EarlierTalk {
        week: PeriodName::from(Period::Week(talk.week)),
        topic: talk.choice.topic.id(),
        held_at: talk.held_at,
        note: talk.note,
        quarters,
    }
}

#[cfg(test)]
mod tests;

//! The daily batch of lessons: which are released together, and which are deleted.
//!
//! A lesson waits until enough phones of the team were active in its week, and until another one waits beside it. A phone
//! has one lesson waiting at a time and sends its next when that one was released, so two that wait are of two phones;
//! central cannot check that beyond its quota, because it keeps nothing that would tell.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use proco_access::Team;
use proco_exchange::UtcMillis;
use proco_exchange::lesson::{LessonId, MIN_TOGETHER, oldest_lesson_week};
use proco_exchange::period::Week;

use crate::asked::Day;
use crate::central::Central;
use crate::store::StoreError;
use crate::store::lessons::{LessonBatch, WaitingLesson};
use crate::summaries::contributors::Contributors;
use crate::summaries::publish::readers;

impl Central {
    /// Deletes the lessons whose weeks are over, and once a day releases those that may be.
    pub(crate) async fn release_lessons(&self, believed: UtcMillis) -> Result<(), StoreError> {
        let oldest = oldest_lesson_week(Week::of(believed.hour()));
        self.store.forget_lessons_before(oldest).await?;
        let day = Day::of(believed);
        if self.store.last_lesson_batch().await? == Some(day) {
            return Ok(());
        }
        let waiting = self.store.waiting_lessons().await?;
        let mut enough = BTreeMap::new();
        for lesson in waiting.iter().filter(|lesson| !lesson.enough) {
            let of = (lesson.team.clone(), lesson.week);
            if let Entry::Vacant(unknown) = enough.entry(of) {
                let phones = match self.active_phones(&lesson.team, lesson.week).await {
                    // The lessons of this team wait; those of others do not.
                    Err(error @ StoreError::Damaged(_)) => {
                        tracing::error!(team = %lesson.team, %error, "whether enough were at work cannot be read");
                        0
                    }
                    phones => phones?,
                };
                unknown.insert(phones >= self.config.thresholds.officers());
            }
        }
        let is_enough = |lesson: &WaitingLesson| {
            let found = enough.get(&(lesson.team.clone(), lesson.week));
            lesson.enough || found.copied().unwrap_or(false)
        };
        let ready: Vec<_> = waiting.iter().filter(|lesson| is_enough(lesson)).collect();
        let batch = LessonBatch {
            day,
            enough: ready.iter().map(|lesson| lesson.lesson).collect(),
            released: released(&ready),
        };
        self.store.release_lessons(batch).await
    }

    /// How many phones of officers of a team, without those of shift leads, brought records that count in a week.
    async fn active_phones(&self, team: &Team, week: Week) -> Result<u32, StoreError> {
        let store = self.store.as_ref();
        let rows = store.rollup(team.clone(), week, week.next()).await?;
        let leads = readers(store, &self.key, &rows).await?;
        let mut phones = Contributors::default();
        for row in rows {
            let tag = row
                .officer
                .filter(|tag| !leads.contains(&(row.epoch, *tag)));
            phones.add(1, row.epoch, tag);
        }
        Ok(u32::try_from(phones.officers()).unwrap_or(u32::MAX))
    }
}

/// Of lessons that may be released, those that are not alone in their team.
fn released(ready: &[&WaitingLesson]) -> Vec<LessonId> {
    let mut by_team: BTreeMap<&Team, Vec<LessonId>> = BTreeMap::new();
    for lesson in ready {
        by_team.entry(&lesson.team).or_default().push(lesson.lesson);
    }
    let batches = by_team.into_values();
    batches
        .filter(|batch| batch.len() >= MIN_TOGETHER)
        .flatten()
        .collect()
}

#[cfg(test)]
mod tests {
    use proco_exchange::Hour;

    use super::*;

    fn waiting(id: u8, team: &str) -> WaitingLesson {
        WaitingLesson {
            lesson: LessonId([id; 16]),
            team: team.parse().unwrap(),
            week: Week::of(Hour(500_000)),
            enough: true,
        }
    }

    #[test]
    fn one_alone_in_its_team_waits_on_whatever_others_have() {
        let all = [
            waiting(1, "roermond-1"),
            waiting(2, "venlo-2"),
            waiting(3, "venlo-2"),
        ];
        let found = released(&all.iter().collect::<Vec<_>>());
        assert_eq!(found, [LessonId([2; 16]), LessonId([3; 16])]);
    }
}

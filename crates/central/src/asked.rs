//! Rate limit and audit of frequency questions: a device may ask about one subject a few times in an hour, and its
//! questions are compared with the look-ups that it uploads.
//!
//! Only the app records a look-up; whoever asks with a program of his own leaves none. So central counts per device
//! and day, without any subject: how many subjects the device was told of, each once in an hour, and how many of
//! these are explained by its kept look-ups. It logs a device that was told of more than its look-ups explain. The
//! counts stay in memory, because a list of look-ups per device and day, beside records with a tag and an hour, would
//! tell which tag belongs to which device. Only such a device and the day are written to the store.

use std::collections::hash_map::RandomState;
use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasher as _;
use std::sync::Mutex;

use proco_access::{Code, DeviceId, Problem};
use proco_exchange::frequency::MOST_SPELLINGS;
pub use proco_exchange::frequency::SAME_SUBJECT_PER_HOUR;
use proco_exchange::{Epoch, Hour, SubjectKind, UtcMillis};

use crate::central::{Central, lock};
use crate::error::CentralError;
use crate::keys::SubjectKey;
use crate::record::Facts;

/// How many days are compared.
const DAYS: u32 = 7;

/// How many days a device whose questions exceed what its look-ups explain stays on record.
const TOLD_DAYS: u32 = 31;

/// One look-up may cause questions in at most three different hours: when it is shown, when a record of the subject
/// arrives meanwhile, and after the stop.
const HOURS_PER_LOOK_UP: i64 = 3;

/// How many unexplained questions in these days are tolerated.
const UNEXPLAINED: i64 = 20;

/// A day in UTC: how many have passed since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub u32);

impl Day {
    /// The day of this moment.
    #[must_use]
    pub fn of(now: UtcMillis) -> Self {
        Self(now.hour().0 / 24)
    }

    /// Midnight UTC at which the day begins.
    #[must_use]
    pub fn start(self) -> UtcMillis {
        Hour(self.0.saturating_mul(24)).start()
    }
}

/// How many counted questions one look-up explains at most. A person is asked for in up to four spellings, and only
/// the phone knows in how many.
#[must_use]
pub fn explained_by(facts: &Facts) -> i64 {
    match facts.looked_up() {
        None => 0,
        Some(SubjectKind::Plate) => HOURS_PER_LOOK_UP,
        Some(SubjectKind::Person) => {
            let spellings = i64::try_from(MOST_SPELLINGS).unwrap_or(i64::MAX);
            HOURS_PER_LOOK_UP.saturating_mul(spellings)
        }
    }
}

/// Questions and look-ups of a device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// How many subjects it was told of. Each spelling counts as a subject, and each subject once in an hour.
    pub told: i64,
    /// How many of these its look-ups explain.
    pub explained: i64,
}

impl Asked {
    /// Whether the device was told of more subjects than its look-ups explain and `UNEXPLAINED` tolerates.
    #[must_use]
    pub fn parts(self) -> bool {
        self.told > UNEXPLAINED + self.explained.max(0)
    }
}

/// The questions and the uploaded look-ups of the last days, by device and day.
#[derive(Debug, Default)]
pub(crate) struct Asking {
    days: Mutex<HashMap<(DeviceId, Day), Asked>>,
    /// The last day on which the two were compared.
    compared: Mutex<Option<Day>>,
    hour: Mutex<OneHour>,
    chance: RandomState,
}

/// How often each device asked about each subject in one hour, by a hash of the two under a key that
/// this process drew.
#[derive(Debug, Default)]
struct OneHour {
    hour: Option<Hour>,
    times: HashMap<u64, u8>,
}

impl Asking {
    /// Counts a question about a subject, known by its keys in some epochs: each key once in an hour, as told.
    /// Where the device may not ask about one of them, nothing of the question is counted.
    ///
    /// # Errors
    /// [`Code::QuotaExhausted`] with Retry-After when the device asked about one of them often enough.
    pub(crate) fn may_ask(
        &self,
        device: DeviceId,
        subject: &[(Epoch, SubjectKey)],
        now: UtcMillis,
    ) -> Result<(), Problem> {
        let mut hour = lock(&self.hour);
        if hour.hour != Some(now.hour()) {
            *hour = OneHour {
                hour: Some(now.hour()),
                times: HashMap::new(),
            };
        }
        let hash = |key: &SubjectKey| self.chance.hash_one((device, key.0));
        let mut hashes = subject.iter().map(|(_, key)| hash(key));
        if hashes.any(|hash| hour.times.get(&hash) >= Some(&SAME_SUBJECT_PER_HOUR)) {
            let ends = now.hour().start().0 + 3_600_000;
            let seconds = u64::try_from(ends - now.0).unwrap_or(0).div_ceil(1000);
            return Err(Problem::new(Code::QuotaExhausted).retry_after(seconds.max(1)));
        }
        let mut first = BTreeMap::<Epoch, i64>::new();
        for (epoch, key) in subject {
            let times = hour.times.entry(hash(key)).or_default();
            *times += 1;
            *first.entry(*epoch).or_default() += i64::from(*times == 1);
        }
        drop(hour);
        // A subject has a key in each epoch, so the epoch with most new keys counts. It is counted before the answer:
        // a key that was marked and not counted would be answered free of charge the next time.
        let told = first.into_values().max().unwrap_or_default();
        self.note(device, now, |day| day.told += told);
        Ok(())
    }

    /// Adds to what the kept look-ups of a device explain; negative when some were withdrawn.
    pub(crate) fn arrived(&self, device: DeviceId, explained: i64, now: UtcMillis) {
        self.note(device, now, |day| day.explained += explained);
    }

    fn note(&self, device: DeviceId, now: UtcMillis, note: impl FnOnce(&mut Asked)) {
        let mut days = lock(&self.days);
        note(days.entry((device, Day::of(now))).or_default());
    }

    /// The devices whose look-ups of the last days do not explain their questions.
    fn unexplained(&self, today: Day) -> Vec<(DeviceId, Asked)> {
        let first = today.0.saturating_sub(DAYS - 1);
        let mut sums = HashMap::<DeviceId, Asked>::new();
        let mut days = lock(&self.days);
        days.retain(|(_, day), _| day.0 >= first);
        for ((device, _), asked) in days.iter() {
            let sum = sums.entry(*device).or_default();
            sum.told += asked.told;
            sum.explained += asked.explained;
        }
        drop(days);
        let mut all: Vec<_> = sums.into_iter().collect();
        all.retain(|(_, asked)| asked.parts());
        all.sort_unstable_by_key(|(device, _)| *device);
        all
    }
}

impl Central {
    /// Compares questions and look-ups once a day, and when the program ends. Logs and stores the devices whose
    /// look-ups do not explain their questions.
    pub(crate) async fn compare_asked(&self, ends: bool) -> Result<(), CentralError> {
        let today = Day::of(self.now());
        let was_compared = lock(&self.asked.compared).replace(today) == Some(today);
        if was_compared && !ends {
            return Ok(());
        }
        let unexplained = self.asked.unexplained(today);
        for (device, asked) in &unexplained {
            tracing::warn!(
                %device,
                told = asked.told,
                explained = asked.explained,
                "a device asks more in a week than its look-ups explain"
            );
        }
        let devices = unexplained.into_iter().map(|(device, _)| device).collect();
        let oldest = Day(today.0.saturating_sub(TOLD_DAYS));
        self.store.keep_unexplained(devices, today, oldest).await?;
        Ok(())
    }

    /// The devices that asked more than their look-ups explained, and on which day that was found last.
    ///
    /// # Errors
    /// [`CentralError::Store`].
    pub async fn unexplained(&self) -> Result<Vec<(DeviceId, Day)>, CentralError> {
        Ok(self.store.unexplained().await?)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const NOW: UtcMillis = UtcMillis(1_795_348_800_000 + 600_000);

    #[test]
    fn the_same_subject_six_times_an_hour_and_another_as_often() {
        let asking = Asking::default();
        let epoch = NOW.hour().epoch();
        let [one, other] = [1, 2].map(|n| [(epoch, SubjectKey([n; 16]))]);
        let [noor, bram] = [1, 2].map(|n| DeviceId(Uuid::from_u128(n)));
        for _ in 0..SAME_SUBJECT_PER_HOUR {
            assert_eq!(asking.may_ask(noor, &one, NOW), Ok(()));
        }
        let refused = Problem::new(Code::QuotaExhausted).retry_after(3000);
        assert_eq!(asking.may_ask(noor, &one, NOW), Err(refused));
        let both = [other, one].concat();
        assert_eq!(asking.may_ask(noor, &both, NOW), Err(refused));
        assert_eq!(asking.may_ask(noor, &other, NOW), Ok(()));
        assert_eq!(asking.may_ask(bram, &one, NOW), Ok(()));
        let later = NOW.plus_millis(3_000_000);
        assert_eq!(asking.may_ask(noor, &one, later), Ok(()));
        let told = |device| lock(&asking.days)[&(device, Day::of(NOW))].told;
        assert_eq!((told(noor), told(bram)), (3, 1), "each once in an hour");
    }

    #[test]
    fn what_look_ups_explain_does_not_part() {
        let asked = |told, explained| Asked { told, explained }.parts();
        assert!(!asked(20, 0) && asked(21, 0) && asked(21, -3));
        assert!(!asked(50, 30) && asked(51, 30));
    }
}

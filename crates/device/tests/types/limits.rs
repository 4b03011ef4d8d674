//! The numbers that the screens and the in-memory host share with the core, as it has them.

use std::fmt::Write as _;

use proco_device::retention::Retention;
use proco_device::{BaseUrl, DeviceConfig, LAST_STOPS, MOST_OTHERS, RECENT_BASES};
use proco_domain::draft::ENTERED_WITHIN_HOURS;
use proco_domain::reminder::MOST_REMINDERS;
use proco_domain::stop::SpareDays;
use proco_domain::text::MAX_TEXT;
use proco_domain::time::LIVE_EPOCHS;
use proco_domain::{local_time, shift};
use proco_exchange::frequency::{self, SAME_SUBJECT_PER_HOUR};
use proco_exchange::report::AMENDABLE_DAYS;
use proco_exchange::second_view;
use proco_release::{MAX_ANSWER, MAX_LESSON};

const HOUR_MILLIS: i64 = 60 * 60 * 1000;

/// The constants of the generated `lists.ts`.
pub fn limits() -> String {
    let kept = Retention::default();
    let here = BaseUrl::parse("http://127.0.0.1").unwrap();
    let config = DeviceConfig::new("", here.clone(), here);
    let groups = [
        (
            "SPARE_DAYS",
            "For how many days a subject can be spared, and for how many unless the officer says another number.",
            vec![
                ("least", i64::from(*SpareDays::RANGE.start())),
                ("most", i64::from(*SpareDays::RANGE.end())),
                ("offered", i64::from(u16::from(SpareDays::OFFERED))),
            ],
        ),
        (
            "KEPT",
            "What is kept for how many days, and at central for how many quarters beside that of today.",
            vec![
                ("readable_days", kept.readable_days.into()),
                ("record_days", kept.record_days.into()),
                ("draft_days", kept.draft_days.into()),
                ("whole_days", AMENDABLE_DAYS.into()),
                ("quarters_before", (LIVE_EPOCHS - 1).try_into().unwrap()),
            ],
        ),
        (
            "WITHIN",
            "How long something holds, in milliseconds: one look-up of the same subject, what can be taken back, what can be \
             entered afterwards, the rest between two shifts, the longest shift, the figures of central.",
            vec![
                (
                    "one_look_up",
                    config.one_look_up_within.as_millis().try_into().unwrap(),
                ),
                ("undo", config.undo_within.as_millis().try_into().unwrap()),
                ("entered", i64::from(ENTERED_WITHIN_HOURS) * HOUR_MILLIS),
                ("rest", shift::REST),
                ("shift", shift::LONGEST),
                ("figures", HOUR_MILLIS / i64::from(SAME_SUBJECT_PER_HOUR)),
            ],
        ),
        (
            "MOST",
            "How many at most: further subjects of one check, legal bases that stand first, stops from which those are taken, codes of \
             one request for a second view, reminders of one day; and the number from which on central counts no further.",
            vec![
                ("others", MOST_OTHERS.try_into().unwrap()),
                ("recent_bases", RECENT_BASES.try_into().unwrap()),
                ("last_stops", LAST_STOPS.into()),
                ("reminders", MOST_REMINDERS.try_into().unwrap()),
                ("view_codes", second_view::MAX_CODES.try_into().unwrap()),
                ("counts", frequency::MOST.into()),
            ],
        ),
        (
            "CHARACTERS",
            "How many characters at most: a text that stays on the phone, a lesson or the question of a second view, and an answer to one.",
            vec![
                ("own", MAX_TEXT.try_into().unwrap()),
                ("lesson", MAX_LESSON.try_into().unwrap()),
                ("answer", MAX_ANSWER.try_into().unwrap()),
            ],
        ),
    ];
    let mut text = String::new();
    for (name, doc, numbers) in groups {
        writeln!(text, "/** {doc} */\nexport const {name} = {{").unwrap();
        for (of, number) in numbers {
            writeln!(text, "  {of}: {number},").unwrap();
        }
        text.push_str("} as const;\n");
    }
    let version = env!("CARGO_PKG_VERSION");
    writeln!(
        text,
        "/** The version of this program. */\nexport const VERSION = '{version}';"
    )
    .unwrap();
    let changes = local_time::clock_changes(2024..=2060);
    let changes: Vec<String> = changes
        .iter()
        .map(|change| format!("[{},{}]", change.from.0, change.ahead_hours))
        .collect();
    writeln!(
        text,
        "/** From which hour on the clocks of the Netherlands are how many hours ahead of UTC. */\n\
         export const CLOCK_CHANGES: readonly (readonly [number, number])[] = [{}];",
        changes.join(",")
    )
    .unwrap();
    text
}

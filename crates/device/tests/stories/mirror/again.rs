//! The mirror once more, from the raw rows: all of them in memory, as JSON, with its own calendar, its own clock rule and
//! the interval by its formula. Nothing of the core is used, so that a mistake there is not made here too.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta};
use proco_domain::time::UtcMillis;
use rusqlite::Connection;
use serde_json::{Value, json};
use uuid::Uuid;

const DAY: i64 = 86_400_000;
const GROUNDS: [&str; 15] = [
    "traffic_offence",
    "unsafe_conduct",
    "evading",
    "scouting_property",
    "handling_goods",
    "disturbance",
    "vehicle_defect",
    "register_signal",
    "recent_crime_nearby",
    "fixed_rule",
    "designated_area",
    "report",
    "briefing_item",
    "colleague_information",
    "wanted_description",
];
const THEMES: [&str; 8] = [
    "first_impression",
    "appearance",
    "neighbourhood",
    "vehicle_type",
    "earlier_experience",
    "colleague",
    "workload",
    "counts",
];

struct Stop {
    id: Uuid,
    key: Vec<u8>,
    at: i64,
    /// The body of the revision with the highest number.
    newest: Value,
}

/// What the mirror has to be.
pub fn worked_out(store: &Connection, now: UtcMillis) -> Value {
    let this_monday = monday(local(now.0));
    let first_monday = this_monday - TimeDelta::weeks(52);
    let counts = |at: i64| local(at) >= first_monday;
    let all = standing(store);
    let stops: Vec<&Stop> = all.iter().filter(|stop| counts(stop.at)).collect();
    let left: Vec<i64> = column(
        store,
        "SELECT at FROM queries WHERE led_to = 'left_it' AND mistyped = 0",
    )
    .into_iter()
    .filter(|at| counts(*at))
    .collect();

    let is_found = |stop: &&&Stop| stop.newest["details"]["outcome"]["result"] == "found";
    let has = |stop: &&Stop, list: &str, code: &str| {
        let list = stop.newest["details"].pointer(list);
        list.and_then(Value::as_array)
            .is_some_and(|list| list.iter().any(|one| one == code))
    };
    let told = |code: &str| {
        let of = |stop: &&&Stop| stop.newest["details"]["explanation"]["reason_told"] == code;
        stops.iter().filter(of).count()
    };
    let again = |code: &str| {
        let of = |stop: &&&Stop| stop.newest["details"]["reflection"]["do_again"] == code;
        stops.iter().filter(of).count()
    };
    let repeated = stops.iter().filter(|stop| {
        all.iter().any(|other| {
            other.key == stop.key && other.at < stop.at && stop.at - other.at <= 30 * DAY
        })
    });
    let grounds: Vec<Value> = GROUNDS
        .iter()
        .filter_map(|code| {
            let on: Vec<&&Stop> = stops
                .iter()
                .filter(|stop| has(stop, "/grounds/codes", code))
                .collect();
            let linked = on
                .iter()
                .filter(|stop| stop.newest["details"]["outcome"]["link"] == "linked")
                .count();
            let found = on.iter().copied().filter(is_found).count();
            (!on.is_empty())
                .then(|| json!({ "code": code, "found": share(found, on.len()), "linked": linked }))
        })
        .collect();
    let themes: Vec<Value> = THEMES
        .iter()
        .map(|code| {
            let named = |stop: &&&Stop| has(stop, "/reflection/themes", code);
            (code, stops.iter().filter(named).count())
        })
        .filter(|(_, times)| *times > 0)
        .map(|(code, times)| json!({ "code": code, "times": times }))
        .collect();
    let answers = |codes: [&str; 3], times: &dyn Fn(&str) -> usize| -> Vec<Value> {
        let one = |code: &str| json!({ "code": code, "times": times(code) });
        codes.map(one).to_vec()
    };
    let reflected = stops
        .iter()
        .filter(|stop| stop.newest["details"]["reflection"].is_object());
    json!({
        "weeks": weeks(&stops, &left, this_monday),
        "stops": stops.len(),
        "left": left.len(),
        "found": share(stops.iter().filter(is_found).count(), stops.len()),
        "grounds": grounds,
        "repeats": share(repeated.count(), stops.len()),
        "told_unasked": share(told("unasked"), stops.len()),
        "reason_told": answers(["unasked", "when_asked", "not_told"], &told),
        "ratings": ratings(&stops),
        "reflected": share(reflected.count(), stops.len()),
        "do_again": answers(["yes", "differently", "no"], &again),
        "themes": themes,
        "next_time": next_time(&stops),
        "unreadable": 0,
    })
}

fn column(store: &Connection, sql: &str) -> Vec<i64> {
    let mut statement = store.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

/// The stops that were not withdrawn, whatever their age.
fn standing(store: &Connection) -> Vec<Stop> {
    let mut statement = store
        .prepare("SELECT stop_id, own_key, at FROM stops WHERE withdrawn IS NULL")
        .unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    let rows: Vec<(Vec<u8>, Vec<u8>, i64)> = rows.unwrap().map(Result::unwrap).collect();
    let mut revisions = store
        .prepare("SELECT revision, body FROM stop_revisions WHERE stop_id = ?1")
        .unwrap();
    rows.into_iter()
        .map(|(id, key, at)| {
            let of_stop = revisions
                .query_map([&id], |row| Ok((row.get(0)?, row.get(1)?)))
                .unwrap();
            let newest: (i64, String) = of_stop.map(Result::unwrap).max().unwrap();
            Stop {
                id: Uuid::from_slice(&id).unwrap(),
                key,
                at,
                newest: serde_json::from_str(&newest.1).unwrap(),
            }
        })
        .collect()
}

/// The date in the Netherlands: an hour ahead of UTC, and two from the last Sunday of March until that of October, both at
/// one o'clock UTC.
fn local(at: i64) -> NaiveDate {
    let utc = DateTime::from_timestamp_millis(at).unwrap().naive_utc();
    let last_sunday = |month: u32| {
        let last = NaiveDate::from_ymd_opt(utc.year(), month, 31).unwrap();
        let back = i64::from(last.weekday().num_days_from_sunday());
        (last - TimeDelta::days(back)).and_hms_opt(1, 0, 0).unwrap()
    };
    let is_summer = utc >= last_sunday(3) && utc < last_sunday(10);
    (utc + TimeDelta::hours(if is_summer { 2 } else { 1 })).date()
}

fn monday(date: NaiveDate) -> NaiveDate {
    date - TimeDelta::days(i64::from(date.weekday().num_days_from_monday()))
}

fn weeks(stops: &[&Stop], left: &[i64], this_monday: NaiveDate) -> Vec<Value> {
    let mut by_monday: BTreeMap<NaiveDate, (u32, u32)> = BTreeMap::new();
    by_monday.insert(this_monday, (0, 0));
    let week = |at: i64| monday(local(at)).min(this_monday);
    for stop in stops {
        by_monday.entry(week(stop.at)).or_default().0 += 1;
    }
    for at in left {
        by_monday.entry(week(*at)).or_default().1 += 1;
    }
    let mut monday = *by_monday.keys().next().unwrap();
    let mut weeks = Vec::new();
    while monday <= this_monday {
        let (stops, left) = by_monday.get(&monday).copied().unwrap_or_default();
        let midnight = monday.and_hms_opt(0, 0, 0).unwrap().and_utc();
        weeks.push(json!({ "monday": midnight.timestamp_millis(), "stops": stops, "left": left }));
        monday += TimeDelta::weeks(1);
    }
    weeks
}

fn ratings(stops: &[&Stop]) -> Vec<Value> {
    let mut months: BTreeMap<(i32, u32), BTreeMap<&str, [u32; 5]>> = BTreeMap::new();
    for stop in stops {
        let date = local(stop.at);
        for aspect in ["voice", "neutral", "respect", "trust"] {
            let rated = &stop.newest["details"]["treatment"]["ratings"][aspect];
            if let Some(rated) = rated.as_u64() {
                let month = months.entry((date.year(), date.month())).or_default();
                month.entry(aspect).or_default()[rated as usize - 1] += 1;
            }
        }
    }
    let shown = |((year, month), of): ((i32, u32), BTreeMap<&str, [u32; 5]>)| {
        let of = |aspect: &str| of.get(aspect).copied().unwrap_or_default();
        json!({
            "year": year, "month": month, "voice": of("voice"), "neutral": of("neutral"),
            "respect": of("respect"), "trust": of("trust"),
        })
    };
    months.into_iter().rev().map(shown).collect()
}

/// The newest twenty texts, each once for a moment.
fn next_time(stops: &[&Stop]) -> Vec<Value> {
    let mut said: Vec<(i64, Uuid, &Value, &Value)> = stops
        .iter()
        .filter_map(|stop| {
            let reflection = &stop.newest["details"]["reflection"];
            let note = &reflection["note"];
            note.is_string()
                .then_some((stop.at, stop.id, &reflection["do_again"], note))
        })
        .collect();
    said.sort_by_key(|one| (one.0, one.1));
    let mut once: Vec<(i64, Uuid, &Value, &Value)> = Vec::new();
    for one in said {
        let twin = |kept: &&(i64, Uuid, &Value, &Value)| {
            kept.0 == one.0 && kept.2 == one.2 && kept.3 == one.3
        };
        if !once.iter().any(|kept| twin(&kept)) {
            once.push(one);
        }
    }
    let newest = once.into_iter().rev().take(20);
    newest
        .map(|(at, stop, do_again, note)| {
            json!({ "stop": stop, "at": at, "do_again": do_again, "note": note })
        })
        .collect()
}

/// A share with how much it says, and the Wilson interval by its formula.
fn share(part: usize, whole: usize) -> Value {
    let (certainty, of) = match whole {
        0..=19 => ("little", None),
        20..=100 => ("impression", Some(10.0)),
        _ => ("picture", Some(100.0)),
    };
    let spread = of.map(|of: f64| {
        let (x, n, z) = (part as f64, whole as f64, 1.959_963_984_540_054_f64);
        let middle = (x + z * z / 2.0) / (n + z * z);
        let half = z / (n + z * z) * (x * (n - x) / n + z * z / 4.0).sqrt();
        // The ends of the scale themselves come out a hair beside it.
        let low = ((middle - half) * of + 1e-9).floor().max(0.0);
        let high = ((middle + half) * of - 1e-9).ceil().min(of);
        json!({ "low": low as u32, "high": high as u32, "of": of as u32 })
    });
    json!({ "part": part, "whole": whole, "certainty": certainty, "spread": spread })
}

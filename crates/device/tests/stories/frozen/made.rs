//! A day of agent Sanne with every kind of row in it, left as a store of the newest schema.

use std::fs;
use std::path::Path;

use proco_device::input;
use proco_domain::ids::{DraftId, QueryId, StopId};
use proco_domain::query::LeaveReason;
use proco_domain::stop::WithdrawReason;
use serde_json::{Value, json};

use proco_testbed::phone::{Files, MINUTE, MORNING, Phone, known, plate_request, smallest};

/// Makes it, with its keys beside it.
pub fn store(folder: &Path) {
    let sanne = Phone::new();
    let (fullest, spared) = day(&sanne);
    let leave = |files: &Files| {
        central_answered(files, fullest, spared);
        fs::create_dir_all(folder).unwrap();
        // Where the store lay says nothing of a copy.
        for name in files
            .names()
            .iter()
            .filter(|name| !name.ends_with(".place"))
        {
            fs::write(folder.join(name), files.read(name)).unwrap();
        }
    };
    sanne.closed(leave).unwrap();
}

/// The two stops about which central was asked.
fn day(sanne: &Phone) -> (StopId, StopId) {
    sanne.device.look_up(plate_request("FF-00-GH")).unwrap();
    let left = sanne.looks_up("FF-00-GH");
    let reason = Some(LeaveReason::RecentlyChecked);
    sanne.device.leave_it(left.query, reason).unwrap();
    sanne.waits(MINUTE);

    let fullest = begin(sanne, sanne.looks_up("BB-00-DD").query);
    answer(
        sanne,
        fullest,
        &full(&["do_again", "themes", "reflection_note"]),
    );
    let fullest = sanne.device.finish(fullest, None).unwrap().id;
    sanne.waits(MINUTE);
    let amendment = sanne.device.amend(fullest).unwrap().id;
    answer(
        sanne,
        amendment,
        &[
            ("amend_reason", json!("verkeerde uitkomst")),
            ("findings", json!(["warning"])),
        ],
    );
    sanne.device.finish(amendment, None).unwrap();
    sanne.waits(MINUTE);
    let reflection = json!({
        "do_again": "differently", "themes": ["workload", "counts"], "note": "rustiger beginnen",
        "concrete": "yes", "yielded": "understanding", "other_view": "zij vond het snel gaan",
    });
    let reflection = input::reflection(reflection).unwrap();
    sanne.device.reflect(fullest, reflection).unwrap();

    let spared = begin(sanne, sanne.looks_up("00-GHJ-0").query);
    sanne.answers(spared, smallest());
    answer(sanne, spared, &[("spare", json!(90))]);
    let spared = sanne.device.finish(spared, None).unwrap().id;
    let begun = json!({ "do_again": null, "themes": ["workload"], "note": "nog over nadenken" });
    let begun = input::reflection_draft(begun).unwrap();
    sanne.device.save_reflection(spared, begun).unwrap();
    sanne.waits(MINUTE);

    let double = sanne.stops("FF-00-GH", []).id;
    sanne
        .device
        .withdraw(double, WithdrawReason::Double)
        .unwrap();
    sanne.waits(MINUTE);
    let person = sanne
        .looks_up_person("van der Voorbeeld", "Anna-Test")
        .query;
    let nobody = look_up(sanne, json!({ "kind": "no_plate" }));
    for query in [person, nobody] {
        let draft = begin(sanne, query);
        sanne.answers(draft, smallest());
        sanne.device.finish(draft, None).unwrap();
    }
    look_up(
        sanne,
        json!({ "kind": "plate", "text": "A-AA 0000", "country": "DE" }),
    );
    sanne.waits(MINUTE);
    let draft = begin(sanne, sanne.looks_up("BB-00-DD").query);
    answer(sanne, draft, &full(&[]));
    sanne
        .device
        .go_to_step(draft, proco_device::Step::Contact)
        .unwrap();
    let reminders = json!({ "times": ["07:00", "23:00"], "language": "nl" });
    let reminders = input::reminders(reminders).unwrap();
    sanne.device.set_reminders(&reminders).unwrap();
    (fullest, spared)
}

fn begin(sanne: &Phone, query: QueryId) -> DraftId {
    sanne.device.start_check(query).unwrap().id
}

fn look_up(sanne: &Phone, subject: Value) -> QueryId {
    let request = json!({ "subject": subject, "initiative": "briefing", "confirmed": true });
    let request = input::look_up(request).unwrap();
    known(sanne.device.look_up(request).unwrap()).query
}

fn answer(sanne: &Phone, draft: DraftId, fields: &[(&str, Value)]) {
    for (field, value) in fields {
        let change = input::change(json!({ "field": field, "value": value })).unwrap();
        sanne.device.save_field(draft, change).unwrap();
    }
}

/// All that can be answered, save some.
fn full(save: &[&str]) -> Vec<(&'static str, Value)> {
    let all = [
        ("place", json!("parking")),
        ("grounds", json!(["vehicle_defect", "wanted_description"])),
        ("description_source", json!("witness")),
        ("description_given_at", json!(MORNING.0 - MINUTE)),
        ("ground_note", json!("achterlicht stuk, één “fout” erbij")),
        ("legal_basis", json!("wvw_160")),
        ("reason_told", json!("when_asked")),
        ("understood", json!("partly")),
        ("language_barrier", json!("yes")),
        ("slip_offered", json!("no")),
        ("ratings", json!({ "respect": 5, "voice": 3 })),
        ("duration", json!("from5_to10")),
        ("search", json!({ "belongings": {} })),
        ("force", json!({ "handcuffs": {} })),
        ("escalation", json!("calmed")),
        ("calming", json!(["listening", "distance"])),
        ("complaint_offered", json!("yes")),
        ("result", json!("found")),
        ("findings", json!(["warning", "fine"])),
        ("link", json!("linked")),
        ("do_again", json!("differently")),
        ("themes", json!(["workload", "counts"])),
        ("reflection_note", json!("rustiger beginnen")),
        ("concrete", json!("partly")),
        ("yielded", json!("something_else")),
        ("other_view", json!("hij vond het lang duren")),
    ];
    all.into_iter()
        .filter(|(field, _)| !save.contains(field))
        .collect()
}

/// What a pass would have kept of central's answers: this phone has no central.
fn central_answered(files: &Files, fullest: StopId, spared: StopId) {
    let windows = [("day", 2), ("week", 3), ("month", 4), ("year", 5)].map(|(window, queries)| {
        json!({ "window": window, "queries": queries, "stops": 1, "found_nothing": 0 })
    });
    let known = json!({
        "version": 1,
        "answer": "known",
        "counts": {
            "windows": windows,
            "last_query": { "grain": "hour", "at": MORNING.hour().0 - 1 },
            "last_stop": null,
            "as_of": MORNING,
            "incomplete": true,
        },
        "advisory": { "until": MORNING.plus_days(1) },
    });
    let unavailable = json!({ "version": 1, "answer": "unavailable", "problem": "quota" });
    let store = files.bare();
    for (answer, stop) in [(known, fullest), (unavailable, spared)] {
        let answer = answer.to_string();
        let stop = stop.0.as_bytes();
        let of_stop = "UPDATE stops SET centre = ?1 WHERE stop_id = ?2";
        store.execute(of_stop, (&answer, stop)).unwrap();
        let of_query = "UPDATE queries SET centre = ?1
            WHERE query_id = (SELECT query_id FROM stops WHERE stop_id = ?2)";
        store.execute(of_query, (&answer, stop)).unwrap();
    }
    let problem = "UPDATE sync_state SET problem = 'server', last_attempt = ?1";
    store.execute(problem, [MORNING.0]).unwrap();
    let small = "PRAGMA wal_checkpoint(TRUNCATE); VACUUM; PRAGMA wal_checkpoint(TRUNCATE);";
    store.execute_batch(small).unwrap();
}

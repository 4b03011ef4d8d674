//! Six weeks of the team of Roermond, left as a database of the newest schema, and beside it what the
//! program that made it said of it.

use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proco_access::Role;
use proco_exchange::enrolment::AcceptedEpochKey;
use proco_exchange::evaluation::EpochPublicKey;
use proco_exchange::report::{ReportId, Withdrawal};
use proco_exchange::{Hour, UtcMillis};
use proco_testbed::central::TestCentral;
use proco_testbed::lessons::lesson;
use proco_testbed::reports::{pseudonym, query, revised, stop, stored, withdrawal};
use proco_testbed::second_views;
use proco_testbed::visitor::{Visitor, gzip};
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::p256;

/// Monday 31 August 2026, 10:00 UTC: the first day of 2026-W36, in the third quarter.
const MONDAY: UtcMillis = UtcMillis(1_788_170_400_000);
const DAY: i64 = 24 * 3_600_000;
const ROERMOND: &str = "roermond-1";
const VENLO: &str = "venlo-2";

/// Makes it, with its keys beside it.
pub async fn store(folder: &Path) {
    let mut town = Town::begin().await;
    // 2026-W36: by the end of the six weeks it can no longer be amended.
    town.a_day_out().await;
    // 2026-W40, in the third quarter and then in the fourth.
    town.pass_days(29).await;
    town.a_day_out().await;
    town.pass_days(2).await;
    town.a_day_out().await;
    for officer in 0..3 {
        town.share(officer, "2026-W40").await;
        town.ask(officer, "2026-W40").await;
    }
    // 2026-W41, the week that stays open.
    town.pass_days(8).await;
    town.a_day_out().await;
    town.go_on_with_lessons().await;
    town.go_on_with_second_views().await;
    let lost = town.phones.len() - 2;
    let device = town.phones[lost].phone.device;
    assert!(town.central.server.revoke(device).await.unwrap());
    town.phones[lost].out = true;
    town.rename(2).await;
    town.replace(5).await;
    town.central
        .server
        .accept_epoch_key(accepted())
        .await
        .unwrap();
    town.leave(folder).await;
}

/// A key that an administrator accepted.
pub fn accepted() -> AcceptedEpochKey {
    AcceptedEpochKey {
        epoch: MONDAY.epoch(),
        public_key: EpochPublicKey::from_bytes([3; 32]),
    }
}

struct Enrolled {
    phone: Visitor,
    team: &'static str,
    role: Role,
    out: bool,
}

struct Town {
    central: TestCentral,
    /// Six officers and a lead of Roermond; two officers of Venlo, the first of whom loses the phone.
    phones: Vec<Enrolled>,
    adviser: Visitor,
    /// Who sent what, and whether it was withdrawn.
    sent: Vec<Value>,
}

impl Town {
    async fn begin() -> Self {
        let central = TestCentral::open_at(MONDAY).await;
        let mut phones = Vec::new();
        let leads = [(ROERMOND, Role::ShiftLead)];
        let officers = [(ROERMOND, Role::Officer); 6].into_iter();
        for (team, role) in officers.chain(leads).chain([(VENLO, Role::Officer); 2]) {
            let phone = central.enrol(team, role).await;
            phones.push(Enrolled {
                phone,
                team,
                role,
                out: false,
            });
        }
        let adviser = central.enrol("ndv", Role::Adviser).await;
        Self {
            central,
            phones,
            adviser,
            sent: Vec::new(),
        }
    }

    /// Days in which central tidies up; then every phone has a new token.
    async fn pass_days(&mut self, days: u32) {
        for _ in 0..days {
            self.central.clock.advance_millis(DAY);
            self.central.server.tidy().await.unwrap();
        }
        for enrolled in &mut self.phones {
            let grant = self.central.refresh(&enrolled.phone).await;
            enrolled.phone.token = grant.body["token"].as_str().unwrap().to_owned();
        }
        self.adviser.renews_its_token().await;
    }

    /// Each officer of Roermond leaves one look-up and stops two; one of the stops found something. Two of
    /// them have more to tell, and those of Venlo stop one and spare it.
    async fn a_day_out(&mut self) {
        let hour = self.central.hour();
        for officer in 0..6 {
            let first = officer * 20;
            let reports = [
                stop(first, hour),
                full(first + 1, hour),
                query(first + 2, hour),
            ];
            self.send(officer, &reports).await;
        }
        for officer in 0..2 {
            let first = officer * 20;
            let to_a_stop = led_to(first, hour, "stop");
            self.send(officer, &[to_a_stop, led_to(first, hour, "nothing")])
                .await;
        }
        let amended = stop(3, hour);
        self.send(0, std::slice::from_ref(&amended)).await;
        self.sent.pop();
        let mut later = revised(&amended, 2);
        later["stop"]["findings"] = json!(["fine"]);
        later["stop"]["link"] = json!("unlinked");
        self.send(0, &[later]).await;

        let gone = stop(23, hour);
        self.send(1, std::slice::from_ref(&gone)).await;
        self.sent.last_mut().unwrap()["withdrawn"] = json!(true);
        self.send(1, &[withdrawal(&gone, 2)]).await;

        for officer in [7, 8] {
            let mut spares = stop(200, hour);
            spares["stop"]["spare_until"] = json!(hour.0 + 90 * 24);
            self.send(officer, &[spares]).await;
        }
    }

    /// A lesson of an officer of Roermond.
    async fn share(&self, officer: u8, week: &str) {
        let text = format!(
            "Zeg {} eerst waarom.",
            ["altijd", "rustig", "kort", "weer", "steeds"][usize::from(officer)]
        );
        let phone = &self.phones[usize::from(officer)].phone;
        assert_eq!(
            phone.shares(&lesson(officer, week, &text)).await.status,
            204
        );
    }

    /// Of three lessons that were released one is set aside and one taken back; another one waits.
    async fn go_on_with_lessons(&self) {
        let (lead, author) = (&self.phones[6].phone, &self.phones[1].phone);
        assert_eq!(lead.reads_lessons().await.len(), 3);
        assert_eq!(lead.sets_aside(2, "no_lesson").await.status, 204);
        assert_eq!(author.takes_back(1, 1).await.status, 204);
        self.share(4, "2026-W41").await;
    }

    /// A request of an officer of Roermond for a second view.
    async fn ask(&self, officer: u8, week: &str) {
        let question = format!(
            "Hoe zeg ik het {}?",
            ["kort", "rustig", "eerlijk", "weer", "steeds"][usize::from(officer)]
        );
        let phone = &self.phones[usize::from(officer)].phone;
        let request = second_views::request(officer, week, &question);
        assert_eq!(phone.asks(&request).await.status, 204);
    }

    /// Of three requests that the advisers saw one is answered twice and one taken back; another one waits.
    async fn go_on_with_second_views(&self) {
        for text in ["Zeg het in eigen woorden.", "Wacht op een antwoord."] {
            assert_eq!(self.adviser.advises(2, text).await.status, 204);
        }
        let author = &self.phones[1].phone;
        assert_eq!(author.takes_view_back(1, 1).await.status, 204);
        self.ask(4, "2026-W41").await;
    }

    async fn send(&mut self, officer: u8, reports: &[Value]) {
        let phone = &self.phones[usize::from(officer)].phone;
        let receipts = self.central.upload(phone, reports).await;
        assert!(receipts.iter().all(|receipt| *receipt == stored()));
        for report in reports {
            let sent = json!({ "phone": officer, "withdrawn": false, "report": report });
            self.sent.push(sent);
        }
    }

    /// A stop whose hour is corrected after it was sent goes on under its next name.
    async fn rename(&mut self, officer: u8) {
        let hour = self.central.hour();
        let mut first = stop(43, hour);
        let id: ReportId = serde_json::from_value(first["stop"]["head"]["id"].clone()).unwrap();
        first["stop"]["head"]["id"] = json!(id.numbered(0));
        let mut next = first.clone();
        next["stop"]["head"]["id"] = json!(id.numbered(1));
        next["stop"]["head"]["hour"] = json!(Hour(hour.0 - 1));
        self.send(officer, std::slice::from_ref(&first)).await;
        self.sent.last_mut().unwrap()["renamed"] = json!(true);
        let given_up = withdrawal(&first, Withdrawal::RENAMED);
        self.send(officer, &[given_up, next]).await;
    }

    /// An officer of Roermond gets another phone.
    async fn replace(&mut self, officer: usize) {
        let old = &mut self.phones[officer];
        let phone = self.central.in_place_of(&old.phone).await;
        old.out = true;
        let (team, role) = (old.team, old.role);
        self.phones.push(Enrolled {
            phone,
            team,
            role,
            out: false,
        });
    }

    async fn leave(self, folder: &Path) {
        let mut said = self.said().await;
        let (left, _clock) = self.central.stopped().await;
        let database = left.path().join("central.db");
        let small = "PRAGMA wal_checkpoint(TRUNCATE); VACUUM; PRAGMA wal_checkpoint(TRUNCATE);";
        let connection = Connection::open(&database).unwrap();
        connection.execute_batch(small).unwrap();
        for (what, rows) in counted(&connection) {
            said[what] = rows;
        }
        connection.close().unwrap();
        copy(left.path(), folder);
        let bytes = fs::read(database).unwrap();
        fs::write(folder.join("central.db.gz"), gzip(&bytes)).unwrap();
        fs::write(folder.join("said.json"), lines(&said)).unwrap();
    }

    /// What the program answers.
    async fn said(&self) -> Value {
        let lead = &self.phones[6].phone;
        let mut counts = Vec::new();
        for subject in [0, 1, 2, 3, 20, 23, 200_u8] {
            for epoch in ["2026Q3", "2026Q4"] {
                let known = json!([{ "epoch": epoch, "pseudonym": pseudonym(subject) }]);
                let question = json!({ "subject": known });
                let asked = self
                    .central
                    .post("/v1/frequencies", Some(&lead.token), &question);
                counts.push(json!({ "question": question, "answer": asked.await.body }));
            }
        }
        let path = format!("/v1/teams/{ROERMOND}/summaries");
        let periods = self.central.get(&path, &lead.token).await.body["periods"].clone();
        let mut published = Vec::new();
        for period in periods.as_array().unwrap() {
            let path = format!("{path}/{}", period["code"].as_str().unwrap());
            published.push(self.central.get(&path, &lead.token).await.body);
        }
        let team = ROERMOND.parse().unwrap();
        let code = self.central.server.enrol_code(team, Role::Officer).await;
        let phones = self.phones.iter().map(|enrolled| {
            let seed = URL_SAFE_NO_PAD.encode(enrolled.phone.key.to_bytes());
            json!({ "device": enrolled.phone.device.0, "seed": seed, "team": enrolled.team,
                "lead": enrolled.role == Role::ShiftLead, "out": enrolled.out })
        });
        let mut lessons = Vec::new();
        for number in 0..5 {
            lessons.push(lead.asks_after(number).await.body["state"].clone());
        }
        let read = lead.reads_lessons().await;
        let mut views = Vec::new();
        for number in 0..5 {
            views.push(lead.looks_after(number, number).await.body);
        }
        let seed = URL_SAFE_NO_PAD.encode(self.adviser.key.to_bytes());
        let hardware = p256::hardware_key();
        let grant = p256::enrolled(&self.central, &hardware).await;
        assert_eq!(grant.status, 201);
        json!({
            "now": self.central.server.now(),
            "p256": URL_SAFE_NO_PAD.encode(hardware.to_bytes()),
            "phones": phones.collect::<Vec<_>>(),
            "code": code.unwrap(),
            "counts": counts,
            "published": published,
            "sent": self.sent,
            "lessons": lessons,
            "read": read,
            "views": views,
            "asked": self.adviser.reads_questions().await,
            "adviser": { "device": self.adviser.device.0, "seed": seed },
        })
    }
}

/// How many there are of what stands in the tables.
fn counted(database: &Connection) -> [(&'static str, Value); 2] {
    let records = "SELECT json_array(epoch, kind, count(*)) FROM records GROUP BY epoch, kind";
    let rollup = "SELECT json_array(team, week, measure, sum(number)) FROM rollup GROUP BY team, week, measure";
    [("records", records), ("rollup", rollup)].map(|(what, question)| {
        let mut rows = database.prepare(question).unwrap();
        let rows = rows.query_map([], |row| row.get::<_, String>(0)).unwrap();
        let rows = rows.map(|row| serde_json::from_str::<Value>(&row.unwrap()).unwrap());
        (what, rows.collect())
    })
}

fn led_to(subject: u8, hour: Hour, what: &str) -> Value {
    let mut report = query(subject, hour);
    report["query"]["led_to"] = json!(what);
    report
}

/// A stop with all answers that every program took.
fn full(subject: u8, hour: Hour) -> Value {
    let mut report = stop(subject, hour);
    let answers = json!({
        "place": "parking", "understood": "partly", "language_barrier": "yes", "slip_offered": "no",
        "ratings": { "respect": 5, "voice": 2 }, "search": "belongings", "force": "handcuffs",
        "escalation": "calmed", "findings": ["warning"], "link": "linked", "do_again": "differently",
        "themes": ["counts", "workload"], "despite_advisory": true,
    });
    for (name, answer) in answers.as_object().unwrap() {
        report["stop"][name] = answer.clone();
    }
    report
}

/// An entry of a list in each line, so that a difference can be seen.
fn lines(said: &Value) -> String {
    let field = |(name, value): (&String, &Value)| match value.as_array() {
        Some(list) => {
            let entries: Vec<_> = list.iter().map(|entry| format!("    {entry}")).collect();
            format!("  {}: [\n{}\n  ]", json!(name), entries.join(",\n"))
        }
        None => format!("  {}: {value}", json!(name)),
    };
    let fields: Vec<_> = said.as_object().unwrap().iter().map(field).collect();
    format!("{{\n{}\n}}\n", fields.join(",\n"))
}

/// All files but the database and those that tell of a program that runs.
fn copy(from: &Path, to: &Path) {
    let left_out = [".db", ".db-wal", ".db-shm", ".running", ".opened"];
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if entry.path().is_dir() {
            copy(&entry.path(), &to.join(&name));
        } else if !left_out.iter().any(|end| name.ends_with(end)) {
            fs::copy(entry.path(), to.join(&name)).unwrap();
        }
    }
}

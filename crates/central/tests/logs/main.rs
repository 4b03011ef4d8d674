//! What stands in the log: which device, never what it sent.
//!
//! A program of its own with one test: `tracing` remembers of each place in the code whether anybody
//! listens, and another test that comes by at the wrong moment would have it remember that nobody
//! does.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "../central/support.rs"]
#[allow(dead_code, reason = "one test needs little of it")]
mod support;

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use proco_access::Role;
use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;

use support::{Centre, pseudonym, stop};

#[derive(Clone, Default)]
struct Paper(Arc<Mutex<Vec<u8>>>);

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Paper {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn a_refused_look_at_a_team_is_logged_by_device_and_nothing_of_a_body_is() {
    let paper = Paper::default();
    let subscriber = tracing_subscriber::fmt()
        .json()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(paper.clone())
        .finish();
    tracing::subscriber::set_global_default(subscriber)
        .expect("this is the one test that looks at lines");

    let centre = Centre::open();
    let officer = centre.officer("roermond-1").await;
    let other = centre.enrol("venlo-2", Role::ShiftLead).await;
    for phone in [&officer, &other] {
        let path = "/v1/teams/roermond-1/summaries?plate=BB00DD";
        assert_eq!(centre.get(path, &phone.token).await.status, 403);
    }
    let mut planted = stop(0xA7, centre.hour());
    planted["stop"]["note"] = json!("he looked nervous");
    centre
        .upload(&officer, &[planted, stop(0xA7, centre.hour())])
        .await;
    centre.counts(&officer, 0xA7).await;

    let lines = || {
        paper
            .0
            .lock()
            .unwrap()
            .iter()
            .filter(|byte| **byte == b'\n')
            .count()
    };
    let before = lines();
    let enrolled = centre.officer("assen-1").await.device.to_string();
    assert_eq!(lines(), before + 1, "an enrolment is a request");
    let before = lines();
    centre
        .upload(&officer, &vec![json!({ "neither": "nor" }); 256])
        .await;
    assert_eq!(
        lines(),
        before + 1,
        "a line for a request, whatever is in it"
    );

    let log = String::from_utf8(paper.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("refused: Unreadable 256"), "{log}");
    let enrolment = log.lines().find(|line| line.contains(&enrolled));
    assert!(enrolment.unwrap().contains("/v1/enrolments"), "{log}");
    for (phone, code) in [(&officer, "role_not_allowed"), (&other, "team_not_allowed")] {
        let device = phone.device.to_string();
        let lines = log.lines().filter(|line| line.contains("\"status\":403"));
        let found = lines.filter(|line| line.contains(&device) && line.contains(code));
        assert_eq!(found.count(), 1, "{code}: {log}");
    }
    assert!(log.contains("/v1/teams/{team}/summaries"), "the template");
    assert!(
        log.contains("Unreadable"),
        "why a report was refused: {log}"
    );
    for secret in [
        &pseudonym(0xA7),
        "nervous",
        "vehicle_defect",
        "BB00DD",
        officer.token.as_str(),
    ] {
        assert!(!log.contains(secret), "{secret} stands in the log");
    }
}

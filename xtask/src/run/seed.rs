//! The demo force: seeded once, by real uploads, and remembered.

use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::fault::{Fault, Outcome, While};
use crate::{place, process, say};

use super::folder::Folder;
use super::window::Holder;

/// The seed, always the same, so that the invented force is too.
const SEED: &str = "7";

/// The result of the seeding: how the demo phones enrol.
pub struct Seeded(Value);

impl Seeded {
    /// Seeds the demo force, unless that was done before.
    pub fn in_folder(folder: &Folder) -> Outcome<Self> {
        let note = folder.path().join("seeded.json");
        if let Ok(text) = fs::read_to_string(&note) {
            return Self::read(&text);
        }
        // Half a force from an interrupted run is removed first.
        folder.empty()?;
        say::line(
            "Filling in the demo force: invented officers, queries and stops of 90 days, sent \
             through the real upload road. Once only.",
        );
        // The last line on standard output is the result; those before it are progress.
        let mut last = String::new();
        let status = process::follow_shown(
            "proco-demo",
            Command::new(place::program("proco-demo"))
                .arg("--data")
                .arg(folder.path())
                .args(["--seed", SEED]),
            |line| {
                let is_answer =
                    line.trim_start().starts_with('{') && line.trim_end().ends_with('}');
                if is_answer {
                    last = line.to_owned();
                }
                !is_answer
            },
        )?;
        process::succeeded("proco-demo", status)?;
        let seeded = Self::read(&last)?;
        // Written under another name and renamed, so that an existing note is complete.
        let draft = folder.path().join("seeded.json.new");
        fs::write(&draft, last).doing("note that the demo force is there")?;
        fs::rename(&draft, &note).doing("note that the demo force is there")?;
        Ok(seeded)
    }

    fn read(text: &str) -> Outcome<Self> {
        serde_json::from_str(text).map(Self).map_err(|_| {
            Fault::new(
                "What proco-demo answered is not JSON. `cargo xtask run --fresh` begins anew.",
            )
        })
    }

    /// The one-time code for the demo phone of an officer or a shift lead.
    pub fn code(&self, holder: Holder) -> Outcome<&str> {
        let key = match holder {
            Holder::Officer => "officer_code",
            Holder::Lead => "lead_code",
        };
        self.text(key)
            .ok_or_else(|| Fault::new(format!("proco-demo gave no {key}.")))
    }

    /// What there is to see, as lines for the user.
    pub fn summary(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some(team) = self.text("team") {
            lines.push(format!("The phones belong to team {team}."));
        }
        if let Some(plate) = self.text("busy_plate") {
            lines.push(format!("A plate that is looked up often: {plate}"));
        }
        if let Some(plate) = self.text("spared_plate") {
            lines.push(format!("A plate with an advisory to spare it: {plate}"));
        }
        lines
    }

    fn text(&self, key: &str) -> Option<&str> {
        self.0.get(key).and_then(Value::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn officer_and_lead_have_a_code_each() {
        let seeded =
            Seeded::read(r#"{"officer_code":"AAAA","lead_code":"BBBB","team":"t"}"#).unwrap();
        assert_eq!(seeded.code(Holder::Officer).unwrap(), "AAAA");
        assert_eq!(seeded.code(Holder::Lead).unwrap(), "BBBB");
    }

    #[test]
    fn what_there_is_to_see_is_told_as_far_as_it_is_known() {
        let seeded = Seeded::read(r#"{"team":"duinwijk","busy_plate":"BF-000-G"}"#).unwrap();
        assert_eq!(seeded.summary().len(), 2);
    }

    #[test]
    fn a_missing_code_is_said() {
        let seeded = Seeded::read(r#"{"team":"t"}"#).unwrap();
        assert!(seeded.code(Holder::Officer).is_err());
        assert!(Seeded::read("").is_err());
    }
}

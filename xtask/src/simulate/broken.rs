//! The faults that are put into the program on purpose (mutants). Each `sound` text occurs once in its file; a
//! test checks that, so that the list follows the program.

/// A fault and its place.
pub struct Broken {
    /// The name for `--sabotage`.
    pub name: &'static str,
    /// What the fault breaks.
    pub what: &'static str,
    /// The file in which it is put.
    pub file: &'static str,
    /// The correct text.
    pub sound: &'static str,
    /// The faulty text.
    pub broken: &'static str,
}

pub const PLACES: &[Broken] = &[
    Broken {
        name: "not-queued",
        what: "phone: a finished stop is kept and not queued",
        file: "crates/device/src/device/checks.rs",
        sound: "outbox::enqueue(session, stop.id().0, Kind::Stop, stop.revision().0)?;
        drafts::remove",
        broken: "drafts::remove",
    },
    Broken {
        name: "two-commits",
        what: "phone: a stop is kept in one commit and queued in another",
        file: "crates/device/src/device/checks.rs",
        sound: "            made.map(Ok)
        })?;
        let (card, ids) = made?;",
        broken: "            for id in made.iter().flat_map(|(_, ids)| ids) {
                outbox::take_back(t, *id, Kind::Stop)?;
            }
            made.map(Ok)
        })?;
        let (card, ids) = made?;
        self.write(|t| {
            for id in &ids {
                outbox::enqueue(t, *id, Kind::Stop, card.revision)?;
            }
            Ok(())
        })?;",
    },
    Broken {
        name: "withdrawal-unsent",
        what: "phone: a withdrawal takes back what waits and never tells central",
        file: "crates/device/src/device/stops.rs",
        sound: "if outline.named || !begun_here {",
        broken: "if (outline.named || !begun_here) && outline.revision == u32::MAX {",
    },
    Broken {
        name: "no-receipt",
        what: "phone: a row goes when its batch was sent, whatever came back",
        file: "crates/device/src/sync/upload.rs",
        sound: "                Err(other) => return Err(other),
            }
        }
        Ok(remaining)",
        broken: "                Err(_) => {
                    let receipts = vec![proco_exchange::receipt::Receipt::Stored; upload.sent.len()];
                    let receipts = proco_exchange::receipt::Receipts { receipts, restored: None };
                    remaining.again.extend(self.settle(&upload.sent, &receipts, the).await?);
                }
            }
        }
        Ok(remaining)",
    },
    Broken {
        name: "names-by-chance",
        what: "phone: the name of a report is chance, so a phone put back from a copy sends twice",
        file: "crates/device/src/records.rs",
        sound: "let name = self.secrets.own_counts().name_of(record);",
        broken: "let mut name = self.secrets.own_counts().name_of(record);
        self.chance.fill(&mut name);",
    },
    Broken {
        name: "decided-anew",
        what: "phone: a look-up that is decided anew goes under the revision that central has",
        file: "crates/device/src/store/sql/query_decide.sql",
        sound: "revision = revision + (report_id IS NOT NULL AND led_to IS NOT NULL)",
        broken: "revision = revision",
    },
    Broken {
        name: "not-corrected",
        what: "phone: the records of a wrong clock keep its time",
        file: "crates/device/src/store/stretch_records.rs",
        sound: "    if by == 0 {\n        return Ok(());",
        broken: "    if by != i64::MAX {\n        return Ok(());",
    },
    Broken {
        name: "counted-twice",
        what: "phone: own records that central has are added to central's counts",
        file: "crates/device/src/store/sql/counts_not_uploaded.sql",
        sound: "AND standing = 'absent' AND query_id <> ?6",
        broken: "AND query_id <> ?6",
    },
    Broken {
        name: "not-held",
        what: "phone: a pass sends a decision that the officer can still take back",
        file: "crates/device/src/undo.rs",
        sound: "let holds = self.left_since(at, now).is_some();",
        broken: "let holds = self.left_since(at, now).is_some() && record.is_nil();",
    },
    Broken {
        name: "draft-closed",
        what: "phone: a draft is closed after a day",
        file: "crates/device/src/retention.rs",
        sound: "draft_days: 7,",
        broken: "draft_days: 1,",
    },
    Broken {
        name: "old-revision",
        what: "central: a later revision gets a receipt and is not kept",
        file: "crates/central/src/store/plan.rs",
        sound: "record.name.revision > revision {\n                Plan::Replace",
        broken: "record.name.revision > revision {\n                Plan::Answer(Receipt::AlreadyStored)",
    },
    Broken {
        name: "counted-on",
        what: "central: a withdrawn record goes on counting in the roll-up",
        file: "crates/central/src/store/sqlite/records.rs",
        sound: "            let changes = self.rollup.of(&before.team, before.week, name.author());
            changes.add(&before.measures(), -1);",
        broken: "            let changes = self.rollup.of(&before.team, before.week, name.author());
            changes.add(&before.measures(), 0);",
    },
    Broken {
        name: "epoch-kept",
        what: "central: the records of an epoch that is over stay",
        file: "crates/central/src/retention.rs",
        sound: "self.store.drop_epoch(epoch, finished).await?;",
        broken: "let _stays = finished;",
    },
];

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::place;

    #[test]
    fn each_place_is_there_once() {
        for Broken {
            name, file, sound, ..
        } in PLACES
        {
            let text = fs::read_to_string(place::root().join(file)).unwrap();
            assert_eq!(text.matches(sound).count(), 1, "{name} in {file}");
        }
    }

    #[test]
    fn there_are_ten_and_each_has_a_name_of_its_own() {
        let names: std::collections::BTreeSet<_> = PLACES.iter().map(|place| place.name).collect();
        assert_eq!(names.len(), PLACES.len());
        assert!(PLACES.len() >= 10);
    }
}

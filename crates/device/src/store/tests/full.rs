//! A disk without room: what was acknowledged is there.

use proco_domain::draft::Change;
use proco_domain::query::Initiative;
use proco_domain::text::FreeText;

use crate::DeviceError;
use crate::phone::Phone;
use crate::store::StoreError;
use crate::view::{LookUpAnswer, LookUpRequest, SubjectInput};

#[test]
fn a_full_disk_loses_nothing() {
    let phone = Phone::new();
    let draft = phone
        .device
        .start_check(phone.looks_up("BB-00-DD").query)
        .unwrap();
    let long = "w".repeat(400);
    phone
        .device
        .read(|c| {
            let pages: i64 = c
                .query_row("PRAGMA page_count", [], |row| row.get(0))
                .map_err(StoreError::from)?;
            c.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))
                .map_err(StoreError::from)?;
            Ok(())
        })
        .unwrap();
    let mut saved = None;
    // Each text makes the draft longer, until no page is left.
    let full = (0..3_375).find_map(|number: usize| {
        let letter = |at| char::from(b"BDFGHJLMNPRTWXZ"[at % 15]);
        let letters = String::from_iter([number / 225, number / 15, number].map(letter));
        let text = FreeText::new(&format!("{number} {long}")).unwrap();
        let note = match number % 3 {
            0 => Change::GroundNote(text),
            1 => Change::ReflectionNote(text),
            _ => Change::AmendReason(text),
        };
        match phone.device.save_field(draft.id, note) {
            Ok(view) => {
                saved = Some(view.answers);
                let answer = phone
                    .device
                    .look_up(LookUpRequest {
                        subject: SubjectInput::Plate {
                            text: format!("00-{letters}-0"),
                            country: "NL".to_owned(),
                        },
                        initiative: Initiative::Call,
                        confirmed: true,
                    })
                    .unwrap();
                match answer {
                    LookUpAnswer::Known { look_up } if look_up.recorded => None,
                    // Answered all the same; the next save finds no room either, or just some.
                    LookUpAnswer::Known { .. } => Some(DeviceError::Store(StoreError::DiskFull)),
                    LookUpAnswer::Question { .. } => panic!("it was confirmed"),
                }
            }
            Err(error) => Some(error),
        }
    });
    assert_eq!(full, Some(DeviceError::Store(StoreError::DiskFull)));
    let now = phone.device.open_drafts().unwrap().remove(0).answers;
    assert_eq!(Some(now), saved, "the draft is as it was last saved");
}

//! Officer Noor writes down a reason, and is asked about a word in it.

use proco_device::Device;
use proco_domain::draft::Change;
use proco_domain::text::{FreeText, MAX_TEXT};
use proco_testbed::phone::{Phone, smallest};
use proco_weighing::weak::WeakGround;

fn grounds(device: &Device, text: &str) -> Vec<(WeakGround, String)> {
    let found = device.weak_words(text).into_iter();
    found.map(|weak| (weak.ground, weak.words)).collect()
}

#[test]
fn a_weak_ground_is_told_with_its_words_and_keeps_no_check_from_its_end() {
    let noor = Phone::new();
    let text = "Hij keek ’s nachts rond, mijn gevoel zei dat het niet klopte.";
    let found = grounds(&noor.device, text);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, WeakGround::GutFeeling);
    assert!(text.contains(&found[0].1));

    let look_up = noor.looks_up("TF-000-G");
    let draft = noor.device.start_check(look_up.query).unwrap();
    noor.answers(draft.id, smallest());
    noor.answers(draft.id, [Change::GroundNote(FreeText::new(text).unwrap())]);
    noor.device.finish(draft.id, None).unwrap();
}

#[test]
fn of_a_fact_nothing_is_asked_nor_of_a_text_that_cannot_be_kept() {
    let noor = Phone::new();
    assert_eq!(
        grounds(&noor.device, "voelde aan drie portieren en liep door"),
        []
    );
    assert_eq!(grounds(&noor.device, ""), []);
    let long = format!(
        "mijn gevoel zei dat het niet klopte {}",
        "a".repeat(MAX_TEXT)
    );
    assert_eq!(grounds(&noor.device, &long), []);
}

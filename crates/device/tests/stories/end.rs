//! The app of agent Daan ends while there is still something to do.

use std::time::Duration;

use proco_device::{DeviceError, StoreError};

use proco_testbed::phone::{Phone, plate_request, smallest};

#[tokio::test]
async fn a_closed_core_refuses_every_question_and_makes_no_more_passes() {
    let daan = Phone::new();
    daan.stops("BB-00-DD", []);
    let draft = daan.device.start_check(daan.looks_up("FF-00-GH").query);
    daan.answers(draft.unwrap().id, smallest());

    let handle = daan.device.clone();
    daan.device.close();
    daan.device.close();
    let closed = Some(DeviceError::Store(StoreError::Closed));
    assert_eq!(handle.my_stops().err(), closed);
    assert_eq!(handle.look_up(plate_request("JJ-00-KL")).err(), closed);
    let passes = tokio::time::timeout(Duration::from_secs(60), handle.run_passes());
    assert!(passes.await.is_ok(), "nothing tries again and again");

    let daan = daan.closed(|_| ()).unwrap();
    assert_eq!(daan.year("BB-00-DD"), (1, 1, 1));
    let open = daan.device.open_draft().unwrap().unwrap();
    assert!(open.missing.is_empty(), "all that was entered is there");
}

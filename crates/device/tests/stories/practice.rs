//! Officer Noor practises, and nothing of it counts.

use proco_device::DeviceError;
use proco_testbed::phone::Phone;

#[test]
fn that_a_scenario_was_done_is_all_that_is_kept() {
    let mut noor = Phone::new();
    assert!(noor.device.practised().unwrap().is_empty());
    noor.device.practise("nothing-wrong").unwrap();
    noor.device.practise("nothing-wrong").unwrap();
    noor.kill_and_start();
    assert_eq!(noor.device.practised().unwrap(), ["nothing-wrong"]);
    assert_eq!(
        noor.device.practise("TF-000-G"),
        Err(DeviceError::Gone),
        "only a name of the list is kept"
    );
    let status = noor.device.status().unwrap();
    assert_eq!(status.sync.waiting, 0);
    assert_eq!(noor.device.my_shift().unwrap().since, None);
    assert!(noor.device.my_stops().unwrap().is_empty());
}

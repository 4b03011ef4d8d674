//! The programs of the tests say how they are used.

use std::process::Command;

#[test]
fn the_road_prints_its_usage_and_ends_well() {
    for asked in ["--help", "-h"] {
        let road = Command::new(env!("CARGO_BIN_EXE_proco-road"))
            .arg(asked)
            .output()
            .unwrap();
        assert!(road.status.success(), "{asked}");
        let told = String::from_utf8(road.stdout).unwrap();
        assert!(told.contains("Usage: proco-road 127.0.0.1:PORT"), "{told}");
    }
}

//! A phone without certificates: what only sending needs stops nothing else.

use std::fs;
use std::process::Command;

use proco_testbed::phone::Phone;

#[test]
fn it_opens_all_the_same() {
    let sanne = Phone::new();
    sanne.stops("BB-00-DD", []);
    let mut ended = None;
    drop(sanne.closed(|files| {
        let (none, nowhere) = (files.path().join("none.pem"), files.path().join("none"));
        fs::write(&none, "").unwrap();
        fs::create_dir(&nowhere).unwrap();
        let check = Command::new(env!("CARGO_BIN_EXE_proco-device"))
            .arg("check")
            .arg(files.file())
            .arg("--keys")
            .arg(files.keys())
            .env("SSL_CERT_FILE", none)
            .env("SSL_CERT_DIR", nowhere)
            .output();
        ended = Some(check.unwrap());
    }));
    let ended = ended.unwrap();
    let said = String::from_utf8_lossy(&ended.stdout);
    assert!(ended.status.success(), "{ended:?}");
    assert!(said.contains("own stops: 1"), "{said}");
}

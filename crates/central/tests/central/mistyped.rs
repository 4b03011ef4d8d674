//! Commands on a folder in which no central was begun.

use crate::command_line::{run, said};

/// Each command but `serve`, with all that it has to be told besides the folder.
const COMMANDS: [&str; 13] = [
    "enrol --team noord --role officer",
    "enrol --replaces 0195c000-0000-7000-8000-000000000001",
    "revoke --device 0195c000-0000-7000-8000-000000000001 --keyservice http://127.0.0.1:9",
    "issuer-keys",
    "backup --to COPY",
    "restore --from COPY --move-aside",
    "begin-anew --move-aside",
    "replace-issuer-key --move-aside",
    "rescue --to COPY",
    "check",
    "devices list",
    "epoch-keys list",
    "epoch-keys forget --epoch 2026Q4",
];

#[tokio::test]
async fn a_command_on_a_folder_without_a_central_is_refused_and_makes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy");
    let begun = folder.path().join("begun");
    std::fs::create_dir(&begun).unwrap();
    std::fs::write(begun.join("central.first-start"), "").unwrap();
    let empty = folder.path().join("empty");
    std::fs::create_dir(&empty).unwrap();
    let missing = folder.path().join("mistyped");
    for (data, holds) in [(&missing, 0), (&empty, 0), (&begun, 1)] {
        for command in COMMANDS {
            let words = command.replace("COPY", copy.to_str().unwrap());
            let words: Vec<_> = words.split(' ').collect();
            let refused = run(&[&words[..], &["--data", data.to_str().unwrap()]].concat()).await;
            let told = said(&refused.stderr);
            assert!(!refused.status.success(), "{command}: {told}");
            assert!(refused.stdout.is_empty(), "{command}");
            assert!(
                told.contains("no central was begun in"),
                "{command}: {told}"
            );
            let found = std::fs::read_dir(data).map_or(0, Iterator::count);
            assert_eq!(found, holds, "{command} made something in {data:?}");
            assert!(!copy.exists(), "{command}");
        }
    }
    assert!(!missing.exists());
}

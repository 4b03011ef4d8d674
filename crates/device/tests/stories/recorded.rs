//! The answers of the core from which the in-memory host of the screens answers, and those that it is
//! compared with. They are recorded from the core and committed; here they are compared, and with `PROCO_BLESS=1`
//! recorded anew.
//!
//! | file under `ui/` | written by hand | recorded |
//! |---|---|---|
//! | `src/backend/memory/recorded/rules.json` | nothing | what each rule of a draft looks at, and when it holds |
//! | `src/backend/memory/recorded/subjects.json` | what is typed | how it is read, asked about or refused |
//! | `tests/recorded/drafts.json` | nothing | a sample of drafts, and what each lacks or becomes |
//! | `tests/recorded/scripts/*.json` | commands | their answers |
//!
//! `ui/tests/recorded.test.ts` asks the in-memory host the same.

mod rules;
mod script;
mod subjects;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

fn ui(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../ui")
        .join(path)
}

fn list(path: &Path) -> Vec<Value> {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// Compares a committed file with what the core says now, or records it.
fn compare(path: &Path, now: &[Value]) {
    if std::env::var_os("PROCO_BLESS").is_some() {
        let lines: Vec<String> = now.iter().map(|each| sorted(each).to_string()).collect();
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, format!("[\n{}\n]\n", lines.join(",\n"))).unwrap();
        return;
    }
    let committed = list(path);
    let name = path.file_name().unwrap().display();
    let hint = "run `PROCO_BLESS=1 cargo test -p proco-device --test stories recorded`";
    assert_eq!(
        committed.len(),
        now.len(),
        "{name} has another length: {hint}"
    );
    for (number, (committed, now)) in committed.iter().zip(now).enumerate() {
        assert_eq!(committed, now, "{name}, entry {number}, differs: {hint}");
    }
}

/// The same with its keys in order, whichever map `serde_json` was built with.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mut names: Vec<&String> = fields.keys().collect();
            names.sort();
            let fields = names.into_iter();
            Value::Object(
                fields
                    .map(|name| (name.clone(), sorted(&value[name])))
                    .collect::<Map<_, _>>(),
            )
        }
        Value::Array(items) => items.iter().map(sorted).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

#[test]
fn the_recorded_rules_and_drafts_are_those_of_the_core() {
    compare(
        &ui("src/backend/memory/recorded/rules.json"),
        &rules::rules(),
    );
    compare(&ui("tests/recorded/drafts.json"), &rules::sample());
}

#[test]
fn the_recorded_subjects_are_read_as_the_core_reads_them() {
    let file = ui("src/backend/memory/recorded/subjects.json");
    let typed = list(&file).into_iter().map(|mut each| each["typed"].take());
    compare(&file, &subjects::read(typed));
}

#[test]
fn the_recorded_scripts_have_the_answers_of_the_core() {
    let files = fs::read_dir(ui("tests/recorded/scripts")).unwrap();
    let files: Vec<PathBuf> = files.map(|entry| entry.unwrap().path()).collect();
    assert!(files.len() > 5, "the scripts were found: {files:?}");
    for file in files {
        compare(&file, &script::play(&list(&file)));
    }
}

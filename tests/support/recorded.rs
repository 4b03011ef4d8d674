//! Answers of the core that are committed for the in-memory host of the screens' tests: compared with what the core
//! answers now, or with `PROCO_BLESS=1` recorded anew.

pub mod script;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

/// A path under `ui/`.
pub fn ui(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../ui")
        .join(path)
}

/// The entries of a committed file.
pub fn list(path: &Path) -> Vec<Value> {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// Compares a committed file with what the core says now, or records it.
pub fn compare(path: &Path, now: &[Value]) {
    if std::env::var_os("PROCO_BLESS").is_some() {
        let lines: Vec<String> = now.iter().map(|each| sorted(each).to_string()).collect();
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, format!("[\n{}\n]\n", lines.join(",\n"))).unwrap();
        return;
    }
    let committed = list(path);
    let name = path.file_name().unwrap().display();
    let package = std::env::var("CARGO_PKG_NAME").unwrap();
    let hint = format!("run `PROCO_BLESS=1 cargo test -p {package} --test stories recorded`");
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

/// The scripts in a folder under `ui/`.
pub fn scripts(folder: &str) -> Vec<PathBuf> {
    let files = fs::read_dir(ui(folder)).unwrap();
    files.map(|entry| entry.unwrap().path()).collect()
}

//! The files of the checkout, as git knows them.

use std::fs;
use std::path::Path;
use std::process::Command;

/// A text file, with its path from the root.
pub struct Source {
    pub path: String,
    pub text: String,
}

impl Source {
    /// The text without comments: a file may well say what it does not do.
    pub fn code(&self) -> String {
        self.text
            .lines()
            .filter(|line| {
                let line = line.trim_start();
                !["//", "/*", "*", "<!--"]
                    .iter()
                    .any(|mark| line.starts_with(mark))
            })
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// The code that ships: without comments, and without the tests at the end of a Rust file.
    pub fn shipped(&self) -> String {
        without_tests(&self.code())
    }

    /// Lines, the tests at the end of a Rust file not counted.
    pub fn length(&self) -> usize {
        without_tests(&self.text).lines().count()
    }

    pub fn is(&self, ending: &str) -> bool {
        self.path.ends_with(ending)
    }
}

/// The root of the checkout.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// Every text file that is committed, or would be by `git add`.
pub fn sources() -> Vec<Source> {
    let output = Command::new("git")
        .current_dir(root())
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .output()
        .expect("these tests ask git which files there are");
    let list = String::from_utf8(output.stdout).unwrap();
    let found: Vec<Source> = list
        .split('\0')
        .filter(|path| !path.is_empty())
        // A picture is no text, and a file that was just removed is listed still.
        .filter_map(|path| {
            let text = fs::read_to_string(root().join(path)).ok()?;
            Some(Source {
                path: path.to_owned(),
                text,
            })
        })
        .collect();
    assert!(
        found.len() > 100,
        "git lists {} files: not the whole checkout, so nothing here would prove anything",
        found.len()
    );
    found
}

/// The Rust files of what ships: the crates and the app, without their tests.
pub fn product() -> Vec<Source> {
    sources()
        .into_iter()
        .filter(|source| {
            let shipped =
                source.path.starts_with("crates/") || source.path.starts_with("src-tauri/");
            shipped && source.is(".rs") && source.path.contains("/src/")
        })
        .collect()
}

/// The files of the screens, without their tests.
pub fn screens() -> Vec<Source> {
    sources()
        .into_iter()
        .filter(|source| source.path.starts_with("ui/src/") && !source.is(".test.ts"))
        .filter(|source| source.is(".ts") || source.is(".svelte"))
        .collect()
}

/// Fails with all that was found, and says once why the rule is there.
#[track_caller]
pub fn none(found: &[String], why: &str) {
    assert!(
        found.is_empty(),
        "{why}. Found:\n  {}\n",
        found.join("\n  ")
    );
}

/// The text without its module of tests. What stands after that module counts again.
fn without_tests(text: &str) -> String {
    let Some((before, rest)) = text.split_once("#[cfg(test)]\nmod tests {") else {
        return text.to_owned();
    };
    let after = rest.split_once("\n}\n").map_or("", |(_, after)| after);
    format!("{before}{after}")
}

//! The bytes of the files of a store, in which a test looks for what may not stand there.

use std::fs;
use std::path::Path;

/// All files of a folder, by name, with their bytes.
#[must_use]
pub fn bytes_of(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let files = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    files
        .filter(|path| path.is_file())
        .map(|path| (path.display().to_string(), fs::read(path).unwrap()))
        .collect()
}

/// Where these bytes stand.
#[must_use]
pub fn places(haystack: &[u8], needle: &[u8]) -> Vec<usize> {
    let windows = haystack.windows(needle.len()).enumerate();
    let found = windows.filter(|(_, window)| *window == needle);
    found.map(|(at, _)| at).collect()
}

/// The order in which numbered texts stand in the bytes of the files: in one file alone.
#[must_use]
pub fn order_in(folder: &Path, texts: &[(u8, &str)]) -> Vec<u8> {
    let mut found = Vec::new();
    for (file, bytes) in bytes_of(folder) {
        for (number, text) in texts {
            for at in places(&bytes, text.as_bytes()) {
                found.push((file.clone(), at, *number));
            }
        }
    }
    found.sort();
    let one = found.first().map(|(file, ..)| file.clone());
    assert!(
        found.iter().all(|(file, ..)| Some(file) == one.as_ref()),
        "in the database alone, and not in its log"
    );
    found.into_iter().map(|(.., number)| number).collect()
}

//! Rescue of a write-ahead log, frame by frame.
//!
//! SQLite reads a log up to the first frame whose check sum is wrong, and discards the rest. A rescue wants every
//! committed page, also behind such a frame: whether a page is damaged itself shows when it is read.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

const HEADER: usize = 32;
const FRAME: usize = 24;

/// Copies a store into a folder, with what stands in its log written into the copy. Neither the
/// store nor its log is changed. A store of which only the log is left is made from that.
///
/// # Errors
/// [`io::Error`] when one cannot be read or the copy not be written.
pub fn working_copy(store: &Path, folder: &Path) -> io::Result<PathBuf> {
    let copy = folder.join("copy.db");
    match fs::copy(store, &copy) {
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::NotFound => drop(File::create(&copy)?),
        Err(error) => return Err(error),
    }
    let mut log = store.as_os_str().to_owned();
    log.push("-wal");
    match fs::read(PathBuf::from(log)) {
        Ok(log) => write_pages(&copy, &log)?,
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    if fs::metadata(&copy)?.len() == 0 {
        return Err(ErrorKind::NotFound.into());
    }
    Ok(copy)
}

/// Writes every committed page of a log to its place.
fn write_pages(store: &Path, log: &[u8]) -> io::Result<()> {
    let mut store = OpenOptions::new().write(true).open(store)?;
    for (number, page) in committed(log) {
        let before = u64::from(number - 1);
        store.seek(SeekFrom::Start(before * page.len() as u64))?;
        store.write_all(page)?;
    }
    store.sync_all()
}

/// Number and content of each page in the log, until its last commit.
fn committed(log: &[u8]) -> Vec<(u32, &[u8])> {
    let Some(size) = page_size(log) else {
        return Vec::new();
    };
    let frames = || log[HEADER..].chunks_exact(FRAME + size);
    // A frame of an earlier round has another salt. The header may be what is damaged: then the
    // first frame, which is always of this round, has it.
    let of_header = &log[16..24];
    let is_known = frames().any(|frame| &frame[8..16] == of_header);
    let salt = match frames().next() {
        Some(first) if !is_known => &first[8..16],
        Some(_) | None => of_header,
    };
    let mut pages = Vec::new();
    let mut whole = 0;
    for frame in frames().filter(|frame| is_but_for_a_bit(&frame[8..16], salt)) {
        let number = word(&frame[..4]);
        if number > 0 {
            pages.push((number, &frame[FRAME..]));
        }
        // The last frame of a commit tells the size of the store, which is never 0.
        if word(&frame[4..8]) != 0 {
            whole = pages.len();
        }
    }
    pages.truncate(whole);
    pages
}

/// Salts are random, so those of two rounds differ in more bits than one that was damaged.
fn is_but_for_a_bit(one: &[u8], other: &[u8]) -> bool {
    let pairs = one.iter().zip(other);
    pairs
        .map(|(one, other)| (one ^ other).count_ones())
        .sum::<u32>()
        <= 1
}

fn page_size(log: &[u8]) -> Option<usize> {
    let size = usize::try_from(word(log.get(..HEADER)?.get(8..12)?)).ok()?;
    // All stores of this project have SQLCipher's page size; a wrong bit must not hide that.
    let sound = size.is_power_of_two() && (512..=65536).contains(&size);
    Some(if sound { size } else { 4096 })
}

fn word(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .fold(0, |word, byte| word << 8 | u32::from(*byte))
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    #[test]
    fn a_wrong_bit_costs_its_own_page_and_not_the_rest_of_the_log() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.db");
        let db = Connection::open(&file).unwrap();
        db.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;
             CREATE TABLE stops (id INTEGER PRIMARY KEY, body TEXT);",
        )
        .unwrap();
        for number in 0..50 {
            let body = "x".repeat(3000);
            db.execute("INSERT INTO stops VALUES (?1, ?2)", (number, body))
                .unwrap();
        }
        let log = fs::read(folder.path().join("a.db-wal")).unwrap();
        let count = |file: &Path| {
            let db = Connection::open(file).unwrap();
            db.query_row("SELECT count(*) FROM stops", [], |row| row.get::<_, i64>(0))
        };
        // In the salt and in the sum of a frame: nothing of a page is wrong, and SQLite stops there.
        for place in [9, 13, 17, 22] {
            let mut bytes = log.clone();
            bytes[HEADER + 20 * (FRAME + 4096) + place] ^= 1;
            let broken = folder.path().join(format!("{place}.db"));
            fs::copy(&file, &broken).unwrap();
            fs::write(folder.path().join(format!("{place}.db-wal")), &bytes).unwrap();
            let copies = tempfile::tempdir().unwrap();
            let copy = working_copy(&broken, copies.path()).unwrap();
            assert_eq!(count(&copy).unwrap(), 50, "{place}");
            assert!(count(&broken).unwrap_or(0) < 50, "SQLite alone");
        }
    }

    #[test]
    fn noise_is_no_log() {
        for log in [&[][..], &[0; 31], &[7; 40], &[0xFF; 10_000]] {
            let _ = committed(log);
        }
    }
}

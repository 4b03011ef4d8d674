//! Rescue of a write-ahead log, frame by frame.
//!
//! SQLite reads a log up to the first frame whose check sum is wrong, and discards the rest. A rescue wants every
//! committed page, also behind such a frame. The sum of a frame goes on from that of the frame before it, which stands in
//! the log, so each frame can be checked by itself ([file format, 4.2](https://sqlite.org/fileformat2.html#checksum_algorithm)).
//! One wrong bit is found by trying. A page that stays wrong is used only where the file has none.

use std::borrow::Cow;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::bits::{PATIENCE, SALT, Sums, mend_salt, mend_single_bits};

mod sum;
use sum::Sum;

pub(crate) const HEADER: usize = 32;
pub(crate) const FRAME: usize = 24;

/// Copies a store into a folder, with what stands in its log written into the copy. Neither the
/// store nor its log is changed. A store of which only the log is left is made from that.
///
/// # Errors
/// [`io::Error`] when one cannot be read or the copy not be written.
pub fn working_copy(store: &Path, folder: &Path) -> io::Result<PathBuf> {
    let copy = copied(store, folder)?;
    let log = log_of(store)?;
    write_pages(&copy, committed(&log, None))?;
    there(copy)
}

/// As [`working_copy`], of an encrypted store, whose key tells which pages are right: its salt is put back from a copy
/// of it where that fits, pages of the log that are not of this store are left out, and single wrong bits are mended.
///
/// # Errors
/// [`io::Error`] when one cannot be read or the copy not be written.
pub fn working_copy_with_key(
    store: &Path,
    folder: &Path,
    key: &[u8; 32],
    salt: Option<&[u8; SALT]>,
) -> io::Result<PathBuf> {
    let copy = copied(store, folder)?;
    if let Some(salt) = salt {
        mend_salt(&copy, key, salt)?;
    }
    let log = log_of(store)?;
    let sums = match Sums::of_file(key, &copy)? {
        None => first_page(&log).and_then(|page| Sums::of_page(key, page)),
        of_file => of_file,
    };
    let mut pages = committed(&log, sums.as_ref());
    if let Some(sums) = sums
        && !pages.iter().any(|page| page.is_right)
    {
        if sums.fitting(&copy)? > 0 {
            // The log of another store.
            pages.clear();
        }
        // Else the salt is wrong, and nothing can be told of any page.
        pages.iter_mut().for_each(|page| page.is_right = true);
    }
    write_pages(&copy, pages)?;
    let copy = there(copy)?;
    mend_single_bits(&copy, key)?;
    Ok(copy)
}

fn copied(store: &Path, folder: &Path) -> io::Result<PathBuf> {
    let copy = folder.join("copy.db");
    match fs::copy(store, &copy) {
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::NotFound => drop(File::create(&copy)?),
        Err(error) => return Err(error),
    }
    Ok(copy)
}

fn log_of(store: &Path) -> io::Result<Vec<u8>> {
    let mut log = store.as_os_str().to_owned();
    log.push("-wal");
    match fs::read(PathBuf::from(log)) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        other => other,
    }
}

fn there(copy: PathBuf) -> io::Result<PathBuf> {
    if fs::metadata(&copy)?.len() == 0 {
        return Err(ErrorKind::NotFound.into());
    }
    Ok(copy)
}

/// A page as it stands in the log.
struct Page<'a> {
    number: u32,
    bytes: Cow<'a, [u8]>,
    /// Whether its check sum fits, or fits after one bit is flipped back.
    is_right: bool,
}

/// Writes pages to their places, in the order in which they were written to the log.
fn write_pages(store: &Path, pages: Vec<Page<'_>>) -> io::Result<()> {
    let mut store = OpenOptions::new().write(true).open(store)?;
    let length = store.metadata()?.len();
    // Each page that the file does not have stands in the log: a number beyond is wrong, and may lie terabytes away.
    let in_log: u64 = pages.iter().map(|page| page.bytes.len() as u64).sum();
    for Page {
        number,
        bytes,
        is_right,
    } in pages
    {
        let place = u64::from(number - 1) * bytes.len() as u64;
        if place >= length + in_log || !is_right && place < length {
            continue;
        }
        store.seek(SeekFrom::Start(place))?;
        store.write_all(&bytes)?;
    }
    store.sync_all()
}

/// The first page of a store as it stands in its log.
fn first_page(log: &[u8]) -> Option<&[u8]> {
    let mut frames = log.get(HEADER..)?.chunks_exact(FRAME + page_size(log)?);
    let of_first = frames.find(|frame| word(&frame[..4]) == 1)?;
    Some(&of_first[FRAME..])
}

/// The pages in the log, until its last commit. Of an encrypted store its own sums say which are right.
fn committed<'a>(log: &'a [u8], own: Option<&Sums>) -> Vec<Page<'a>> {
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
    let big = is_big_endian(log, size);
    let mut pages = Vec::new();
    let (mut whole, mut wrong) = (0, 0);
    // The seed of the next check sum, in two forms: as stored in the log, and as computed, in case the stored one is
    // damaged.
    let mut before = [
        Sum::stored(&log[24..HEADER]),
        Sum::default().over(&log[..24], big),
    ];
    for frame in frames() {
        let stored = Sum::stored(&frame[16..FRAME]);
        let sums = before.map(|sum| sum.over(&frame[..8], big).over(&frame[FRAME..], big));
        let fitting = sums.iter().find(|sum| sum.bits_from(stored) <= 1);
        let seed = before[0];
        before = [stored, *fitting.unwrap_or(&stored)];
        if !is_but_for_a_bit(&frame[8..16], salt) {
            continue;
        }
        let mut head = [word(&frame[..4]), word(&frame[4..8])];
        let mut bytes = Cow::Borrowed(&frame[FRAME..]);
        let mut is_right = own.map_or(fitting.is_some(), |own| own.fit_page(&bytes, head[0]));
        // Where the page's own sum tells which bit it was, also a bit that changes SQLite's sum as one in that sum would.
        if !sums.contains(&stored) && (own.is_some() || fitting.is_none()) {
            wrong += 1;
            if wrong <= PATIENCE {
                match mended(frame, seed, stored, big, own) {
                    Mended::Right(right) => {
                        head = [word(&right[..4]), word(&right[4..8])];
                        bytes = Cow::Owned(right[8..].to_vec());
                        is_right = true;
                    }
                    // Most likely its number is right, and so are its bytes but for one bit: that shows when it is read.
                    Mended::OfPage => is_right |= own.is_none(),
                    Mended::Unknown => {}
                }
            }
        }
        let [number, commits] = head;
        if number > 0 {
            pages.push(Page {
                number,
                bytes,
                is_right,
            });
        }
        // The last frame of a commit tells the size of the store, which is never 0.
        if commits != 0 {
            whole = pages.len();
        }
    }
    pages.truncate(whole);
    pages
}

/// In which order the sums read bytes: as the first four bytes of the log say, unless no frame fits so.
fn is_big_endian(log: &[u8], size: usize) -> bool {
    let says = word(&log[..4]) & 1 == 1;
    let fits = |big: bool| {
        let mut before = Sum::stored(&log[24..HEADER]);
        log[HEADER..].chunks_exact(FRAME + size).any(|frame| {
            let sum = before.over(&frame[..8], big).over(&frame[FRAME..], big);
            before = Sum::stored(&frame[16..FRAME]);
            sum == before
        })
    };
    if fits(says) || !fits(!says) {
        says
    } else {
        !says
    }
}

/// What flipping one bit back made of a frame whose sum does not fit.
enum Mended {
    /// Head and page: that bit alone it can have been.
    Right(Vec<u8>),
    /// Several bits would make the sum fit, nearly all of them in the page.
    OfPage,
    /// No single bit makes the sum fit.
    Unknown,
}

/// Finds the bit. The high bits of many words change the sum alike; of an encrypted store its own sums tell which it was.
fn mended(frame: &[u8], seed: Sum, stored: Sum, big: bool, own: Option<&Sums>) -> Mended {
    let mut right = [&frame[..8], &frame[FRAME..]].concat();
    let mut found = Vec::new();
    for bit in 0..right.len() * 8 {
        right[bit / 8] ^= 1 << (bit % 8);
        if seed.over(&right, big) == stored
            && own.is_none_or(|own| own.fit_page(&right[8..], word(&right[..4])))
        {
            found.push(bit);
        }
        right[bit / 8] ^= 1 << (bit % 8);
    }
    match found[..] {
        [bit] => {
            right[bit / 8] ^= 1 << (bit % 8);
            Mended::Right(right)
        }
        [] => Mended::Unknown,
        [..] => Mended::OfPage,
    }
}

/// Salts are random, so those of two rounds differ in more bits than one that was damaged.
fn is_but_for_a_bit(one: &[u8], other: &[u8]) -> bool {
    let pairs = one.iter().zip(other);
    pairs
        .map(|(one, other)| (one ^ other).count_ones())
        .sum::<u32>()
        <= 1
}

pub(crate) fn page_size(log: &[u8]) -> Option<usize> {
    let size = usize::try_from(word(log.get(..HEADER)?.get(8..12)?)).ok()?;
    // All stores of this project have SQLCipher's page size; a wrong bit must not hide that.
    let sound = size.is_power_of_two() && (512..=65536).contains(&size);
    Some(if sound { size } else { 4096 })
}

pub(crate) fn word(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .fold(0, |word, byte| word << 8 | u32::from(*byte))
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    /// A database with one empty table, whose log is folded in only when told to.
    fn logged(folder: &Path) -> (PathBuf, Connection) {
        let file = folder.join("a.db");
        let db = Connection::open(&file).unwrap();
        db.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;
             CREATE TABLE stops (id INTEGER PRIMARY KEY, body TEXT);",
        )
        .unwrap();
        (file, db)
    }

    fn insert(db: &Connection, numbers: std::ops::Range<i64>, length: usize) {
        for number in numbers {
            let body = "x".repeat(length);
            db.execute("INSERT INTO stops VALUES (?1, ?2)", (number, body))
                .unwrap();
        }
    }

    #[test]
    fn a_wrong_bit_costs_its_own_page_and_not_the_rest_of_the_log() {
        let folder = tempfile::tempdir().unwrap();
        let (file, db) = logged(folder.path());
        insert(&db, 0..50, 3000);
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

    /// A single flipped bit in a frame is repaired. With more, the page falls back to the database file, or is lost
    /// if the file does not have it.
    #[test]
    fn a_frame_that_is_wrong_is_mended_or_leaves_the_page_of_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let (file, db) = logged(folder.path());
        insert(&db, 0..40, 1300);
        db.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
        insert(&db, 40..44, 1300);
        let log = fs::read(folder.path().join("a.db-wal")).unwrap();
        let frames = (log.len() - HEADER) / (FRAME + 4096);
        let copies = tempfile::tempdir().unwrap();
        let count = |bytes: &[u8]| {
            let broken = folder.path().join("broken.db");
            fs::copy(&file, &broken).unwrap();
            fs::write(folder.path().join("broken.db-wal"), bytes).unwrap();
            let copy = working_copy(&broken, copies.path()).unwrap();
            assert!(fs::metadata(&copy).unwrap().len() < 1 << 20);
            let into = Connection::open_in_memory().unwrap();
            crate::rescue(&|| Connection::open(&copy), &into).unwrap()[0].read
        };
        assert_eq!(count(&log), 44);
        for frame in 0..frames {
            let at = HEADER + frame * (FRAME + 4096);
            // The highest bits of a word of the head may as well be of the page, which is likelier by far: then the page
            // is taken as it is.
            let is_told = |bit: &usize| bit / 8 % 4 < 2;
            let head = (0..64).step_by(3).filter(is_told);
            let page = (192..(FRAME + 4096) * 8).step_by(4999);
            for bit in head.chain((128..192).step_by(7)).chain(page) {
                let mut bytes = log.clone();
                bytes[at + bit / 8] ^= 1 << (bit % 8);
                let least = if is_told(&bit) { 44 } else { 30 };
                assert!(count(&bytes) >= least, "frame {frame} bit {bit}");
            }
            let mut bytes = log.clone();
            bytes[at + FRAME + 2000..][..3].copy_from_slice(b"off");
            assert!(count(&bytes) >= 40, "frame {frame}");
        }
    }

    #[test]
    fn noise_is_no_log() {
        for log in [&[][..], &[0; 31], &[7; 40], &[0xFF; 10_000]] {
            let _ = committed(log, None);
        }
    }
}

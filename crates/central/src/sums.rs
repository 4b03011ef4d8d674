//! Check sums of the database at rest: what changed in it while no central ran.
//!
//! SQLite notices a broken structure, but not a changed digit. So when central leaves its database in order
//! it writes down a check sum of each part of the file, with the number of its commits, and compares them
//! when it opens it again. A file with more commits was written since. One with fewer, or of another
//! database, was put there by hand. Of these nothing is known, and they are checked as after an end out
//! of order.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

use proco_host::files::write_whole;

use crate::store::Count;

/// The size of the part that one check sum covers, in bytes.
const PART: usize = 64 * 1024;
/// The header of an SQLite file.
const HEADER: usize = 100;
const MAGIC: &[u8; 8] = b"prosums2";

/// The size, header counters and check sums of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    header: [u8; HEADER],
    parts: Vec<u32>,
}

/// The check sums of a database at rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sums {
    count: Count,
    picture: Picture,
}

/// The result of comparing a database with kept check sums.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compared {
    /// The file is as it was left.
    Same,
    /// Something in it changed.
    Changed,
    /// It is the same database as it was earlier.
    Older,
    /// Nothing is known of it.
    Unknown,
}

impl Picture {
    /// Of this file, as it is.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let mut header = [0; HEADER];
        let mut parts = Vec::new();
        let mut part = Vec::with_capacity(PART);
        loop {
            part.clear();
            file.by_ref().take(PART as u64).read_to_end(&mut part)?;
            if part.is_empty() {
                return Ok(Self { header, parts });
            }
            if parts.is_empty() {
                let length = part.len().min(HEADER);
                header[..length].copy_from_slice(&part[..length]);
            }
            parts.push(crc32fast::hash(&part));
        }
    }

    /// The file change counter and the size of the database, as the header of an SQLite file holds
    /// them. Who writes to it without central, such as with VACUUM, changes them as a rule.
    fn counters(&self) -> &[u8] {
        &self.header[24..32]
    }
}

impl Sums {
    /// Writes the sums of a database down that has come so far.
    ///
    /// # Errors
    /// When one of the two cannot be read or written.
    pub fn keep(database: &Path, count: Count, at: &Path) -> io::Result<()> {
        let picture = Picture::of(database)?;
        let mut bytes = MAGIC.to_vec();
        bytes.extend(count.store.to_be_bytes());
        bytes.extend(count.number.to_be_bytes());
        bytes.extend(picture.header);
        for part in &picture.parts {
            bytes.extend(part.to_be_bytes());
        }
        let whole = crc32fast::hash(&bytes);
        bytes.extend(whole.to_be_bytes());
        write_whole(at, &bytes)
    }

    /// The sums that were written down; nothing where there are none, or not as they were written.
    ///
    /// # Errors
    /// When there are some that cannot be read.
    pub fn kept(at: &Path) -> io::Result<Option<Self>> {
        match fs::read(at) {
            Ok(bytes) => Ok(Self::read(&bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// How far the database had come.
    #[must_use]
    pub fn count(&self) -> Count {
        self.count
    }

    /// Compares them with a file as it looked before it was opened, and with how far it has come.
    #[must_use]
    pub fn compare(&self, found: &Picture, count: Count) -> Compared {
        if count.store != self.count.store || count.number > self.count.number {
            return Compared::Unknown;
        }
        if count.number < self.count.number {
            return Compared::Older;
        }
        if *found == self.picture {
            Compared::Same
        } else if self.is_of_another_picture(found) {
            Compared::Changed
        } else {
            Compared::Unknown
        }
    }

    /// Whether a file looks otherwise, and nobody is known to have written to it.
    #[must_use]
    pub fn is_of_another_picture(&self, found: &Picture) -> bool {
        *found != self.picture && found.counters() == self.picture.counters()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (rest, whole) = bytes.split_last_chunk::<4>()?;
        if crc32fast::hash(rest) != u32::from_be_bytes(*whole) {
            return None;
        }
        let (store, rest) = rest.strip_prefix(MAGIC)?.split_first_chunk()?;
        let (number, rest) = rest.split_first_chunk()?;
        let (header, parts) = rest.split_first_chunk::<HEADER>()?;
        let parts = parts.chunks_exact(4);
        let count = Count {
            store: i64::from_be_bytes(*store),
            number: i64::from_be_bytes(*number),
        };
        let picture = Picture {
            header: *header,
            parts: parts
                .map(|part| u32::from_be_bytes([part[0], part[1], part[2], part[3]]))
                .collect(),
        };
        Some(Self { count, picture })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_bit_is_found_and_another_state_is_another_state() {
        let folder = tempfile::tempdir().unwrap();
        let (file, at) = (folder.path().join("f"), folder.path().join("sums"));
        let sound: Vec<u8> = (0..200_000_u32).map(|n| n.to_le_bytes()[0]).collect();
        assert_eq!(Sums::kept(&at).unwrap(), None);
        let count = |number| Count { store: 7, number };
        fs::write(&file, &sound).unwrap();
        Sums::keep(&file, count(40), &at).unwrap();
        let kept = Sums::kept(&at).unwrap().unwrap();
        assert_eq!(kept.count(), count(40));
        let compared = |changed: &dyn Fn(&mut Vec<u8>), count| {
            let mut bytes = sound.clone();
            changed(&mut bytes);
            fs::write(&file, &bytes).unwrap();
            kept.compare(&Picture::of(&file).unwrap(), count)
        };
        assert_eq!(compared(&|_| {}, count(40)), Compared::Same);
        for place in [0, 50, 70_000, 199_999] {
            let flip = |bytes: &mut Vec<u8>| bytes[place] ^= 4;
            assert_eq!(compared(&flip, count(40)), Compared::Changed, "{place}");
            assert_eq!(compared(&flip, count(39)), Compared::Older, "{place}");
            assert_eq!(compared(&flip, count(41)), Compared::Unknown, "{place}");
        }
        let cut = |bytes: &mut Vec<u8>| bytes.truncate(150_000);
        assert_eq!(compared(&cut, count(40)), Compared::Changed);
        let counter = |bytes: &mut Vec<u8>| bytes[24] ^= 1;
        assert_eq!(compared(&counter, count(40)), Compared::Unknown);
        let log = compared(&|_| {}, count(41));
        assert_eq!(log, Compared::Unknown, "more stands in its log");
        let another = Count {
            store: 8,
            ..count(40)
        };
        assert_eq!(compared(&|_| {}, another), Compared::Unknown);
        let bytes = fs::read(&at).unwrap();
        for place in [0, 20, 60, bytes.len() - 1] {
            let mut bytes = bytes.clone();
            bytes[place] ^= 1;
            fs::write(&at, bytes).unwrap();
            assert_eq!(Sums::kept(&at).unwrap(), None, "{place}");
        }
    }
}

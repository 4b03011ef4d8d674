//! Check sums of the database at rest: what changed in it while no central ran.
//!
//! SQLite tells a broken structure, not a wrong digit. So when central leaves its database in order
//! it writes down a check sum of each part of the file, and compares them when it opens it again. A
//! file with another header than the one that was left is another file, put there by hand; of that
//! one nothing is known, and it is checked as after an end out of order.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

use crate::folder::write_whole;

/// Of how many bytes one check sum is.
const PART: usize = 64 * 1024;
/// The header of an SQLite file, in which each writer that makes it grow counts.
const HEADER: usize = 100;
const MAGIC: &[u8; 8] = b"prosums1";

/// The check sums of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sums {
    header: [u8; HEADER],
    parts: Vec<u32>,
}

/// What a comparison came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compared {
    /// The file is as it was left.
    Same,
    /// Something in it changed.
    Changed,
    /// Nothing is known of it.
    Unknown,
}

impl Sums {
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

    /// Writes the sums of a file down.
    ///
    /// # Errors
    /// When one of the two cannot be read or written.
    pub fn keep(database: &Path, at: &Path) -> io::Result<()> {
        let sums = Self::of(database)?;
        let mut bytes = MAGIC.to_vec();
        bytes.extend(sums.header);
        for part in &sums.parts {
            bytes.extend(part.to_be_bytes());
        }
        let whole = crc32fast::hash(&bytes);
        bytes.extend(whole.to_be_bytes());
        write_whole(at, &bytes)
    }

    /// Compares a file with the sums that were written down, and removes those: from now on the file
    /// may change.
    ///
    /// # Errors
    /// When the file cannot be read, or the sums not be removed.
    pub fn take(database: &Path, at: &Path) -> io::Result<Compared> {
        let kept = match fs::read(at) {
            Ok(bytes) => Self::read(&bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Compared::Unknown),
            Err(error) => return Err(error),
        };
        let compared = match kept {
            None => Compared::Unknown,
            Some(kept) => {
                let found = Self::of(database)?;
                if found == kept {
                    Compared::Same
                } else if counters(&found.header) == counters(&kept.header) {
                    Compared::Changed
                } else {
                    Compared::Unknown
                }
            }
        };
        fs::remove_file(at)?;
        Ok(compared)
    }

    /// `None` for what is no whole list of sums.
    fn read(bytes: &[u8]) -> Option<Self> {
        let (rest, whole) = bytes.split_last_chunk::<4>()?;
        if crc32fast::hash(rest) != u32::from_be_bytes(*whole) {
            return None;
        }
        let (header, parts) = rest.strip_prefix(MAGIC)?.split_first_chunk::<HEADER>()?;
        let parts = parts.chunks_exact(4);
        Some(Self {
            header: *header,
            parts: parts
                .map(|part| u32::from_be_bytes([part[0], part[1], part[2], part[3]]))
                .collect(),
        })
    }
}

/// The file change counter and the size of the database, as the header of an SQLite file holds them.
fn counters(header: &[u8; HEADER]) -> &[u8] {
    &header[24..32]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_bit_is_found_and_another_file_is_another_file() {
        let folder = tempfile::tempdir().unwrap();
        let (file, at) = (folder.path().join("f"), folder.path().join("sums"));
        let sound: Vec<u8> = (0..200_000_u32).map(|n| n.to_le_bytes()[0]).collect();
        assert_eq!(Sums::take(&file, &at).unwrap(), Compared::Unknown);
        let compared = |changed: &dyn Fn(&mut Vec<u8>)| {
            fs::write(&file, &sound).unwrap();
            Sums::keep(&file, &at).unwrap();
            let mut bytes = sound.clone();
            changed(&mut bytes);
            fs::write(&file, &bytes).unwrap();
            let compared = Sums::take(&file, &at).unwrap();
            assert!(!at.exists(), "what may change has no sums");
            compared
        };
        assert_eq!(compared(&|_| {}), Compared::Same);
        for place in [0, 50, 70_000, 199_999] {
            let flip = |bytes: &mut Vec<u8>| bytes[place] ^= 4;
            assert_eq!(compared(&flip), Compared::Changed, "{place}");
        }
        assert_eq!(
            compared(&|bytes| bytes.truncate(150_000)),
            Compared::Changed
        );
        assert_eq!(compared(&|bytes| bytes[24] ^= 1), Compared::Unknown);
        fs::write(&file, &sound).unwrap();
        Sums::keep(&file, &at).unwrap();
        let mut bytes = fs::read(&at).unwrap();
        bytes[20] ^= 1;
        fs::write(&at, bytes).unwrap();
        assert_eq!(Sums::take(&file, &at).unwrap(), Compared::Unknown);
    }
}

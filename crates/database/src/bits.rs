//! Repair of a page of an encrypted database in which one bit is wrong, by brute force; and of its salt, from a copy.
//!
//! SQLCipher keeps with each page an HMAC-SHA512 under a key. A page whose HMAC fits is, beyond doubt,
//! the page that was written. So where one bit flipped it can be found: there are some 33,000, and each
//! try costs microseconds.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use hmac::{Hmac, Mac};
use sha2::Sha512;

/// The size of SQLCipher's page; the HMAC stands at its end.
const PAGE: usize = 4096;
const SUM: usize = 64;
/// The length of the salt with which the first page begins. The HMAC of the page does not cover it; the key of every
/// HMAC follows from it.
pub const SALT: usize = 16;
/// SQLCipher XORs each byte of the salt with this to derive the HMAC key.
const SALT_MASK: u8 = 0x3a;
/// The most pages that are tried: where more are wrong, the damage is no single flipped bit.
pub(crate) const PATIENCE: usize = 32;

/// Repairs each page of a file in which one bit is wrong, and returns how many there were.
///
/// `key` is the raw key of the file. To be called on a copy.
///
/// # Errors
/// [`io::Error`] when the file cannot be read or written.
pub fn mend_single_bits(file: &Path, key: &[u8; 32]) -> io::Result<usize> {
    let mut file = OpenOptions::new().read(true).write(true).open(file)?;
    let mut page = [0; PAGE];
    if !read(&mut file, 1, &mut page)? {
        return Ok(0);
    }
    let (mut mended, mut wrong) = (0, 0);
    let mut sums = Sums::of(key, &page);
    if !sums.fit(&page, 1) {
        let found = sums.mend(&mut page, 1) || {
            let salt = (0..SALT * 8).find_map(|bit| {
                let mut other = page;
                flip(&mut other, bit);
                let under_it = Sums::of(key, &other);
                under_it.fit(&other, 1).then_some((other, under_it))
            });
            salt.is_some_and(|(right, under_it)| {
                (page, sums) = (right, under_it);
                true
            })
        };
        if found {
            write(&mut file, 1, &page)?;
            mended += 1;
        }
    }
    for number in 2.. {
        if !read(&mut file, number, &mut page)? || wrong > PATIENCE {
            break;
        }
        // A page of zeros was never written: the log told of pages behind the end of the file.
        if sums.fit(&page, number) || page.iter().all(|byte| *byte == 0) {
            continue;
        }
        wrong += 1;
        if sums.mend(&mut page, number) {
            write(&mut file, number, &page)?;
            mended += 1;
        }
    }
    file.sync_all()?;
    Ok(mended)
}

/// The salt of an encrypted file; none when it is shorter.
///
/// # Errors
/// [`io::Error`] when the file cannot be read.
pub fn salt_of(file: &Path) -> io::Result<Option<[u8; SALT]>> {
    let mut salt = [0; SALT];
    match File::open(file)?.read_exact(&mut salt) {
        Ok(()) => Ok(Some(salt)),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}

/// Puts back the salt of a file from a copy of it, where more of its pages are right with that.
///
/// To be called on a copy.
pub(crate) fn mend_salt(path: &Path, key: &[u8; 32], salt: &[u8; SALT]) -> io::Result<()> {
    let mut file = OpenOptions::new().read(true).write(true).open(path)?;
    let mut first = [0; PAGE];
    if !read(&mut file, 1, &mut first)? || first[..SALT] == *salt {
        return Ok(());
    }
    let as_it_is = Sums::of(key, &first).fitting(path)?;
    first[..SALT].copy_from_slice(salt);
    if Sums::of(key, &first).fitting(path)? > as_it_is {
        write(&mut file, 1, &first)?;
        file.sync_all()?;
    }
    Ok(())
}

/// Computes the HMACs of one file.
pub(crate) struct Sums(Hmac<Sha512>);

impl Sums {
    /// The HMACs of a file, by the salt in its first page; `None` where the file has no page.
    pub(crate) fn of_file(key: &[u8; 32], file: &Path) -> io::Result<Option<Self>> {
        let mut first = [0; PAGE];
        let is_there = read(&mut File::open(file)?, 1, &mut first)?;
        Ok(is_there.then(|| Self::of(key, &first)))
    }

    /// How many pages of a file are right with them.
    pub(crate) fn fitting(&self, file: &Path) -> io::Result<usize> {
        let mut file = File::open(file)?;
        let (mut page, mut fitting) = ([0; PAGE], 0);
        for number in 1.. {
            if !read(&mut file, number, &mut page)? {
                break;
            }
            fitting += usize::from(self.fit(&page, number));
        }
        Ok(fitting)
    }

    /// The HMACs of the file that begins with this page.
    pub(crate) fn of_page(key: &[u8; 32], first_page: &[u8]) -> Option<Self> {
        Some(Self::of(key, first_page.try_into().ok()?))
    }

    /// Whether a page is right that is to have this number.
    pub(crate) fn fit_page(&self, page: &[u8], number: u32) -> bool {
        page.try_into().is_ok_and(|page| self.fit(page, number))
    }

    /// Their key follows from the key of the file and its salt: PBKDF2 with two rounds.
    fn of(key: &[u8; 32], first_page: &[u8; PAGE]) -> Self {
        let mut salt = [0; SALT + 4];
        for (to, from) in salt.iter_mut().zip(&first_page[..SALT]) {
            *to = from ^ SALT_MASK;
        }
        salt[SALT + 3] = 1;
        let once = hmac(key, &salt);
        let twice = hmac(key, &once);
        let mut own = [0; 32];
        for (at, byte) in own.iter_mut().enumerate() {
            *byte = once[at] ^ twice[at];
        }
        Self(keyed(&own))
    }

    fn fit(&self, page: &[u8; PAGE], number: u32) -> bool {
        let begin = if number == 1 { SALT } else { 0 };
        let mut sum = self.0.clone();
        sum.update(&page[begin..PAGE - SUM]);
        sum.update(&number.to_le_bytes());
        sum.verify_slice(&page[PAGE - SUM..]).is_ok()
    }

    /// Finds the flipped bit and flips it back; false where there is no such bit.
    fn mend(&self, page: &mut [u8; PAGE], number: u32) -> bool {
        let begin = if number == 1 { SALT } else { 0 };
        (begin * 8..PAGE * 8).any(|bit| {
            flip(page, bit);
            let right = self.fit(page, number);
            if !right {
                flip(page, bit);
            }
            right
        })
    }
}

fn flip(page: &mut [u8; PAGE], bit: usize) {
    page[bit / 8] ^= 1 << (bit % 8);
}

fn keyed(key: &[u8]) -> Hmac<Sha512> {
    Hmac::new_from_slice(key).expect("HMAC takes a key of any length")
}

fn hmac(key: &[u8], text: &[u8]) -> [u8; SUM] {
    let mut mac = keyed(key);
    mac.update(text);
    mac.finalize().into_bytes().into()
}

/// Reads a page; tells whether it is there as a whole.
fn read(file: &mut File, number: u32, page: &mut [u8; PAGE]) -> io::Result<bool> {
    file.seek(SeekFrom::Start(u64::from(number - 1) * PAGE as u64))?;
    match file.read_exact(page) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

fn write(file: &mut File, number: u32, page: &[u8; PAGE]) -> io::Result<()> {
    file.seek(SeekFrom::Start(u64::from(number - 1) * PAGE as u64))?;
    file.write_all(page)
}

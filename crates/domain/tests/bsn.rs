//! No BSN passes in any spelling, and what officers write is not held up.

use proco_domain::bsn::{Found, find};
use proco_domain::text::{FreeText, TextRefused};

/// The same numbers each time (SplitMix64).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count)
            .map(|_| char::from(b'0' + u8::try_from(self.below(10)).unwrap_or(0)))
            .collect()
    }

    fn one_of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        let at = self.below(u64::try_from(all.len()).unwrap_or(1));
        all[usize::try_from(at).unwrap_or(0)]
    }

    /// Nine digits that pass the eleven-test.
    fn bsn(&mut self) -> String {
        loop {
            let head = self.digits(8);
            let sum: u32 = head
                .bytes()
                .zip((2..=9).rev())
                .map(|(d, w)| u32::from(d - b'0') * w)
                .sum();
            if sum % 11 < 10 && sum > 0 {
                return format!("{head}{}", sum % 11);
            }
        }
    }
}

fn grouped(bsn: &str, lengths: &[usize], sign: &str) -> String {
    let mut rest = bsn;
    let mut groups = Vec::new();
    for length in lengths {
        let (group, behind) = rest.split_at(*length);
        groups.push(group);
        rest = behind;
    }
    groups.join(sign)
}

fn in_digits_from(bsn: &str, zero: char) -> String {
    let written = bsn
        .bytes()
        .filter_map(|b| char::from_u32(u32::from(zero) + u32::from(b - b'0')));
    written.collect()
}

/// One number in twenty spellings, and the words around it.
fn spellings(bsn: &str, numbers: &mut Numbers) -> Vec<String> {
    const GROUPS: [&[usize]; 8] = [
        &[3, 3, 3],
        &[4, 2, 3],
        &[2, 2, 2, 3],
        &[1; 9],
        &[2, 3, 4],
        &[4, 5],
        &[2, 2, 2, 2, 1],
        &[5, 1, 3],
    ];
    const SIGNS: [&str; 30] = [
        " ", ".", "-", "/", ",", ":", ";", "|", "+", "*", "(", ")", "•", "=", "\"", "'", "   ",
        "\n", "\t", "_", "–", "\u{a0}", "\u{200b}", " - ", " / ", "~", "#", "·", "\u{2212}", ") (",
    ];
    const AROUND: [(&str, &str); 8] = [
        ("", ""),
        ("zijn nummer is ", "."),
        ("BSN", ""),
        ("bsn: ", " gegeven"),
        ("man (", ") gecontroleerd"),
        ("\"", "\""),
        ("om 21:30 ", ""),
        ("reed 80, ", ", was boos"),
    ];
    let mut all = vec![bsn.to_owned()];
    for zero in ['０', '٠', '۰', '०', '𝟎'] {
        all.push(in_digits_from(bsn, zero));
    }
    while all.len() < 20 {
        let at = usize::try_from(numbers.below(8)).unwrap_or(0);
        let written = grouped(bsn, GROUPS[at], numbers.one_of(&SIGNS));
        let (before, behind) = AROUND[usize::try_from(numbers.below(8)).unwrap_or(0)];
        all.push(format!("{before}{written}{behind}"));
    }
    all
}

#[test]
fn no_bsn_of_ten_thousand_passes_in_twenty_spellings() {
    let mut numbers = Numbers(1);
    let mut passed = Vec::new();
    for _ in 0..10_000 {
        let bsn = numbers.bsn();
        let spellings = spellings(&bsn, &mut numbers);
        assert_eq!(spellings.len(), 20);
        passed.extend(
            spellings
                .into_iter()
                .filter(|text| FreeText::new(text).is_ok()),
        );
    }
    assert!(
        passed.is_empty(),
        "{} passed: {:?}",
        passed.len(),
        &passed[..passed.len().min(20)]
    );
}

/// A telephone number as it is written.
fn telephone(n: &mut Numbers) -> String {
    let mobile = n.digits(8);
    match n.below(12) {
        0 => format!("06{mobile}"),
        1 => format!("06-{mobile}"),
        2 => format!("06 {}", grouped(&mobile, &[2, 2, 2, 2], " ")),
        3 => format!("06-{}", grouped(&mobile, &[4, 4], " ")),
        4 => format!("+316{mobile}"),
        5 => format!("+31 6 {}", grouped(&mobile, &[2, 2, 2, 2], " ")),
        6 => format!(
            "0{}-{}",
            n.one_of(&["20", "10", "70", "30", "40", "50"]),
            n.digits(7)
        ),
        7 => format!(
            "0{} {} {} {}",
            n.one_of(&["20", "10", "70"]),
            n.digits(3),
            n.digits(2),
            n.digits(2)
        ),
        8 => format!(
            "+32 4{} {} {} {}",
            n.digits(2),
            n.digits(2),
            n.digits(2),
            n.digits(2)
        ),
        9 => format!("+49 15{} {}", n.digits(1), n.digits(8)),
        10 => format!("+48 {} {} {}", n.digits(3), n.digits(3), n.digits(3)),
        _ => format!("0031 6 {mobile}"),
    }
}

/// What an officer writes of a check.
fn note(n: &mut Numbers) -> String {
    let (hour, minute) = (n.below(24), n.below(60));
    let (day, month) = (1 + n.below(28), 1 + n.below(12));
    let speed = 20 + n.below(140);
    let year = 2019 + n.below(8);
    let few = 1 + n.below(6);
    let date = match n.below(5) {
        0 => format!("{day:02}-{month:02}-{year}"),
        1 => format!("{day}-{month}-{year}"),
        2 => format!("{day}/{month}/{}", year - 2000),
        3 => format!("{day} maart {year}"),
        _ => format!("{day}-{month}"),
    };
    let time = match n.below(4) {
        0 => format!("{hour:02}:{minute:02}"),
        1 => format!("{hour:02}.{minute:02} uur"),
        2 => format!("{hour}:{minute:02} uur"),
        _ => format!("{hour:02}{minute:02}u"),
    };
    let phone = telephone(n);
    match n.below(32) {
        0 => format!("Reed {speed} waar 50 mag, om {time}"),
        1 => format!("Belde {phone} om {time}"),
        2 => format!("Bereikbaar op {phone}, {few} personen in de auto"),
        3 => format!("Gezien op {date} om {time}, {few} personen"),
        4 => format!("{date} {time} {few} personen, {speed} km/u"),
        5 => format!("Zaak PL{}-{year}{}", n.digits(4), n.digits(6)),
        6 => format!("PL{}-{year}-{} van {date}", n.digits(4), n.digits(6)),
        7 => format!("zaaknummer {}", n.digits(9)),
        8 => format!("Meldnummer {} van de meldkamer, {time}", n.digits(9)),
        9 => format!("Bestelling {} bezorgd op nr {}", n.digits(9), n.below(200)),
        10 => format!("pakket 3S{}{}", n.one_of(&["ABCD", "QWER"]), n.digits(9)),
        11 => format!("Stond op 52.{}, 4.{}", n.digits(5), n.digits(6)),
        12 => format!("gps 51.{} 5.{}", n.digits(4), n.digits(4)),
        13 => format!("hmp {},{} re A{}", n.below(200), n.below(10), n.below(80)),
        14 => format!(
            "Had {} euro bij zich en {few} x {} gram",
            n.below(3000),
            n.below(100)
        ),
        15 => format!("€ {}.{},00 contant", n.below(20), n.digits(3)),
        16 => format!("Tussen {time} en {hour:02}:{minute:02}, {date}"),
        17 => format!(
            "adres Kerkstraat {} {few}, {}",
            n.below(300),
            1000 + n.below(8999)
        ),
        18 => format!("{speed}-{few}-{} {time}", n.below(100)),
        19 => format!("KvK {} gezien op de bus", n.digits(8)),
        20 => format!(
            "IBAN NL{} BANK {} {} {}",
            n.digits(2),
            n.digits(4),
            n.digits(4),
            n.digits(2)
        ),
        21 => format!("Proces-verbaal {year} {} {}", n.digits(3), n.digits(3)),
        22 => format!("{date}, {time}: {few}x knipperen, {speed} km"),
        23 => format!("Getuige {phone} / {}", telephone(n)),
        24 => format!("Rijbewijs {} getoond", n.digits(10)),
        25 => format!(
            "Briefing {day}-{month}, nr {}, lengte {} cm",
            n.below(50),
            150 + n.below(50)
        ),
        26 => format!("Gecontroleerd om {time}. {few} inzittenden. {date}"),
        27 => format!("V-nummer {}", n.digits(10)),
        28 => format!("1. groet 2. reden 3. papieren, {few} min, {time}"),
        29 => format!(
            "Van {hour}:{minute:02} tot {}:{:02}, {few} keer, {speed}",
            n.below(24),
            n.below(60)
        ),
        30 => format!("{few} mannen van 20-25 jaar, 1,80 - 1,90 lang, {time}"),
        _ => format!("dossiernr. {}/{year}, tel {phone}", n.digits(6)),
    }
}

#[test]
fn of_four_thousand_notes_hardly_one_is_held_up() {
    let mut numbers = Numbers(2);
    let mut held = Vec::new();
    for _ in 0..4_000 {
        let note = note(&mut numbers);
        if find(&note) != Found::Nothing {
            held.push((find(&note), note));
        }
    }
    assert!(held.len() <= 12, "{} of 4,000: {held:?}", held.len());
}

#[test]
fn what_is_doubtful_is_asked_and_may_be_kept() {
    let doubtful = "11 12 22 333";
    assert_eq!(FreeText::new(doubtful), Err(TextRefused::MaybeBsn));
    assert!(FreeText::that_is_no_bsn(doubtful).is_ok());
    for sure in ["111222333", "bsn 11 12 22 333"] {
        assert_eq!(FreeText::that_is_no_bsn(sure), Err(TextRefused::Bsn));
    }
}

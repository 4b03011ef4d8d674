//! What officers write is not held up.

use proco_domain::bsn::{Found, find};

use crate::{Numbers, grouped};

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

/// What officers write of loads, papers and measurements. `#` is a digit.
const PAPERS: [&str; 66] = [
    "belde 0032 47# ## ## ##",
    "belde 0032 48# ######",
    "tel +359 88 ### ####",
    "0048 60# ### ###",
    "00 32 47# ## ## ##",
    "0040 72# ### ###",
    "00212 66# ## ## ##",
    "00212 6########",
    "0049 151 ########",
    "0090 53# ### ## ##",
    "+420 60# ### ###",
    "getuige (020) ### ## ##",
    "0341-### ###",
    "06.##.##.##.##",
    "Pakket PostNL 3SKABC#########",
    "3SDEVC######### aan de deur",
    "barcode 3SABCD#########",
    "UPS 1Z###A55#########X",
    "DHL JVGL#########",
    "bestelnr bol #########",
    "bestelling via Amazon #########",
    "CMR #########",
    "CMR nr #########",
    "vrachtbrief #########",
    "chassis WDB#########A######",
    "WDB#######F######",
    "container MSKU #######",
    "personeelsnr #########",
    "personeelsnummer: #########",
    "debiteur #########",
    "studentennr #########",
    "mut.nr ####-#####",
    "mutatienr PL #########",
    "GMS #########",
    "GMS-nummer #########",
    "BVH-nr #########",
    "proces verbaal #########",
    "proc.verb. ######-26-#",
    "W-document #########",
    "kenmerk CJIB # #### #### #### ####",
    "strafzaak #########",
    "postpakket #########",
    "rek. ##.##.##.###",
    "lidnr #########",
    "artikel #########",
    "gemeten 2## / 1## / 0## ug/l",
    "snelheid 035, 6##, 3## km/u",
    "contant 7## + 9## + 8## euro",
    "balken 120 / 2## / 3## cm",
    "EUR 1.###.###,##",
    "€ #.###.###,## gezien",
    "1.###,## + ###,## euro",
    "€ ##.###,##; € ###,##",
    "RD 1##.### 4##.###",
    "RD-coördinaten 1##### 4#####",
    "kmstand 1##.### / 1##.###",
    "km stand 1##.### / 2##.###",
    "tacho 4:30 / 9:15 / 0:45",
    "tachograaf: 12:3# / 1:1# / 0:4#",
    "5-03-24 11:4#",
    "21-4-21 08:33:2#",
    "1#.12.25 8.3# uur",
    "03-05-'24 2:1#",
    "8:1# 1-12-24",
    "23.0# - 20.5# / 4.2#",
    "22:58:3# / 9:41:1#",
];

#[test]
fn of_four_thousand_notes_of_papers_and_loads_hardly_one_is_held_up() {
    let mut numbers = Numbers(6);
    let mut held = Vec::new();
    for at in 0..4_000 {
        let form = PAPERS[at % PAPERS.len()];
        let note: String = form
            .chars()
            .map(|c| {
                if c == '#' {
                    numbers.digits(1)
                } else {
                    c.to_string()
                }
            })
            .collect();
        if find(&note) != Found::Nothing {
            held.push((find(&note), note));
        }
    }
    assert!(held.len() <= 12, "{} of 4,000: {held:?}", held.len());
}

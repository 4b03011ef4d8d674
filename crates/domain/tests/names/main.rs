//! One person has one mark, in whichever spelling; two persons have two.

mod documents;
mod prefixes;
mod properties;

use proco_domain::person::{BirthInput, MOST_MARKS, Person};
use proco_domain::subject::Subject;

const BORN: BirthInput = BirthInput {
    year: 1980,
    month: Some(5),
    day: Some(9),
};

/// The prefixes of the data file that come off anywhere, and those that come off in front.
fn prefixes(kind: &str) -> Vec<&'static str> {
    include_str!("../../data/name_prefixes.tsv")
        .lines()
        .filter_map(|line| line.strip_prefix(kind)?.strip_prefix('\t'))
        .collect()
}

fn subject(family: &str, given: &str) -> Subject {
    let read = Person::read(family, given, BORN);
    Subject::Person(read.unwrap_or_else(|fault| panic!("{family}, {given}: {fault}")))
}

fn mark(family: &str, given: &str) -> String {
    String::from_utf8_lossy(subject(family, given).mark().expose()).into_owned()
}

/// The names of a mark.
fn names(family: &str, given: &str) -> String {
    let mark = mark(family, given);
    let names = mark.strip_prefix("person|2|").unwrap_or_default();
    names
        .strip_suffix("|19800509")
        .unwrap_or_default()
        .to_owned()
}

fn are_one(spellings: &[&str]) {
    for spelling in spellings {
        assert_eq!(
            names(spelling, "Jan"),
            names(spellings[0], "Jan"),
            "{spelling}"
        );
    }
}

fn asked(family: &str, given: &str) -> Vec<String> {
    let marks = subject(family, given).marks();
    assert!(marks.len() <= MOST_MARKS);
    let names = marks
        .iter()
        .map(|mark| String::from_utf8_lossy(mark.expose()).into_owned());
    names
        .map(|mark| mark.replace("person|2|", "").replace("|19800509", ""))
        .collect()
}

#[test]
fn every_dutch_prefix_is_shown_and_no_part_of_the_mark_wherever_it_stands() {
    let mut tried = 0;
    let upper = |text: &str| text.to_uppercase();
    for prefix in prefixes("anywhere").into_iter().chain(prefixes("front")) {
        for name in ["Berg", "Akker", "IJssel", "Zwaan-Smit"] {
            let mut first = prefix.chars();
            let capital: String = first
                .next()
                .into_iter()
                .flat_map(char::to_uppercase)
                .collect();
            let mut spellings = vec![
                format!("{prefix} {name}"),
                format!("{capital}{} {name}", first.as_str()),
                upper(&format!("{prefix} {name}")),
                format!("{prefix}  {name} "),
                format!("{name}, {prefix}"),
                format!("{name},{prefix}"),
                format!("{name} ({prefix})"),
                format!("({prefix}) {name}"),
                format!("{prefix} {name}").replace('\'', "’"),
                format!("{prefix} {name}").replace('\'', ""),
                format!("{prefix} {name}").replace(' ', "<"),
                format!("{prefix} {name}").replace(' ', "\u{a0}"),
                format!("{prefix} {name} e/v de Vries"),
            ];
            if prefixes("anywhere").contains(&prefix) && !["'t", "'s"].contains(&prefix) {
                spellings.push(format!("{name} {prefix}"));
                spellings.push(format!("{prefix}{name}"));
            }
            for spelling in &spellings {
                assert_eq!(names(spelling, "Jan"), names(name, "Jan"), "{spelling}");
                tried += 1;
            }
        }
    }
    assert!(tried > 5_000, "{tried}");
    let shown = Person::read(" van der  Berg\u{200b}", "Jan", BORN).unwrap();
    assert_eq!(shown.expose_family_name(), "van der Berg");
}

#[test]
fn a_prefix_is_shortened_in_many_ways() {
    are_one(&[
        "Berg",
        "van der Berg",
        "v.d. Berg",
        "v.d.Berg",
        "vd Berg",
        "vdBerg",
        "VDBERG",
        "v/d Berg",
        "v/dBerg",
        "v. d. Berg",
        "v d Berg",
        "V.D. BERG",
        "vdr Berg",
        "vdr. Berg",
        "v.d.r. Berg",
        "v. der Berg",
        "v.der Berg",
        "v/der Berg",
        "van d. Berg",
        "vander Berg",
        "vanderBerg",
        "VanDerBerg",
        "VANDERBERG",
        "vanderberg",
        "van derBerg",
        "van-der-Berg",
        "van den Berg",
        "vandenBerg",
        "Vandenberg",
        "van de Berg",
        "Berg, v.d.",
        "Berg v.d.",
        "Berg vd",
        "Berg (v.d.)",
        "Berg, v/d",
        "Berg v/d",
        "Berg,vd",
        "v. Berg",
        "v.Berg",
        "V. Berg",
        "Berg, v.",
        "van Berg",
        "vanBerg",
        "a/d Berg",
        "a.d. Berg",
        "o.d. Berg",
        "i.d. Berg",
        "u/d Berg",
        "van’t Berg",
        "v.'t Berg",
        "v/'t Berg",
        "in'tBerg",
        "in'tberg",
        "'tBerg",
        "'tberg",
        "tBerg",
        "t Berg",
        "int Berg",
        "opden Berg",
        "d. Berg",
    ]);
    are_one(&[
        "'s-Gravesande",
        "'s Gravesande",
        "’sGravesande",
        "s-Gravesande",
        "Gravesande",
        "Gravesande, 's",
    ]);
}

#[test]
fn prefixes_between_two_surnames_come_off_as_well() {
    are_one(&[
        "Smit-Berg",
        "Smit-van der Berg",
        "Smit-v.d. Berg",
        "Smit - van den Berg",
        "van der Smit-vd Berg",
        "Smit van der Berg",
        "Smit v/d Berg",
        "SMIT<VAN<DER<BERG",
    ]);
}

#[test]
fn what_only_looks_like_a_prefix_stays() {
    for (name, letters) in [
        ("Vermeer", "VERMEER"),
        ("Terpstra", "TERPSTRA"),
        ("Denekamp", "DENEKAMP"),
        ("Dekker", "DEKKER"),
        ("Delden", "DELDEN"),
        ("Daniels", "DANIELS"),
        ("Thijssen", "THYSSEN"),
        ("Vdovin", "VDOVIN"),
        ("Vance", "VANCE"),
        ("De'Ath", "DEATH"),
        ("Qa'im", "QAIM"),
        ("Le", "LE"),
        ("Van", "VAN"),
        ("Do", "DO"),
        ("Nguyen Le", "NGUYENLE"),
        ("Leblanc", "LEBLANC"),
        ("LeBlanc", "LEBLANC"),
        ("McDonald", "MCDONALD"),
        ("Ben Ali", "BENALI"),
        ("El Amrani", "ELAMRANI"),
        ("El-Amrani", "ELAMRANI"),
        ("Amrani, El", "ELAMRANI"),
        ("Al Hassan", "ALHASSAN"),
        ("Jansen T", "JANSENT"),
    ] {
        assert_eq!(names(name, "Jan"), format!("{letters}|JAN"), "{name}");
    }
}

#[test]
fn one_name_in_the_letters_of_many_keyboards() {
    are_one(&[
        "d'Angelo",
        "d’Angelo",
        "D'ANGELO",
        "d' Angelo",
        "d Angelo",
        "dAngelo",
        "DANGELO",
        "Dangelo",
        "Angelo, d'",
    ]);
    are_one(&[
        "IJsselmuiden",
        "Ijsselmuiden",
        "ĳsselmuiden",
        "Ysselmuiden",
        "Ÿsselmuiden",
        "IJSSELMUIDEN",
    ]);
    are_one(&["Dijkstra", "Dykstra", "Dĳkstra", "DYKSTRA", "Dÿkstra"]);
    are_one(&[
        "Smit-Jansen",
        "Smit Jansen",
        "SmitJansen",
        "smitjansen",
        "Smit–Jansen",
        "Smit—Jansen",
        "Smit\u{2011}Jansen",
        "Smit\u{2212}Jansen",
        "Smit - Jansen",
        "Smit\u{ad}Jansen",
        "Smit\u{200b}Jansen",
        "\u{200e}Smit\u{a0}Jansen\u{feff}",
    ]);
    are_one(&[
        "O'Neil", "O’Neil", "O‘Neil", "OʼNeil", "OʻNeil", "O′Neil", "O＇Neil", "O`Neil", "O´Neil",
        "O Neil", "ONeil", "ONEIL",
    ]);
    are_one(&["Gal·la", "Gaŀla", "GAĿLA", "Galla", "Gal•la"]);
    are_one(&["Saʿid", "Sa'id", "Said", "Saʾid", "Saˈid"]);
    are_one(&["Yoʻldoshev", "Yo'ldoshev", "Yoldoshev"]);
    are_one(&["Əliyev", "Eliyev", "əliyev"]);
    are_one(&["Kɔfi", "Kofi"]);
    are_one(&["Ɗanladi", "Danladi"]);
}

#[test]
fn the_name_of_a_partner_comes_off_as_documents_print_it() {
    are_one(&[
        "Jansen",
        "Jansen e/v de Vries",
        "JANSEN E/V DE VRIES",
        "Jansen e.v. de Vries",
        "Jansen ev de Vries",
        "Jansen (e/v de Vries)",
        "Jansen, e/v de Vries",
        "Jansen w/v de Vries",
        "Jansen g/v de Vries",
        "Jansen p/v de Vries",
        "Jansen echtgenote van de Vries",
        "Jansen (echtgenoot van de Vries)",
        "Jansen gehuwd geweest met de Vries",
        "Jansen e / v de Vries",
    ]);
    are_one(&[
        "Berg",
        "van der Berg e/v Jansen",
        "Berg, van der e/v Jansen",
    ]);
    assert_ne!(names("Jansen-de Vries", "Jan"), names("Jansen", "Jan"));
}

#[test]
fn a_given_name_joined_by_a_dash_stays_whole() {
    let one = names("Vries", "Anne-Marie");
    assert_eq!(one, "VRIES|ANNEMARIE");
    for spelling in [
        "ANNE-MARIE",
        "Anne–Marie",
        "Anne - Marie",
        "AnneMarie",
        "Annemarie",
        "Anne-Marie Louise",
    ] {
        assert_eq!(names("de Vries", spelling), one, "{spelling}");
    }
    for other in ["Anne-Sophie", "Anne", "Anne Marie"] {
        assert_ne!(names("de Vries", other), one, "{other}");
    }
    assert_eq!(names("Vries", "J.P."), names("Vries", "J. P."));
    assert_eq!(names("Vries", "J.P."), "VRIES|J");
    assert_eq!(names("Vries", "D'Angelo Jan"), "VRIES|DANGELO");
    assert_eq!(names("Vries", "Isma' Ali"), "VRIES|ISMA");
    assert_eq!(names("Vries", "IJsbrand"), names("Vries", "Ysbrand"));
    let others = |given| {
        Person::read("Vries", given, BORN)
            .unwrap()
            .has_other_first_names()
    };
    assert!(others("Mohamed Amin") && others("J.P.") && !others("Anne-Marie") && !others(""));
}

//! One person has one mark, in whichever spelling; two persons have two.

use proco_domain::person::{BirthInput, MOST_MARKS, Person};
use proco_domain::subject::Subject;
use proptest::prelude::*;

const BORN: BirthInput = BirthInput {
    year: 1980,
    month: Some(5),
    day: Some(9),
};

/// The prefixes of the data file that come off anywhere, and those that come off in front.
fn prefixes(kind: &str) -> Vec<&'static str> {
    include_str!("../data/name_prefixes.tsv")
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

#[test]
fn a_name_that_no_document_holds_is_cut_as_documents_cut_it() {
    for (family, given, letters) in [
        (
            "Wolfeschlegelsteinhausenbergerdorff",
            "Hubert",
            "WOLFESCHLEGELSTEINHAUSENBER|H",
        ),
        (
            "Wolfeschlegelsteinhausenber",
            "H",
            "WOLFESCHLEGELSTEINHAUSENBER|H",
        ),
        (
            "Wolfeschlegelsteinhausenbergerdorff",
            "",
            "WOLFESCHLEGELSTEINHAUSENBERGER|",
        ),
        (
            "Nilavadhanananda",
            "Chayapa Dejthamrong Krasuang",
            "NILAVADHANANANDA|CHAYAPA",
        ),
        (
            "Papandropoulous-Papadimitriou",
            "Jonathon",
            "PAPANDROPOULOUSPAPADIMITRI|J",
        ),
        (
            "Papandropoulous<Papadimitri",
            "J",
            "PAPANDROPOULOUSPAPADIMITRI|J",
        ),
        (
            "van der Westerhuizen",
            "Christina",
            "WESTERHUIZEN|CHRISTINA",
        ),
        (
            "Abcdefghijklmnopqrst",
            "Uvwxyzab",
            "ABCDEFGHIJKLMNOPQRST|UVWXYZAB",
        ),
    ] {
        let letters = letters.replace("IJ", "Y");
        assert_eq!(names(family, given), letters, "{family}, {given}");
    }
    assert_eq!(
        asked("van der Westerhuizen", "Christina"),
        ["WESTERHUIZEN|CHRISTINA", "WESTERHUIZEN|CHRISTIN"],
        "a document has VAN<DER<WESTERHUIZEN<<CHRISTIN"
    );
    assert_eq!(
        asked("Hoogendoorn-Westerhuizen", "Maria"),
        [
            "HOOGENDOORNWESTERHUIZEN|MARI",
            "HOOGENDOORNWESTERHUIZEN|MARIA"
        ],
        "somebody may have typed it without the dash"
    );
}

#[test]
fn a_look_up_asks_for_what_documents_of_other_countries_print() {
    assert_eq!(asked("Müller", "Jan"), ["MULLER|JAN", "MUELLER|JAN"]);
    assert_eq!(asked("Mueller", "Jan"), ["MUELLER|JAN", "MULLER|JAN"]);
    assert_eq!(asked("Sørgård", "Jan"), ["SOERGAARD|JAN", "SORGARD|JAN"]);
    assert_eq!(asked("Groß", "Jan"), ["GROSS|JAN"]);
    assert_eq!(
        asked("Müller", "Jürgen"),
        [
            "MULLER|JURGEN",
            "MULLER|JUERGEN",
            "MUELLER|JURGEN",
            "MUELLER|JUERGEN"
        ]
    );
    assert_eq!(
        asked("Mueller", "Roelof"),
        [
            "MUELLER|ROELOF",
            "MUELLER|ROLOF",
            "MULLER|ROELOF",
            "MULLER|ROLOF"
        ]
    );
    for name in ["Bauer", "Jansen", "Boeijen", "Noel"] {
        assert_eq!(asked(name, "Michael").len(), 1, "{name}");
    }
    assert_eq!(asked("d'Angelo", "Jan"), ["DANGELO|JAN", "ANGELO|JAN"]);
    assert_eq!(asked("le Roux", "Jan"), ["ROUX|JAN", "LEROUX|JAN"]);
    assert_eq!(asked("van Dijk", "Jan"), ["DYK|JAN", "VANDYK|JAN"]);
    assert_eq!(asked("Vandijk", "Jan"), ["VANDYK|JAN", "DYK|JAN"]);
    assert_eq!(asked("Dijk", "Jan"), ["DYK|JAN"]);
}

/// Letters that no rule of names calls one with others: what is left must be told apart.
fn plain_name(most: usize) -> impl Strategy<Value = String> {
    let pattern = format!("[BCFGHKLMNPQRWXZ][bcfghklmnpqrwxz]{{2,{most}}}");
    proptest::string::string_regex(&pattern).expect("a pattern of letters")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_differs_in_a_letter_differs_in_its_mark(
        (family, given) in (plain_name(12), plain_name(12)),
        (other_family, other_given) in (plain_name(12), plain_name(12)),
    ) {
        let same = (family.clone(), given.clone()) == (other_family.clone(), other_given.clone());
        prop_assert_eq!(names(&family, &given) == names(&other_family, &other_given), same);
        let moved = names(&format!("{family}{given}"), &other_given);
        prop_assert_ne!(moved, names(&family, &format!("{given}{other_given}")));
    }

    #[test]
    fn what_differs_only_in_what_means_nothing_has_one_mark(
        (one, two, given) in (plain_name(8), plain_name(7), plain_name(6)),
        prefix in prop::sample::select(prefixes("anywhere")),
        between in prop::sample::select(vec!["-", " ", "", " - ", "–", "\u{2011}", "\u{200b}-"]),
        form in 0..6,
    ) {
        let name = format!("{one}{between}{two}");
        let spelled = match form {
            0 => format!("{prefix} {name}"),
            1 => format!("{name}, {prefix}"),
            2 => format!("{name} ({prefix})"),
            3 => format!("{prefix} {name}").to_uppercase(),
            4 => format!("  {prefix}\u{a0}{name}\u{feff}").to_lowercase(),
            _ => format!("{prefix} {name} e/v de Boer"),
        };
        let with = Person::read(&spelled, &given, BORN).unwrap();
        prop_assert_eq!(names(&spelled, &given), names(&format!("{one} {two}"), &given));
        let again = Person::read(with.expose_family_name(), with.expose_first_name(), BORN);
        prop_assert_eq!(again.unwrap(), with, "reading is idempotent");
    }

    #[test]
    fn the_letters_of_a_mark_read_again_are_the_same_mark(family in "\\PC{0,45}", given in "\\PC{0,45}") {
        if let Ok(person) = Person::read(&family, &given, BORN) {
            let mark = Subject::Person(person).mark();
            let text = String::from_utf8(mark.expose().to_vec()).unwrap();
            let letters: Vec<&str> = text.split('|').collect();
            prop_assert_eq!(letters.len(), 5);
            prop_assert_eq!(names(letters[2], letters[3]), format!("{}|{}", letters[2], letters[3]));
        }
    }

    #[test]
    fn names_of_latin_letters_read_again_are_the_same_mark(
        family in "[A-Za-zÀ-ž' .-]{1,45}",
        given in "[A-Za-zÀ-ž' .-]{0,45}",
    ) {
        if let Ok(person) = Person::read(&family, &given, BORN) {
            let marks = Subject::Person(person).marks();
            prop_assert!((1..=MOST_MARKS).contains(&marks.len()));
            let text = String::from_utf8(marks[0].expose().to_vec()).unwrap();
            let letters: Vec<&str> = text.split('|').collect();
            prop_assert_eq!(names(letters[2], letters[3]), format!("{}|{}", letters[2], letters[3]));
        }
    }
}

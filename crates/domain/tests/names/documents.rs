//! What travel documents hold of a name, and what those of other countries print.

use proco_domain::person::Person;

use crate::{BORN, asked, names};

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
            "Uvwxzabc",
            "ABCDEFGHIJKLMNOPQRST|UVWXZABC",
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
fn names_that_are_cut_are_one_with_ij_and_with_y() {
    for (one, other) in [
        ("Wijngaarden-Hoogendijk", "Wyngaarden-Hoogendyk"),
        ("Dijksterhuis-Kraaijenbrink", "Dyksterhuis-Kraayenbrink"),
        ("Nieuwenhuijzen-Bruijnincx", "Nieuwenhuyzen-Bruynincx"),
        ("Verheijen-Meijerink", "Verheyen-Meyerink"),
        ("van Rijckevorsel-Buijtendijk", "van Ryckevorsel-Buytendyk"),
    ] {
        for given in ["Christina", "Wilhelmina", "Bartholomeus", "Marijke", "Jan"] {
            assert_eq!(names(one, given), names(other, given), "{one}, {given}");
        }
    }
    assert_eq!(
        names("WIJNGAARDEN<HOOGENDIJK", "CHRIST"),
        names("Wyngaarden-Hoogendyk", "Christina"),
        "a document with IJ has room for no more"
    );
}

#[test]
fn who_has_a_cut_name_may_be_a_twin_and_that_is_said() {
    let person = |family, given| Person::read(family, given, BORN).unwrap();
    for (family, one, other) in [
        ("Dijksterhuis-Kraaijenbrink", "Christina", "Charlotte"),
        ("Papadopoulos-Konstantinidis", "Dimitrios", "Daphne"),
        ("Ramalingam Balasubramaniam", "Srinivasan", "Sriram"),
    ] {
        assert_eq!(names(family, one), names(family, other));
        for given in [one, other] {
            assert!(
                person(family, given).has_other_first_names(),
                "{family}, {given}"
            );
        }
    }
    assert!(!person("Dijksterhuis", "Christina").has_other_first_names());
    // A document that prints the prefix may have had no room for the rest of the name.
    for (family, given, may_be) in [
        ("VAN<DEN<HEUVEL<TIMMERMANS", "CHA", true),
        ("VAN<BIJSTERVELDT<VLIEGENTHA", "M", true),
        ("van den Heuvel-Timmermans", "Charlotte", false),
        ("HEUVEL<TIMMERMANS", "CHARLOTTE", false),
        ("van Dijk", "Jan", false),
        ("van Dijk", "", false),
    ] {
        assert_eq!(
            person(family, given).may_be_cut(),
            may_be,
            "{family}, {given}"
        );
    }
}

#[test]
fn a_look_up_asks_for_what_documents_of_other_countries_print() {
    assert_eq!(asked("Müller", "Jan"), ["MULLER|JAN", "MUELLER|JAN"]);
    assert_eq!(asked("Mueller", "Jan"), ["MUELLER|JAN", "MULLER|JAN"]);
    assert_eq!(asked("Sørgård", "Jan"), ["SORGARD|JAN", "SOERGAARD|JAN"]);
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
        ["MUELLER|ROELOF", "MULLER|ROELOF"],
        "the one is an umlaut, and the other a Dutch vowel"
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

#[test]
fn a_dutch_vowel_is_asked_for_as_it_is() {
    for name in [
        "Boek",
        "Roest",
        "Poelman",
        "Hoekstra",
        "Koers",
        "Snoek",
        "Groen",
        "Maes",
        "Claes",
        "Rodriguez",
        "Verhoeven",
        "Oerlemans",
        "Schoenmaker",
        "Noordhoek",
        "Fuentes",
        "Aalbers",
        "Daems",
        "Boekhoud",
    ] {
        assert_eq!(
            asked(name, "Bart").len(),
            1,
            "{name}: {:?}",
            asked(name, "Bart")
        );
    }
    for given in [
        "Loes", "Koen", "Roel", "Joelle", "Manuel", "Moes", "Ismael", "Noelle",
    ] {
        assert_eq!(asked("Bakker", given).len(), 1, "{given}");
    }
}

#[test]
fn each_umlaut_of_a_name_is_one_by_itself() {
    for (looked_up, recorded) in [
        ("Mueller-Boersma", "Müller-Boersma"),
        ("SCHROEDER<HOEKSTRA", "Schröder-Hoekstra"),
        ("Koehler-de Boer", "Köhler-de Boer"),
        ("Jaeger-Maes", "Jäger-Maes"),
        ("Boehm-Roelofs", "Böhm-Roelofs"),
        ("Groenewegen-Mueller", "Groenewegen-Müller"),
        ("van der Hoek-Schaefer", "van der Hoek-Schäfer"),
        ("Oeztuerk", "Öztürk"),
        ("Müller-Luedenscheidt", "Müller-Lüdenscheidt"),
    ] {
        let asked = asked(looked_up, "Jan");
        assert!(
            asked.contains(&names(recorded, "Jan")),
            "{looked_up}: {asked:?}"
        );
    }
}

#[test]
fn nordic_letters_and_those_of_other_zones_are_found_from_any_keyboard() {
    for spellings in [
        ["Sørensen", "SOERENSEN", "Sorensen", "Sörensen"],
        ["Møller", "MOELLER", "Moller", "Möller"],
        ["Nørgaard", "NOERGAARD", "Norgaard", "Nörgaard"],
        ["Åkesson", "AAKESSON", "Akesson", "ÅKESSON"],
        ["Håkansson", "HAAKANSSON", "Hakansson", "HÅKANSSON"],
        ["Đorđević", "DJORDJEVIC", "Dordevic", "Djordjević"],
        ["Núñez", "NUNXXEZ", "Nunez", "NUÑEZ"],
    ] {
        // What is typed with its mark finds all, and all find what was typed with its mark.
        let own = names(spellings[0], "Jan");
        for spelling in spellings {
            let (found, finds) = (asked(spellings[0], "Jan"), asked(spelling, "Jan"));
            assert!(
                found.contains(&names(spelling, "Jan")),
                "{spelling}: {found:?}"
            );
            assert!(finds.contains(&own), "{spelling}: {finds:?}");
        }
    }
    for (one, other) in [
        ("Søren", "SOEREN"),
        ("Åse", "AASE"),
        ("Håkon", "HAAKON"),
        ("Øystein", "OEYSTEIN"),
    ] {
        assert!(
            asked("Dahl", other).contains(&names("Dahl", one)),
            "{other}"
        );
        assert!(asked("Dahl", one).contains(&names("Dahl", other)), "{one}");
    }
}

#[test]
fn a_dash_between_given_names_is_found_without_it_and_the_reverse() {
    for spellings in [
        ["Anne-Marie", "Anne Marie", "ANNE<MARIE", "Annemarie"],
        ["Jan-Willem", "Jan Willem", "JAN<WILLEM", "JanWillem"],
        [
            "Fatima-Ezzahra",
            "Fatima Ezzahra",
            "FATIMA<EZZAHRA",
            "FatimaEzzahra",
        ],
        ["Jean-Luc", "Jean Luc Marie", "JEAN<LUC", "Jeanluc"],
    ] {
        let find = |one, other| asked("Bakker", one).contains(&names("Bakker", other));
        for spelling in &spellings[1..] {
            assert!(
                find(spelling, spellings[0]),
                "{spelling} finds {}",
                spellings[0]
            );
            assert!(
                find(spellings[0], spelling),
                "{} finds {spelling}",
                spellings[0]
            );
        }
    }
    for spellings in [
        &[
            "El Mehdi",
            "El-Mehdi",
            "ELMEHDI",
            "EL<MEHDI",
            "El Mehdi Amin",
        ][..],
        &[
            "Abd el-Kader",
            "Abd-el-Kader",
            "Abdelkader",
            "ABD EL KADER",
            "Abdel Kader",
        ],
        &["Abdul Rahman", "Abdul-Rahman", "ABDULRAHMAN"],
    ] {
        for spelling in spellings {
            assert_eq!(
                names("Bakker", spelling),
                names("Bakker", spellings[0]),
                "{spelling}"
            );
        }
    }
    assert_eq!(
        asked("Bakker", "Anne-Sophie"),
        ["BAKKER|ANNESOPHIE", "BAKKER|ANNE"]
    );
    for given in ["J.P.", "Jan P.", "J. P. M."] {
        assert_eq!(
            asked("Bakker", given).len(),
            1,
            "nobody joins an initial: {given}"
        );
    }
}

#[test]
fn the_screen_is_told_which_spellings_are_asked_for() {
    let told = |family, given| {
        Person::read(family, given, BORN)
            .unwrap()
            .expose_other_spellings()
    };
    assert_eq!(told("Mueller", "Jan"), ["MULLER, JAN"]);
    assert_eq!(told("Mueller", ""), ["MULLER"]);
    assert_eq!(told("Bakker", "Anne Marie"), ["BAKKER, ANNEMARIE"]);
    assert!(told("Boek", "Koen").is_empty());
}

//! What travel documents hold of a name, and what those of other countries print.

use crate::{asked, names};

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

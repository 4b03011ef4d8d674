//! Prefixes that nothing parts from the name, or that are a name elsewhere, and the names of partners.

use crate::{are_one, asked, names};

/// Whether a look-up of one spelling finds what is recorded in another.
fn finds(looked_up: &str, recorded: &str) -> bool {
    asked(looked_up, "Jan").contains(&names(recorded, "Jan"))
}

#[test]
fn a_prefix_written_in_one_with_its_name_is_found_from_both() {
    for (apart, in_one) in [
        ("de Haan", "dehaan"),
        ("de Haan", "DEHAAN"),
        ("den Hartog", "Denhartog"),
        ("ter Beek", "TERBEEK"),
        ("ten Have", "tenhave"),
        ("te Riele", "TERIELE"),
        ("van 't Hoff", "VANTHOFF"),
        ("in 't Veld", "INTVELD"),
        ("op den Akker", "opdenakker"),
        ("uit den Boogaard", "UITDENBOOGAARD"),
        ("aan de Stegge", "AANDESTEGGE"),
        ("von der Heydt", "vonderheydt"),
        ("de la Cruz", "DELACRUZ"),
        ("du Toit", "dutoit"),
        ("di Stefano", "DISTEFANO"),
        ("le Pen", "LePen"),
        ("'s-Gravendijk", "SGRAVENDIJK"),
        ("'t Lam", "TLAM"),
        ("de Wit", "deWit"),
    ] {
        assert!(finds(in_one, apart), "{in_one}: {:?}", asked(in_one, "Jan"));
        assert!(finds(apart, in_one), "{apart}: {:?}", asked(apart, "Jan"));
    }
    assert!(finds("VDIJK", "van Dijk"));
    are_one(&[
        "van Dijk",
        "vDijk",
        "Dijk v.",
        "Dijk v",
        "v. Dijk",
        "Dijk, van",
    ]);
    are_one(&["van den Bosch", "vden Bosch", "v/den Bosch", "vd Bosch"]);
    are_one(&["op den Akker", "od Akker", "o/d Akker", "opden Akker"]);
    are_one(&["aan de Stegge", "ad Stegge", "ande Stegge", "a/d Stegge"]);
    are_one(&["van der Linden-de Boer", "vd Linden-d. Boer", "Linden-Boer"]);
}

#[test]
fn a_name_that_only_begins_as_a_prefix_is_asked_for_alone() {
    for name in [
        "Dekker",
        "Dekkers",
        "Derks",
        "Delden",
        "Deen",
        "Demir",
        "Deurloo",
        "Deijkers",
        "Teunissen",
        "Terpstra",
        "Teeuwen",
        "Tempelman",
        "Leeuwen",
        "Lemmens",
        "Leijten",
        "Lekkerkerker",
        "Duivenvoorden",
        "Dubbeld",
        "Dirksen",
        "Dijkstra",
        "Vonk",
        "Vance",
        "Vries",
        "Vliet",
        "Thijssen",
        "Smit",
        "Schouten",
        "Stam",
        "Trip",
        "Indra",
        "Opdam",
        "Hettema",
    ] {
        let asked = asked(name, "Jan");
        assert_eq!(asked.len(), 1, "{name}: {asked:?}");
    }
    for (name, letters) in [
        ("Vandelli", "VANDELLI"),
        ("Vandenne", "VANDENNE"),
        ("Vanderlinde", "LINDE"),
    ] {
        assert_eq!(names(name, "Jan"), format!("{letters}|JAN"));
    }
}

#[test]
fn what_is_a_name_elsewhere_stays_one_and_a_look_up_asks_for_both() {
    for (name, other) in [
        ("Nguyen Van", "Nguyen"),
        ("Chen Te", "Chen"),
        ("Tran Den", "Tran"),
        ("Le Van", "Van"),
        ("Da Van", "Van"),
        ("Van Van", "Van"),
        ("Tesfay Het", "Tesfay"),
        ("NGUYEN<VAN", "Nguyen"),
    ] {
        assert_ne!(names(name, "Jan"), names(other, "Jan"), "{name}");
        assert!(finds(name, other), "{name}: {:?}", asked(name, "Jan"));
    }
    assert!(
        finds("nguyen van", "Nguyen Van"),
        "in small letters nobody can tell"
    );
    are_one(&[
        "Vries",
        "Vries de",
        "Vries, de",
        "de Vries",
        "VRIES, DE",
        "Vries (De)",
    ]);
    are_one(&["In", "van In", "Van In", "In, van"]);
    are_one(&["Bos-Hof", "Bos v/h Hof", "Bos-van het Hof"]);
    assert_ne!(names("Ali Ev Hassan", "Jan"), names("Ali", "Jan"));
    are_one(&["Ali", "Ali ev Hassan", "Ali (EV Hassan)", "ALI EV DE VRIES"]);
}

#[test]
fn prefixes_of_names_in_front_come_off_between_two_surnames_where_it_can_be_seen() {
    are_one(&["Bos-Roux", "Bos-le Roux", "Bos-Le Roux", "Bos le Roux"]);
    are_one(&["Bos-Hart", "Bos-'t Hart", "Bos 't Hart", "Bos-t Hart"]);
    are_one(&[
        "Oliveira Santos",
        "Oliveira dos Santos",
        "Oliveira-dos Santos",
    ]);
    are_one(&[
        "Sanchez Torre",
        "Sánchez de la Torre",
        "SANCHEZ<DE<LA<TORRE",
    ]);
    are_one(&[
        "Janssens-Velde",
        "Janssens-Vandevelde",
        "Janssens - Van de Velde",
        "JANSSENS<VANDEVELDE",
    ]);
    are_one(&["Bos-Pont", "Bos-du Pont", "Bos du Pont"]);
    for (zone, typed) in [
        ("BOS<LE<ROUX", "Bos-le Roux"),
        ("BOS<T<HART", "Bos-'t Hart"),
        ("OLIVEIRA<DOS<SANTOS", "Oliveira dos Santos"),
        ("BOS<DU<PONT", "Bos-du Pont"),
    ] {
        assert!(finds(zone, typed), "{zone}: {:?}", asked(zone, "Jan"));
        assert!(finds(typed, zone), "{typed}: {:?}", asked(typed, "Jan"));
    }
    assert_eq!(names("Nguyen Le", "Jan"), "NGUYENLE|JAN");
    assert_eq!(names("Jansen T", "Jan"), "JANSENT|JAN");
}

#[test]
fn the_name_of_a_partner_comes_off_as_it_is_written_by_hand_too() {
    are_one(&[
        "Jansen",
        "Jansen w.v. de Vries",
        "Jansen wv de Vries",
        "Jansen g.v. Smit",
        "Jansen E-V de Vries",
        "Jansen wed. de Vries",
        "Jansen wed. van de Vries",
        "Jansen wed.v. de Vries",
        "Jansen echtg. van de Vries",
        "Jansen echtg. v. de Vries",
        "Jansen echtgen. van de Vries",
        "Jansen geregistreerde partner van de Vries",
        "Jansen gereg. partner van de Vries",
        "Jansen partner van de Vries",
        "Jansen gescheiden van de Vries",
        "Jansen g.p.v. de Vries",
        "Jansen (v/h de Vries)",
        "Jansen geb. de Vries",
        "Jansen (geb. Smit)",
        "Jansen geboren Smit",
    ]);
}

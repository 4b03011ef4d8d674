//! Legal bases: a closed list. Their wording, source and date stand in `data/legal_bases.json`,
//! apart from the code, for a lawyer to confirm.

use crate::codes::codes;

codes! {
    /// The power on which a check rests (list of 2026-11), in the order of the screens.
    pub enum LegalBasis {
        /// Wegenverkeerswet 1994, art. 160.
        Wvw160 = "wvw_160",
        /// Politiewet 2012, art. 8, with Wet op de identificatieplicht, art. 2.
        Politiewet8Wid2 = "politiewet_8_wid_2",
        /// Politiewet 2012, art. 3.
        Politiewet3 = "politiewet_3",
        /// Wetboek van Strafvordering, art. 27 and 52.
        Sv2752 = "sv_27_52",
        /// Politiewet 2012, art. 7.
        Politiewet7 = "politiewet_7",
        /// Gemeentewet, art. 151b, with Wet wapens en munitie, art. 50 to 52.
        Gemeentewet151b = "gemeentewet_151b",
        /// Gemeentewet, art. 174b.
        Gemeentewet174b = "gemeentewet_174b",
        /// Wet wapens en munitie, art. 51.
        Wwm51 = "wwm_51",
        /// Wet wapens en munitie, art. 52.
        Wwm52 = "wwm_52",
        /// Opiumwet, art. 9.
        Opiumwet9 = "opiumwet_9",
        /// Vreemdelingenwet 2000, art. 50.
        Vw50 = "vw_50",
        /// Algemene wet bestuursrecht, art. 5:16a and 5:19.
        Awb516a519 = "awb_5_16a_5_19",
        /// Wet op de economische delicten, art. 23.
        Wed23 = "wed_23",
        /// A local by-law (algemene plaatselijke verordening).
        Apv = "apv",
        /// No power: everybody may walk on.
        Voluntary = "voluntary",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_file_words_every_basis_in_both_languages() {
        let file: serde_json::Value =
            serde_json::from_str(include_str!("../data/legal_bases.json")).unwrap();
        assert!(
            file["version"]
                .as_str()
                .is_some_and(|date| date.len() == 10)
        );
        let cards = file["bases"].as_array().unwrap();
        let codes: Vec<_> = cards.iter().map(|card| card["code"].clone()).collect();
        let expected: Vec<_> = LegalBasis::ALL
            .iter()
            .map(|basis| serde_json::to_value(basis).unwrap())
            .collect();
        assert_eq!(
            codes, expected,
            "one card per basis, in the order of the list"
        );
        for card in cards {
            assert!(
                card["source"].as_str().is_some_and(|s| !s.is_empty()),
                "{card}"
            );
            for language in ["nl", "en"] {
                for field in ["title", "condition", "say"] {
                    let words = card[language][field].as_str().unwrap_or_default();
                    assert!(
                        !words.is_empty(),
                        "{} lacks {language}.{field}",
                        card["code"]
                    );
                }
            }
        }
    }
}

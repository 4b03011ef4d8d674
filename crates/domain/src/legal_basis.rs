//! Legal bases: a closed list. Their wording, source and date stand in `data/legal_bases.json`, outside the
//! code, for a lawyer to confirm.

use crate::codes::codes;

codes! {
    /// The power on which a check rests (list of 2026-11), in the order of the screens.
    pub enum LegalBasis {
        /// Wegenverkeerswet 1994, art. 160.
        Wvw160 = "wvw_160",
        /// Wegenverkeerswet 1994, art. 160 (5) and 163: breath, speech, movement and saliva.
        Wvw160Tests = "wvw_160_tests",
        /// Politiewet 2012, art. 8, with Wet op de identificatieplicht, art. 2.
        Politiewet8Wid2 = "politiewet_8_wid_2",
        /// Politiewet 2012, art. 3.
        Politiewet3 = "politiewet_3",
        /// Wetboek van Strafvordering, art. 27 and 52.
        Sv2752 = "sv_27_52",
        /// Wetboek van Strafvordering, art. 96b.
        Sv96b = "sv_96b",
        /// Politiewet 2012, art. 7.
        Politiewet7 = "politiewet_7",
        /// Gemeentewet, art. 151b, with Wet wapens en munitie, art. 50 to 52.
        Gemeentewet151b = "gemeentewet_151b",
        Gemeentewet174b = "gemeentewet_174b",
        /// Wet wapens en munitie, art. 51.
        Wwm51 = "wwm_51",
        /// Wet wapens en munitie, art. 52.
        Wwm52 = "wwm_52",
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

codes! {
    /// What a basis is about.
    pub enum About {
        /// A vehicle and who drives it.
        Vehicle = "vehicle",
        Person = "person",
        /// A vehicle or a person.
        Either = "either",
    }
}

impl LegalBasis {
    /// What it is about. The screens show the bases of the other kind of subject last.
    #[must_use]
    pub fn about(self) -> About {
        match self {
            Self::Wvw160 | Self::Wvw160Tests | Self::Sv96b | Self::Wwm51 | Self::Wed23 => {
                About::Vehicle
            }
            Self::Politiewet8Wid2 | Self::Politiewet7 | Self::Wwm52 | Self::Vw50 => About::Person,
            Self::Politiewet3
            | Self::Sv2752
            | Self::Gemeentewet151b
            | Self::Gemeentewet174b
            | Self::Opiumwet9
            | Self::Awb516a519
            | Self::Apv
            | Self::Voluntary => About::Either,
        }
    }

    /// Whether a check on this basis needs no suspicion and the officer tells the person so. A ground that [may make
    /// a suspect](crate::ground::GroundCode::may_make_suspect) contradicts that sentence.
    #[must_use]
    pub fn says_no_suspicion(self) -> bool {
        match self {
            Self::Wvw160 | Self::Gemeentewet151b => true,
            Self::Wvw160Tests
            | Self::Politiewet8Wid2
            | Self::Politiewet3
            | Self::Sv2752
            | Self::Sv96b
            | Self::Politiewet7
            | Self::Gemeentewet174b
            | Self::Wwm51
            | Self::Wwm52
            | Self::Opiumwet9
            | Self::Vw50
            | Self::Awb516a519
            | Self::Wed23
            | Self::Apv
            | Self::Voluntary => false,
        }
    }

    /// Whether it holds only in an area that was designated for a time.
    #[must_use]
    pub fn is_for_an_area(self) -> bool {
        match self {
            Self::Gemeentewet151b | Self::Gemeentewet174b => true,
            Self::Wvw160
            | Self::Wvw160Tests
            | Self::Politiewet8Wid2
            | Self::Politiewet3
            | Self::Sv2752
            | Self::Sv96b
            | Self::Politiewet7
            | Self::Wwm51
            | Self::Wwm52
            | Self::Opiumwet9
            | Self::Vw50
            | Self::Awb516a519
            | Self::Wed23
            | Self::Apv
            | Self::Voluntary => false,
        }
    }

    /// Whether the other person may refuse and walk on, so that a search or force does not rest on it.
    #[must_use]
    pub fn is_without_compulsion(self) -> bool {
        match self {
            Self::Politiewet3 | Self::Voluntary => true,
            Self::Wvw160
            | Self::Wvw160Tests
            | Self::Politiewet8Wid2
            | Self::Sv2752
            | Self::Sv96b
            | Self::Politiewet7
            | Self::Gemeentewet151b
            | Self::Gemeentewet174b
            | Self::Wwm51
            | Self::Wwm52
            | Self::Opiumwet9
            | Self::Vw50
            | Self::Awb516a519
            | Self::Wed23
            | Self::Apv => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_of_no_suspicion_stands_in_no_card_of_its_own() {
        let file = include_str!("../data/legal_bases.json");
        let said = "U wordt nergens van verdacht";
        assert_eq!(file.matches(said).count(), 1, "the screen leaves it out");
    }

    #[test]
    fn the_data_file_words_every_basis_in_both_languages() {
        let file: serde_json::Value =
            serde_json::from_str(include_str!("../data/legal_bases.json")).unwrap();
        assert!(
            file["version"]
                .as_str()
                .is_some_and(|date| date.len() == 10)
        );
        for sentence in ["no_suspicion", "suspicion"] {
            for language in ["nl", "en"] {
                let words = file[sentence][language].as_str().unwrap_or_default();
                assert!(!words.is_empty(), "{language}.{sentence}");
            }
        }
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

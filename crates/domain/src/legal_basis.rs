//! Legal bases: a closed list. Their wording, source and date stand in `data/legal_bases.json`,
//! apart from the code, for a lawyer to confirm.

use serde::{Deserialize, Serialize};

/// The power on which a check rests (list of 2026-11).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum LegalBasis {
    /// Wegenverkeerswet 1994, art. 160.
    #[serde(rename = "wvw_160")]
    Wvw160,
    /// Politiewet 2012, art. 8, with Wet op de identificatieplicht, art. 2.
    #[serde(rename = "politiewet_8_wid_2")]
    Politiewet8Wid2,
    /// Politiewet 2012, art. 3.
    #[serde(rename = "politiewet_3")]
    Politiewet3,
    /// Wetboek van Strafvordering, art. 27 and 52.
    #[serde(rename = "sv_27_52")]
    Sv2752,
    /// Politiewet 2012, art. 7.
    #[serde(rename = "politiewet_7")]
    Politiewet7,
    /// Gemeentewet, art. 151b, with Wet wapens en munitie, art. 50 to 52.
    #[serde(rename = "gemeentewet_151b")]
    Gemeentewet151b,
    /// Gemeentewet, art. 174b.
    #[serde(rename = "gemeentewet_174b")]
    Gemeentewet174b,
    /// Wet wapens en munitie, art. 51.
    #[serde(rename = "wwm_51")]
    Wwm51,
    /// Wet wapens en munitie, art. 52.
    #[serde(rename = "wwm_52")]
    Wwm52,
    /// Opiumwet, art. 9.
    #[serde(rename = "opiumwet_9")]
    Opiumwet9,
    /// Vreemdelingenwet 2000, art. 50.
    #[serde(rename = "vw_50")]
    Vw50,
    /// Algemene wet bestuursrecht, art. 5:16a and 5:19.
    #[serde(rename = "awb_5_16a_5_19")]
    Awb516a519,
    /// Wet op de economische delicten, art. 23.
    #[serde(rename = "wed_23")]
    Wed23,
    /// A local by-law (algemene plaatselijke verordening).
    #[serde(rename = "apv")]
    Apv,
    /// No power: everybody may walk on.
    #[serde(rename = "voluntary")]
    Voluntary,
}

impl LegalBasis {
    /// All of them, in the order of the screens.
    pub const ALL: [Self; 15] = [
        Self::Wvw160,
        Self::Politiewet8Wid2,
        Self::Politiewet3,
        Self::Sv2752,
        Self::Politiewet7,
        Self::Gemeentewet151b,
        Self::Gemeentewet174b,
        Self::Wwm51,
        Self::Wwm52,
        Self::Opiumwet9,
        Self::Vw50,
        Self::Awb516a519,
        Self::Wed23,
        Self::Apv,
        Self::Voluntary,
    ];
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

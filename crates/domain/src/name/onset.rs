//! The first consonants of names (their onset).

/// Clusters of consonants with which a name may begin, besides each single one; of Dutch and of the
/// neighbouring languages.
const CLUSTERS: [&str; 43] = [
    "BL", "BR", "CH", "CL", "CR", "DJ", "DR", "DW", "FL", "FR", "GH", "GL", "GR", "KH", "KL", "KN",
    "KR", "KW", "PF", "PH", "PL", "PR", "SCH", "SCHR", "SH", "SJ", "SK", "SL", "SM", "SN", "SP",
    "SPR", "ST", "STR", "SW", "TH", "TJ", "TR", "TW", "VL", "VR", "WR", "ZW",
];

/// Whether a name may begin like this: `Dijk` and `Vries` may, `lli` and `kker` may not.
pub(super) fn may_begin(letters: &str) -> bool {
    let is_vowel = |c: char| matches!(c, 'A' | 'E' | 'I' | 'O' | 'U' | 'Y');
    let Some(end) = letters.find(is_vowel) else {
        return false;
    };
    // IJ is a vowel of two letters.
    end < 2 || CLUSTERS.contains(&&letters[..end])
}

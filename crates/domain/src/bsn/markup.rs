//! Markup in a text that was copied from a page or a log: tags, entities and escapes.

/// The most characters of a tag or an entity.
const LONGEST: usize = 12;

/// The text with each of them replaced by a space; `None` when there is none.
pub(super) fn without_markup(text: &str) -> Option<String> {
    if !text.contains(['<', '&', '%', '\\']) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut found = false;
    while let Some(c) = rest.chars().next() {
        let (shown, length) = match markup(rest) {
            Some(length) => (' ', length),
            None => (c, c.len_utf8()),
        };
        found |= length > c.len_utf8();
        out.push(shown);
        rest = &rest[length..];
    }
    found.then_some(out)
}

/// The number of bytes of the markup with which a text begins.
fn markup(text: &str) -> Option<usize> {
    if ["%20", "\\n", "\\r", "\\t"]
        .iter()
        .any(|escape| text.starts_with(escape))
    {
        return Some(
            text.char_indices()
                .nth(if text.starts_with('%') { 3 } else { 2 })
                .map_or(text.len(), |(at, _)| at),
        );
    }
    let (end, is_part): (char, fn(char) -> bool) = match text.chars().next()? {
        '<' => ('>', |c| c.is_ascii_alphanumeric() || matches!(c, '/' | ' ')),
        '&' => (';', |c| c.is_ascii_alphanumeric() || c == '#'),
        _ => return None,
    };
    let inside = &text[1..];
    let length = inside
        .find(end)
        .filter(|length| (1..LONGEST).contains(length))?;
    let inside = &inside[..length];
    let begins = inside.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '#'));
    (begins && inside.chars().all(is_part)).then_some(length + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_entities_and_escapes_are_a_space() {
        for (text, shown) in [
            ("11<br>22<br />33</p>", "11 22 33 "),
            ("11&nbsp;22&#8203;33&#x20;", "11 22 33 "),
            ("11%2022\\n33", "11 22 33"),
        ] {
            assert_eq!(without_markup(text).as_deref(), Some(shown), "{text}");
        }
        for text in [
            "11 < 22 > 33",
            "11 & 22; 33",
            "50% 20",
            "a\\b",
            "<11>",
            "é&é;",
        ] {
            assert_eq!(without_markup(text), None, "{text}");
        }
    }
}

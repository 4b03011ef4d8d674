//! The words of a text, by sentence, in the letters a to z.

use proco_domain::latin;

/// A word. It has no `Debug`.
pub struct Word {
    /// Lower case, without marks.
    pub text: String,
    /// Its bytes in the text.
    pub start: usize,
    pub end: usize,
    /// Whether it begins a clause: the first of its sentence, or after a comma or colon.
    pub begins: bool,
}

/// The sentences of a text, each with its words.
pub fn sentences(text: &str) -> Vec<Vec<Word>> {
    let mut sentences = vec![Vec::new()];
    let mut begins = true;
    let mut from = None;
    let ends = text.char_indices().chain([(text.len(), ' ')]);
    for (at, c) in ends {
        // The dot of a time (`22.05`) and of an abbreviation ends no sentence.
        let is_time = c == '.' && text[at + 1..].starts_with(|next: char| !next.is_whitespace());
        if c.is_alphanumeric() {
            from.get_or_insert(at);
            continue;
        }
        if let (Some(start), Some(sentence)) = (from.take(), sentences.last_mut()) {
            sentence.push(word(text, start, at, begins));
            begins = false;
        }
        match c {
            '.' if is_time => {}
            '.' | '!' | '?' | ';' | '\n' => {
                sentences.push(Vec::new());
                begins = true;
            }
            ',' | ':' | '(' => begins = true,
            _ => {}
        }
    }
    sentences
}

fn word(text: &str, start: usize, end: usize, begins: bool) -> Word {
    let written = &text[start..end];
    let letters: String = written.chars().filter(|c| !c.is_numeric()).collect();
    let plain = match latin::letters(&letters) {
        Ok(plain) if letters.len() == written.len() => plain.to_lowercase(),
        Ok(_) | Err(_) => written.to_lowercase(),
    };
    Word {
        text: plain,
        start,
        end,
        begins,
    }
}

//! Weak grounds in an officer's own words: what the framework calls no ground, or too thin for one.
//!
//! A text in, findings out. A finding is answered with a question and never with a block: the officer may have a
//! fact that stands elsewhere. It knows no network, no store and no clock.
//!
//! | module | what it holds |
//! |---|---|
//! | [`weak`] | the weak grounds, and the words of a text that name one |
//! | `words` | the words of a text, by sentence |
//! | `pattern` | patterns of words, from `data/` |
//! | `harmless` | what makes such words harmless: a denial, another's words, a described person, a fact beside them |

mod harmless;
mod pattern;
pub mod weak;
mod words;

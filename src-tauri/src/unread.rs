//! Arguments of a command that the core parses, and not the shell.

use std::marker::PhantomData;

use serde::Deserialize;
use serde_json::Value;

/// JSON of a `T` that the core parses: an error of the shell's parser would have no sentence, and might repeat
/// what was typed.
#[derive(Deserialize)]
#[serde(transparent, bound = "")]
pub struct Unread<T>(pub Value, PhantomData<T>);

/// The same, if the officer may have said that the number in a text is no BSN.
#[derive(Deserialize)]
#[serde(transparent, bound = "")]
pub struct UnreadText<T>(pub Value, PhantomData<T>);

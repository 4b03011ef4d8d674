//! Errors, as a sentence for the user.

use std::fmt;
use std::io;

/// The result of everything here that can fail.
pub type Outcome<T = ()> = Result<T, Fault>;

/// A sentence that says what went wrong and, where it is known, what to do.
#[derive(Debug)]
pub enum Fault {
    /// The command was not understood.
    Usage(String),
    /// Something failed.
    Failed(String),
    /// The user ended the program.
    Interrupted,
}

impl Fault {
    pub fn usage(sentence: impl Into<String>) -> Self {
        Self::Usage(sentence.into())
    }

    pub fn new(sentence: impl Into<String>) -> Self {
        Self::Failed(sentence.into())
    }

    /// The exit code: 2 for a command that is not understood, 130 after Ctrl-C, as in shells.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_) => 2,
            Self::Failed(_) => 1,
            Self::Interrupted => 130,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(sentence) | Self::Failed(sentence) => f.write_str(sentence),
            Self::Interrupted => f.write_str("Stopped."),
        }
    }
}

/// Adds to an error of the operating system what was being done.
pub trait While<T> {
    /// `doing` completes the sentence "could not …".
    fn doing(self, doing: impl fmt::Display) -> Outcome<T>;
}

impl<T> While<T> for io::Result<T> {
    fn doing(self, doing: impl fmt::Display) -> Outcome<T> {
        self.map_err(|error| Fault::new(format!("could not {doing}: {error}")))
    }
}

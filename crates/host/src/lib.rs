//! What every program needs of its machine: phone, central and key service alike. Knows none of them.
//!
//! | module | what it holds |
//! |---|---|
//! | [`clock`] | the clock of the system |
//! | [`files`] | a file that is there whole or not at all; its folder on disk |
//! | [`private`] | who may read a file and who may change it |
//! | [`key_file`] | a file with a secret: made once, and refused when others may read it |
//! | [`runtime`] | the threads of a server |
//! | [`signal`] | when the program is told to stop |

pub mod clock;
pub mod files;
pub mod key_file;
pub mod private;
pub mod runtime;
pub mod signal;

pub use clock::SystemClock;

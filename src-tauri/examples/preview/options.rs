//! What the preview host is started with.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// What `--help` prints.
pub const USAGE: &str = "\
The screens in a browser, with the real core behind them.

Usage: preview [--listen 127.0.0.1:PORT] [--screens FOLDER]

  --listen   the address of this machine to listen on; port 0, the default, is any that is free
  --screens  the built screens; ui/dist-preview by default
  --help     prints this";

/// What was asked for.
pub enum Asked {
    /// How to use it.
    Help,
    Serve(Options),
}

pub struct Options {
    pub listen: SocketAddr,
    pub screens: PathBuf,
}

/// Reads the words after the name of the program.
pub fn read(mut words: impl Iterator<Item = String>) -> Result<Asked, String> {
    let mut options = Options {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        screens: Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/dist-preview"),
    };
    while let Some(name) = words.next() {
        if ["--help", "-h"].contains(&name.as_str()) {
            return Ok(Asked::Help);
        }
        let value = words.next().ok_or(format!("{name} wants a value"))?;
        match name.as_str() {
            "--listen" => {
                options.listen = value.parse().map_err(|_| "--listen wants 127.0.0.1:PORT")?;
            }
            "--screens" => options.screens = PathBuf::from(value),
            _ => return Err(format!("unknown option {name}")),
        }
    }
    Ok(Asked::Serve(options))
}

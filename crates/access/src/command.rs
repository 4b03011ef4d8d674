//! How a file is written in a command that a message prints.

use std::path::{Path, absolute};

/// The absolute path, quoted for a shell.
#[must_use]
pub fn printed(path: &Path) -> String {
    let path = absolute(path).unwrap_or_else(|_| path.to_owned());
    let text = path.to_string_lossy();
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "/._-+".contains(letter);
    if text.chars().all(is_plain) {
        text.into_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_takes_it_as_it_stands() {
        assert_eq!(printed(Path::new("/srv/pro-co/a.b")), "/srv/pro-co/a.b");
        assert_eq!(printed(Path::new("/srv/Jan's map")), r"'/srv/Jan'\''s map'");
        assert!(printed(Path::new("data")).starts_with('/'), "from anywhere");
    }
}

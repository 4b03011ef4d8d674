//! Where a server keeps its things: a folder for its data, and one for its keys.

use std::fs;
use std::path::{Path, PathBuf};

use crate::command::printed;

/// The folders of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerFolders {
    data: PathBuf,
    keys: Option<PathBuf>,
}

impl<P: AsRef<Path> + ?Sized> From<&P> for ServerFolders {
    fn from(data: &P) -> Self {
        Self::new(data.as_ref(), None)
    }
}

impl ServerFolders {
    /// Data in `data`, keys in `keys`; without that in the folder `keys` inside `data`.
    pub fn new(data: impl Into<PathBuf>, keys: Option<PathBuf>) -> Self {
        Self {
            data: data.into(),
            keys,
        }
    }

    /// The folder of the data.
    #[must_use]
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// The folder of the keys, which have these names. Earlier programs kept them among the data: where
    /// they stand there, and no folder was named, they stay.
    #[must_use]
    pub fn keys(&self, names: &[&str]) -> PathBuf {
        let own = match &self.keys {
            Some(keys) => return keys.clone(),
            None => self.data.join("keys"),
        };
        let hold = |folder: &Path| names.iter().any(|name| folder.join(name).exists());
        if hold(&self.data) && !hold(&own) {
            self.data.clone()
        } else {
            own
        }
    }

    /// Whether whoever copies the folder of the data has the keys, too.
    #[must_use]
    pub fn holds_keys_among_data(&self, names: &[&str]) -> bool {
        let whole = |folder: &Path| fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
        whole(&self.keys(names)).starts_with(whole(&self.data))
    }

    /// The arguments `--data` and `--keys` that name these folders to a command.
    #[must_use]
    pub fn arguments(&self) -> String {
        let data = printed(&self.data);
        match &self.keys {
            Some(keys) => format!("--data {data} --keys {}", printed(keys)),
            None => format!("--data {data}"),
        }
    }

    /// The warning, and the commands, where the keys lie among the data.
    #[must_use]
    pub fn advice(&self, names: &[&str]) -> Option<String> {
        if !self.holds_keys_among_data(names) {
            return None;
        }
        let keys = self.keys(names);
        let files: Vec<_> = names.iter().map(|name| printed(&keys.join(name))).collect();
        Some(format!(
            "the keys lie in the folder of the data: whoever gets a copy of it has both. To part them, stop \
             the server, `mkdir -m 700 KEYS && mv {} KEYS` with a folder outside for KEYS, which no backup \
             of the data takes along, and name it with --keys KEYS from then on, to each command",
            files.join(" ")
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: [&str; 1] = ["a.key"];

    #[test]
    fn keys_that_stand_among_the_data_stay_unless_another_folder_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        fs::create_dir_all(data.join("keys")).unwrap();
        let place = ServerFolders::from(&data);
        assert_eq!(place.keys(&KEY), data.join("keys"));
        assert!(place.holds_keys_among_data(&KEY));
        fs::write(data.join("a.key"), "").unwrap();
        assert_eq!(place.keys(&KEY), data);
        assert!(place.advice(&KEY).unwrap().contains("data/a.key KEYS"));
        fs::write(data.join("keys/a.key"), "").unwrap();
        assert_eq!(place.keys(&KEY), data.join("keys"));

        let apart = ServerFolders::new(&data, Some(folder.path().join("apart")));
        assert_eq!(apart.keys(&KEY), folder.path().join("apart"));
        assert_eq!(apart.advice(&KEY), None);
        assert!(apart.arguments().ends_with("/apart"));
        let inside = ServerFolders::new(&data, Some(data.join("keys")));
        assert!(
            inside.holds_keys_among_data(&KEY),
            "also where it was named"
        );
    }
}

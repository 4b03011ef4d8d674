//! The built screens, read once at the start: a file that is not in this list cannot be requested.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The files by the path of their request.
pub struct Screens(BTreeMap<String, Screen>);

/// One file of the page.
#[derive(Clone)]
pub struct Screen {
    /// The MIME type, by the file's extension.
    pub kind: &'static str,
    pub bytes: Vec<u8>,
}

impl Screens {
    /// Reads all files of a folder.
    pub fn load(folder: &Path) -> Result<Self, String> {
        let mut files = BTreeMap::new();
        read(folder, "/", &mut files).map_err(|error| {
            format!(
                "{}: {error}; first `npm run build:preview` in ui",
                folder.display()
            )
        })?;
        let first = files
            .get("/index.html")
            .cloned()
            .ok_or("there is no index.html: first `npm run build:preview` in ui")?;
        files.insert("/".to_owned(), first);
        Ok(Self(files))
    }

    /// The file of a request.
    pub fn get(&self, path: &str) -> Option<&Screen> {
        self.0.get(path)
    }
}

fn read(folder: &Path, at: &str, into: &mut BTreeMap<String, Screen>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() {
            read(&entry.path(), &format!("{at}{name}/"), into)?;
        } else {
            let screen = Screen {
                kind: kind(&name),
                bytes: fs::read(entry.path())?,
            };
            into.insert(format!("{at}{name}"), screen);
        }
    }
    Ok(())
}

fn kind(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        Some("json" | "webmanifest") => "application/json",
        Some(_) | None => "application/octet-stream",
    }
}

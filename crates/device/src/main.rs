//! `proco-device`: looks at the store of a phone that is off, and rescues what can be read of one
//! that was set aside. It prints counts and never a mark.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use proco_device::{
    BaseUrl, Device, DeviceConfig, FileKeyStore, RescueForm, SystemClock, rescue_store,
};

const USAGE: &str = "\
proco-device check FILE --keys KEYFILE
    opens the store as the app does, with all that this brings along, and says what it finds
proco-device rescue FILE --keys KEYFILE --to NEWFILE
    reads every row that can be read of a store that was set aside (….damaged-…, ….cut-…,
    ….vanished-…), with its log where it has one; NEWFILE ending in .json is text, with readable
    marks in it; any other is a store with the same key. FILE is only read";

enum Task {
    Check,
    Rescue { to: PathBuf },
}

struct Arguments {
    task: Task,
    file: PathBuf,
    keys: PathBuf,
}

fn arguments(mut words: impl Iterator<Item = String>) -> Option<Arguments> {
    let task = words.next()?;
    let (mut file, mut keys, mut to) = (None, None, None);
    while let Some(word) = words.next() {
        let place = match word.as_str() {
            "--keys" => (&mut keys, words.next()?),
            "--to" => (&mut to, words.next()?),
            option if option.starts_with('-') => return None,
            _ => (&mut file, word),
        };
        if place.0.replace(PathBuf::from(place.1)).is_some() {
            return None;
        }
    }
    let task = match (task.as_str(), to) {
        ("check", None) => Task::Check,
        ("rescue", Some(to)) => Task::Rescue { to },
        (_, _) => return None,
    };
    Some(Arguments {
        task,
        file: file?,
        keys: keys?,
    })
}

fn main() -> ExitCode {
    let Some(Arguments { task, file, keys }) = arguments(std::env::args().skip(1)) else {
        let _ = writeln!(std::io::stderr(), "{USAGE}");
        return ExitCode::from(2);
    };
    let keys = FileKeyStore::at(keys);
    let said = match task {
        Task::Check => check(&file, &keys).map_err(|error| error.to_string()),
        Task::Rescue { to } => rescue(&file, &keys, &to),
    };
    let (ended, written) = match said {
        Ok(text) => (ExitCode::SUCCESS, write!(std::io::stdout(), "{text}")),
        Err(text) => (ExitCode::FAILURE, writeln!(std::io::stderr(), "{text}")),
    };
    written.map_or(ExitCode::FAILURE, |()| ended)
}

/// Opens the store as the app does; no server is asked.
fn check(file: &Path, keys: &FileKeyStore) -> Result<String, proco_device::DeviceError> {
    let nowhere = BaseUrl::parse("http://127.0.0.1:9").expect("a loopback address is a base");
    let config = DeviceConfig::new(file, nowhere.clone(), nowhere);
    let device = Device::open(config, keys, Arc::new(SystemClock))?;
    let status = device.status()?;
    let draft = device.open_draft()?.is_some();
    let stops = device.my_stops()?.len();
    device.close();
    let notices: Vec<String> = status.notices.iter().map(|n| format!("{n:?}")).collect();
    Ok(format!(
        "the store opens\nown stops: {stops}\nopen draft: {}\nwaiting to be sent: {}\n\
         refused: {}\nsaves found gone: {}\nnotices: {}\n",
        if draft { "yes" } else { "no" },
        status.sync.waiting,
        status.sync.refused,
        status.lost_saves,
        notices.join(", "),
    ))
}

fn rescue(file: &Path, keys: &FileKeyStore, to: &Path) -> Result<String, String> {
    let is_text = to.extension().is_some_and(|end| end == "json");
    let form = if is_text {
        RescueForm::Json
    } else {
        RescueForm::Store
    };
    let rescued = rescue_store(file, keys, to, form).map_err(|fault| fault.to_string())?;
    let (mut read, mut unreadable, mut lines) = (0, 0, String::new());
    for table in rescued {
        read += table.read;
        unreadable += table.unreadable;
        let (name, rows, lost) = (table.table, table.read, table.unreadable);
        lines.push_str(&format!("{name}: {rows} rows, {lost} could not be read\n"));
    }
    lines.push_str(&format!(
        "in all: {read} rows, {unreadable} could not be read\n"
    ));
    Ok(lines)
}

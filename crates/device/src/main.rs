//! `proco-device`: checks the store of a phone that is off, and rescues what can be read of one that was set
//! aside. It prints counts and never a mark.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use proco_device::{
    BaseUrl, Device, DeviceConfig, FileKeyStore, NotRescued, RescueFault, RescueForm, SystemClock,
    rescue_store,
};

const USAGE: &str = "\
proco-device check FILE --keys KEYFILE
    opens the store as the app does, with all that this brings along, and says what it finds
proco-device rescue FILE --keys KEYFILE --to NEWFILE
    reads every row that can be read of a store that was set aside (….damaged-…, ….cut-…, ….locked-…), with
    its log where it has one. Of a store that was gone its log is left (….vanished-…-wal): that is
    read with a copy of the store beside it, under the name without -wal. NEWFILE ending in .json
    is text, with readable marks in it; any other is a store with the same key. FILE is only read";

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
    let file = file?;
    Some(Arguments {
        file: match task {
            Task::Check => file,
            Task::Rescue { .. } => store_of(file),
        },
        task,
        keys: keys?,
    })
}

fn main() -> ExitCode {
    let Some(Arguments { task, file, keys }) = arguments(std::env::args().skip(1)) else {
        let _ = writeln!(std::io::stderr(), "{USAGE}");
        return ExitCode::from(2);
    };
    let keys = FileKeyStore::at(keys);
    let said = must_stand(&task, &file).and_then(|()| match task {
        Task::Check => check(&file, &keys).map_err(|error| error.to_string()),
        Task::Rescue { to } => rescue(&file, &keys, &to),
    });
    let (ended, written) = match said {
        Ok(text) => (ExitCode::SUCCESS, write!(std::io::stdout(), "{text}")),
        Err(text) => (ExitCode::FAILURE, writeln!(std::io::stderr(), "{text}")),
    };
    written.map_or(ExitCode::FAILURE, |()| ended)
}

/// Refuses a path without a store (for a rescue: without its log too), because the core would begin a new store
/// there.
fn must_stand(task: &Task, file: &Path) -> Result<(), String> {
    let holds = |file: &Path| std::fs::metadata(file).is_ok_and(|found| found.len() > 0);
    let stands = match task {
        Task::Check => holds(file),
        Task::Rescue { .. } => holds(file) || holds(&log_of(file)),
    };
    if stands {
        return Ok(());
    }
    let file = file.display();
    Err(format!(
        "{file} is missing or empty, and nothing was made. Is it the right file?"
    ))
}

/// The path of the write-ahead log of a store, which may be all that is left.
fn log_of(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}

/// The path of the store, whether it or its log was named.
fn store_of(file: PathBuf) -> PathBuf {
    let name = file.to_str().and_then(|name| name.strip_suffix("-wal"));
    name.map_or_else(|| file.clone(), PathBuf::from)
}

/// Opens the store as the app does, without asking a server.
fn check(file: &Path, keys: &FileKeyStore) -> Result<String, proco_device::DeviceError> {
    let nowhere = BaseUrl::parse("http://127.0.0.1:9").expect("a loopback address is a base");
    let config = DeviceConfig::new(file, nowhere.clone(), nowhere);
    let device = Device::open(config, keys, Arc::new(SystemClock))?;
    let status = device.status()?;
    let draft = !device.open_drafts()?.is_empty();
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
    let rescued = rescue_store(file, keys, to, form).map_err(|fault| match fault {
        NotRescued::Rows(RescueFault::NoTables) if !file.exists() => format!(
            "this is a log alone, and the list of tables stands in the store itself: put a copy of that store \
             beside the log, under the name {}, and try again",
            file.display()
        ),
        NotRescued::Target(_) | NotRescued::Store(_) | NotRescued::Rows(_) => fault.to_string(),
    })?;
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

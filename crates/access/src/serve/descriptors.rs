//! How many connections the open files of this process allow (`RLIMIT_NOFILE`).

use rustix::process::{Resource, getrlimit, setrlimit};

/// Open files that are left for the store, for those who are turned away, and for the rest.
const RESERVE: u64 = 256;

/// The number of connections that are served at once: `wanted`, or fewer where the process may not open so many
/// files. Its soft limit is raised as far as that needs and the hard limit allows.
pub(super) fn most_connections(wanted: u32) -> u32 {
    let mut limit = getrlimit(Resource::Nofile);
    let needed = u64::from(wanted) + RESERVE;
    if limit.current.is_some_and(|current| current < needed) {
        let mut raised = limit;
        raised.current = Some(limit.maximum.map_or(needed, |maximum| maximum.min(needed)));
        // Where the limit cannot be raised, the old one holds.
        if setrlimit(Resource::Nofile, raised).is_ok() {
            limit = raised;
        }
    }
    let most = limit.current.map_or(wanted, |files| room(wanted, files));
    if most < wanted {
        tracing::warn!(
            wanted,
            most,
            "fewer connections than wanted: the limit of open files is too low"
        );
    }
    most
}

fn room(wanted: u32, files: u64) -> u32 {
    let reserve = RESERVE.min(files / 2);
    let room = u32::try_from(files - reserve).unwrap_or(u32::MAX);
    room.clamp(1, wanted.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_store_keeps_its_files_whatever_the_limit() {
        for (wanted, files, most) in [
            (4096, 1024, 768),
            (4096, 524_288, 4096),
            (4096, 4352, 4096),
            (4096, 256, 128),
            (100, 1024, 100),
            (4096, 0, 1),
        ] {
            assert_eq!(room(wanted, files), most, "{wanted} with {files} files");
        }
    }
}

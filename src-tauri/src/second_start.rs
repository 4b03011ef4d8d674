//! One window on one store: a second start brings the first window to the front and ends.
//!
//! The app that runs listens on a socket in the folder of its data, which only its user can reach. Who finds the store in
//! use connects to it; the answer is one byte, once the window was asked to come to the front. Two folders are two
//! stores, and so two windows. On a phone the system does this.

use std::path::Path;
use std::time::Duration;

use proco_device::view::ErrorCode;
use tauri::{AppHandle, Manager, Runtime};

use crate::core::Core;

/// The socket, in the folder of the data.
const SOCKET: &str = "proco.window";
/// How long a second start waits for the first one. After that it shows its own window, with the reason.
const PATIENCE: Duration = Duration::from_secs(3);

/// Whether the store is in use by an app that has brought its window to the front: then this one has nothing to show.
#[must_use]
pub fn is_second(core: &Core, data: &Path) -> bool {
    is_refused(core) && socket::asked_to_front(&data.join(SOCKET))
}

/// Brings this window to the front whenever the app is started once more. One that found the store in use, and its
/// window does not answer, leaves the socket to that.
pub fn listen<R: Runtime>(app: &AppHandle<R>, core: &Core, data: &Path) {
    if is_refused(core) {
        return;
    }
    let app = app.clone();
    let to_front = move || {
        tracing::info!("started once more; this window comes to the front");
        for window in app.webview_windows().values() {
            // What the window system refuses cannot be had: then its own ways to the window are left.
            let _ = window.unminimize();
            let _ = window.show();
            let _ = window.set_focus();
        }
    };
    if let Err(error) = socket::listen(&data.join(SOCKET), to_front) {
        tracing::warn!(%error, "a second start will show a window of its own");
    }
}

fn is_refused(core: &Core) -> bool {
    core.device()
        .is_err_and(|error| error.code == ErrorCode::StoreInUse)
}

#[cfg(unix)]
mod socket {
    use std::fs;
    use std::io::{self, Read as _, Write as _};
    use std::os::unix::net::{UnixListener, UnixStream};
    use std::path::Path;
    use std::thread;

    use super::PATIENCE;

    pub(super) fn asked_to_front(socket: &Path) -> bool {
        let ask = || -> io::Result<()> {
            let mut first = UnixStream::connect(socket)?;
            first.set_read_timeout(Some(PATIENCE))?;
            first.read_exact(&mut [0])
        };
        ask().is_ok()
    }

    pub(super) fn listen(socket: &Path, to_front: impl Fn() + Send + 'static) -> io::Result<()> {
        // Nobody answers on what an app left that was killed.
        match fs::remove_file(socket) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        let listener = UnixListener::bind(socket)?;
        thread::Builder::new()
            .name("second-start".to_owned())
            .spawn(move || {
                // Where connections fail, a second start shows its own window.
                while let Ok((mut second, _)) = listener.accept() {
                    to_front();
                    let _ = second.write_all(&[1]);
                }
            })?;
        Ok(())
    }
}

/// Windows has no such socket in the standard library: there a second start says that the app is open already.
#[cfg(not(unix))]
mod socket {
    use std::io;
    use std::path::Path;

    pub(super) fn asked_to_front(_socket: &Path) -> bool {
        false
    }

    pub(super) fn listen(_socket: &Path, _to_front: impl Fn() + Send + 'static) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn each_further_start_asks_the_first_window_to_the_front() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(SOCKET);
        assert!(!socket::asked_to_front(&file), "nobody is there");
        // An app that was killed leaves its socket.
        drop(std::os::unix::net::UnixListener::bind(&file).unwrap());
        assert!(!socket::asked_to_front(&file), "nor behind what it left");
        let asked = Arc::new(AtomicUsize::new(0));
        let counted = asked.clone();
        socket::listen(&file, move || {
            counted.fetch_add(1, Ordering::SeqCst);
        })
        .unwrap();
        for times in 1..=3 {
            assert!(socket::asked_to_front(&file));
            assert_eq!(asked.load(Ordering::SeqCst), times);
        }
    }

    #[test]
    fn a_folder_whose_name_is_too_long_for_a_socket_stops_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x".repeat(120));
        assert!(socket::listen(&file, || ()).is_err());
        assert!(!socket::asked_to_front(&file));
    }
}

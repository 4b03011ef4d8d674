//! The app: in its window, or in a browser where there is no display.

use crate::fault::Outcome;
use crate::{http, place, say};

use super::folder::Folder;
use super::seed::Seeded;
use super::servers::Servers;
use super::service::{self, Service};
use super::{port, wait_for};

/// Whether a window can be opened.
pub fn has_display() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// Starts the app, or the preview host and waits for that.
pub fn open(
    folder: &Folder,
    servers: &Servers,
    seeded: &Seeded,
    lead: bool,
    in_window: bool,
) -> Outcome<Service> {
    let phone = if lead { "phone-lead" } else { "phone" };
    let program = if in_window {
        place::program("proco-app")
    } else {
        place::example("preview")
    };
    let mut command = service::command(&program);
    command
        .env("PROCO_DATA", folder.path().join(phone))
        .env("PROCO_CENTRAL", &servers.central_url)
        .env("PROCO_KEYSERVICE", &servers.keyservice_url)
        // Spent at the first start; the phone is known from then on.
        .env("PROCO_ENROL_CODE", seeded.code(lead)?);
    if in_window {
        say::line("Opening the window.");
        return Service::start("app", &mut command, &folder.logs());
    }
    let address = port::free(port::PREVIEW, "the preview host")?;
    command.args(["--listen", &address.to_string()]);
    let mut app = Service::start("preview host", &mut command, &folder.logs())?;
    wait_for(&mut app, |_| http::answers(address, "/"))?;
    say::line("The app runs without a window. Open it in a browser, as small as a phone:");
    say::line(format!("  http://{address}/"));
    Ok(app)
}

//! The phones: each in its window, or in a browser where there is no display.

use crate::fault::Outcome;
use crate::{http, place, say};

use super::folder::Folder;
use super::port;
use super::seed::Seeded;
use super::servers::Servers;
use super::service::{self, Service};
use super::wait_for;

/// The holder of a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// An officer's.
    Officer,
    /// A shift lead's.
    Lead,
}

impl Holder {
    /// The name of the phone in messages.
    fn phone(self) -> &'static str {
        match self {
            Self::Officer => "phone of the officer",
            Self::Lead => "phone of the shift lead",
        }
    }

    fn folder(self) -> &'static str {
        match self {
            Self::Officer => "phone",
            Self::Lead => "phone-lead",
        }
    }

    fn port(self) -> u16 {
        match self {
            Self::Officer => port::OFFICER,
            Self::Lead => port::LEAD,
        }
    }
}

/// Whether a window can be opened.
pub fn has_display() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// Starts the app on the phone of `holder`, or its preview host, and waits for that.
pub fn open(
    folder: &Folder,
    servers: &Servers,
    seeded: &Seeded,
    holder: Holder,
    in_window: bool,
) -> Outcome<Service> {
    let program = if in_window {
        place::program("proco-app")
    } else {
        place::example("preview")
    };
    let mut command = service::command(&program);
    command
        .env("PROCO_DATA", folder.path().join(holder.folder()))
        .env("PROCO_CENTRAL", &servers.central_url)
        .env("PROCO_KEYSERVICE", &servers.keyservice_url)
        // The code is used up at the first start; the phone is enrolled from then on.
        .env("PROCO_ENROL_CODE", seeded.code(holder)?);
    if in_window {
        say::line(format!("Opening the window of the {}.", holder.phone()));
        return Service::start(holder.phone(), command, &folder.logs());
    }
    let address = port::free(holder.port(), &format!("the {}", holder.phone()))?;
    command.args(["--listen", &address.to_string()]);
    let mut app = Service::start(holder.phone(), command, &folder.logs())?;
    wait_for(&mut app, |_| http::answers(address, "/"))?;
    let url = format!("http://{address}/");
    say::line(format!("{} on {url}", holder.phone()));
    folder.add_address(&url)?;
    Ok(app)
}

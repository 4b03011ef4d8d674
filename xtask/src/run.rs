//! `cargo xtask run`: the whole of ProCo on this machine, on invented data.

mod folder;
mod port;
mod seed;
mod servers;
mod service;
mod window;

use std::thread;
use std::time::Instant;

use crate::args::RunOptions;
use crate::fault::{Fault, Outcome};
use crate::group::GLANCE;
use crate::{need, node, rust, say, signals};

use folder::Folder;
use seed::Seeded;
use servers::Servers;
use service::Service;

/// Installs, builds, starts, fills in, opens, and stays until Ctrl-C or until the window closes.
pub fn run(options: &RunOptions) -> Outcome {
    let started = Instant::now();
    need::install(need::Purpose::Run)?;
    node::packages()?;
    node::build()?;
    say::line("Building key service, centre and app. The first time takes some minutes.");
    rust::build()?;

    let folder = Folder::open(options.fresh)?;
    say::line(format!("The data is in {}", folder.path().display()));
    let seeded = Seeded::in_folder(&folder)?;
    let servers = Servers::start(&folder)?;
    let in_window = !options.preview && window::has_display();
    let app = window::open(&folder, &servers, &seeded, options.lead, in_window)?;
    say::line(format!("Ready after {}.", say::time(started.elapsed())));
    seeded.summary().iter().for_each(say::line);
    say::line("Ctrl-C stops all of it. The data stays; --fresh begins anew.");

    stay(servers.into_services(), app)
}

/// Waits for Ctrl-C, a closed window or a service that died, then ends the others.
fn stay(mut services: Vec<Service>, mut app: Service) -> Outcome {
    let outcome = loop {
        if signals::stop_asked() {
            say::line("Stopping.");
            break Ok(());
        }
        if let Some(status) = app.ended() {
            if status.success() {
                say::line("The window was closed. Stopping.");
                break Ok(());
            }
            break Err(app.obituary(status));
        }
        let dead = services
            .iter_mut()
            .find_map(|service| service.ended().map(|status| service.obituary(status)));
        if let Some(fault) = dead {
            break Err(fault);
        }
        thread::sleep(GLANCE);
    };
    // The app first: it should not see its servers go.
    drop(app);
    for service in &services {
        service.ask_to_end();
    }
    drop(services);
    if outcome.is_ok() {
        say::line("All stopped.");
    }
    outcome
}

/// Waits until `ready` holds. Ctrl-C, a death and the limit end the waiting.
fn wait_for(service: &mut Service, ready: impl Fn(&Service) -> bool) -> Outcome {
    /// A debug build on a busy machine starts within two seconds.
    const LIMIT: std::time::Duration = std::time::Duration::from_secs(30);
    let started = Instant::now();
    while !ready(service) {
        signals::check()?;
        if let Some(status) = service.ended() {
            return Err(service.obituary(status));
        }
        if started.elapsed() > LIMIT {
            return Err(Fault::new(format!(
                "{} did not answer within {} seconds.\n{}",
                service.name(),
                LIMIT.as_secs(),
                service.last_words()
            )));
        }
        thread::sleep(GLANCE);
    }
    Ok(())
}

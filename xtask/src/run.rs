//! `cargo xtask run`: the whole of ProCo on this machine, on invented data.

mod folder;
mod network;
mod port;
mod seed;
mod servers;
mod service;
mod window;

use std::io;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Instant;

use crate::args::RunOptions;
use crate::fault::{Fault, Outcome};
use crate::group::GLANCE;
use crate::{need, node, rust, say, signals};

use folder::Folder;
use network::Network;
use seed::Seeded;
use servers::Servers;
use service::Service;
pub use window::Holder;

/// Installs, builds, starts, seeds and opens everything, and stays until Ctrl-C or until the last window
/// closes.
pub fn run(options: &RunOptions) -> Outcome {
    let started = Instant::now();
    // The folder comes first, because another run may be using it.
    let folder = Folder::open()?;
    need::install(need::Purpose::Run)?;
    node::packages()?;
    node::build()?;
    say::line("Building key service, central and app. The first time takes some minutes.");
    rust::build()?;

    if options.fresh {
        folder.begin_anew()?;
    }
    say::line(format!("The data is in {}", folder.path().display()));
    let seeded = Seeded::in_folder(&folder)?;
    let network = Network::default();
    let servers = Servers::start(&folder, &network)?;
    let in_window = !options.preview && window::has_display();
    if !in_window {
        say::line("The app runs without a window. Open it in a browser, as small as a phone:");
    }
    let phones = options
        .holders()
        .iter()
        .map(|holder| window::open(&folder, &servers, &seeded, *holder, in_window))
        .collect::<Outcome<Vec<_>>>()?;
    say::line(format!("Ready after {}.", say::time(started.elapsed())));
    seeded.summary().iter().for_each(say::line);
    say::line("n and Enter takes the network away from the phones, and gives it back.");
    say::line("Ctrl-C stops all of it. The data stays; --fresh begins anew.");

    stay(servers.into_services(), phones, &network)
}

/// Waits for Ctrl-C or the end of the last phone, then ends everything. A server that dies is started again.
fn stay(mut servers: Vec<Service>, mut phones: Vec<Service>, network: &Network) -> Outcome {
    let typed = typed_lines();
    let outcome = loop {
        if signals::stop_asked() {
            say::line("Stopping.");
            break Ok(());
        }
        for line in typed.try_iter() {
            switch(network, &line);
        }
        if let Some(outcome) = without_the_closed(&mut phones) {
            break outcome;
        }
        if let Some(fault) = servers.iter_mut().find_map(|server| keep_up(server).err()) {
            break Err(fault);
        }
        thread::sleep(GLANCE);
    };
    // The phones end first, so that they do not see their servers stop.
    drop(phones);
    for server in &servers {
        server.ask_to_end();
    }
    drop(servers);
    if outcome.is_ok() {
        say::line("All stopped.");
    }
    outcome
}

/// The lines that the user types while it runs; none without a terminal.
fn typed_lines() -> Receiver<String> {
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || {
        for line in io::stdin().lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    lines
}

fn switch(network: &Network, line: &str) {
    match line.trim() {
        "" => {}
        "n" => {
            network.turn();
            say::line(if network.is_away() {
                "The network is away: no phone reaches a server. n and Enter gives it back."
            } else {
                "The network is back."
            });
        }
        _ => say::line("n and Enter switches the network; Ctrl-C stops all of it."),
    }
}

/// Removes the phones that ended. Gives the outcome of the run once none is left.
fn without_the_closed(phones: &mut Vec<Service>) -> Option<Outcome> {
    let mut outcome = Ok(());
    phones.retain_mut(|phone| match phone.ended() {
        None => true,
        Some(status) if status.success() => {
            say::line(format!("The {} was closed.", phone.name()));
            false
        }
        Some(status) => {
            let fault = phone.obituary(status);
            say::line(fault.to_string());
            outcome = Err(fault);
            false
        }
    });
    phones.is_empty().then_some(outcome)
}

/// Starts a server again that ended, and reports it.
fn keep_up(server: &mut Service) -> Outcome {
    let Some(status) = server.ended() else {
        return Ok(());
    };
    say::line(server.obituary(status).to_string());
    server.start_again(status)?;
    say::line(format!(
        "{} was started again, process {}",
        server.name(),
        server.process()
    ));
    Ok(())
}

/// Waits until `ready` holds. Ctrl-C, the end of the service and the time limit end the wait.
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

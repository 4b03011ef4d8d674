//! The preview host: the same screens in a browser, with the real commands and the real core behind them. It is
//! an example, so that it is never part of the app.
//!
//! It is a test bed: Tauri's mock runtime dispatches the commands, permissions included, but there
//! is no webview and no real window. It listens on loopback alone and answers no other host name.
//!
//!     cargo run -p proco-app --example preview -- [--listen 127.0.0.1:0] [--screens ui/dist-preview]
//!
//! With `PROCO_PREVIEW_CLOCK_OFF` the clock of this phone is off by so many milliseconds, and the time since
//! boot is unknown: a phone whose clock lost its battery.

mod preview {
    pub mod clock;
    pub mod host;
    pub mod options;
    pub mod screens;
}

use std::net::SocketAddr;
use std::sync::Arc;

use preview::clock::WrongClock;
use preview::host::{Host, router};
use preview::options::{self, Asked, USAGE};
use preview::screens::Screens;
use proco_app::core::Core;
use proco_app::settings::Settings;
use tauri::test::{MockRuntime, mock_builder};
use tauri::{AppHandle, WebviewWindowBuilder};

fn main() {
    if let Err(error) = run() {
        // Printed for the user who started it.
        #[expect(clippy::print_stderr, reason = "a program's own error message")]
        {
            eprintln!("preview: {error}");
        }
        std::process::exit(1);
    }
}

fn run() -> Result<(), String> {
    let options = match options::read(std::env::args().skip(1))? {
        Asked::Serve(options) => options,
        Asked::Help => {
            #[expect(clippy::print_stdout, reason = "whoever asks for help reads it here")]
            {
                println!("{USAGE}");
            }
            return Ok(());
        }
    };
    if !options.listen.ip().is_loopback() {
        return Err("it listens on loopback only".to_owned());
    }
    proco_app::log::start();
    let screens = Screens::load(&options.screens)?;

    let app = proco_app::commands::register(mock_builder())
        .build(proco_app::context())
        .map_err(|error| error.to_string())?;
    // The capability applies to the window with this label; another one could call no command.
    WebviewWindowBuilder::<MockRuntime, _>::new(&app, "main", tauri::WebviewUrl::default())
        .build()
        .map_err(|error| error.to_string())?;
    let handle: AppHandle<MockRuntime> = app.handle().clone();
    // The mock runtime runs no setup hook, so the same start is called here.
    let settings = Settings::from_environment(&handle)?;
    let core = match WrongClock::from_environment()? {
        Some(clock) => Core::open_at(&settings, Arc::new(clock)),
        None => Core::open(&settings),
    };
    core.ring_with(proco_app::reminder::of_this_device(&handle));
    proco_app::init(&handle, &settings, core);

    let ended =
        tauri::async_runtime::block_on(serve(options.listen, Host::new(handle.clone(), screens)));
    // Nor does the mock runtime report the exit.
    proco_app::heard(&handle, &tauri::RunEvent::Exit);
    ended
}

async fn serve(listen: SocketAddr, host: Arc<Host>) -> Result<(), String> {
    let listener = tokio::net::TcpListener::bind(listen)
        .await
        .map_err(|error| format!("cannot listen on {listen}: {error}"))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    #[expect(
        clippy::print_stdout,
        reason = "whoever started it reads the address here"
    )]
    {
        println!("preview: http://{address}");
    }
    let ended = host.ended();
    axum::serve(listener, router(host, address.port()))
        .with_graceful_shutdown(ended)
        .await
        .map_err(|error| error.to_string())
}

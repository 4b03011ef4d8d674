//! The app on a data folder, without a server.

use std::path::Path;

use proco_app::core::Core;
use proco_app::settings::Settings;
use tauri::App;
use tauri::test::{MockRuntime, mock_builder};

pub fn app(data: &Path) -> App<MockRuntime> {
    let app = proco_app::commands::register(mock_builder())
        .build(proco_app::context())
        .unwrap();
    let settings = settings(data);
    proco_app::init(app.handle(), &settings, Core::open(&settings));
    app
}

pub fn settings(data: &Path) -> Settings {
    Settings {
        data: data.to_owned(),
        central: "http://127.0.0.1:9".to_owned(),
        key_service: "http://127.0.0.1:9".to_owned(),
        enrol_code: None,
    }
}

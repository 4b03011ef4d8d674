//! One stop from beginning to end in the real window: the built app on WebKitGTK under Xvfb, driven over
//! WebDriver, with both real servers and a network to them that can lose requests and answers.
//!
//! It is part of the app's package, so that cargo builds the program with the same features. It needs Xvfb,
//! WebKitWebDriver, tauri-driver and the built screens, so it runs only when asked for:
//!
//!     cargo xtask test --only e2e-window
#![expect(clippy::unwrap_used, reason = "a test ends at its first surprise")]

mod app;
mod display;
mod road;
mod servers;

use app::App;
use display::Display;
use road::UPLOAD;
use servers::Servers;

#[tokio::test]
#[ignore = "needs Xvfb and tauri-driver: cargo xtask test --only e2e-window"]
async fn the_whole_road_in_the_real_window() {
    let folder = tempfile::tempdir().unwrap();
    let mut servers = Servers::start(folder.path());
    let display = Display::start();
    let data = folder.path().join("phone");
    let (central, key_service) = (
        servers.to_central.url.clone(),
        servers.to_key_service.url.clone(),
    );
    let open = || App::start(&display, &data, &central, &key_service);

    // Noor leads a shift of the demo force; she gets a phone.
    let app = open().await;
    app.on("enrol").await;
    app.type_into("enrol-code", servers.told("lead_code")).await;
    app.tap("enrol").await;
    app.on("welcome").await;
    app.tap("begin").await;
    app.on("look-up").await;

    // She looks up a plate and sees what is known of it, first here and then in the country.
    let plate = servers.told("busy_plate").to_owned();
    app.type_into("plate", &plate.to_lowercase()).await;
    app.tap("initiative-proactive").await;
    assert!(app.text("subject").await.contains(&plate));
    let (queries, stops) = counted(&app).await;
    assert!(
        queries > stops && stops > 1,
        "{queries} queries, {stops} stops"
    );

    // She starts the app once more: there is one window on one store. That it is raised cannot be seen here, for Xvfb
    // has no window manager; that it is asked to be is a test of its own (`second_start`).
    assert!(app.started_once_more(&display).await.success());
    assert!(app.has_focus().await, "the keys go to the first window");
    assert!(app.text("subject").await.contains(&plate), "as it was");

    // She begins a check, and the phone ends the app.
    app.tap("check").await;
    app.on("select").await;
    app.tap("ground-traffic_offence").await;
    app.tap("basis-wvw_160").await;
    app.tap("next").await;
    app.on("contact").await;
    app.tap("told-unasked").await;
    app.until_the_core("open_draft", |draft| {
        draft["answers"]["reason_told"] == "unasked"
    })
    .await;
    app.kill().await;

    // It comes back in the same step with the same content.
    let app = open().await;
    app.on("contact").await;
    assert!(
        app.is_chosen("told-unasked").await,
        "the answer was on disk"
    );
    assert!(!app.is_chosen("told-not_told").await, "and no other one");
    app.tap("back").await;
    app.on("select").await;
    assert!(app.is_chosen("ground-traffic_offence").await);
    assert!(app.is_chosen("basis-wvw_160").await);
    app.tap("next").await;
    app.on("contact").await;
    app.tap("next").await;
    app.on("reflect").await;

    // The network goes. Nothing was found: one tap, and it waits.
    servers.network("no_network");
    app.tap("nothing-found-finish").await;
    app.on("done").await;
    app.tap("done").await;
    app.tap("nav-stops").await;
    app.see_css("[data-screen=\"my-stops\"] [data-state=\"waiting\"]")
        .await;

    assert!(servers.to_central.uploads().is_empty(), "nothing got out");

    // The network is back, and bad: each answer to an upload is lost on the way. Central has the
    // stop and its look-up; the phone does not know and lets neither go.
    servers.to_central.weather_on(UPLOAD, "lose_answer");
    servers.network("fair");
    send_now(&app).await;
    servers.to_central.until_uploads(1).await;
    send_now(&app).await;
    servers.to_central.until_uploads(2).await;
    app.until_the_core("sync_status", |sync| sync["running"] == false)
        .await;
    app.until_the_core("sync_status", |sync| sync["waiting"] == 2)
        .await;
    app.see_css("[data-screen=\"my-stops\"] [data-state=\"waiting\"]")
        .await;

    // One answer comes through, and it is sent.
    servers.to_central.weather_on(UPLOAD, "fair");
    send_now(&app).await;
    app.see_css("[data-screen=\"my-stops\"] [data-state=\"sent\"]")
        .await;
    app.until_the_core("sync_status", |sync| sync["waiting"] == 0)
        .await;
    let uploads = servers.to_central.uploads();
    let (last, lost) = uploads.split_last().unwrap();
    assert!(uploads.iter().all(|upload| upload.status == 200));
    assert!(lost.len() >= 2 && lost.iter().all(|upload| upload.lost) && !last.lost);
    assert_eq!(
        uploads[0].receipts, ["stored"; 2],
        "the stop and its look-up"
    );
    for again in &uploads[1..] {
        assert_eq!(again.receipts, ["already_stored"; 2], "and never again");
    }

    // Sent three times, counted once.
    app.tap("nav-lookup").await;
    app.on("look-up").await;
    app.type_into("plate", &plate).await;
    app.tap("initiative-call").await;
    assert_eq!(counted(&app).await, (queries + 1, stops + 1));
    app.tap("leave-it").await;
    app.see("left").await;

    // What the team can learn from, as a picture and as a table.
    app.tap("nav-team").await;
    app.on("team").await;
    let picture = app.text("bar-counts-queries").await;
    app.tap("table-counts").await;
    let table = app.text("figure-counts-queries").await;
    assert!(table.parse::<u32>().is_ok_and(|figure| figure >= 5));
    assert!(picture.contains(&table), "the same figure in both");

    practises(&app, &mut servers).await;
    app.close().await;
}

/// A practice stop on the real screens: each says what it is, and the phone has no record of it, and central gets no report.
async fn practises(app: &App, servers: &mut Servers) {
    // What she did before is sent by now.
    app.until_the_core("sync_status", |sync| {
        sync["waiting"] == 0 && sync["running"] == false
    })
    .await;
    let sent = servers.to_central.uploads().len();
    app.tap("nav-lookup").await;
    app.on("look-up").await;
    app.tap("my-shift").await;
    app.on("shift").await;
    app.tap("practice").await;
    app.on("practice").await;
    app.tap("begin-practice").await;
    app.see("leave-practice").await;
    app.tap("invented-four-times-nothing").await;
    app.tap("initiative-proactive").await;
    assert_eq!(app.text("counts-central-year-stops").await, "4");
    let marked = async || {
        let mark = app.text("practice-mark").await.to_lowercase();
        assert!(mark.starts_with("oefening"), "{mark}");
    };
    for (tap, screen) in [
        ("check", "select"),
        ("next", "contact"),
        ("next", "reflect"),
    ] {
        marked().await;
        app.tap(tap).await;
        app.on(screen).await;
        let answers: &[&str] = match screen {
            "select" => &["ground-traffic_offence", "basis-wvw_160"],
            "contact" => &["told-unasked"],
            _ => &[],
        };
        for answer in answers {
            app.tap(answer).await;
        }
    }
    app.tap("nothing-found-finish").await;
    app.on("done").await;
    marked().await;
    app.tap("practice-review").await;
    app.see("review-0").await;
    app.tap("practice-finish").await;
    app.on("practice").await;
    app.until_the_core("my_stops", |stops| {
        stops.as_array().map(Vec::len) == Some(1)
    })
    .await;
    app.tap("back").await;
    app.on("shift").await;
    app.tap("back").await;
    app.on("look-up").await;
    send_now(app).await;
    app.until_the_core("sync_status", |sync| sync["running"] == false)
        .await;
    assert_eq!(servers.to_central.uploads().len(), sent, "nothing is sent");
}

/// Asks for a pass, once the former one is over, because the button is disabled during a pass.
async fn send_now(app: &App) {
    app.see_css("[data-testid=\"sync-now\"][aria-disabled=\"false\"]")
        .await;
    app.tap("sync-now").await;
}

/// The queries and stops that central counted for the subject on the screen in a year.
async fn counted(app: &App) -> (u32, u32) {
    let count = async |what: &str| -> u32 {
        let figure = app.text(&format!("counts-central-year-{what}")).await;
        figure.parse().unwrap()
    };
    (count("queries").await, count("stops").await)
}

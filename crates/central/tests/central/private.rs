//! Who may look into the folders of central: a copy of another user's view, by the bits of the mode.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;

use proco_access::ServerFolders;
use proco_central::copies::{self, Existing};
use proco_central::{Central, CentralError, Config, ManualClock, SystemClock};

use crate::command_line::{run, said};
use proco_testbed::central::{SUNDAY, TestCentral};
use proco_testbed::reports::query;

#[path = "../../../access/tests/support/openly.rs"]
mod openly;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

#[tokio::test]
async fn files_and_folders_that_others_can_read_are_mended_at_the_next_start() {
    let central = TestCentral::open().await;
    let phone = central.officer("roermond-1").await;
    central.upload(&phone, &[query(1, central.hour())]).await;
    let killed = crate::damage::copied(central.folder.path());
    let data = killed.path();
    set_mode(data, 0o755);
    set_mode(&data.join("keys"), 0o750);
    for name in [
        "central.db",
        "central.db-wal",
        "central.db-shm",
        "central.db.commits",
    ] {
        set_mode(&data.join(name), 0o644);
    }
    let aside = data.join("central.db.moved-aside-1");
    fs::write(&aside, "a record").unwrap();
    let aside = data.join("keys/issuer.key.moved-aside-1");
    fs::write(&aside, "a key").unwrap();
    set_mode(&aside, 0o644);
    let clock = central.clock.clone();
    set_mode(&data.join("issuer.jwks.json"), 0o666);
    let again = Central::open(Config::new(data), clock).unwrap();
    again.tidy().await.unwrap();
    let mut open = Vec::new();
    for folder in [data.to_owned(), data.join("keys")] {
        assert_eq!(mode(&folder), 0o700, "{}", folder.display());
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if mode(&path) & 0o077 != 0 {
                open.push(path.file_name().unwrap().to_owned());
            }
        }
    }
    assert_eq!(open, ["issuer.jwks.json"], "public keys are no secret");
    assert_eq!(mode(&data.join("issuer.jwks.json")), 0o644);
}

#[test]
fn whatever_a_command_makes_is_private_at_once_under_any_umask() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let [data, copy, saved] = ["data", "copy.db", "saved.db"].map(at);
    let public = Path::new(&data).join("issuer.jwks.json");
    for command in [
        &["serve", "--listen", "127.0.0.1:0"][..],
        &["enrol", "--team", "roermond-1", "--role", "officer"],
        &["issuer-keys"],
        &["issuer-keys", "--renew"],
        &["epoch-keys", "list"],
        &["devices", "list"],
        &["devices", "questions"],
        &["check"],
        &["backup", "--to", &copy],
        &["rescue", "--to", &saved],
        &["restore", "--from", &copy, "--move-aside"],
        &["begin-anew", "--move-aside"],
        &["begin-anew", "--move-aside", "--new-keys"],
        &["replace-issuer-key", "--move-aside"],
        &["serve", "--listen", "127.0.0.1:0"],
    ] {
        let program = env!("CARGO_BIN_EXE_proco-central");
        openly::run(program, &[command, &["--data", &data]].concat());
        let open = openly::left_below(folder.path());
        assert_eq!(
            open,
            [&*public],
            "after {command:?}: public keys are no secret"
        );
    }
}

#[tokio::test]
async fn a_key_that_others_can_read_is_refused_in_words_that_help() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("Jan's");
    let open = || Central::open(Config::new(&data), Arc::new(SystemClock)).map(drop);
    open().unwrap();
    for name in ["central.key", "issuer.key"] {
        let key = data.join("keys").join(name);
        set_mode(&key, 0o640);
        let refused = open().unwrap_err();
        assert!(matches!(refused, CentralError::KeyOpen { mode: 0o640, .. }));
        let told = refused.to_string();
        let command = told.split('`').nth(1).unwrap();
        let sh = std::process::Command::new("sh")
            .args(["-c", command])
            .status();
        assert!(sh.unwrap().success(), "{command}");
        open().unwrap();
    }
    // Somebody has seen it: it is made anew.
    let key = data.join("keys/issuer.key");
    set_mode(&key, 0o604);
    let data = data.to_str().unwrap();
    let replaced = run(&["replace-issuer-key", "--data", data, "--move-aside"]).await;
    assert!(replaced.status.success(), "{}", said(&replaced.stderr));
    open().unwrap();
}

#[tokio::test]
async fn keys_lie_in_a_folder_of_their_own_and_no_copy_takes_them_along() {
    let folder = tempfile::tempdir().unwrap();
    let [data, keys, copy] = ["data", "keys", "copy"].map(|name| folder.path().join(name));
    let place = || ServerFolders::new(&data, Some(keys.clone()));
    let config = || Config::at(data.clone(), Some(keys.clone()));
    let clock = Arc::new(SystemClock);
    let server = Central::open(config(), clock.clone()).unwrap();
    server.backup(&copy).await.unwrap();
    server.leave().await.unwrap();
    drop(server);
    assert_eq!(mode(&keys), 0o700);
    let secrets = ["central.key", "issuer.key"].map(|name| fs::read(keys.join(name)).unwrap());
    for folder in [&data, folder.path()] {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let bytes = if path.is_file() {
                fs::read(&path).unwrap()
            } else {
                Vec::new()
            };
            for secret in &secrets {
                let holds = bytes.windows(32).any(|window| window == secret.as_slice());
                assert!(!holds, "{}", path.display());
            }
        }
    }
    // Without the option they are missed, and none is made.
    let refused = Central::open(Config::new(&data), clock.clone()).map(drop);
    assert!(
        matches!(refused, Err(CentralError::KeyMissing(_))),
        "{refused:?}"
    );
    assert!(!data.join("keys/central.key").exists());
    // A lost database comes back beside them, with the command that the refusal prints.
    fs::remove_file(data.join("central.db")).unwrap();
    let refused = Central::open(config(), clock.clone())
        .map(drop)
        .unwrap_err();
    let told = refused.to_string();
    let printed = format!(
        "`proco-central restore --data {} --keys {} --from FILE`",
        data.display(),
        keys.display()
    );
    assert!(told.contains(&printed), "{told}");
    let moved = copies::Existing::Keep;
    copies::restore(place(), &copy, moved, clock.as_ref())
        .await
        .unwrap();
    Central::open(config(), clock.clone()).map(drop).unwrap();
    // Under keys of another central nothing is begun, and nothing is opened.
    let empty = folder.path().join("empty");
    let begun = Central::open(Config::at(empty, Some(keys.clone())), clock.clone()).map(drop);
    assert!(
        matches!(begun, Err(CentralError::DatabaseGone(_))),
        "{begun:?}"
    );
    let other = folder.path().join("other");
    drop(Central::open(Config::new(&other), clock.clone()).unwrap());
    let foreign = Config::at(data.clone(), Some(other.join("keys")));
    let refused = Central::open(foreign, clock).map(drop);
    assert!(
        matches!(refused, Err(CentralError::OtherKey(_))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn keys_that_an_earlier_program_left_among_the_data_go_on_and_the_start_says_how_to_move_them()
 {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    drop(Central::open(Config::new(&data), Arc::new(SystemClock)).unwrap());
    for name in ["central.key", "issuer.key"] {
        fs::rename(data.join("keys").join(name), data.join(name)).unwrap();
    }
    fs::remove_dir(data.join("keys")).unwrap();
    let (server, lines) = {
        let server = Central::open(Config::new(&data), Arc::new(SystemClock)).unwrap();
        (
            server,
            ServerFolders::from(&data)
                .advice(&proco_central::key_file::FILES)
                .unwrap(),
        )
    };
    drop(server);
    assert!(!data.join("keys").exists(), "none is made anew");
    let command = lines.split('`').nth(1).unwrap();
    let keys = folder.path().join("elsewhere");
    let command = command.replace("KEYS", keys.to_str().unwrap());
    let sh = std::process::Command::new("sh")
        .args(["-c", &command])
        .status();
    assert!(sh.unwrap().success(), "{command}");
    let arguments = [
        "--data",
        data.to_str().unwrap(),
        "--keys",
        keys.to_str().unwrap(),
    ];
    let check = run(&[&["check"][..], &arguments].concat()).await;
    assert_eq!(said(&check.stdout), "sound\n", "{}", said(&check.stderr));
}

#[tokio::test]
async fn a_copy_is_put_back_on_a_machine_that_has_the_keys_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (keys, copy) = (folder.path().join("keys"), folder.path().join("copy.db"));
    let on = |machine: &str| ServerFolders::new(folder.path().join(machine), Some(keys.clone()));
    let open = |machine: &str, clock| {
        let config = Config::at(folder.path().join(machine), Some(keys.clone()));
        Central::open(config, clock)
    };
    let clock = Arc::new(ManualClock::at(SUNDAY));
    let lost = open("lost", clock.clone()).unwrap();
    lost.backup(&copy).await.unwrap();
    lost.leave().await.unwrap();

    copies::restore(on("new"), &copy, Existing::Keep, &*clock)
        .await
        .unwrap();
    open("new", clock.clone()).unwrap();
    // Without its keys it is the wrong folder, or the wrong machine.
    let mistyped = folder.path().join("mistyped");
    let refused = copies::restore(&*mistyped, &copy, Existing::Keep, &*clock).await;
    assert!(matches!(refused, Err(CentralError::NoCentral(_))));
    assert!(!mistyped.exists());
}

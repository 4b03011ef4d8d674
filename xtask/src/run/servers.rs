//! Key service and centre, on their embedded defaults.

use std::fs;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use crate::fault::{Fault, Outcome, While};
use crate::{http, place, process, say};

use super::folder::Folder;
use super::service::{self, Service};
use super::{port, wait_for};

/// Both servers, running and answering.
pub struct Servers {
    keyservice: Service,
    central: Service,
    /// Where the phone finds the key service.
    pub keyservice_url: String,
    /// Where the phone finds the centre.
    pub central_url: String,
}

impl Servers {
    /// Starts both and waits until both answer.
    pub fn start(folder: &Folder) -> Outcome<Self> {
        let keyservice_at = port::free(port::KEY_SERVICE, "the key service")?;
        let central_at = port::free(port::CENTRAL, "the centre")?;

        // The key service trusts whoever shows a token of the centre's issuer; all it gets from
        // the centre is that issuer's public key.
        let central_data = folder.path().join("central");
        let keys = process::answer_of(
            "proco-central issuer-keys",
            Command::new(place::program("proco-central"))
                .args(["issuer-keys", "--data"])
                .arg(&central_data)
                .env("RUST_LOG", "warn"),
        )?;
        let keys_file = folder.path().join("issuer.jwks.json");
        fs::write(&keys_file, keys).doing("write the issuer's public keys")?;
        // Whatever the umask: the key service takes no keys that somebody else can have put there.
        let mut owners = fs::metadata(&keys_file)
            .doing("look at the issuer's public keys")?
            .permissions();
        owners.set_mode(0o644);
        fs::set_permissions(&keys_file, owners).doing("keep the issuer's public keys")?;

        let mut keyservice = Service::start(
            "key service",
            service::command(&place::program("proco-keyservice"))
                .args(["serve", "--data"])
                .arg(folder.path().join("keyservice"))
                .args(["--listen", &keyservice_at.to_string(), "--issuer-keys"])
                .arg(&keys_file),
            &folder.logs(),
        )?;
        let mut central = Service::start(
            "centre",
            service::command(&place::program("proco-central"))
                .args(["serve", "--data"])
                .arg(&central_data)
                .args(["--listen", &central_at.to_string()])
                .args(["--keyservice", &format!("http://{keyservice_at}")]),
            &folder.logs(),
        )?;
        wait(&mut keyservice, keyservice_at).map_err(|fault| match fault {
            // Nobody ran it when the quarter turned, so the quarter of today has no key.
            Fault::Failed(said) => Fault::new(format!(
                "{said}\nA demo force that nobody ran for more than a quarter has no key for today: \
                 `cargo xtask run --fresh` begins anew."
            )),
            Fault::Usage(_) | Fault::Interrupted => fault,
        })?;
        wait(&mut central, central_at)?;
        say::line(format!("Key service on http://{keyservice_at}"));
        say::line(format!("Centre on http://{central_at}"));
        Ok(Self {
            keyservice,
            central,
            keyservice_url: format!("http://{keyservice_at}"),
            central_url: format!("http://{central_at}"),
        })
    }

    /// The running programs.
    pub fn into_services(self) -> Vec<Service> {
        vec![self.central, self.keyservice]
    }
}

fn wait(service: &mut Service, address: SocketAddr) -> Outcome {
    wait_for(service, |_| http::answers(address, "/v1/health"))
}

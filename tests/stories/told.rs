//! Somebody who holds the issuer's key tells the key service of devices, beside central.

use std::path::Path;

use hyper::Method;
use proco_access::issuer::{Grant, LIFETIME};
use proco_access::standing::Standings;
use proco_access::token::EMBEDDED_ISSUER;
use proco_access::{DeviceId, Issuer, Role, UnixSeconds};
use proco_device::view::SyncProblem;
use proco_exchange::Clock as _;
use proco_keyservice::store::devices;
use proco_testbed::http::ask;
use proco_testbed::log;
use proco_testbed::officer::{Officer, town};
use proco_testbed::town::Town;
use uuid::Uuid;

struct Thief<'a> {
    issuer: Issuer,
    town: &'a Town,
}

impl<'a> Thief<'a> {
    /// Has read the key of this central.
    fn of(data: &Path, town: &'a Town) -> Self {
        let key = std::fs::read(data.join("central/keys/issuer.key")).unwrap();
        let issuer = Issuer::from_seed(EMBEDDED_ISSUER, &key.try_into().unwrap());
        Self { issuer, town }
    }

    fn seconds(&self) -> UnixSeconds {
        UnixSeconds::from_millis(self.town.clock().now().0)
    }

    fn says(&self, admitted: Vec<DeviceId>, revoked: Vec<DeviceId>) {
        let standings = Standings { admitted, revoked };
        let statement = self.issuer.state(&standings, self.seconds());
        self.town.keyservice().stand(&statement).unwrap();
    }
}

/// Central tells the key service what is new, as it does each minute.
async fn a_minute_later(town: &Town) {
    town.central().tell_news(&url(town)).await.unwrap();
}

fn url(town: &Town) -> String {
    format!("http://{}", town.keyservice_address())
}

/// How often central said of this key service that somebody else told it of devices.
fn alarms(town: &Town) -> usize {
    let heard = log::heard();
    let url = url(town);
    let of_this = heard.lines().filter(|line| line.contains(&url));
    of_this
        .filter(|line| line.contains("ERROR") && line.contains("other devices than it was told"))
        .count()
}

async fn only_device(town: &Town) -> DeviceId {
    town.central().devices().await.unwrap()[0].device
}

#[tokio::test]
async fn central_says_when_the_key_service_was_told_of_devices_by_somebody_else() {
    let (data, town) = town().await;
    let _noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let hers = only_device(&town).await;
    a_minute_later(&town).await;
    assert_eq!(alarms(&town), 0);
    let thief = Thief::of(data.path(), &town);
    let invented = |number| DeviceId(Uuid::from_u128(number));
    thief.says(vec![invented(1)], Vec::new());
    for _ in 0..3 {
        a_minute_later(&town).await;
        assert_eq!(alarms(&town), 1, "one more is in: told once");
    }
    thief.says(Vec::new(), vec![invented(2)]);
    a_minute_later(&town).await;
    assert_eq!(alarms(&town), 2, "one more is out");
    thief.says(vec![invented(3)], vec![hers]);
    a_minute_later(&town).await;
    assert_eq!(alarms(&town), 3, "hers is out, and another in");
    // What central itself does is no alarm.
    let bram = Officer::joins(&town, "duinwijk", Role::Officer).await;
    a_minute_later(&town).await;
    let before = alarms(&town);
    assert_eq!(bram.syncs().await.problem, None);
    a_minute_later(&town).await;
    assert_eq!(alarms(&town), before);
}

#[tokio::test]
async fn a_key_service_that_forgets_its_devices_has_those_of_central_within_a_minute() {
    let (data, mut town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let hers = only_device(&town).await;
    let lost = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let devices = town.central().devices().await.unwrap();
    let out = devices
        .iter()
        .find(|one| one.device != hers)
        .unwrap()
        .device;
    town.revoke(out).await.unwrap();
    let invented = DeviceId(Uuid::from_u128(1));
    {
        let thief = Thief::of(data.path(), &town);
        thief.says(vec![invented], vec![hers]);
    }
    noor.stops("00-BDF-0", []);
    assert_eq!(noor.syncs().await.problem, Some(SyncProblem::Revoked));

    let folder = data.path().join("keyservice");
    assert!(devices::forget(&*folder).is_err(), "it runs");
    town.stop_keyservice().await;
    let forgotten = devices::forget(&*folder).unwrap();
    assert_eq!((forgotten.admitted, forgotten.revoked), (3, 2));
    let address = town.start_keyservice().await.unwrap();
    for officer in [&noor, &lost] {
        officer.to_keyservice.lead_to(address);
    }
    a_minute_later(&town).await;
    assert_eq!(alarms(&town), 0);
    assert_eq!(noor.syncs().await.waiting, 0);
    lost.stops("00-BDF-0", []);
    assert_eq!(lost.syncs().await.problem, Some(SyncProblem::Revoked));
    let thief = Thief::of(data.path(), &town);
    let grant = Grant {
        device: invented,
        role: Role::Officer,
        team: "duinwijk".parse().unwrap(),
        jkt: String::new(),
    };
    let token = thief.issuer.issue(&grant, thief.seconds(), LIFETIME).text;
    let answer = ask(address, Method::GET, "/v1/epochs", Some(&token), None).await;
    assert_eq!(answer.refusal(), (403, "device_unknown"));
}

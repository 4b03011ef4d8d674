//! A key service that serves one phone another key than the others, and a central that knows another key
//! than the key service: the phone evaluates nothing under it, and both its officer and central say so.

use std::net::SocketAddr;

use hyper::Method;
use proco_access::{Audience, Role, Verifier};
use proco_device::view::{CentralAnswer, SyncProblem, SyncState};
use proco_exchange::enrolment::AcceptedEpochKey;
use proco_exchange::evaluation::{EpochPublicKey, LiveEpochs};
use proco_exchange::{Clock as _, Epoch};
use proco_keyservice::{KeyService, ServiceConfig};
use proco_testbed::http::ask;
use proco_testbed::log;
use proco_testbed::officer::{Officer, town};
use proco_testbed::town::Town;
use tempfile::TempDir;
use tokio::net::TcpListener;

const PLATE: &str = "00-BDF-0";
const HOUR: i64 = 3_600_000;
const CHANGED: Option<SyncProblem> = Some(SyncProblem::EpochKeyChanged);

/// A key service with keys of its own, which central takes for the one that it knows: what one phone
/// meets that is shown other keys than the rest.
struct Another {
    service: KeyService,
    address: SocketAddr,
    _data: TempDir,
}

impl Another {
    async fn beside(town: &Town) -> Self {
        let data = tempfile::tempdir().unwrap();
        let config = ServiceConfig::new(data.path(), town.central().issuer_keys());
        let service = KeyService::open(&config, town.clock().clone()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(proco_keyservice::serve(
            listener,
            service.clone(),
            std::future::pending(),
        ));
        Self {
            service,
            address,
            _data: data,
        }
    }

    /// It learns who is in, and an officer's road leads to it.
    async fn misleads(&self, town: &Town, officer: &Officer) {
        town.central().tell_all(&url(self.address)).await.unwrap();
        officer.to_keyservice.lead_to(self.address);
    }
}

fn url(address: SocketAddr) -> String {
    format!("http://{address}")
}

fn key_of(service: &KeyService, epoch: Epoch) -> EpochPublicKey {
    let LiveEpochs { epochs } = service.live_epochs().unwrap();
    epochs
        .iter()
        .find(|one| one.epoch == epoch)
        .unwrap()
        .public_key
}

/// Central compares, as it does each minute.
async fn compares(town: &Town, address: SocketAddr) -> Vec<Epoch> {
    town.central()
        .compare_epoch_keys(&url(address))
        .await
        .unwrap()
}

async fn pass(town: &Town, officers: &[&Officer], hours: i64) {
    for _ in 0..hours / 24 {
        town.pass_days(1).await.unwrap();
        // As it does each hour.
        town.keyservice().rotate_epochs().unwrap();
    }
    town.clock().advance_millis(hours % 24 * HOUR);
    for officer in officers {
        officer.waits(hours * HOUR);
    }
}

/// How many questions the phone put to a key service under which keys so ever.
fn evaluated(officer: &Officer) -> usize {
    let passed = officer.to_keyservice.passed();
    passed
        .iter()
        .filter(|path| *path == "/v1/evaluations")
        .count()
}

async fn accept(town: &Town, epoch: Epoch, public_key: EpochPublicKey) {
    let accepted = AcceptedEpochKey { epoch, public_key };
    town.central().accept_epoch_key(accepted).await.unwrap();
}

#[tokio::test]
async fn a_fresh_phone_that_is_shown_other_keys_than_the_rest_evaluates_nothing() {
    let (_data, town) = town().await;
    compares(&town, town.keyservice_address()).await;
    let bram = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let liar = Another::beside(&town).await;
    liar.misleads(&town, &noor).await;
    let card = noor.stops(PLATE, []);
    let status = noor.syncs().await;
    assert_eq!(
        (status.waiting, status.refused, status.problem),
        (2, 0, CHANGED)
    );
    let asked = noor.looks_up(PLATE);
    let answer = noor.phone().central_counts(asked.query).await.unwrap();
    let problem = SyncProblem::EpochKeyChanged;
    assert_eq!(answer, CentralAnswer::Unavailable { problem });
    noor.phone().close_look_up(asked.query).unwrap();
    assert_eq!(evaluated(&noor), 0, "it learns nothing of her");
    bram.leaves(PLATE);
    assert_eq!(bram.syncs().await.waiting, 0, "his phone is shown the keys");

    // Whoever misled her is gone: all of it goes, under the keys of everybody.
    noor.to_keyservice.lead_to(town.keyservice_address());
    noor.waits(61 * 60_000);
    let status = noor.syncs().await;
    assert_eq!((status.waiting, status.problem), (0, None));
    let kept = noor.phone().stop(card.id).unwrap().card.sync;
    assert_eq!(kept, SyncState::Sent);
}

#[tokio::test]
async fn a_phone_that_pinned_another_key_at_the_turn_of_the_quarter_stops_when_central_knows_better()
 {
    let (_data, town) = town().await;
    compares(&town, town.keyservice_address()).await;
    let mut noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    noor.leaves(PLATE);
    assert_eq!(noor.syncs().await.problem, None);

    // 2027-01-02. Before central looked, another key of the new quarter is shown to her alone.
    pass(&town, &[&noor], 45 * 24).await;
    let quarter = town.clock().now().epoch();
    assert_eq!(quarter, Epoch::new(2027, 1).unwrap());
    let liar = Another::beside(&town).await;
    liar.misleads(&town, &noor).await;
    noor.leaves("BF-000-G");
    assert_eq!(noor.syncs().await.waiting, 0, "nobody can tell yet");
    let before = evaluated(&noor);
    compares(&town, town.keyservice_address()).await;

    // A week without any network: her next token says what central knows by then.
    pass(&town, &[&noor], 7 * 24).await;
    let card = noor.stops("BF-000-G", []);
    let status = noor.syncs().await;
    assert_eq!((status.waiting, status.problem), (2, CHANGED));
    noor.killed();
    noor.wake();
    let status = noor.syncs().await;
    assert_eq!(
        (status.waiting, status.problem),
        (2, CHANGED),
        "after a restart"
    );
    assert_eq!(evaluated(&noor), before);

    // The key service alone cannot talk her out of it, nor can central alone: this takes the
    // administrator's word for the key of everybody, and the key service that proves it.
    noor.to_keyservice.lead_to(town.keyservice_address());
    noor.waits(61 * 60_000);
    assert_eq!(noor.syncs().await.problem, CHANGED);
    accept(&town, quarter, key_of(town.keyservice(), quarter)).await;
    pass(&town, &[&noor], 9).await;
    let status = noor.syncs().await;
    assert_eq!((status.waiting, status.problem), (0, None));
    let kept = noor.phone().stop(card.id).unwrap().card.sync;
    assert_eq!(kept, SyncState::Sent);
}

#[tokio::test]
async fn at_the_turn_of_the_quarter_a_phone_hears_central_before_it_pins() {
    let (_data, town) = town().await;
    compares(&town, town.keyservice_address()).await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    // Her token is of the last hour of the quarter, and good for eight.
    pass(&town, &[&noor], 43 * 24 + 3).await;
    assert_eq!(town.clock().now().epoch(), Epoch::new(2026, 4).unwrap());
    noor.leaves(PLATE);
    assert_eq!(noor.syncs().await.problem, None);
    pass(&town, &[&noor], 2).await;
    assert_eq!(town.clock().now().epoch(), Epoch::new(2027, 1).unwrap());
    compares(&town, town.keyservice_address()).await;
    let liar = Another::beside(&town).await;
    liar.misleads(&town, &noor).await;
    let before = evaluated(&noor);
    noor.leaves(PLATE);
    let status = noor.syncs().await;
    assert_eq!((status.waiting, status.problem), (1, CHANGED));
    assert_eq!(evaluated(&noor), before);
}

#[tokio::test]
async fn a_central_that_knows_another_key_than_the_key_service_changes_no_phone() {
    let (_data, town) = town().await;
    compares(&town, town.keyservice_address()).await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    pass(&town, &[&noor], 45 * 24).await;
    let quarter = town.clock().now().epoch();
    noor.leaves(PLATE);
    assert_eq!(
        noor.syncs().await.problem,
        None,
        "she pinned the key of the quarter"
    );

    // Central is shown another one, and tells it to whoever asks.
    let liar = Another::beside(&town).await;
    compares(&town, liar.address).await;
    pass(&town, &[&noor], 9).await;
    let bram = Officer::joins(&town, "duinwijk", Role::Officer).await;
    for officer in [&noor, &bram] {
        officer.stops("BF-000-G", []);
        let status = officer.syncs().await;
        assert_eq!((status.waiting, status.problem), (2, CHANGED));
    }
    assert_eq!(evaluated(&bram), 0);
    // It says itself that the two part, and what an administrator may do.
    assert_eq!(compares(&town, town.keyservice_address()).await, [quarter]);
    let said = log::heard();
    let served = String::from(key_of(town.keyservice(), quarter));
    let line = said
        .lines()
        .find(|line| line.contains("serves another key of this epoch") && line.contains(&served));
    assert!(line.is_some_and(|line| line.contains("ERROR") && line.contains("epoch-keys accept")));

    accept(&town, quarter, key_of(town.keyservice(), quarter)).await;
    assert_eq!(compares(&town, town.keyservice_address()).await, []);
    pass(&town, &[&noor, &bram], 9).await;
    for officer in [&noor, &bram] {
        let status = officer.syncs().await;
        assert_eq!((status.waiting, status.problem), (0, None));
    }
}

#[tokio::test]
async fn a_key_service_that_changes_a_key_is_told_by_central_and_believed_by_no_phone() {
    let (_data, town) = town().await;
    compares(&town, town.keyservice_address()).await;
    let known = town.keyservice().live_epochs().unwrap();
    let liar = Another::beside(&town).await;
    let parted = compares(&town, liar.address).await;
    assert_eq!(parted.len(), known.epochs.len(), "each live epoch");
    let answer = ask(
        town.central_address(),
        Method::GET,
        "/v1/epoch-keys",
        None,
        None,
    )
    .await;
    assert_eq!(answer.status, 200, "for anybody");
    let published = answer.body;
    let told: LiveEpochs = serde_json::from_value(published.clone()).unwrap();
    let mut told = told.epochs;
    told.reverse();
    assert_eq!(told, known.epochs, "what it saw first stands");
    let verifier = Verifier::new(
        town.central().issuer_keys(),
        proco_access::token::EMBEDDED_ISSUER,
        Audience::Central,
    );
    let statement = published["statement"].as_str().unwrap();
    let (signed, _) = verifier.epoch_keys(statement).unwrap();
    assert_eq!(signed.len(), told.len());
    for one in told {
        assert_eq!(signed[&one.epoch.to_string()], String::from(one.public_key));
    }
    assert_ne!(liar.service.live_epochs().unwrap(), known);
}

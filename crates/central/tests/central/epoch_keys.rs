//! The public keys of the epochs that central sees at the key service, and tells everybody.

use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::Request;
use axum::routing::get;
use axum::{Json, Router};
use proco_central::CentralError;
use proco_exchange::Epoch;
use proco_exchange::enrolment::AcceptedEpochKey;
use proco_exchange::evaluation::{EpochPublicKey, LiveEpoch, LiveEpochs};
use serde_json::{Value, json};

use crate::command_line::{run, said};
use crate::stub::Stub;
use proco_testbed::central::TestCentral;

fn key(epoch: Epoch, byte: u8) -> LiveEpoch {
    LiveEpoch {
        epoch,
        public_key: EpochPublicKey::from_bytes([byte; 32]),
    }
}

/// A key service that serves what the test puts there.
async fn keyservice() -> (Stub, Arc<Mutex<Vec<LiveEpoch>>>) {
    let served: Arc<Mutex<Vec<LiveEpoch>>> = Arc::default();
    let serves = Arc::clone(&served);
    let answer = async move || {
        let epochs = serves.lock().unwrap().clone();
        Json(LiveEpochs { epochs })
    };
    let stub = Stub::of(Router::new().route("/v1/epoch-keys", get(answer))).await;
    (stub, served)
}

/// What anybody gets without a token.
async fn published(central: &TestCentral) -> Value {
    let request = Request::get("/v1/epoch-keys").body(Body::empty());
    let answer = central.send(request.unwrap()).await;
    assert!(answer.status == 200);
    answer.body["epochs"].clone()
}

#[tokio::test]
async fn the_first_key_that_is_seen_of_an_epoch_stands_until_an_administrator_says_otherwise() {
    let central = TestCentral::open().await;
    let phone = central.officer("roermond-1").await;
    let told = async || central.refresh(&phone).await.body["epoch_keys"].clone();
    let (stub, served) = keyservice().await;
    let compare = async || {
        let compared = central.server.compare_epoch_keys(&stub.address).await;
        compared.unwrap()
    };
    assert_eq!(told().await, Value::Null, "none is known");
    assert_eq!(published(&central).await, json!([]));

    let now = central.server.now().epoch();
    let (first, other) = (key(now, 1), key(now, 2));
    // Keys of epochs that no phone can need are passed over, however many come.
    let far = key(Epoch::new(2031, 1).unwrap(), 3);
    *served.lock().unwrap() = vec![first, far];
    assert_eq!(compare().await, []);
    assert_eq!(told().await, json!([first]));
    assert_eq!(published(&central).await, json!([]), "of this minute");
    central.clock.advance_millis(60_000);
    assert_eq!(published(&central).await, json!([first]));

    *served.lock().unwrap() = vec![other];
    for _ in 0..2 {
        assert_eq!(compare().await, [now]);
        assert_eq!(told().await, json!([first]), "it changes nothing by itself");
    }
    let data = central.folder.path().to_str().unwrap().to_owned();
    let list = run(&["epoch-keys", "list", "--data", &data]).await;
    let public = String::from(first.public_key);
    assert_eq!(said(&list.stdout), format!("{now}  {public}  seen first\n"));

    let accepted = AcceptedEpochKey {
        epoch: now,
        public_key: other.public_key,
    };
    central.server.accept_epoch_key(accepted).await.unwrap();
    assert_eq!(compare().await, []);
    assert_eq!(told().await, json!([other]));
    let list = run(&["epoch-keys", "list", "--data", &data]).await;
    let public = String::from(other.public_key);
    assert_eq!(said(&list.stdout), format!("{now}  {public}\n"));
    // Once that is taken back, what is served is seen anew.
    assert!(central.server.forget_epoch_key(now).await.unwrap());
    *served.lock().unwrap() = vec![first];
    assert_eq!(compare().await, []);
    assert_eq!(told().await, json!([first]));
}

#[tokio::test]
async fn what_is_no_key_service_tells_no_keys() {
    let central = TestCentral::open().await;
    let portal = Router::new().route("/v1/epoch-keys", get(async || "a portal"));
    let portal = Stub::of(portal).await;
    for address in [portal.address.as_str(), "http://127.0.0.1:9"] {
        let failed = central.server.compare_epoch_keys(address).await;
        assert!(matches!(failed, Err(CentralError::NotCompared(_))));
    }
    assert_eq!(central.server.seen_epoch_keys().await.unwrap(), []);
}

//! Whoever holds the issuer's key makes perfect tokens of devices that nobody enrolled.

use proco_access::issuer::{Grant, LIFETIME};
use proco_access::token::EMBEDDED_ISSUER;
use proco_access::{DeviceId, Issuer, Role, UnixSeconds};
use proco_exchange::report::PROTOCOL_VERSION;
use serde_json::json;
use uuid::Uuid;

use proco_testbed::central::TestCentral;
use proco_testbed::reports::stop;
use proco_testbed::visitor::Visitor;

#[tokio::test]
async fn such_a_device_gets_nothing() {
    let central = TestCentral::open().await;
    let honest = central.officer("roermond-1").await;
    let key = central.folder.path().join("keys/issuer.key");
    let seed: [u8; 32] = std::fs::read(key).unwrap().try_into().unwrap();
    let issuer = Issuer::from_seed(EMBEDDED_ISSUER, &seed);
    let invented = DeviceId(Uuid::from_u128(7));
    for role in [Role::Officer, Role::ShiftLead] {
        let token = |device| {
            let grant = Grant {
                device,
                role,
                team: "roermond-1".parse().unwrap(),
                jkt: String::new(),
            };
            let now = UnixSeconds::from_millis(central.server.now().0);
            issuer.issue(&grant, now, LIFETIME).text
        };
        // What he signs is good: of a device that is in it is taken.
        let own = token(honest.device);
        let reports = json!({ "version": PROTOCOL_VERSION, "reports": [stop(1, central.hour())] });
        let answer = central.post("/v1/reports", Some(&own), &reports).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let token = token(invented);
        let answer = central.post("/v1/reports", Some(&token), &reports).await;
        assert_eq!(answer.refusal(), (403, "device_unknown"));
        let phone = Visitor {
            device: invented,
            token,
            key: honest.key.clone(),
            central: central.address(),
        };
        let unknown = (403, "device_unknown");
        assert_eq!(central.counts(&phone, 1).await.refusal(), unknown);
        for path in ["summaries", "summaries/2026-W45"] {
            let path = format!("/v1/teams/roermond-1/{path}");
            assert_eq!(central.get(&path, &phone.token).await.refusal(), unknown);
        }
        assert_eq!(
            central.refresh(&phone).await.refusal(),
            (401, "proof_refused")
        );
    }
}

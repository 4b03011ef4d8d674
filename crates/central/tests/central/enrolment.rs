//! A phone becomes known, gets tokens, and is put out.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer as _, SigningKey};
use proco_access::Role;
use proco_credential::request::enrolment_message;
use rand::rngs::OsRng;
use serde_json::json;

use proco_testbed::central::TestCentral;
use proco_testbed::reports::{refused, revised, stop, stored};
use proco_testbed::visitor::Visitor;

#[tokio::test]
async fn agent_jansen_types_the_code_and_may_speak_for_the_team() {
    let central = TestCentral::open().await;
    let team = "roermond-1".parse().unwrap();
    let code = central
        .server
        .enrol_code(team, Role::ShiftLead)
        .await
        .unwrap();
    let key = SigningKey::generate(&mut OsRng);
    let typed = code.to_lowercase().replace('-', " ");
    let grant = central.use_code(&typed, &key).await;
    assert_eq!(grant.status, 201, "{}", grant.body);
    assert_eq!(grant.body["team"], "roermond-1");
    assert_eq!(grant.body["role"], "shift_lead");
    assert_eq!(grant.body["lifetime_seconds"], 8 * 3600);
    let token = grant.body["token"].as_str().unwrap();
    let answer = central.get("/v1/teams/roermond-1/summaries", token).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn a_code_is_spent_once_and_who_missed_the_answer_holds_the_key() {
    let central = TestCentral::open().await;
    let team = "roermond-1".parse().unwrap();
    let code = central
        .server
        .enrol_code(team, Role::Officer)
        .await
        .unwrap();
    let key = SigningKey::generate(&mut OsRng);
    assert_eq!(central.use_code(&code, &key).await.status, 201);
    let other = SigningKey::generate(&mut OsRng);
    for whoever in [&key, &other] {
        let replayed = central.use_code(&code, whoever).await;
        assert_eq!(replayed.refusal(), (403, "enrolment_refused"));
        assert_eq!(replayed.body.get("token"), None);
    }
    let public_key = proco_credential::DeviceKey::from_bytes(&key.verifying_key().to_bytes());
    let device = public_key.unwrap().device().0;
    let phone = Visitor {
        device: proco_access::DeviceId(device),
        token: String::new(),
        key,
        central: central.address(),
    };
    let grant = central.refresh(&phone).await;
    assert_eq!(grant.status, 200);
    assert_eq!(grant.body["team"], "roermond-1");
}

#[tokio::test]
async fn whoever_knows_a_public_key_enrols_nobody_with_it() {
    let central = TestCentral::open().await;
    let victim = central.enrol("roermond-1", Role::ShiftLead).await;
    let team = "roermond-2".parse().unwrap();
    let code = central
        .server
        .enrol_code(team, Role::Officer)
        .await
        .unwrap();
    let public_key = URL_SAFE_NO_PAD.encode(victim.key.verifying_key().to_bytes());
    let attacker = SigningKey::generate(&mut OsRng);
    let other = "0000-0000-0000-0000";
    for (signer, signed) in [
        (&attacker, enrolment_message(&code, &public_key)),
        (&victim.key, enrolment_message(other, &public_key)),
        (&victim.key, b"proco-token-v1|".to_vec()),
    ] {
        let signature = URL_SAFE_NO_PAD.encode(signer.sign(&signed).to_bytes());
        let body = json!({ "code": code, "public_key": public_key, "signature": signature });
        let answer = central.post("/v1/enrolments", None, &body).await;
        assert_eq!(answer.refusal(), (401, "proof_refused"));
    }
    let answer = central
        .get("/v1/teams/roermond-1/summaries", &victim.token)
        .await;
    assert_eq!(answer.status, 200, "what the victim is it stays");
    let new = central.use_code(&code, &attacker).await;
    assert_eq!(new.status, 201, "and the code is still good: {}", new.body);
}

#[tokio::test]
async fn another_role_or_team_counts_at_the_next_request() {
    let central = TestCentral::open().await;
    let lead = central.enrol("roermond-1", Role::ShiftLead).await;
    let summaries = "/v1/teams/roermond-1/summaries";
    assert_eq!(central.get(summaries, &lead.token).await.status, 200);
    let becomes = async |team: &str, role: Role| {
        let code = central.server.enrol_code(team.parse().unwrap(), role);
        let grant = central.use_code(&code.await.unwrap(), &lead.key).await;
        assert_eq!(grant.status, 201, "{}", grant.body);
    };
    becomes("roermond-2", Role::ShiftLead).await;
    let refused = central.get(summaries, &lead.token).await;
    assert_eq!(refused.refusal(), (403, "team_not_allowed"));
    becomes("roermond-1", Role::Officer).await;
    let refused = central.get(summaries, &lead.token).await;
    assert_eq!(refused.refusal(), (403, "role_not_allowed"));
    becomes("roermond-1", Role::ShiftLead).await;
    assert_eq!(central.get(summaries, &lead.token).await.status, 200);
}

#[tokio::test]
async fn a_phone_that_enrols_again_is_the_same_phone_and_a_revoked_one_stays_out() {
    let central = TestCentral::open().await;
    let phone = central.officer("roermond-1").await;
    let code = async |team: &str| {
        let team = team.parse().unwrap();
        central
            .server
            .enrol_code(team, Role::ShiftLead)
            .await
            .unwrap()
    };
    let again = central
        .use_code(&code("roermond-2").await, &phone.key)
        .await;
    assert_eq!(again.status, 201);
    assert_eq!(
        again.body["device"],
        json!(phone.device.0),
        "its records stay its own"
    );
    assert_eq!(
        (&again.body["team"], &again.body["role"]),
        (&json!("roermond-2"), &json!("shift_lead"))
    );
    assert_eq!(central.server.devices().await.unwrap().len(), 1);

    central.server.revoke(phone.device).await.unwrap();
    let refused = central
        .use_code(&code("roermond-1").await, &phone.key)
        .await;
    assert_eq!(
        refused.refusal(),
        (403, "enrolment_refused"),
        "its key is out for good"
    );
}

#[tokio::test]
async fn a_phone_in_place_of_another_goes_on_where_that_one_is_put_out() {
    let central = TestCentral::open().await;
    let old = central.enrol("roermond-1", Role::ShiftLead).await;
    let report = stop(1, central.hour());
    central.upload(&old, std::slice::from_ref(&report)).await;
    let stranger = central.officer("roermond-1").await;

    let code = central.server.replacement_code(old.device, None, None);
    let code = code.await.unwrap();
    assert_eq!(
        central.counts(&old, 1).await.status,
        200,
        "until it is used"
    );
    let key = SigningKey::generate(&mut OsRng);
    let grant = central.use_code(&code, &key).await;
    assert_eq!(grant.status, 201, "{}", grant.body);
    assert_eq!(grant.body["team"], "roermond-1");
    assert_eq!(grant.body["role"], "shift_lead");
    let new = Visitor {
        device: proco_access::DeviceId(
            serde_json::from_value(grant.body["device"].clone()).unwrap(),
        ),
        token: grant.body["token"].as_str().unwrap().to_owned(),
        key,
        central: central.address(),
    };
    let out = (403, "device_revoked");
    assert_eq!(central.counts(&old, 1).await.refusal(), out);
    assert_eq!(central.refresh(&old).await.refusal(), out);

    let receipts = central.upload(&stranger, &[revised(&report, 2)]).await;
    assert_eq!(receipts, [refused("not_yours")]);
    let receipts = central.upload(&new, &[revised(&report, 2)]).await;
    assert_eq!(receipts, [stored()], "the officer's own, on another phone");
}

#[tokio::test]
async fn an_open_code_puts_out_nobody_whose_place_was_taken_meanwhile() {
    let central = TestCentral::open().await;
    let old = central.officer("roermond-1").await;
    let codes = async || {
        let code = central.server.replacement_code(old.device, None, None);
        code.await.unwrap()
    };
    let (one, other) = (codes().await, codes().await);
    let key = SigningKey::generate(&mut OsRng);
    assert_eq!(central.use_code(&one, &key).await.status, 201);
    let late = SigningKey::generate(&mut OsRng);
    let answer = central.use_code(&other, &late).await;
    assert_eq!(answer.refusal(), (403, "enrolment_refused"));
    let devices = central.server.devices().await.unwrap().into_iter();
    let in_use: Vec<_> = devices
        .filter(|device| device.revoked_at.is_none())
        .map(|device| (device.public_key.to_bytes(), device.counts_as))
        .collect();
    assert_eq!(
        in_use,
        [(key.verifying_key().to_bytes().to_vec(), old.device)]
    );
    let again = central.server.replacement_code(old.device, None, None);
    assert!(
        again.await.is_err(),
        "the phone that has its place is the one to name"
    );
}

#[tokio::test]
async fn a_code_of_yesterday_is_refused() {
    let central = TestCentral::open().await;
    let team = "roermond-1".parse().unwrap();
    let code = central
        .server
        .enrol_code(team, Role::Officer)
        .await
        .unwrap();
    central.clock.advance_millis(24 * 3_600_000);
    let key = SigningKey::generate(&mut OsRng);
    let answer = central.use_code(&code, &key).await;
    assert_eq!(answer.refusal(), (403, "enrolment_refused"));
}

#[tokio::test]
async fn whoever_guesses_codes_locks_nobody_out() {
    let central = TestCentral::open().await;
    let team = "roermond-1".parse().unwrap();
    let code = central
        .server
        .enrol_code(team, Role::Officer)
        .await
        .unwrap();
    let key = SigningKey::generate(&mut OsRng);
    for _ in 0..200 {
        let answer = central.use_code("0000-0000-0000-0000", &key).await;
        assert_eq!(
            answer.refusal(),
            (403, "enrolment_refused"),
            "a mistyped code is called wrong, whatever others do"
        );
    }
    let answer = central.use_code(&code, &key).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
}

#[tokio::test]
async fn a_flood_of_wrong_codes_waits_for_no_writer_and_keeps_no_right_one_waiting() {
    const PATIENCE: std::time::Duration = std::time::Duration::from_secs(5);
    let central = TestCentral::open().await;
    let team = "roermond-1".parse().unwrap();
    let code = central.server.enrol_code(team, Role::Officer);
    let code = code.await.unwrap();
    let key = SigningKey::generate(&mut OsRng);
    // An upload, a tidying-up or the command line that takes its time.
    let writer = rusqlite::Connection::open(central.folder.path().join("central.db")).unwrap();
    writer.execute_batch("BEGIN IMMEDIATE").unwrap();

    let flood = async {
        let wrong = (0..300).map(|_| central.use_code("0000-0000-0000-0000", &key));
        let answers = tokio::time::timeout(PATIENCE, futures_util::future::join_all(wrong)).await;
        for answer in answers.expect("wrong ones are answered while the writer is held") {
            assert_eq!(answer.refusal(), (403, "enrolment_refused"));
        }
        writer.execute_batch("ROLLBACK").unwrap();
    };
    let right = tokio::time::timeout(2 * PATIENCE, central.use_code(&code, &key));
    let ((), answer) = tokio::join!(flood, right);
    let answer = answer.expect("the right one waits for the writer alone");
    assert_eq!(answer.status, 201, "{}", answer.body);
}

#[tokio::test]
async fn a_token_ends_with_the_shift_and_the_phones_key_brings_the_next() {
    let central = TestCentral::open().await;
    let phone = central.officer("roermond-1").await;
    central.clock.advance_millis(9 * 3_600_000);
    let answer = central.counts(&phone, 1).await;
    assert_eq!(answer.refusal(), (401, "token_expired"));
    let grant = central.refresh(&phone).await;
    assert_eq!(grant.status, 200, "{}", grant.body);
    let phone = Visitor {
        token: grant.body["token"].as_str().unwrap().to_owned(),
        ..phone
    };
    assert_eq!(central.counts(&phone, 1).await.status, 200);
}

#[tokio::test]
async fn whoever_knows_the_name_of_a_phone_cannot_keep_it_from_its_token() {
    let central = TestCentral::open().await;
    let phone = central.officer("roermond-1").await;
    let challenge = central.challenge(phone.device).await;
    for _ in 0..20 {
        central.clock.advance_millis(10);
        central.challenge(phone.device).await;
    }
    let grant = central.answer(&phone, &challenge).await;
    assert_eq!(grant.status, 200, "{}", grant.body);
}

#[tokio::test]
async fn a_challenge_serves_one_phone_and_a_few_minutes() {
    const MINUTES: i64 = 60_000;
    let central = TestCentral::open().await;
    let phone = central.officer("roermond-1").await;
    let other = central.officer("roermond-1").await;
    let refused = (401, "proof_refused");

    let challenge = central.challenge(other.device).await;
    let answer = central.answer(&phone, &challenge).await;
    assert_eq!(answer.refusal(), refused, "of another phone");
    let answer = central.answer(&phone, &"A".repeat(43)).await;
    assert_eq!(answer.refusal(), refused, "of its own making");

    let challenge = central.challenge(phone.device).await;
    central.clock.advance_millis(MINUTES);
    assert_eq!(central.answer(&phone, &challenge).await.status, 200);
    central.clock.advance_millis(MINUTES);
    let answer = central.answer(&phone, &challenge).await;
    assert_eq!(answer.refusal(), refused, "too late");

    central.clock.advance_millis(60 * MINUTES);
    let ahead = central.challenge(phone.device).await;
    central.clock.advance_millis(-60 * MINUTES);
    let answer = central.answer(&phone, &ahead).await;
    assert_eq!(
        answer.refusal(),
        refused,
        "a clock that ran ahead leaves none behind that is good for long"
    );
}

#[tokio::test]
async fn a_revoked_phone_is_out_at_once_and_gets_no_token() {
    let central = TestCentral::open().await;
    let phone = central.officer("roermond-1").await;
    assert_eq!(central.counts(&phone, 1).await.status, 200);
    assert!(central.server.revoke(phone.device).await.unwrap());
    let answer = central.counts(&phone, 1).await;
    assert_eq!(answer.refusal(), (403, "device_revoked"));
    let answer = central.refresh(&phone).await;
    assert_eq!(answer.refusal(), (403, "device_revoked"));
}

#[tokio::test]
async fn revoking_counts_for_a_server_that_runs_in_another_process() {
    let central = TestCentral::open().await;
    let phone = central.officer("roermond-1").await;
    // As the command line does it: a central of its own on the same folder.
    let config = proco_central::Config::new(central.folder.path());
    let other = proco_central::Central::open(config, central.clock.clone()).unwrap();
    assert!(other.revoke(phone.device).await.unwrap());
    let answer = central.counts(&phone, 1).await;
    assert_eq!(answer.refusal(), (403, "device_revoked"));
}

#[tokio::test]
async fn an_unknown_device_gets_a_challenge_and_no_token() {
    let central = TestCentral::open().await;
    let mut phone = central.officer("roermond-1").await;
    phone.device.0 = uuid::Uuid::new_v4();
    let answer = central.refresh(&phone).await;
    assert_eq!(answer.refusal(), (401, "proof_refused"));
}

#[tokio::test]
async fn what_fits_no_route_or_form_is_answered_with_a_problem() {
    let central = TestCentral::open().await;
    let phone = central.officer("roermond-1").await;
    let answer = central.get("/v1/nothing", &phone.token).await;
    assert_eq!(answer.refusal(), (404, "not_found"));
    let answer = central.get("/v1/reports", &phone.token).await;
    assert_eq!(answer.refusal(), (405, "method_not_allowed"));
    let answer = central.post("/v1/enrolments", None, &json!({})).await;
    assert_eq!(answer.refusal(), (400, "malformed"));
    let answer = central.get("/v1/openapi.json", "").await;
    assert_eq!(answer.status, 200);
    assert!(answer.body["paths"]["/v1/reports"].is_object());
}

//! The OpenAPI document of central says what central does.

#[path = "../../../access/tests/support/described.rs"]
mod story;

use axum::body::Body;
use axum::http::Request;

use proco_testbed::central::TestCentral;

#[tokio::test]
async fn the_document_is_complete() {
    let central = TestCentral::open().await;
    let request = Request::get("/v1/openapi.json").body(Body::empty());
    let document = central.send(request.unwrap()).await.body;
    story::is_complete(&document);
    let schemas = &document["components"]["schemas"];
    assert_eq!(schemas["Pseudonym"]["pattern"], "^[A-Za-z0-9_-]{21}[AQgw]$");
    for (schema, field) in [
        ("Enrolment", "signature"),
        ("TokenRequest", "signature"),
        ("TokenRequest", "challenge"),
        ("Challenge", "challenge"),
    ] {
        let pattern = &schemas[schema]["properties"][field]["pattern"];
        assert!(pattern.is_string(), "{schema} {field}");
    }
    let epoch = schemas["Epoch"]["pattern"].as_str().unwrap();
    assert!(epoch.contains("19[7-9]"), "no year before 1970: {epoch}");
}

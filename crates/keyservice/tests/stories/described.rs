//! The OpenAPI document of the key service says what the key service does.

#[path = "../../../access/tests/support/described.rs"]
mod story;

use crate::support::Station;

#[tokio::test]
async fn the_document_is_complete() {
    let station = Station::open().await;
    let answer = station.get("/v1/openapi.json", None).await;
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    let document = answer.body.clone();
    story::is_complete(&document);
    let element = &document["components"]["schemas"]["BlindedMark"];
    assert!(element["pattern"].is_string(), "{element}");
}

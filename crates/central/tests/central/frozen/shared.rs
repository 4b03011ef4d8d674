//! What officers shared with their team or asked the advisers stands in each schema as the program that brought it left it.

use serde_json::json;

use super::{EarlierServer, versions};

/// Programs before V17 knew no lessons.
#[tokio::test]
async fn the_lessons_of_each_schema_stand_where_they_did() {
    for version in versions().filter(|version| *version >= 17) {
        let left = EarlierServer::by(version).await;
        let lead = left.in_use(6).await.unwrap();
        assert_eq!(
            json!(lead.reads_lessons().await),
            left.said["read"],
            "V{version}"
        );
        assert!(left.list("lessons").contains(&json!("waiting")));
        for (number, state) in (0..).zip(left.list("lessons")) {
            assert_eq!(
                lead.asks_after(number).await.body["state"],
                *state,
                "V{version}"
            );
        }
    }
}

/// Programs before V18 knew no second views.
#[tokio::test]
async fn the_second_views_of_each_schema_stand_where_they_did() {
    for version in versions().filter(|version| *version >= 18) {
        let left = EarlierServer::by(version).await;
        let lead = left.in_use(6).await.unwrap();
        let mut adviser = left.visitor(&left.said["adviser"]);
        adviser.renews_its_token().await;
        assert_eq!(
            json!(adviser.reads_questions().await),
            left.said["asked"],
            "V{version}"
        );
        let views = left.list("views");
        assert!(views.iter().any(|view| view["state"] == "waiting"));
        assert_eq!(views[2]["answers"].as_array().map(Vec::len), Some(2));
        for (number, told) in (0..).zip(views) {
            let answer = lead.looks_after(number, number).await;
            assert_eq!(answer.body, *told, "V{version}");
        }
    }
}

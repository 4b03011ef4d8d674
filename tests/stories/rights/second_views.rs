//! The routes of second views, in the table of who may ask what: who checks asks, and an adviser answers.

use hyper::Method;
use proco_testbed::second_views::{id, request, secret};
use serde_json::json;

use super::Cell::{Answered, NotThisRole, NothingThere};
use super::{Route, Server, nothing, week, who_checks, with_a_token};

pub(super) fn routes() -> Vec<Route> {
    let central = |method, path, body, cells| Route {
        server: Server::Central,
        method,
        path,
        body,
        cells,
    };
    let no = NotThisRole;
    let adviser = |cell| with_a_token([no, no, no, no, no, no, no, cell]);
    vec![
        central(
            Method::POST,
            "/v1/second-views",
            |number| {
                let question = "Hoe leg ik dit beter uit?";
                Some(request(number, &week(), question))
            },
            who_checks(Answered),
        ),
        central(
            Method::POST,
            "/v1/second-views/state",
            |number| {
                let secret = secret(number);
                Some(json!({ "view": id(number), "secret": secret }))
            },
            who_checks(Answered),
        ),
        central(
            Method::POST,
            "/v1/second-views/take-back",
            |number| {
                let secret = secret(number);
                Some(json!({ "view": id(number), "secret": secret }))
            },
            who_checks(Answered),
        ),
        central(Method::GET, "/v1/second-views", nothing, adviser(Answered)),
        // Of a request that no adviser sees yet there is nothing to answer; one that they see is told of by
        // `crates/central/tests/central/second_views.rs`.
        central(
            Method::POST,
            "/v1/second-views/answer",
            |number| Some(json!({ "view": id(number), "text": "Vraag het." })),
            adviser(NothingThere),
        ),
    ]
}

//! Who may ask what: each caller at each route of both servers. The list of the routes is that of the servers' own
//! descriptions, so that a route that nobody thought about here fails.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::Path;

use hyper::Method;
use proco_access::{DeviceId, Role};
use proco_exchange::period::{Period, Week};
use proco_exchange::report::PROTOCOL_VERSION;
use proco_testbed::http::{Answer, ask};
use proco_testbed::lessons::{id, lesson, secret};
use proco_testbed::officer::{EVENING, town};
use proco_testbed::reports::{pseudonym, query};
use proco_testbed::town::Town;
use serde_json::{Value, json};
use uuid::Uuid;

mod second_views;

/// How the servers take a caller at a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cell {
    /// The question is answered.
    Answered,
    /// The caller may ask, and there is nothing there of what is asked about.
    NothingThere,
    /// The role may not ask it.
    NotThisRole,
    /// It is of another team.
    NotThisTeam,
    /// It needs a token.
    NoToken,
    /// The token is over.
    Expired,
    /// The token is none of central's.
    Refused,
    /// The device is out.
    Revoked,
    /// It needs no token, and what is asked is wrong in itself: a code or a signature that anybody may try.
    WrongInItself,
}

use Cell::{
    Answered, Expired, NoToken, NotThisRole, NotThisTeam, NothingThere, Refused, Revoked,
    WrongInItself,
};

impl Cell {
    fn of(answer: &Answer) -> Self {
        match answer.refusal() {
            (200..=299, _) => Answered,
            (401, "token_missing") => NoToken,
            (401, "token_expired") => Expired,
            (401, "token_refused") => Refused,
            (403, "role_not_allowed") => NotThisRole,
            (403, "team_not_allowed") => NotThisTeam,
            (403, "device_revoked") => Revoked,
            (404, _) => NothingThere,
            (400 | 401 | 403 | 422, code) if WRONG_IN_ITSELF.contains(&code) => WrongInItself,
            other => panic!("no cell is for {other:?}: {}", answer.text),
        }
    }
}

/// Refusals of what was sent, and not of who sent it.
const WRONG_IN_ITSELF: [&str; 2] = ["malformed", "enrolment_refused"];

/// The two servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Server {
    Central,
    KeyService,
}

/// Who asks, in the order of the cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Officer,
    Lead,
    OfficerElsewhere,
    LeadElsewhere,
    Administrator,
    Analyst,
    ComplaintHandler,
    Adviser,
    /// Without a token.
    Nobody,
    /// An officer whose token is over.
    WithOldToken,
    /// An officer whose token has the signature of another one.
    WithForgedToken,
    /// An officer whose phone was revoked.
    RevokedOfficer,
}

const CALLERS: [Who; 12] = [
    Who::Officer,
    Who::Lead,
    Who::OfficerElsewhere,
    Who::LeadElsewhere,
    Who::Administrator,
    Who::Analyst,
    Who::ComplaintHandler,
    Who::Adviser,
    Who::Nobody,
    Who::WithOldToken,
    Who::WithForgedToken,
    Who::RevokedOfficer,
];

/// A route, with what is asked there by the caller with this number, and how each caller is taken.
struct Route {
    server: Server,
    method: Method,
    /// The path as the description has it.
    path: &'static str,
    body: fn(u8) -> Option<Value>,
    cells: [Cell; CALLERS.len()],
}

const TEAM: &str = "duinwijk";
const ELSEWHERE: &str = "texel";

/// What is answered to everybody alike: it needs no token, and a token changes nothing.
const fn everybody(cell: Cell) -> [Cell; CALLERS.len()] {
    [cell; CALLERS.len()]
}

/// The cells of a route that needs a token, from those of the eight who have a good one.
const fn with_a_token(of: [Cell; 8]) -> [Cell; CALLERS.len()] {
    let [a, b, c, d, e, f, g, h] = of;
    [a, b, c, d, e, f, g, h, NoToken, Expired, Refused, Revoked]
}

/// The cells of what those who check may ask.
const fn who_checks(cell: Cell) -> [Cell; CALLERS.len()] {
    let no = NotThisRole;
    with_a_token([cell, cell, cell, cell, no, no, no, no])
}

/// A question without a body.
fn nothing(_: u8) -> Option<Value> {
    None
}

/// A body that is none of this route: whoever may ask is told so.
fn empty(_: u8) -> Option<Value> {
    Some(json!({}))
}

fn week() -> String {
    Period::Week(Week::of(EVENING.hour())).to_string()
}

/// The table: every route of both servers.
fn table() -> Vec<Route> {
    let central = |method, path, body, cells| Route {
        server: Server::Central,
        method,
        path,
        body,
        cells,
    };
    let keyservice = |method, path, body, cells| Route {
        server: Server::KeyService,
        ..central(method, path, body, cells)
    };
    let no = NotThisRole;
    let lead = |own, elsewhere| with_a_token([no, own, no, elsewhere, no, no, no, no]);
    let mut all = vec![
        central(Method::GET, "/v1/health", nothing, everybody(Answered)),
        central(Method::GET, "/v1/epoch-keys", nothing, everybody(Answered)),
        central(
            Method::POST,
            "/v1/enrolments",
            empty,
            everybody(WrongInItself),
        ),
        central(
            Method::POST,
            "/v1/challenges",
            |_| Some(json!({ "device": DeviceId(Uuid::from_u128(1)) })),
            everybody(Answered),
        ),
        central(Method::POST, "/v1/tokens", empty, everybody(WrongInItself)),
        central(
            Method::POST,
            "/v1/reports",
            |number| {
                let report = query(number, EVENING.hour());
                Some(json!({ "version": PROTOCOL_VERSION, "reports": [report] }))
            },
            who_checks(Answered),
        ),
        central(
            Method::POST,
            "/v1/frequencies",
            |number| {
                let one = json!({ "epoch": EVENING.epoch(), "pseudonym": pseudonym(number) });
                Some(json!({ "subject": [one] }))
            },
            who_checks(Answered),
        ),
        central(
            Method::GET,
            "/v1/teams/{team}/summaries",
            nothing,
            lead(Answered, NotThisTeam),
        ),
        central(
            Method::GET,
            "/v1/teams/{team}/summaries/{period}",
            nothing,
            lead(NothingThere, NotThisTeam),
        ),
        central(
            Method::GET,
            "/v1/force/summary",
            nothing,
            who_checks(NothingThere),
        ),
        central(
            Method::POST,
            "/v1/lessons",
            |number| {
                Some(lesson(
                    number,
                    &week(),
                    "Zeg eerst waarom je iemand laat stoppen.",
                ))
            },
            who_checks(Answered),
        ),
        central(Method::GET, "/v1/lessons", nothing, who_checks(Answered)),
        central(
            Method::POST,
            "/v1/lessons/state",
            |number| Some(json!({ "lesson": id(number), "secret": secret(number) })),
            who_checks(Answered),
        ),
        central(
            Method::POST,
            "/v1/lessons/take-back",
            |number| Some(json!({ "lesson": id(number), "secret": secret(number) })),
            who_checks(Answered),
        ),
        // Of a lesson that nobody can read yet there is nothing to set aside; one of another team is told of by
        // `crates/central/tests/central/lessons.rs`.
        central(
            Method::POST,
            "/v1/lessons/aside",
            |number| Some(json!({ "lesson": id(number), "reason": "no_lesson" })),
            lead(NothingThere, NothingThere),
        ),
        keyservice(Method::GET, "/v1/health", nothing, everybody(Answered)),
        keyservice(Method::GET, "/v1/epoch-keys", nothing, everybody(Answered)),
        keyservice(
            Method::POST,
            "/v1/standings",
            empty,
            everybody(WrongInItself),
        ),
        keyservice(Method::GET, "/v1/epochs", nothing, who_checks(Answered)),
        keyservice(
            Method::POST,
            "/v1/evaluations",
            |_| Some(json!({ "epochs": [EVENING.epoch()], "elements": [AN_ELEMENT] })),
            who_checks(Answered),
        ),
    ];
    all.extend(second_views::routes());
    all
}

/// The generator of ristretto255, which is an element as good as any.
const AN_ELEMENT: &str = "4vKuCmq8TnGohKlhxQBRX1jjC2qlgt2NtqZZReCNLXY";

/// The methods and paths in the description that a server gives of itself.
async fn described(server: Server, address: SocketAddr) -> BTreeSet<(Server, String, String)> {
    let told = ask(address, Method::GET, "/v1/openapi.json", None, None).await;
    let paths = told.body["paths"].as_object().unwrap();
    let routes = paths.iter().flat_map(|(path, methods)| {
        let methods = methods.as_object().unwrap().keys();
        let methods = methods.filter(|name| METHODS.contains(&name.as_str()));
        methods.map(move |method| (server, method.to_uppercase(), path.clone()))
    });
    routes.collect()
}

/// What can stand beside the parameters of a path in a description, and is a method.
const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// The tokens of the callers, in their order.
async fn tokens(town: &Town) -> Vec<Option<String>> {
    let enrols = async |team, role| town.visitor(team, role).await.unwrap();
    let old = enrols(TEAM, Role::Officer).await;
    town.pass_days(1).await.unwrap();
    let officer = enrols(TEAM, Role::Officer).await;
    let lead = enrols(TEAM, Role::ShiftLead).await;
    let revoked = enrols(TEAM, Role::Officer).await;
    let mut tokens = Vec::new();
    for who in CALLERS {
        tokens.push(match who {
            Who::Officer => Some(officer.token.clone()),
            Who::Lead => Some(lead.token.clone()),
            Who::OfficerElsewhere => Some(enrols(ELSEWHERE, Role::Officer).await.token),
            Who::LeadElsewhere => Some(enrols(ELSEWHERE, Role::ShiftLead).await.token),
            Who::Administrator => Some(enrols(TEAM, Role::Administrator).await.token),
            Who::Analyst => Some(enrols(TEAM, Role::Analyst).await.token),
            Who::ComplaintHandler => Some(enrols(TEAM, Role::ComplaintHandler).await.token),
            Who::Adviser => Some(enrols(TEAM, Role::Adviser).await.token),
            Who::Nobody => None,
            Who::WithOldToken => Some(old.token.clone()),
            Who::WithForgedToken => {
                let (said, _) = officer.token.rsplit_once('.').unwrap();
                let (_, signature) = lead.token.rsplit_once('.').unwrap();
                Some(format!("{said}.{signature}"))
            }
            Who::RevokedOfficer => Some(revoked.token.clone()),
        });
    }
    town.revoke(revoked.device).await.unwrap();
    let keyservice = format!("http://{}", town.keyservice_address());
    town.central().tell_news(&keyservice).await.unwrap();
    tokens
}

#[tokio::test]
async fn each_caller_at_each_route_of_both_servers_is_taken_as_the_table_says() {
    let (_data, town) = town().await;
    let address = |server| match server {
        Server::Central => town.central_address(),
        Server::KeyService => town.keyservice_address(),
    };
    let table = table();
    let mut described_by_both = described(Server::Central, address(Server::Central)).await;
    described_by_both.extend(described(Server::KeyService, address(Server::KeyService)).await);
    let named = table.iter().map(|route| {
        let path = route.path.to_owned();
        (route.server, route.method.to_string(), path)
    });
    assert_eq!(
        named.collect::<BTreeSet<_>>(),
        described_by_both,
        "who may ask what is decided here for each route that there is, and for no other"
    );

    let tokens = tokens(&town).await;
    let mut wrong = Vec::new();
    for route in &table {
        let path = route
            .path
            .replace("{team}", TEAM)
            .replace("{period}", "2026-Q3");
        for ((number, who), token) in (1..).zip(CALLERS).zip(&tokens) {
            let body = (route.body)(number);
            let (to, method) = (address(route.server), route.method.clone());
            let answer = ask(to, method, &path, token.as_deref(), body.as_ref()).await;
            let cell = route.cells[usize::from(number) - 1];
            if Cell::of(&answer) != cell {
                wrong.push(format!(
                    "{who:?} at {:?} {} {path}: {:?} and not {cell:?}",
                    route.server,
                    route.method,
                    answer.refusal()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A route that is added beside the description would be in no table.
#[test]
fn each_server_has_one_route_beside_those_that_it_describes_and_that_is_the_description() {
    for file in ["central/src/api.rs", "keyservice/src/http.rs"] {
        let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates");
        let source = std::fs::read_to_string(crates.join(file)).unwrap();
        let beside: Vec<&str> = source.split(".route(").skip(1).collect();
        assert_eq!(beside.len(), 1, "{file}");
        assert!(
            beside[0].trim_start().starts_with("\"/v1/openapi.json\""),
            "{file}"
        );
        let others = ["route_service(", "nest(", "nest_service(", "fallback("];
        for other in others {
            assert!(!source.contains(other), "{file}: {other}");
        }
    }
}

//! The OpenAPI document of a server: what both have in common, and handing it out.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_TYPE};
use axum::routing::{MethodRouter, get};
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{
    Contact, Content, Header, ObjectBuilder, OpenApi, Ref, RefOr, Response, ResponseBuilder,
    Server, Type,
};
use utoipa::{PartialSchema, ToSchema};

use crate::frame::API_VERSION;
use crate::problem::{Code, ProblemBody, status_and_title};

/// What any request can be refused with.
const ANY: &[Code] = &[
    Code::Malformed,
    Code::TooSlow,
    Code::Internal,
    Code::Unavailable,
];

/// What a request with a body can be refused with beside that.
const WITH_BODY: &[Code] = &[Code::TooLarge, Code::UnsupportedMedia];

/// What a request with a token can be refused with beside that.
const WITH_TOKEN: &[Code] = &[
    Code::TokenMissing,
    Code::TokenRefused,
    Code::TokenExpired,
    Code::DeviceRevoked,
    Code::DeviceUnknown,
    Code::RoleNotAllowed,
];

/// Completes the document of a server with what holds for all its routes: contact, address, token, the
/// version in each answer, and every refusal that can come before a handler begins. What a handler
/// says itself stands at the handler, under the same statuses.
pub fn complete(mut document: OpenApi) -> OpenApi {
    API_VERSION.clone_into(&mut document.info.version);
    let mut contact = Contact::new();
    contact.name = Some("The developers of ProCo".to_owned());
    document.info.contact = Some(contact);
    let mut here = Server::new("/");
    here.description = Some("The server that hands this document out".to_owned());
    document.servers = Some(vec![here]);
    let components = document.components.get_or_insert_default();
    let token = Http::builder()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .build();
    components.add_security_scheme("token", SecurityScheme::Http(token));
    for (name, schema) in [
        (ProblemBody::name(), ProblemBody::schema()),
        (<Code as ToSchema>::name(), Code::schema()),
    ] {
        components.schemas.insert(name.into_owned(), schema);
    }
    for path in document.paths.paths.values_mut() {
        for operation in operations(path) {
            refusals(operation);
            for response in operation.responses.responses.values_mut() {
                if let RefOr::T(response) = response {
                    headers(response);
                }
            }
        }
    }
    in_camel_case(&document)
}

/// Names the schemas of generic types as all others are named: utoipa sets an underscore before the
/// parameter, and the API Design Rules ask for UpperCamelCase.
fn in_camel_case(document: &OpenApi) -> OpenApi {
    let mut text = serde_json::to_string(document).expect("a document is JSON");
    let schemas = document
        .components
        .iter()
        .flat_map(|all| all.schemas.keys());
    for name in schemas.filter(|name| name.contains('_')) {
        // As the key of the schema, and at the end of each reference to it.
        text = text.replace(
            &format!("{name}\""),
            &format!("{}\"", name.replace('_', "")),
        );
    }
    serde_json::from_str(&text).expect("the same document under other names")
}

fn operations(path: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut path.get, &mut path.post].into_iter().flatten()
}

/// Adds the refusals that come with the form of an operation.
fn refusals(operation: &mut Operation) {
    let mut codes = ANY.to_vec();
    if operation.request_body.is_some() {
        codes.extend(WITH_BODY);
    }
    if operation.security.is_some() {
        codes.extend(WITH_TOKEN);
    }
    let mut by_status = BTreeMap::<u16, Vec<String>>::new();
    for code in codes {
        let said = format!("`{}`: {}", code.name(), code.meaning());
        let (status, _) = status_and_title(code);
        by_status.entry(status.as_u16()).or_default().push(said);
    }
    for (status, mut said) in by_status {
        let found = operation.responses.responses.remove(&status.to_string());
        if let Some(RefOr::T(own)) = found {
            said.insert(0, own.description);
        }
        let refusal = ResponseBuilder::new()
            .description(said.join("\n\n"))
            .content(
                "application/problem+json",
                Content::new(Some(Ref::from_schema_name(ProblemBody::name()))),
            )
            .build();
        let responses = &mut operation.responses.responses;
        responses.insert(status.to_string(), RefOr::T(refusal));
    }
    for (status, when) in [("429", ""), ("503", ", where all connections are in use")] {
        if let Some(RefOr::T(wait)) = operation.responses.responses.get_mut(status) {
            let mut header = Header::new(ObjectBuilder::new().schema_type(Type::Integer));
            header.description = Some(format!("After how many seconds to come again{when}"));
            wait.headers.insert("Retry-After".to_owned(), header.into());
        }
    }
}

/// Describes the headers of every answer.
fn headers(response: &mut Response) {
    for (name, description) in [
        ("API-Version", "The version of the API"),
        ("Cache-Control", "`no-store`"),
        ("X-Content-Type-Options", "`nosniff`"),
    ] {
        let mut header = Header::new(ObjectBuilder::new().schema_type(Type::String));
        header.description = Some(description.to_owned());
        response.headers.insert(name.to_owned(), header.into());
    }
}

/// The route that hands the document out, to pages of any origin too: it is public, and no other
/// answer may be read by them.
///
/// The document is written once and shared: each connection holds a handle to it, and no copy.
///
/// # Panics
/// Never: a document is always JSON.
pub fn route<S: Clone + Send + Sync + 'static>(document: &OpenApi) -> MethodRouter<S> {
    let json = serde_json::to_vec(document).expect("a document of names and numbers is JSON");
    let json = Bytes::from(json);
    get(async move || {
        let headers = [
            (CONTENT_TYPE, "application/json"),
            (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        ];
        (headers, json)
    })
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::{Body, to_bytes};
    use axum::http::Request;
    use tower::ServiceExt as _;

    use super::*;

    #[tokio::test]
    async fn the_document_is_shared_by_all_who_ask() {
        let router: Router = Router::new().route("/v1/openapi.json", route(&OpenApi::default()));
        let mut places = Vec::new();
        let mut kept = Vec::new();
        for router in [router.clone(), router.with_state(())] {
            let request = Request::get("/v1/openapi.json").body(Body::empty());
            let answer = router.oneshot(request.unwrap()).await.unwrap();
            assert_eq!(answer.headers()[CONTENT_TYPE], "application/json");
            assert_eq!(answer.headers()[ACCESS_CONTROL_ALLOW_ORIGIN], "*");
            let document = to_bytes(answer.into_body(), 1_000_000).await.unwrap();
            places.push(document.as_ptr());
            kept.push(document);
        }
        assert_eq!(places[0], places[1], "one document, not a copy for each");
    }
}

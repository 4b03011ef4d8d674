//! The OpenAPI document of a server: what both have in common, and handing it out.

use axum::body::Bytes;
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_TYPE};
use axum::routing::{MethodRouter, get};
use utoipa::openapi::OpenApi;

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

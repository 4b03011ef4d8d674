//! Request bodies in JSON, refused without repeating what was sent.

use std::fmt;
use std::marker::PhantomData;

use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess, Visitor};

use crate::problem::{Code, Problem};

/// The most bytes of a body that is read of a caller who showed no token. Each of these bodies has some
/// hundred.
pub const MOST_WITHOUT_TOKEN: usize = 2 * 1024;

/// The body of a request. Unlike axum's own, its refusal holds nothing of the body.
#[derive(Clone, Copy, Debug)]
pub struct Body<T>(pub T);

/// What is read from a JSON object. The reader of a struct would take an array as well, with the fields
/// in their order.
#[derive(Clone, Copy, Debug)]
pub struct Object<T>(pub T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(text: D) -> Result<Self, D::Error> {
        struct OfAMap<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for OfAMap<T> {
            type Value = T;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map))
            }
        }

        text.deserialize_map(OfAMap(PhantomData)).map(Self)
    }
}

impl<S, T> FromRequest<S> for Body<T>
where
    S: Send + Sync,
    T: DeserializeOwned,
{
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match axum::Json::<Object<T>>::from_request(request, state).await {
            Ok(axum::Json(Object(body))) => Ok(Self(body)),
            Err(rejection) => Err(Problem::new(match rejection.status() {
                StatusCode::PAYLOAD_TOO_LARGE => Code::TooLarge,
                StatusCode::UNSUPPORTED_MEDIA_TYPE => Code::UnsupportedMedia,
                _ => Code::Malformed,
            })),
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::{Body as Bytes, to_bytes};
    use axum::http::header::CONTENT_TYPE;
    use axum::routing::post;
    use tower::ServiceExt as _;

    use super::*;

    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Count {
        number: u8,
    }

    #[tokio::test]
    async fn a_refusal_holds_nothing_of_the_body() {
        let count = |Body(count): Body<Count>| async move { count.number.to_string() };
        let router: Router = Router::new().route("/", post(count));
        for sent in [
            r#"{"number":"BB00DD"}"#,
            r#"{"number":1,"BB00DD":2}"#,
            "BB00DD",
            "[1]",
            r#"{"number":1}BB00DD"#,
        ] {
            let request = Request::post("/")
                .header(CONTENT_TYPE, "application/json")
                .body(Bytes::from(sent))
                .unwrap();
            let response = router.clone().oneshot(request).await.unwrap();
            assert_eq!(response.status(), StatusCode::BAD_REQUEST);
            let body = to_bytes(response.into_body(), 10_000).await.unwrap();
            let body = String::from_utf8(body.to_vec()).unwrap();
            assert!(
                body.contains("malformed") && !body.contains("BB00DD"),
                "{body}"
            );
        }
    }

    #[tokio::test]
    async fn a_body_of_another_type_is_refused() {
        let count = |Body(count): Body<Count>| async move { count.number.to_string() };
        let router: Router = Router::new().route("/", post(count));
        let request = Request::post("/")
            .body(Bytes::from(r#"{"number":1}"#))
            .unwrap();
        let response = router.oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
}

//! Error bodies: RFC 9457, with the status and the title of each code of the closed list.

use std::borrow::Cow;

use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
pub use proco_credential::refusal::Code;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::token::TokenError;

/// The HTTP status that goes with a code, and its title for a developer who reads it.
pub(crate) fn status_and_title(code: Code) -> (StatusCode, &'static str) {
    match code {
        Code::TokenMissing => (StatusCode::UNAUTHORIZED, "A bearer token is needed"),
        Code::TokenRefused => (StatusCode::UNAUTHORIZED, "The token is not accepted"),
        Code::TokenExpired => (StatusCode::UNAUTHORIZED, "The token has expired"),
        Code::DeviceRevoked => (StatusCode::FORBIDDEN, "The device has been revoked"),
        Code::DeviceUnknown => (StatusCode::FORBIDDEN, "The device is not known here"),
        Code::RoleNotAllowed => (StatusCode::FORBIDDEN, "The role may not do this"),
        Code::TeamNotAllowed => (StatusCode::FORBIDDEN, "This belongs to another team"),
        Code::EnrolmentRefused => (StatusCode::FORBIDDEN, "The enrolment code is not accepted"),
        Code::ProofRefused => (
            StatusCode::UNAUTHORIZED,
            "The device's proof is not accepted",
        ),
        Code::Malformed => (
            StatusCode::BAD_REQUEST,
            "The request does not have the described form",
        ),
        Code::UpdateNeeded => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "The protocol version is not spoken here",
        ),
        Code::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "The body is too large"),
        Code::UnsupportedMedia => (
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "The body is of another type",
        ),
        Code::TooSlow => (
            StatusCode::REQUEST_TIMEOUT,
            "The request did not end in time",
        ),
        Code::NotFound => (StatusCode::NOT_FOUND, "There is nothing here"),
        Code::MethodNotAllowed => (
            StatusCode::METHOD_NOT_ALLOWED,
            "The method is not allowed here",
        ),
        Code::QuotaExhausted => (
            StatusCode::TOO_MANY_REQUESTS,
            "The quota is exhausted for now",
        ),
        Code::Busy => (
            StatusCode::TOO_MANY_REQUESTS,
            "The device has enough under way",
        ),
        Code::QuotaExceeded => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "This is more than the quota holds at once",
        ),
        Code::EpochNotLive => (StatusCode::UNPROCESSABLE_ENTITY, "The epoch is not live"),
        Code::ElementRefused => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "An element cannot be evaluated",
        ),
        Code::PeriodNotAvailable => (StatusCode::NOT_FOUND, "There is no summary of this period"),
        Code::LessonRefused => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "The lesson cannot be shared",
        ),
        Code::LessonTaken => (StatusCode::CONFLICT, "Another lesson has this identifier"),
        Code::LessonWeekRefused => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "The week of the lesson is not taken",
        ),
        Code::ViewRefused => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "The question or the answer cannot be sent",
        ),
        Code::ViewTaken => (StatusCode::CONFLICT, "Another request has this identifier"),
        Code::ViewWeekRefused => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "The week of the request is not taken",
        ),
        Code::SecretRefused => (StatusCode::FORBIDDEN, "The secret is not accepted"),
        Code::Unavailable => (
            StatusCode::SERVICE_UNAVAILABLE,
            "The service is not available now",
        ),
        Code::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "The service has a fault"),
    }
}

/// A refusal, as it is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Problem {
    code: Code,
    detail: Option<&'static str>,
    retry_after: Option<u64>,
}

/// The body of a refusal, `application/problem+json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProblemBody {
    /// A URN that names the code.
    #[serde(rename = "type")]
    pub kind: Cow<'static, str>,
    /// What it means, in English.
    pub title: Cow<'static, str>,
    /// The HTTP status, repeated in the body as RFC 9457 has it.
    pub status: u16,
    /// What went wrong, for the program that reads it.
    pub code: Code,
    /// More about it; never what was sent.
    pub detail: Cow<'static, str>,
}

impl Problem {
    /// A refusal with this code.
    #[must_use]
    pub fn new(code: Code) -> Self {
        Self {
            code,
            detail: None,
            retry_after: None,
        }
    }

    /// With a sentence more. It is part of the program, so it cannot repeat what was sent.
    #[must_use]
    pub fn detail(self, detail: &'static str) -> Self {
        Self {
            detail: Some(detail),
            ..self
        }
    }

    /// To be tried again after so many seconds.
    #[must_use]
    pub fn retry_after(self, seconds: u64) -> Self {
        Self {
            retry_after: Some(seconds),
            ..self
        }
    }

    /// The code that this refusal is sent with.
    #[must_use]
    pub fn code(&self) -> Code {
        self.code
    }
}

impl From<Code> for Problem {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

impl From<TokenError> for Problem {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Expired => Self::new(Code::TokenExpired),
            TokenError::NotYet | TokenError::OtherAudience | TokenError::Refused => {
                Self::new(Code::TokenRefused)
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (status, title) = status_and_title(self.code);
        let body = ProblemBody {
            kind: format!("urn:proco:problem:{}", self.code.name()).into(),
            title: title.into(),
            status: status.as_u16(),
            code: self.code,
            detail: self.detail.unwrap_or(self.code.meaning()).into(),
        };
        let mut response = (status, axum::Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        // The log line names the code.
        response.extensions_mut().insert(self.code);
        response
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use axum::body::to_bytes;

    use super::*;

    #[tokio::test]
    async fn a_refusal_has_the_form_of_rfc_9457() {
        let problem = Problem::new(Code::QuotaExhausted).retry_after(288);
        let response = problem.into_response();
        assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(response.headers()[CONTENT_TYPE], "application/problem+json");
        assert_eq!(response.headers()[RETRY_AFTER], "288");
        let body = to_bytes(response.into_body(), 1000).await.unwrap();
        assert_eq!(
            serde_json::from_slice::<serde_json::Value>(&body).unwrap(),
            serde_json::json!({
                "type": "urn:proco:problem:quota_exhausted",
                "title": "The quota is exhausted for now",
                "status": 429,
                "code": "quota_exhausted",
                "detail": "Enough for now: come back after Retry-After.",
            })
        );
    }

    #[test]
    fn the_description_of_the_api_knows_each_code_by_its_name() {
        let schema = serde_json::to_value(<Code as utoipa::PartialSchema>::schema()).unwrap();
        let names: Vec<_> = Code::ALL.iter().map(|code| code.name()).collect();
        assert_eq!(schema["enum"], serde_json::json!(names));
    }

    #[test]
    fn each_code_has_a_name_of_its_own_and_is_an_error() {
        let names: HashSet<_> = Code::ALL.iter().map(|code| code.name()).collect();
        assert_eq!(names.len(), Code::ALL.len());
        for code in Code::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.name());
            assert!(code.meaning().ends_with('.'), "{code:?}");
            let (status, _) = status_and_title(code);
            assert!(status.is_client_error() || status.is_server_error());
        }
    }
}

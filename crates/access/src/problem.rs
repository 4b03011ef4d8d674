//! Error bodies: RFC 9457, with a closed list of codes.

use std::borrow::Cow;

use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::token::TokenError;

/// Declares the codes once: name on the wire, status, title.
macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $code:ident = $name:literal, $status:ident, $title:literal;)+) => {
        /// Why a request was refused: the whole list.
        ///
        /// A code says what the phone can do about it; what to tell the officer, and in which
        /// language, is the phone's business.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
        // Said for all of them: a name for each would not be seen by the description of the API.
        #[serde(rename_all = "snake_case")]
        pub enum Code {
            $($(#[doc = $doc])+ $code,)+
        }

        impl Code {
            /// Every code there is, for the OpenAPI document and the tests.
            pub const ALL: &[Self] = &[$(Self::$code,)+];

            /// The name on the wire.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$code => $name,)+ }
            }

            /// The HTTP status that goes with it.
            #[must_use]
            pub fn status(self) -> StatusCode {
                match self { $(Self::$code => StatusCode::$status,)+ }
            }

            /// What it means, and what can be done.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$code => concat!($($doc),+).trim_ascii(),)+ }
            }

            /// The title, for a developer who reads it.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$code => $title,)+ }
            }
        }
    };
}

codes! {
    /// There is no token.
    TokenMissing = "token_missing", UNAUTHORIZED, "A bearer token is needed";
    /// The token is forged, damaged, or for another server.
    TokenRefused = "token_refused", UNAUTHORIZED, "The token is not accepted";
    /// The token was good once: get another.
    TokenExpired = "token_expired", UNAUTHORIZED, "The token has expired";
    /// The device is out.
    DeviceRevoked = "device_revoked", FORBIDDEN, "The device has been revoked";
    /// The server was not told that the device is in: come back in a while.
    DeviceUnknown = "device_unknown", FORBIDDEN, "The device is not known here";
    /// The role may not do this.
    RoleNotAllowed = "role_not_allowed", FORBIDDEN, "The role may not do this";
    /// This is of another team.
    TeamNotAllowed = "team_not_allowed", FORBIDDEN, "This belongs to another team";
    /// The one-time code is unknown, used or too old.
    EnrolmentRefused = "enrolment_refused", FORBIDDEN, "The enrolment code is not accepted";
    /// The challenge is unknown, used or too old, or the signature does not fit it.
    ProofRefused = "proof_refused", UNAUTHORIZED, "The device's proof is not accepted";
    /// The request does not have the form that the API description gives.
    Malformed = "malformed", BAD_REQUEST, "The request does not have the described form";
    /// The batch is of another version of the protocol: the app has to be updated.
    UpdateNeeded = "update_needed", UNPROCESSABLE_ENTITY, "The protocol version is not spoken here";
    /// The body is too large, packed or unpacked.
    TooLarge = "too_large", PAYLOAD_TOO_LARGE, "The body is too large";
    /// The body is of another type or encoding.
    UnsupportedMedia = "unsupported_media", UNSUPPORTED_MEDIA_TYPE, "The body is of another type";
    /// The request did not end in time.
    TooSlow = "too_slow", REQUEST_TIMEOUT, "The request did not end in time";
    /// There is nothing here.
    NotFound = "not_found", NOT_FOUND, "There is nothing here";
    /// This is not done in this way.
    MethodNotAllowed = "method_not_allowed", METHOD_NOT_ALLOWED, "The method is not allowed here";
    /// Enough for now: come back after Retry-After.
    QuotaExhausted = "quota_exhausted", TOO_MANY_REQUESTS, "The quota is exhausted for now";
    /// The device has enough under way: come back after Retry-After.
    Busy = "busy", TOO_MANY_REQUESTS, "The device has enough under way";
    /// More at once than the quota ever holds: ask in smaller parts.
    QuotaExceeded = "quota_exceeded", UNPROCESSABLE_ENTITY, "This is more than the quota holds at once";
    /// The epoch is not live: too old, not begun, or destroyed.
    EpochNotLive = "epoch_not_live", UNPROCESSABLE_ENTITY, "The epoch is not live";
    /// Not one of the elements that can be evaluated.
    ElementRefused = "element_refused", UNPROCESSABLE_ENTITY, "An element cannot be evaluated";
    /// The period is not closed, too old, or has no summary.
    PeriodNotAvailable = "period_not_available", NOT_FOUND, "There is no summary of this period";
    /// The server cannot answer now.
    Unavailable = "unavailable", SERVICE_UNAVAILABLE, "The service is not available now";
    /// A fault of the server.
    Internal = "internal", INTERNAL_SERVER_ERROR, "The service has a fault";
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
        let status = self.code.status();
        let body = ProblemBody {
            kind: format!("urn:proco:problem:{}", self.code.name()).into(),
            title: self.code.title().into(),
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
            assert!(code.status().is_client_error() || code.status().is_server_error());
        }
    }
}

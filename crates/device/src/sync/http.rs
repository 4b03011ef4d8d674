//! One request, one answer. No address, header or body reaches a log or an error.

use std::sync::Arc;

use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Response, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::fault::{CallFault, Refusal};
use crate::clock::Clock;
use crate::device::DeviceConfig;
use crate::error::DeviceError;

/// No answer of ours is larger; a larger one is somebody else's.
const LARGEST_ANSWER: usize = 1024 * 1024;

/// The HTTP client of this phone.
#[derive(Clone)]
pub(super) struct Http {
    client: Client,
    clock: Arc<dyn Clock>,
}

impl Http {
    pub(super) fn new(config: &DeviceConfig, clock: Arc<dyn Clock>) -> Result<Self, DeviceError> {
        // Another part of the process may have installed one already; either will do.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .connect_timeout(config.connect_timeout)
            .timeout(config.request_timeout)
            // A token goes to the address it was meant for and no further.
            .redirect(Policy::none())
            .no_proxy()
            .build()
            .map_err(|_| CallFault::UNBELIEVABLE)?;
        Ok(Self { client, clock })
    }

    /// Asks for what stands at an address.
    pub(super) async fn get<T: DeserializeOwned>(
        &self,
        url: Url,
        token: &str,
    ) -> Result<T, CallFault> {
        self.send(self.client.get(url).bearer_auth(token)).await
    }

    /// Sends a question as JSON.
    pub(super) async fn post<T: DeserializeOwned>(
        &self,
        url: Url,
        token: Option<&str>,
        question: &impl Serialize,
    ) -> Result<T, CallFault> {
        let request = self.client.post(url).json(question);
        self.send(match token {
            Some(token) => request.bearer_auth(token),
            None => request,
        })
        .await
    }

    /// Sends JSON that is packed already.
    pub(super) async fn post_packed<T: DeserializeOwned>(
        &self,
        url: Url,
        token: &str,
        packed: Vec<u8>,
    ) -> Result<T, CallFault> {
        let request = self
            .client
            .post(url)
            .bearer_auth(token)
            .header(CONTENT_TYPE, "application/json")
            .header(CONTENT_ENCODING, "gzip")
            .body(packed);
        self.send(request).await
    }

    async fn send<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, CallFault> {
        // The error of the client names the address, so it goes no further than here.
        let response = request.send().await.map_err(|_| CallFault::Offline)?;
        let status = response.status();
        let headers = response.headers().clone();
        let body = read(response).await?;
        if status.is_success() {
            return serde_json::from_slice(&body).map_err(|_| CallFault::UNBELIEVABLE);
        }
        Err(self.refused(status.as_u16(), &headers, &body))
    }

    fn refused(&self, status: u16, headers: &HeaderMap, body: &[u8]) -> CallFault {
        #[derive(serde::Deserialize)]
        struct Problem {
            code: String,
        }
        let problem: Option<Problem> = serde_json::from_slice(body).ok();
        let refusal = Refusal {
            status,
            code: problem.as_ref().map(|problem| problem.code.as_str()),
            retry_after: headers
                .get(RETRY_AFTER)
                .and_then(|value| value.to_str().ok()),
        };
        refusal.fault(self.clock.now())
    }
}

async fn read(mut response: Response) -> Result<Vec<u8>, CallFault> {
    let mut body = Vec::new();
    // An answer that is cut off is no answer.
    while let Some(chunk) = response.chunk().await.map_err(|_| CallFault::Offline)? {
        if body.len() + chunk.len() > LARGEST_ANSWER {
            return Err(CallFault::UNBELIEVABLE);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

//! The HTTP transport over the network. No address, header or body reaches a log or an error.

use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::carrier::{Carried, Carrier, Request, Response, Unanswered};
use super::error::SyncError;
use super::fault::CallFault;
use crate::config::DeviceConfig;

/// The size limit of an answer. All of ours are smaller, so a larger one comes from elsewhere.
const LARGEST_ANSWER: usize = 1024 * 1024;
/// How long a connection is kept for another request: a pass and a look-up ask in a row, and what
/// lies idle for longer may lead to a network that is gone. The servers keep it for longer than this, so
/// that no request meets a connection that is being closed.
const KEPT_FOR: Duration = Duration::from_secs(5);

/// The HTTP client of this phone.
pub(crate) struct Wire {
    client: Client,
    connect_timeout: Duration,
}

impl Wire {
    pub(crate) fn new(config: &DeviceConfig) -> Result<Self, SyncError> {
        // Another part of the process may have installed a provider already; either one is fine.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .connect_timeout(config.connect_timeout)
            .timeout(config.request_timeout)
            .pool_idle_timeout(KEPT_FOR)
            // No redirects, so that a token goes only to the address it was meant for.
            .redirect(Policy::none())
            .no_proxy()
            .build()
            .map_err(|_| CallFault::NoClient)?;
        Ok(Self {
            client,
            connect_timeout: config.connect_timeout,
        })
    }

    async fn exchange(&self, request: Request) -> Result<Response, Unanswered> {
        let request = reqwest::Request::try_from(request).map_err(|_| Unanswered::NoWholeAnswer)?;
        let url = request.url().clone();
        let mut answer = match self.client.execute(request).await {
            Ok(answer) => answer,
            Err(error) => return Err(self.unanswered(&error, &url).await),
        };
        let mut response = Response::default();
        *response.status_mut() = answer.status();
        *response.headers_mut() = std::mem::take(answer.headers_mut());
        match read(answer).await {
            Ok(body) => *response.body_mut() = body.ok_or(Unanswered::NoWholeAnswer)?,
            // An answer that was cut off counts as none.
            Err(error) => return Err(self.unanswered(&error, &url).await),
        }
        Ok(response)
    }

    /// Why there was no answer. The error of the client names the address, so it goes no further
    /// than here. Only where no connection can be made is there no network: a server that is
    /// reached and says nothing has too much to do, and 20,000 phones that called that "no network"
    /// and came back within the minute would keep it so. A connection that was made before tells
    /// nothing of that, so a new one is tried, and nothing is said on it.
    async fn unanswered(&self, error: &reqwest::Error, url: &Url) -> Unanswered {
        let reached = !error.is_connect()
            && timeout(self.connect_timeout, can_be_reached(url))
                .await
                .unwrap_or(false);
        if reached {
            Unanswered::NoWholeAnswer
        } else {
            Unanswered::NotReached
        }
    }
}

impl Carrier for Wire {
    fn carry(&self, request: Request) -> Carried<'_> {
        Box::pin(self.exchange(request))
    }
}

async fn can_be_reached(url: &Url) -> bool {
    let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else {
        return false;
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    TcpStream::connect((host, port)).await.is_ok()
}

/// The whole body; `None` when it exceeds the limit.
async fn read(mut response: reqwest::Response) -> Result<Option<Vec<u8>>, reqwest::Error> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > LARGEST_ANSWER {
            return Ok(None);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Some(body))
}

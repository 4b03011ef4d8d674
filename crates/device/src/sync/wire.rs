//! The HTTP transport over the network. No address, header or body reaches a log or an error.

use std::error::Error;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder, Url};
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::carrier::{Carried, Carrier, Request, Response, Unanswered};
use crate::config::DeviceConfig;

/// The size limit of an answer. All of ours are smaller, so a larger one comes from elsewhere.
const LARGEST_ANSWER: usize = 1024 * 1024;
/// How long a connection is kept for another request: a pass and a look-up ask in a row, and what
/// lies idle for longer may lead to a network that is gone. The servers keep it for longer than this, so
/// that no request meets a connection that is being closed.
const KEPT_FOR: Duration = Duration::from_secs(5);

/// Makes the client that trusts the certificates of this phone.
type Trusting = fn(ClientBuilder) -> reqwest::Result<Client>;

/// The HTTP client of this phone. It is made at the first request: a phone without certificates cannot make it, and
/// records all the same.
pub(crate) struct Wire {
    client: Mutex<Option<Client>>,
    trusting: Trusting,
    connect_timeout: Duration,
    request_timeout: Duration,
}

impl Wire {
    pub(crate) fn new(config: &DeviceConfig) -> Self {
        // Another part of the process may have installed a provider already; either one is fine.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self {
            client: Mutex::default(),
            trusting: ClientBuilder::build,
            connect_timeout: config.connect_timeout,
            request_timeout: config.request_timeout,
        }
    }

    /// On a phone without certificates to trust.
    #[cfg(test)]
    pub(super) fn without_certificates(config: &DeviceConfig) -> Self {
        Self {
            // Any failure will do: that of a phone without certificates is not to be had on this machine.
            trusting: |builder| builder.user_agent("\n").build(),
            ..Self::new(config)
        }
    }

    fn builder(&self) -> ClientBuilder {
        Client::builder()
            .connect_timeout(self.connect_timeout)
            .timeout(self.request_timeout)
            .pool_idle_timeout(KEPT_FOR)
            // No redirects, so that a token goes only to the address it was meant for.
            .redirect(Policy::none())
            .no_proxy()
    }

    /// The client for an address. Without certificates it is made anew for each request, as they may have come since,
    /// and reaches only what needs none, as servers on the same machine.
    fn client(&self, url: &Url) -> Result<Client, Unanswered> {
        let mut made = self.client.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = made.as_ref() {
            return Ok(client.clone());
        }
        if let Ok(client) = (self.trusting)(self.builder()) {
            return Ok(made.insert(client).clone());
        }
        if url.scheme() == "https" {
            return Err(Unanswered::NoCertificates);
        }
        let nothing = ClientConfig::builder()
            .with_root_certificates(RootCertStore::empty())
            .with_no_client_auth();
        let client = self.builder().tls_backend_preconfigured(nothing).build();
        client.map_err(|_| Unanswered::NotReached)
    }

    async fn exchange(&self, request: Request) -> Result<Response, Unanswered> {
        let request = reqwest::Request::try_from(request).map_err(|_| Unanswered::NoWholeAnswer)?;
        let url = request.url().clone();
        let mut answer = match self.client(&url)?.execute(request).await {
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

    /// Why there was no answer. The error of the client names the address, so it is not passed on. "No network" means
    /// that no connection can be made. A server that is reachable and silent is overloaded; if 20,000 phones called
    /// that "no network", they would retry within the minute and keep it overloaded. A pooled connection cannot show
    /// the difference, so a new one is opened, and closed unused.
    async fn unanswered(&self, error: &reqwest::Error, url: &Url) -> Unanswered {
        if is_of_certificate(error) {
            return Unanswered::CertificateRefused;
        }
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

/// Whether the certificate of the server was the cause.
fn is_of_certificate(error: &reqwest::Error) -> bool {
    let mut cause: Option<&(dyn Error + 'static)> = error.source();
    while let Some(found) = cause {
        if let Some(rustls::Error::InvalidCertificate(_)) = found.downcast_ref() {
            return true;
        }
        // An error of the system that wraps another does not name that as its source.
        let wrapped = found
            .downcast_ref::<std::io::Error>()
            .and_then(std::io::Error::get_ref);
        cause = match wrapped {
            Some(wrapped) => Some(wrapped),
            None => found.source(),
        };
    }
    false
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

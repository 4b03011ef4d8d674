//! One request, one answer. No address, header or body reaches a log or an error.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Response, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::fault::{CallFault, Refusal};
use crate::clock::Clock;
use crate::device::DeviceConfig;
use crate::error::DeviceError;

/// No answer of ours is larger; a larger one is somebody else's.
const LARGEST_ANSWER: usize = 1024 * 1024;
/// How long a connection is kept for another request: a pass and a look-up ask in a row, and what
/// lies idle for longer may lead to a network that is gone.
const KEPT_FOR: Duration = Duration::from_secs(10);

/// The HTTP client of this phone.
#[derive(Clone)]
pub(super) struct Http {
    client: Client,
    connect_timeout: Duration,
    clock: Arc<dyn Clock>,
}

impl Http {
    pub(super) fn new(config: &DeviceConfig, clock: Arc<dyn Clock>) -> Result<Self, DeviceError> {
        // Another part of the process may have installed one already; either will do.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .connect_timeout(config.connect_timeout)
            .timeout(config.request_timeout)
            .pool_idle_timeout(KEPT_FOR)
            // A token goes to the address it was meant for and no further.
            .redirect(Policy::none())
            .no_proxy()
            .build()
            .map_err(|_| CallFault::UNBELIEVABLE)?;
        Ok(Self {
            client,
            connect_timeout: config.connect_timeout,
            clock,
        })
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
        let (client, request) = request.build_split();
        let request = request.map_err(|_| CallFault::UNBELIEVABLE)?;
        let url = request.url().clone();
        let response = match client.execute(request).await {
            Ok(response) => response,
            Err(error) => return Err(self.unanswered(&error, &url).await),
        };
        let status = response.status();
        let headers = response.headers().clone();
        let body = match read(response).await {
            Ok(body) => body.ok_or(CallFault::UNBELIEVABLE)?,
            // An answer that is cut off is no answer.
            Err(error) => return Err(self.unanswered(&error, &url).await),
        };
        if status.is_success() {
            return serde_json::from_slice(&body).map_err(|_| CallFault::UNBELIEVABLE);
        }
        Err(self.refused(status.as_u16(), &headers, &body))
    }

    /// Why there was no answer. The error of the client names the address, so it goes no further
    /// than here. Only where no connection can be made is there no network: a server that is
    /// reached and says nothing has too much to do, and 20,000 phones that called that "no network"
    /// and came back within the minute would keep it so. A connection that was made before tells
    /// nothing of that, so a new one is tried, and nothing is said on it.
    async fn unanswered(&self, error: &reqwest::Error, url: &Url) -> CallFault {
        let reached = !error.is_connect()
            && timeout(self.connect_timeout, can_be_reached(url))
                .await
                .unwrap_or(false);
        if reached {
            CallFault::UNBELIEVABLE
        } else {
            CallFault::Offline
        }
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

async fn can_be_reached(url: &Url) -> bool {
    let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else {
        return false;
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    TcpStream::connect((host, port)).await.is_ok()
}

/// The whole body; `None` when it is larger than any of ours.
async fn read(mut response: Response) -> Result<Option<Vec<u8>>, reqwest::Error> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > LARGEST_ANSWER {
            return Ok(None);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Some(body))
}

#[cfg(test)]
mod tests {
    use proco_domain::clock::ManualClock;
    use proco_domain::time::UtcMillis;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use super::*;
    use crate::BaseUrl;

    /// Asks a server that says these bytes and then hangs up, or hangs on.
    async fn asked(said: &'static [u8], hangs_up: bool) -> CallFault {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let _asked = stream.read(&mut [0; 1024]).await.unwrap();
            stream.write_all(said).await.unwrap();
            if hangs_up {
                drop(stream);
            }
            // It can be reached all the while.
            std::future::pending::<()>().await;
        });
        let fault = ask(&format!("http://{address}")).await;
        server.abort();
        fault
    }

    async fn ask(url: &str) -> CallFault {
        get(&http(url), url).await.unwrap_err()
    }

    async fn get(http: &Http, url: &str) -> Result<(), CallFault> {
        http.get(Url::parse(url).unwrap(), "token").await
    }

    fn http(url: &str) -> Http {
        let base = BaseUrl::parse(url).unwrap();
        let mut config = DeviceConfig::new("nowhere", base.clone(), base);
        config.request_timeout = Duration::from_millis(300);
        Http::new(&config, Arc::new(ManualClock::at(UtcMillis(0)))).unwrap()
    }

    /// Asks a server that gives one answer and keeps the connection, and once more when nobody can
    /// reach it any longer: nothing comes back on that connection, or it breaks.
    async fn asked_again_without_a_network(breaks: bool) -> CallFault {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            drop(listener);
            let _asked = stream.read(&mut [0; 1024]).await.unwrap();
            let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nnull";
            stream.write_all(answer).await.unwrap();
            let _asked = stream.read(&mut [0; 1024]).await.unwrap();
            if breaks {
                drop(stream);
            }
            std::future::pending::<()>().await;
        });
        let http = http(&url);
        assert_eq!(get(&http, &url).await, Ok(()));
        let fault = get(&http, &url).await.unwrap_err();
        server.abort();
        fault
    }

    #[tokio::test]
    async fn a_kept_connection_whose_network_is_gone_is_no_fault_of_the_server() {
        for breaks in [false, true] {
            let fault = asked_again_without_a_network(breaks).await;
            assert_eq!(fault, CallFault::Offline, "breaks: {breaks}");
        }
    }

    #[tokio::test]
    async fn where_nobody_listens_there_is_no_network() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        assert_eq!(ask(&format!("http://{address}")).await, CallFault::Offline);
    }

    #[tokio::test]
    async fn a_server_that_was_reached_and_gave_no_whole_answer_has_a_fault() {
        let fault = CallFault::UNBELIEVABLE;
        assert_eq!(asked(b"", false).await, fault, "it took too long");
        assert_eq!(asked(b"", true).await, fault, "it hung up");
        let half = b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nnu";
        assert_eq!(asked(half, true).await, fault, "its answer was cut off");
        assert_eq!(
            asked(half, false).await,
            fault,
            "its answer stopped halfway"
        );
    }
}

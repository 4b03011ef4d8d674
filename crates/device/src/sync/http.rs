//! One request, one answer, in JSON; and what the answer says of central's clock. No address, header
//! or body reaches a log or an error.

use std::sync::{Arc, Mutex, PoisonError};

use http::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use http::{HeaderValue, Method};
use proco_domain::time::UtcMillis;
use reqwest::Url;
use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use super::carrier::{Carrier, Request, Unanswered};
use super::fault::{CallFault, Refusal};
use crate::clock::Clock;

/// The header in which central says what time it is, in milliseconds since 1970, as long as it
/// believes its own clock.
const CENTRAL_TIME: &str = "central-time";

/// What central's clock said, and when that was heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(dead_code, reason = "the rule about clocks that reads it comes next")]
pub(super) struct ToldTime {
    /// Central's clock, when it answered.
    pub(super) central: UtcMillis,
    /// This phone's clock, when the answer came.
    pub(super) phone: UtcMillis,
}

/// One server, as this phone speaks to it.
#[derive(Clone)]
pub(super) struct Http {
    carrier: Arc<dyn Carrier>,
    clock: Arc<dyn Clock>,
    /// What the last answer that told a time told; refusals tell it as well.
    told: Arc<Mutex<Option<ToldTime>>>,
}

impl Http {
    pub(super) fn new(carrier: Arc<dyn Carrier>, clock: Arc<dyn Clock>) -> Self {
        Self {
            carrier,
            clock,
            told: Arc::default(),
        }
    }

    /// The time that this server told last, taken: the next call has none until it tells one again.
    #[allow(dead_code, reason = "the rule about clocks that asks it comes next")]
    pub(super) fn take_told_time(&self) -> Option<ToldTime> {
        self.told
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }

    /// Asks for what stands at an address.
    pub(super) async fn get<T: DeserializeOwned>(
        &self,
        url: Url,
        token: &str,
    ) -> Result<T, CallFault> {
        self.send(request(Method::GET, &url, Some(token), Vec::new())?)
            .await
    }

    /// Sends a question as JSON.
    pub(super) async fn post<T: DeserializeOwned>(
        &self,
        url: Url,
        token: Option<&str>,
        question: &impl Serialize,
    ) -> Result<T, CallFault> {
        let json = serde_json::to_vec(question).map_err(|_| CallFault::UNBELIEVABLE)?;
        self.send(request(Method::POST, &url, token, json)?).await
    }

    /// Sends JSON that is packed already.
    pub(super) async fn post_packed<T: DeserializeOwned>(
        &self,
        url: Url,
        token: &str,
        packed: Vec<u8>,
    ) -> Result<T, CallFault> {
        let mut request = request(Method::POST, &url, Some(token), packed)?;
        let gzip = HeaderValue::from_static("gzip");
        request.headers_mut().insert(CONTENT_ENCODING, gzip);
        self.send(request).await
    }

    async fn send<T: DeserializeOwned>(&self, request: Request) -> Result<T, CallFault> {
        let answer = match self.carrier.carry(request).await {
            Ok(answer) => answer,
            Err(Unanswered::NotReached) => return Err(CallFault::Offline),
            Err(Unanswered::NoWholeAnswer) => return Err(CallFault::UNBELIEVABLE),
        };
        self.hear_time(answer.headers());
        if answer.status().is_success() {
            return serde_json::from_slice(answer.body()).map_err(|_| CallFault::UNBELIEVABLE);
        }
        Err(self.refused(answer.status().as_u16(), answer.headers(), answer.body()))
    }

    /// Remembers what time this server says it is.
    fn hear_time(&self, headers: &HeaderMap) {
        let told = headers
            .get(CENTRAL_TIME)
            .and_then(|value| value.to_str().ok())
            .and_then(|text| text.trim().parse().ok());
        if let Some(millis) = told {
            let told = ToldTime {
                central: UtcMillis(millis),
                phone: self.clock.now(),
            };
            *self.told.lock().unwrap_or_else(PoisonError::into_inner) = Some(told);
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

/// A request; one with a body says that it is JSON, and a token stays out of every `Debug`.
fn request(
    method: Method,
    url: &Url,
    token: Option<&str>,
    body: Vec<u8>,
) -> Result<Request, CallFault> {
    let mut request = http::Request::builder().method(method).uri(url.as_str());
    if !body.is_empty() {
        request = request.header(CONTENT_TYPE, "application/json");
    }
    if let Some(token) = token {
        let bearer = Zeroizing::new(format!("Bearer {token}"));
        let mut value = HeaderValue::from_str(&bearer).map_err(|_| CallFault::UNBELIEVABLE)?;
        value.set_sensitive(true);
        request = request.header(AUTHORIZATION, value);
    }
    request.body(body).map_err(|_| CallFault::UNBELIEVABLE)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proco_domain::clock::ManualClock;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use super::*;
    use crate::sync::wire::Wire;
    use crate::{BaseUrl, DeviceConfig};

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
        let wire = Arc::new(Wire::new(&config).unwrap());
        Http::new(wire, Arc::new(ManualClock::at(UtcMillis(7))))
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

    #[tokio::test]
    async fn each_answer_may_tell_the_time_also_a_refusal() {
        struct Says(u16, Option<&'static str>);
        impl Carrier for Says {
            fn carry(&self, _: Request) -> crate::sync::carrier::Carried<'_> {
                let mut answer = http::Response::builder().status(self.0);
                if let Some(time) = self.1 {
                    answer = answer.header(CENTRAL_TIME, time);
                }
                Box::pin(async move { Ok(answer.body(b"null".to_vec()).unwrap()) })
            }
        }
        let told = async |status, time| {
            let clock = Arc::new(ManualClock::at(UtcMillis(7)));
            let http = Http::new(Arc::new(Says(status, time)), clock);
            get(&http, "http://127.0.0.1:9").await.ok();
            let told = http.take_told_time();
            assert_eq!(http.take_told_time(), None, "it is told once");
            told
        };
        let time = Some(ToldTime {
            central: UtcMillis(1_795_000_000_000),
            phone: UtcMillis(7),
        });
        assert_eq!(told(200, Some("1795000000000")).await, time);
        assert_eq!(told(403, Some("1795000000000")).await, time);
        assert_eq!(told(200, None).await, None);
        assert_eq!(told(200, Some("soon")).await, None);
    }
}

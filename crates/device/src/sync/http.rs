//! One request and its answer, in JSON, with central's clock in it. No address, header or body reaches a log or
//! an error.

use std::sync::{Arc, Mutex, PoisonError};

use http::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use http::{HeaderValue, Method, StatusCode};
use proco_domain::time::{Hour, UtcMillis};
use proco_exchange::{CENTRAL_RESTORED, CENTRAL_TIME};
use reqwest::Url;
use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use super::carrier::{Carrier, Request, Response, Unanswered};
use super::fault::{CallFault, Refusal};
use crate::clock::Clock;

/// An answer, and the time at the server.
pub(super) struct Answered<T> {
    pub(super) value: T,
    /// Central's clock when it answered, if central trusts it.
    pub(super) central_time: Option<UtcMillis>,
}

/// The client of one server.
#[derive(Clone)]
pub(super) struct Http {
    carrier: Arc<dyn Carrier>,
    clock: Arc<dyn Clock>,
    /// The number of central's last restore, as the last answer that told it had it.
    restored: Arc<Mutex<Option<u32>>>,
}

impl Http {
    pub(super) fn new(carrier: Arc<dyn Carrier>, clock: Arc<dyn Clock>) -> Self {
        Self {
            carrier,
            clock,
            restored: Arc::default(),
        }
    }

    /// The number of central's last restore, if an answer has told it.
    pub(super) fn restored(&self) -> Option<u32> {
        *self.restored.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks a server for its time; `None` when the server does not trust its own clock. Every answer carries
    /// the time.
    pub(super) async fn time(&self, url: Url) -> Result<Option<UtcMillis>, CallFault> {
        let answer = self
            .carry(request(Method::GET, &url, None, Vec::new())?)
            .await?;
        if let Some(time) = server_time(answer.headers()) {
            return Ok(Some(time));
        }
        // With 204 central says that it does not know the time. The answer of a captive portal or of a busy proxy has no
        // time either, and is a fault.
        match answer.status() {
            StatusCode::NO_CONTENT => Ok(None),
            status if status.is_success() => Err(not_ours(&answer)),
            status => Err(self.refused(status.as_u16(), answer.headers(), answer.body())),
        }
    }

    /// Sends a GET request.
    pub(super) async fn get<T: DeserializeOwned>(
        &self,
        url: Url,
        token: &str,
    ) -> Result<T, CallFault> {
        self.send(request(Method::GET, &url, Some(token), Vec::new())?)
            .await
    }

    /// Sends a POST request with JSON.
    pub(super) async fn post<T: DeserializeOwned>(
        &self,
        url: Url,
        token: Option<&str>,
        question: &impl Serialize,
    ) -> Result<T, CallFault> {
        Ok(self.post_timed(url, token, question).await?.value)
    }

    /// The same, with the time of the answer.
    pub(super) async fn post_timed<T: DeserializeOwned>(
        &self,
        url: Url,
        token: Option<&str>,
        question: &impl Serialize,
    ) -> Result<Answered<T>, CallFault> {
        let json = serde_json::to_vec(question).map_err(|_| CallFault::NotAsked)?;
        self.exchange(request(Method::POST, &url, token, json)?)
            .await
    }

    /// Sends a POST request with JSON that is answered 204, without a body.
    pub(super) async fn tell(
        &self,
        url: Url,
        token: &str,
        told: &impl Serialize,
    ) -> Result<(), CallFault> {
        let json = serde_json::to_vec(told).map_err(|_| CallFault::NotAsked)?;
        let request = request(Method::POST, &url, Some(token), json)?;
        let answer = self.carry(request).await?;
        match answer.status() {
            StatusCode::NO_CONTENT => Ok(()),
            // A captive portal answers with a page, and takes nothing.
            status if status.is_success() => Err(not_ours(&answer)),
            status => Err(self.refused(status.as_u16(), answer.headers(), answer.body())),
        }
    }

    /// Sends a POST request with compressed JSON.
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
        Ok(self.exchange(request).await?.value)
    }

    async fn exchange<T: DeserializeOwned>(
        &self,
        request: Request,
    ) -> Result<Answered<T>, CallFault> {
        let answer = self.carry(request).await?;
        if !answer.status().is_success() {
            return Err(self.refused(answer.status().as_u16(), answer.headers(), answer.body()));
        }
        let value = serde_json::from_slice(answer.body()).map_err(|_| not_ours(&answer))?;
        Ok(Answered {
            value,
            central_time: server_time(answer.headers()),
        })
    }

    async fn carry(&self, request: Request) -> Result<Response, CallFault> {
        let carried = self.carrier.carry(request).await;
        if let Some(told) = carried
            .as_ref()
            .ok()
            .and_then(|it| restore_number(it.headers()))
        {
            *self.restored.lock().unwrap_or_else(PoisonError::into_inner) = Some(told);
        }
        carried.map_err(|unanswered| match unanswered {
            Unanswered::NotReached => CallFault::Offline,
            Unanswered::CertificateRefused => CallFault::CertificateRefused,
            Unanswered::NoCertificates => CallFault::NoCertificates,
            Unanswered::NoWholeAnswer => CallFault::UNBELIEVABLE,
        })
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
            is_page: is_page(headers, body),
        };
        refusal.fault(self.clock.now())
    }
}

/// The fault of an answer that was to be a success and cannot be read.
fn not_ours(answer: &Response) -> CallFault {
    if is_page(answer.headers(), answer.body()) {
        CallFault::NotOurs
    } else {
        CallFault::UNBELIEVABLE
    }
}

/// Whether an answer is a page for a browser. Our servers send none to a phone; captive portals do.
fn is_page(headers: &HeaderMap, body: &[u8]) -> bool {
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.trim_start().starts_with("text/html"))
        || body.trim_ascii_start().starts_with(b"<")
}

/// The time at the server in milliseconds, in a year that a clock can show.
fn server_time(headers: &HeaderMap) -> Option<UtcMillis> {
    let told = headers.get(CENTRAL_TIME)?.to_str().ok()?;
    let millis: i64 = told.trim().parse().ok()?;
    (0..Hour::LAST.start().0)
        .contains(&millis)
        .then_some(UtcMillis(millis))
}

/// The number of central's last restore. A central of before tells none.
fn restore_number(headers: &HeaderMap) -> Option<u32> {
    let told = headers.get(CENTRAL_RESTORED)?.to_str().ok()?;
    told.trim().parse().ok()
}

/// A request. With a body its content type is JSON; a token is marked as sensitive, so it stays out of every
/// `Debug`.
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
        let mut value = HeaderValue::from_str(&bearer).map_err(|_| CallFault::NotAsked)?;
        value.set_sensitive(true);
        request = request.header(AUTHORIZATION, value);
    }
    request.body(body).map_err(|_| CallFault::NotAsked)
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
        over(Wire::new(&config(url)))
    }

    fn config(url: &str) -> DeviceConfig {
        let base = BaseUrl::parse(url).unwrap();
        let mut config = DeviceConfig::new("nowhere", base.clone(), base);
        config.request_timeout = Duration::from_millis(300);
        config
    }

    fn over(wire: Wire) -> Http {
        Http::new(Arc::new(wire), Arc::new(ManualClock::at(UtcMillis(7))))
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
    async fn a_phone_without_certificates_reaches_what_needs_none_and_says_so_of_the_rest() {
        let wire = |url| over(Wire::without_certificates(&config(url)));
        let https = "https://127.0.0.1:9";
        let fault = get(&wire(https), https).await.unwrap_err();
        assert_eq!(fault, CallFault::NoCertificates);

        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let _asked = stream.read(&mut [0; 1024]).await.unwrap();
            let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nnull";
            stream.write_all(answer).await.unwrap();
            std::future::pending::<()>().await;
        });
        assert_eq!(get(&wire(&url), &url).await, Ok(()));
        server.abort();
    }

    /// A server whose certificate nobody vouches for.
    fn with_a_certificate_of_its_own() -> String {
        // Either provider is fine, if another test installed one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let own = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
        let key = rustls::pki_types::PrivateKeyDer::Pkcs8(own.signing_key.serialize_der().into());
        let config = rustls::ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![own.cert.der().clone()], key)
            .unwrap();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("https://{}", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut session = rustls::ServerConnection::new(Arc::new(config)).unwrap();
            while session.complete_io(&mut stream).is_ok() && session.is_handshaking() {}
        });
        url
    }

    #[tokio::test]
    async fn a_certificate_that_is_not_trusted_is_no_missing_network() {
        let wire = |url| Wire::new(&config(url));
        let url = with_a_certificate_of_its_own();
        let fault = get(&over(wire(&url)), &url).await.unwrap_err();
        assert_eq!(fault, CallFault::CertificateRefused);
    }

    #[tokio::test]
    async fn a_page_to_log_in_on_is_told_from_a_server_with_a_fault() {
        let page = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 6\r\n\r\n<html>";
        assert_eq!(asked(page, false).await, CallFault::NotOurs);
        let elsewhere =
            b"HTTP/1.1 302 Found\r\nlocation: http://login.example/\r\ncontent-length: 0\r\n\r\n";
        assert_eq!(asked(elsewhere, false).await, CallFault::NotOurs);
        let odd = b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nodd!";
        assert_eq!(asked(odd, false).await, CallFault::UNBELIEVABLE);
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
    async fn each_answer_may_tell_the_time_and_central_alone_that_it_does_not_know() {
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
            http.time(Url::parse("http://127.0.0.1:9").unwrap()).await
        };
        let moment = Some(UtcMillis(1_795_000_000_000));
        for status in [204, 200, 429, 503] {
            assert_eq!(told(status, Some("1795000000000")).await, Ok(moment));
        }
        for absurd in [
            None,
            Some("yesterday"),
            Some("-1"),
            Some("9223372036854775807"),
        ] {
            assert_eq!(told(204, absurd).await, Ok(None), "{absurd:?}");
            for not_central in [200, 302, 503] {
                let told = told(not_central, absurd).await;
                assert!(told.is_err(), "{not_central} {absurd:?}");
            }
        }
    }
}

//! The transport of a request to a server and of its answer. The phone's own transport is [`super::wire`]; a
//! simulation injects one without a network.

use std::future::Future;
use std::pin::Pin;

/// A request, ready to go; its address is absolute.
pub type Request = http::Request<Vec<u8>>;
/// An answer of which the whole body has arrived.
pub type Response = http::Response<Vec<u8>>;
/// An answer that is on its way.
pub type Carried<'a> = Pin<Box<dyn Future<Output = Result<Response, Unanswered>> + Send + 'a>>;

/// Why a request got no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unanswered {
    /// No connection could be made: there is no network, or nobody listens.
    NotReached,
    /// The server was reached, and its certificate is not trusted.
    CertificateRefused,
    /// This phone has no certificates to trust, so the server was not asked.
    NoCertificates,
    /// The server was reached, and its answer was missing, incomplete or too large.
    NoWholeAnswer,
}

/// The HTTP transport: the network, or routers of a test.
pub trait Carrier: Send + Sync {
    /// Carries one request and brings its answer back.
    fn carry(&self, request: Request) -> Carried<'_>;
}

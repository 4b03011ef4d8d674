//! How a request is carried to a server and its answer brought back. The phone's own carrier is
//! [`super::wire`]; a simulation hands in one without a network.

use std::future::Future;
use std::pin::Pin;

/// A request, ready to go; its address is absolute.
pub type Request = http::Request<Vec<u8>>;
/// An answer as it came, whole.
pub type Response = http::Response<Vec<u8>>;
/// An answer that is on its way.
pub type Carried<'a> = Pin<Box<dyn Future<Output = Result<Response, Unanswered>> + Send + 'a>>;

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unanswered {
    /// No connection could be made: there is no network, or nobody listens.
    NotReached,
    /// The server was reached and gave no whole answer, or one larger than any of ours.
    NoWholeAnswer,
}

/// The HTTP transport: the network, or routers of a test.
pub trait Carrier: Send + Sync {
    /// Carries one request and brings its answer back.
    fn carry(&self, request: Request) -> Carried<'_>;
}

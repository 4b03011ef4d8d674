//! How much a device may ask, and the refusals that follow from it.

use proco_access::limit::Decision;
use proco_access::problem::{Code, Problem};

/// Turns the decision of a token bucket into a refusal, unless it allows the request.
///
/// # Errors
/// A [`Problem`] with Retry-After when the device has to wait, another when it asks for more at
/// once than its quota ever holds.
pub fn must_be_allowed(decision: Decision) -> Result<(), Problem> {
    match decision {
        Decision::Allowed(_) => Ok(()),
        Decision::Wait { seconds, .. } => {
            Err(Problem::new(Code::QuotaExhausted).retry_after(seconds))
        }
        Decision::TooMuch => Err(Problem::new(Code::QuotaExceeded)
            .detail("Ask for fewer elements at once; the cost of a call is their number.")),
    }
}

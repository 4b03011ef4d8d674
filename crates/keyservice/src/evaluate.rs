//! Blinded marks in, evaluated marks out.

use proco_access::DeviceId;
use proco_access::limit::Limit;
use proco_access::problem::{Code, Problem};
use proco_exchange::evaluation::{EvaluationAnswer, EvaluationRequest};
use proco_exchange::{Epoch, UtcMillis};
use proco_oprf::{EpochKey, OprfError};
use rand::rngs::OsRng;

use crate::error::Error;
use crate::quota;
use crate::store::Store;
use crate::store::quota::{Budget, QuotaDecision};

/// Why nothing was evaluated.
#[derive(Debug)]
pub enum Refused {
    /// The caller's own fault, or the store's.
    Plain(Problem),
    /// All devices together have asked for more than is usual.
    OverBudget(Problem),
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self::Plain(problem)
    }
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self::Plain(error.into())
    }
}

/// Evaluates for a device: are the epochs live, does the quota allow it, then the arithmetic.
///
/// The cost is the number of elements, whatever the number of epochs: a look-up blinds once and
/// asks for all of them. A request for an epoch that is not live costs nothing; one with an
/// element that cannot be evaluated does.
///
/// # Errors
/// [`Refused`], with the problem for the caller.
pub fn evaluate(
    store: &Store,
    limit: Limit,
    budget: Budget,
    device: DeviceId,
    request: &EvaluationRequest,
    now: UtcMillis,
) -> Result<EvaluationAnswer, Refused> {
    let keys = live_keys(store, request.epochs(), now)?;
    let cost = u32::try_from(request.elements().len()).unwrap_or(u32::MAX);
    match store.take(device, cost, limit, budget, now)? {
        QuotaDecision::Own(decision) => quota::must_be_allowed(decision)?,
        QuotaDecision::Budget(decision) => {
            quota::must_be_allowed(decision).map_err(Refused::OverBudget)?;
        }
    }
    let evaluations = keys
        .iter()
        .map(|(epoch, key)| key.evaluate(*epoch, request.elements(), &mut OsRng))
        .collect::<Result<Vec<_>, _>>()
        .map_err(refusal)?;
    Ok(EvaluationAnswer { evaluations })
}

/// The keys of these epochs, all of them live by the calendar and by the store. They are held no
/// longer than the request lasts.
fn live_keys(
    store: &Store,
    epochs: &[Epoch],
    now: UtcMillis,
) -> Result<Vec<(Epoch, EpochKey)>, Problem> {
    let live = Epoch::live_at(now);
    if !epochs.iter().all(|epoch| live.contains(epoch)) {
        return Err(Problem::new(Code::EpochNotLive));
    }
    let read = || {
        epochs
            .iter()
            .map(|epoch| {
                store
                    .live_key(*epoch)?
                    .ok_or(Problem::new(Code::EpochNotLive))
            })
            .collect::<Result<Vec<_>, Problem>>()
    };
    let mut keys = read()?;
    if !keys.iter().all(|(_, answered)| *answered) {
        // From now on no other key may replace these, since phones pin them.
        store.answering(epochs, now)?;
        keys = read()?;
    }
    let keys = keys.into_iter().map(|(key, _)| key);
    Ok(epochs.iter().copied().zip(keys).collect())
}

fn refusal(error: OprfError) -> Problem {
    match error {
        OprfError::NotAnElement => Problem::new(Code::ElementRefused),
        OprfError::NumberOfMarks | OprfError::NotAKey | OprfError::ProofRefused => {
            Error::Evaluation(error).into()
        }
    }
}

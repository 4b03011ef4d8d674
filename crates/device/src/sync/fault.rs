//! Why a call failed. No fault carries an address, a header or a body.

use std::time::Duration;

use proco_domain::time::UtcMillis;

use crate::problem::SyncProblem;

/// The longest time after which a phone without a network looks for one again, which costs no server much.
pub(super) const OFFLINE_LOOK: Duration = Duration::from_secs(60);

/// Why a call to a server failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallFault {
    /// No connection could be made: no network, no such name, or nobody listens.
    #[error("the server cannot be reached")]
    Offline,
    /// This phone is not enrolled, or central does not know it.
    #[error("this phone is not enrolled")]
    NotEnrolled,
    /// This device was revoked.
    #[error("this device was revoked")]
    Revoked,
    /// The key service was not told yet that this device is in.
    #[error("the key service does not know this device yet")]
    NotKnownYet,
    /// This role or team may not see it.
    #[error("this role may not see it")]
    Forbidden,
    /// The token is not or no longer accepted.
    #[error("the token is not accepted")]
    TokenRefused,
    /// The quota is exhausted (429).
    #[error("the quota is used up for now")]
    Quota {
        /// When the server said to come back, from now.
        retry_after: Option<Duration>,
    },
    /// The epoch is not live at the key service.
    #[error("the epoch is not live")]
    EpochNotLive,
    /// The key service has no key for the epoch, although the epoch is not over.
    #[error("the key service has no key for the epoch")]
    NoEpochKey,
    /// The key service has another key for the epoch than the one that was pinned.
    #[error("the key of the epoch has changed")]
    EpochKeyChanged,
    /// The request is too large, and has to be split.
    #[error("this is more than the server takes at once")]
    TooMuch,
    /// There is nothing at that address.
    #[error("there is nothing there")]
    NotThere,
    /// The server does not understand the request, or rejects it.
    #[error("the server refused the request with status {status}")]
    Refused {
        /// The HTTP status of the answer.
        status: u16,
    },
    /// A server error, or an answer that is invalid, was cut off, or did not come.
    #[error("the server has a fault")]
    Server {
        /// When the server said to come back, from now.
        retry_after: Option<Duration>,
    },
    /// Central does not tell its time, and something waits for that.
    #[error("central does not tell the time")]
    NoTime,
    /// The request could not be built on this phone.
    #[error("the question cannot be put")]
    NotAsked,
    /// The HTTP client of this phone could not be made.
    #[error("no HTTP client can be made")]
    NoClient,
}

/// The consequences of a fault.
pub(crate) struct Meaning {
    /// The problem that the officer is shown in the sync status.
    pub(crate) problem: SyncProblem,
    /// The class of the error, for a call that is not part of a pass.
    pub(crate) class: ErrorClass,
    /// How long the server asked to wait.
    pub(crate) retry_after: Option<Duration>,
    /// The longest time after which this phone tries again, where that costs no server much.
    pub(crate) look_within: Option<Duration>,
    /// Whether to retry with smaller requests.
    pub(crate) smaller: Smaller,
}

/// The class of a fault, from which the sentence on the screen follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ErrorClass {
    /// There is no network.
    Offline,
    /// This phone is not enrolled.
    NotEnrolled,
    /// This device was revoked.
    Revoked,
    /// This role or team may not see it.
    Forbidden,
    /// The server did not answer as wanted.
    Server,
}

/// Whether smaller requests help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Smaller {
    /// A smaller request would fail in the same way.
    No,
    /// Down to requests with one mark.
    ToOne,
    /// Down to requests with a few marks: the rest of the quota is left for look-ups.
    ToAFew,
}

impl CallFault {
    /// An answer that is missing, cannot be parsed, or contradicts itself.
    pub(crate) const UNBELIEVABLE: Self = Self::Server { retry_after: None };

    /// The consequences of this fault: one row for each.
    pub(crate) fn meaning(self) -> Meaning {
        let row = |problem, class| Meaning {
            problem,
            class,
            retry_after: None,
            look_within: None,
            smaller: Smaller::No,
        };
        match self {
            Self::Offline => Meaning {
                look_within: Some(OFFLINE_LOOK),
                ..row(SyncProblem::Offline, ErrorClass::Offline)
            },
            Self::NotEnrolled => row(SyncProblem::NotEnrolled, ErrorClass::NotEnrolled),
            Self::Revoked => row(SyncProblem::Revoked, ErrorClass::Revoked),
            Self::NotKnownYet => row(SyncProblem::NotKnownYet, ErrorClass::Server),
            Self::Forbidden => row(SyncProblem::Server, ErrorClass::Forbidden),
            Self::Quota { retry_after } => Meaning {
                retry_after,
                smaller: Smaller::ToAFew,
                ..row(SyncProblem::Quota, ErrorClass::Server)
            },
            Self::TooMuch => Meaning {
                smaller: Smaller::ToOne,
                ..row(SyncProblem::Server, ErrorClass::Server)
            },
            Self::NoEpochKey => row(SyncProblem::NoEpochKey, ErrorClass::Server),
            Self::EpochKeyChanged => row(SyncProblem::EpochKeyChanged, ErrorClass::Server),
            Self::Refused { .. } => row(SyncProblem::UpdateNeeded, ErrorClass::Server),
            Self::Server { retry_after } => Meaning {
                retry_after,
                ..row(SyncProblem::Server, ErrorClass::Server)
            },
            Self::TokenRefused
            | Self::EpochNotLive
            | Self::NotThere
            | Self::NoTime
            | Self::NotAsked
            | Self::NoClient => row(SyncProblem::Server, ErrorClass::Server),
        }
    }

    /// The problem that the officer is shown.
    #[must_use]
    pub fn problem(self) -> SyncProblem {
        self.meaning().problem
    }

    /// How long the server asked to wait.
    #[must_use]
    pub fn retry_after(self) -> Option<Duration> {
        self.meaning().retry_after
    }
}

/// A refusal as a server words it (RFC 9457): only what this program acts on.
pub(crate) struct Refusal<'a> {
    pub(crate) status: u16,
    /// The code of the problem body, when there is one.
    pub(crate) code: Option<&'a str>,
    /// The Retry-After header, when there is one.
    pub(crate) retry_after: Option<&'a str>,
}

impl Refusal<'_> {
    /// The fault that a refusal means for the phone.
    pub(crate) fn fault(&self, now: UtcMillis) -> CallFault {
        let retry_after = self
            .retry_after
            .and_then(|text| super::retry::retry_after(text, now));
        match (self.status, self.code) {
            (403, Some("device_revoked")) => CallFault::Revoked,
            (403, Some("device_unknown")) => CallFault::NotKnownYet,
            (403, Some("enrolment_refused")) | (401, Some("proof_refused")) => {
                CallFault::NotEnrolled
            }
            (401, _) => CallFault::TokenRefused,
            (403, _) => CallFault::Forbidden,
            // An earlier request of this phone is still under way there.
            (429, Some("busy")) => CallFault::Server { retry_after },
            (429, _) => CallFault::Quota { retry_after },
            (_, Some("epoch_not_live")) => CallFault::EpochNotLive,
            (413, _) | (_, Some("quota_exceeded")) => CallFault::TooMuch,
            (404, _) => CallFault::NotThere,
            // The server gave up waiting: the connection is slow, and nothing is wrong with the report.
            (408, _) => CallFault::Server { retry_after },
            // Without a code the answer is not our server's, but that of a proxy or a captive portal.
            (400..=499, Some(_)) => CallFault::Refused {
                status: self.status,
            },
            (_, _) => CallFault::Server { retry_after },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(status: u16, code: Option<&str>, retry_after: Option<&str>) -> CallFault {
        let refusal = Refusal {
            status,
            code,
            retry_after,
        };
        refusal.fault(UtcMillis(0))
    }

    #[test]
    fn each_refusal_means_one_thing_to_the_officer() {
        let problem = |status, code| fault(status, code, None).problem();
        assert_eq!(problem(403, Some("device_revoked")), SyncProblem::Revoked);
        assert_eq!(problem(408, Some("too_slow")), SyncProblem::Server);
        assert_eq!(
            problem(401, Some("proof_refused")),
            SyncProblem::NotEnrolled
        );
        assert_eq!(problem(429, Some("quota_exhausted")), SyncProblem::Quota);
        assert_eq!(problem(429, Some("busy")), SyncProblem::Server);
        assert_eq!(problem(400, Some("malformed")), SyncProblem::UpdateNeeded);
        assert_eq!(
            problem(422, Some("update_needed")),
            SyncProblem::UpdateNeeded
        );
        for status in [500, 502, 503, 301, 400] {
            assert_eq!(problem(status, None), SyncProblem::Server, "{status}");
        }
    }

    #[test]
    fn retry_after_is_heard() {
        let quota = fault(429, None, Some("288"));
        assert_eq!(quota.retry_after(), Some(Duration::from_secs(288)));
        for (status, code) in [(503, None), (429, Some("busy"))] {
            let busy = fault(status, code, Some("5"));
            assert_eq!(busy.retry_after(), Some(Duration::from_secs(5)));
        }
    }
}

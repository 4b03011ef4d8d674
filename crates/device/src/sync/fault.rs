//! Why a call failed. No fault carries an address, a header or a body.

use std::time::Duration;

use proco_credential::refusal::Code;
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
    /// The key service evaluated under another key than the one that was pinned, or not at all.
    #[error("the proof of the key service does not fit")]
    ProofRefused,
    /// The key service has another key for the epoch than the one that was pinned.
    #[error("the key of the epoch has changed")]
    EpochKeyChanged,
    /// The request is too large, and has to be split.
    #[error("this is more than the server takes at once")]
    TooMuch,
    /// A lesson, or a request for a second view or the answer to one, was not taken.
    #[error("what was shared was not taken")]
    Shared(SharedFault),
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
    /// The answer is not one of our servers: a captive portal stands between.
    #[error("another server than ours answers")]
    NotOurs,
    /// The certificate of the server is not trusted.
    #[error("the certificate of the server is not trusted")]
    CertificateRefused,
    /// This phone trusts no certificate at all, so that no secure connection can be made.
    #[error("this phone has no certificates to trust")]
    NoCertificates,
}

/// Why central did not take what is an object of its own, or did not take it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SharedFault {
    /// Central's scan is sure of personal data in it.
    Refused,
    /// Another one stands under its identifier, or it was taken back.
    Taken,
    /// Its week is too old, or yet to come.
    Week,
    /// The secret is not its own.
    Secret,
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
    /// A captive portal answers in place of our server.
    Portal,
    /// The certificate of the server is not trusted.
    CertificateRefused,
    /// This phone trusts no certificate at all.
    NoCertificates,
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
            // Our servers notice nothing of these tries, and the officer logs in at any moment.
            Self::NotOurs => Meaning {
                look_within: Some(OFFLINE_LOOK),
                ..row(SyncProblem::Portal, ErrorClass::Portal)
            },
            Self::CertificateRefused => row(
                SyncProblem::CertificateRefused,
                ErrorClass::CertificateRefused,
            ),
            Self::NoCertificates => row(SyncProblem::NoCertificates, ErrorClass::NoCertificates),
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
            | Self::ProofRefused
            | Self::NotThere
            | Self::Shared(_)
            | Self::NoTime
            | Self::NotAsked => row(SyncProblem::Server, ErrorClass::Server),
        }
    }

    /// Whether it is about an epoch that was asked for, and says nothing of others.
    #[must_use]
    pub fn is_of_an_epoch(self) -> bool {
        matches!(
            self,
            Self::ProofRefused | Self::EpochNotLive | Self::EpochKeyChanged
        )
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
    /// Whether the body is a page for a browser.
    pub(crate) is_page: bool,
}

impl Refusal<'_> {
    /// The fault that a refusal means for the phone.
    pub(crate) fn fault(&self, now: UtcMillis) -> CallFault {
        // A pause is taken from our own servers alone, which say why by their code.
        let own = self.retry_after.filter(|_| self.code.is_some());
        let retry_after = own.and_then(|text| super::retry::retry_after(text, now));
        match self.code.and_then(Code::of_name) {
            Some(Code::DeviceRevoked) => CallFault::Revoked,
            Some(Code::DeviceUnknown) => CallFault::NotKnownYet,
            Some(Code::EnrolmentRefused | Code::ProofRefused) => CallFault::NotEnrolled,
            Some(Code::TokenMissing | Code::TokenRefused | Code::TokenExpired) => {
                CallFault::TokenRefused
            }
            Some(Code::RoleNotAllowed | Code::TeamNotAllowed) => CallFault::Forbidden,
            Some(Code::QuotaExhausted) => CallFault::Quota { retry_after },
            Some(Code::EpochNotLive) => CallFault::EpochNotLive,
            Some(Code::QuotaExceeded | Code::TooLarge) => CallFault::TooMuch,
            Some(Code::LessonRefused | Code::ViewRefused) => {
                CallFault::Shared(SharedFault::Refused)
            }
            Some(Code::LessonTaken | Code::ViewTaken) => CallFault::Shared(SharedFault::Taken),
            Some(Code::LessonWeekRefused | Code::ViewWeekRefused) => {
                CallFault::Shared(SharedFault::Week)
            }
            Some(Code::SecretRefused) => CallFault::Shared(SharedFault::Secret),
            Some(Code::NotFound | Code::PeriodNotAvailable) => CallFault::NotThere,
            Some(
                Code::Malformed
                | Code::UpdateNeeded
                | Code::UnsupportedMedia
                | Code::MethodNotAllowed
                | Code::ElementRefused,
            ) => CallFault::Refused {
                status: self.status,
            },
            // Busy: an earlier request of this phone is still under way there. Too slow: the server gave up waiting, the
            // connection is slow, and nothing is wrong with the report.
            Some(Code::Busy | Code::TooSlow | Code::Unavailable | Code::Internal) => {
                CallFault::Server { retry_after }
            }
            None if self.is_of_a_portal() => CallFault::NotOurs,
            None => self.of_status(retry_after),
        }
    }

    /// Whether a captive portal answers. A 413 or 5xx without a code may come from a proxy before our server; the other
    /// pages, redirects and 511 (RFC 6585) are of a portal.
    fn is_of_a_portal(&self) -> bool {
        self.code.is_none()
            && match self.status {
                300..=399 | 511 => true,
                413 => false,
                400..=499 => self.is_page,
                _ => false,
            }
    }

    /// The fault of a refusal without a code, or with a code that a later server added.
    fn of_status(&self, retry_after: Option<Duration>) -> CallFault {
        match self.status {
            401 => CallFault::TokenRefused,
            403 => CallFault::Forbidden,
            404 => CallFault::NotThere,
            413 => CallFault::TooMuch,
            429 => CallFault::Quota { retry_after },
            // Without a code the answer is not our server's.
            400..=499 if self.status != 408 && self.code.is_some() => CallFault::Refused {
                status: self.status,
            },
            _ => CallFault::Server { retry_after },
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
            is_page: false,
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
        for status in [500, 502, 503, 400] {
            assert_eq!(problem(status, None), SyncProblem::Server, "{status}");
        }
        for status in [301, 302, 307, 511] {
            assert_eq!(problem(status, None), SyncProblem::Portal, "{status}");
        }
    }

    #[test]
    fn a_code_of_a_later_server_is_judged_by_its_status() {
        let later = |status| fault(status, Some("of_a_later_version"), Some("5"));
        let retry_after = Some(Duration::from_secs(5));
        for (status, means) in [
            (401, CallFault::TokenRefused),
            (403, CallFault::Forbidden),
            (404, CallFault::NotThere),
            (408, CallFault::Server { retry_after }),
            (413, CallFault::TooMuch),
            (422, CallFault::Refused { status: 422 }),
            (429, CallFault::Quota { retry_after }),
            (503, CallFault::Server { retry_after }),
            (511, CallFault::Server { retry_after }),
        ] {
            assert_eq!(later(status), means, "{status}");
        }
    }

    #[test]
    fn a_page_for_a_browser_is_no_answer_of_our_server() {
        let page = |status, code| {
            let refusal = Refusal {
                status,
                code,
                retry_after: None,
                is_page: true,
            };
            refusal.fault(UtcMillis(0))
        };
        for status in [400, 401, 403, 404, 407, 429] {
            assert_eq!(page(status, None), CallFault::NotOurs, "{status}");
        }
        assert_eq!(page(413, None), CallFault::TooMuch, "a proxy of the force");
        assert_eq!(page(502, None), CallFault::UNBELIEVABLE, "the same");
        assert_eq!(page(403, Some("device_revoked")), CallFault::Revoked);
    }

    #[test]
    fn retry_after_is_heard_from_our_own_servers_alone_and_for_less_than_an_hour() {
        let quota = fault(429, Some("quota_exhausted"), Some("288"));
        assert_eq!(quota.retry_after(), Some(Duration::from_secs(288)));
        for (status, code) in [(503, Some("unavailable")), (429, Some("busy"))] {
            let busy = fault(status, code, Some("5"));
            assert_eq!(busy.retry_after(), Some(Duration::from_secs(5)));
            let long = fault(status, code, Some("86400"));
            assert_eq!(long.retry_after(), Some(Duration::from_secs(45 * 60)));
            let not_ours = fault(status, None, Some("86400"));
            assert_eq!(not_ours.retry_after(), None, "{status}");
        }
    }
}

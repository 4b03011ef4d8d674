//! The problems that stop a pass, kept with the sync status and shown to the officer.

proco_domain::code_list! {
    [#[cfg_attr(feature = "ts", derive(ts_rs::TS))]]
    /// What stops a pass.
    pub enum SyncProblem {
        /// No connection can be made to a server.
        Offline = "offline",
        /// Another server than ours answers: a network that asks to log in first.
        Portal = "portal",
        /// The certificate of a server is not trusted: by its issuer, its name or its time.
        CertificateRefused = "certificate_refused",
        /// This phone has no certificates to trust.
        NoCertificates = "no_certificates",
        /// Central does not know this phone, or not any more: it has to be enrolled anew.
        NotEnrolled = "not_enrolled",
        /// This device was revoked.
        Revoked = "revoked",
        /// The key service was not told yet that this phone is in.
        NotKnownYet = "not_known_yet",
        /// The quota of a server is used up for now: of pseudonyms, or of questions to central.
        Quota = "quota",
        /// A server answered with a fault of its own, or was reached and did not answer.
        Server = "server",
        /// Central speaks a newer protocol.
        UpdateNeeded = "update_needed",
        /// The key service has no key for the quarter of a record.
        NoEpochKey = "no_epoch_key",
        /// The key service has another key for a quarter than this phone pinned.
        EpochKeyChanged = "epoch_key_changed",
        /// The officer has to say when something was recorded: the clock was wrong then.
        TimeUnknown = "time_unknown",
        /// This phone has no room: nothing that is sent could be settled.
        DiskFull = "disk_full",
    }
}

impl SyncProblem {
    /// Whether asking again may bring another answer: the network, a server or its keys may be back a moment later, and
    /// the officer may have made room. The others last until somebody mends them elsewhere.
    #[must_use]
    pub fn is_worth_another_try(self) -> bool {
        match self {
            Self::Offline
            | Self::Portal
            | Self::CertificateRefused
            | Self::NoCertificates
            | Self::NotKnownYet
            | Self::Quota
            | Self::Server
            | Self::NoEpochKey
            | Self::DiskFull => true,
            Self::NotEnrolled
            | Self::Revoked
            | Self::UpdateNeeded
            | Self::EpochKeyChanged
            | Self::TimeUnknown => false,
        }
    }
}

//! Why a server refuses a request: the codes of the error bodies, which the servers send and the phone judges.

/// Makes the list, and the meaning of each code from its documentation.
macro_rules! refusals {
    (
        $(#[$meta:meta])*
        pub enum $list:ident { $($(#[doc = $doc:literal])+ $code:ident = $name:tt,)+ }
    ) => {
        proco_domain::code_list! {
            [#[derive(utoipa::ToSchema)]]
            $(#[$meta])*
            pub enum $list { $($(#[doc = $doc])+ $code = $name,)+ }
        }

        impl $list {
            /// What the code means, and what can be done: its documentation.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$code => concat!($($doc),+).trim_ascii(),)+ }
            }
        }
    };
}

refusals! {
    /// Why a request was refused: the whole list.
    ///
    /// A code says what the phone can do about it; what to tell the officer, and in which
    /// language, is the phone's business. The servers give each a status
    /// (`crates/access/src/problem.rs`), the phone a fault (`crates/device/src/sync/fault.rs`): a new
    /// code compiles in neither until that is decided.
    pub enum Code {
        /// There is no token.
        TokenMissing = "token_missing",
        /// The token is forged, damaged, or for another server.
        TokenRefused = "token_refused",
        /// The token was good once: get another.
        TokenExpired = "token_expired",
        /// The device is out.
        DeviceRevoked = "device_revoked",
        /// The server was not told that the device is in: come back in a while.
        DeviceUnknown = "device_unknown",
        /// The role may not do this.
        RoleNotAllowed = "role_not_allowed",
        /// This is of another team.
        TeamNotAllowed = "team_not_allowed",
        /// The one-time code is unknown, used or too old.
        EnrolmentRefused = "enrolment_refused",
        /// The challenge is unknown, used or too old, or the signature does not fit it.
        ProofRefused = "proof_refused",
        /// The request does not have the form that the API description gives.
        Malformed = "malformed",
        /// The batch is of another version of the protocol: the app has to be updated.
        UpdateNeeded = "update_needed",
        /// The body is too large, packed or unpacked.
        TooLarge = "too_large",
        /// The body is of another type or encoding.
        UnsupportedMedia = "unsupported_media",
        /// The request did not end in time.
        TooSlow = "too_slow",
        /// There is nothing here.
        NotFound = "not_found",
        /// This is not done in this way.
        MethodNotAllowed = "method_not_allowed",
        /// Enough for now: come back after Retry-After.
        QuotaExhausted = "quota_exhausted",
        /// The device has enough under way: come back after Retry-After.
        Busy = "busy",
        /// More at once than the quota ever holds: ask in smaller parts.
        QuotaExceeded = "quota_exceeded",
        /// The epoch is not live: too old, not begun, or destroyed.
        EpochNotLive = "epoch_not_live",
        /// Not one of the elements that can be evaluated.
        ElementRefused = "element_refused",
        /// The period is not closed, too old, or has no summary.
        PeriodNotAvailable = "period_not_available",
        /// The lesson holds personal data, or cannot be read.
        LessonRefused = "lesson_refused",
        /// Another lesson stands under this identifier, or stood there and was taken back.
        LessonTaken = "lesson_taken",
        /// The week of the lesson is too old, or yet to come.
        LessonWeekRefused = "lesson_week_refused",
        /// The question or the answer of a second view holds personal data, or cannot be read.
        ViewRefused = "second_view_refused",
        /// Another request stands under this identifier, or stood there and was taken back.
        ViewTaken = "second_view_taken",
        /// The week of the request is too old, or yet to come.
        ViewWeekRefused = "second_view_week_refused",
        /// The secret is not that of the lesson, or of the request.
        SecretRefused = "secret_refused",
        /// The server cannot answer now.
        Unavailable = "unavailable",
        /// A fault of the server.
        Internal = "internal",
    }
}

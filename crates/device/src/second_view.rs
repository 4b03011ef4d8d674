//! Where a request for a second view stands: kept, and shown.

use proco_exchange::second_view::ViewStanding;

proco_domain::code_list! {
    [#[cfg_attr(feature = "ts", derive(ts_rs::TS))]]
    /// Where a request stands that the officer made.
    pub enum ViewPlace {
        /// It still has to be sent.
        Waiting = "waiting",
        /// Central has it, and the advisers do not see it yet.
        Sent = "sent",
        /// The advisers see it.
        Released = "released",
        /// The scan blocks it by now, or central refused it.
        Refused = "refused",
        /// The officer took it back, and central has to be told.
        TakingBack = "taking_back",
        /// It was taken back.
        TakenBack = "taken_back",
    }
}

impl ViewPlace {
    /// Where a request stands that central told about; `None` where central has nothing of it.
    pub(crate) fn told(standing: ViewStanding) -> Option<Self> {
        match standing {
            ViewStanding::Waiting => Some(Self::Sent),
            ViewStanding::Released => Some(Self::Released),
            ViewStanding::Absent => None,
        }
    }
}

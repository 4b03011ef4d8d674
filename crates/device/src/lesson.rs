//! Where a lesson that was shared stands: kept, and shown.

use proco_exchange::lesson::LessonStanding;

proco_domain::code_list! {
    [#[cfg_attr(feature = "ts", derive(ts_rs::TS))]]
    /// Where a lesson stands that the officer shared.
    pub enum LessonPlace {
        /// It still has to be sent. A phone has one lesson at a time that waits at central.
        Waiting = "waiting",
        /// Central has it, and the team cannot read it yet.
        Sent = "sent",
        /// The team can read it.
        Released = "released",
        /// The shift lead set it aside: it names somebody, or says who is meant.
        AsideNamesSomebody = "aside_names_somebody",
        /// The shift lead set it aside: it is no lesson.
        AsideNoLesson = "aside_no_lesson",
        /// The scan blocks it by now, or central refused it.
        Refused = "refused",
        /// The officer took it back, and central has to be told.
        TakingBack = "taking_back",
        /// It was taken back.
        TakenBack = "taken_back",
    }
}

impl LessonPlace {
    /// Where a lesson stands that central told about; `None` where central has nothing of it.
    pub(crate) fn told(standing: LessonStanding) -> Option<Self> {
        match standing {
            LessonStanding::Waiting => Some(Self::Sent),
            LessonStanding::Released => Some(Self::Released),
            LessonStanding::AsideNamesSomebody => Some(Self::AsideNamesSomebody),
            LessonStanding::AsideNoLesson => Some(Self::AsideNoLesson),
            LessonStanding::Absent => None,
        }
    }
}

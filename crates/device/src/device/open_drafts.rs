//! The open drafts: which one is on the screen, and which are parked.

use proco_domain::ids::DraftId;
use proco_domain::time::UtcMillis;

use super::Device;
use crate::beyond::Beyond;
use crate::error::DeviceError;
use crate::store::{Session, drafts};
use crate::view::DraftView;

/// A draft as a window shows it.
#[derive(Clone, Copy, Debug)]
pub struct ShownDraft {
    /// Which of the open drafts the window shows.
    pub id: DraftId,
    /// Its revision when the window last read it; `None` for a program without a window, which means the draft as it stands.
    pub revision: Option<u32>,
}

impl From<DraftId> for ShownDraft {
    fn from(id: DraftId) -> Self {
        Self { id, revision: None }
    }
}

impl From<(DraftId, u32)> for ShownDraft {
    fn from((id, revision): (DraftId, u32)) -> Self {
        let revision = Some(revision);
        Self { id, revision }
    }
}

impl ShownDraft {
    /// Whether the draft is another by now than the window shows.
    pub(super) fn is_old(self, kept: &drafts::Kept) -> bool {
        self.revision
            .is_some_and(|revision| revision != kept.revision)
    }
}

impl<B: Beyond> Device<B> {
    /// The draft on the screen, to come back to. A draft that cannot be read is kept, and set aside.
    ///
    /// # Errors
    /// [`DeviceError::Store`].
    pub fn open_draft(&self) -> Result<Option<DraftView>, DeviceError> {
        let records = self.records();
        records.time.keep_step(&records.store)?;
        let now = self.now();
        self.write(|t| {
            let kept = drafts::on_screen(t, now)?;
            kept.map(|kept| view(t, &kept, now)).transpose()
        })
    }

    /// All open drafts, parked or on the screen, the one begun first before the others.
    ///
    /// # Errors
    /// [`DeviceError::Store`].
    pub fn open_drafts(&self) -> Result<Vec<DraftView>, DeviceError> {
        let now = self.now();
        self.write(|t| {
            let open = drafts::all(t, now)?.into_iter();
            let checks = open.filter(|kept| kept.joins.is_none());
            checks.map(|kept| view(t, &kept, now)).collect()
        })
    }

    /// Parks a draft: it waits with its answers, and the screen is free.
    ///
    /// # Errors
    /// [`DeviceError::Gone`] when the draft is no longer open; [`DeviceError::Store`].
    pub fn park(&self, draft: DraftId) -> Result<(), DeviceError> {
        let now = self.now();
        self.write(|t| {
            if !the_open(drafts::get(t, draft, now)?)?.parked {
                drafts::park(t)?;
            }
            Ok(())
        })
    }

    /// Brings a parked draft back to the screen; one that was there is parked.
    ///
    /// # Errors
    /// As [`Self::park`].
    pub fn go_on(&self, draft: DraftId) -> Result<DraftView, DeviceError> {
        self.records().undo.end();
        let now = self.now();
        self.write(|t| {
            let kept = the_open(drafts::get(t, draft, now)?)?;
            bring_to_screen(t, &kept, now)
        })
    }
}

/// The draft of a check that is open. A further subject of a check has none of its own.
pub(super) fn the_open(kept: Option<drafts::Kept>) -> Result<drafts::Kept, DeviceError> {
    let kept = kept.filter(|kept| kept.joins.is_none());
    kept.ok_or(DeviceError::Gone)
}

/// The open drafts of checks that are made now: neither amendments nor entered afterwards. Further subjects of a
/// check are among them.
pub(super) fn checks_of_now(
    session: &Session,
    now: UtcMillis,
) -> Result<Vec<drafts::Kept>, DeviceError> {
    let mut open = drafts::all(session, now)?;
    open.retain(|kept| kept.draft.amends.is_none() && !kept.draft.afterwards);
    Ok(open)
}

/// Brings the check that a draft belongs to to the screen.
pub(super) fn bring_to_screen(
    session: &Session,
    kept: &drafts::Kept,
    now: UtcMillis,
) -> Result<DraftView, DeviceError> {
    let check = kept.joins.unwrap_or(kept.draft.id);
    drafts::bring_to_screen(session, check)?;
    let open = the_open(drafts::get(session, check, now)?)?;
    view(session, &open, now)
}

/// A draft as the screen shows it, with the further subjects of its check.
pub(super) fn view(
    session: &Session,
    kept: &drafts::Kept,
    now: UtcMillis,
) -> Result<DraftView, DeviceError> {
    let others = drafts::joined::of(session, kept.draft.id, now)?;
    Ok(DraftView::of(&kept.draft, kept.revision, &others))
}

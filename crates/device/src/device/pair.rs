//! Looking back together: two officers, one phone. The officer of the phone answers first, and hands it over.

use proco_domain::ids::StopId;
use proco_domain::pair::{Pair, PairStage, Partner};
use proco_domain::reflection::{LookingBack, Reflection};

use super::Device;
use super::stops::{card, changeable};
use crate::beyond::Beyond;
use crate::error::DeviceError;
use crate::store::{Session, drafts, pairs, reflections, stops};
use crate::view::{ReflectionDraft, StopCard};

impl<B: Beyond> Device<B> {
    /// Hands the phone to a colleague, once the officer has answered: what the officer answered is hidden from then
    /// on, until the colleague has answered too.
    ///
    /// # Errors
    /// [`DeviceError::Value`] before the officer said whether to do it again; otherwise as [`Self::reflect`].
    pub fn hand_over(&self, stop: StopId) -> Result<StopCard, DeviceError> {
        self.records().undo.end();
        let now = self.now();
        self.write(|t| {
            let outline = stops::outline(t, stop)?.ok_or(DeviceError::Gone)?;
            changeable(stops::get(t, stop)?, &outline)?;
            if drafts::of_stop(t, stop, now)?.is_some() || pairs::get(t, stop)?.is_some() {
                return Err(DeviceError::DraftOpen);
            }
            let begun = reflections::get(t, stop)?.and_then(|begun| begun.do_again);
            begun.ok_or(DeviceError::Value)?;
            pairs::save(t, stop, Some(&Pair::handed_over()))?;
            card(t, stop)
        })
    }

    /// Keeps what the colleague has answered so far. It is on disk when this returns, and never sent.
    ///
    /// # Errors
    /// [`DeviceError::Gone`] where it is not the colleague's turn; [`DeviceError::Store`].
    pub fn save_colleague(
        &self,
        stop: StopId,
        draft: ReflectionDraft,
    ) -> Result<StopCard, DeviceError> {
        self.records().undo.end();
        self.change_pair(stop, |pair| pair.answered(draft))
    }

    /// Shows both what both answered.
    ///
    /// # Errors
    /// [`DeviceError::Gone`] before the colleague said whether to do it again; [`DeviceError::Store`].
    pub fn show_both(&self, stop: StopId) -> Result<StopCard, DeviceError> {
        self.records().undo.end();
        self.change_pair(stop, Pair::shown)
    }

    /// One of the two presses to keep it. With the second press the officer's reflection becomes a revision, and the
    /// report tells that there were two; of the colleague's answers nothing is sent.
    ///
    /// # Errors
    /// [`DeviceError::Gone`] before both see it; otherwise as [`Self::reflect`].
    pub fn keep_pair(&self, stop: StopId, who: Partner) -> Result<StopCard, DeviceError> {
        self.records().undo.end();
        let moment = self.records().moment();
        let (card, reflected) = self.write(|t| {
            let pair = changed(t, stop, |pair| pair.keeps(who))?;
            if pair.stage() != PairStage::Kept {
                return Ok((card(t, stop)?, Vec::new()));
            }
            let begun = reflections::get(t, stop)?.ok_or(DeviceError::Gone)?;
            let reflection = Reflection {
                do_again: begun.do_again.ok_or(DeviceError::Gone)?,
                themes: begun.themes,
                note: begun.note,
                looking_back: LookingBack {
                    together: true,
                    ..begun.looking_back
                },
            };
            self.reflect_in(t, stop, &reflection, moment.kept(t)?)
        })?;
        self.records().decided_here().extend(reflected);
        self.recorded()?;
        Ok(card)
    }

    /// Lets it go: of the colleague's answers nothing stays. What the officer answered stays as it is, and can still be
    /// kept alone.
    ///
    /// # Errors
    /// [`DeviceError::Gone`] where there is nothing to let go; [`DeviceError::Store`].
    pub fn let_go_pair(&self, stop: StopId) -> Result<StopCard, DeviceError> {
        self.records().undo.end();
        self.write(|t| {
            pairs::get(t, stop)?.ok_or(DeviceError::Gone)?;
            pairs::save(t, stop, None)?;
            card(t, stop)
        })
    }

    fn change_pair(
        &self,
        stop: StopId,
        change: impl FnOnce(&mut Pair) -> bool,
    ) -> Result<StopCard, DeviceError> {
        self.write(|t| {
            changed(t, stop, change)?;
            card(t, stop)
        })
    }
}

/// Changes what there is of looking back together, where it can be changed so.
fn changed(
    session: &Session,
    stop: StopId,
    change: impl FnOnce(&mut Pair) -> bool,
) -> Result<Pair, DeviceError> {
    let outline = stops::outline(session, stop)?.ok_or(DeviceError::Gone)?;
    changeable(stops::get(session, stop)?, &outline)?;
    let mut pair = pairs::get(session, stop)?.ok_or(DeviceError::Gone)?;
    if !change(&mut pair) {
        return Err(DeviceError::Gone);
    }
    pairs::save(session, stop, Some(&pair))?;
    Ok(pair)
}

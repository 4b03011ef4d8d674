//! The earlier and later names of a record: it gets a new one when its hour is corrected after it was sent.

use proco_exchange::receipt::Receipt;
use proco_exchange::report::MAX_LATER_NAMES;

use super::{BatchWriter, find};
use crate::record::Name;
use crate::store::StoreError;
use crate::store::plan::{Kept, of_later_names, was_withdrawn};

impl BatchWriter<'_> {
    /// Whether a record that comes under a new name was withdrawn under an earlier one. First names have none.
    pub(super) fn comes_after_withdrawal(&self, name: &Name) -> Result<bool, StoreError> {
        let is_first = name.id.number() == 0;
        if is_first || find(self.connection, name.report)?.is_some() {
            return Ok(false);
        }
        self.was_withdrawn_before(name)
    }

    /// Whether the record of a name was withdrawn under an earlier one.
    pub(super) fn was_withdrawn_before(&self, name: &Name) -> Result<bool, StoreError> {
        let mut fault = None;
        let earlier = (0..name.id.number()).rev().map_while(|number| {
            let kept = self.other_name(name, number);
            kept.map_err(|error| fault = Some(error)).ok()
        });
        let withdrawn = was_withdrawn(earlier);
        fault.map_or(Ok(withdrawn), Err)
    }

    /// What is told of a record under a name that was given up.
    pub(super) fn told_by_later_names(&self, name: &Name) -> Result<Receipt, StoreError> {
        let mut fault = None;
        let later = (name.id.number() + 1..=MAX_LATER_NAMES).map_while(|number| {
            let kept = self.other_name(name, number);
            kept.map_err(|error| fault = Some(error)).ok()
        });
        let told = of_later_names(name, later);
        fault.map_or(Ok(told), Err)
    }

    /// What is kept under another name of a record.
    pub(super) fn other_name(&self, name: &Name, number: u32) -> Result<Option<Kept>, StoreError> {
        let report = self.key.report(name.id.numbered(number));
        Ok(find(self.connection, report)?.map(|(kept, _)| kept))
    }

    /// Drops what is kept under the later names of a record that is withdrawn. The phone may not know them: a copy
    /// of it corrected the hour.
    pub(super) fn drop_later(&mut self, name: &Name) -> Result<(), StoreError> {
        if name.is_given_up() {
            return Ok(());
        }
        for number in name.id.number() + 1..=MAX_LATER_NAMES {
            let id = name.id.numbered(number);
            let report = self.key.report(id);
            let Some((kept, counted)) = find(self.connection, report)? else {
                break;
            };
            let later = Name {
                id,
                report,
                epoch: kept.epoch,
                officer: kept.content.officer().unwrap_or(name.officer),
                ..*name
            };
            self.drop_content(&later, counted)?;
        }
        Ok(())
    }
}

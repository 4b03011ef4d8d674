//! What a pass does not ask the key service again.

use std::collections::BTreeMap;

use proco_domain::time::Epoch;

use super::fault::CallFault;

/// The quarters that the key service gives no pseudonyms of in this pass, and why. Rows whose pseudonyms are known are
/// sent all the same.
pub(super) struct HeldBack {
    all: Option<CallFault>,
    epochs: BTreeMap<Epoch, CallFault>,
}

impl HeldBack {
    /// All quarters, if there is a reason.
    pub(super) fn all_for(reason: Option<CallFault>) -> Self {
        Self {
            all: reason,
            epochs: BTreeMap::new(),
        }
    }

    pub(super) fn hold_all(&mut self, reason: CallFault) {
        self.all = Some(reason);
    }

    pub(super) fn hold(&mut self, epoch: Epoch, reason: CallFault) {
        self.epochs.insert(epoch, reason);
    }

    /// Why nothing of this quarter is asked for, if so.
    pub(super) fn reason(&self, epoch: Epoch) -> Option<CallFault> {
        self.all.or_else(|| self.epochs.get(&epoch).copied())
    }

    pub(super) fn is_nothing(&self) -> bool {
        self.all.is_none() && self.epochs.is_empty()
    }
}

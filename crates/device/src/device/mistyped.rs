//! A look-up that was typed wrong, and is taken back.

use proco_domain::ids::QueryId;

use super::Device;
use super::lookup::give_up;
use crate::beyond::Beyond;
use crate::error::DeviceError;
use crate::store::{if_readable, queries};
use crate::undo::Decided;

impl<B: Beyond> Device<B> {
    /// Takes back a look-up that was typed wrong, also one that was decided and sent: it counts nowhere any more, and its
    /// mark leaves this phone. Central is told, and drops what it has of it. The draft that was begun goes in the same step.
    /// For some seconds it can be undone, where the look-up entered no batch yet.
    ///
    /// # Errors
    /// [`DeviceError::Gone`] when there is no such look-up, when it was taken back before, or when a stop came from
    /// it; [`DeviceError::Store`].
    pub fn typed_wrong(&self, query: QueryId) -> Result<(), DeviceError> {
        self.record_waiting()?;
        let moment = self.records().moment();
        self.records().decided_here().insert(query.0);
        self.write_decision(|t| {
            let before = queries::led_to(t, query)?.ok_or(DeviceError::Gone)?;
            let undone = if queries::is_named(t, query)? {
                None
            } else {
                if_readable(queries::get(t, query))?.and_then(|kept| kept.subject)
            };
            if !queries::mistype(t, query)? {
                return Err(DeviceError::Gone);
            }
            let draft = give_up(t, query, moment.at())?;
            self.can_be_undone(
                moment,
                undone.map(|subject| {
                    vec![Decided {
                        query: Some((query, before)),
                        mistyped: Some(subject),
                        draft,
                        ..Decided::default()
                    }]
                }),
            );
            Ok(())
        })?;
        self.recorded()
    }
}

//! Epochs and weeks as the numbers by which SQLite orders them.

use proco_exchange::period::Week;
use proco_exchange::{Epoch, Hour};

use crate::store::StoreError;

/// An epoch as it is kept: year × 10 + quarter.
pub(super) fn epoch_number(epoch: Epoch) -> i64 {
    i64::from(epoch.year()) * 10 + i64::from(epoch.quarter())
}

pub(super) fn epoch_of(number: i64) -> Result<Epoch, StoreError> {
    let year = u16::try_from(number / 10).ok();
    let quarter = u8::try_from(number % 10).ok();
    year.zip(quarter)
        .and_then(|(year, quarter)| Epoch::new(year, quarter))
        .ok_or(StoreError::Damaged("epoch"))
}

/// A week as it is kept: its first hour.
pub(super) fn week_number(week: Week) -> u32 {
    week.from().0
}

pub(super) fn week_of(number: u32) -> Week {
    Week::of(Hour(number))
}

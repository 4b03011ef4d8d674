//! Stories of the outbox on a real store, by subject.

mod added;
mod by_hand;
mod full;
mod passes;
mod receipts;
mod retention;

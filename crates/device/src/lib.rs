//! The phone's core: encrypted store, look-up, outbox, sync.

pub mod view;

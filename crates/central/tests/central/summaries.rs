//! What the shift lead sees.

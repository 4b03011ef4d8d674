//! Stories over the whole road, on the real parts.

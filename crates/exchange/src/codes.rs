//! The closed lists that travel in reports, as the domain defines them.
//!
//! Central names these and nothing else of the domain: it can read what a report says and has no
//! way to name a raw stop, a plate or a person.

pub use proco_domain::coercion::{Force, ForcePurpose, Search, SearchPurpose};
pub use proco_domain::explanation::{Answer, ReasonTold, Understood};
pub use proco_domain::ground::{GroundCode, GroundKind};
pub use proco_domain::legal_basis::LegalBasis;
pub use proco_domain::outcome::{Finding, Link};
pub use proco_domain::place::PlaceKind;
pub use proco_domain::query::{Initiative, LedTo};
pub use proco_domain::reflection::{DoAgain, Theme};
pub use proco_domain::subject::SubjectKind;
pub use proco_domain::treatment::{Duration, Escalation, Rating, Ratings};

//! The explanation, in a draft and in a stop. One that was kept before a field came has none of it.

use proco_domain::explanation::{Answer, Explanation, Understood};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(remote = "Explanation")]
pub(super) struct ExplanationRow<Told> {
    reason_told: Told,
    understood: Option<Understood>,
    language_barrier: Option<Answer>,
    slip_offered: Option<Answer>,
}

//! The explanation, in a draft and in a stop. A row from before a field existed lacks it.

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

//! How many have to stand behind a figure of a summary.

use clap::{Args, value_parser};
use proco_central::summaries::threshold::Thresholds;
use proco_exchange::summary::{MIN_OFFICERS, MIN_RECORDS};

#[derive(Debug, Args)]
pub struct BehindFigures {
    /// The fewest officers behind a figure of a summary, shift leads not counted.
    #[arg(long, default_value_t = MIN_OFFICERS,
        value_parser = value_parser!(u32).range(i64::from(MIN_OFFICERS)..))]
    min_officers: u32,
    /// The fewest records behind a figure of a summary, those of shift leads and of any one officer
    /// not counted.
    #[arg(long, default_value_t = MIN_RECORDS,
        value_parser = value_parser!(u32).range(i64::from(MIN_RECORDS)..))]
    min_records: u32,
}

impl BehindFigures {
    pub fn thresholds(&self) -> Thresholds {
        Thresholds::new(self.min_officers, self.min_records)
            .expect("the command line takes no lower ones")
    }
}

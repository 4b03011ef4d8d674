//! What is known of one stretch of a boot is known of all: the platform tells how far they are apart.

use super::{Session, StoreError, stretch_records, stretches};
use crate::stretch::{OFF_MILLIS, State, Stretch};

/// Whether the clock itself once agreed with central in this boot: then two spoke for what the records
/// have, and what central says now is believed of what is to come alone.
pub(super) fn agreed_of_itself(session: &Session, after: &Stretch) -> Result<bool, StoreError> {
    let of_boot = stretches::of_boot(session, after)?;
    Ok(of_boot
        .iter()
        .any(|known| known.correction.abs() <= OFF_MILLIS))
}

/// Within a boot the platform tells how far its stretches are apart: one that is dated dates all.
pub(super) fn date_boot(session: &Session, dated: &Stretch) -> Result<(), StoreError> {
    for known in stretches::of_boot(session, dated)? {
        let Some(step) = known.began.stepped(dated.began) else {
            continue;
        };
        let correction = dated.correction + step;
        stretch_records::move_records(session, known.number, correction - known.correction)?;
        stretches::keep(
            session,
            &Stretch {
                correction,
                ..known
            },
        )?;
    }
    Ok(())
}

/// Within a boot the platform shows each step. What is dated after a later boot began was dated by a
/// central that told a wrong time, and so was all of that boot: it is placed anew.
pub(super) fn doubt_boot(session: &Session, known: &Stretch) -> Result<(), StoreError> {
    tracing::warn!("central told a wrong time before the last boot");
    let mut of_boot = stretches::of_boot(session, known)?;
    of_boot.push(*known);
    for stretch in of_boot {
        let open = Stretch {
            state: State::Open,
            compared: None,
            ..stretch
        };
        stretches::keep(session, &open)?;
    }
    Ok(())
}

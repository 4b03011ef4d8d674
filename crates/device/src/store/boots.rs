//! The stretches of one boot. The platform tells how far they are apart, so the correction of one gives that of
//! the others.

use super::{Session, StoreError, stretch_records, stretches};
use crate::stretch::{OFF_MILLIS, State, Stretch};

/// Whether this clock, uncorrected, once agreed with central in this boot. Then clock and central both confirm
/// the dates of the records made so far, and what central says now counts for later records only.
pub(super) fn agreed_of_itself(session: &Session, after: &Stretch) -> Result<bool, StoreError> {
    let of_boot = stretches::of_boot(session, after)?;
    Ok(of_boot
        .iter()
        .any(|known| known.correction.abs() <= OFF_MILLIS))
}

/// Corrects all stretches of the boot of a stretch that was just dated.
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

/// Opens all stretches of a boot again, to be placed anew. Within a boot the platform shows each step of the
/// clock, so dates that lie after a later boot began come from a central that told a wrong time.
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

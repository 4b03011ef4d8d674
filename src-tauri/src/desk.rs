//! At which core a question is put: that of the phone, or that of a practice stop.
//!
//! The screens of a practice stop send its number beside the arguments of each question (`practice`). A question with a number
//! never reaches the core of the phone, and one without never reaches a practice stop: there is no mode that could be the wrong
//! one. Each command says by the type of its first argument where it may be put.

use std::ops::Deref;

use proco_device::view::{CentralAnswer, CommandError, ErrorCode, PracticeReview};
use proco_device::{DeviceError, PracticeDevice, QueryId};
use tauri::ipc::{CommandArg, CommandItem, InvokeBody, InvokeError};
use tauri::{Manager, Runtime};

use crate::core::{Core, blocking, fault};

/// The core of the phone, for a command that no practice stop has. From the screens of one it is refused.
pub(crate) struct TheCore(Core);

impl Deref for TheCore {
    type Target = Core;

    fn deref(&self) -> &Core {
        &self.0
    }
}

/// The core before which the screens stand, for a command that both have.
pub(crate) enum Desk {
    Phone(Core),
    Practice(PracticeDesk),
}

/// The core of the practice stop that goes on.
pub(crate) struct PracticeDesk(PracticeDevice);

/// Puts one question to the core before which the screens stand. The question is written once: each of the two types of
/// core compiles it.
macro_rules! ask {
    ($desk:expr, $question:expr) => {
        match $desk {
            $crate::desk::Desk::Phone(core) => core.ask($question).await,
            $crate::desk::Desk::Practice(practice) => practice.ask($question).await,
        }
    };
}
pub(crate) use ask;

impl PracticeDesk {
    /// Calls the core of the practice stop on a thread of its own, as [`Core::ask`] does that of the phone.
    pub(crate) async fn ask<T: Send + 'static>(
        self,
        question: impl FnOnce(&PracticeDevice) -> Result<T, DeviceError> + Send + 'static,
    ) -> Result<T, CommandError> {
        blocking(move || question(&self.0).map_err(CommandError::from)).await
    }

    /// What is said of what was practised so far.
    pub(crate) async fn review(self) -> Result<Vec<PracticeReview>, CommandError> {
        self.ask(PracticeDevice::review).await
    }
}

impl Desk {
    /// Asks central, or in a practice stop the data file.
    pub(crate) async fn central_counts(
        self,
        query: QueryId,
    ) -> Result<CentralAnswer, CommandError> {
        match self {
            Self::Phone(core) => {
                core.ask_out(async |device| device.central_counts(query).await)
                    .await
            }
            Self::Practice(practice) => {
                practice
                    .ask(move |device| device.central_counts(query))
                    .await
            }
        }
    }
}

/// The core of the phone, and the number of a practice stop where the question has one.
fn asked<R: Runtime>(command: &CommandItem<'_, R>) -> Result<(Core, Option<u64>), CommandError> {
    let core = command.message.webview_ref().try_state::<Core>();
    let core = core.ok_or_else(|| fault(ErrorCode::Store))?;
    let number = match command.message.payload() {
        InvokeBody::Json(payload) => payload.get("practice"),
        InvokeBody::Raw(_) => None,
    };
    // What is no number is that of no practice stop.
    Ok((
        core.inner().clone(),
        number.map(|number| number.as_u64().unwrap_or(0)),
    ))
}

impl<'de, R: Runtime> CommandArg<'de, R> for TheCore {
    fn from_command(command: CommandItem<'de, R>) -> Result<Self, InvokeError> {
        match asked(&command)? {
            (core, None) => Ok(Self(core)),
            (_, Some(_)) => Err(fault(ErrorCode::PracticeOver).into()),
        }
    }
}

impl<'de, R: Runtime> CommandArg<'de, R> for Desk {
    fn from_command(command: CommandItem<'de, R>) -> Result<Self, InvokeError> {
        Ok(match asked(&command)? {
            (core, None) => Self::Phone(core),
            (core, Some(number)) => Self::Practice(PracticeDesk(core.practice(number)?)),
        })
    }
}

impl<'de, R: Runtime> CommandArg<'de, R> for PracticeDesk {
    fn from_command(command: CommandItem<'de, R>) -> Result<Self, InvokeError> {
        let (core, number) = asked(&command)?;
        // There is no practice stop with this number.
        Ok(Self(core.practice(number.unwrap_or(0))?))
    }
}

//! The core of the phone behind the commands, or the reason why it is closed. It can be opened again, because that
//! reason may be gone: the phone was unlocked, or has room.

use std::fs::DirBuilder;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use proco_device::view::{CommandError, ErrorCode, Reminders};
use proco_device::{
    BaseUrl, Clock, Device, DeviceConfig, DeviceError, PracticeDevice, SystemClock, UtcMillis,
    set_store_aside,
};
use tokio::sync::watch;

use crate::keystore;
use crate::reminder::Bell;
use crate::settings::Settings;

/// The core, or why it could not be opened, which is then the answer to every call.
#[derive(Clone)]
pub struct Core(Arc<Inner>);

/// Is told of each core that is opened.
type OnOpen = Box<dyn Fn(Device) + Send + Sync>;

struct Inner {
    settings: Settings,
    clock: Arc<dyn Clock>,
    opened: Mutex<Result<Device, CommandError>>,
    on_open: Mutex<Option<OnOpen>>,
    practice: Mutex<PracticeStops>,
    bell: Mutex<Option<Arc<dyn Bell>>>,
    /// When the times of the reminders were changed last.
    reminders_changed: watch::Sender<UtcMillis>,
}

/// The practice stop that goes on, if there is one, and how many were begun since the app was started.
#[derive(Default)]
struct PracticeStops {
    begun: u32,
    open: Option<PracticeDevice>,
}

impl PracticeStops {
    /// Ends the one that goes on. With it goes its store, which is in memory.
    fn end(&mut self) {
        if let Some(practice) = self.open.take() {
            practice.close();
        }
    }
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Core {
    /// Opens the store with the key of this platform. Fails closed: without the key there is no
    /// store, and nothing is written anywhere else.
    #[must_use]
    pub fn open(settings: &Settings) -> Self {
        Self::open_at(settings, Arc::new(SystemClock))
    }

    /// The same with an injected clock, for a test bed whose clock is wrong.
    #[must_use]
    pub fn open_at(settings: &Settings, clock: Arc<dyn Clock>) -> Self {
        Self(Arc::new(Inner {
            settings: settings.clone(),
            opened: Mutex::new(open(settings, clock.clone())),
            reminders_changed: watch::Sender::new(clock.now()),
            clock,
            on_open: Mutex::default(),
            practice: Mutex::default(),
            bell: Mutex::default(),
        }))
    }

    /// Tells of the core that is open, and of each that is opened in its place.
    pub fn on_open(&self, tell: impl Fn(Device) + Send + Sync + 'static) {
        if let Ok(device) = self.device() {
            tell(device);
        }
        *lock(&self.0.on_open) = Some(Box::new(tell));
    }

    /// Closes the core in order and opens it again.
    ///
    /// # Errors
    /// Why it cannot be opened.
    pub async fn reopen(&self) -> Result<(), CommandError> {
        self.blocking(|core| core.open_again(|| Ok(()))).await
    }

    /// Sets a store aside whose key is gone for good, and opens a new one.
    ///
    /// # Errors
    /// Why it is not set aside, or why the new one cannot be opened.
    pub async fn set_aside(&self) -> Result<(), CommandError> {
        self.blocking(|core| {
            core.open_again(|| {
                let settings = &core.0.settings;
                let keys = keystore::of_this_platform(settings);
                let now = core.0.clock.now();
                set_store_aside(&store_of(settings), keys.as_ref(), now)
                    .map_err(|fault| DeviceError::from(fault).into())
            })
        })
        .await
    }

    fn open_again(
        &self,
        before: impl FnOnce() -> Result<(), CommandError>,
    ) -> Result<(), CommandError> {
        lock(&self.0.practice).end();
        let mut opened = lock(&self.0.opened);
        if let Ok(device) = opened.as_ref() {
            device.close();
        }
        let again = before().and_then(|()| open(&self.0.settings, self.0.clock.clone()));
        opened.clone_from(&again);
        drop(opened);
        let device = again?;
        if let Some(tell) = lock(&self.0.on_open).as_ref() {
            tell(device);
        }
        Ok(())
    }

    /// Runs what waits for the disk on a thread of its own.
    async fn blocking<T: Send + 'static>(
        &self,
        run: impl FnOnce(&Self) -> Result<T, CommandError> + Send + 'static,
    ) -> Result<T, CommandError> {
        let core = self.clone();
        blocking(move || run(&core)).await
    }

    /// Begins a practice stop, and ends the one before. Gives its number.
    ///
    /// # Errors
    /// What the core answers.
    pub async fn begin_practice(&self) -> Result<u32, CommandError> {
        self.blocking(|core| {
            let practice = core.device()?.begin_practice()?;
            let mut stops = lock(&core.0.practice);
            stops.end();
            stops.begun += 1;
            stops.open = Some(practice);
            Ok(stops.begun)
        })
        .await
    }

    /// The practice stop with this number.
    ///
    /// # Errors
    /// [`ErrorCode::PracticeOver`] when it is over, or another one was begun.
    pub fn practice(&self, number: u64) -> Result<PracticeDevice, CommandError> {
        let stops = lock(&self.0.practice);
        let open = stops
            .open
            .clone()
            .filter(|_| u64::from(stops.begun) == number);
        open.ok_or_else(|| fault(ErrorCode::PracticeOver))
    }

    /// Ends the practice stop that goes on, if there is one.
    ///
    /// # Errors
    /// None; a command answers so.
    pub async fn end_practice(&self) -> Result<(), CommandError> {
        self.blocking(|core| {
            lock(&core.0.practice).end();
            Ok(())
        })
        .await
    }

    /// The core.
    ///
    /// # Errors
    /// Why it could not be opened.
    pub fn device(&self) -> Result<Device, CommandError> {
        lock(&self.0.opened).clone()
    }

    /// Gives the core what shows its reminders on this device.
    pub fn ring_with(&self, bell: Arc<dyn Bell>) {
        *lock(&self.0.bell) = Some(bell);
    }

    /// What shows the reminders, if this device can show any.
    pub(crate) fn bell(&self) -> Option<Arc<dyn Bell>> {
        lock(&self.0.bell).clone()
    }

    /// A channel with the moment of each change of the times of the reminders.
    pub(crate) fn reminders_changed(&self) -> watch::Receiver<UtcMillis> {
        self.0.reminders_changed.subscribe()
    }

    /// Puts these times in the place of those before.
    ///
    /// # Errors
    /// [`ErrorCode::NotificationsOff`] for a further time on a device that would show none; what the core answers.
    pub async fn set_reminders(&self, wanted: Reminders) -> Result<Reminders, CommandError> {
        self.blocking(move |core| {
            let device = core.device()?;
            let kept = device.reminders()?;
            let allowed = || core.bell().is_some_and(|bell| bell.is_allowed());
            // What is taken away asks for nothing to be shown.
            if wanted.times.iter().any(|time| !kept.times.contains(time)) && !allowed() {
                return Err(fault(ErrorCode::NotificationsOff));
            }
            let now = device.now();
            let kept = device.set_reminders(&wanted)?;
            core.0.reminders_changed.send_replace(now);
            Ok(kept)
        })
        .await
    }

    /// Calls the core on a thread of its own (`spawn_blocking`), because a slow disk must not block the window
    /// and the network.
    ///
    /// # Errors
    /// What the core answers.
    pub async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Device) -> Result<T, DeviceError> + Send + 'static,
    ) -> Result<T, CommandError> {
        let device = self.device()?;
        self.blocking(move |_| question(&device).map_err(CommandError::from))
            .await
    }

    /// Calls a part of the core that uses the network, and so may take a second.
    ///
    /// # Errors
    /// What the core answers.
    pub async fn ask_out<T, F>(&self, question: impl FnOnce(Device) -> F) -> Result<T, CommandError>
    where
        F: Future<Output = Result<T, DeviceError>>,
    {
        question(self.device()?).await.map_err(CommandError::from)
    }

    /// Enrols with the code of the settings, unless this phone is enrolled already. It is for the demo, and
    /// runs before there is a window, so that the first screen is the look-up.
    pub async fn enrol_at_start(&self, code: &str) {
        let Ok(device) = self.device() else { return };
        if device.status().is_ok_and(|status| status.enrolled) {
            return;
        }
        if let Err(error) = device.enrol(code).await {
            tracing::warn!(%error, "not enrolled at the start; the screens ask for a code");
        }
    }
}

fn open(settings: &Settings, clock: Arc<dyn Clock>) -> Result<Device, CommandError> {
    let address = |text: &str| {
        BaseUrl::parse(text).map_err(|error| {
            // The address of a server is no secret, but what was put there by mistake might be.
            tracing::error!(%error, "an address in the settings cannot be used");
            fault(ErrorCode::Value)
        })
    };
    if let Err(error) = make_folder(&settings.data) {
        tracing::error!(%error, "the data folder cannot be made");
        return Err(fault(ErrorCode::Store));
    }
    let config = DeviceConfig::new(
        store_of(settings),
        address(&settings.central)?,
        address(&settings.key_service)?,
    );
    let keys = keystore::of_this_platform(settings);
    Device::open(config, keys.as_ref(), clock).map_err(|error| {
        tracing::error!(%error, "the core stays closed");
        CommandError::from(error)
    })
}

/// The file of the store.
fn store_of(settings: &Settings) -> PathBuf {
    settings.data.join("proco.db")
}

/// Makes the data folder, readable only by this user where the platform has users.
fn make_folder(path: &Path) -> std::io::Result<()> {
    let mut folder = DirBuilder::new();
    folder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    folder.create(path)
}

/// Runs what may take a while on a thread of its own.
pub(crate) async fn blocking<T: Send + 'static>(
    run: impl FnOnce() -> Result<T, CommandError> + Send + 'static,
) -> Result<T, CommandError> {
    match tauri::async_runtime::spawn_blocking(run).await {
        Ok(answer) => answer,
        // The call panicked; the log says where, and its transaction was rolled back.
        Err(_) => Err(fault(ErrorCode::Store)),
    }
}

pub(crate) fn fault(code: ErrorCode) -> CommandError {
    CommandError {
        code,
        missing: Vec::new(),
    }
}

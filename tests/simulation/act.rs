//! What can happen in a history. An act holds all that it needs: any of them can be left out, and
//! the rest still is a history.

use std::fmt;

/// One thing that happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// When: minutes since the history began, by the true time.
    pub at: i64,
    /// On which phone.
    pub phone: usize,
    /// What.
    pub action: Action,
    /// The phone is killed in one of the writes of this act.
    pub kill: Option<Kill>,
}

/// Where in an act a program is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kill {
    /// In which of its writes, counted from nought; beyond the last: not at all.
    pub write: u32,
    /// How much of that write is on disk, in thousandths.
    pub cut: u32,
}

/// What an officer, the world or an administrator does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Looks a subject up, and nothing more for now.
    LookUp { subject: usize },
    /// Looks a subject up and leaves it.
    LeaveIt { subject: usize, reason: bool },
    /// Decides otherwise about a look-up of before: leaves it after all.
    LeaveAfterAll { pick: u32 },
    /// Takes a look-up of before back, as typed wrong.
    Mistype { pick: u32 },
    /// A whole check.
    Check {
        subject: usize,
        found: bool,
        spare: bool,
        reflect: bool,
    },
    /// A whole check that was made so many minutes ago, entered afterwards.
    Enter {
        subject: usize,
        minutes: u32,
        found: bool,
    },
    /// A check that is begun, with some answers, and left lying.
    Begin { subject: usize },
    /// Looks a subject up and adds it to a check that lies open; where there is none, begins one.
    Join { subject: usize },
    /// Goes on with a draft that lies open, to its end.
    GoOn { found: bool },
    /// Throws a draft that lies open away.
    Discard,
    /// Amends a stop.
    Amend { pick: u32, found: bool },
    /// Looks back on a stop.
    Reflect { pick: u32 },
    /// Withdraws a stop.
    Withdraw { pick: u32 },
    /// Takes the last decision back, within its ten seconds.
    TakeBack,
    /// One pass, and what becomes of its requests.
    Pass { weather: Vec<Weather> },
    /// Looks up, and asks central what it knows.
    Ask {
        subject: usize,
        weather: Vec<Weather>,
    },
    /// Ends the app in order and starts it again.
    Restart,
    /// The clock of the phone jumps by so many minutes.
    Jump { minutes: i64 },
    /// The phone itself stops and starts, as after an empty battery; its clock stands so many
    /// minutes wrong.
    Reboot { minutes: i64 },
    /// The clock of the phone is put right.
    Right,
    /// A copy of the phone's folder is made.
    Copy,
    /// The last copy is put back in the place of the folder.
    PutBack,
    /// The disk of the phone has no room from now on, or has it again.
    Full { full: bool },
    /// The phone is revoked at central and at the key service.
    Revoke,
    /// The phone is enrolled, again.
    Enrol,
    /// Central is ended in order and started again.
    RestartCentral,
    /// The key service is ended in order and started again.
    RestartKeyService,
    /// A copy of central's database is made, while it runs.
    CopyCentral,
    /// The last copy of central's database is put back.
    PutCentralBack,
    /// The clock of a server jumps by so many minutes, for an hour.
    ServerJump { keyservice: bool, minutes: i64 },
}

/// What happens to one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weather {
    /// It arrives, and so does its answer.
    Fair,
    /// There is no network.
    NoNetwork,
    /// It is lost on the way.
    LoseRequest,
    /// It arrives; its answer is lost.
    LoseAnswer,
    /// It arrives twice; the second answer is given.
    Twice,
    /// It seems lost, and arrives after the next one that gets through.
    Late,
    /// Its answer is cut off.
    CutAnswer,
    /// The server is too busy.
    Busy,
    /// The server has a fault.
    Broken,
    /// Something on the road answers in its place.
    Portal,
    /// An answer without what it should hold.
    Empty,
    /// The server is killed while it answers, or just after it did.
    KillServer { cut: u32 },
    /// The phone is killed while it waits.
    KillPhone { cut: u32 },
    /// Meanwhile the officer looks a subject up.
    Meanwhile { subject: usize },
}

/// A history to be: everything that happens in it follows from this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// Of which seed.
    pub seed: u64,
    /// When it begins: milliseconds since 1970, UTC.
    pub start: i64,
    /// How many phones there are.
    pub phones: usize,
    /// How long it takes, in days.
    pub days: i64,
    /// What happens, in order.
    pub acts: Vec<Act>,
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (day, hour, minute) = (self.at / 1440, self.at / 60 % 24, self.at % 60);
        write!(f, "day {day:>3} {hour:02}:{minute:02}  ")?;
        write!(f, "phone {}: {:?}", self.phone, self.action)?;
        match self.kill {
            Some(Kill { write, cut }) => {
                write!(f, ", killed in write {write} after {cut}/1000 of it")
            }
            None => Ok(()),
        }
    }
}

impl fmt::Display for Story {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            seed,
            start,
            phones,
            days,
            acts,
        } = self;
        let many = acts.len();
        writeln!(
            f,
            "seed {seed}, {phones} phones, {days} days from {start}: {many} acts"
        )?;
        acts.iter().try_for_each(|act| writeln!(f, "  {act}"))
    }
}

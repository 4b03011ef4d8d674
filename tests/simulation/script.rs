//! From a seed to a history: who does what when, and what goes wrong.

use proco_domain::time::UtcMillis;

use crate::act::{Act, Action, Kill, Story, Weather};
use crate::dice::Dice;

/// The subjects of all histories: plates with a vowel, which no real car has.
pub const PLATES: [&str; 5] = ["00-BDF-0", "00-KBF-0", "BF-000-G", "00-NTB-0", "00-FBH-0"];

const DAY: i64 = 24 * 60;
/// The number of the dice for what is typed wrong.
const CLUMSY: u64 = 1;
/// The number of the dice for what is taken back.
const HESITANT: u64 = 2;
/// 2026-11-02, a Monday, 00:00 UTC.
const MONDAY: UtcMillis = UtcMillis(1_793_577_600_000);
/// 2027-01-01, 00:00 UTC: a quarter turns.
const TURN: UtcMillis = UtcMillis(1_798_761_600_000);

/// How long, and how many.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Months of 30 days.
    pub months: u32,
    /// Phones.
    pub phones: Option<usize>,
}

/// The history of a seed.
pub fn story(seed: u64, size: Size) -> Story {
    let mut dice = Dice::of(seed, 0);
    let phones = size
        .phones
        .unwrap_or_else(|| usize::try_from(dice.between(2, 4)).expect("few phones"));
    // One in three begins shortly before a quarter turns; one in twenty goes over the end of an epoch.
    let start = match dice.below(20) {
        0..7 => TURN.plus_millis(-dice.between(1, 28) * DAY * 60_000),
        _ => MONDAY.plus_millis(dice.between(0, 6) * DAY * 60_000),
    };
    let coarse = size.months == 1 && dice.below(20) == 0;
    let days = if coarse {
        490
    } else {
        i64::from(size.months) * 30
    };
    let mut script = Script {
        dice,
        phones,
        clumsy: Dice::of(seed, CLUMSY),
        hesitant: Dice::of(seed, HESITANT),
        acts: Vec::new(),
        full: vec![false; phones],
        right: vec![true; phones],
    };
    for day in 0..days {
        // Over the end of an epoch a day in five is enough.
        let busy = !coarse || script.dice.below(6) == 0;
        script.day(day, busy);
    }
    script.acts.sort_by_key(|act| act.at);
    Story {
        seed,
        start: start.0,
        phones,
        days,
        acts: script.acts,
    }
}

struct Script {
    dice: Dice,
    /// For what is typed wrong: dice of their own, so that the rest of a history is as it was without it.
    clumsy: Dice,
    /// For what is taken back, as well.
    hesitant: Dice,
    phones: usize,
    acts: Vec<Act>,
    /// Which disks are full.
    full: Vec<bool>,
    /// Which clocks are right.
    right: Vec<bool>,
}

impl Script {
    fn day(&mut self, day: i64, busy: bool) {
        if busy {
            for phone in 0..self.phones {
                if self.dice.percent(60) {
                    self.shift(day, phone);
                }
            }
            self.servers(day);
        }
    }

    fn add(&mut self, at: i64, phone: usize, action: Action) {
        let kill = self.dice.percent(4).then(|| self.kill());
        self.push(at, phone, action, kill);
    }

    fn push(&mut self, at: i64, phone: usize, action: Action, kill: Option<Kill>) {
        self.acts.push(Act {
            at,
            phone,
            action,
            kill,
        });
    }

    fn kill(&mut self) -> Kill {
        let cut = match self.dice.below(5) {
            0 => 0,
            1 => 1000,
            _ => self.dice.below(1001),
        };
        Kill {
            write: self.dice.below(8),
            cut,
        }
    }

    fn subject(&mut self) -> usize {
        self.dice
            .below(u32::try_from(PLATES.len()).expect("few plates")) as usize
    }

    fn shift(&mut self, day: i64, phone: usize) {
        let mut at = day * DAY + self.dice.between(6 * 60, 20 * 60);
        for _ in 0..self.dice.between(1, 4) {
            let action = self.action();
            self.add(at, phone, action);
            self.take_back(at, phone);
            at += self.dice.between(1, 40);
        }
        if self.clumsy.percent(15) {
            let kill = self.clumsy.percent(10).then(|| Kill {
                write: self.clumsy.below(2),
                cut: self.clumsy.below(1001),
            });
            let pick = self.clumsy.below(1000);
            self.push(at, phone, Action::Mistype { pick }, kill);
        }
        if self.dice.percent(12) {
            self.trouble(&mut at, phone);
        }
        for _ in 0..self.dice.between(0, 2) {
            let weather = self.weather();
            self.add(at, phone, Action::Pass { weather });
            at += self.dice.between(1, 30);
        }
    }

    /// One action in eight is taken back at once, some after a pass.
    fn take_back(&mut self, at: i64, phone: usize) {
        if !self.hesitant.percent(12) {
            return;
        }
        if self.hesitant.percent(40) {
            let weather = Vec::new();
            self.push(at, phone, Action::Pass { weather }, None);
        }
        let kill = self.hesitant.percent(10).then(|| Kill {
            write: 0,
            cut: self.hesitant.below(1001),
        });
        self.push(at, phone, Action::TakeBack, kill);
    }

    fn action(&mut self) -> Action {
        let subject = self.subject();
        let pick = self.dice.below(1000);
        let found = self.dice.percent(40);
        match self.dice.below(100) {
            0..11 => Action::LookUp { subject },
            11..14 => Action::Enter {
                subject,
                minutes: pick,
                found,
            },
            14..30 => Action::LeaveIt {
                subject,
                reason: self.dice.percent(50),
            },
            30..34 => Action::LeaveAfterAll { pick },
            34..60 => {
                let spare = !found && self.dice.percent(20);
                Action::Check {
                    subject,
                    found,
                    spare,
                    reflect: self.dice.percent(30),
                }
            }
            60..62 => Action::Begin { subject },
            62..65 => Action::Join { subject },
            65..71 => Action::GoOn { found },
            71..73 => Action::Discard,
            73..79 => Action::Amend { pick, found },
            79..84 => Action::Reflect { pick },
            84..90 => Action::Withdraw { pick },
            _ => Action::Ask {
                subject,
                weather: self.weather(),
            },
        }
    }

    /// Something out of the ordinary with one phone.
    fn trouble(&mut self, at: &mut i64, phone: usize) {
        *at += 1;
        match self.dice.below(12) {
            0..3 => self.add(*at, phone, Action::Restart),
            3..6 => {
                let action = match (self.right[phone], self.dice.percent(20)) {
                    (true, false) => Action::Jump {
                        minutes: self.jump(),
                    },
                    (true, true) => Action::Reboot {
                        minutes: self.jump(),
                    },
                    (false, _) => Action::Right,
                };
                self.right[phone] = !self.right[phone];
                self.add(*at, phone, action);
            }
            6 => self.add(*at, phone, Action::Copy),
            7 => self.add(*at, phone, Action::PutBack),
            8 | 9 => {
                self.full[phone] = !self.full[phone];
                let full = self.full[phone];
                self.add(*at, phone, Action::Full { full });
            }
            10 => self.add(*at, phone, Action::Revoke),
            _ => self.add(*at, phone, Action::Enrol),
        }
    }

    fn jump(&mut self) -> i64 {
        match self.dice.below(6) {
            0 => self.dice.between(-50, 50),
            1 => self.dice.between(-20, 20) * 60,
            2 => self.dice.between(-10, 10) * DAY,
            3 => -self.dice.between(20, 400) * DAY,
            4 => self.dice.between(20, 400) * DAY,
            _ => -self.dice.between(400, 4000) * DAY,
        }
    }

    fn servers(&mut self, day: i64) {
        let at = day * DAY + self.dice.between(0, DAY - 1);
        match self.dice.below(60) {
            0 => self.add(at, 0, Action::RestartCentral),
            1 => self.add(at, 0, Action::RestartKeyService),
            3 | 4 => self.add(at, 0, Action::CopyCentral),
            5 => self.add(at, 0, Action::PutCentralBack),
            2 => {
                let keyservice = self.dice.percent(50);
                // Central cannot know that it is some hours ahead, and phones believe it.
                let minutes = match self.dice.below(3) {
                    0 => self.dice.between(-50, 50),
                    1 => -self.dice.between(2 * 60, 3 * DAY),
                    _ => self.dice.between(3 * DAY, 30 * DAY),
                };
                self.add(
                    at,
                    0,
                    Action::ServerJump {
                        keyservice,
                        minutes,
                    },
                );
            }
            _ => {}
        }
    }

    /// What becomes of the next requests: mostly fair.
    fn weather(&mut self) -> Vec<Weather> {
        if self.dice.percent(45) {
            return Vec::new();
        }
        if self.dice.percent(20) {
            return vec![Weather::NoNetwork; 12];
        }
        let many = self.dice.between(1, 6);
        (0..many).map(|_| self.one_weather()).collect()
    }

    fn one_weather(&mut self) -> Weather {
        let cut = self.kill().cut;
        match self.dice.below(24) {
            0..8 => Weather::Fair,
            8 => Weather::LoseRequest,
            9..13 => Weather::LoseAnswer,
            13 | 14 => Weather::Twice,
            15 => Weather::Late,
            16 => Weather::CutAnswer,
            17 => Weather::Busy,
            18 => Weather::Broken,
            19 => Weather::Portal,
            20 => Weather::Empty,
            21 => Weather::KillServer { cut },
            22 => Weather::KillPhone { cut },
            _ => Weather::Meanwhile {
                subject: self.subject(),
            },
        }
    }
}

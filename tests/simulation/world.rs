//! A history as it happens: each act in turn, each followed by the model.

use std::collections::{BTreeSet, HashMap};

use proco_central::keys::ReportKey;
use proco_device::view::CentralAnswer;
use proco_domain::time::UtcMillis;
use proco_exchange::report::ReportId;
use tempfile::TempDir;
use uuid::Uuid;

use crate::act::{Act, Action, Story, Weather};
use crate::actions::{self, Answers, Told};
use crate::ledger::CentralLedger;
use crate::phone::{Phone, Step, Wrong};
use crate::town::{self, Server, SharedTown, Town, lock};
use crate::verdict;

/// Where a history went wrong, and how.
#[derive(Clone, Debug)]
pub struct Failure {
    /// After which act; beyond the last: at its end.
    pub after: usize,
    /// What is wrong.
    pub wrong: Wrong,
}

/// Which record a report is of.
#[derive(Clone, Copy, Debug)]
pub struct Name {
    pub record: Uuid,
    pub subject: usize,
}

/// A history that is under way.
pub struct World {
    folder: TempDir,
    pub town: SharedTown,
    pub phones: Vec<Phone>,
    start: UtcMillis,
    /// The true time.
    pub truth: UtcMillis,
    /// Under which name central keeps every report that was seen.
    pub names: HashMap<ReportKey, Name>,
    /// Records that central was seen to have.
    pub arrived: BTreeSet<Uuid>,
    /// Which phones were revoked and not enrolled since.
    pub revoked: BTreeSet<usize>,
    /// The phones that have not learned yet that central was put back from a copy, and have to send
    /// again what it lacks.
    pub unaware: BTreeSet<usize>,
    /// What they cannot send again, as its mark was gone by then.
    pub beyond: BTreeSet<Uuid>,
    /// When the servers tidy up next.
    night: UtcMillis,
    /// When a server's clock is put right.
    server_right_at: Option<UtcMillis>,
    /// What was told of each act: the same each time.
    told: Vec<String>,
}

mod trouble;

const MINUTE: i64 = 60_000;

impl World {
    /// Both servers, and phones that are enrolled.
    async fn begin(story: &Story) -> Self {
        let folder = folder();
        let start = UtcMillis(story.start);
        let town = SharedTown::new(Town::open(folder.path(), start).into());
        let mut world = Self {
            town: town.clone(),
            phones: Vec::new(),
            start,
            truth: start,
            names: HashMap::new(),
            arrived: BTreeSet::new(),
            revoked: BTreeSet::new(),
            unaware: BTreeSet::new(),
            beyond: BTreeSet::new(),
            night: start.plus_millis(28 * 60 * MINUTE),
            server_right_at: None,
            told: Vec::new(),
            folder,
        };
        for number in 0..story.phones {
            let mut phone =
                Phone::unpack(number, story.seed, world.folder.path(), town.clone(), start);
            let code = town::code(&town).await;
            phone.enrol(&code).await.expect("a new phone is enrolled");
            world.phones.push(phone);
        }
        world
    }

    /// Time goes on, for all clocks.
    pub fn set_time(&mut self, truth: UtcMillis) {
        self.truth = truth;
        let mut town = lock(&self.town);
        if self.server_right_at.is_some_and(|at| at <= truth) {
            town.set_wrong(Server::Central, 0);
            town.set_wrong(Server::KeyService, 0);
            self.server_right_at = None;
        }
        town.set_time(truth);
        drop(town);
        for phone in &mut self.phones {
            phone.set_time(truth);
        }
    }

    /// The folder of all files.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Whether both servers have the right time.
    pub fn servers_are_right(&self) -> bool {
        self.server_right_at.is_none()
    }

    /// The days until a moment pass; each night the servers do what they do by themselves.
    async fn pass_until(&mut self, at: UtcMillis) -> Result<(), Wrong> {
        while self.night <= at {
            self.set_time(self.night);
            verdict::rollup_is_a_recount(&self.central())?;
            town::tidy(&self.town).await;
            self.night = self.night.plus_days(1);
        }
        self.set_time(at);
        Ok(())
    }

    async fn act(&mut self, act: &Act) -> Told {
        self.pass_until(self.start.plus_millis(act.at * MINUTE))
            .await?;
        let truth = self.truth.0;
        let Some(phone) = self.phones.get_mut(act.phone) else {
            return Ok("no such phone");
        };
        phone.begin(act.kill);
        match &act.action {
            Action::LookUp { subject } => actions::just_look_up(phone, *subject, truth),
            Action::LeaveIt { subject, reason } => {
                actions::leave_it(phone, *subject, *reason, truth)
            }
            Action::LeaveAfterAll { pick } => actions::leave_after_all(phone, *pick, truth),
            Action::Mistype { pick } => actions::mistype(phone, *pick, truth),
            Action::Check {
                subject,
                found,
                spare,
                reflect,
            } => {
                let answers = Answers {
                    found: *found,
                    spare: *spare,
                    reflect: *reflect,
                };
                actions::check(phone, *subject, answers, truth)
            }
            Action::Begin { subject } => actions::begin(phone, *subject, truth),
            Action::Join { subject } => actions::join(phone, *subject, truth),
            Action::GoOn { found } => actions::go_on(phone, *found, truth),
            Action::Enter {
                subject,
                minutes,
                found,
            } => actions::enter(phone, *subject, *minutes, *found, truth),
            Action::Discard => actions::discard(phone, truth),
            Action::Amend { pick, found } => actions::amend(phone, *pick, *found, truth),
            Action::Reflect { pick } => actions::reflect(phone, *pick, truth),
            Action::Withdraw { pick } => actions::withdraw(phone, *pick, truth),
            Action::TakeBack => actions::take_back(phone, truth),
            Action::Pass { weather } => self.pass(act.phone, weather).await,
            Action::Ask { subject, weather } => self.ask(act.phone, *subject, weather).await,
            Action::Restart => {
                phone.restart(None)?;
                phone.check()?;
                Ok("started again")
            }
            Action::Jump { minutes } => {
                phone.wrong_by = minutes * MINUTE;
                Ok("the clock jumped")
            }
            Action::Reboot { minutes } => {
                phone.wrong_by = minutes * MINUTE;
                phone.reboot();
                phone.set_time(self.truth);
                phone.restart(None)?;
                phone.check()?;
                Ok("the phone started again")
            }
            Action::Right => {
                phone.wrong_by = 0;
                Ok("the clock is right")
            }
            Action::Copy => {
                phone.copy = Some((phone.files(), phone.model.clone()));
                Ok("copied")
            }
            Action::PutBack => self.put_back(act.phone),
            Action::Full { full } => {
                phone.fill(*full)?;
                Ok("a disk without room, or with room again")
            }
            Action::Revoke => self.revoke(act.phone).await,
            Action::Enrol => self.enrol(act.phone).await,
            Action::RestartCentral => {
                lock(&self.town).restart(Server::Central);
                Ok("central started again")
            }
            Action::RestartKeyService => {
                lock(&self.town).restart(Server::KeyService);
                Ok("the key service started again")
            }
            Action::CopyCentral => {
                town::copy_central(&self.town).await;
                Ok("central was copied")
            }
            Action::PutCentralBack => self.put_central_back().await,
            Action::ServerJump {
                keyservice,
                minutes,
            } => {
                let server = if *keyservice {
                    Server::KeyService
                } else {
                    Server::Central
                };
                self.server_right_at = Some(self.truth.plus_millis(60 * MINUTE));
                lock(&self.town).set_wrong(server, minutes * MINUTE);
                Ok("a server's clock jumped")
            }
        }
    }

    /// One pass, after which the names of all reports are looked at.
    pub async fn pass(&mut self, number: usize, weather: &[Weather]) -> Told {
        let revoked = self.revoked.contains(&number);
        if revoked {
            self.look(number);
        }
        let heard = self.arrived.clone();
        let ledger = self.phones[number].ledger();
        if self.unaware.contains(&number) {
            self.beyond.extend(ledger.without_mark());
            self.beyond
                .extend(self.phones[number].model.gone_from(&ledger));
        }
        let mut before = ledger.waiting();
        // What can still be taken back waits; where the officer does something else meanwhile, for the next pass.
        if let Some(held) = self.phones[number].may_hold(self.truth.0) {
            before.retain(|(record, _)| !held.is_about(*record));
        }
        let status = self.phones[number].pass(weather, self.truth.0).await?;
        self.look(number);
        let model = &self.phones[number].model;
        let mut new = self.arrived.difference(&heard);
        if revoked && new.any(|record| model.has(*record)) {
            return Err("a phone that is revoked was heard".to_owned());
        }
        let held = self.phones[number].held(self.truth.0);
        let mut new = self.arrived.difference(&heard);
        if new.any(|record| held.is_some_and(|held| held.is_about(*record))) {
            return Err("what can still be taken back was sent".to_owned());
        }
        let Some(status) = status else {
            return Ok("killed in a pass");
        };
        let after = self.phones[number].ledger();
        // While its token is good, a phone that sends nothing hears nothing.
        let learned = || after.central_restored == self.central().restored;
        if status.problem.is_none() && self.unaware.contains(&number) && learned() {
            self.unaware.remove(&number);
        }
        // What is queued at the end of a pass waits for the next one.
        let after = after.waiting();
        if status.problem.is_none() && before.intersection(&after).next().is_some() {
            return Err("a pass had no cause to leave something waiting".to_owned());
        }
        self.told.push(format!(
            "{:?} {} {}",
            status.problem, status.waiting, status.refused
        ));
        Ok("passed")
    }

    /// Remembers the names of the reports of a phone, and what central has.
    pub fn look(&mut self, number: usize) {
        let key = lock(&self.town).central_key();
        let phone = &mut self.phones[number];
        let ledger = phone.ledger();
        let queries = ledger.queries.iter().map(|(id, row)| (*id, row.report));
        let stops = ledger.stops.iter().map(|(id, row)| (*id, row.report));
        let former = ledger.former.iter().map(|(id, name)| (*id, Some(*name)));
        for (record, report) in queries.chain(stops).chain(former) {
            let model = &phone.model;
            let subject = model.queries.get(&record).map(|query| query.subject);
            let subject = subject.or_else(|| model.stops.get(&record).map(|stop| stop.subject));
            if let (Some(report), Some(subject)) = (report, subject) {
                let report = key.report(ReportId(report));
                self.names.insert(report, Name { record, subject });
            }
        }
        for row in self.central().records {
            if let Some(name) = self.names.get(&row.report) {
                self.arrived.insert(name.record);
            }
        }
    }

    /// What stands at central.
    pub fn central(&self) -> CentralLedger {
        CentralLedger::read(lock(&self.town).folder(Server::Central))
    }

    /// Looks up and asks central; what it answers has to be what everybody's records say.
    pub async fn ask(&mut self, number: usize, subject: usize, weather: &[Weather]) -> Told {
        let truth = self.truth.0;
        let phone = &mut self.phones[number];
        let view = match actions::look_up(phone, subject, truth)? {
            Step::Done(view) => view,
            Step::Killed => return Ok("killed"),
            Step::Refused(_) => return Ok("refused"),
        };
        let answer = phone.ask(view.query, weather, truth).await?;
        self.look(number);
        match answer {
            None => Ok("killed while asking"),
            Some(Ok(CentralAnswer::Known { counts, .. })) => {
                self.recount(number, subject, view.query.0, &counts)?;
                Ok("central knows")
            }
            Some(Ok(CentralAnswer::Offline)) => Ok("offline"),
            Some(Ok(CentralAnswer::Unavailable { .. })) => Ok("central does not answer"),
            Some(Ok(CentralAnswer::Nobody)) => Err("a plate is somebody".to_owned()),
            Some(Err(error)) => Err(format!("no answer about a look-up: {error:?}")),
        }
    }
}

/// Where files are in memory if there is such a place: a history makes thousands of syncs.
fn folder() -> TempDir {
    let memory = std::path::Path::new("/dev/shm");
    if memory.is_dir() {
        tempfile::tempdir_in(memory).unwrap()
    } else {
        tempfile::tempdir().unwrap()
    }
}

/// Lets a history happen; what was told of it, or where it went wrong.
pub async fn happen(story: &Story) -> Result<Vec<String>, Failure> {
    let mut world = World::begin(story).await;
    for (number, act) in story.acts.iter().enumerate() {
        let failed = |wrong| Failure {
            after: number,
            wrong,
        };
        let told = world.act(act).await.map_err(failed)?;
        world.told.push(told.to_owned());
    }
    let failed = |wrong| Failure {
        after: story.acts.len(),
        wrong,
    };
    let last = story.acts.last().map_or(0, |act| act.at);
    world.end(last).await.map_err(failed)?;
    Ok(world.told)
}

impl World {
    async fn end(&mut self, last: i64) -> Result<(), Wrong> {
        let begun = self.start.plus_millis((last + 24 * 60) * MINUTE);
        self.server_right_at = Some(begun);
        for phone in &mut self.phones {
            phone.wrong_by = 0;
            phone.fill(false)?;
            phone.begin(None);
        }
        self.pass_until(begun).await?;
        self.quiet().await
    }
}

//! The copy is put back, and only then central tells the time: the hour that the record was sent with is
//! corrected on the copy, where nobody knows what became of the record since.

use std::path::Path;

use proco_exchange::receipt::RefusalCode;

use super::*;

/// A stop that was sent with the hour of a clock that stood back, while central told no time.
struct Misdated {
    data: tempfile::TempDir,
    town: Town,
    clock: Arc<Witnessed>,
    noor: Officer,
    stop: StopId,
    truth: UtcMillis,
    /// The phone's folder before the stop was sent.
    before: proco_testbed::phone::Files,
    /// And after that.
    after: proco_testbed::phone::Files,
}

impl Misdated {
    async fn by_days(days: i64) -> Self {
        let (data, town) = town().await;
        let clock = Witnessed::new();
        let mut noor = joins_witnessed(&town, &clock).await;
        noor.syncs().await;
        town.pass_days(80).await.unwrap();
        // Central's machine was off for three days: it tells no time.
        town.clock().advance_millis(3 * DAY);
        town.central().tidy().await.unwrap();
        town.keyservice().rotate_epochs().unwrap();
        let truth = town.clock().now();
        noor.killed();
        clock.ran.store(83 * DAY, SeqCst);
        clock.boots();
        clock.off.store(-days * DAY, SeqCst);
        noor.wake();
        let stop = noor.stops(PLATE, []).id;
        let before = noor.copy();
        assert_eq!(noor.syncs().await.waiting, 0);
        let after = noor.copy();
        let sent = truth.plus_millis(-days * DAY).hour();
        let this = Self {
            data,
            town,
            clock,
            noor,
            stop,
            truth,
            before,
            after,
        };
        assert_eq!(this.hours("stop"), [sent.0]);
        this
    }

    async fn central_tells_the_time(&self) {
        self.clock.ran.fetch_add(25 * HOUR, SeqCst);
        self.town.clock().advance_millis(25 * HOUR);
        self.town.central().tidy().await.unwrap();
    }

    /// The hours with which central keeps what it has of a kind.
    fn hours(&self, kind: &str) -> Vec<u32> {
        let store = rusqlite::Connection::open(self.data.path().join("central/central.db"));
        let store = store.unwrap();
        let mut rows = store
            .prepare("SELECT hour FROM records WHERE kind = ?1")
            .unwrap();
        let hours = rows.query_map([kind], |row| row.get(0)).unwrap();
        hours.collect::<Result<_, _>>().unwrap()
    }

    fn put_back(&mut self, sent: bool) {
        let copy = if sent { &self.after } else { &self.before };
        self.noor.put_back(copy);
    }
}

#[tokio::test]
async fn what_was_withdrawn_does_not_come_again_with_another_hour() {
    // In the same quarter, and in another one.
    for days in [2, 80] {
        for sent in [false, true] {
            let case = format!("{days} {sent}");
            let mut it = Misdated::by_days(days).await;
            it.noor
                .phone()
                .withdraw(it.stop, WithdrawReason::Double)
                .unwrap();
            assert_eq!(it.noor.syncs().await.waiting, 0);
            assert!(it.hours("stop").is_empty(), "{case}");

            it.put_back(sent);
            it.central_tells_the_time().await;
            let status = it.noor.syncs().await;
            assert!(it.hours("stop").is_empty(), "{case}: it is counted again");
            assert_eq!((status.waiting, status.refused), (0, 1), "{case}");
            let card = it.noor.phone().stop(it.stop).unwrap().card;
            assert_eq!(card.at, it.truth, "{case}");
            let code = RefusalCode::Withdrawn;
            assert_eq!(card.sync, SyncState::Refused { code }, "{case}");
            assert_eq!(counted(&it.town, PLATE).await, (1, 0, 0), "{case}");
            // Withdrawn here as well, it is done with.
            it.noor
                .phone()
                .withdraw(it.stop, WithdrawReason::Double)
                .unwrap();
            let status = it.noor.syncs().await;
            assert_eq!((status.waiting, status.refused), (0, 0), "{case}");
        }
    }
}

#[tokio::test]
async fn what_has_another_hour_of_its_quarter_by_now_is_not_called_withdrawn() {
    let mut it = Misdated::by_days(2).await;
    it.central_tells_the_time().await;
    assert_eq!(it.noor.syncs().await.waiting, 0);
    let truth = it.truth.hour().0;
    assert_eq!(it.hours("stop"), [truth]);

    it.put_back(false);
    let status = it.noor.syncs().await;
    assert_eq!((status.waiting, status.refused), (0, 0));
    let card = it.noor.phone().stop(it.stop).unwrap().card;
    assert_eq!(card.sync, SyncState::Sent);
    assert_eq!(it.hours("stop"), [truth]);
    assert_eq!(counted(&it.town, PLATE).await, (1, 1, 1));
}

/// Since the copy was made the hour was corrected twice in its quarter: central's clock ran ahead when it was compared first.
#[tokio::test]
async fn what_was_corrected_twice_in_its_quarter_is_not_called_withdrawn() {
    for sent in [false, true] {
        let mut it = Misdated::by_days(2).await;
        let hours_go_by = async |phone: i64, central: i64| {
            it.clock.ran.fetch_add(phone * HOUR, SeqCst);
            it.town.clock().advance_millis(central * HOUR);
            it.town.central().tidy().await.unwrap();
            assert_eq!(it.noor.syncs().await.waiting, 0);
        };
        let truth = it.truth.hour().0;
        hours_go_by(25, 45).await;
        assert_eq!(it.hours("stop"), [truth + 20]);
        hours_go_by(1, -19).await;
        hours_go_by(25, 25).await;
        hours_go_by(25, 25).await;
        assert_eq!(it.hours("stop"), [truth]);

        it.put_back(sent);
        let status = it.noor.syncs().await;
        assert_eq!((status.waiting, status.refused), (0, 0), "{sent}");
        let card = it.noor.phone().stop(it.stop).unwrap().card;
        assert_eq!(card.sync, SyncState::Sent, "{sent}");
        assert_eq!(it.hours("stop"), [truth], "{sent}");
        assert_eq!(counted(&it.town, PLATE).await, (1, 1, 1), "{sent}");
    }
}

/// The copy was made before the stop was sent, and central has it with an hour of the same quarter or of another.
#[tokio::test]
async fn the_hour_that_the_copy_finds_wrong_is_put_right_at_central() {
    for days in [2, 80] {
        for lost in [Weather::Fair, Weather::LoseAnswer] {
            let case = format!("{days} {lost:?}");
            let mut it = Misdated::by_days(days).await;
            it.put_back(false);
            it.central_tells_the_time().await;
            it.noor.to_central.set_for("/v1/reports", lost);
            it.noor.syncs().await;
            it.noor.to_central.clear();
            let status = it.noor.syncs().await;
            assert_eq!((status.waiting, status.refused), (0, 0), "{case}");
            for kind in ["query", "stop"] {
                assert_eq!(it.hours(kind), [it.truth.hour().0], "{case} {kind}");
            }
            assert_eq!(counted(&it.town, PLATE).await, (1, 1, 1), "{case}");
        }
    }
}

/// What merely waited in the copy undoes nothing, for the sake of an hour either.
#[tokio::test]
async fn an_amendment_stays_though_the_copy_knows_the_hour_better() {
    let mut it = Misdated::by_days(2).await;
    amends(&it.noor, it.stop, found_something());
    assert_eq!(it.noor.syncs().await.waiting, 0);
    it.put_back(false);
    it.central_tells_the_time().await;
    let status = it.noor.syncs().await;
    assert_eq!((status.waiting, status.refused), (0, 0));
    assert_eq!(counted(&it.town, PLATE).await, (1, 1, 0));
}

/// The copy runs beside what was copied, which knows the record by its first name alone.
#[tokio::test]
async fn a_withdrawal_by_the_first_name_reaches_what_the_copy_gave_a_later_one() {
    for days in [2, 80] {
        let mut it = Misdated::by_days(days).await;
        it.put_back(true);
        it.central_tells_the_time().await;
        assert_eq!(it.noor.syncs().await.waiting, 0);
        assert_eq!(it.hours("stop"), [it.truth.hour().0], "{days}");

        it.noor.put_back_unseen(&it.after);
        it.noor
            .phone()
            .withdraw(it.stop, WithdrawReason::Double)
            .unwrap();
        assert_eq!(it.noor.syncs().await.waiting, 0);
        assert!(it.hours("stop").is_empty(), "{days}: it is counted still");
        assert_eq!(counted(&it.town, PLATE).await, (1, 0, 0), "{days}");
    }
}

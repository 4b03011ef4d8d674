//! Shuffling the rows of closed weeks: a row keeps its week, and gets a random place within it. In the order in which they
//! arrived, the rows of one officer stand together, and could be followed from one quarter's tag to the next.

use proco_exchange::Hour;
use proco_exchange::period::Week;
use rand::RngCore as _;
use rand::rngs::OsRng;
use rusqlite::{Connection, Transaction};

use super::{SqliteStore, epoch_of, week_number};
use crate::store::StoreError;

/// How many rows move at once, so that uploads get their turn in between.
const PIECE: usize = 2_000;

/// How many bits of a place are random. In a week of a million rows, two get the same place about once in twenty weeks;
/// then one of them stays where it is until the next time.
const CHANCE_BITS: u32 = 44;

/// A row that stands where it came in, and where it is to go.
type Move = (i64, i64);

/// As [`Store::shuffle`](crate::store::Store::shuffle), in pieces.
pub(super) async fn shuffle(store: &SqliteStore, open: Week) -> Result<u64, StoreError> {
    let moves = store.read(move |c| moves(c, open)).await?;
    let mut moved = 0;
    for piece in moves.chunks(PIECE).map(<[_]>::to_vec) {
        moved += store.write(move |t| carry_out(t, &piece)).await?;
    }
    Ok(moved)
}

/// The rows that are to be shuffled and their new places, sorted by place, so that rows are written next to their new
/// neighbours. These are rows of weeks before the open one, withdrawn rows, and rows that were withdrawn since they
/// moved to the place of their week.
fn moves(connection: &Connection, open: Week) -> Result<Vec<Move>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT seq, hour, epoch FROM records NOT INDEXED
         WHERE (seq > 0 AND (week < ?1 OR week IS NULL)) OR (seq < 0 AND kind = 'withdrawn')",
    )?;
    let mut rows = statement.query([week_number(open)])?;
    let mut moves = Vec::new();
    while let Some(row) = rows.next()? {
        // The week of its event: a row that came weeks late would stand out in the week in which it counts.
        let hour = row.get::<_, Option<u32>>(1)?.map(Hour);
        let hour = match hour {
            Some(hour) => hour,
            // What was withdrawn has no hour. One whose epoch cannot be read stays where it is.
            None => match epoch_of(row.get(2)?) {
                Ok(epoch) => Hour::of(epoch.first_day()),
                Err(_) => continue,
            },
        };
        let (seq, week) = (row.get(0)?, Week::of(hour));
        // A record that was withdrawn after its week closed still has the row ID of that week; moving it hides the
        // week.
        if seq > 0 || week_of(seq) != number(week) {
            moves.push((seq, place(week)));
        }
    }
    moves.sort_unstable_by_key(|(_, place)| *place);
    Ok(moves)
}

fn number(week: Week) -> i64 {
    i64::from(week_number(week) / (7 * 24))
}

/// The number of the week that a place tells.
fn week_of(place: i64) -> i64 {
    (place - i64::MIN) >> CHANCE_BITS
}

/// A random place in a week: negative, and greater than every place of an earlier week.
fn place(week: Week) -> i64 {
    let chance = OsRng.next_u64() >> (u64::BITS - CHANCE_BITS);
    i64::MIN + (number(week) << CHANCE_BITS) + i64::try_from(chance).expect("44 bits fit 63")
}

/// Moves these rows. A row whose new place is taken stays where it is.
fn carry_out(transaction: &Transaction<'_>, moves: &[Move]) -> Result<u64, StoreError> {
    let mut statement =
        transaction.prepare_cached("UPDATE OR IGNORE records SET seq = ?2 WHERE seq = ?1")?;
    let mut moved = 0;
    for (from, to) in moves {
        moved += statement.execute([from, to])?;
    }
    Ok(moved as u64)
}

//! Rescue of a table without rowid: read from both ends, and by keys that stand in other tables.

use rusqlite::types::Value;
use rusqlite::{Connection, Error};

use super::source::{Row, Source, Table, quote};
use super::{Rescued, put};

pub(super) fn copy(
    source: &mut Source<'_>,
    into: &Connection,
    table: &Table,
    all: &[Table],
) -> Result<Rescued, Error> {
    let wanted = source.ask(|connection| {
        let sql = format!("SELECT count(*) FROM {}", table.quoted());
        connection.query_row(&sql, [], |row| row.get::<_, i64>(0))
    });
    let mut read = 0;
    let mut take = |rows: Vec<Row>| -> Result<(), Error> {
        for row in rows {
            read += u64::from(put(into, table, &row)?);
        }
        Ok(())
    };
    let select = format!("SELECT {} FROM {}", table.list(), table.quoted());
    let ordered = |order: &str| {
        let key: Vec<String> = table.key.iter().map(|name| quote(name)).collect();
        let key = key.join(&format!(" {order}, "));
        format!("{select} ORDER BY {key} {order}")
    };
    let mut whole = false;
    for order in ["ASC", "DESC"] {
        let mut rows = Vec::new();
        whole = whole || source.each(&ordered(order), &[], |row| rows.push(row));
        take(rows)?;
    }
    let mut unreadable = 0;
    if let Some(first) = table.key.first().filter(|_| !whole) {
        let sql = format!("{select} WHERE {} = ?1", quote(first));
        for key in keys_elsewhere(into, all, table, first)? {
            let mut rows = Vec::new();
            let answered = source.each(&sql, &[key], |row| rows.push(row));
            unreadable += u64::from(!answered);
            take(rows)?;
        }
        unreadable = unreadable.max(1);
    }
    let missing = wanted.map(|wanted| wanted.unsigned_abs().saturating_sub(read));
    Ok(Rescued {
        table: table.name.clone(),
        read,
        unreadable: missing.unwrap_or(unreadable),
    })
}

/// The values of a column of the same name, in what was rescued of the other tables.
fn keys_elsewhere(
    into: &Connection,
    all: &[Table],
    table: &Table,
    column: &str,
) -> Result<Vec<Value>, Error> {
    let mut keys = Vec::new();
    let others = all
        .iter()
        .filter(|other| other.name != table.name && other.columns.iter().any(|c| c == column));
    for other in others {
        let column = quote(column);
        let sql = format!(
            "SELECT DISTINCT {column} FROM {} WHERE {column} IS NOT NULL",
            other.quoted()
        );
        let mut statement = into.prepare(&sql)?;
        let rows = statement.query_map([], |row| row.get(0))?;
        keys.extend(rows.collect::<Result<Vec<Value>, _>>()?);
    }
    Ok(keys)
}

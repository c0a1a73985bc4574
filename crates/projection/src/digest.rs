//! What a view holds, as one number: two builds from one log must give the same.

use sha2::{Digest, Sha256};

use crate::{database::Database, failure::Failure, table::Table, writer::read_rows};

/// SHA-256 over every row in the order of ids, as hexadecimal text.
pub(crate) async fn of(database: &Database, table: &Table) -> Result<String, Failure> {
    let mut hash = Sha256::new();
    let mut last = -1;
    loop {
        let rows = read_rows(database, table, table.page(), vec![last.into()]).await?;
        for row in &rows {
            hash.update(format!(
                "{}|{}|{}|{}|{:032x}\n",
                row.id,
                row.stream,
                row.known_from,
                row.known_to,
                row.row.mark()
            ));
        }
        match rows.last() {
            Some(row) => last = row.id,
            None => return Ok(hex::encode(hash.finalize())),
        }
    }
}

//! What a view holds, as one number: two builds from one log must give the same.

use sha2::{Digest, Sha256};

use crate::{database::Database, failure::Failure, table::Table, writer::read_rows};

/// SHA-256 over what all rows say, as hexadecimal text. Ids are left out and so is the order of rows: after a person is
/// erased the rows of that stream stand elsewhere in a table that was kept up than in one built from nothing.
pub(crate) async fn of(database: &Database, table: &Table) -> Result<String, Failure> {
    let (mut sum, mut count, mut last) = ([0_u64; 4], 0_u64, -1);
    loop {
        let rows = read_rows(database, table, table.page(), vec![last.into()]).await?;
        for row in &rows {
            let text = format!("{}|{}|{}|{:032x}", row.stream, row.known_from, row.known_to, row.row.mark());
            add(&mut sum, &Sha256::digest(text));
            count += 1;
        }
        match rows.last() {
            Some(row) => last = row.id,
            None => break,
        }
    }
    let whole = sum.iter().fold(Sha256::new().chain_update(count.to_le_bytes()), |hash, part| {
        hash.chain_update(part.to_le_bytes())
    });
    Ok(hex::encode(whole.finalize()))
}

/// Adds a row's hash lane by lane, so that the sum is the same in any order and a row more often counts more often.
fn add(sum: &mut [u64; 4], hash: &[u8]) {
    for (lane, bytes) in sum.iter_mut().zip(hash.chunks_exact(8)) {
        let number = bytes.iter().rev().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        *lane = lane.wrapping_add(number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(texts: &[&str]) -> [u64; 4] {
        let mut sum = [0; 4];
        texts.iter().for_each(|text| add(&mut sum, &Sha256::digest(text)));
        sum
    }

    #[test]
    fn the_order_of_rows_does_not_count_and_their_number_does() {
        assert_eq!(sum(&["a", "b", "a"]), sum(&["a", "a", "b"]));
        assert_ne!(sum(&["a", "b"]), sum(&["a", "a", "b"]));
        assert_ne!(sum(&["a", "a"]), sum(&["b", "b"]));
        assert_ne!(sum(&["a"]), [0; 4]);
    }
}

use tempfile::TempDir;

/// The URL of a SQLite file that is not there yet, in a folder that goes when the guard is dropped.
pub fn fresh_sqlite() -> (TempDir, String) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let url = format!("sqlite://{}", folder.path().join("log.db").display());
    (folder, url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_tests_never_share_a_file() {
        let (_one, left) = fresh_sqlite();
        let (_other, right) = fresh_sqlite();
        assert_ne!(left, right);
    }
}

//! What may stand in a file.

use crate::files::{File, crate_of, crate_sources, project_files};
use crate::paths::facts;
use crate::tokens::tokens;

/// The only files of the crates that know which database they speak to.
const DATABASES: [&str; 2] = ["crates/eventstore/src/database.rs", "crates/projection/src/database.rs"];

const LONGEST: usize = 600;

/// Cut in two so that this file does not break its own rule.
const FORBIDDEN: [&str; 5] = [
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("to", "do!("),
    concat!("unimpl", "emented!("),
    concat!("#[ig", "nore"),
];

fn database_words(files: &[File]) -> Vec<String> {
    let others = files.iter().filter(|file| !DATABASES.contains(&file.path.as_str()));
    let named = others.flat_map(|file| tokens(&file.text).into_iter().map(move |token| (file, token)));
    let wrong = named.filter(|(_, token)| token.is_word() && names_a_database(&token.text));
    wrong.map(|(file, token)| format!("{}:{}: {}", file.path, token.line, token.text)).collect()
}

fn names_a_database(word: &str) -> bool {
    let starts_large = |rest: &str| rest.starts_with(|next: char| next.is_ascii_uppercase());
    let short = word.match_indices("Pg").any(|(at, _)| starts_large(&word[at + 2..]));
    word.contains("Sqlite") || word.contains("Postgres") || short
}

fn roots_with_items(files: &[File]) -> Vec<String> {
    let roots =
        files.iter().filter(|file| file.path == format!("crates/{}/src/lib.rs", crate_of(&file.path)));
    let items = roots.filter_map(|file| Some((file, facts(&file.text).own_item?)));
    items.map(|(file, (item, line))| format!("{}:{line}: {item}", file.path)).collect()
}

fn too_long(files: &[File]) -> Vec<String> {
    let measured = files.iter().map(|file| (file, file.text.lines().count()));
    let long = measured.filter(|(_, lines)| *lines > LONGEST);
    long.map(|(file, lines)| format!("{}: {lines} lines", file.path)).collect()
}

fn forbidden(files: &[File]) -> Vec<String> {
    let lines = files.iter().flat_map(|file| file.text.lines().enumerate().map(move |line| (file, line)));
    let wrong = lines.filter(|(_, (_, line))| FORBIDDEN.iter().any(|text| line.contains(text)));
    wrong.map(|(file, (at, line))| format!("{}:{}: {}", file.path, at + 1, line.trim())).collect()
}

#[test]
fn only_two_files_know_which_database_they_speak_to() {
    let wrong = database_words(&crate_sources());
    assert!(wrong.is_empty(), "say it through `Database`:\n{}", wrong.join("\n"));
}

#[test]
fn a_crate_root_only_declares_and_re_exports() {
    let wrong = roots_with_items(&crate_sources());
    assert!(wrong.is_empty(), "move the item into a file with a name:\n{}", wrong.join("\n"));
}

#[test]
fn no_file_of_a_crate_is_too_long_to_be_read_at_one_sitting() {
    let all = project_files();
    let rust: Vec<File> = all
        .into_iter()
        .filter(|file| file.path.starts_with("crates/") && file.path.ends_with(".rs"))
        .collect();
    let wrong = too_long(&rust);
    assert!(wrong.is_empty(), "more than {LONGEST} lines:\n{}", wrong.join("\n"));
}

#[test]
fn nothing_is_left_undone_and_nothing_names_a_machine() {
    let wrong = forbidden(&project_files());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn made_up(path: &str, text: &str) -> [File; 1] {
    [File { path: path.to_owned(), text: text.to_owned() }]
}

#[test]
fn the_word_of_a_database_in_the_wrong_file_is_found() {
    for word in ["SqlitePool", "Database::Postgres", "PgPool"] {
        let text = format!("// Postgres is only talked about.\nuse sqlx::{word};");
        assert_eq!(database_words(&made_up("crates/api/src/teacher.rs", &text)).len(), 1, "{word}");
        assert!(database_words(&made_up(DATABASES[0], &text)).is_empty());
    }
    assert!(database_words(&made_up("crates/api/src/page.rs", "let Pgp = postgres; \"Sqlite\";")).is_empty());
}

#[test]
fn a_crate_root_with_an_item_is_found() {
    for item in ["pub fn f() {}", "struct S;", "enum E {}", "impl T {}", "macro_rules! m { () => {} }"] {
        let text = format!("//! Words.\nmod a;\npub use a::A;\n{item}");
        assert_eq!(roots_with_items(&made_up("crates/api/src/lib.rs", &text)).len(), 1, "{item}");
    }
}

#[test]
fn a_file_that_is_too_long_is_found() {
    assert!(too_long(&made_up("crates/api/src/a.rs", &"\n".repeat(LONGEST))).is_empty());
    assert_eq!(too_long(&made_up("crates/api/src/a.rs", &"\n".repeat(LONGEST + 1))).len(), 1);
}

#[test]
fn forbidden_text_is_found_with_its_line() {
    for text in FORBIDDEN {
        let found = forbidden(&made_up("README.md", &format!("fine\n{text}")));
        assert_eq!(found, [format!("README.md:2: {text}")]);
    }
}

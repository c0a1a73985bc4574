//! The committed schema is a promise to clients.

// The types of the schema nest deeper than the compiler follows by itself.
#![recursion_limit = "256"]

#[test]
fn the_committed_schema_is_what_the_program_says() {
    let committed = include_str!("../../schema.graphql");
    assert!(committed == liangshi_api::schema::schema_text(), "run `cargo xtask schema` and commit the file");
}

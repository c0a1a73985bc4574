//! The limits that only the executor can watch.

use async_graphql::SchemaBuilder;

/// Depth of a query in the executor. Introspection as every tool sends it needs 15.
const DEPTH: usize = 20;
/// Complexity of a query in the executor. Introspection needs 250; a page of 200 with twenty fields each needs 4 000.
const COMPLEXITY: usize = 20_000;
/// Selection sets inside one another, fragments included.
const RECURSION: usize = 32;
/// Directives on one field.
const DIRECTIVES: usize = 8;

/// Gives a schema the limits that only the executor can watch, and stops it from suggesting names.
pub fn apply<Q, M, S>(builder: SchemaBuilder<Q, M, S>) -> SchemaBuilder<Q, M, S> {
    builder
        .limit_depth(DEPTH)
        .limit_complexity(COMPLEXITY)
        .limit_recursive_depth(RECURSION)
        .limit_directives(DIRECTIVES)
        .disable_suggestions()
}

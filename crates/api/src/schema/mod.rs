//! The GraphQL schema: what can be asked, and what can be done.
//!
//! To follow a question, begin in `query.rs` and the two files it gathers, `people.rs` and `talent.rs`: a field of the root makes a `Sight`, which is the two dates, the caller and what
//! was read so far; lists come from `roster.rs`, `pipeline.rs`, `organisation.rs` and `programme.rs`; what a thing shows
//! stands in the file of its name. Who may see what is decided in `access.rs` and nowhere else.

mod access;
mod activity;
mod appointment;
mod balance;
mod board;
mod candidacy;
mod codes;
mod competition;
mod conduct;
mod conduct_enums;
mod connection;
mod context;
mod decision;
#[cfg(test)]
mod documented;
mod duty;
mod eligible;
mod engagement;
mod enums;
mod establishment;
mod ethics_case;
mod ethics_coverage;
mod event;
mod fact;
mod fact_kind;
mod figure;
mod figures;
mod folded;
mod group_key;
mod headcount;
mod hold;
mod honour;
mod id;
mod impact;
mod import_batch;
mod intake;
mod loader;
mod measure;
mod merge;
mod metric;
mod metric_answer;
mod metric_count;
mod metric_definition;
mod movement;
mod movement_enums;
mod mutation;
mod node;
mod organisation;
mod outlook;
mod outside_enums;
mod pairing;
mod partnership;
mod people;
mod pipeline;
mod policy;
mod post_enums;
mod programme;
mod query;
mod record;
mod report;
mod research;
mod roster;
mod rotation;
mod scalar;
mod schools;
mod score;
mod selection;
mod service;
mod sight;
mod structure;
mod studio;
mod talent;
mod target;
mod teacher;
mod team;
mod training;
mod vocational;

use std::sync::Arc;

use async_graphql::{EmptySubscription, SDLExportOptions, Schema, SchemaBuilder};

pub use context::Registry;
use mutation::Mutation;
use query::Query;

use crate::{Executor, limits};

fn builder() -> SchemaBuilder<Query, Mutation, EmptySubscription> {
    limits::apply(Schema::build(Query::default(), Mutation::default(), EmptySubscription))
        .register_output_type::<node::Node>()
}

/// The schema over a registry.
pub fn build(registry: Registry) -> Arc<dyn Executor> {
    Arc::new(builder().data(registry).finish())
}

/// The schema as text, the same for the same program, for `schema.graphql`.
pub fn schema_text() -> String {
    let options = SDLExportOptions::new()
        .sorted_fields()
        .sorted_arguments()
        .sorted_enum_items()
        .use_space_ident()
        .include_specified_by();
    builder().finish().sdl_with_options(options)
}

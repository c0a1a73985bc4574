//! A group of requests as lists, one for each parameter of `append_batch`: the server reads lists without parsing.

use crate::{
    database::Server,
    prepare::{Common, Prepared},
};
use sqlx::{Database, query::QueryScalar};
use uuid::Uuid;

type Query<'q> = QueryScalar<'q, Server, String, <Server as Database>::Arguments>;

/// See `append_batch` for what each list is.
#[derive(Default)]
pub(crate) struct Lists<'a> {
    count: Vec<i64>,
    key: Vec<Option<&'a str>>,
    hash: Vec<Option<&'a str>>,
    answer: Vec<Option<&'a str>>,
    expect: (Vec<i64>, Vec<&'a str>, Vec<i64>),
    release: (Vec<i64>, [Vec<&'a str>; 3]),
    take: (Vec<i64>, [Vec<&'a str>; 4]),
    sealed: (Vec<i64>, Vec<&'a str>),
    of: Vec<i64>,
    id: Vec<String>,
    stream: Vec<&'a str>,
    version: Vec<i64>,
    kind: Vec<&'a str>,
    schema_version: Vec<i64>,
    actor: Vec<&'a str>,
    acting_for: Vec<Option<&'a str>>,
    correlation: Vec<String>,
    causation: Vec<Option<String>>,
    document: Vec<Option<&'a str>>,
    body: Vec<&'a str>,
}

impl<'a> Lists<'a> {
    pub(crate) fn of(group: &'a [Prepared]) -> Self {
        let mut lists = Self::default();
        for (of, request) in (1..).zip(group) {
            lists.request(of, request);
            lists.events(of, request);
        }
        lists
    }

    fn request(&mut self, of: i64, request: &'a Prepared) {
        let asked = request.idempotency.as_ref();
        self.count.push(request.count);
        self.key.push(asked.map(|asked| asked.key.as_str()));
        self.hash.push(asked.map(|asked| asked.hash.as_str()));
        self.answer.push(asked.map(|asked| asked.answer.as_str()));
        for (stream, version) in &request.expect {
            self.expect.0.push(of);
            self.expect.1.push(stream);
            self.expect.2.push(*version);
        }
        for key in &request.keys {
            self.sealed.0.push(of);
            self.sealed.1.push(key);
        }
        for ((scope, key), holder) in &request.releases {
            self.release.0.push(of);
            push(&mut self.release.1, [scope, key, holder]);
        }
        for ((scope, key), take) in &request.takes {
            self.take.0.push(of);
            push(&mut self.take.1, [scope, key, &take.holder, if take.ever { "ever" } else { "now" }]);
        }
    }

    fn events(&mut self, of: i64, request: &'a Prepared) {
        let Common { actor, acting_for, correlation, causation, document } = &request.common;
        for line in &request.lines {
            self.of.push(of);
            self.id.push(text(line.id));
            self.stream.push(request.grow.get(line.stream).map_or("", |(stream, _)| stream));
            self.version.push(line.version);
            self.kind.push(&line.kind);
            self.schema_version.push(line.schema_version);
            self.actor.push(actor);
            self.acting_for.push(acting_for.as_deref());
            self.correlation.push(text(*correlation));
            self.causation.push(causation.map(text));
            self.document.push(document.as_deref());
            self.body.push(&line.body);
        }
    }

    /// The query with each list in its place, from the second on.
    pub(crate) fn bound<'q>(self, query: Query<'q>) -> Query<'q>
    where
        'a: 'q,
    {
        let [release_scope, release_key, release_holder] = self.release.1;
        let [take_scope, take_key, take_holder, take_state] = self.take.1;
        let query = query.bind(self.count).bind(self.key).bind(self.hash).bind(self.answer);
        let query = query.bind(self.expect.0).bind(self.expect.1).bind(self.expect.2);
        let query = query.bind(self.release.0).bind(release_scope).bind(release_key).bind(release_holder);
        let query =
            query.bind(self.take.0).bind(take_scope).bind(take_key).bind(take_holder).bind(take_state);
        let query = query.bind(self.sealed.0).bind(self.sealed.1);
        let query = query.bind(self.of).bind(self.id).bind(self.stream).bind(self.version).bind(self.kind);
        let query = query.bind(self.schema_version).bind(self.actor).bind(self.acting_for);
        query.bind(self.correlation).bind(self.causation).bind(self.document).bind(self.body)
    }
}

fn push<'a, const N: usize>(lists: &mut [Vec<&'a str>; N], values: [&'a str; N]) {
    for (list, value) in lists.iter_mut().zip(values) {
        list.push(value);
    }
}

/// The stored form of an id.
fn text(id: Uuid) -> String {
    id.hyphenated().to_string()
}

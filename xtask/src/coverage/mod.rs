//! `cargo xtask coverage`: which sentence of the work plan is answered by which events, rules, views, fields and tests.
//!
//! Nothing is kept by hand. A docstring that names a sentence, as `S-31`, claims it for what it describes; a policy file
//! claims with `sentences = ["S-31"]`. A sentence that is not outside needs an event, a field and a story through the API.

mod read;
mod tags;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    fs,
    path::Path,
    process::ExitCode,
};

use anyhow::{Context, Result, bail};
use clap::Args;

use read::{Sentence, claims, sentences};
use tags::Kind;

#[derive(Args)]
pub(crate) struct Options {
    /// Only say whether the table is current and every sentence in scope is answered.
    #[arg(long)]
    check: bool,
}

const TABLE: &str = "docs/plan-coverage.md";

/// What claims a sentence, by kind.
type Claims = BTreeMap<String, BTreeMap<Kind, BTreeSet<String>>>;

pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    if options.check {
        check()?;
        return Ok(ExitCode::SUCCESS);
    }
    let (sentences, claims) = (sentences()?, claims()?);
    fs::write(root().join(TABLE), table(&sentences, &claims)).with_context(|| TABLE.to_owned())?;
    judge(&sentences, &claims)?;
    Ok(ExitCode::SUCCESS)
}

/// Fails when the table is not what the tags say, or a sentence in scope is not answered.
pub(crate) fn check() -> Result<()> {
    let (sentences, claims) = (sentences()?, claims()?);
    judge(&sentences, &claims)?;
    let kept = fs::read_to_string(root().join(TABLE)).unwrap_or_default();
    if kept != table(&sentences, &claims) {
        bail!("{TABLE} is not current; run `cargo xtask coverage`");
    }
    Ok(())
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// Every fault at once, because whoever mends one wants to know of the others.
fn judge(sentences: &[Sentence], claims: &Claims) -> Result<()> {
    let faults = faults(sentences, claims);
    if !faults.is_empty() {
        bail!("the plan is not covered:\n  {}", faults.join("\n  "));
    }
    Ok(())
}

fn faults(sentences: &[Sentence], claims: &Claims) -> Vec<String> {
    let mut faults = Vec::new();
    for id in claims.keys().filter(|id| !sentences.iter().any(|sentence| sentence.id == **id)) {
        faults.push(format!("{id} is claimed and is no sentence of the plan"));
    }
    for sentence in sentences {
        let claimed = claims.get(&sentence.id);
        let has = |kind| claimed.is_some_and(|claimed| claimed.contains_key(&kind));
        let missing: Vec<_> = Kind::NEEDED.into_iter().filter(|kind| !has(*kind)).map(Kind::name).collect();
        match &sentence.outside {
            Some(_) if claimed.is_some() => {
                faults.push(format!("{} is outside and claimed all the same", sentence.id));
            }
            Some(_) => {}
            None if !missing.is_empty() => {
                faults.push(format!("{} has no {}: {}", sentence.id, missing.join(", no "), sentence.quote));
            }
            None => {}
        }
    }
    faults
}

fn table(sentences: &[Sentence], claims: &Claims) -> String {
    let mut out = String::from(
        "# The plan and what answers to it\n\nWritten by `cargo xtask coverage` from the tags in the code and the policy files; not to be edited.\n\n\
         | sentence | paragraph | words of the plan | events | rules and policy | views | fields | stories |\n|---|---|---|---|---|---|---|---|\n",
    );
    let none = BTreeMap::new();
    for Sentence { id, item, quote, outside } in sentences {
        let claimed = claims.get(id).unwrap_or(&none);
        let _ = write!(out, "| {id} | {item} | {quote} |");
        if let Some(why) = outside {
            let _ = writeln!(out, " outside: {why} | | | | |");
            continue;
        }
        for kind in Kind::ALL {
            let names = claimed.get(&kind).into_iter().flatten().map(|name| format!("`{name}`"));
            let _ = write!(out, " {} |", names.collect::<Vec<_>>().join(" "));
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(id: &str, outside: Option<&str>) -> Sentence {
        Sentence {
            id: id.into(),
            item: "1".into(),
            quote: "words".into(),
            outside: outside.map(str::to_owned),
        }
    }

    fn claim(of: &[(&str, Kind)]) -> Claims {
        let mut claims = Claims::new();
        for (id, kind) in of {
            claims.entry((*id).into()).or_default().entry(*kind).or_default().insert("x".into());
        }
        claims
    }

    #[test]
    fn a_sentence_needs_an_event_a_field_and_a_story() {
        let all = [sentence("S-01", None)];
        let claims = claim(&[("S-01", Kind::Event), ("S-01", Kind::Field)]);
        assert_eq!(faults(&all, &claims), ["S-01 has no story: words"]);
        let claims = claim(&[("S-01", Kind::Event), ("S-01", Kind::Field), ("S-01", Kind::Story)]);
        assert_eq!(faults(&all, &claims), Vec::<String>::new());
    }

    #[test]
    fn what_is_outside_or_unknown_may_not_be_claimed() {
        let all = [sentence("S-01", Some("pupils"))];
        assert_eq!(faults(&all, &Claims::new()), Vec::<String>::new());
        let claims = claim(&[("S-01", Kind::Rule), ("S-99", Kind::Rule)]);
        assert_eq!(faults(&all, &claims).len(), 2);
    }
}

//! Where the sentences and the claims are read from.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use serde::Deserialize;

use super::{
    Claims, root,
    tags::{self, Kind, Tag},
};

/// A sentence of the plan.
#[derive(Deserialize)]
pub(super) struct Sentence {
    pub(super) id: String,
    /// The paragraph it stands in.
    pub(super) item: String,
    /// Its own words.
    pub(super) quote: String,
    /// Why no registry of persons can hold it.
    pub(super) outside: Option<String>,
}

#[derive(Deserialize)]
struct SentenceFile {
    sentences: Vec<Sentence>,
}

/// A policy file, as far as it claims.
#[derive(Deserialize)]
struct PolicyFile {
    id: Option<String>,
    slug: Option<String>,
    #[serde(default)]
    sentences: Vec<String>,
}

pub(super) fn sentences() -> Result<Vec<Sentence>> {
    let mut all = Vec::new();
    for path in files(&root().join("policy/sentences"), "toml")? {
        let file: SentenceFile = toml::from_str(&text(&path)?).with_context(|| path.display().to_string())?;
        all.extend(file.sentences);
    }
    Ok(all)
}

pub(super) fn claims() -> Result<Claims> {
    let mut all: Vec<(Kind, Tag)> = Vec::new();
    let mut add = |kind: Kind, tags: Vec<Tag>| all.extend(tags.into_iter().map(|tag| (kind, tag)));
    for path in files(&root().join("crates/domain/src"), "rs")? {
        add(Kind::Event, tags::events(&text(&path)?));
    }
    for folder in ["policy/rules", "policy/programmes", "policy/honours"] {
        for path in files(&root().join(folder), "toml")? {
            add(Kind::Rule, vec![policy(&path)?]);
        }
    }
    for path in files(&root().join("crates/projection/src/views"), "rs")? {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        add(Kind::View, vec![tags::module(&text(&path)?, name)]);
    }
    add(Kind::Field, tags::fields(&text(&root().join("schema.graphql"))?));
    for path in files(&root().join("tests/tests/stories"), "rs")? {
        add(Kind::Story, tags::stories(&text(&path)?));
    }
    let mut claims = Claims::new();
    for (kind, Tag { name, sentences }) in all {
        for sentence in sentences {
            claims.entry(sentence).or_default().entry(kind).or_default().insert(name.clone());
        }
    }
    Ok(claims)
}

fn policy(path: &Path) -> Result<Tag> {
    let file: PolicyFile = toml::from_str(&text(path)?).with_context(|| path.display().to_string())?;
    Ok(Tag { name: file.id.or(file.slug).unwrap_or_default(), sentences: file.sentences })
}

fn text(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| path.display().to_string())
}

/// Every file below a folder whose name ends so, in order.
fn files(folder: &Path, ending: &str) -> Result<Vec<PathBuf>> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

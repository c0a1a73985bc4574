//! The checks every policy file shares, and the one way a text becomes a value.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;

use super::day::NOT_A_DATE;
use super::fault::{FaultKind, PolicyFault};
use super::in_force::InForce;
use super::label::Label;
use super::quantity::NOT_A_NUMBER;

/// Reads TOML and turns the reader's message into a fault with line, key and vocabulary.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Result<T, PolicyFault> {
    toml::from_str(text).map_err(|error| {
        let start = error.span().map(|span| span.start.min(text.len()));
        let before = start.and_then(|start| text.get(..start));
        let line = before.map(|before| before.matches('\n').count() + 1);
        let written = line.and_then(|line| text.lines().nth(line - 1)).unwrap_or_default();
        let key = written.split('=').next().unwrap_or_default().trim().to_owned();
        PolicyFault { line, ..PolicyFault::at(key, translate(error.message())) }
    })
}

/// serde speaks English sentences only; the four that matter are taken apart so that they can be said in Chinese.
fn translate(message: &str) -> FaultKind {
    let words: Vec<String> = message.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    let first = words.first().cloned().unwrap_or_default();
    let allowed = words.into_iter().skip(1).collect();
    if let Some(found) = message.strip_prefix(NOT_A_DATE) {
        return FaultKind::NotADate { found: found.to_owned() };
    }
    if let Some(found) = message.strip_prefix(NOT_A_NUMBER) {
        return FaultKind::NotANumber { found: found.to_owned() };
    }
    if message.starts_with("unknown field") {
        return FaultKind::UnknownKey { found: first, allowed };
    }
    if message.starts_with("unknown variant") {
        return FaultKind::ValueNotAllowed { found: first, allowed };
    }
    if message.starts_with("missing field") {
        return FaultKind::MissingKey { name: first };
    }
    FaultKind::Unreadable { detail: message.lines().collect::<Vec<_>>().join(" ") }
}

/// Ids are written in small letters, so that they survive every file system, URL and person.
pub(crate) fn slug(key: &str, found: &str) -> Result<(), PolicyFault> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let edge = found.starts_with('-') || found.ends_with('-');
    if found.is_empty() || edge || !found.chars().all(fits) {
        return Err(PolicyFault::at(key, FaultKind::BadSlug { found: found.to_owned() }));
    }
    Ok(())
}

pub(crate) fn not_blank(key: &str, text: &str) -> Result<(), PolicyFault> {
    if text.trim().is_empty() { Err(PolicyFault::at(key, FaultKind::Empty)) } else { Ok(()) }
}

pub(crate) fn labelled(key: &str, label: &Label) -> Result<(), PolicyFault> {
    if label.is_blank() { Err(PolicyFault::at(key, FaultKind::Empty)) } else { Ok(()) }
}

pub(crate) fn positive(key: &str, number: Option<u16>) -> Result<(), PolicyFault> {
    match number {
        Some(0) => {
            Err(PolicyFault::at(key, FaultKind::NumberTooSmall { found: "0".into(), than: "0".into() }))
        }
        Some(_) | None => Ok(()),
    }
}

pub(crate) fn unique<'a>(key: &str, ids: impl IntoIterator<Item = &'a str>) -> Result<(), PolicyFault> {
    let mut seen = BTreeSet::new();
    match ids.into_iter().find(|id| !seen.insert(*id)) {
        Some(id) => Err(PolicyFault::at(key, FaultKind::DuplicateId { found: id.to_owned() })),
        None => Ok(()),
    }
}

pub(crate) fn one_of<'a>(
    key: &str,
    found: &str,
    allowed: impl IntoIterator<Item = &'a str>,
) -> Result<(), PolicyFault> {
    let allowed: Vec<String> = allowed.into_iter().map(str::to_owned).collect();
    if allowed.iter().any(|word| word == found) {
        return Ok(());
    }
    Err(PolicyFault::at(key, FaultKind::ValueNotAllowed { found: found.to_owned(), allowed }))
}

/// Every period holds at least a day, and two entries of one code never hold on the same day.
pub(crate) fn periods(key: &str, entries: &[(&str, InForce)]) -> Result<(), PolicyFault> {
    for (at, (code, period)) in entries.iter().enumerate() {
        if let (true, Some(from), Some(to)) = (period.is_empty(), period.from, period.to) {
            let kind = FaultKind::EndBeforeStart { from: from.to_string(), to: to.to_string() };
            return Err(PolicyFault::at(format!("{key}.{code}"), kind));
        }
        let clash = entries.iter().skip(at + 1).any(|(other, later)| other == code && later.overlaps(period));
        if clash {
            let kind = FaultKind::PeriodsOverlap { found: (*code).to_owned() };
            return Err(PolicyFault::at(format!("{key}.{code}"), kind));
        }
    }
    Ok(())
}

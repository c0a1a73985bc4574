//! The shape of everything the log keeps of this crate, as data: what `cargo xtask shapes` writes down and compares.

use serde_json::Value;

use crate::{
    DecisionDocument,
    candidacy::CandidacyEvent,
    machine::shape_of,
    organisation::OrganisationEvent,
    programme::ProgrammeEvent,
    round::RoundEvent,
    studio::StudioEvent,
    teacher::{Statement, merge::MergeEvent, past::PastEvent, privacy::PrivacyEvent},
};

/// The decision document stands beside the body of an event, for every kind of event alike.
const DOCUMENT: &str = "envelope.document";

/// Name, version and shape of each stored value, sorted. The document has no version to raise, so it may only grow.
pub fn shapes() -> Vec<(&'static str, i64, Value)> {
    let families = [
        Statement::shapes(),
        PastEvent::shapes(),
        PrivacyEvent::shapes(),
        MergeEvent::shapes(),
        OrganisationEvent::shapes(),
        ProgrammeEvent::shapes(),
        RoundEvent::shapes(),
        CandidacyEvent::shapes(),
        StudioEvent::shapes(),
        vec![(DOCUMENT, 1, shape_of::<DecisionDocument>())],
    ];
    let mut shapes: Vec<_> = families.into_iter().flatten().collect();
    shapes.sort_unstable_by_key(|(name, version, _)| (*name, *version));
    shapes
}

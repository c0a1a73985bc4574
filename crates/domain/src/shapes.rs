//! The shape of everything the log keeps of this crate, as data: what `cargo xtask shapes` writes down and compares.

use serde_json::Value;

use crate::{
    DecisionDocument,
    activity::ActivityEvent,
    candidacy::CandidacyEvent,
    case::CaseEvent,
    engagement::EngagementEvent,
    establishment::EstablishmentEvent,
    import_batch::ImportBatchEvent,
    intake::IntakeEvent,
    machine::shape_of,
    organisation::OrganisationEvent,
    pairing::PairingEvent,
    partnership::PartnershipEvent,
    pool::PoolEvent,
    programme::ProgrammeEvent,
    register::RegisterEvent,
    report::ReportEvent,
    research::ResearchEvent,
    rotation::RotationEvent,
    round::RoundEvent,
    studio::StudioEvent,
    subsidy::SubsidyEvent,
    target::TargetEvent,
    teacher::{Statement, merge::MergeEvent, past::PastEvent, privacy::PrivacyEvent},
    team::TeamEvent,
    vocational::VocationalEvent,
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
        RegisterEvent::shapes(),
        TargetEvent::shapes(),
        CandidacyEvent::shapes(),
        StudioEvent::shapes(),
        ActivityEvent::shapes(),
        RotationEvent::shapes(),
        PairingEvent::shapes(),
        ReportEvent::shapes(),
        ImportBatchEvent::shapes(),
        CaseEvent::shapes(),
        TeamEvent::shapes(),
        ResearchEvent::shapes(),
        EngagementEvent::shapes(),
        IntakeEvent::shapes(),
        SubsidyEvent::shapes(),
        VocationalEvent::shapes(),
        PartnershipEvent::shapes(),
        EstablishmentEvent::shapes(),
        PoolEvent::shapes(),
        vec![(DOCUMENT, 1, shape_of::<DecisionDocument>())],
    ];
    let mut shapes: Vec<_> = families.into_iter().flatten().collect();
    shapes.sort_unstable_by_key(|(name, version, _)| (*name, *version));
    shapes
}

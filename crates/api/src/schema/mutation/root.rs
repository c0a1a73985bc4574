use async_graphql::MergedObject;

use super::{
    conduct::ConductMutation, hire::HireMutation, honour::HonourMutation, identity::IdentityMutation,
    organisation::OrganisationMutation, past::PastMutation, post::PostMutation, programme::ProgrammeMutation,
    round::RoundMutation, secondment::SecondmentMutation, selection::SelectionMutation, studio::StudioMutation,
    term::TermMutation, training::TrainingMutation,
};

/// Everything that can be asked to happen (办理).
#[derive(MergedObject, Default)]
pub struct Mutation(
    IdentityMutation,
    HireMutation,
    PostMutation,
    TrainingMutation,
    SecondmentMutation,
    HonourMutation,
    ConductMutation,
    PastMutation,
    OrganisationMutation,
    ProgrammeMutation,
    RoundMutation,
    SelectionMutation,
    TermMutation,
    StudioMutation,
);

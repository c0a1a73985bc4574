use async_graphql::MergedObject;

use super::{
    activity::ActivityMutation, appointment::AppointmentMutation, case::CaseMutation,
    conduct::ConductMutation, discipline::DisciplineMutation, duty::DutyMutation,
    engagement::EngagementMutation, establishment::EstablishmentMutation, hire::HireMutation,
    honour::HonourMutation, identity::IdentityMutation, import_batch::ImportBatchMutation,
    intake::IntakeMutation, merge::MergeMutation, metric::MetricMutation, movement::MovementMutation,
    organisation::OrganisationMutation, pairing::PairingMutation, partnership::PartnershipMutation,
    past::PastMutation, post::PostMutation, privacy::PrivacyMutation, programme::ProgrammeMutation,
    record::RecordMutation, report::ReportMutation, research::ResearchMutation, rotation::RotationMutation,
    round::RoundMutation, rule::RuleMutation, secondment::SecondmentMutation, selection::SelectionMutation,
    studio::StudioMutation, target::TargetMutation, team::TeamMutation, term::TermMutation,
    training::TrainingMutation, vocational::VocationalMutation, voiding::VoidingMutation,
};

/// Everything that can be asked to happen (办理). It is gathered group by group: one flat list of all would nest the types of its
/// futures deeper than the compiler follows.
#[derive(MergedObject, Default)]
pub(crate) struct Mutation(
    PersonMutations,
    PostMutations,
    MeritMutations,
    TalentMutations,
    WorkMutations,
    OutsideMutations,
);

/// Persons: who they are, and service.
#[derive(MergedObject, Default)]
struct PersonMutations(
    IdentityMutation,
    HireMutation,
    PostMutation,
    TrainingMutation,
    SecondmentMutation,
    MergeMutation,
);

/// The posts of persons, and what is on record about them.
#[derive(MergedObject, Default)]
struct PostMutations(
    AppointmentMutation,
    RecordMutation,
    DutyMutation,
    ReportMutation,
    MetricMutation,
    ImportBatchMutation,
);

/// Merit, conduct, and the past of a person.
#[derive(MergedObject, Default)]
struct MeritMutations(
    HonourMutation,
    ConductMutation,
    DisciplineMutation,
    CaseMutation,
    PastMutation,
    PrivacyMutation,
);

/// Organisations, programmes and those who pass through them.
#[derive(MergedObject, Default)]
struct TalentMutations(
    OrganisationMutation,
    ProgrammeMutation,
    RoundMutation,
    SelectionMutation,
    TermMutation,
    StudioMutation,
);

/// What units and persons do together.
#[derive(MergedObject, Default)]
struct WorkMutations(
    MovementMutation,
    RotationMutation,
    PairingMutation,
    EstablishmentMutation,
    RuleMutation,
    TargetMutation,
    ActivityMutation,
);

/// Teams, research staff and those from outside.
#[derive(MergedObject, Default)]
struct OutsideMutations(
    TeamMutation,
    ResearchMutation,
    EngagementMutation,
    IntakeMutation,
    VocationalMutation,
    PartnershipMutation,
    VoidingMutation,
);

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use async_graphql::{EmptySubscription, Schema};

    use super::*;
    use crate::schema::{Query, mutation::access::MUTATIONS, schema_text};

    /// The lines of `type Mutation` that declare a field.
    fn fields() -> Vec<String> {
        let text = schema_text();
        let (_, rest) = text.split_once("type Mutation {").unwrap();
        let (block, _) = rest.split_once("\n}").unwrap();
        let lines = block.lines().map(str::trim);
        lines.filter(|line| line.contains("(input: ")).map(str::to_owned).collect()
    }

    #[test]
    fn the_schema_has_the_mutations_of_the_table_and_no_others() {
        let offered: BTreeSet<_> =
            fields().iter().filter_map(|line| Some(line.split_once('(')?.0.to_owned())).collect();
        let listed: BTreeSet<_> = MUTATIONS.iter().map(|(_, field, _)| (*field).to_owned()).collect();
        assert_eq!(offered, listed);
    }

    #[test]
    fn every_mutation_takes_one_input_of_its_own_and_answers_with_a_payload() {
        for line in fields() {
            let (field, rest) = line.split_once('(').unwrap();
            let input = format!("input: {}{}Input!): ", field[..1].to_uppercase(), &field[1..]);
            assert!(rest.starts_with(&input) && rest.ends_with("Payload!"), "{line}");
        }
    }

    #[tokio::test]
    async fn everything_a_caller_writes_or_reads_here_is_described() {
        let schema = Schema::build(Query::default(), Mutation::default(), EmptySubscription).finish();
        let text = "{ __schema { types { name description inputFields { name description } fields { name description } } } }";
        let answer = schema.execute(text).await.data.into_json().unwrap();
        let types = answer["__schema"]["types"].as_array().unwrap();
        let ours = |name: &str| {
            name == "UserError"
                || name == "RuleRef"
                || ["Input", "Payload"].iter().any(|end| name.ends_with(end))
        };
        let ours: Vec<_> = types.iter().filter(|kind| kind["name"].as_str().is_some_and(ours)).collect();
        assert!(ours.len() > 80);
        for kind in ours {
            let fields = kind["inputFields"].as_array().or(kind["fields"].as_array()).unwrap();
            for described in std::iter::once(kind).chain(fields) {
                assert!(described["description"].is_string(), "{} {}", kind["name"], described["name"]);
            }
        }
    }
}

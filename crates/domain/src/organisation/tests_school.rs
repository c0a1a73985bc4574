use uuid::Uuid;

use super::*;
use crate::{
    OrganisationId, TeacherId,
    testing::{Given, day, given, on, told},
    witness::Witness,
};

const UNIT: OrganisationId = OrganisationId(Uuid::from_u128(1));
const OTHER: OrganisationId = OrganisationId(Uuid::from_u128(2));
const THIRD: OrganisationId = OrganisationId(Uuid::from_u128(3));

fn opened(kind: OrganisationKind) -> OrganisationEvent {
    let description =
        Description { name: "甲".to_owned(), kind, nature: Nature::Public, code: None, place: None };
    OrganisationEvent::OrganisationOpened(OpenOrganisation {
        description: Some(description),
        from: on("2000-09-01"),
    })
}

fn world(witness: &mut Witness) {
    witness.about = UNIT.stream();
    witness.organisations.insert(OTHER, told(101, [opened(OrganisationKind::School)]));
    witness.organisations.insert(THIRD, told(201, [opened(OrganisationKind::School)]));
}

fn school() -> Given<Organisation> {
    given::<Organisation>([opened(OrganisationKind::School)]).with(world)
}

fn merge(successors: Vec<Succession>) -> MergeOrganisation {
    MergeOrganisation { into: OTHER, on: on("2023-08-01"), successors }
}

#[test]
fn a_merger_names_who_goes_to_which_of_several_successors() {
    let [one, two] = [1, 2].map(|id| TeacherId(Uuid::from_u128(id)));
    let to = |organisation, teachers: &[TeacherId]| Succession { organisation, teachers: teachers.to_vec() };
    let asked = merge(vec![to(THIRD, &[one])]);
    let merged = OrganisationEvent::OrganisationMerged(asked.clone());
    school().when(OrganisationCommand::MergeOrganisation(asked)).then([merged.clone()]);
    let unit: Organisation = told(1, [opened(OrganisationKind::School), merged]);
    assert_eq!(unit.successor_of(Some(one)), Some(THIRD));
    assert_eq!(unit.successor_of(Some(two)), Some(OTHER));
    assert_eq!(unit.successors().iter().map(|to| to.0).collect::<Vec<_>>(), [OTHER, THIRD]);

    let twice = merge(vec![to(THIRD, &[one]), to(OTHER, &[one])]);
    school().when(OrganisationCommand::MergeOrganisation(twice)).refuses("ORGANISATION_SUCCESSOR_TWICE");
    let unknown = merge(vec![to(OrganisationId(Uuid::from_u128(9)), &[one])]);
    school().when(OrganisationCommand::MergeOrganisation(unknown)).refuses("ORGANISATION_SUCCESSOR_UNKNOWN");
    let itself = merge(vec![to(UNIT, &[one])]);
    school().when(OrganisationCommand::MergeOrganisation(itself)).refuses("ORGANISATION_MERGED_INTO_ITSELF");
}

#[test]
fn a_school_is_led_in_another_way_from_a_day_on() {
    let adopt =
        |pilot| AdoptGovernanceMode { mode: GovernanceMode::PartyLeadership, pilot, from: on("2022-09-01") };
    let adopted = OrganisationEvent::GovernanceModeAdopted(adopt(true));
    school().when(OrganisationCommand::AdoptGovernanceMode(adopt(true))).then([adopted.clone()]);
    let unit: Organisation = told(1, [opened(OrganisationKind::School), adopted.clone()]);
    assert_eq!(unit.governance_on(day("2022-08-31")), None);
    let held = unit.governance_on(day("2022-09-01")).map(|step| step.value);
    assert_eq!(held, Some((GovernanceMode::PartyLeadership, true)));
    given::<Organisation>([opened(OrganisationKind::School), adopted])
        .when(OrganisationCommand::AdoptGovernanceMode(adopt(true)))
        .refuses("ORGANISATION_NO_CHANGE");
    given::<Organisation>([opened(OrganisationKind::Town)])
        .when(OrganisationCommand::AdoptGovernanceMode(adopt(false)))
        .refuses("ORGANISATION_NOT_A_SCHOOL");
}

fn centre(level: CentreLevel) -> DesignateDevelopmentCentre {
    DesignateDevelopmentCentre { level, pilot: true, from: on("2022-01-01") }
}

#[test]
fn a_development_centre_hangs_under_one_of_the_level_just_above() {
    let kind = OrganisationKind::DevelopmentCentre;
    let own = |level| OrganisationEvent::DevelopmentCentreDesignated(centre(level));
    let above = |level: Option<CentreLevel>| {
        move |witness: &mut Witness| {
            witness.about = UNIT.stream();
            witness.organisations.insert(OTHER, told(101, [opened(kind)].into_iter().chain(level.map(own))));
        }
    };
    let under =
        ReparentOrganisation { kind: ParentKind::Development, parent: Some(OTHER), from: on("2022-03-01") };
    let hung = OrganisationEvent::OrganisationReparented(under.clone());
    let reparent = || OrganisationCommand::ReparentOrganisation(under.clone());
    let told_as = |level| given::<Organisation>([opened(kind), own(level)]);
    told_as(CentreLevel::School).with(above(Some(CentreLevel::Town))).when(reparent()).then([hung.clone()]);
    for level in [None, Some(CentreLevel::City), Some(CentreLevel::School)] {
        let refusal = "ORGANISATION_CENTRE_NOT_ONE_ABOVE";
        told_as(CentreLevel::School).with(above(level)).when(reparent()).refuses(refusal);
    }
    let later = DesignateDevelopmentCentre { from: on("2022-04-01"), ..centre(CentreLevel::Town) };
    given::<Organisation>([opened(kind), hung])
        .with(above(Some(CentreLevel::Town)))
        .when(OrganisationCommand::DesignateDevelopmentCentre(later))
        .refuses("ORGANISATION_CENTRE_NOT_ONE_ABOVE");
    let town = OrganisationCommand::DesignateDevelopmentCentre(centre(CentreLevel::Town));
    school().when(town).refuses("ORGANISATION_NOT_A_CENTRE");
}

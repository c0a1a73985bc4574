//! Numbers reported of an organisation: goals of staffing, classes, and average pay. They are reported by others and stored as
//! they came.

use std::collections::BTreeMap;

use super::{
    event::{OrganisationEvent, ReportClasses, ReportPayAggregate, SetStaffingGoal},
    refusal::OrganisationRefusal,
};
use crate::{
    EventId, Period,
    code::Stage,
    steps::{Step, Steps},
};

/// What was reported.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    goal: Option<(SetStaffingGoal, EventId)>,
    classes: BTreeMap<Stage, Steps<u32>>,
    pay: BTreeMap<i32, (ReportPayAggregate, EventId)>,
}

impl Figures {
    /// How many are to be there by when, as last set, with the event that says so.
    pub fn goal(&self) -> Option<&(SetStaffingGoal, EventId)> {
        self.goal.as_ref()
    }

    /// The classes of each stage with the days for which they are the latest count.
    pub fn classes(&self) -> impl Iterator<Item = (Stage, Period, &Step<u32>)> {
        let stages = self.classes.iter();
        stages.flat_map(|(stage, steps)| steps.periods().map(|(period, step)| (*stage, period, step)))
    }

    /// The average pay of each year, with the event that says so.
    pub fn pay(&self) -> impl Iterator<Item = &(ReportPayAggregate, EventId)> {
        self.pay.values()
    }

    pub(super) fn set_goal(&mut self, goal: &SetStaffingGoal, by: EventId) {
        self.goal = Some((goal.clone(), by));
    }

    pub(super) fn report_classes(&mut self, reported: &ReportClasses, by: EventId) {
        self.classes.entry(reported.stage).or_default().set(reported.on.day, reported.classes, by);
    }

    pub(super) fn report_pay(&mut self, pay: &ReportPayAggregate, by: EventId) {
        self.pay.insert(pay.year, (pay.clone(), by));
    }
}

/// A goal of nobody is none.
pub(super) fn goal(asked: &SetStaffingGoal) -> Result<OrganisationEvent, OrganisationRefusal> {
    if asked.persons == 0 {
        return Err(OrganisationRefusal::GoalOfNobody);
    }
    Ok(OrganisationEvent::StaffingGoalSet(asked.clone()))
}

/// An average is above nothing, and is not reported again with the same numbers.
pub(super) fn pay(
    figures: &Figures,
    asked: &ReportPayAggregate,
) -> Result<OrganisationEvent, OrganisationRefusal> {
    if asked.teachers_fen <= 0 || asked.civil_servants_fen <= 0 {
        return Err(OrganisationRefusal::PayNotPositive);
    }
    match figures.pay.get(&asked.year).filter(|(before, _)| before == asked) {
        Some((_, fact)) => Err(OrganisationRefusal::NoChange { fact: *fact }),
        None => Ok(OrganisationEvent::PayAggregateReported(asked.clone())),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Organisation, OrganisationCommand, code::GovernanceMode, event::AdoptGovernanceMode};
    use super::*;
    use crate::{
        organisation::{Description, Nature, OpenOrganisation, OrganisationKind},
        testing::{Given, fact, given, on, told},
    };

    fn opened() -> OrganisationEvent {
        let (name, kind) = ("莞城第一小学".to_owned(), OrganisationKind::School);
        let description = Description { name, kind, nature: Nature::Public, code: None, place: None };
        OrganisationEvent::OrganisationOpened(OpenOrganisation {
            description: Some(description),
            from: on("2000-09-01"),
        })
    }

    fn story(more: impl IntoIterator<Item = OrganisationEvent>) -> Given<Organisation> {
        given(std::iter::once(opened()).chain(more))
    }

    fn pay(year: i32, teachers: i64) -> ReportPayAggregate {
        ReportPayAggregate { year, teachers_fen: teachers, civil_servants_fen: 15_000_000 }
    }

    #[test]
    fn a_mode_of_governance_holds_from_its_day_until_another_is_adopted() {
        let adopt = |mode, pilot, from: &str| AdoptGovernanceMode { mode, pilot, from: on(from) };
        let first = adopt(GovernanceMode::PartyLeadership, true, "2022-03-01");
        let adopted = OrganisationEvent::GovernanceModeAdopted(first.clone());
        let asked = || OrganisationCommand::AdoptGovernanceMode(first.clone());
        story([]).when(asked()).then([adopted.clone()]);
        story([adopted.clone()]).when(asked()).refuses("ORGANISATION_NO_CHANGE");
        let whole = adopt(GovernanceMode::PartyLeadership, false, "2022-09-01");
        let later = OrganisationEvent::GovernanceModeAdopted(whole);
        let school: Organisation = told(1, [opened(), adopted, later]);
        let pilot = |day: &str| school.governance_on(on(day).day).map(|step| step.value.1);
        assert_eq!(
            (pilot("2022-02-28"), pilot("2022-08-31"), pilot("2022-09-01")),
            (None, Some(true), Some(false))
        );
    }

    #[test]
    fn a_goal_names_persons_and_a_day() {
        let goal = |persons| SetStaffingGoal { persons, by: on("2022-09-01") };
        let set = OrganisationEvent::StaffingGoalSet(goal(60));
        story([]).when(OrganisationCommand::SetStaffingGoal(goal(60))).then([set]);
        story([]).when(OrganisationCommand::SetStaffingGoal(goal(0))).refuses("STAFFING_GOAL_OF_NOBODY");
    }

    #[test]
    fn classes_hold_until_the_next_count() {
        let count = |classes, day: &str| ReportClasses { stage: Stage::Primary, classes, on: on(day) };
        let asked = count(24, "2021-09-01");
        let reported = OrganisationEvent::ClassesReported(asked.clone());
        story([]).when(OrganisationCommand::ReportClasses(asked)).then([reported.clone()]);
        let later = OrganisationEvent::ClassesReported(count(26, "2022-09-01"));
        let school: Organisation = told(1, [opened(), reported, later]);
        let counts: Vec<_> = school.figures().classes().map(|(_, _, step)| step.value).collect();
        assert_eq!(counts, [24, 26]);
    }

    #[test]
    fn average_pay_is_reported_by_year_and_may_be_reported_anew() {
        let asked = |asked| OrganisationCommand::ReportPayAggregate(asked);
        let reported = || OrganisationEvent::PayAggregateReported(pay(2021, 15_200_000));
        story([]).when(asked(pay(2021, 15_200_000))).then([reported()]);
        let again = story([reported()]).when(asked(pay(2021, 15_200_000))).refuses("ORGANISATION_NO_CHANGE");
        assert_eq!(crate::Refusal::facts(&again), [fact(2)]);
        story([reported()]).when(asked(pay(2021, 15_300_000))).event();
        story([]).when(asked(pay(2021, 0))).refuses("PAY_AVERAGE_NOT_POSITIVE");
    }
}

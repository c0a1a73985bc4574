use uuid::Uuid;

use super::*;
use crate::{
    OrganisationId, VoidEntry,
    organisation::{Organisation, OrganisationEvent},
    testing::{day, fact, given, on, survives_the_wire, told},
    witness::Witness,
};

fn setting() -> TargetSetting {
    TargetSetting {
        title: "250名“三名”工作室主持人".to_owned(),
        sentence: Some("S-33".to_owned()),
        number: Some(250),
        unit: Some("名".to_owned()),
        from: on("2022-03-25"),
        deadline: on("2023-01-01"),
        deadline_inferred: true,
        office: Some("师资科".to_owned()),
        organisation: None,
        rules: Vec::new(),
    }
}

fn set() -> TargetEvent {
    TargetEvent::TargetSet(setting())
}

fn met(text: &str) -> TargetEvent {
    TargetEvent::TargetMet(MeetTarget { on: on(text), value: Some(250) })
}

fn unit(kind: &str) -> impl FnOnce(&mut Witness) {
    let body = format!(
        r#"{{"description":{{"name":"东城","kind":"{kind}","nature":"PUBLIC"}},"from":"2000-01-01"}}"#
    );
    let event = OrganisationEvent::read("organisation.opened", &body).unwrap().unwrap();
    move |witness| {
        witness.organisations.insert(OrganisationId(Uuid::from_u128(5)), told::<Organisation>(50, [event]));
    }
}

fn claim() -> TargetCommand {
    let organisation = OrganisationId(Uuid::from_u128(5));
    TargetCommand::ClaimTarget(ClaimTarget { organisation, on: on("2022-04-01") })
}

#[test]
fn a_target_has_an_owner_and_the_rule_it_was_judged_by_is_kept() {
    let event = given::<Target>([]).when(TargetCommand::SetTarget(setting())).event();
    let TargetEvent::TargetSet(kept) = event else { panic!("it is set") };
    assert_eq!(
        kept.rules.iter().map(|rule| (rule.rule.as_str(), rule.satisfied)).collect::<Vec<_>>(),
        [("R-91", true)]
    );
    let ownerless = TargetSetting { office: Some(" ".to_owned()), ..setting() };
    given::<Target>([]).when(TargetCommand::SetTarget(ownerless)).refuses("TARGET_WITHOUT_OWNER");
    let reversed = TargetSetting { deadline: on("2022-03-25"), ..setting() };
    given::<Target>([]).when(TargetCommand::SetTarget(reversed)).refuses("TARGET_DEADLINE_TOO_EARLY");
    given::<Target>([set()]).when(TargetCommand::SetTarget(setting())).refuses("TARGET_ALREADY_SET");
}

#[test]
fn a_deadline_moves_by_a_document_and_the_old_one_stays_known() {
    let change =
        ChangeDeadline { deadline: on("2023-07-01"), on: on("2022-12-01"), reason: "疫情".to_owned() };
    given::<Target>([set()])
        .when(TargetCommand::ChangeDeadline(change.clone()))
        .refuses("TARGET_DOCUMENT_MISSING");
    let event = TargetEvent::DeadlineChanged(change.clone());
    given::<Target>([set()])
        .by("1号", None)
        .when(TargetCommand::ChangeDeadline(change.clone()))
        .then([event.clone()]);
    let target = told::<Target>(1, [set(), event]);
    assert_eq!(target.deadline_on(day("2022-11-30")).map(|step| step.value), Some(day("2023-01-01")));
    assert_eq!(target.deadline_on(day("2022-12-01")).map(|step| step.value), Some(day("2023-07-01")));
    let same = ChangeDeadline { deadline: on("2023-01-01"), ..change };
    given::<Target>([set()])
        .by("1号", None)
        .when(TargetCommand::ChangeDeadline(same))
        .refuses("TARGET_DEADLINE_UNCHANGED");
}

#[test]
fn a_look_back_opens_a_met_target_again_when_it_no_longer_holds() {
    let look = |holds| PerformLookBack { on: on("2023-03-01"), holds, finding: "现场核查".to_owned() };
    given::<Target>([set()]).when(TargetCommand::PerformLookBack(look(false))).refuses("TARGET_NOT_MET");
    let fell = TargetEvent::LookBackPerformed(look(false));
    given::<Target>([set(), met("2022-12-20")])
        .when(TargetCommand::PerformLookBack(look(false)))
        .then([fell.clone()]);
    let target = told::<Target>(1, [set(), met("2022-12-20"), fell]);
    assert_eq!(target.standing_on(day("2023-02-28")).map(|step| step.value), Some(Standing::Met));
    assert_eq!(target.standing_on(day("2023-03-01")).map(|step| step.value), Some(Standing::FellBack));
    let held = told::<Target>(1, [set(), met("2022-12-20"), TargetEvent::LookBackPerformed(look(true))]);
    assert_eq!(held.standing_on(day("2023-03-01")).map(|step| step.value), Some(Standing::Met));
}

#[test]
fn what_is_settled_takes_no_report_and_what_fell_back_does() {
    let report =
        |text: &str| TargetCommand::ReportProgress(Progress { on: on(text), value: Some(236), note: None });
    let refusal =
        given::<Target>([set(), met("2022-12-20")]).when(report("2022-12-25")).refuses("TARGET_NOT_OPEN");
    assert_eq!(refusal, TargetRefusal::NotOpen { fact: fact(2) });
    given::<Target>([set()]).when(report("2022-03-01")).refuses("TARGET_BEFORE_SETTING");
    let look = PerformLookBack { on: on("2023-03-01"), holds: false, finding: "回落".to_owned() };
    let event = given::<Target>([set(), met("2022-12-20"), TargetEvent::LookBackPerformed(look)])
        .when(report("2023-04-01"))
        .event();
    assert_eq!(event.kind(), "progress.reported");
}

#[test]
fn a_town_or_a_school_claims_once_and_the_bureau_or_a_stranger_does_not() {
    given::<Target>([set()]).with(unit("TOWN")).when(claim()).event();
    given::<Target>([set()]).with(unit("BUREAU")).when(claim()).refuses("TARGET_CLAIMANT_NOT_ELIGIBLE");
    given::<Target>([set()]).when(claim()).refuses("TARGET_UNIT_NOT_OPEN");
    let TargetCommand::ClaimTarget(claimed) = claim() else { panic!("it claims") };
    given::<Target>([set(), TargetEvent::TargetClaimed(claimed)])
        .with(unit("TOWN"))
        .when(claim())
        .refuses("TARGET_ALREADY_CLAIMED");
}

#[test]
fn only_who_claimed_is_honoured() {
    let organisation = OrganisationId(Uuid::from_u128(5));
    let award =
        AwardTarget { organisation, title: "年度优秀改革项目".to_owned(), on: on("2022-12-31") };
    given::<Target>([set()]).when(TargetCommand::AwardTarget(award.clone())).refuses("TARGET_NOT_CLAIMED");
    let claimed = TargetEvent::TargetClaimed(ClaimTarget { organisation, on: on("2022-04-01") });
    given::<Target>([set(), claimed])
        .when(TargetCommand::AwardTarget(award.clone()))
        .then([TargetEvent::TargetAwarded(award)]);
}

#[test]
fn a_target_is_told_in_stretches_in_which_nothing_changes() {
    let target = told::<Target>(1, [set(), met("2022-12-20")]);
    let told: Vec<_> = target
        .stretches()
        .into_iter()
        .filter_map(|period| Some((period.from, target.on(period.from)?.standing.value)))
        .collect();
    assert_eq!(told, [(day("2022-03-25"), Standing::Open), (day("2022-12-20"), Standing::Met)]);
}

#[test]
fn every_event_is_read_back_as_it_was_written() {
    survives_the_wire::<Target>(&set());
    survives_the_wire::<Target>(&met("2022-12"));
    let review =
        Review { kind: ReviewKind::SiteInspection, on: on("2022-10"), finding: "进度滞后".to_owned() };
    survives_the_wire::<Target>(&TargetEvent::TargetReviewed(review));
}

#[test]
fn a_target_met_by_mistake_is_open_again_and_what_followed_is_voided_first() {
    let look = PerformLookBack { on: on("2023-06-01"), holds: true, finding: "保持".to_owned() };
    let history = [set(), met("2022-12-01"), TargetEvent::LookBackPerformed(look)];
    let void = |number| VoidEntry { voids: fact(number), reason: "口径有误".to_owned() };
    let story = || given::<Target>(history.clone());
    story().when(TargetCommand::VoidTargetEvent(void(2))).refuses("ENTRY_STILL_NEEDED");
    story().when(TargetCommand::VoidTargetEvent(void(3))).then([TargetEvent::TargetEventVoided(void(3))]);
    let voids = [3, 2].map(|number| TargetEvent::TargetEventVoided(void(number)));
    let open: Target = told(1, history.clone().into_iter().chain(voids));
    assert_eq!(open.standing_on(day("2023-07-01")).map(|step| step.value), Some(Standing::Open));
    assert_eq!(open.stretches().len(), 1, "nothing changes on the days of what was voided");
    survives_the_wire::<Target>(&TargetEvent::TargetEventVoided(void(2)));
}

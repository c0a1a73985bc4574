//! Who may do what to whom: the one table of mutations, and how far a caller's hand reaches.

use async_graphql::{Context, Error, Result};
use liangshi_domain::{OrganisationId, TeacherId};
use liangshi_projection::views::{organisation, service};

use crate::{
    auth::Role,
    fault,
    schema::context::{self, principal, registry},
};

/// What a mutation takes hold of, as far as access goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Power {
    /// Persons and organisations.
    Personnel,
    /// What a unit may say about its own people.
    Unit,
    /// Nominating for a programme.
    Nomination,
    /// Programmes and all that grows in them.
    Talent,
    /// Bars, ethics cases, restrictions of discipline and tolerances.
    Conduct,
    /// The past of a person; a bar's is judged apart.
    Past,
    /// How long what is personal is kept, and under which registration.
    Privacy,
}

use Power::{Conduct, Nomination, Past, Personnel, Privacy, Talent, Unit};

/// Every wire name with the mutation that mirrors it and what it takes hold of.
pub(super) const MUTATIONS: &[(&str, &str, Power)] = &[
    ("teacher.registered", "teacherRegister", Personnel),
    ("teacher.renamed", "teacherRename", Personnel),
    ("teacher.hired", "teacherHire", Personnel),
    ("teacher.transferred", "teacherTransfer", Personnel),
    ("employment.ended", "employmentEnd", Personnel),
    ("reassignment.settled", "reassignmentSettle", Personnel),
    ("teacher.assigned", "teacherAssign", Unit),
    ("assignment.ended", "assignmentEnd", Unit),
    ("title.granted", "titleGrant", Personnel),
    ("training.completed", "trainingComplete", Unit),
    ("post.appointed", "postAppoint", Personnel),
    ("title-post.appointed", "titlePostAppoint", Personnel),
    ("probation.passed", "probationPass", Personnel),
    ("appointment-grade.changed", "appointmentGradeChange", Personnel),
    ("appointment-term.started", "appointmentTermStart", Personnel),
    ("appointment-term.assessed", "appointmentTermAssess", Unit),
    ("appointment-term.renewed", "appointmentTermRenew", Personnel),
    ("appointment-term.ended", "appointmentTermEnd", Personnel),
    ("post.relieved", "postRelieve", Personnel),
    ("credential.recorded", "credentialRecord", Unit),
    ("credential.expired", "credentialExpire", Personnel),
    ("credential.revoked", "credentialRevoke", Personnel),
    ("degree.recorded", "degreeRecord", Unit),
    ("appraisal.recorded", "appraisalRecord", Unit),
    ("incentive.granted", "incentiveGrant", Personnel),
    ("homeroom.assigned", "homeroomAssign", Unit),
    ("homeroom.released", "homeroomRelease", Unit),
    ("workforce-category.assigned", "workforceCategoryAssign", Unit),
    ("workforce-category.ended", "workforceCategoryEnd", Unit),
    ("leave.started", "leaveStart", Unit),
    ("leave.ended", "leaveEnd", Unit),
    ("secondment.proposed", "secondmentPropose", Unit),
    ("secondment.approved", "secondmentApprove", Personnel),
    ("teacher.seconded", "teacherSecond", Personnel),
    ("secondment.extended", "secondmentExtend", Personnel),
    ("teacher.returned", "teacherReturn", Personnel),
    ("secondment.cancelled", "secondmentCancel", Personnel),
    ("secondment.assessed", "secondmentAssess", Personnel),
    ("support-teaching.verified", "supportTeachingVerify", Personnel),
    ("residency.visited", "residencyVisit", Unit),
    ("rotation.exempted", "rotationExempt", Personnel),
    ("rotation.opened", "rotationOpen", Personnel),
    ("rotation.eligibility-computed", "rotationEligibilityCompute", Personnel),
    ("rotation.assigned", "rotationAssign", Personnel),
    ("rotation.closed", "rotationClose", Personnel),
    ("rotation.event-voided", "rotationEventVoid", Personnel),
    ("pairing.agreed", "pairingAgree", Personnel),
    ("pairing.ended", "pairingEnd", Personnel),
    ("pairing.event-voided", "pairingEventVoid", Personnel),
    ("report.published", "reportPublish", Talent),
    ("report.restated", "reportRestate", Talent),
    ("report.withdrawn", "reportWithdraw", Talent),
    ("import-batch.received", "importBatchReceive", Personnel),
    ("import-batch.committed", "importBatchCommit", Personnel),
    ("import-batch.rejected", "importBatchReject", Personnel),
    ("honour.conferred", "honourConfer", Personnel),
    ("honour.revoked", "honourRevoke", Personnel),
    ("contribution.recorded", "contributionRecord", Unit),
    ("bar.imposed", "barImpose", Conduct),
    ("bar.lifted", "barLift", Conduct),
    ("ethics-assessment.recorded", "ethicsAssessmentRecord", Unit),
    ("discipline-restriction.recorded", "disciplineRestrictionRecord", Conduct),
    ("fault-tolerance.granted", "faultToleranceGrant", Conduct),
    ("fault-tolerance.revoked", "faultToleranceRevoke", Conduct),
    ("selection-criterion.scored", "selectionCriterionScore", Talent),
    ("case.opened", "caseOpen", Conduct),
    ("case.investigated", "caseInvestigate", Conduct),
    ("sanction.imposed", "sanctionImpose", Conduct),
    ("sanction.appealed", "sanctionAppeal", Conduct),
    ("sanction.upheld", "sanctionUphold", Conduct),
    ("sanction.amended", "sanctionAmend", Conduct),
    ("sanction.annulled", "sanctionAnnul", Conduct),
    ("sanction.expired", "sanctionExpire", Conduct),
    ("sanction.revoked", "sanctionRevoke", Conduct),
    ("case.circulated", "caseCirculate", Conduct),
    ("case.voided", "caseVoid", Conduct),
    ("fact.corrected", "factCorrect", Past),
    ("fact.revoked", "factRevoke", Past),
    ("fact.voided", "factVoid", Past),
    ("teacher.merged", "teacherMerge", Privacy),
    ("teacher.merge-undone", "teacherMergeUndo", Privacy),
    ("legal-hold.placed", "legalHoldPlace", Privacy),
    ("legal-hold.lifted", "legalHoldLift", Privacy),
    ("personal-data.erased", "personalDataErase", Privacy),
    ("organisation.planned", "organisationPlan", Personnel),
    ("organisation.opened", "organisationOpen", Personnel),
    ("organisation.renamed", "organisationRename", Personnel),
    ("organisation.code-registered", "organisationCodeRegister", Personnel),
    ("organisation.reparented", "organisationReparent", Personnel),
    ("organisation.nature-changed", "organisationNatureChange", Personnel),
    ("organisation.merged", "organisationMerge", Personnel),
    ("organisation.closed", "organisationClose", Personnel),
    ("organisation.flag-set", "organisationFlagSet", Personnel),
    ("organisation.flag-cleared", "organisationFlagClear", Personnel),
    ("organisation.event-voided", "organisationEventVoid", Personnel),
    ("governance-mode.adopted", "governanceModeAdopt", Personnel),
    ("development-centre.designated", "developmentCentreDesignate", Personnel),
    ("staffing-goal.set", "staffingGoalSet", Personnel),
    ("classes.reported", "classesReport", Unit),
    ("pay-aggregate.reported", "payAggregateReport", Personnel),
    ("enrolment.reported", "enrolmentReport", Personnel),
    ("quota.computed", "quotaCompute", Personnel),
    ("quota.approved", "quotaApprove", Personnel),
    ("quota.transferred", "quotaTransfer", Personnel),
    ("establishment-plan.approved", "establishmentPlanApprove", Personnel),
    ("post-structure-ratio.set", "postStructureRatioSet", Personnel),
    ("post.occupied", "postOccupy", Personnel),
    ("establishment.event-voided", "establishmentEventVoid", Personnel),
    ("pool-quota.set", "poolQuotaSet", Personnel),
    ("pool-post.allocated", "poolPostAllocate", Personnel),
    ("pool-post.released", "poolPostRelease", Personnel),
    ("pool.event-voided", "poolEventVoid", Personnel),
    ("programme.launched", "programmeLaunch", Talent),
    ("programme.revised", "programmeRevise", Talent),
    ("programme.target-set", "programmeTargetSet", Talent),
    ("rule.activated", "ruleActivate", Personnel),
    ("rule.suspended", "ruleSuspend", Personnel),
    ("instrument.issued", "instrumentIssue", Personnel),
    ("metric.defined", "metricDefine", Personnel),
    ("metric.revised", "metricRevise", Personnel),
    ("target.set", "targetSet", Talent),
    ("responsibility.assigned", "responsibilityAssign", Talent),
    ("target.claimed", "targetClaim", Talent),
    ("deadline.changed", "deadlineChange", Talent),
    ("metric.assigned", "metricAssign", Talent),
    ("progress.reported", "progressReport", Talent),
    ("target.reviewed", "targetReview", Talent),
    ("look-back.performed", "lookBackPerform", Talent),
    ("target.met", "targetMeet", Talent),
    ("target.missed", "targetMiss", Talent),
    ("target.awarded", "targetAward", Talent),
    ("target.event-voided", "targetEventVoid", Talent),
    ("round.opened", "roundOpen", Talent),
    ("round.closed", "roundClose", Talent),
    ("round.event-voided", "roundEventVoid", Talent),
    ("round-places.pooled", "roundPlacesPool", Talent),
    ("candidate.nominated", "candidateNominate", Nomination),
    ("candidate.screened", "candidateScreen", Talent),
    ("candidate.shortlisted", "candidateShortlist", Talent),
    ("candidate.notice-started", "candidateNoticeStart", Talent),
    ("candidate.objection-raised", "candidateObjectionRaise", Talent),
    ("candidate.objection-resolved", "candidateObjectionResolve", Talent),
    ("candidate.confirmed", "candidateConfirm", Talent),
    ("candidate.training-started", "candidateTrainingStart", Talent),
    ("candidate.midterm-assessed", "candidateMidtermAssess", Talent),
    ("candidate.final-assessed", "candidateFinalAssess", Talent),
    ("candidate.training-extended", "candidateTrainingExtend", Talent),
    ("candidate.certified", "candidateCertify", Talent),
    ("candidate.term-started", "candidateTermStart", Talent),
    ("candidate.annually-assessed", "candidateAnnuallyAssess", Talent),
    ("candidate.term-renewed", "candidateTermRenew", Talent),
    ("candidate.term-expired", "candidateTermExpire", Talent),
    ("candidate.resigned", "candidateResign", Talent),
    ("candidate.withdrawn", "candidateWithdraw", Talent),
    ("candidate.rejected", "candidateReject", Talent),
    ("candidate.removed", "candidateRemove", Talent),
    ("candidate.certification-revoked", "candidateCertificationRevoke", Talent),
    ("candidacy.frozen", "candidacyFreeze", Talent),
    ("candidacy.resumed", "candidacyResume", Talent),
    ("candidacy.event-voided", "candidacyEventVoid", Talent),
    ("activity.planned", "activityPlan", Unit),
    ("activity.completed", "activityComplete", Unit),
    ("activity.cancelled", "activityCancel", Unit),
    ("attendance.recorded", "attendanceRecord", Unit),
    ("school-attendance.recorded", "schoolAttendanceRecord", Unit),
    ("hours.voided", "hoursVoid", Unit),
    ("competition-result.recorded", "competitionResultRecord", Personnel),
    ("activity.event-voided", "activityEventVoid", Personnel),
    ("studio.established", "studioEstablish", Talent),
    ("studio.host-replaced", "studioHostReplace", Talent),
    ("studio.member-admitted", "studioMemberAdmit", Talent),
    ("studio.member-released", "studioMemberRelease", Talent),
    ("studio.assessed", "studioAssess", Talent),
    ("studio.term-renewed", "studioTermRenew", Talent),
    ("studio.closed", "studioClose", Talent),
    ("studio.event-voided", "studioEventVoid", Talent),
    ("team.founded", "teamFound", Talent),
    ("team-member.joined", "teamMemberJoin", Talent),
    ("team-member.left", "teamMemberLeave", Talent),
    ("officer.elected", "officerElect", Talent),
    ("team-duty.set", "teamDutySet", Talent),
    ("team-session.recorded", "teamSessionRecord", Talent),
    ("team.dissolved", "teamDissolve", Talent),
    ("team.event-voided", "teamEventVoid", Talent),
    ("research-unit.designated", "researchUnitDesignate", Personnel),
    ("research-unit.withdrawn", "researchUnitWithdraw", Personnel),
    ("staffing-matrix.set", "staffingMatrixSet", Personnel),
    ("researcher.appointed", "researcherAppoint", Personnel),
    ("researcher.released", "researcherRelease", Personnel),
    ("researcher.exited", "researcherExit", Personnel),
    ("researcher.appraised", "researcherAppraise", Personnel),
    ("research.event-voided", "researchEventVoid", Personnel),
    ("engagement.started", "engagementStart", Personnel),
    ("engagement.renewed", "engagementRenew", Personnel),
    ("engagement.ended", "engagementEnd", Personnel),
    ("engagement.event-voided", "engagementEventVoid", Personnel),
    ("intake.confirmed", "intakeConfirm", Personnel),
    ("intake.revoked", "intakeRevoke", Personnel),
    ("subsidy.approved", "subsidyApprove", Personnel),
    ("subsidy-instalment.paid", "subsidyInstalmentPay", Personnel),
    ("claw-back.raised", "clawBackRaise", Personnel),
    ("claw-back.settled", "clawBackSettle", Personnel),
    ("subsidy.event-voided", "subsidyEventVoid", Personnel),
    ("industry-qualification.recorded", "industryQualificationRecord", Personnel),
    ("enterprise-practice.completed", "enterprisePracticeComplete", Personnel),
    ("dual-qualification.recognised", "dualQualificationRecognise", Personnel),
    ("dual-qualification.withdrawn", "dualQualificationWithdraw", Personnel),
    ("vocational.event-voided", "vocationalEventVoid", Personnel),
    ("partnership.signed", "partnershipSign", Talent),
    ("partnership.ended", "partnershipEnd", Talent),
    ("training-base.designated", "trainingBaseDesignate", Talent),
    ("training-base.withdrawn", "trainingBaseWithdraw", Talent),
    ("partnership.event-voided", "partnershipEventVoid", Talent),
];

/// What only ever follows from something else in the same append, and so has no mutation of its own.
#[cfg(test)]
const FOLLOWING: &[&str] = &[
    "quota.received",
    "post.released",
    "post-band.occupied",
    "post-band.released",
    "personnel-relation.moved",
    "teacher.absorbed",
    "teacher.released",
    "round-place.taken",
    "round-place.given-back",
];

/// Whether a role has a power.
fn has(role: Role, power: Power) -> bool {
    match role {
        Role::BureauHr => power != Conduct,
        Role::ProgrammeManager => matches!(power, Talent | Nomination),
        Role::TownHr | Role::SchoolHr => matches!(power, Unit | Nomination),
        Role::EthicsOfficer => matches!(power, Conduct | Past),
        Role::Auditor => false,
    }
}

/// Whether a role may call a mutation. One that stands in no table is nobody's.
pub(super) fn allow(role: Role, mutation: &str) -> bool {
    MUTATIONS.iter().find(|(_, field, _)| *field == mutation).is_some_and(|(_, _, power)| has(role, *power))
}

/// Refuses a mutation that is not the caller's to call.
///
/// # Errors
/// `FORBIDDEN`.
pub(super) fn role(context: &Context<'_>) -> Result<Role> {
    let (role, mutation) = (principal(context)?.role, context.field().name());
    if allow(role, mutation) { Ok(role) } else { Err(forbidden_to(role, mutation)) }
}

/// Refuses a change of the past that is not the caller's: a bar's is the ethics office's, any other the bureau's.
///
/// # Errors
/// `FORBIDDEN`.
pub(super) fn past(context: &Context<'_>, of_conduct: bool) -> Result<()> {
    let role = principal(context)?.role;
    let power = if of_conduct { Conduct } else { Personnel };
    if has(role, power) { Ok(()) } else { Err(forbidden_to(role, context.field().name())) }
}

/// Refuses persons and organisations outside the caller's part of the tree.
///
/// # Errors
/// `FORBIDDEN`; `STALE_READ` when the views do not reach the head of the log in time.
pub(super) async fn reach(
    context: &Context<'_>,
    persons: &[TeacherId],
    units: &[OrganisationId],
) -> Result<()> {
    let caller = principal(context)?;
    if caller.scope.is_none() {
        // A unit's officer without a unit reaches nobody; only the bureau's own accounts reach all.
        return if matches!(caller.role, Role::TownHr | Role::SchoolHr) {
            Err(out_of_reach())
        } else {
            Ok(())
        };
    }
    let registry = registry(context)?;
    let head = registry.log.head().await.map_err(fault::internal)?.position;
    let at = context::after(context, head).await?;
    for unit in units {
        if !organisation::lies_in(&registry.views, *unit, caller.scope, at).await.map_err(fault::internal)? {
            return Err(out_of_reach());
        }
    }
    for person in persons {
        if !service::may_see(&registry.views, *person, caller.scope, at).await.map_err(fault::internal)? {
            return Err(out_of_reach());
        }
    }
    Ok(())
}

/// Whether the caller may learn which person holds a value.
///
/// # Errors
/// When a database fails.
pub(super) async fn sees(context: &Context<'_>, person: TeacherId) -> Result<bool> {
    let caller = principal(context)?;
    let registry = registry(context)?;
    let at = context::at(context, None, None, None).await?;
    service::may_see(&registry.views, person, caller.scope, at).await.map_err(fault::internal)
}

fn forbidden_to(role: Role, mutation: &str) -> Error {
    fault::coded(
        "FORBIDDEN",
        format!("“{}”不能办理 {mutation}", role.zh()),
        format!("the role {role} may not call {mutation}"),
    )
}

/// It does not say whether the person or organisation exists.
fn out_of_reach() -> Error {
    fault::coded(
        "FORBIDDEN",
        "所涉人员或单位不在您的管理范围内",
        "the person or organisation is outside your scope",
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use liangshi_domain::wire_names;

    use super::*;

    #[test]
    fn every_wire_name_is_mirrored_by_one_mutation() {
        let kinds: Vec<_> = wire_names().into_iter().map(|(kind, _)| kind).collect();
        let mut mirrored: Vec<_> =
            MUTATIONS.iter().map(|(kind, _, _)| *kind).chain(FOLLOWING.iter().copied()).collect();
        mirrored.sort_unstable();
        assert_eq!(mirrored, kinds);
        let fields: BTreeSet<_> = MUTATIONS.iter().map(|(_, field, _)| field).collect();
        assert_eq!(fields.len(), MUTATIONS.len());
    }

    #[test]
    fn a_mutation_says_the_same_words_as_its_wire_name_in_the_same_order() {
        for (kind, field, _) in MUTATIONS {
            let words: Vec<_> = kind.split(['.', '-']).collect();
            let (verb, nouns) = words.split_last().unwrap();
            let (first, rest) = nouns.split_first().unwrap();
            let large = |word: &str| word[..1].to_uppercase() + &word[1..];
            let said = format!("{first}{}", rest.iter().map(|word| large(word)).collect::<String>());
            let asked =
                field.strip_prefix(&said).unwrap_or_else(|| panic!("{field} does not begin as {kind}"));
            let same = verb.chars().zip(asked.to_lowercase().chars()).take_while(|(a, b)| a == b).count();
            assert!(same >= 2 && asked.starts_with(char::is_uppercase), "{field} does not end as {kind}");
        }
    }

    /// All that a unit may call. One line more is one more thing that a school can do.
    const UNITS: &[&str] = &[
        "activityCancel",
        "activityComplete",
        "activityPlan",
        "appointmentTermAssess",
        "appraisalRecord",
        "assignmentEnd",
        "attendanceRecord",
        "candidateNominate",
        "classesReport",
        "contributionRecord",
        "credentialRecord",
        "degreeRecord",
        "ethicsAssessmentRecord",
        "homeroomAssign",
        "homeroomRelease",
        "hoursVoid",
        "leaveEnd",
        "leaveStart",
        "residencyVisit",
        "schoolAttendanceRecord",
        "secondmentPropose",
        "teacherAssign",
        "trainingComplete",
        "workforceCategoryAssign",
        "workforceCategoryEnd",
    ];

    /// All that the ethics office may call.
    const ETHICS: &[&str] = &[
        "barImpose",
        "barLift",
        "caseCirculate",
        "caseInvestigate",
        "caseOpen",
        "caseVoid",
        "disciplineRestrictionRecord",
        "factCorrect",
        "factRevoke",
        "factVoid",
        "faultToleranceGrant",
        "faultToleranceRevoke",
        "sanctionAmend",
        "sanctionAnnul",
        "sanctionAppeal",
        "sanctionExpire",
        "sanctionImpose",
        "sanctionRevoke",
        "sanctionUphold",
    ];

    #[test]
    fn each_role_does_its_own_work_and_no_other() {
        let may = |role| {
            let fields = MUTATIONS.iter().map(|(_, field, _)| *field).filter(|field| allow(role, field));
            fields.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>()
        };
        assert_eq!((may(Role::TownHr), may(Role::SchoolHr)), (UNITS.to_vec(), UNITS.to_vec()));
        assert_eq!(may(Role::EthicsOfficer), ETHICS);
        let only_ethics = ETHICS.iter().filter(|field| !allow(Role::BureauHr, field)).count();
        assert_eq!(may(Role::BureauHr).len(), MUTATIONS.len() - only_ethics);
        assert_eq!(only_ethics, ETHICS.len() - 3, "the past of a person is changed by both offices");
        assert_eq!(may(Role::Auditor), Vec::<&str>::new());
        assert!(!allow(Role::BureauHr, "barImpose") && allow(Role::EthicsOfficer, "barImpose"));
        assert!(allow(Role::SchoolHr, "candidateNominate") && !allow(Role::SchoolHr, "teacherRegister"));
        assert!(
            allow(Role::ProgrammeManager, "studioClose") && !allow(Role::ProgrammeManager, "teacherHire")
        );
        assert!(!allow(Role::BureauHr, "noSuchMutation"));
        let erases = Role::ALL.into_iter().filter(|role| allow(*role, "personalDataErase"));
        assert_eq!(erases.collect::<Vec<_>>(), [Role::BureauHr]);
    }
}

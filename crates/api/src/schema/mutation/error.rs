//! Expected failures as data: a stable code to match on, a sentence in two languages, the rule, the facts looked at.

use async_graphql::{ID, SimpleObject};
use liangshi_domain::{LineRefusal, Refusal, policy::PolicyFault};

use crate::schema::id::{NodeKind, global};

/// Why something asked for was not done (未办理的原因). The code is stable; `docs/error-codes.md` lists every code.
#[derive(SimpleObject, Clone, Debug)]
pub(crate) struct UserError {
    /// The stable code, as `ETHICS_BAR_ACTIVE`.
    code: String,
    /// Both sentences, Chinese first, for clients that show one text.
    message: String,
    /// The sentence in Chinese. It says what would lift the refusal when something would.
    message_zh: String,
    /// The sentence in English.
    message_en: String,
    /// The path to the field of `input` that is at fault; null when the refusal rests on what is recorded.
    field: Option<Vec<String>>,
    /// The rule the refusal rests on, when one was applied.
    rule: Option<RuleRef>,
    /// The events that were looked at and speak against it.
    facts: Vec<ID>,
    /// The record that already holds a value that may be held once; null when the caller may not see it.
    holder: Option<ID>,
}

/// A rule as it was applied (规则).
#[derive(SimpleObject, Clone, Debug)]
pub(crate) struct RuleRef {
    /// The rule, as R-01.
    id: String,
    /// The version applied.
    version: u32,
    /// The document and article it rests on, in Chinese.
    basis: String,
}

impl UserError {
    /// A failure with these words.
    pub(crate) fn new(code: impl Into<String>, zh: impl Into<String>, en: impl Into<String>) -> Self {
        let (zh, en) = (zh.into(), en.into());
        Self {
            code: code.into(),
            message: format!("{zh} / {en}"),
            message_zh: zh,
            message_en: en,
            field: None,
            rule: None,
            facts: Vec::new(),
            holder: None,
        }
    }

    /// What is wrong with a file of policy.
    pub(crate) fn of_policy(fault: &PolicyFault) -> Self {
        Self::new(format!("POLICY_{}", fault.code()), fault.zh(), fault.to_string())
    }

    /// A refusal of the domain.
    pub(crate) fn refusal(refusal: &impl Refusal) -> Self {
        let rule = refusal.rule().map(|rule| RuleRef {
            id: rule.id.to_owned(),
            version: rule.version,
            basis: rule.basis.to_owned(),
        });
        let facts = refusal.facts().into_iter().map(|fact| global(NodeKind::Event, fact.0)).collect();
        Self { rule, facts, ..Self::new(refusal.code(), refusal.zh(), refusal.en()) }
    }

    /// A refusal of the domain; of a list, one for each line that stands in the way, at its place in the input.
    pub(crate) fn each(refusal: &impl Refusal) -> Vec<Self> {
        let lines = refusal.lines();
        if lines.is_empty() {
            return vec![Self::refusal(refusal)];
        }
        let line = |line: LineRefusal| {
            let rule = line.rule.map(|rule| RuleRef {
                id: rule.id.to_owned(),
                version: rule.version,
                basis: rule.basis.to_owned(),
            });
            let facts = line.facts.into_iter().map(|fact| global(NodeKind::Event, fact.0)).collect();
            let field = vec![line.list.to_owned(), line.line.to_string()];
            Self { rule, facts, ..Self::new(line.code, line.zh, line.en) }.at(field)
        };
        lines.into_iter().map(line).collect()
    }

    /// The same, at a field of the input.
    pub(crate) fn at(self, field: Vec<String>) -> Self {
        Self { field: Some(field), ..self }
    }

    /// The same, with the record that holds the value.
    pub(crate) fn held_by(self, holder: Option<ID>) -> Self {
        Self { holder, ..self }
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use liangshi_domain::{
        EventId,
        activity::ActivityRefusal,
        candidacy::{CandidacyRefusal, StepRefusal},
        case::CaseRefusal,
        engagement::EngagementRefusal,
        intake::IntakeRefusal,
        organisation::OrganisationRefusal,
        partnership::PartnershipRefusal,
        programme::ProgrammeRefusal,
        register::RegisterRefusal,
        research::ResearchRefusal,
        round::RoundRefusal,
        rules::RuleRefusal,
        studio::StudioRefusal,
        subsidy::SubsidyRefusal,
        target::TargetRefusal,
        teacher::TeacherRefusal,
        team::TeamRefusal,
        vocational::VocationalRefusal,
    };
    use uuid::Uuid;

    use super::*;

    const PAGE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/error-codes.md"));

    #[test]
    fn a_refusal_carries_its_rule_and_its_facts() {
        let bar = EventId(Uuid::from_u128(7));
        let error = UserError::refusal(&TeacherRefusal::EthicsBarActive { bar, until: NaiveDate::default() });
        assert_eq!(error.code, "ETHICS_BAR_ACTIVE");
        assert_eq!(error.rule.map(|rule| rule.id).as_deref(), Some("R-01"));
        assert_eq!(error.facts, [global(NodeKind::Event, bar.0)]);
        assert!(error.message.starts_with(&error.message_zh) && error.message.ends_with(&error.message_en));
    }

    #[test]
    fn every_code_of_every_subject_is_explained_in_the_documentation() {
        let subjects = [
            TeacherRefusal::CODES,
            OrganisationRefusal::CODES,
            ProgrammeRefusal::CODES,
            RoundRefusal::CODES,
            StepRefusal::CODES,
            &[CandidacyRefusal::NOT_ELIGIBLE],
            StudioRefusal::CODES,
            TeamRefusal::CODES,
            ResearchRefusal::CODES,
            EngagementRefusal::CODES,
            IntakeRefusal::CODES,
            SubsidyRefusal::CODES,
            VocationalRefusal::CODES,
            PartnershipRefusal::CODES,
            RegisterRefusal::CODES,
            TargetRefusal::CODES,
            &[RuleRefusal::EXPLANATION_REQUIRED],
            liangshi_domain::EntryRefusal::CODES,
            CaseRefusal::CODES,
            ActivityRefusal::CODES,
            liangshi_domain::establishment::EstablishmentRefusal::CODES,
            liangshi_domain::pool::PoolRefusal::CODES,
            liangshi_domain::rotation::RotationRefusal::CODES,
            liangshi_domain::pairing::PairingRefusal::CODES,
            liangshi_domain::report::ReportRefusal::CODES,
            liangshi_domain::import_batch::ImportBatchRefusal::CODES,
        ];
        for code in subjects.iter().copied().flatten() {
            assert!(explained(code), "{code} is not in docs/error-codes.md");
        }
    }

    #[test]
    fn every_code_of_the_edge_is_explained_in_the_documentation() {
        let policy = "UNREADABLE UNKNOWN_KEY MISSING_KEY VALUE_NOT_ALLOWED DUPLICATE_ID NOT_A_DATE NOT_A_NUMBER \
            NUMBER_TOO_SMALL END_BEFORE_START PERIODS_OVERLAP OUT_OF_ORDER EMPTY BAD_SLUG NEEDS_OTHER SUM_DIFFERS";
        let edge = "CONFLICT CLAIM_TAKEN IDEMPOTENCY_KEY_REUSED IDEMPOTENCY_KEY_SHAPE ID_UNREADABLE DATE_SHAPE \
            DATE_NO_SUCH_DAY DATE_YEAR DATE_NOT_A_DAY IDENTITY_NUMBER_SHAPE IDENTITY_NUMBER_BIRTH_DATE \
            IDENTITY_NUMBER_CHECK_DIGIT ORGANISATION_CODE_SHAPE ORGANISATION_CODE_CHECK_DIGIT TEXT_BLANK TEXT_TOO_LONG \
            NUMBER_OUT_OF_RANGE CODE_UNKNOWN DIGEST_SHAPE POLICY_SLUG_DIFFERS FORBIDDEN STALE_READ OUTCOME_UNKNOWN \
            OVERLOADED UNAVAILABLE";
        let policy = policy.split_whitespace().map(|code| format!("POLICY_{code}"));
        for code in policy.chain(edge.split_whitespace().map(str::to_owned)) {
            assert!(explained(&code), "{code} is not in docs/error-codes.md");
        }
    }

    /// Each code has a line of its own with words in both languages.
    fn explained(code: &str) -> bool {
        let start = format!("| `{code}` |");
        PAGE.lines().any(|line| line.starts_with(&start) && line.matches('|').count() >= 4)
    }
}

use chrono::NaiveDate;

use super::path::{StageName, StageNames};
use crate::{
    EventId, OrganisationId, Refusal, RuleRef, TeacherId, criteria::Finding, machine::refusals,
    rules::Rulebook,
};

/// Why a candidacy command is refused.
#[derive(Clone, Debug, PartialEq)]
pub enum CandidacyRefusal {
    /// A step that cannot be taken.
    Step(StepRefusal),
    /// A candidate who does not show what the programme asks. The finding carries all its evidence.
    NotEligible(Finding),
}

impl CandidacyRefusal {
    /// The code of a candidate who does not show what is asked.
    pub const NOT_ELIGIBLE: &'static str = "CANDIDATE_NOT_ELIGIBLE";
}

impl From<crate::RuleRefusal> for CandidacyRefusal {
    fn from(refusal: crate::RuleRefusal) -> Self {
        Self::Step(refusal.into())
    }
}

impl From<StepRefusal> for CandidacyRefusal {
    fn from(refusal: StepRefusal) -> Self {
        Self::Step(refusal)
    }
}

impl Refusal for CandidacyRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Step(refusal) => refusal.code(),
            Self::NotEligible(_) => Self::NOT_ELIGIBLE,
        }
    }

    fn rule(&self) -> Option<RuleRef> {
        match self {
            Self::Step(refusal) => refusal.rule(),
            Self::NotEligible(finding) => {
                let id = Rulebook::file(&finding.rule.id).map_or("R-21", |file| &file.id);
                Some(RuleRef { id, version: finding.rule.version, basis: "项目申报条件" })
            }
        }
    }

    fn zh(&self) -> String {
        match self {
            Self::Step(refusal) => refusal.zh(),
            Self::NotEligible(finding) => format!("不符合申报条件。{}", finding.zh()),
        }
    }

    fn en(&self) -> String {
        match self {
            Self::Step(refusal) => refusal.en(),
            Self::NotEligible(finding) => format!("not eligible: {}", finding.en()),
        }
    }

    fn facts(&self) -> Vec<EventId> {
        match self {
            Self::Step(refusal) => refusal.facts(),
            Self::NotEligible(finding) => finding.evidence.clone(),
        }
    }
}

refusals! {
    /// Why a step of a candidacy is refused.
    pub enum StepRefusal {
        /// Something was already stated here; a person has one candidacy in a round.
        AlreadyNominated = "ALREADY_NOMINATED", "该人选已推荐", "the candidate is already nominated";
        /// Nobody was nominated, or the nomination was voided.
        NotNominated = "NOT_NOMINATED", "尚无有效的推荐记录", "there is no nomination in force";
        /// The round is not known.
        RoundUnknown = "ROUND_UNKNOWN", "未找到该批次，请先开启批次", "the round is not known; open it first";
        /// The round takes no nominations on that day.
        RoundClosed {
            /// The day.
            on: NaiveDate,
            /// The event that opened or closed the round.
            fact: EventId,
        } = "ROUND_CLOSED", facts(fact), "该批次在{on}不接受推荐", "the round takes no nominations on {on}";
        /// The person is not registered.
        TeacherUnknown {
            /// The person.
            teacher: TeacherId,
        } = "TEACHER_UNKNOWN", "人员{teacher}尚未登记", "teacher {teacher} is not registered";
        /// The nominating organisation is not registered.
        NominatorUnknown {
            /// The organisation.
            organisation: OrganisationId,
        } = "NOMINATOR_UNKNOWN", "推荐单位{organisation}尚未登记", "the nominating organisation {organisation} is not registered";
        /// The category cannot be given on that day.
        CategoryNotInForce {
            /// What was given.
            category: String,
            /// The day.
            on: NaiveDate,
        } = "CATEGORY_NOT_IN_FORCE", "类别“{category}”在{on}不可用，请选用当日有效的类别",
            "the category “{category}” cannot be given on {on}; choose one in force";
        /// A bar is in force.
        EthicsBarActive {
            /// The event that imposed it.
            bar: EventId,
            /// The first day without it.
            until: NaiveDate,
            /// The day of the decision.
            on: NaiveDate,
        } = "ETHICS_BAR_ACTIVE",
            rule("R-01", 1, "《中小学教师违反职业道德行为处理办法（2018年修订）》第三条：受影响期内取消申报人才计划等方面的资格"), facts(bar),
            "在{on}处于师德处理影响期，期满日为{until}；影响期届满或处理被撤销后方可办理",
            "an ethics bar is in force on {on}; it can be done from {until} on, or when the bar is lifted";
        /// The programme does not have this stage.
        StageNotInPath {
            /// The stage.
            stage: StageName,
        } = "STAGE_NOT_IN_PATH", "该项目不设“{stage}”阶段", "the programme has no stage “{stage:#}”";
        /// The candidate stands elsewhere.
        NotInStage {
            /// Where the candidate stands.
            stage: StageName,
            /// Where the candidate would have to stand.
            needed: StageNames,
            /// The event that put the candidate there.
            fact: EventId,
        } = "NOT_IN_STAGE", facts(fact), "当前处于“{stage}”阶段，此操作要求处于：{needed}",
            "the candidate is at “{stage:#}”; needed is: {needed:#}";
        /// The day lies before the stage the candidate stands at.
        DateBeforeStage {
            /// Where the candidate stands.
            stage: StageName,
            /// Since when.
            from: NaiveDate,
            /// The event that says so.
            fact: EventId,
        } = "DATE_BEFORE_STAGE", facts(fact), "日期不得早于进入“{stage}”阶段的日期{from}",
            "the date is before “{stage:#}” was entered on {from}";
        /// The notice is too short, as announced or as it has run.
        NoticeTooShort {
            /// The working days asked.
            days: u32,
            /// The first day that would do.
            earliest: NaiveDate,
        } = "NOTICE_TOO_SHORT", rule("R-25", 1, "确定人选前须公示，不少于规定的工作日"),
            "公示不少于{days}个工作日，最早可于{earliest}结束并确定", "the notice lasts at least {days} working days, so not before {earliest}";
        /// An objection is not settled.
        ObjectionOpen {
            /// The event that raised it.
            fact: EventId,
        } = "OBJECTION_OPEN", rule("R-25", 1, "公示期间的异议须先核查处理"), facts(fact),
            "公示期间的异议尚未处理，请先登记处理结果", "an objection is open; settle it first";
        /// There is no such open objection.
        ObjectionUnknown {
            /// What was named.
            objection: EventId,
        } = "OBJECTION_UNKNOWN", "未找到待处理的异议{objection}", "there is no open objection {objection}";
        /// The final assessment was not passed.
        FinalNotPassed {
            /// The event that says so.
            fact: EventId,
        } = "FINAL_NOT_PASSED", facts(fact), "期满考核不合格，须延长培养并重新考核后方可认定",
            "the final assessment was not passed; extend the training and assess again";
        /// The programme leads to something and the certification does not say to what.
        OutcomeMissing {
            /// What it leads to, in Chinese.
            zh: &'static str,
            /// The same in English.
            en: &'static str,
        } = "OUTCOME_MISSING", "该项目认定后须办理：{zh}；请填写办理内容", "certification leads to this: {en}; say what exactly";
        /// The programme leads to nothing beside the certification.
        OutcomeNotAsked = "OUTCOME_NOT_ASKED", "该项目认定后不办理其他事项，请勿填写办理内容", "certification leads to nothing else here; leave the outcome out";
        /// The programme leads to something else.
        OutcomeOfAnother {
            /// What it leads to, in Chinese.
            zh: &'static str,
            /// The same in English.
            en: &'static str,
        } = "OUTCOME_OF_ANOTHER", "办理内容与该项目规定的（{zh}）不一致，请核对后重新填写", "the outcome is not the one of this programme ({en}); correct it";
        /// An end lies no later than its start.
        EndsBeforeStart {
            /// The day it would have to be later than.
            start: NaiveDate,
        } = "ENDS_BEFORE_START", "截止日期应晚于{start}", "the end must be later than {start}";
        /// The term is not over.
        TermNotOver {
            /// The day after its last.
            to: NaiveDate,
        } = "TERM_NOT_OVER", "任期至{to}方届满，如提前结束请登记辞任或撤销", "the term runs until {to}; an earlier end is a resignation or a revocation";
        /// The year was assessed already.
        AlreadyAssessed {
            /// The event that says so.
            fact: EventId,
        } = "ALREADY_ASSESSED", facts(fact), "该年度已考核", "the year is already assessed";
        /// No reason was given.
        ReasonMissing = "REASON_MISSING", "请填写原因", "give a reason";
        /// There is no such event.
        UnknownEvent {
            /// What was named.
            event: EventId,
        } = "UNKNOWN_EVENT", "未找到记录{event}", "there is no event {event}";
        /// It belongs to something else.
        AnotherStream {
            /// The event.
            event: EventId,
        } = "ANOTHER_STREAM", facts(event), "记录{event}不属于该人选", "the event {event} is not of this candidacy";
        /// It was voided already.
        AlreadyVoided {
            /// The event.
            event: EventId,
        } = "ALREADY_VOIDED", facts(event), "该记录已作废", "the event is already voided";
        /// A void stays; what it took away is stated again.
        VoidStays {
            /// The event.
            event: EventId,
        } = "VOID_STAYS", facts(event), "作废记录不能再作废，请重新登记原内容", "a void cannot be voided; state again what it took away";
    }
}

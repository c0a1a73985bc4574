use chrono::NaiveDate;

use crate::{EventId, machine::refusals};

refusals! {
    /// Why something is not recorded on an ethics case.
    pub enum CaseRefusal {
        /// It is there already.
        AlreadyOpen { /** The event that opened it. */ fact: EventId } = "CASE_ALREADY_OPEN", facts(fact),
            "该案件已立案", "the case is already open";
        /// There is no such case.
        NotOpen = "CASE_NOT_OPEN", "该案件尚未立案", "the case was not opened";
        /// It was voided.
        Voided { /** The event that voided it. */ fact: EventId } = "CASE_VOIDED", facts(fact),
            "该案件已作废；请重新立案", "the case was voided; open another one";
        /// The person is not registered.
        TeacherUnknown = "CASE_TEACHER_UNKNOWN", "该教师尚未登记", "this teacher is not registered";
        /// A case needs a reason.
        ReasonMissing = "CASE_REASON_MISSING", "须至少选择一项违规情形", "at least one reason has to be named";
        /// A text says nothing.
        TextMissing = "CASE_TEXT_MISSING", "事实、理由或通报内容不能为空", "facts, reasons and circulars must not be blank";
        /// A text kept for ever names the person.
        TextNamesPerson = "CASE_TEXT_NAMES_PERSON",
            "内容中写有当事人的姓名或身份号码；这些文字将长期保留，请改写",
            "the text holds the person's name or identity number and would be kept for ever; word it without them";
        /// A circular tells who it was.
        CircularNamesPerson = "CIRCULAR_NAMES_PERSON",
            rule("R-80", 1, "按角色遮蔽：通报须隐去当事人身份"),
            "通报内容中写有当事人的姓名、身份号码或所在单位；请隐去后再通报",
            "the circular names the person or the unit; take that out first";
        /// The day lies before what happened already.
        BeforeEarlierStep { /** The day of the last step. */ from: NaiveDate, /** The event. */ fact: EventId } =
            "CASE_BEFORE_EARLIER_STEP", facts(fact),
            "日期不得早于上一步（{from}）", "the day must not lie before the last step ({from})";
        /// It was investigated already.
        AlreadyInvestigated { /** The event. */ fact: EventId } = "CASE_ALREADY_INVESTIGATED", facts(fact),
            "该案件已有调查结论", "the case has a finding already";
        /// Nothing was found that a sanction could rest on.
        NotSubstantiated = "CASE_NOT_SUBSTANTIATED",
            rule("R-04", 1, "《中小学教师违反职业道德行为处理办法（2018年修订）》：事实清楚、证据确凿"),
            "该案件尚未查实，不能作出处理；先登记调查结论",
            "the case is not substantiated; record the finding of the investigation first";
        /// The sanction lacks what has to be complete before it takes effect.
        SanctionIncomplete { /** What is missing, in Chinese. */ missing: String, /** The same in English. */ lacks: String } =
            "SANCTION_INCOMPLETE",
            rule("R-04", 1, "《中小学教师违反职业道德行为处理办法（2018年修订）》：事实清楚、证据确凿、定性准确、处理适当、程序合法、手续完备"),
            "处理决定须手续完备后才能生效，尚缺：{missing}",
            "a sanction takes effect only when it is complete; it lacks {lacks}";
        /// It would have effect before it was decided.
        EffectBeforeDecision { /** The day of the decision. */ on: NaiveDate } = "SANCTION_BEFORE_DECISION",
            rule("R-04", 1, "《中小学教师违反职业道德行为处理办法（2018年修订）》：手续完备后生效"),
            "生效日期和申诉期限不得早于决定日期（{on}）", "effect and time for appeal do not lie before the decision ({on})";
        /// One stands already.
        SanctionStands { /** The event that imposed it. */ fact: EventId } = "SANCTION_STANDS", facts(fact),
            "该案件已有处理决定；如需改变，请办理变更、撤销或解除",
            "a sanction stands in this case; amend, annul or revoke it";
        /// None stands.
        NoSanction = "NO_SANCTION", "该案件没有生效中的处理决定", "no sanction stands in this case";
        /// The time for an appeal is over.
        AppealTooLate { /** The first day on which it was too late. */ until: NaiveDate } = "APPEAL_TOO_LATE",
            "申诉须在{until}前提出", "an appeal has to be made before {until}";
        /// An appeal is pending.
        AppealPending { /** The appeal. */ fact: EventId } = "APPEAL_PENDING", facts(fact),
            "已有申诉在办理中；先作出申诉处理决定", "an appeal is pending; decide on it first";
        /// No appeal is pending.
        NoAppeal = "NO_APPEAL", "没有办理中的申诉", "no appeal is pending";
        /// The period is not over.
        SanctionRuns { /** The first day without it. */ until: NaiveDate } = "SANCTION_RUNS",
            rule("R-03", 1, "《中小学教师违反职业道德行为处理办法（2018年修订）》：警告6个月、记过12个月、降低岗位等级或撤职24个月"),
            "处理期限至{until}前；期满后再办理，提前结束请办理解除",
            "the sanction runs until {until}; record its end then, or revoke it";
        /// It has no period that could end.
        NoPeriod = "SANCTION_HAS_NO_PERIOD", "该处理没有期限，不存在期满", "this sanction has no period that could end";
        /// A bar is too short.
        BarTooShort { /** The earliest end. */ earliest: NaiveDate } = "CASE_BAR_TOO_SHORT",
            rule("R-01", 1, "《中小学教师违反职业道德行为处理办法（2018年修订）》第三条：不少于24个月"),
            "限制期不得少于24个月，最早至{earliest}", "a bar lasts at least 24 months; the earliest end is {earliest}";
    }
}

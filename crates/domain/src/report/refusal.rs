use crate::{EventId, machine::refusals};

refusals! {
    /// Why a published figure is refused.
    pub enum ReportRefusal {
        /// It was published before, and a published figure is never changed.
        AlreadyPublished { /** The event. */ fact: EventId } = "REPORT_ALREADY_PUBLISHED", facts(fact),
            "该统计数已公布，不能改动；如有差异请办理修正", "the figure is published and is never changed; restate it when it differs";
        /// Nothing was published under this id.
        NotPublished = "REPORT_NOT_PUBLISHED", "该统计数尚未公布", "no such figure was published";
        /// It has no name.
        TitleBlank = "REPORT_TITLE_BLANK", "请填写报表名称", "name the report";
        /// What it counts is not said whole.
        QuestionIncomplete = "REPORT_QUESTION_INCOMPLETE",
            rule("R-92", 1, "公布数须注明口径、日期和依据"),
            "人才项目统计须填写项目和口径；在职人数须填写统计归属", "a cohort names its programme and definition, a headcount its basis";
        /// The digest is none.
        DigestShape = "REPORT_DIGEST_SHAPE", "名单校验值应为64位十六进制数", "the digest of the members is 64 hexadecimal digits";
        /// It was withdrawn.
        Withdrawn { /** The event. */ fact: EventId } = "REPORT_WITHDRAWN", facts(fact),
            "该统计数已撤回", "the figure was withdrawn";
        /// Nothing differs.
        Unchanged = "REPORT_UNCHANGED", "按现有记录重算，人数和名单与公布时相同，无需修正",
            "counted anew the number and the persons are the same; there is nothing to restate";
        /// A reason is needed.
        ReasonBlank = "REPORT_REASON_BLANK", "请说明理由", "give the reason";
    }
}

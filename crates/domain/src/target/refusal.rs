use chrono::NaiveDate;

use crate::{EventId, machine::refusals};

refusals! {
    /// Why something asked of a target is refused.
    pub enum TargetRefusal {
        /// It is set already.
        AlreadySet {
            /// The event that set it.
            fact: EventId,
        } = "TARGET_ALREADY_SET", facts(fact), "该目标已设定", "the target is already set";
        /// It is not set.
        NotSet = "TARGET_NOT_SET", "该目标尚未设定", "the target is not set";
        /// A text says nothing.
        TextBlank = "TARGET_TEXT_BLANK", "目标、理由或结论不能为空", "what is asked, why or what was found must not be blank";
        /// It would end before it began.
        DeadlineTooEarly {
            /// The first day it is asked.
            from: NaiveDate,
        } = "TARGET_DEADLINE_TOO_EARLY", rule("R-91", 1, "每项目标须有完成时限"),
            "完成时限应晚于{from}", "the deadline must be after {from}";
        /// It would be the deadline it has.
        DeadlineUnchanged {
            /// The event that set it.
            fact: EventId,
        } = "TARGET_DEADLINE_UNCHANGED", facts(fact), "完成时限未变更", "the deadline is the one it has";
        /// The day is before the target was asked.
        BeforeSetting {
            /// The first day.
            from: NaiveDate,
            /// The event that set it.
            fact: EventId,
        } = "TARGET_BEFORE_SETTING", facts(fact), "日期不得早于目标起始日{from}", "the date is before the target begins on {from}";
        /// Nobody is named.
        NobodyNamed = "TARGET_NOBODY_NAMED", rule("R-91", 1, "每项目标须有责任单位"),
            "请填写责任科室、责任单位或责任人", "name the office, the unit or the person that answers for it";
        /// The unit is not known or not open on that day.
        UnitNotOpen = "TARGET_UNIT_NOT_OPEN", "该单位未登记，或在该日期未设立", "the unit is not registered or not open on that date";
        /// Only education centres, towns, parks and schools may claim.
        ClaimantNotEligible = "TARGET_CLAIMANT_NOT_ELIGIBLE", rule("R-91", 1, "揭榜单位须为园区、镇街教管中心或学校"),
            "只有园区、镇街教管中心和学校可以揭榜", "only towns, parks, education centres and schools may claim a target";
        /// The unit claimed it before.
        AlreadyClaimed {
            /// The event that says so.
            fact: EventId,
        } = "TARGET_ALREADY_CLAIMED", facts(fact), "该单位已揭榜", "this unit has claimed it already";
        /// It is met or missed.
        NotOpen {
            /// The event that says so.
            fact: EventId,
        } = "TARGET_NOT_OPEN", facts(fact),
            "该目标已办结；如需重开，请登记“回头看”", "the target is settled; a look-back may open it again";
        /// Only what was met can fall back.
        NotMet = "TARGET_NOT_MET", rule("R-94", 1, "“回头看”针对已完成的目标"),
            "该目标在该日期尚未完成，无需“回头看”", "the target is not met on that date, so there is nothing to look back at";
        /// The unit did not claim it.
        NotClaimed = "TARGET_NOT_CLAIMED", "该单位未揭榜此目标", "this unit has not claimed the target";
        /// A deadline is not moved without a document.
        DocumentMissing = "TARGET_DOCUMENT_MISSING", rule("R-93", 1, "时限变更须有依据并保留原时限"),
            "变更完成时限须填写依据文件", "moving a deadline needs a decision document";
    }
}

use crate::{EventId, machine::refusals};

refusals! {
    /// Why an establishment command is refused.
    pub enum EstablishmentRefusal {
        /// The unit is not registered.
        OrganisationUnknown = "ESTABLISHMENT_ORGANISATION_UNKNOWN", "未找到该单位；请先登记该单位", "the unit is not registered; register it first";
        /// Nothing is counted.
        NothingCounted = "ENROLMENT_EMPTY", "请按学段填写学生人数，每个学段一次", "state the pupils of each stage, each stage once";
        /// The enrolment of the year is missing.
        EnrolmentMissing = "ENROLMENT_MISSING", "该年度尚未上报学生人数；请先上报", "the enrolment of the year is not reported; report it first";
        /// No ratio is in force for one of the stages.
        RatioMissing = "QUOTA_RATIO_MISSING", rule("R-10", 1, "按学段生师比核定教职工编制"),
            "有学段在上报日期没有生效的生师比；请先启用规则R-10，或将该学段计入增核编制",
            "a stage has no ratio in force on the day of the enrolment; switch rule R-10 on, or count that stage as an addition";
        /// The quota is not approved on that day.
        QuotaMissing = "QUOTA_NOT_APPROVED", "该单位在该日期尚无核定编制；请先核定", "no quota is approved for the unit on that day; approve it first";
        /// More is given than there is.
        QuotaTooSmall {
            /// How many may be given.
            left: u32,
        } = "QUOTA_TOO_SMALL", "最多只能划出{left}个编制", "at most {left} posts can be given";
        /// The receiver knows of no such transfer.
        NotReceived = "QUOTA_NOT_RECEIVED", "划入单位没有该笔编制划入记录；请核对", "the receiving unit has no record of this transfer; check it";
        /// It is given to itself.
        TransferToItself = "QUOTA_TRANSFER_TO_ITSELF", "编制不能划转给本单位", "posts cannot be given to the same unit";
        /// A number says nothing.
        NothingAsked = "QUOTA_NOTHING_ASKED", "编制数应大于零", "the number of posts must be above zero";
        /// The plan of the year was approved.
        PlanAlreadyApproved {
            /// The event that says so.
            fact: EventId,
        } = "ESTABLISHMENT_PLAN_ALREADY_APPROVED", facts(fact), "该年度编制使用方案已批准", "the plan of the year is approved already";
        /// Nobody was consulted.
        NobodyConsulted = "ESTABLISHMENT_PLAN_NOT_CONSULTED", "须先征求编办、人社、财政等部门意见，并填写部门名称",
            "departments have to be consulted first; name them";
        /// The bands do not add up.
        RatioNotWhole {
            /// What they add up to.
            sum: u32,
        } = "POST_STRUCTURE_NOT_WHOLE", rule("R-45", 1, "岗位结构比例合计为100%"),
            "高、中、初级比例合计为{sum}%，应为100%", "the bands add up to {sum}%, not to 100%";
        /// The person holds no post here.
        NotInService = "POST_NOT_IN_SERVICE", "该人的任职记录中没有本单位的在编任职；请先登记任职",
            "the person's service names no established post of this unit; record the service first";
        /// The books say so already.
        AlreadyBooked = "POST_ALREADY_BOOKED", "该人的编制已登记，无需变更", "the person's post is booked already; nothing changes";
    }
}

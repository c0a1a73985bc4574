use chrono::NaiveDate;

use crate::{EventId, machine::refusals};

refusals! {
    /// Why a command about research staff is refused.
    pub enum ResearchRefusal {
        /// The organisation is not registered or not open.
        OrganisationNotOpen {
            /// The day.
            on: NaiveDate,
        } = "RESEARCH_ORGANISATION_NOT_OPEN", rule("R-12", 1, "任职单位须在该日期存在"), "该单位在{on}尚未登记、未设立或已撤销；请先登记设立", "the organisation is not open on {on}; register or open it first";
        /// There is no research unit.
        NoUnit {
            /// The day.
            on: NaiveDate,
        } = "RESEARCH_UNIT_MISSING", "该单位在{on}没有教研机构；请先登记设立教研机构", "the organisation has no research unit on {on}; designate one first";
        /// There is one already.
        UnitExists {
            /// The event that says so.
            fact: EventId,
        } = "RESEARCH_UNIT_EXISTS", facts(fact), "该单位已有教研机构；须先撤销", "the organisation already has a research unit; withdraw it first";
        /// A cell stands twice.
        CellTwice {
            /// The stage.
            stage: &'static str,
            /// The subject.
            subject: String,
        } = "MATRIX_CELL_TWICE", "配备标准中“{stage}/{subject}”重复；请合并", "{stage}/{subject} stands twice in the matrix; keep one";
        /// A cell asks for nobody.
        CellEmpty = "MATRIX_CELL_EMPTY", "配备人数须至少为1；不要求配备的不必填写", "a cell requires at least 1; leave out what is not required";
        /// The share is none.
        ShareOutOfRange {
            /// As asked.
            percent: u32,
        } = "RESEARCHER_SHARE_OUT_OF_RANGE", "工作量占比{percent}%须在1至100之间", "a share of {percent} percent is outside 1 to 100";
        /// The person is not registered.
        TeacherUnknown = "RESEARCHER_UNKNOWN", "该人尚未登记；请先登记人员", "this person is not registered; register the person first";
        /// The person is not in service.
        NotInService {
            /// The day.
            on: NaiveDate,
        } = "RESEARCHER_NOT_IN_SERVICE", "该人在{on}没有任职记录；请先办理入职", "this person is not in service on {on}; hire the person first";
        /// The person is barred.
        Barred {
            /// The bar.
            bar: EventId,
            /// Until when.
            until: NaiveDate,
        } = "RESEARCHER_BARRED", rule("R-01", 1, "《中小学教师违反职业道德行为处理办法（2018年修订）》第三条"), facts(bar),
            "该人处于师德限制期，不得聘任；限制于{until}解除", "the person is under an ethics bar and may not be appointed before {until}";
        /// The cell is filled by the same person already.
        AlreadyAppointed {
            /// The event that says so.
            fact: EventId,
        } = "RESEARCHER_ALREADY_APPOINTED", facts(fact), "该人已任该学段学科教研员；请先办理退出", "this person already has this stage and subject; release the person first";
        /// The shares come to more than a whole.
        SharesExceed {
            /// All together.
            percent: u32,
            /// The appointment that is in the way.
            fact: EventId,
        } = "RESEARCHER_SHARES_EXCEED", facts(fact), "该人各岗合计工作量将达{percent}%，超过100%", "the shares of this person would come to {percent} percent";
        /// The person is no researcher there.
        NotAppointed {
            /// The day.
            on: NaiveDate,
        } = "RESEARCHER_NOT_APPOINTED", "该人在{on}不是本机构教研员", "this person is no researcher of this institution on {on}";
        /// The year was appraised already.
        AlreadyAppraised {
            /// The event that says so.
            fact: EventId,
        } = "RESEARCHER_ALREADY_APPRAISED", facts(fact), "该年度已考核", "the year is already appraised";
    }
}

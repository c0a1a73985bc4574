use chrono::NaiveDate;

use crate::{EventId, machine::refusals};

refusals! {
    /// Why a partnership command is refused.
    pub enum PartnershipRefusal {
        /// It exists already.
        AlreadyBegun {
            /// The event that says so.
            fact: EventId,
        } = "PARTNERSHIP_ALREADY_BEGUN", facts(fact), "该合作或基地已登记", "this partnership or base is already recorded";
        /// The partner is not named.
        NameBlank = "PARTNERSHIP_NAME_BLANK", "合作方名称不能为空", "name the partner";
        /// It ends before it begins.
        EndsBeforeStart = "PARTNERSHIP_ENDS_BEFORE_START", "截止须晚于开始", "the end must be later than the start";
        /// The organisation is not registered.
        OrganisationUnknown = "PARTNERSHIP_ORGANISATION_UNKNOWN", "我方单位尚未登记；请先登记该单位", "our own organisation is not registered; register it first";
        /// It does not hold on the day.
        NotOn {
            /// The day.
            on: NaiveDate,
        } = "PARTNERSHIP_NOT_ON", "该合作或基地在{on}不在有效期内", "it does not hold on {on}";
    }
}

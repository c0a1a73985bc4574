use chrono::NaiveDate;

use crate::{EventId, machine::refusals};

refusals! {
    /// Why an engagement is refused.
    pub enum EngagementRefusal {
        /// It exists already.
        AlreadyStarted {
            /// The event that started it.
            fact: EventId,
        } = "ENGAGEMENT_ALREADY_STARTED", facts(fact), "该聘用已登记", "the engagement is already started";
        /// It does not exist.
        NotStarted = "ENGAGEMENT_NOT_STARTED", "该聘用尚未登记", "the engagement is not started";
        /// The person is not registered.
        TeacherUnknown = "ENGAGEMENT_PERSON_UNKNOWN", "该人尚未登记；请先登记人员", "this person is not registered; register the person first";
        /// The organisation is not open.
        OrganisationNotOpen {
            /// The day.
            on: NaiveDate,
        } = "ENGAGEMENT_ORGANISATION_NOT_OPEN", rule("R-12", 1, "任职单位须在该日期存在"), "聘用单位在{on}尚未登记、未设立或已撤销", "the organisation is not open on {on}";
        /// It ends before it begins.
        EndsBeforeStart = "ENGAGEMENT_ENDS_BEFORE_START", "聘期截止须晚于开始", "the term must end after it starts";
        /// The person is on the staff.
        OnTheStaff {
            /// The service that says so.
            fact: EventId,
        } = "ENGAGEMENT_ON_THE_STAFF", rule("R-52", 1, "外聘兼职人员不占编、不计入专任"), facts(fact),
            "该人在该日期为教育系统在职人员，不属外聘；请改用任职或借调", "this person is on the staff on that date and not from outside; assign or second the person";
        /// A special researcher has a place in the system.
        NoHomeUnit {
            /// The day.
            on: NaiveDate,
        } = "ENGAGEMENT_NO_HOME_UNIT", "特约教研员须有原任职单位，该人在{on}没有任职记录", "a special-appointed researcher keeps a home unit; this person is not in service on {on}";
        /// It is the own unit.
        OwnUnit {
            /// The service that says so.
            fact: EventId,
        } = "ENGAGEMENT_OWN_UNIT", facts(fact), "特约教研员不得由本单位聘任；请按专职教研员聘任", "the person belongs to that unit; appoint a full-time researcher instead";
        /// The person is barred.
        Barred {
            /// The bar.
            bar: EventId,
            /// Until when.
            until: NaiveDate,
        } = "ENGAGEMENT_BARRED", rule("R-01", 1, "《中小学教师违反职业道德行为处理办法（2018年修订）》第三条"), facts(bar),
            "该人处于师德限制期，不得聘任；限制于{until}解除", "the person is under an ethics bar and may not be engaged before {until}";
        /// The term would not grow.
        NotLonger {
            /// The end so far.
            to: NaiveDate,
        } = "ENGAGEMENT_NOT_LONGER", "续聘截止须晚于{to}", "the renewed term must end later than {to}";
        /// It does not hold on the day.
        NotOn {
            /// The day.
            on: NaiveDate,
        } = "ENGAGEMENT_NOT_ON", "该聘用在{on}不在聘期内", "the engagement does not hold on {on}";
    }
}

use chrono::NaiveDate;

use crate::{EventId, machine::refusals};

refusals! {
    /// Why a team command is refused.
    pub enum TeamRefusal {
        /// It exists already.
        AlreadyFounded {
            /// The event that founded it.
            fact: EventId,
        } = "TEAM_ALREADY_FOUNDED", facts(fact), "该队伍已成立", "the team is already founded";
        /// It does not exist.
        NotFounded = "TEAM_NOT_FOUNDED", "该队伍尚未成立；请先登记成立", "the team is not founded; found it first";
        /// Its name says nothing.
        NameBlank = "TEAM_NAME_BLANK", "队伍名称不能为空", "the name must not be blank";
        /// A unit it names is not registered.
        OrganisationUnknown = "TEAM_ORGANISATION_UNKNOWN", "所填单位尚未登记；请先登记该单位", "the organisation is not registered; register it first";
        /// The team does not exist on the day.
        NotOn {
            /// The day.
            on: NaiveDate,
            /// The event that founded or dissolved it.
            fact: EventId,
        } = "TEAM_NOT_ON", facts(fact), "该队伍在{on}尚未成立或已解散；请核对日期", "the team does not exist on {on}; check the date";
        /// The person is not registered.
        TeacherUnknown = "TEAM_TEACHER_UNKNOWN", "该人尚未登记；请先登记人员", "this person is not registered; register the person first";
        /// The person is barred.
        MemberBarred {
            /// The bar.
            bar: EventId,
            /// Until when.
            until: NaiveDate,
        } = "TEAM_MEMBER_BARRED", rule("R-01", 1, "《中小学教师违反职业道德行为处理办法（2018年修订）》第三条"), facts(bar),
            "该人处于师德限制期，不得担任师德讲师；限制于{until}解除", "the person is under an ethics bar and may not lecture on ethics before {until}";
        /// A crisis team works with qualified members only.
        QualificationMissing = "TEAM_QUALIFICATION_MISSING", "心理危机干预队伍成员须填写资质，如心理健康教育A证", "a member of a crisis team needs a qualification; state it";
        /// The person is a member already.
        AlreadyMember {
            /// The event that says so.
            fact: EventId,
        } = "TEAM_ALREADY_MEMBER", facts(fact), "该人已是成员或之后将加入；请先办理退出", "this person is already a member, or will be; let the person leave first";
        /// The person is no member.
        NotMember {
            /// The day.
            on: NaiveDate,
        } = "TEAM_NOT_MEMBER", "该人在{on}不是成员；请先办理加入", "this person is no member on {on}; let the person join first";
        /// It ends before it begins.
        EndsBeforeStart = "TEAM_ENDS_BEFORE_START", "截止日期须晚于开始日期", "the end must be later than the start";
        /// A later officer is already named.
        LaterOfficer {
            /// The event that names the later one.
            fact: EventId,
        } = "TEAM_LATER_OFFICER", facts(fact), "该职务之后已另有人任职，同一日期只能有一人", "a later holder of this office is already named; one person holds it at a time";
    }
}

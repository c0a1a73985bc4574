use chrono::NaiveDate;

use crate::{EventId, OrganisationId, TeacherId, machine::refusals};

refusals! {
    /// Why something is refused in a rotation round.
    pub enum RotationRefusal {
        /// There is no such round.
        NotOpened = "ROTATION_NOT_OPENED", "该交流轮次尚未设立", "this rotation round was not opened";
        /// It was opened before.
        AlreadyOpened { /** The event. */ fact: EventId } = "ROTATION_ALREADY_OPENED", facts(fact),
            "该交流轮次已设立", "this rotation round is already open";
        /// The name says nothing.
        NameBlank = "ROTATION_NAME_BLANK", "轮次名称不能为空", "the name must not be blank";
        /// The school year ends before it begins.
        EndsBeforeStart { /** First day. */ from: NaiveDate, /** Day after the last. */ to: NaiveDate } = "ROTATION_ENDS_BEFORE_START",
            "学年结束日期（{to}）不晚于开始日期（{from}）", "the school year ends ({to}) before it begins ({from})";
        /// It was closed.
        Closed { /** Since when. */ on: NaiveDate, /** The event. */ fact: EventId } = "ROTATION_CLOSED", facts(fact),
            "该交流轮次已于{on}截止；请在新的轮次办理", "this round was closed on {on}; use another one";
        /// The list of a school is computed once.
        EligibilityFrozen { /** The event. */ fact: EventId } = "ROTATION_ELIGIBILITY_FROZEN",
            rule("R-33", 1, "中小学教师交流轮岗意见（2016年1月）：同一学校连续任教满六年（待教育局确认文号）"), facts(fact),
            "该校应交流人员名单已固定；名单以当日核算为准，不再重算", "the list of this school is frozen as it was computed and is not computed again";
        /// The school is not known or not open.
        SchoolNotOpen { /** The school. */ school: OrganisationId, /** The day. */ on: NaiveDate } = "ROTATION_SCHOOL_NOT_OPEN",
            rule("R-12", 1, "机构开办前、撤销后不得安排人员"),
            "学校{school}在{on}未登记、未开办或已撤销", "school {school} is not registered or not open on {on}";
        /// There is no such person.
        TeacherUnknown { /** The person. */ teacher: TeacherId } = "ROTATION_TEACHER_UNKNOWN",
            "教师{teacher}未登记", "teacher {teacher} is not registered";
        /// The person does not work at that school.
        NotAtSchool { /** The day. */ on: NaiveDate } = "ROTATION_NOT_AT_SCHOOL",
            "该教师在{on}不在该校任教；请核对派出学校", "the teacher does not work at that school on {on}; check the sending school";
        /// The person is exempted.
        Exempt { /** The exemption. */ exemption: EventId, /** The day. */ on: NaiveDate } = "ROTATION_EXEMPT",
            rule("R-33", 1, "中小学教师交流轮岗意见（2016年1月）：临近退休、孕期、患病等可免交流（待教育局确认文号）"), facts(exemption),
            "该教师在{on}免交流；免交流结束、更正或作废后可再安排",
            "the teacher is exempted on {on}; it can be asked again when the exemption has ended or was corrected";
        /// The person rotates in this round already.
        AlreadyAssigned { /** The secondment. */ secondment: EventId } = "ROTATION_ALREADY_ASSIGNED", facts(secondment),
            "该教师本轮已安排交流；如需改派，请先取消原安排", "the teacher already rotates in this round; cancel that first";
        /// It does not begin in the school year of the round.
        OutsideYear { /** First day. */ from: NaiveDate, /** Day after the last. */ to: NaiveDate } = "ROTATION_OUTSIDE_YEAR",
            "交流须在本轮学年内开始（{from}起，{to}前）", "a rotation begins in the school year of its round, from {from} and before {to}";
        /// The two schools do not stand so to each other.
        ScopeWrong { /** The scope. */ scope: &'static str, /** The day. */ on: NaiveDate } = "ROTATION_SCOPE_WRONG",
            "按{on}的隶属关系，两校之间不属于“{scope}”；请核对交流范围或两校隶属", "as the tree stands on {on} the two schools are not “{scope}” to each other";
        /// Too many persons for one list.
        TooMany { /** How many. */ persons: u32 } = "ROTATION_TOO_MANY",
            "一次核算最多1000人，该校有{persons}人", "at most 1000 persons are judged at once, the school has {persons}";
    }
}

use chrono::NaiveDate;

use crate::{EventId, TeacherId, machine::refusals};

refusals! {
    /// Why an organisation command is refused.
    pub enum OrganisationRefusal {
        /// It is already known, planned or open.
        AlreadyPlanned = "ORGANISATION_ALREADY_KNOWN", "该机构已登记", "the organisation is already registered";
        /// It is already open.
        AlreadyOpen {
            /// Since when.
            since: NaiveDate,
            /// The event that opened it.
            fact: EventId,
        } = "ORGANISATION_ALREADY_OPEN", facts(fact),
            "该机构已于{since}开办", "the organisation is open since {since}";
        /// It was neither planned nor described, so nothing says what it is.
        NotDescribed = "ORGANISATION_NOT_DESCRIBED",
            "该机构未经筹设登记，请同时填写名称、类型和办学性质", "the organisation was not planned; give its name, kind and nature";
        /// Nothing is known of it.
        NotKnown = "ORGANISATION_NOT_KNOWN", "该机构尚未登记，请先筹设或开办", "the organisation is not registered; plan or open it first";
        /// It was not opened.
        NotOpened = "ORGANISATION_NOT_OPENED", "该机构尚未开办", "the organisation has not opened";
        /// It is closed.
        Closed {
            /// Since when.
            on: NaiveDate,
            /// The event that closed it.
            fact: EventId,
        } = "ORGANISATION_CLOSED", facts(fact), "该机构已于{on}终止", "the organisation ended on {on}";
        /// It would end no later than it opened.
        ClosesBeforeOpening {
            /// The first day.
            opened: NaiveDate,
            /// The event that opened it.
            fact: EventId,
        } = "ORGANISATION_CLOSES_BEFORE_OPENING", facts(fact),
            "终止日期应晚于开办日期{opened}", "the end must be later than the opening on {opened}";
        /// The parent is not registered.
        ParentUnknown = "ORGANISATION_PARENT_UNKNOWN", "上级机构尚未登记，请先登记上级机构", "the parent is not registered; register it first";
        /// The parent ended before.
        ParentClosed {
            /// Since when.
            on: NaiveDate,
            /// The event that closed it.
            fact: EventId,
        } = "ORGANISATION_PARENT_CLOSED", facts(fact), "上级机构已于{on}终止", "the parent ended on {on}";
        /// It would be its own parent.
        ParentIsItself = "ORGANISATION_PARENT_IS_ITSELF", rule("R-17", 1, "同一体系同一日期只有一个上级，不得循环"),
            "机构不能以自身为上级", "an organisation cannot be its own parent";
        /// It stands above the parent already.
        ParentCycle {
            /// The event that put the parent under it.
            fact: EventId,
        } = "ORGANISATION_PARENT_CYCLE", rule("R-17", 1, "同一体系同一日期只有一个上级，不得循环"), facts(fact),
            "所选上级在该日期隶属于本机构，请先调整其隶属关系", "the chosen parent is under this organisation on that date; move it first";
        /// It would be merged into itself.
        MergedIntoItself = "ORGANISATION_MERGED_INTO_ITSELF", "机构不能并入自身", "an organisation cannot be merged into itself";
        /// The successor is not registered.
        SuccessorUnknown = "ORGANISATION_SUCCESSOR_UNKNOWN", "并入的机构尚未登记，请先登记", "the successor is not registered; register it first";
        /// The successor does not stand on that day.
        SuccessorClosed {
            /// Since when.
            on: NaiveDate,
            /// The event that ended it.
            fact: EventId,
        } = "ORGANISATION_SUCCESSOR_CLOSED", facts(fact), "并入的机构已于{on}终止", "the successor ended on {on}";
        /// Somebody would go to two places.
        SuccessorTwice {
            /// Who.
            teacher: TeacherId,
        } = "ORGANISATION_SUCCESSOR_TWICE",
            "教师{teacher}被列入两处去向，请只列一处", "the teacher {teacher} is listed twice; list everybody under one successor only";
        /// Only a school is led in one of the modes.
        NotASchool = "ORGANISATION_NOT_A_SCHOOL",
            "领导体制只登记在学校和幼儿园上，请改选学校", "only schools and kindergartens have a governance mode; choose a school";
        /// Only a centre has a level.
        NotACentre = "ORGANISATION_NOT_A_CENTRE",
            "该机构不是教师发展中心；请以“教师发展中心”类型登记后再定级", "the organisation is no teacher development centre; register one of that kind first";
        /// The parent in the tree of development centres is not of the level just above.
        CentreNotOneAbove = "ORGANISATION_CENTRE_NOT_ONE_ABOVE", rule("R-17", 1, "上级须高一级，同一体系同一日期只有一个上级"),
            "教师发展中心的上级应恰好高一级：校级属镇街级，镇街级属市级；请先给上级定级或调整隶属",
            "the parent of a development centre is exactly one level above: a school's under a town's, a town's under the city's; designate or change the parent first";
        /// A name says nothing.
        NameBlank = "ORGANISATION_NAME_BLANK", "机构名称不能为空", "the name must not be blank";
        /// A place code has not nine digits.
        PlaceShape = "ORGANISATION_PLACE_SHAPE", "区划代码应为9位数字", "a place code has nine digits";
        /// It would say what already holds.
        NoChange {
            /// The event that said it before.
            fact: EventId,
        } = "ORGANISATION_NO_CHANGE", facts(fact), "该日期的登记内容与此相同", "this already holds on that date";
        /// The flag would end no later than it starts.
        FlagEndsBeforeStart = "ORGANISATION_FLAG_ENDS_BEFORE_START", "标识的截止日期应晚于起始日期", "the flag must end later than it starts";
        /// A goal of nobody.
        GoalOfNobody = "STAFFING_GOAL_OF_NOBODY", "配备目标应大于0人", "a goal of staffing is above nobody";
        /// An average of nothing.
        PayNotPositive = "PAY_AVERAGE_NOT_POSITIVE", "平均工资应大于0", "an average pay is above nothing";
        /// There is no such flag on that day.
        FlagNotSet = "ORGANISATION_FLAG_NOT_SET", "该日期没有此标识", "the flag does not hold on that date";
    }
}

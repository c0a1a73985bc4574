use chrono::NaiveDate;

use crate::{
    EventId,
    machine::{LineRefusals, refusals},
};

refusals! {
    /// Why an activity command is refused.
    pub enum ActivityRefusal {
        /// It was planned already.
        AlreadyPlanned { /** The event that planned it. */ fact: EventId } = "ACTIVITY_ALREADY_PLANNED", facts(fact),
            "该活动已登记", "the activity is already planned";
        /// It was not planned.
        NotPlanned = "ACTIVITY_NOT_PLANNED", "该活动尚未登记；请先登记活动计划", "the activity is not planned; plan it first";
        /// It was cancelled.
        Cancelled { /** The event that cancelled it. */ fact: EventId } = "ACTIVITY_CANCELLED", facts(fact),
            "该活动已取消；如改期举办，请另行登记", "the activity was cancelled; plan another when it is held at another time";
        /// It was held already.
        AlreadyHeld { /** When. */ on: NaiveDate, /** The event that says so. */ fact: EventId } = "ACTIVITY_ALREADY_HELD", facts(fact),
            "该活动已于{on}举办", "the activity was held on {on}";
        /// It was not held yet.
        NotHeld = "ACTIVITY_NOT_HELD", "该活动尚未登记举办；登记举办日期后再办理", "the activity was not held; record the day it was held first";
        /// It cannot be held before it begins.
        HeldBeforeStart { /** The first day planned. */ from: NaiveDate } = "ACTIVITY_HELD_BEFORE_START",
            "举办日期早于计划开始日期{from}；请核对日期", "the day is before the planned start on {from}; check the date";
        /// What lies ahead was not held.
        HeldAhead { /** The day stated. */ on: NaiveDate } = "ACTIVITY_HELD_AHEAD",
            "{on}尚未到，不能登记为已举办", "{on} lies ahead, so nothing was held on it yet";
        /// The name says nothing.
        NameBlank = "ACTIVITY_NAME_BLANK", "活动名称不能为空", "the name must not be blank";
        /// The last day lies before the first.
        EndsBeforeStart { /** The first day. */ from: NaiveDate } = "ACTIVITY_ENDS_BEFORE_START",
            "结束日期不得早于开始日期{from}", "the activity ends before it begins on {from}";
        /// The organiser, partner or school is not registered or not open.
        OrganisationNotOpen { /** The day. */ on: NaiveDate } = "ACTIVITY_ORGANISATION_NOT_OPEN",
            rule("R-12", 1, "机构开办前、撤销后不得安排人员"),
            "该单位未登记，或在{on}尚未开办或已撤销；请核对单位或日期",
            "the organisation is not registered or not open on {on}; check the unit or the date";
        /// The lecturer is not registered.
        LecturerUnknown = "ACTIVITY_LECTURER_UNKNOWN", "主讲人尚未登记", "the lecturer is not registered";
        /// A training gives hours in a block.
        HoursMissing = "ACTIVITY_HOURS_MISSING",
            "培训活动须写明学时和科目类别", "a training needs its class hours and the block they count for";
        /// Hours count for a block.
        CategoryMissing = "ACTIVITY_CATEGORY_MISSING",
            "计学时的活动须写明科目类别（公需、专业、选修）", "an activity that gives hours needs the block they count for";
        /// Hours are whole class hours from 1 to 1000.
        HoursOutOfRange { /** The hours. */ hours: u32 } = "ACTIVITY_HOURS_OUT_OF_RANGE",
            "学时{hours}不在1–1000之间", "{hours} class hours are not between 1 and 1000";
        /// A term is the first or the second of the year.
        TermUnknown { /** What was stated. */ term: u8 } = "ACTIVITY_TERM_UNKNOWN",
            "学期{term}不存在，应为1（秋季）或2（春季）", "there is no term {term}; it is 1 for autumn or 2 for spring";
        /// A list has from one to so many lines.
        ListSize { /** How many lines it has. */ size: usize, /** How many it may have. */ most: usize } = "ACTIVITY_LIST_SIZE",
            "名单有{size}行，应为1至{most}行；请分批办理", "the list has {size} lines and may have 1 to {most}; send it in parts";
        /// Lines of a list are refused, each for its own reason.
        Lines { /** The lines. */ lines: LineRefusals } = "ACTIVITY_LINES_REFUSED", lines(lines),
            "名单中有行不能办理，全部未写入：{lines}", "lines of the list are refused and nothing was written: {lines:#}";
        /// The same person or school stands in the list twice.
        TwiceInList = "ACTIVITY_TWICE_IN_LIST", "名单中重复出现；请删去一行", "it stands in the list twice; remove one line";
        /// One certificate for a person and an activity.
        AlreadyAttended { /** The event that says so. */ fact: EventId } = "ACTIVITY_ALREADY_ATTENDED", facts(fact),
            "该人在本活动已登记；如学时有误，请先作废再登记",
            "this person is already recorded at the activity; void the hours first when they are wrong";
        /// The person's attendance does not stand.
        NotAttended = "ACTIVITY_NOT_ATTENDED", "该人在本活动没有有效的登记", "no attendance of this person stands at the activity";
        /// A school's attendance stands already.
        SchoolAlreadyAttended { /** The event that says so. */ fact: EventId } = "ACTIVITY_SCHOOL_ALREADY_ATTENDED", facts(fact),
            "该校在本活动已登记", "this school is already recorded at the activity";
        /// Somebody must have come.
        NobodyCame = "ACTIVITY_NOBODY_CAME", "参加人数应不少于1人", "at least one person must have attended";
        /// Only a competition has results.
        NotCompetition = "ACTIVITY_NOT_COMPETITION", "只有竞赛类活动可登记成绩", "only a competition has results";
        /// The round has no name.
        RoundBlank = "ACTIVITY_ROUND_BLANK", "赛段名称不能为空", "the round must not be blank";
        /// An award has an issuer.
        AwardWithoutIssuer = "ACTIVITY_AWARD_WITHOUT_ISSUER",
            rule("R-60", 1, "荣誉级别由颁发单位确定"),
            "有奖项时须写明颁发单位，奖项级别由颁发单位确定", "an award needs its issuing body, from which its level follows";
        /// A person has one result in a round.
        ResultStands { /** The event that says so. */ fact: EventId } = "ACTIVITY_RESULT_STANDS", facts(fact),
            "该人在本赛段已有成绩", "this person has a result in the round already";
    }
}

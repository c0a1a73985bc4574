use chrono::NaiveDate;

use crate::{EventId, candidacy::StageName, machine::refusals};

refusals! {
    /// Why a studio command is refused.
    pub enum StudioRefusal {
        /// It exists already.
        AlreadyEstablished {
            /// The event that established it.
            fact: EventId,
        } = "STUDIO_ALREADY_ESTABLISHED", facts(fact), "该工作室已设立", "the studio is already established";
        /// It does not exist.
        NotEstablished = "STUDIO_NOT_ESTABLISHED", "该工作室尚未设立", "the studio is not established";
        /// It was closed.
        Closed {
            /// Since when.
            on: NaiveDate,
            /// The event that closed it.
            fact: EventId,
        } = "STUDIO_CLOSED", facts(fact), "该工作室已于{on}撤销", "the studio closed on {on}";
        /// The name says nothing.
        NameBlank = "STUDIO_NAME_BLANK", "工作室名称不能为空", "the name must not be blank";
        /// There is no such candidacy.
        CandidacyUnknown = "STUDIO_CANDIDACY_UNKNOWN", "未找到主持人的人选记录", "the host's candidacy is not known";
        /// The host is not certified on that day.
        HostNotCertified {
            /// Where the candidacy stands.
            stage: StageName,
            /// The event that put it there.
            fact: EventId,
        } = "STUDIO_HOST_NOT_CERTIFIED", rule("R-22", 1, "工作室主持人须已认定并在任期内"), facts(fact),
            "主持人在该日期处于“{stage}”阶段，须已认定或在任期内", "the host is at “{stage:#}” on that date; certified or in term is needed";
        /// The day is before the studio existed.
        BeforeEstablishment {
            /// The first day.
            from: NaiveDate,
            /// The event that established it.
            fact: EventId,
        } = "STUDIO_BEFORE_ESTABLISHMENT", facts(fact), "日期不得早于设立日期{from}", "the date is before the establishment on {from}";
        /// The host leads it already.
        AlreadyHost {
            /// The event that says so.
            fact: EventId,
        } = "STUDIO_ALREADY_HOST", facts(fact), "该人已是本工作室主持人", "this person already hosts the studio";
        /// A later host is already named, so that there would be two.
        LaterHost {
            /// From when.
            from: NaiveDate,
            /// The event that names the later host.
            fact: EventId,
        } = "STUDIO_LATER_HOST", facts(fact),
            "自{from}起已另有主持人，同一日期只能有一名主持人", "another host is named from {from}; a studio has one host at a time";
        /// The person is a member already.
        AlreadyMember {
            /// The event that admitted the person.
            fact: EventId,
        } = "STUDIO_ALREADY_MEMBER", facts(fact), "该人已是本工作室成员", "this person is already a member";
        /// The person is no member on that day.
        NotMember = "STUDIO_NOT_MEMBER", "该人在该日期不是本工作室成员", "this person is not a member on that date";
        /// The person is not registered.
        TeacherUnknown = "STUDIO_TEACHER_UNKNOWN", "该人尚未登记", "this person is not registered";
        /// The year was assessed already.
        AlreadyAssessed {
            /// The event that says so.
            fact: EventId,
        } = "STUDIO_ALREADY_ASSESSED", rule("R-24", 1, "每年考核一次"), facts(fact), "该年度已考核", "the year is already assessed";
        /// The term would not grow.
        TermNotLonger {
            /// The end so far.
            to: NaiveDate,
        } = "STUDIO_TERM_NOT_LONGER", rule("R-22", 1, "工作室任期一般为三年"),
            "任期截止日期应晚于{to}", "the term must end later than {to}";
    }
}

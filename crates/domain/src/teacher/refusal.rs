use chrono::NaiveDate;

use crate::{CandidacyId, EventId, OrganisationId, TeacherId, machine::refusals};

refusals! {
    /// Why something is not recorded on a teacher.
    pub enum TeacherRefusal {
        /// Nothing can be stated about a person who is not registered.
        NotRegistered = "NOT_REGISTERED",
            "该教师尚未登记", "this teacher is not registered";
        /// The stream already has a person.
        AlreadyRegistered = "ALREADY_REGISTERED",
            "该教师已登记", "this teacher is already registered";
        /// A name is needed.
        NameMissing = "NAME_MISSING",
            "姓名不能为空", "the name is missing";
        /// The end lies before the start.
        EndsBeforeStart { /** First day. */ from: NaiveDate, /** Day after the last. */ to: NaiveDate } = "ENDS_BEFORE_START",
            "结束日期（{to}）不晚于开始日期（{from}）", "the end ({to}) is not after the start ({from})";
        /// The person is employed on that day already.
        AlreadyEmployed { /** The employment. */ employment: EventId, /** Its first day. */ since: NaiveDate } = "ALREADY_EMPLOYED",
            facts(employment),
            "该教师自{since}起在职；先办理离职再入职", "the teacher has been employed since {since}; end that employment first";
        /// The person is not employed then.
        NotEmployed { /** The day asked about. */ on: NaiveDate } = "NOT_EMPLOYED",
            "该教师在{on}不在职", "the teacher is not employed on {on}";
        /// No such organisation is known.
        OrganisationUnknown { /** The organisation. */ organisation: OrganisationId } = "ORGANISATION_UNKNOWN",
            "机构{organisation}未登记", "organisation {organisation} is not registered";
        /// The organisation is not open on that day.
        OrganisationNotOpen { /** Its name. */ name: String, /** The day. */ on: NaiveDate } = "ORGANISATION_NOT_OPEN",
            rule("R-12", 1, "机构开办前、撤销后不得安排人员"),
            "“{name}”在{on}尚未开办或已撤销；请核对日期或单位", "“{name}” is not open on {on}; check the date or the unit";
        /// FTE is a percentage from 1 to 100.
        FteOutOfRange { /** Percent of a full post. */ percent: u32 } = "FTE_OUT_OF_RANGE",
            "工作量{percent}%不在1–100%之间", "an FTE of {percent} % is not between 1 and 100 %";
        /// A person has one primary assignment at a time.
        PrimaryAssignmentOverlaps { /** The other assignment. */ assignment: EventId } = "PRIMARY_ASSIGNMENT_OVERLAPS",
            facts(assignment),
            "同一时间只能有一个主要任教岗位；先结束原岗位", "only one primary assignment may hold at a time; end the other first";
        /// The assignment named does not hold.
        AssignmentUnknown { /** The fact named. */ assignment: EventId } = "ASSIGNMENT_UNKNOWN",
            facts(assignment),
            "该教师没有这条任教记录", "the teacher has no such assignment";
        /// The same title was granted already.
        TitleAlreadyHeld { /** The fact. */ title: EventId } = "TITLE_ALREADY_HELD",
            facts(title),
            "该教师已取得该职称", "the teacher already holds this title";
        /// Hours are whole class hours from 1 to 1000.
        HoursOutOfRange { /** The hours. */ hours: u32 } = "HOURS_OUT_OF_RANGE",
            "学时{hours}不在1–1000之间", "{hours} class hours are not between 1 and 1000";
        /// The same activity was recorded already.
        TrainingAlreadyRecorded { /** The fact. */ training: EventId } = "TRAINING_ALREADY_RECORDED",
            facts(training),
            "该培训已登记", "this training is already recorded";
        /// An active bar vetoes merit.
        EthicsBarActive { /** The bar. */ bar: EventId, /** First day after it. */ until: NaiveDate } = "ETHICS_BAR_ACTIVE",
            rule("R-01", 1, "《中小学教师违反职业道德行为处理办法（2018年修订）》第三条"), facts(bar),
            "师德限制期内（至{until}前）一票否决；限制解除或撤销后可再申报",
            "an ethics bar is in force until {until}; it can be asked again when the bar has ended or was annulled";
        /// A bar lasts at least 24 months.
        BarTooShort { /** The earliest end. */ earliest: NaiveDate } = "BAR_TOO_SHORT",
            rule("R-01", 1, "《中小学教师违反职业道德行为处理办法（2018年修订）》第三条：不少于24个月"),
            "限制期不得少于24个月，最早至{earliest}", "a bar lasts at least 24 months; the earliest end is {earliest}";
        /// The bar named does not hold.
        BarUnknown { /** The fact named. */ bar: EventId } = "BAR_UNKNOWN",
            facts(bar),
            "该教师没有这条限制记录", "the teacher has no such bar";
        /// A bar goes with the case it follows from.
        BarOfCase { /** The bar. */ bar: EventId } = "BAR_OF_CASE",
            facts(bar),
            "该限制随师德案件的处理决定产生；请在案件中办理撤销、变更或解除",
            "this bar follows from an ethics case; annul, amend or revoke the sanction there";
        /// A year of ethics is assessed once.
        EthicsYearAssessed { /** The assessment. */ assessment: EventId } = "ETHICS_YEAR_ASSESSED",
            facts(assessment),
            "该年度师德考核已登记；如有误请办理更正", "the ethics of this year are assessed already; correct that instead";
        /// A year to come cannot be assessed.
        EthicsYearAhead { /** The year. */ year: i32 } = "ETHICS_YEAR_AHEAD",
            "{year}年度尚未到，不能考核", "the year {year} lies ahead of the day of the result";
        /// A restriction rests on a decision.
        RestrictionWithoutDocument = "RESTRICTION_WITHOUT_DOCUMENT",
            rule("R-06", 1, "纪律处分影响期内不得提拔任用"),
            "登记纪律限制须注明依据文件", "a restriction needs the decision document it rests on";
        /// Tolerance rests on a decision.
        ToleranceWithoutDocument = "TOLERANCE_WITHOUT_DOCUMENT",
            rule("R-05", 1, "2022年工作要点第44项：健全容错纠错机制"),
            "容错认定须注明依据文件", "a tolerance needs the decision document it rests on";
        /// The record named is not one of the person's.
        RecordUnknown { /** The event named. */ record: EventId } = "RECORD_UNKNOWN",
            facts(record),
            "该教师没有这条有效记录", "the teacher has no such record in force";
        /// What ethics took stays.
        EthicsNotTolerable { /** The event named. */ record: EventId } = "ETHICS_NOT_TOLERABLE",
            rule("R-05", 1, "容错纠错不适用于师德处理"), facts(record),
            "师德处理和师德考核结果不适用容错；如处理有误，请通过申诉撤销",
            "ethics sanctions and assessments are never tolerated; a wrong one is annulled on appeal";
        /// Only what stands against a person can be tolerated.
        RecordNotNegative { /** The event named. */ record: EventId } = "RECORD_NOT_NEGATIVE",
            facts(record),
            "该记录并非不利记录，无需容错", "this record does not stand against the person";
        /// It is tolerated already.
        ToleranceStands { /** The tolerance. */ tolerance: EventId } = "TOLERANCE_STANDS",
            facts(tolerance),
            "该记录已有容错认定", "this record is tolerated already";
        /// The tolerance named does not hold.
        ToleranceUnknown { /** The event named. */ tolerance: EventId } = "TOLERANCE_UNKNOWN",
            facts(tolerance),
            "该教师没有这条容错认定", "the teacher has no such tolerance";
        /// A score counts in the person's own candidacy.
        SelectionOfAnother { /** The candidacy named. */ candidacy: CandidacyId } = "SELECTION_OF_ANOTHER",
            "人选记录{candidacy}不是该教师的", "the candidacy {candidacy} is not this person's";
        /// A criterion is scored once.
        CriterionAlreadyScored { /** The score. */ score: EventId } = "CRITERION_ALREADY_SCORED",
            facts(score),
            "该项选任标准已评分；如有误请办理更正", "this criterion is scored already; correct that instead";
        /// The typed level is not the issuer's.
        LevelNotOfIssuer { /** What the issuer's level is. */ level: &'static str } = "LEVEL_NOT_OF_ISSUER",
            rule("R-60", 1, "荣誉级别由颁发机关确定"),
            "荣誉级别由颁发机关决定，应为{level}", "the level follows from the issuing body and should be {level}";
        /// The honour was recorded already.
        HonourAlreadyConferred { /** The fact. */ honour: EventId } = "HONOUR_ALREADY_CONFERRED",
            rule("R-61", 1, "同一荣誉同一年度只计一次"), facts(honour),
            "该荣誉已登记", "this honour is already recorded";
        /// The contribution was recorded already.
        ContributionAlreadyRecorded { /** The fact. */ contribution: EventId } = "CONTRIBUTION_ALREADY_RECORDED",
            facts(contribution),
            "该项课堂或资源已登记", "this lesson or resource is already recorded";
        /// The honour named does not hold.
        HonourUnknown { /** The fact named. */ honour: EventId } = "HONOUR_UNKNOWN",
            facts(honour),
            "该教师没有这条荣誉记录", "the teacher has no such honour";
        /// Sent to the unit the person comes from.
        SecondedToOwnUnit = "SECONDED_TO_OWN_UNIT",
            "派往单位与原单位相同", "the receiving unit is the person's own";
        /// Full-time secondments do not overlap.
        SecondmentsOverlap { /** The other secondment. */ secondment: EventId } = "SECONDMENTS_OVERLAP",
            rule("R-32", 1, "全职选派不得重叠，兼职合计不超过100%"), facts(secondment),
            "与另一项选派时间重叠且工作量合计超过100%；先结束或取消该项选派",
            "it overlaps another secondment and together they exceed a full post; end or cancel that one first";
        /// The own work goes on beside it and the two are too much.
        WorkTooMuch { /** Percent of a full post, together. */ percent: i64, /** How much may be without a word. */ most: i64 } = "WORK_TOO_MUCH",
            rule("R-32", 1, "兼职选派与本职工作量合计"),
            "本职工作与选派合计{percent}%，超过{most}%", "the own work and the secondment make {percent} % of a post, more than {most} %";
        /// The secondment named does not exist.
        SecondmentUnknown { /** The fact named. */ secondment: EventId } = "SECONDMENT_UNKNOWN",
            facts(secondment),
            "该教师没有这条选派记录", "the teacher has no such secondment";
        /// The step does not follow from where the secondment stands.
        SecondmentNotInStage { /** The secondment. */ secondment: EventId, /** Where it stands. */ stage: &'static str, /** Where it would have to stand. */ needed: &'static str } =
            "SECONDMENT_NOT_IN_STAGE", facts(secondment),
            "选派目前为“{stage}”，须为“{needed}”才能办理", "the secondment is at {stage} and would have to be at {needed}";
        /// An extension ends later than before.
        NotAnExtension { /** The end so far. */ to: NaiveDate } = "NOT_AN_EXTENSION",
            "延期后的结束日期须晚于{to}", "an extension has to end after {to}";
        /// Help that goes out of the city goes to a registered unit outside.
        ExternalUnitNeeded { /** Its name. */ name: String } = "EXTERNAL_UNIT_NEEDED",
            rule("R-36", 1, "系统外单位须先登记"),
            "帮扶、援派须到已登记的系统外单位，“{name}”不是；请先登记受援单位",
            "assistance goes to a unit registered as outside the system, “{name}” is none; register the receiving unit first";
        /// The two units are not paired.
        UnitsNotPaired { /** The day. */ on: NaiveDate } = "UNITS_NOT_PAIRED",
            rule("R-36", 1, "系统外单位须先登记"),
            "派出单位与接收单位在{on}没有有效的结对关系；请核对结对或日期", "the two units are not paired on {on}; check the pairing or the date";
        /// The same assessment was recorded.
        SecondmentAlreadyAssessed { /** The assessment. */ assessment: EventId } = "SECONDMENT_ALREADY_ASSESSED",
            facts(assessment),
            "该选派当日的考核已登记；如有误请更正", "the secondment is assessed on that day already; correct that instead";
        /// The days are not days served there.
        NotThereThen { /** First day there. */ from: NaiveDate, /** Day after the last. */ to: Option<NaiveDate> } = "NOT_THERE_THEN",
            "日期须在实际选派期间内（{from}起）", "the days have to lie in the service there, which began on {from}";
        /// Service of that kind is no support teaching.
        NotSupportTeaching { /** The kind. */ kind: &'static str } = "NOT_SUPPORT_TEACHING",
            "“{kind}”不属于支教帮扶，不能认定支教服务", "service of the kind {kind} is not verified as support teaching";
        /// The place was not designated on the day.
        PlaceNotDesignated { /** Its name. */ name: String, /** The day. */ on: NaiveDate } = "PLACE_NOT_DESIGNATED",
            rule("R-37", 1, "艰苦边远地区、薄弱学校按服务当日的认定"),
            "“{name}”在{on}未被认定为薄弱学校或艰苦边远地区；请核对日期，或先登记该认定",
            "“{name}” is not designated weak or remote on {on}; check the days, or record the designation first";
        /// The days were verified before.
        ServiceAlreadyVerified { /** The verification. */ service: EventId } = "SERVICE_ALREADY_VERIFIED",
            facts(service),
            "这些日期的支教服务已认定", "these days of support teaching are verified already";
        /// Only residencies have visits.
        NotResidency { /** The kind. */ kind: &'static str } = "NOT_A_RESIDENCY",
            "“{kind}”不是蹲点，不登记蹲点走访", "service of the kind {kind} is no residency";
        /// A visit lasts from 1 to 366 days.
        VisitDaysOutOfRange { /** The days. */ days: u32 } = "VISIT_DAYS_OUT_OF_RANGE",
            "蹲点天数{days}不在1–366之间", "{days} days are not between 1 and 366";
        /// Two visits on one day.
        VisitOverlaps { /** The other visit. */ visit: EventId } = "VISIT_OVERLAPS",
            facts(visit),
            "这些日期的蹲点已登记", "a visit on these days is recorded already";
        /// Two exemptions at one time.
        ExemptionOverlaps { /** The other exemption. */ exemption: EventId } = "EXEMPTION_OVERLAPS",
            rule("R-33", 1, "中小学教师交流轮岗意见（2016年1月）（待教育局确认文号）"), facts(exemption),
            "该教师在这段时间已免交流", "the teacher is exempted from rotation at that time already";
        /// First secretaries go to private schools.
        ReceiverNotPrivate { /** Its name. */ name: String } = "RECEIVER_NOT_PRIVATE",
            rule("R-30", 1, "2022年工作要点第2项：选派到民办中小学挂任第一书记"),
            "“{name}”在该日不是民办学校，不能挂任第一书记", "“{name}” is not a private school on that day";
        /// First secretaries come from the reserve pool.
        NotInReservePool { /** The day. */ on: NaiveDate } = "NOT_IN_RESERVE_POOL",
            rule("R-31", 1, "2022年工作要点第2项：第二批校长后备干部"),
            "该教师在{on}不是后备校长人才", "the teacher is not a reserve principal on {on}";
        /// The catalogue has no such kind of honour.
        HonourKindUnknown { /** As typed. */ kind: String, /** What there is. */ known: String } = "HONOUR_KIND_UNKNOWN",
            "荣誉目录中没有“{kind}”；可选：{known}", "the catalogue of honours has no {kind}; it has {known}";
        /// The kind is issued by bodies of another level.
        HonourKindOfOtherLevel { /** The kind. */ kind: String, /** Its level. */ level: &'static str } = "HONOUR_KIND_OF_OTHER_LEVEL",
            rule("R-60", 1, "荣誉级别由颁发机关级别确定"),
            "“{kind}”是{level}荣誉，与颁发机关的级别不符", "{kind} is an honour of the level {level}, which the issuing body is not";
        /// The person holds such a post already.
        AppointmentOverlaps { /** The other appointment. */ appointment: EventId } = "APPOINTMENT_OVERLAPS",
            facts(appointment),
            "该教师在该日已聘（任）此岗位；先免去原岗位", "the person holds such a post on that day already; relieve them of that one first";
        /// The appointment named does not exist.
        AppointmentUnknown { /** The fact named. */ appointment: EventId } = "APPOINTMENT_UNKNOWN",
            facts(appointment),
            "该教师没有这条聘任记录", "the teacher has no such appointment";
        /// The day is not one in the post.
        NotInPostThen { /** First day. */ from: NaiveDate, /** Day after the last. */ to: Option<NaiveDate> } = "NOT_IN_POST_THEN",
            "日期须在聘任期间内（{from}起）；请核对日期", "the day has to lie in the time in the post, which began on {from}";
        /// No list has the grade.
        GradeUnknown { /** As typed. */ grade: String } = "POST_GRADE_UNKNOWN",
            "没有岗位等级“{grade}”；须为代码表C-31中的代码，如PT-7", "there is no grade {grade}; it is a code of C-31, as PT-7";
        /// The grade is one of another kind of post.
        GradeNotOfPost { /** As typed. */ grade: String, /** The kind of post. */ kind: &'static str } = "POST_GRADE_NOT_OF_KIND",
            "岗位等级{grade}不属于{kind}", "the grade {grade} is none of {kind}";
        /// The grade lies outside the band of the title.
        GradeNotOfTitle { /** As typed. */ grade: String, /** The title. */ title: &'static str } = "POST_GRADE_NOT_OF_TITLE",
            "{title}不能聘到{grade}；请按C-31核对等级", "{grade} is no grade of the title {title}; see C-31";
        /// A professional post rests on a title.
        TitleNotHeld { /** The title. */ title: &'static str, /** The day. */ on: NaiveDate } = "TITLE_NOT_HELD",
            rule("R-28", 1, "职称与岗位聘任分开：取得职称后由单位聘任"),
            "该教师在{on}没有“{title}”职称，不能聘任该岗位；先登记职称", "the teacher does not hold the title {title} on {on}; record the title first";
        /// The new grade lies on the other side of the old one.
        GradeChangeWrongWay { /** Which way. */ change: &'static str, /** The grade before. */ before: String, /** The new one. */ grade: String } =
            "GRADE_CHANGE_WRONG_WAY",
            "从“{before}”到“{grade}”不是{change}；请核对等级", "from {before} to {grade} is not {change}; check the grade";
        /// The post began without a probation.
        AppointmentWithoutProbation { /** The appointment. */ appointment: EventId } = "APPOINTMENT_WITHOUT_PROBATION",
            facts(appointment),
            "该聘任没有试用期", "the appointment has no probation";
        /// Passed once.
        ProbationAlreadyPassed { /** When. */ on: NaiveDate } = "PROBATION_ALREADY_PASSED",
            "试用期已于{on}考核合格", "the probation was passed on {on} already";
        /// Only a term can be assessed, renewed or ended.
        AppointmentWithoutTerm { /** The appointment. */ appointment: EventId } = "APPOINTMENT_WITHOUT_TERM",
            facts(appointment),
            "该聘任没有聘期；先登记聘期", "the appointment has no term; start one first";
        /// The term begins before the one before it ended.
        TermOverlaps { /** The day after the last of the term before. */ until: NaiveDate } = "TERM_OVERLAPS",
            "新聘期须从{until}或之后开始", "the new term has to begin on {until} or later";
        /// The same assessment twice.
        TermAlreadyAssessed { /** The day. */ on: NaiveDate } = "TERM_ALREADY_ASSESSED",
            "该聘期{on}的考核已登记；如有误请更正", "the term was assessed on {on} already; correct that instead";
        /// The same certificate twice.
        CredentialAlreadyRecorded { /** The other one. */ credential: EventId } = "CREDENTIAL_ALREADY_RECORDED",
            facts(credential),
            "该证书已登记", "the certificate is recorded already";
        /// The certificate named does not exist.
        CredentialUnknown { /** The fact named. */ credential: EventId } = "CREDENTIAL_UNKNOWN",
            facts(credential),
            "该教师没有这条证书记录", "the teacher has no such certificate";
        /// Only Putonghua has these grades, and always one.
        GradeOfPutonghua = "PUTONGHUA_GRADE",
            "普通话证书须填等级，其他证书不填等级", "a certificate of Putonghua has a grade, and no other has one";
        /// The same degree twice.
        DegreeAlreadyRecorded { /** The other one. */ degree: EventId } = "DEGREE_ALREADY_RECORDED",
            facts(degree),
            "该学历学位已登记", "the degree is recorded already";
        /// A year is appraised once.
        YearAlreadyAppraised { /** The appraisal. */ appraisal: EventId } = "YEAR_ALREADY_APPRAISED",
            facts(appraisal),
            "该年度考核已登记；如有误请更正", "the year is appraised already; correct that instead";
        /// A year is appraised when it has begun.
        AppraisalYearToCome { /** The year. */ year: i32 } = "APPRAISAL_YEAR_TO_COME",
            "{year}年尚未到来，不能登记该年度考核", "{year} has not come yet, so no appraisal of it is recorded";
        /// Not a year of a registry.
        YearOutOfRange { /** As typed. */ year: i32 } = "APPRAISAL_YEAR_OUT_OF_RANGE",
            "年度{year}不在1900–2200之间", "the year {year} is not between 1900 and 2200";
        /// Money is more than nothing.
        AmountNotPositive = "AMOUNT_NOT_POSITIVE",
            "金额须大于0；没有金额请不填", "an amount is more than nothing; leave it out when there is none";
        /// The duty named does not exist.
        DutyUnknown { /** The fact named. */ duty: EventId } = "DUTY_UNKNOWN",
            facts(duty),
            "该教师没有这条记录", "the teacher has no such record";
        /// What has ended is not ended again.
        DutyEnded { /** The fact named. */ duty: EventId, /** The first day on which it no longer held. */ on: NaiveDate } = "DUTY_ENDED",
            facts(duty),
            "该项{on}起已结束；终止日期有误的请办理更正（factCorrect）",
            "it has ended from {on} on; when that day is wrong, correct it (factCorrect)";
        /// One class at a time.
        HomeroomOverlaps { /** The other class. */ homeroom: EventId } = "HOMEROOM_OVERLAPS",
            facts(homeroom),
            "该教师这段时间已任班主任；先卸任原班级", "the teacher is in charge of a class at that time already; release them from it first";
        /// Counted in already.
        CategoryAlreadyAssigned { /** The other assignment. */ assignment: EventId } = "CATEGORY_ALREADY_ASSIGNED",
            facts(assignment),
            "该教师已在该专项队伍中", "the teacher belongs to that category already";
        /// Away already.
        LeaveOverlaps { /** The other leave. */ leave: EventId } = "LEAVE_OVERLAPS",
            facts(leave),
            "该教师这段时间已离岗", "the teacher is on leave at that time already";
        /// There is no such event at all.
        EventUnknown { /** The event named. */ event: EventId } = "EVENT_UNKNOWN",
            "没有编号为{event}的记录", "there is no event {event}";
        /// The event is another person's.
        EventOfAnother { /** The event named. */ event: EventId } = "EVENT_OF_ANOTHER",
            "记录{event}属于另一位教师或机构", "event {event} belongs to another teacher or organisation";
        /// The event was voided already.
        EventAlreadyVoided { /** The event named. */ event: EventId } = "EVENT_ALREADY_VOIDED",
            "记录{event}已作废", "event {event} is already voided";
        /// A void takes away for good.
        VoidStays { /** The event named. */ event: EventId } = "VOID_STAYS",
            "作废记录不能再作废，请重新登记原内容", "a void cannot be voided; state again what it took away";
        /// Corrections and voids are not corrected; they are voided and stated anew.
        EventNotCorrectable { /** The event named. */ event: EventId } = "EVENT_NOT_CORRECTABLE",
            "更正或作废记录本身不能更正；请作废后重新登记", "a correction or a void is not corrected; void it and state it anew";
        /// A correction says the same kind of thing again.
        CorrectionChangesKind { /** The kind the event has. */ kind: &'static str } = "CORRECTION_CHANGES_KIND",
            "更正须与原记录同类（{kind}）", "a correction states the same kind of fact ({kind})";
        /// A correction that says nothing new.
        CorrectionChangesNothing = "CORRECTION_CHANGES_NOTHING",
            "更正内容与现有记录相同", "the correction says what is already recorded";
        /// The timeline would contradict itself.
        PastContradicts { /** The fact it contradicts. */ fact: EventId, /** In which way. */ how: &'static str } = "PAST_CONTRADICTS",
            facts(fact),
            "更改后的履历自相矛盾（{how}）", "the past so changed would contradict itself ({how})";
        /// The fact cannot be revoked in this way.
        NotRevocable { /** The event named. */ event: EventId } = "NOT_REVOCABLE",
            "这类记录不能撤销；请用更正或作废", "a fact of this kind is not revoked; correct or void it";
        /// Changing the past needs a reason.
        ReasonMissing = "REASON_MISSING",
            "须说明理由", "a reason has to be given";
        /// Nothing personal is recorded of somebody who was erased.
        PersonErased { /** The erasing. */ erasure: EventId } = "PERSON_ERASED",
            facts(erasure),
            "该人的个人信息已删除，不得再登记其姓名、身份号码或出生日期",
            "this person's own data was erased; no name, identity number or birth date is recorded again";
        /// Erasing is done once.
        AlreadyErased { /** The erasing. */ erasure: EventId } = "ALREADY_ERASED",
            facts(erasure),
            "该人的个人信息已删除", "this person's own data was erased already";
        /// What is kept for the law is not erased.
        LegalHoldActive { /** The hold. */ hold: EventId, /** When it began. */ since: NaiveDate, /** Why. */ reason: String } = "LEGAL_HOLD_ACTIVE",
            facts(hold),
            "自{since}起法定保留（{reason}），不得删除；解除保留（legalHoldLift）后可再办理",
            "kept by law since {since} ({reason}) and not to be erased; it can be asked again when the hold was lifted (legalHoldLift)";
        /// The hold named is not in force.
        LegalHoldUnknown { /** The event named. */ hold: EventId } = "LEGAL_HOLD_UNKNOWN",
            facts(hold),
            "该教师没有这条生效中的法定保留", "the teacher has no such legal hold in force";
        /// Erasing rests on a document.
        ErasureWithoutDocument = "ERASURE_WITHOUT_DOCUMENT",
            "删除个人信息须注明依据文件", "erasing personal data needs the decision document it rests on";
        /// A text that is kept in plain would keep what is to be erased.
        TextNamesPerson = "TEXT_NAMES_PERSON",
            "理由或文件中写有该人的姓名或身份号码；这些文字将长期保留，请改写",
            "the reason or the document holds the person's name or identity number and would be kept for ever; word it without them";
        /// Holds and erasures are not corrected.
        PrivacyRecordStays { /** The event named. */ event: EventId } = "PRIVACY_RECORD_STAYS",
            facts(event),
            "法定保留和删除的记录不能更正、撤销或作废；保留可以解除（legalHoldLift）",
            "a legal hold or an erasure is not corrected, revoked or voided; a hold can be lifted (legalHoldLift)";
        /// The unit still stands on the day.
        ReassignmentUnitStands { /** Its name. */ name: String, /** The day. */ on: NaiveDate } = "REASSIGNMENT_UNIT_STANDS",
            "“{name}”在{on}尚未终止，无需接续安置；个人调动请办理教师调动（teacherTransfer）",
            "{name} has not ended by {on}, so nothing is to be settled; a person alone is moved by teacherTransfer";
        /// The merger sent the person elsewhere.
        ReassignmentElsewhere { /** Where to. */ successor: OrganisationId } = "REASSIGNMENT_ELSEWHERE",
            "合并时确定该教师去往单位{successor}；请填写该单位，另有安排的在接续后办理教师调动（teacherTransfer）",
            "the merger sends this teacher to {successor}; name that one, and transfer the teacher afterwards when it was decided otherwise";
        /// The person holds nothing there.
        NothingToReassign { /** The name of the unit. */ name: String, /** The day. */ on: NaiveDate } = "NOTHING_TO_REASSIGN",
            "该教师在{on}前于“{name}”没有须接续的人事关系、编制、工资或工作；在该单位的选派请办理返岗（teacherReturn）",
            "before {on} the teacher holds no relation, post, pay or work at {name} that has to go on; a secondment there ends with teacherReturn";
        /// The registration does not count any more.
        TeacherMergedAway { /** The registration that does. */ survivor: TeacherId } = "TEACHER_MERGED",
            "该人员档案已并入{survivor}；请在该档案上办理，或先撤销并档",
            "this registration was merged into {survivor}; act on that one, or undo the merge first";
        /// The registration was not merged.
        NotMerged = "NOT_MERGED",
            "该人员档案未被并入其他档案", "this registration is not merged into another";
        /// A registration cannot be joined to itself.
        MergedWithItself = "MERGED_WITH_ITSELF",
            "不能将档案并入其自身", "a registration cannot be merged into itself";
        /// The registration that is to count is not known.
        SurvivorUnknown { /** The registration. */ survivor: TeacherId } = "SURVIVOR_UNKNOWN",
            "拟保留的人员档案{survivor}未登记", "the registration {survivor} that is to be kept is not registered";
        /// Others were joined to it, and a chain would be hard to undo.
        AbsorbedOthers { /** One of them. */ absorbed: TeacherId } = "ABSORBED_OTHERS",
            "档案{absorbed}已并入该档案；请先撤销该并档，再将两份档案分别并入",
            "the registration {absorbed} was merged into this one; undo that first and merge both into the one that is to be kept";
        /// A merge is undone and never voided or corrected.
        MergeStays { /** The merge. */ event: EventId } = "MERGE_STAYS",
            facts(event),
            "并档记录{event}不能更正或作废；请办理并档撤销", "the merge {event} is neither corrected nor voided; undo the merge instead";
    }
}

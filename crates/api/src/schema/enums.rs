//! The closed code lists as GraphQL enums. A value is called by the word it is stored by.

use async_graphql::{Enum, resolver_utils::EnumType};

/// Every value, in the order of the list. const ALL: &'static [Self] = &[$(Self::$variant),*];  The stored code. fn code(self) -> &'static str { h self { $(Self::$variant => $code,)* }   The label in Chinese. fn zh(self) -> &'static str { h self { $(Self::$variant => $zh,)* }   The label in English. fn en(self) -> &'static str { h self { $(Self::$variant => $en,)* }   Finds the value by its code or either label. fn find(text: &str) -> Option<Self> { text = text.trim(); ::ALL.iter().copied().find(|v| v.code() == text || v.zh() == text || v.en() == text)      s! { The title ladder of primary and secondary school teachers (C-31), lowest first so that it can be compared. enum Title { d = "THIRD", "三级教师", "third-grade teacher"; nd = "SECOND", "二级教师", "second-grade teacher"; t = "FIRST", "一级教师", "first-grade teacher"; or = "SENIOR", "高级教师", "senior teacher"; essor = "PROFESSOR", "正高级教师", "professor-level teacher";   The school stage taught (JY/T 1001 RKXD, C-06). enum Stage { chool = "PRESCHOOL", "学前", "preschool"; ary = "PRIMARY", "小学", "primary"; or = "JUNIOR", "普通初中", "junior secondary"; or = "SENIOR", "普通高中", "senior secondary"; orVocational = "JUNIOR_VOCATIONAL", "职业初中", "junior vocational"; orVocational = "SENIOR_VOCATIONAL", "职业高中", "senior vocational"; ial = "SPECIAL", "特殊教育", "special education"; r = "OTHER", "其他", "other";   How a person is held by the unit: with an establishment post, or in one of the ways without. enum Staffing { blished = "ESTABLISHED", "在编", "established"; d = "FILED", "备案制", "filed"; ract = "CONTRACT", "聘用制", "contract"; atched = "DISPATCHED", "劳务派遣", "dispatched";   What a person does at the unit (the rows of JY/T 1001 JZGLB a school uses, C-02). enum Category { Time = "FULL_TIME_TEACHER", "专任教师", "full-time teacher"; liary = "TEACHING_SUPPORT", "教辅", "teaching support"; nistrative = "ADMINISTRATIVE", "行政", "administrative"; er = "WORKER", "工勤", "worker"; titute = "SUBSTITUTE", "代课教师", "substitute teacher"; Time = "PART_TIME", "兼任教师", "part-time teacher"; archer = "RESEARCHER", "教研员", "teaching researcher"; r = "OTHER", "其他", "other";   Why a person left (the reasons of JY/T 1001 LXLZYY that a school meets). enum LeaveReason { red = "RETIRED", "退休", "retired"; sferredInside = "TRANSFERRED_INSIDE", "系统内调出", "transferred inside the system"; sferredOutside = "TRANSFERRED_OUTSIDE", "调出至系统外", "transferred outside the system"; gned = "RESIGNED", "辞职", "resigned"; issed = "DISMISSED", "辞退", "dismissed"; ractEnded = "CONTRACT_ENDED", "合同期满", "contract ended"; lled = "EXPELLED", "开除", "expelled";  = "DIED", "死亡", "died"; r = "OTHER", "其他", "other";   Where a person came from (JY/T 1001 JZGLY, C-05, shortened to what rules ask). enum Source { uited = "RECRUITED", "录用", "recruited"; uate = "GRADUATE", "应届毕业生", "new graduate"; sferredInside = "TRANSFERRED_INSIDE", "系统内调入", "transferred from inside the system"; sferredOutside = "TRANSFERRED_OUTSIDE", "系统外调入", "transferred from outside the system"; nIn = "TAKEN_IN", "高层次人才引进", "taken in as high-level talent"; r = "OTHER", "其他", "other";   Kinds of movement that leave the person's own post standing (C-12). enum MovementKind { Secondment = "POST_SECONDMENT", "挂职", "secondment to a post"; tSecretary = "FIRST_SECRETARY", "挂任第一书记", "first secretary"; ortTeaching = "SUPPORT_TEACHING", "支教", "support teaching"; owing = "SHADOWING", "跟岗", "shadowing"; tion = "ROTATION", "交流轮岗", "rotation"; stance = "ASSISTANCE", "帮扶", "assistance"; dency = "RESIDENCY", "蹲点", "residency";  = "LOAN", "借调", "loan"; teAid = "REMOTE_AID", "援外援藏援疆", "aid abroad or to the border regions";   The level of an honour. It follows from the issuing body (R-60) and is never typed (C-13, C-16). enum HonourLevel { ol = "SCHOOL", "校级", "school";  = "TOWN", "镇街级", "town";  = "CITY", "市级", "city"; ince = "PROVINCE", "省级", "province"; on = "NATION", "国家级", "nation";   Which of a person's four units a count means (C-37). enum Basis { blishment = "ESTABLISHMENT", "编制", "establishment"; onnel = "PERSONNEL", "人事关系", "personnel relation"; place = "WORKPLACE", "在岗", "workplace"; ng = "PAYING", "工资", "paying";   Whether a fact was collected at all (C-38). "Not collected" is never counted as zero. enum Presence { rded = "RECORDED", "已录", "recorded"; irmedNone = "CONFIRMED_NONE", "无", "confirmed none"; ollected = "NOT_COLLECTED", "未采集", "not collected"; ailable = "UNAVAILABLE", "无法取得", "unavailable";   Sex as GB/T 2261.1 names it (C-23). enum Sex { own = "UNKNOWN", "未知", "unknown";  = "MALE", "男", "male"; le = "FEMALE", "女", "female"; ated = "UNSTATED", "未说明", "unstated";   The three blocks of continuing education (R-74). enum TrainingCategory { on = "COMMON", "公需科目", "common subjects"; essional = "PROFESSIONAL", "专业科目", "professional subjects"; tive = "ELECTIVE", "个人选修", "elective";   The kinds of body that issue honours. The level of an honour follows from it (R-60). enum IssuingBody { ol = "SCHOOL", "学校", "school"; Government = "TOWN_GOVERNMENT", "镇街（园区）", "town or street"; Bureau = "CITY_BUREAU", "市教育局", "city education bureau"; Government = "CITY_GOVERNMENT", "市委市政府", "city government"; inceDepartment = "PROVINCE_DEPARTMENT", "省教育厅", "provincial department"; inceGovernment = "PROVINCE_GOVERNMENT", "省委省政府", "provincial government"; stry = "MINISTRY", "教育部", "ministry"; eCouncil = "STATE_COUNCIL", "国务院", "state council";     IssuingBody { The level of what this body issues. The city has no county level, so nothing stands between town and city. fn level(self) -> HonourLevel { h self { ::School => HonourLevel::School, ::TownGovernment => HonourLevel::Town, ::CityBureau | Self::CityGovernment => HonourLevel::City, ::ProvinceDepartment | Self::ProvinceGovernment => HonourLevel::Province, ::Ministry | Self::StateCouncil => HonourLevel::Nation,     crate) use codes; crate::code::codes;  s! { What an organisation is to the registry. enum OrganisationKind {  = "TOWN", "镇街", "town"; ol = "SCHOOL", "学校", "school"; ergarten = "KINDERGARTEN", "幼儿园", "kindergarten"; archBody = "RESEARCH_BODY", "教研机构", "research body"; lopmentCentre = "DEVELOPMENT_CENTRE", "教师发展中心", "teacher development centre"; ationCentre = "EDUCATION_CENTRE", "教育管理中心", "education management centre"; au = "BUREAU", "教育行政部门", "education bureau"; rnal = "EXTERNAL", "系统外单位", "outside the system";   Who runs it. enum Nature { ic = "PUBLIC", "公办", "public"; ate = "PRIVATE", "民办", "private"; t = "JOINT", "公参民", "private with public participation"; r = "OTHER", "其他", "other";   The trees an organisation may stand in, each with one parent on a day. enum ParentKind { nistrative = "ADMINISTRATIVE", "行政隶属", "administrative"; arch = "RESEARCH", "教研体系", "research system"; lopment = "DEVELOPMENT", "教师发展体系", "teacher development system"; p = "GROUP", "教育集团", "school group"; ter = "CLUSTER", "片区", "cluster";   What preference rules look at. enum OrganisationFlag {  = "WEAK", "薄弱学校", "weak school"; te = "REMOTE", "艰苦边远地区", "hardship or remote area";   crate::code::codes;  s! { The result of an assessment. enum Grade { llent = "EXCELLENT", "优秀", "excellent"; ified = "QUALIFIED", "合格", "qualified"; alified = "UNQUALIFIED", "不合格", "unqualified";   From when a valid act is withdrawn (撤销效力).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::candidacy::Severance")]
pub(crate) enum Severance {
    /// From now on (自即日起撤销).
    FromNow,
    /// From the beginning (自始无效).
    AbInitio,
}

/// Where a candidate stands in a programme, the path first and the ways out after it (C-33, 培养阶段).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::policy::ProgrammeStage")]
pub(crate) enum ProgrammeStage {
    /// Nominated (推荐/申报).
    Nominated,
    /// Screened (资格审核).
    Screened,
    /// Shortlisted (入围).
    Shortlisted,
    /// Public notice (公示).
    Notice,
    /// Confirmed (确定为培养对象).
    Confirmed,
    /// In training (在培).
    InTraining,
    /// Midterm assessment (中期考核).
    Midterm,
    /// Final assessment (期满考核).
    Final,
    /// Extended (延长培养).
    Extended,
    /// Certified (认定).
    Certified,
    /// In term (任期内).
    InTerm,
    /// Rejected (未通过).
    Rejected,
    /// Withdrawn (退出).
    Withdrawn,
    /// Removed (淘汰).
    Removed,
    /// Expired (届满).
    Expired,
    /// Resigned (辞任).
    Resigned,
    /// Revoked (撤销).
    Revoked,
    /// Frozen (暂停).
    Frozen,
}

/// Which persons of a programme a number counts (M-21 to M-25, 口径).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::policy::CountDefinition")]
pub(crate) enum CountDefinition {
    /// Ever nominated by the date (推荐人数).
    Nominated,
    /// Ever confirmed for development by the date (确定培养人数).
    Confirmed,
    /// In training on the date (在培人数).
    InTraining,
    /// Ever certified by the date and not revoked on it (认定人数).
    Certified,
    /// In term on the date (任期内人数).
    InTerm,
}

/// Whether an organisation works on the day (单位状态).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OrganisationState {
    /// It will be opened (筹建).
    Planned,
    /// It works (在办).
    Open,
    /// It no longer works (已撤).
    Closed,
}

/// The families of facts in a history (事实类别).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FactKind {
    /// Service at a unit under one relation (任职).
    Employment,
    /// What the person does there (岗位任教).
    Assignment,
    /// A title granted (职称).
    Title,
    /// A training completed (培训).
    Training,
    /// Service elsewhere for a time (交流挂职).
    Secondment,
    /// An honour conferred (荣誉).
    Honour,
    /// A bar from merit (受限期, R-01).
    Bar,
}

/// In which order a history is told (履历次序).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HistoryOrder {
    /// What is known to hold, by the day it begins (按生效日).
    Valid,
    /// Every version ever known, by the position it was known from (按录入先后).
    Recorded,
}

/// What a person is in a studio (工作室身份).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StudioRole {
    /// Leads it (主持人).
    Host,
    /// Belongs to it (成员).
    Member,
}

/// The value of a stored code, by the words the schema uses.
pub(crate) fn stored<E: EnumType>(code: &str) -> Option<E> {
    E::items().iter().find(|item| item.name == code).map(|item| item.value)
}

/// The same for a code that may be missing.
pub(crate) fn stored_opt<E: EnumType>(code: Option<&str>) -> Option<E> {
    code.and_then(stored)
}

/// The word of a value, which is the code it is stored by.
pub(crate) fn word<E: EnumType + PartialEq>(value: E) -> String {
    E::items().iter().find(|item| item.value == value).map_or_else(String::new, |item| item.name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Holds the words of the schema equal to the codes that are stored.
    macro_rules! same {
        ($local:ident, $remote:path) => {{
            use $remote as Remote;
            let words: Vec<_> = $local::items().iter().map(|item| item.name.to_owned()).collect();
            let codes: Vec<_> = Remote::ALL.iter().map(|value| value.code().to_owned()).collect();
            assert_eq!(words, codes);
        }};
    }

    #[test]
    fn a_value_is_called_by_the_word_it_is_stored_by() {
        same!(Severance, liangshi_domain::candidacy::Severance);
        same!(CountDefinition, liangshi_domain::policy::CountDefinition);
        let words: Vec<_> = ProgrammeStage::items().iter().map(|item| item.name).collect();
        assert_eq!(words, liangshi_domain::policy::ProgrammeStage::all().map(|stage| stage.code()).collect::<Vec<_>>());
    }

    #[test]
    fn a_stored_word_is_found_and_another_is_not() {
        assert_eq!(stored::<FactKind>("BAR"), Some(FactKind::Bar));
        assert_eq!(stored::<FactKind>("BARN"), None);
        assert_eq!(word(OrganisationState::Open), "OPEN");
    }
}

//! The closed code lists as GraphQL enums. A value is called by the word it is stored by.

use async_graphql::{Enum, resolver_utils::EnumType};

/// The title ladder of primary and secondary school teachers (C-31), lowest first so that it can be compared (职称).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::code::Title")]
pub(crate) enum Title {
    /// Third-grade teacher (三级教师).
    Third,
    /// Second-grade teacher (二级教师).
    Second,
    /// First-grade teacher (一级教师).
    First,
    /// Senior teacher (高级教师).
    Senior,
    /// Professor-level teacher (正高级教师).
    Professor,
}

/// The school stage taught (JY/T 1001 RKXD, C-06) (学段).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::code::Stage")]
pub(crate) enum Stage {
    /// Preschool (学前).
    Preschool,
    /// Primary (小学).
    Primary,
    /// Junior secondary (普通初中).
    Junior,
    /// Senior secondary (普通高中).
    Senior,
    /// Junior vocational (职业初中).
    JuniorVocational,
    /// Senior vocational (职业高中).
    SeniorVocational,
    /// Special education (特殊教育).
    Special,
    /// Other (其他).
    Other,
}

/// How a person is held by the unit: with an establishment post, or in one of the ways without (用人方式).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::code::Staffing")]
pub(crate) enum Staffing {
    /// Established (在编).
    Established,
    /// Filed (备案制).
    Filed,
    /// Contract (聘用制).
    Contract,
    /// Dispatched (劳务派遣).
    Dispatched,
}

/// What a person does at the unit (the rows of JY/T 1001 JZGLB a school uses, C-02) (教职工类别).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::code::Category")]
pub(crate) enum Category {
    /// Full-time teacher (专任教师).
    #[graphql(name = "FULL_TIME_TEACHER")]
    FullTime,
    /// Teaching support (教辅).
    #[graphql(name = "TEACHING_SUPPORT")]
    Auxiliary,
    /// Administrative (行政).
    Administrative,
    /// Worker (工勤).
    Worker,
    /// Substitute teacher (代课教师).
    Substitute,
    /// Part-time teacher (兼任教师).
    PartTime,
    /// Teaching researcher (教研员).
    Researcher,
    /// Other (其他).
    Other,
}

/// Why a person left (the reasons of JY/T 1001 LXLZYY that a school meets) (离职原因).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::code::LeaveReason")]
pub(crate) enum LeaveReason {
    /// Retired (退休).
    Retired,
    /// Transferred inside the system (系统内调出).
    TransferredInside,
    /// Transferred outside the system (调出至系统外).
    TransferredOutside,
    /// Resigned (辞职).
    Resigned,
    /// Dismissed (辞退).
    Dismissed,
    /// Contract ended (合同期满).
    ContractEnded,
    /// Expelled (开除).
    Expelled,
    /// Died (死亡).
    Died,
    /// Other (其他).
    Other,
}

/// Where a person came from (JY/T 1001 JZGLY, C-05, shortened to what rules ask) (来源).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::code::Source")]
pub(crate) enum Source {
    /// Recruited (录用).
    Recruited,
    /// New graduate (应届毕业生).
    Graduate,
    /// Transferred from inside the system (系统内调入).
    TransferredInside,
    /// Transferred from outside the system (系统外调入).
    TransferredOutside,
    /// Taken in as high-level talent (高层次人才引进).
    TakenIn,
    /// Other (其他).
    Other,
}

/// Kinds of movement that leave the person's own post standing (C-12) (交流形式).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::code::MovementKind")]
pub(crate) enum MovementKind {
    /// Secondment to a post (挂职).
    PostSecondment,
    /// First secretary (挂任第一书记).
    FirstSecretary,
    /// Support teaching (支教).
    SupportTeaching,
    /// Shadowing (跟岗).
    Shadowing,
    /// Rotation (交流轮岗).
    Rotation,
    /// Assistance (帮扶).
    Assistance,
    /// Residency (蹲点).
    Residency,
    /// Loan (借调).
    Loan,
    /// Aid abroad or to the border regions (援外援藏援疆).
    RemoteAid,
}

/// The level of an honour. It follows from the issuing body and is never typed (C-13, C-16) (荣誉级别).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::code::HonourLevel")]
pub(crate) enum HonourLevel {
    /// School (校级).
    School,
    /// Town (镇街级).
    Town,
    /// City (市级).
    City,
    /// Province (省级).
    Province,
    /// Nation (国家级).
    Nation,
}

/// Which of a person's four units a count means (C-37) (统计归属).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::code::Basis")]
pub(crate) enum Basis {
    /// Establishment (编制).
    Establishment,
    /// Personnel relation (人事关系).
    Personnel,
    /// Workplace (在岗).
    Workplace,
    /// Paying (工资).
    Paying,
}

/// Whether a fact was collected at all (C-38). "Not collected" is never counted as zero (采集状态).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::code::Presence")]
pub(crate) enum Presence {
    /// Recorded (已录).
    Recorded,
    /// Confirmed none (无).
    ConfirmedNone,
    /// Not collected (未采集).
    NotCollected,
    /// Unavailable (无法取得).
    Unavailable,
}

/// Sex as GB/T 2261.1 names it (C-23) (性别).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::code::Sex")]
pub(crate) enum Sex {
    /// Unknown (未知).
    Unknown,
    /// Male (男).
    Male,
    /// Female (女).
    Female,
    /// Unstated (未说明).
    Unstated,
}

/// The three blocks of continuing education (R-74) (继续教育科目).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::code::TrainingCategory")]
pub(crate) enum TrainingCategory {
    /// Common subjects (公需科目).
    Common,
    /// Professional subjects (专业科目).
    Professional,
    /// Elective (个人选修).
    Elective,
}

/// The abilities that training is meant to raise (S-66, 能力项).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::code::Ability")]
pub(crate) enum Ability {
    /// Teaching research (教学研究能力).
    TeachingResearch,
    /// Teaching practice (教学实践能力).
    TeachingPractice,
    /// Education science (教育科研能力).
    EducationScience,
    /// Information technology (教育信息化应用能力).
    InformationTechnology,
}

/// What an activity is (活动类型).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::activity::ActivityKind")]
pub(crate) enum ActivityKind {
    /// Training (培训).
    Training,
    /// Monthly ethics lecture (师德教育每月一讲).
    EthicsLecture,
    /// First ethics lesson of the term (师德第一课).
    FirstEthicsLesson,
    /// Competition (竞赛).
    Competition,
    /// Showcase (展示交流).
    Showcase,
}

/// The kinds of body that issue honours. The level of an honour follows from it (R-60) (颁发单位).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::code::IssuingBody")]
pub(crate) enum IssuingBody {
    /// School (学校).
    School,
    /// Town or street (镇街（园区）).
    TownGovernment,
    /// City education bureau (市教育局).
    CityBureau,
    /// City government (市委市政府).
    CityGovernment,
    /// Provincial department (省教育厅).
    ProvinceDepartment,
    /// Provincial government (省委省政府).
    ProvinceGovernment,
    /// Ministry (教育部).
    Ministry,
    /// State council (国务院).
    StateCouncil,
}

/// What an organisation is to the registry (单位类型).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::organisation::OrganisationKind")]
pub(crate) enum OrganisationKind {
    /// Town (镇街).
    Town,
    /// School (学校).
    School,
    /// Kindergarten (幼儿园).
    Kindergarten,
    /// Research body (教研机构).
    ResearchBody,
    /// Teacher development centre (教师发展中心).
    DevelopmentCentre,
    /// Education management centre (教育管理中心).
    EducationCentre,
    /// Education bureau (教育行政部门).
    Bureau,
    /// Outside the system (系统外单位).
    External,
}

/// Who runs it (办学性质).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::organisation::Nature")]
pub(crate) enum Nature {
    /// Public (公办).
    Public,
    /// Private (民办).
    Private,
    /// Private with public participation (公参民).
    Joint,
    /// Other (其他).
    Other,
}

/// The trees an organisation may stand in, each with one parent on a day (隶属关系).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::organisation::ParentKind")]
pub(crate) enum ParentKind {
    /// Administrative (行政隶属).
    Administrative,
    /// Research system (教研体系).
    Research,
    /// Teacher development system (教师发展体系).
    Development,
    /// School group (教育集团).
    Group,
    /// Cluster (片区).
    Cluster,
}

/// What preference rules look at (单位标记).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::organisation::OrganisationFlag")]
pub(crate) enum OrganisationFlag {
    /// Weak school (薄弱学校).
    Weak,
    /// Hardship or remote area (艰苦边远地区).
    Remote,
    /// Brand school (品牌学校, S-55).
    Brand,
    /// School with a special-education class (开设特教班, S-57).
    SpecialEducationClass,
    /// Pilot (试点单位).
    Pilot,
}

/// The result of an assessment (考核等次).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::candidacy::Grade")]
pub(crate) enum Grade {
    /// Excellent (优秀).
    Excellent,
    /// Qualified (合格).
    Qualified,
    /// Unqualified (不合格).
    Unqualified,
}

/// From when a valid act is withdrawn (撤销效力).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::candidacy::Severance")]
pub(crate) enum Severance {
    /// From now on (自即日起撤销).
    FromNow,
    /// From the beginning (自始无效).
    AbInitio,
}

/// Where a candidate stands in a programme, the path first and the ways out after it (C-33, 培养阶段).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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

/// How far an activity has come (活动进度).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ActivityState {
    /// It is planned (计划).
    Planned,
    /// It was held (已举办).
    Held,
    /// It will not be held (已取消).
    Cancelled,
}

/// How it is known that somebody attended (参加记录方式, A-11).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AttendanceBasis {
    /// The school held it itself (本校举办).
    Organiser,
    /// Persons were recorded one by one (逐人登记).
    Person,
    /// The school was recorded with a number of persons (按校登记).
    School,
}

/// Which days a cycle of continuing education has (周期类型, R-75).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CycleSpan {
    /// Calendar years counted from the first year of the rule, as 2021 to 2025 (固定周期).
    Fixed,
    /// As many years back from the day asked about (滚动周期).
    Rolling,
    /// The calendar year of the day asked about, with its three blocks (年度, R-74).
    Year,
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
        same!(Title, liangshi_domain::code::Title);
        same!(Stage, liangshi_domain::code::Stage);
        same!(Staffing, liangshi_domain::code::Staffing);
        same!(Category, liangshi_domain::code::Category);
        same!(LeaveReason, liangshi_domain::code::LeaveReason);
        same!(Source, liangshi_domain::code::Source);
        same!(MovementKind, liangshi_domain::code::MovementKind);
        same!(HonourLevel, liangshi_domain::code::HonourLevel);
        same!(Basis, liangshi_domain::code::Basis);
        same!(Presence, liangshi_domain::code::Presence);
        same!(Sex, liangshi_domain::code::Sex);
        same!(TrainingCategory, liangshi_domain::code::TrainingCategory);
        same!(Ability, liangshi_domain::code::Ability);
        same!(ActivityKind, liangshi_domain::activity::ActivityKind);
        same!(IssuingBody, liangshi_domain::code::IssuingBody);
        same!(OrganisationKind, liangshi_domain::organisation::OrganisationKind);
        same!(Nature, liangshi_domain::organisation::Nature);
        same!(ParentKind, liangshi_domain::organisation::ParentKind);
        same!(OrganisationFlag, liangshi_domain::organisation::OrganisationFlag);
        same!(Grade, liangshi_domain::candidacy::Grade);
        same!(Severance, liangshi_domain::candidacy::Severance);
        same!(CountDefinition, liangshi_domain::policy::CountDefinition);
        let words: Vec<_> = ProgrammeStage::items().iter().map(|item| item.name).collect();
        assert_eq!(
            words,
            liangshi_domain::policy::ProgrammeStage::all().map(|stage| stage.code()).collect::<Vec<_>>()
        );
    }

    #[test]
    fn a_stored_word_is_found_and_another_is_not() {
        assert_eq!(stored("OPEN"), Some(OrganisationState::Open));
        assert_eq!(stored::<OrganisationState>("OPENED"), None);
        assert_eq!(word(OrganisationState::Open), "OPEN");
    }
}

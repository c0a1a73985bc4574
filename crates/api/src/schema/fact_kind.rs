//! The families of facts that a history shows.

use async_graphql::Enum;

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
    /// A lesson or a resource given for all (名师课堂等贡献, S-70).
    Contribution,
    /// A bar from merit (受限期, R-01).
    Bar,
    /// The assessment of the ethics of a year (师德考核, S-23).
    EthicsAssessment,
    /// A restriction of discipline (纪律处分影响期, R-06); shown to BUREAU_HR and ETHICS_OFFICER only.
    Restriction,
    /// A tolerance of a fault (容错认定, R-05); shown to BUREAU_HR and ETHICS_OFFICER only.
    Tolerance,
    /// What a criterion of a selection was scored (选任标准评分, S-82).
    SelectionScore,
    /// A post the person was appointed to (岗位聘任, S-45).
    Appointment,
    /// A certificate (证书, S-56).
    Credential,
    /// A degree or a course of study (学历学位, S-41).
    Degree,
    /// The appraisal of a year (年度考核).
    Appraisal,
    /// An incentive (激励, S-46).
    Incentive,
    /// The charge of a class (班主任, S-05).
    Homeroom,
    /// A category of the workforce (专项队伍, S-07).
    WorkforceCategory,
    /// A leave (离岗).
    Leave,
    /// What goes on at the successor of a unit that has ended (机构撤并后续任).
    Reassignment,
    /// An assessment of service elsewhere (选派考核, S-02).
    SecondmentAssessment,
    /// Days of support teaching that were verified (支教认定, S-47).
    SupportTeaching,
    /// A visit in a residency (蹲点, S-69).
    ResidencyVisit,
    /// A time in which the person need not rotate (免交流, S-44).
    RotationExemption,
    /// The personnel relation went along with service elsewhere, or came back (人事关系转移, S-44).
    PersonnelRelation,
}

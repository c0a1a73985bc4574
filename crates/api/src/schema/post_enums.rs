//! The closed code lists of posts, certificates and duties as GraphQL enums. A value is called by the word it is stored by.

use async_graphql::Enum;

/// The kind of post (岗位类别).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::teacher::appointment_code::PostKind")]
pub(crate) enum PostKind {
    /// Professional post (专业技术岗位).
    Professional,
    /// Management post (管理岗位).
    Management,
    /// Worker post (工勤技能岗位).
    Worker,
}

/// A post of the leadership of a school (校级职务). A secretary who is principal too holds two.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::teacher::appointment_code::LeadershipPost")]
pub(crate) enum LeadershipPost {
    /// Party secretary (党组织书记).
    Secretary,
    /// Deputy party secretary (党组织副书记).
    DeputySecretary,
    /// Principal (校（园）长).
    Principal,
    /// Vice principal (副校（园）长).
    VicePrincipal,
    /// Head of a department (中层正职).
    MiddleHead,
    /// Deputy head of a department (中层副职).
    MiddleDeputy,
}

/// How a person is chosen for a post.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::teacher::appointment_code::AppointmentMethod")]
pub(crate) enum AppointmentMethod {
    /// Open selection (公开选聘).
    OpenSelection,
    /// Competition within the unit (竞聘上岗).
    Competition,
    /// Designation (委任).
    Designation,
    /// Election (选举).
    Election,
    /// Contract (聘任).
    Contract,
}

/// Why a person leaves a post.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::teacher::appointment_code::ReliefReason")]
pub(crate) enum ReliefReason {
    /// End of term (聘期（任期）届满).
    TermEnded,
    /// Appointed elsewhere (另有任用).
    Reassigned,
    /// Resigned (本人辞去).
    Resigned,
    /// Removed (免职).
    Removed,
    /// Age limit (到龄退出).
    AgeLimit,
    /// Another professional post took its place (改聘其他专业技术岗位).
    Succeeded,
    /// Left the unit (离开本单位).
    LeftUnit,
}

/// Which way a grade changes.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::teacher::appointment_code::GradeChange")]
pub(crate) enum GradeChange {
    /// Raised (高聘).
    Raised,
    /// Lowered (低聘).
    Lowered,
}

/// When a term is assessed.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::teacher::appointment_code::TermPoint")]
pub(crate) enum TermPoint {
    /// Within the term (聘中考核).
    InTerm,
    /// At the end of the term (聘期届满考核).
    EndOfTerm,
}

/// What an assessment of a term finds.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::teacher::appointment_code::TermResult")]
pub(crate) enum TermResult {
    /// Excellent (优秀).
    Excellent,
    /// Qualified (合格).
    Qualified,
    /// Unqualified (不合格).
    Unqualified,
}

/// Why a term is not followed by another.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::teacher::appointment_code::TermEnd")]
pub(crate) enum TermEnd {
    /// Expired (聘期届满未续).
    Expired,
    /// Declined by the person (本人不续聘).
    Declined,
    /// Not renewed by the unit (单位不续聘).
    NotRenewed,
}

/// What a certificate is of (证书种类).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::teacher::record_code::CredentialKind")]
pub(crate) enum CredentialKind {
    /// Teaching certificate (教师资格证).
    Teaching,
    /// Putonghua grade (普通话水平等级证).
    Putonghua,
    /// Special-education certificate (特殊教育教师证书).
    SpecialEducation,
    /// Psychology certificate (心理健康教育教师证书).
    Psychology,
    /// Qualification of principals (校长任职资格证).
    PrincipalQualification,
}

/// A grade of Putonghua (普通话水平等级), best first.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::teacher::record_code::PutonghuaGrade")]
pub(crate) enum PutonghuaGrade {
    /// First grade A (一级甲等).
    FirstA,
    /// First grade B (一级乙等).
    FirstB,
    /// Second grade A (二级甲等).
    SecondA,
    /// Second grade B (二级乙等).
    SecondB,
    /// Third grade A (三级甲等).
    ThirdA,
    /// Third grade B (三级乙等).
    ThirdB,
}

/// The result of a yearly appraisal (年度考核结果, C-35).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::teacher::record_code::AppraisalResult")]
pub(crate) enum AppraisalResult {
    /// Excellent (优秀).
    Excellent,
    /// Satisfactory (合格).
    Satisfactory,
    /// Basically satisfactory (基本合格).
    BasicallySatisfactory,
    /// Unsatisfactory (不合格).
    Unsatisfactory,
    /// Ungraded (不定等次).
    Ungraded,
}

/// What an incentive is (激励种类).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::teacher::record_code::IncentiveKind")]
pub(crate) enum IncentiveKind {
    /// Reward for performance (绩效奖励).
    Performance,
    /// Allowance of a post (岗位津贴).
    Allowance,
    /// Allowance of a remote place (艰苦边远津贴).
    HardshipAllowance,
    /// Recuperation (疗休养).
    Leave,
    /// Other (其他激励).
    Other,
}

/// A category of the workforce that has to be strong enough (专项队伍).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::teacher::duty::WorkforceCategory")]
pub(crate) enum WorkforceCategory {
    /// Political education (思政课教师).
    Political,
    /// Moral education (德育工作者).
    Moral,
    /// Psychological health (心理健康教育教师).
    Psychology,
    /// Labour education (劳动教育教师).
    Labour,
    /// Youth league and pioneers (共青团、少先队工作者).
    Youth,
}

/// Why a person is away from the post (离岗原因).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::teacher::duty::LeaveKind")]
pub(crate) enum LeaveKind {
    /// Maternity (产假).
    Maternity,
    /// Sickness (病休).
    Sickness,
    /// Personal (事假).
    Personal,
    /// Study (进修学习).
    Study,
    /// Abroad (出国（境）).
    Abroad,
    /// Official (公假).
    Official,
    /// Other (其他).
    Other,
}

/// Who leads a school and how (学校领导体制).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::organisation::GovernanceMode")]
pub(crate) enum GovernanceMode {
    /// The principal is responsible (校长负责制).
    PrincipalResponsibility,
    /// The principal is responsible under the party organisation (党组织领导的校长负责制).
    PartyLeadership,
    /// The principal is responsible under a board (理事会（董事会）领导下的校长负责制).
    Board,
}

/// The level of a teacher development centre (教师发展中心层级).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::organisation::CentreLevel")]
pub(crate) enum CentreLevel {
    /// City (市级).
    City,
    /// Town (镇街级).
    Town,
    /// School (校级).
    School,
}

#[cfg(test)]
mod tests {
    use async_graphql::resolver_utils::EnumType;

    use super::*;

    macro_rules! same {
        ($($local:ident = $remote:path),* $(,)?) => {$({
            use $remote as Remote;
            let words: Vec<_> = $local::items().iter().map(|item| item.name.to_owned()).collect();
            let codes: Vec<_> = Remote::ALL.iter().map(|value| value.code().to_owned()).collect();
            assert_eq!(words, codes);
        })*};
    }

    #[test]
    fn a_value_is_called_by_the_word_it_is_stored_by() {
        same!(
            GovernanceMode = liangshi_domain::organisation::GovernanceMode,
            CentreLevel = liangshi_domain::organisation::CentreLevel,
            PostKind = liangshi_domain::teacher::appointment_code::PostKind,
            LeadershipPost = liangshi_domain::teacher::appointment_code::LeadershipPost,
            AppointmentMethod = liangshi_domain::teacher::appointment_code::AppointmentMethod,
            ReliefReason = liangshi_domain::teacher::appointment_code::ReliefReason,
            GradeChange = liangshi_domain::teacher::appointment_code::GradeChange,
            TermPoint = liangshi_domain::teacher::appointment_code::TermPoint,
            TermResult = liangshi_domain::teacher::appointment_code::TermResult,
            TermEnd = liangshi_domain::teacher::appointment_code::TermEnd,
            CredentialKind = liangshi_domain::teacher::record_code::CredentialKind,
            PutonghuaGrade = liangshi_domain::teacher::record_code::PutonghuaGrade,
            AppraisalResult = liangshi_domain::teacher::record_code::AppraisalResult,
            IncentiveKind = liangshi_domain::teacher::record_code::IncentiveKind,
            WorkforceCategory = liangshi_domain::teacher::duty::WorkforceCategory,
            LeaveKind = liangshi_domain::teacher::duty::LeaveKind,
        );
    }
}

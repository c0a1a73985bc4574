//! The closed code lists of conduct as GraphQL enums. A value is called by the word it is stored by.

use async_graphql::Enum;

/// What a person is said to have done, by the acts that the measures of 2018 name (违规情形).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::case::CaseReason")]
pub(crate) enum CaseReason {
    /// Conduct against the political direction (违背政治方向的言行).
    PoliticalConduct,
    /// Harm to the public interest (损害国家或社会公共利益).
    PublicInterest,
    /// Spreading what harms pupils (传播有害学生身心健康的信息).
    HarmfulViews,
    /// Neglect of teaching or unpermitted second work (敷衍教学或擅自兼职兼薪).
    NeglectOfDuty,
    /// Humiliation or corporal punishment of pupils (歧视、侮辱、体罚学生).
    Mistreatment,
    /// Leaving pupils in danger (遇险擅离职守，不顾学生安危).
    Endangerment,
    /// Indecency towards pupils (猥亵、性骚扰学生).
    Harassment,
    /// Fraud in admission, examination or recommendation (在招生、考试、推优中徇私舞弊).
    ExaminationFraud,
    /// Asking for or taking gifts (索要、收受学生及家长财物).
    Gifts,
    /// Paid tutoring (组织、参与有偿补课).
    PaidTutoring,
    /// Other breaches of professional ethics (其他违反职业道德的行为).
    Other,
}

/// How the office came to know (案件来源).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::case::CaseSource")]
pub(crate) enum CaseSource {
    /// A report (群众举报).
    Report,
    /// An inspection (检查督查).
    Inspection,
    /// The school itself (学校上报).
    School,
    /// Another authority (其他机关移送).
    Transferred,
    /// The media (媒体曝光).
    Media,
}

/// What an investigation found (调查结论).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::case::CaseFinding")]
pub(crate) enum CaseFinding {
    /// Substantiated (查实).
    Substantiated,
    /// Not substantiated (查否).
    Unsubstantiated,
}

/// What is imposed (C-34): four sanctions with a period or none, and the other ways of handling (处理种类).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::case::Sanction")]
pub(crate) enum Sanction {
    /// Warning (警告).
    Warning,
    /// Demerit (记过).
    Demerit,
    /// Demotion or removal from post (降低岗位等级或撤职).
    DemotionOrRemoval,
    /// Dismissal (开除).
    Dismissal,
    /// Criticism and education (批评教育).
    Criticism,
    /// Admonition (诫勉谈话).
    Admonition,
    /// Ordered self-examination (责令检查).
    OrderedExamination,
    /// Circulated criticism (通报批评).
    CirculatedCriticism,
    /// Disqualification (取消资格).
    Disqualification,
}

/// Where a case stands (案件进度).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::case::CaseStage")]
pub(crate) enum CaseStage {
    /// Open (已立案).
    Open,
    /// Substantiated (已查实).
    Substantiated,
    /// Not substantiated (已查否).
    Unsubstantiated,
    /// Sanctioned (已处理).
    Sanctioned,
    /// Under appeal (申诉中).
    Appealed,
    /// Upheld (维持).
    Upheld,
    /// Amended (变更).
    Amended,
    /// Annulled (撤销（自始无效）).
    Annulled,
    /// Expired (处理期满).
    Expired,
    /// Revoked (提前解除).
    Revoked,
}

/// The result of a yearly assessment of ethics (C-34) (师德考核结果).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::teacher::discipline::EthicsResult")]
pub(crate) enum EthicsResult {
    /// Excellent (优秀).
    Excellent,
    /// Satisfactory (合格).
    Satisfactory,
    /// Basically satisfactory (基本合格).
    BasicallySatisfactory,
    /// Unsatisfactory (不合格).
    Unsatisfactory,
}

/// By what a restriction was imposed (限制种类).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::teacher::discipline::RestrictionKind")]
pub(crate) enum RestrictionKind {
    /// Party discipline (党纪处分).
    Party,
    /// Administrative discipline (政务处分).
    Administrative,
    /// Organisational measure (组织处理).
    Organisational,
}

/// What a bar closes to the person (R-01) (受限事项).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::teacher::conduct::ClosedProcess")]
pub(crate) enum ClosedProcess {
    /// Awards and honours (评奖评优).
    Honours,
    /// Promotion (职务晋升).
    Promotion,
    /// Title review (职称评定).
    TitleReview,
    /// Post appointment (岗位聘用).
    PostAppointment,
    /// Salary steps (工资晋级).
    SalaryStep,
    /// Talent programmes (申报人才计划).
    TalentProgrammes,
}

/// By what a person contributed (贡献形式).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::teacher::honour::ContributionKind")]
pub(crate) enum ContributionKind {
    /// Class of a famous teacher (名师课堂).
    FamousTeacherClass,
    /// Online class of a famous school (名校网络课堂).
    OnlineClass,
    /// Class delivered to other schools (专递课堂).
    SpecialDeliveryClass,
    /// Teaching resource (优质教学资源).
    Resource,
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
            ContributionKind = liangshi_domain::teacher::honour::ContributionKind,
            CaseReason = liangshi_domain::case::CaseReason,
            CaseSource = liangshi_domain::case::CaseSource,
            CaseFinding = liangshi_domain::case::CaseFinding,
            Sanction = liangshi_domain::case::Sanction,
            CaseStage = liangshi_domain::case::CaseStage,
            EthicsResult = liangshi_domain::teacher::discipline::EthicsResult,
            RestrictionKind = liangshi_domain::teacher::discipline::RestrictionKind,
            ClosedProcess = liangshi_domain::teacher::conduct::ClosedProcess,
        );
    }
}

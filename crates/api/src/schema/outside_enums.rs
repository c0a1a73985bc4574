//! The closed code lists of teams, research staff and those from outside as GraphQL enums. A value is called by the word it is stored by.

use async_graphql::Enum;

/// An office in an association or a group (职务).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::team::Office")]
pub(crate) enum Office {
    /// President (会长).
    President,
    /// Vice president (副会长).
    VicePresident,
    /// Secretary general (秘书长).
    SecretaryGeneral,
    /// Council member (理事).
    CouncilMember,
    /// Leader (组长).
    Leader,
    /// Deputy leader (副组长).
    DeputyLeader,
}

/// Whether a member of a crisis team can be called (值班状态).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::team::DutyState")]
pub(crate) enum DutyState {
    /// On duty (在岗待命).
    OnDuty,
    /// Off duty (不在岗).
    OffDuty,
}

/// The four levels of the research system (教研层级).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::research::ResearchLevel")]
pub(crate) enum ResearchLevel {
    /// City (市级).
    City,
    /// Cluster (片区级).
    Cluster,
    /// Town (镇街级).
    Town,
    /// School (校级).
    School,
}

/// What a research unit is within its organisation (机构形式).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::research::UnitForm")]
pub(crate) enum UnitForm {
    /// Institution (教研机构).
    Institution,
    /// Independent office (独立教研室).
    IndependentOffice,
    /// Group (教研组).
    Group,
    /// School department (学校教研部门).
    Department,
}

/// Why a person is no longer a researcher (退出原因).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::research::ExitReason")]
pub(crate) enum ExitReason {
    /// Found unfit (考核不合格).
    Unfit,
    /// Own wish (本人申请).
    OwnWish,
    /// Retired (退休).
    Retired,
    /// Transferred (调离).
    Transferred,
    /// Other (其他).
    Other,
}

/// As what a person is engaged from outside (外聘类别).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::engagement::EngagementCategory")]
pub(crate) enum EngagementCategory {
    /// Artist (艺术家).
    Artist,
    /// Athlete (运动员).
    Athlete,
    /// Special-appointed researcher (特约教研员).
    SpecialResearcher,
    /// Other part-time teacher (其他兼职教师).
    Other,
}

/// What a partner is (合作方类别).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::partnership::PartnerKind")]
pub(crate) enum PartnerKind {
    /// University (高校).
    University,
    /// Body in the Greater Bay Area (粤港澳大湾区).
    GreaterBay,
    /// Research body (教研科研机构).
    ResearchBody,
    /// Enterprise (企业).
    Enterprise,
    /// Other (其他).
    Other,
}

#[cfg(test)]
mod tests {
    use async_graphql::resolver_utils::EnumType;

    use super::*;

    macro_rules! same {
        ($($local:ident $remote:path),* $(,)?) => {$({
            use $remote as Remote;
            let words: Vec<_> = $local::items().iter().map(|item| item.name.to_owned()).collect();
            let codes: Vec<_> = Remote::ALL.iter().map(|value| value.code().to_owned()).collect();
            assert_eq!(words, codes);
        })*};
    }

    #[test]
    fn a_value_is_called_by_the_word_it_is_stored_by() {
        same!(
            Office liangshi_domain::team::Office,
            DutyState liangshi_domain::team::DutyState,
            ResearchLevel liangshi_domain::research::ResearchLevel,
            UnitForm liangshi_domain::research::UnitForm,
            ExitReason liangshi_domain::research::ExitReason,
            EngagementCategory liangshi_domain::engagement::EngagementCategory,
            PartnerKind liangshi_domain::partnership::PartnerKind,
        );
    }
}

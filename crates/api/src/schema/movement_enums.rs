//! The words of movement.

use async_graphql::Enum;

/// How far a rotation goes (交流范围, C-12).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::code::RotationScope")]
pub(crate) enum RotationScope {
    /// Within a school group (集团内).
    WithinGroup,
    /// Within a cluster (学区、片区内).
    WithinCluster,
    /// Within a town (镇街内).
    WithinTown,
    /// Across towns (跨镇街).
    AcrossTowns,
    /// Across cities (跨市).
    AcrossCities,
}

/// Why a person need not rotate (免交流事由, R-33).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::code::RotationExemption")]
pub(crate) enum RotationExemption {
    /// Near retirement (临近退休).
    NearRetirement,
    /// Pregnancy or nursing (孕期或哺乳期).
    Pregnancy,
    /// Illness (患病不宜交流).
    Illness,
    /// Another approved reason (其他经批准的情形).
    Other,
}

/// How far service elsewhere has come (选派进度).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SecondmentStage {
    /// Proposed (提出).
    Proposed,
    /// Approved (审批).
    Approved,
    /// The person is there (到岗).
    Started,
    /// The person is back (返岗).
    Returned,
    /// It never took place (取消).
    Cancelled,
}

#[cfg(test)]
mod tests {
    use async_graphql::resolver_utils::EnumType;

    use super::*;

    #[test]
    fn a_value_is_called_by_the_word_it_is_stored_by() {
        let words: Vec<_> = RotationScope::items().iter().map(|item| item.name).collect();
        let codes: Vec<_> =
            liangshi_domain::code::RotationScope::ALL.iter().map(|value| value.code()).collect();
        assert_eq!(words, codes);
        let words: Vec<_> = RotationExemption::items().iter().map(|item| item.name).collect();
        let codes: Vec<_> =
            liangshi_domain::code::RotationExemption::ALL.iter().map(|value| value.code()).collect();
        assert_eq!(words, codes);
    }
}

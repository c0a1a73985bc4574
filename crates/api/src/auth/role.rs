//! The roles of the people who sign in.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What an account may do. 账号的角色。
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Role {
    /// HR officer of the bureau. 市局人事干部。
    BureauHr,
    /// Talent programme manager. 人才项目管理员。
    ProgrammeManager,
    /// HR officer of a town. 镇街人事干部。
    TownHr,
    /// HR officer of a school. 学校人事干部。
    SchoolHr,
    /// Ethics office. 师德办。
    EthicsOfficer,
    /// Statistics and audit. 统计审计。
    Auditor,
}

impl Role {
    /// Every role, in the order of the list above.
    pub const ALL: [Role; 6] = [
        Role::BureauHr,
        Role::ProgrammeManager,
        Role::TownHr,
        Role::SchoolHr,
        Role::EthicsOfficer,
        Role::Auditor,
    ];

    /// The name in tokens and in the schema.
    pub const fn name(self) -> &'static str {
        match self {
            Role::BureauHr => "BUREAU_HR",
            Role::ProgrammeManager => "PROGRAMME_MANAGER",
            Role::TownHr => "TOWN_HR",
            Role::SchoolHr => "SCHOOL_HR",
            Role::EthicsOfficer => "ETHICS_OFFICER",
            Role::Auditor => "AUDITOR",
        }
    }

    /// The label in Chinese.
    pub const fn zh(self) -> &'static str {
        match self {
            Role::BureauHr => "市局人事干部",
            Role::ProgrammeManager => "人才项目管理员",
            Role::TownHr => "镇街人事干部",
            Role::SchoolHr => "学校人事干部",
            Role::EthicsOfficer => "师德办",
            Role::Auditor => "统计审计",
        }
    }

    /// The label in English.
    pub const fn en(self) -> &'static str {
        match self {
            Role::BureauHr => "HR officer of the bureau",
            Role::ProgrammeManager => "Talent programme manager",
            Role::TownHr => "HR officer of a town",
            Role::SchoolHr => "HR officer of a school",
            Role::EthicsOfficer => "Ethics office",
            Role::Auditor => "Statistics and audit",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The text names no role.
#[derive(Debug, thiserror::Error)]
#[error("{0} is not a role; the roles are {list}", list = Role::ALL.map(Role::name).join(", "))]
pub struct UnknownRole(String);

impl FromStr for Role {
    type Err = UnknownRole;

    /// Reads `BUREAU_HR` as well as `bureau-hr`, because one is written in tokens and the other on the command line.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let name = text.trim().replace('-', "_").to_ascii_uppercase();
        Role::ALL.into_iter().find(|role| role.name() == name).ok_or_else(|| UnknownRole(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_read_in_both_spellings() -> Result<(), UnknownRole> {
        for role in Role::ALL {
            assert_eq!(role.name().parse::<Role>()?, role);
            assert_eq!(role.name().replace('_', "-").to_lowercase().parse::<Role>()?, role);
        }
        Ok(())
    }

    #[test]
    fn the_token_and_the_schema_use_the_same_name() -> Result<(), serde_json::Error> {
        for role in Role::ALL {
            assert_eq!(serde_json::to_value(role)?, role.name());
            assert_eq!(async_graphql::Value::from(role).into_json()?, role.name());
        }
        Ok(())
    }

    #[test]
    fn an_unknown_role_is_refused_with_the_list() {
        let refusal = "janitor".parse::<Role>().map_err(|error| error.to_string());
        assert!(refusal.is_err_and(|text| text.contains("janitor") && text.contains("ETHICS_OFFICER")));
    }
}

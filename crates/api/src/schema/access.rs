//! Who may see what, in one place. Which rows lie in a caller's part of the bureau is a condition of the SQL; here stands
//! what a role may see of a row it reaches.

use async_graphql::{Error, Result};

use crate::{
    auth::{Principal, Role},
    fault,
};

/// How much of a bar a role may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BarSight {
    /// Everything, the reason too.
    Whole,
    /// The days and not the reason.
    Days,
    /// Only that there is one, and its end.
    EndOnly,
}

/// Names, staff numbers and the other marks that tell who a person is. Statistics and audit work on numbers.
pub(crate) fn sees_names(role: Role) -> bool {
    match role {
        Role::BureauHr | Role::ProgrammeManager | Role::TownHr | Role::SchoolHr | Role::EthicsOfficer => true,
        Role::Auditor => false,
    }
}

/// The exact birth date; everybody else works with the year.
pub(crate) fn sees_birth_date(role: Role) -> bool {
    role == Role::BureauHr
}

/// Lists of candidates of the programmes, and the counts of them.
pub(crate) fn lists_candidates(role: Role) -> bool {
    match role {
        Role::BureauHr | Role::ProgrammeManager | Role::Auditor => true,
        Role::TownHr | Role::SchoolHr | Role::EthicsOfficer => false,
    }
}

/// A single candidacy of a person the caller may see: the units follow those they nominate.
pub(crate) fn sees_candidacy(role: Role) -> bool {
    match role {
        Role::BureauHr | Role::ProgrammeManager | Role::Auditor | Role::TownHr | Role::SchoolHr => true,
        Role::EthicsOfficer => false,
    }
}

/// Bars.
pub(crate) fn bar_sight(role: Role) -> BarSight {
    match role {
        Role::BureauHr | Role::EthicsOfficer => BarSight::Whole,
        Role::TownHr | Role::SchoolHr | Role::Auditor => BarSight::Days,
        Role::ProgrammeManager => BarSight::EndOnly,
    }
}

/// Ethics cases: the office that investigates them and nobody else.
pub(crate) fn sees_cases(role: Role) -> bool {
    match role {
        Role::EthicsOfficer => true,
        Role::BureauHr | Role::ProgrammeManager | Role::TownHr | Role::SchoolHr | Role::Auditor => false,
    }
}

/// What is paid to persons: the bureau's own officer, and audit.
pub(crate) fn sees_money(principal: &Principal) -> bool {
    principal.scope.is_none()
        && match principal.role {
            Role::BureauHr | Role::Auditor => true,
            Role::ProgrammeManager | Role::TownHr | Role::SchoolHr | Role::EthicsOfficer => false,
        }
}

/// Holds that forbid erasing: who places them, and who looks after the keeping of records.
pub(crate) fn sees_legal_holds(role: Role) -> bool {
    match role {
        Role::BureauHr | Role::EthicsOfficer | Role::Auditor => true,
        Role::ProgrammeManager | Role::TownHr | Role::SchoolHr => false,
    }
}

/// The audit list of the whole bureau; the others may read the history of what they may see, stream by stream.
pub(crate) fn reads_whole_log(principal: &Principal) -> bool {
    principal.scope.is_none()
        && match principal.role {
            Role::BureauHr | Role::EthicsOfficer | Role::Auditor => true,
            Role::ProgrammeManager | Role::TownHr | Role::SchoolHr => false,
        }
}

/// Refuses when the caller's role does not allow what was asked.
///
/// # Errors
/// `FORBIDDEN` with what it was.
pub(crate) fn require(allowed: bool, role: Role, zh: &str, en: &str) -> Result<()> {
    if allowed { Ok(()) } else { Err(forbidden(role, zh, en)) }
}

fn forbidden(role: Role, zh: &str, en: &str) -> Error {
    fault::coded(
        "FORBIDDEN",
        format!("{}不可{zh}", role.zh()),
        format!("An account of the role {role} may not {en}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn allowed(of: impl Fn(Role) -> bool) -> Vec<Role> {
        Role::ALL.into_iter().filter(|role| of(*role)).collect()
    }

    #[test]
    fn statistics_and_audit_see_numbers_and_no_names() {
        assert!(!sees_names(Role::Auditor) && lists_candidates(Role::Auditor));
        assert_eq!(allowed(|role| !sees_names(role)), [Role::Auditor]);
    }

    #[test]
    fn only_the_bureaus_officer_sees_a_birth_date() {
        assert_eq!(allowed(sees_birth_date), [Role::BureauHr]);
    }

    #[test]
    fn lists_of_candidates_are_for_those_who_run_or_count_programmes() {
        assert_eq!(allowed(lists_candidates), [Role::BureauHr, Role::ProgrammeManager, Role::Auditor]);
        assert_eq!(allowed(|role| !sees_candidacy(role)), [Role::EthicsOfficer]);
    }

    #[test]
    fn holds_are_seen_by_the_offices_of_the_bureau_and_by_no_unit() {
        assert_eq!(allowed(sees_legal_holds), [Role::BureauHr, Role::EthicsOfficer, Role::Auditor]);
    }

    #[test]
    fn the_reason_of_a_bar_is_for_two_roles_and_a_programme_manager_sees_only_its_end() {
        assert_eq!(allowed(|role| bar_sight(role) == BarSight::Whole), [Role::BureauHr, Role::EthicsOfficer]);
        assert_eq!(bar_sight(Role::ProgrammeManager), BarSight::EndOnly);
    }

    #[test]
    fn an_ethics_case_is_seen_by_the_ethics_office_and_by_nobody_else() {
        assert_eq!(allowed(sees_cases), [Role::EthicsOfficer]);
    }

    #[test]
    fn whoever_sees_a_part_of_the_bureau_does_not_read_its_whole_log() {
        let principal = |role, scope| Principal { subject: "li".into(), role, scope };
        assert!(reads_whole_log(&principal(Role::BureauHr, None)));
        assert!(!reads_whole_log(&principal(Role::BureauHr, Some(Uuid::nil()))));
        assert!(!reads_whole_log(&principal(Role::ProgrammeManager, None)));
    }

    #[test]
    fn a_refusal_says_who_may_not_do_what_in_two_languages() {
        let error = require(false, Role::TownHr, "查看名册", "see the list").unwrap_err();
        assert!(
            error.message.contains("镇街人事干部不可查看名册")
                && error.message.contains("TOWN_HR may not see the list")
        );
        assert!(require(true, Role::TownHr, "", "").is_ok());
    }
}

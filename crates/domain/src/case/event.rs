use serde::{Deserialize, Serialize};

use super::code::{CaseFinding, CaseReason, CaseSource, Sanction};
use crate::{AppliedRule, CivilDate, OrganisationId, TeacherId, machine::events};

/// Opens a case against a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct OpenCase {
    /// The person.
    pub teacher: TeacherId,
    /// The unit the person worked at, which no circular may name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<OrganisationId>,
    /// What the person is said to have done.
    pub reasons: Vec<CaseReason>,
    /// How the office came to know.
    pub source: CaseSource,
    /// The day it was opened (立案).
    pub on: CivilDate,
}

/// States what the investigation found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct InvestigateCase {
    /// What it found.
    pub finding: CaseFinding,
    /// The facts found. They are kept in plain for ever, so they may not name the person.
    pub facts: String,
    /// The day.
    pub on: CivilDate,
}

/// The days of a bar that a sanction brings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct BarDays {
    /// First day.
    pub from: CivilDate,
    /// The day after the last.
    pub until: CivilDate,
}

/// What is stored when a sanction is imposed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct SanctionImposed {
    /// What is imposed.
    pub sanction: Sanction,
    /// The facts it rests on. They are kept in plain for ever, so they may not name the person.
    pub facts: String,
    /// The unit that decided.
    pub decided_by: String,
    /// The day of the decision.
    pub on: CivilDate,
    /// First day it has effect.
    pub from: CivilDate,
    /// The day after the last; absent when it has no period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<CivilDate>,
    /// The day after the last on which it may be appealed.
    pub appeal_until: CivilDate,
    /// The bar it brings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bar: Option<BarDays>,
    /// The rules it was judged by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<AppliedRule>,
}

/// Appeals the sanction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct AppealSanction {
    /// Why. It is kept in plain for ever, so it may not name the person.
    pub ground: String,
    /// The day.
    pub on: CivilDate,
}

/// Upholds the sanction after an appeal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct UpholdSanction {
    /// The day.
    pub on: CivilDate,
}

/// What is stored when another sanction takes the place of the appealed one, from its first day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct SanctionAmended {
    /// What is imposed instead.
    pub sanction: Sanction,
    /// The day after its last; absent when it has no period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<CivilDate>,
    /// The bar it brings instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bar: Option<BarDays>,
    /// The day.
    pub on: CivilDate,
    /// The rules it was judged by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<AppliedRule>,
}

/// Annuls the sanction from the beginning, as if it had never been.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct AnnulSanction {
    /// Why. It is kept in plain for ever, so it may not name the person.
    pub reason: String,
    /// The day.
    pub on: CivilDate,
}

/// States that the period of the sanction is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct ExpireSanction {
    /// The first day without it.
    pub on: CivilDate,
}

/// Ends the sanction, and the bar with it, before its time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct RevokeSanction {
    /// Why. It is kept in plain for ever, so it may not name the person.
    pub reason: String,
    /// The first day without it.
    pub on: CivilDate,
}

/// Circulates the case as a warning to others, with the identity removed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct CirculateCase {
    /// The text as circulated. It names neither the person nor the unit.
    pub text: String,
    /// The day.
    pub on: CivilDate,
}

/// Takes the whole case away as if it were absent: it was opened on the wrong person or twice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct VoidCase {
    /// Why. It is kept in plain for ever, so it may not name the person.
    pub reason: String,
}

events! {
    /// What can happen to an ethics case. What others than the ethics office may see is the bar on the person.
    pub enum CaseEvent {
        /// It was opened, for its reasons (立案, S-09, S-24).
        CaseOpened(OpenCase) = "case.opened" / 1,
        /// It was investigated (调查, S-24).
        CaseInvestigated(InvestigateCase) = "case.investigated" / 1,
        /// A sanction was imposed, and the bar with it (处理, S-24).
        SanctionImposed(SanctionImposed) = "sanction.imposed" / 1,
        /// The person appealed (申诉, S-24).
        SanctionAppealed(AppealSanction) = "sanction.appealed" / 1,
        /// The appeal failed (维持, S-24).
        SanctionUpheld(UpholdSanction) = "sanction.upheld" / 1,
        /// The appeal led to another sanction (变更, S-24).
        SanctionAmended(SanctionAmended) = "sanction.amended" / 1,
        /// It was annulled from the beginning, and the bar with it (撤销, S-17, S-24).
        SanctionAnnulled(AnnulSanction) = "sanction.annulled" / 1,
        /// Its period is over (期满, S-24).
        SanctionExpired(ExpireSanction) = "sanction.expired" / 1,
        /// It ended before its time, and the bar with it (解除, S-24).
        SanctionRevoked(RevokeSanction) = "sanction.revoked" / 1,
        /// It was circulated with the identity removed (通报, S-25).
        CaseCirculated(CirculateCase) = "case.circulated" / 1,
        /// It was taken away whole (作废).
        CaseVoided(VoidCase) = "case.voided" / 1,
    }
}

//! Honours and their levels, and what a person contributed for others to learn from.

use std::sync::LazyLock;

use chrono::Datelike;
use serde::{Deserialize, Serialize};

use super::{
    conduct::{Bars, veto},
    dated::{Cause, Facts},
    refusal::TeacherRefusal,
};
use crate::{
    AppliedRule, CivilDate, EventId, OrganisationId, Period, Stamp,
    code::{HonourLevel, IssuingBody, codes},
    machine::events,
    policy::{HonourKind, builtin},
    rules::{Judging, Rulebook},
};

events! {
    /// What a person was honoured with, and contributed.
    pub enum HonourEvent {
        /// An honour was conferred (授予荣誉, S-08, S-22, S-48).
        HonourConferred(HonourConferred) = "honour.conferred" / 1,
        /// An honour was taken back, from a day on or from the beginning (撤销荣誉, S-22, S-48).
        HonourRevoked(RevokeHonour) = "honour.revoked" / 1,
        /// The person gave a lesson or a resource for all (名师课堂, S-70).
        ContributionRecorded(RecordContribution) = "contribution.recorded" / 1,
    }
}

codes! {
    /// By what a person contributed.
    pub enum ContributionKind {
        FamousTeacherClass = "FAMOUS_TEACHER_CLASS", "名师课堂", "class of a famous teacher";
        OnlineClass = "ONLINE_CLASS", "名校网络课堂", "online class of a famous school";
        SpecialDeliveryClass = "SPECIAL_DELIVERY_CLASS", "专递课堂", "class delivered to other schools";
        Resource = "RESOURCE", "优质教学资源", "teaching resource";
    }
}

/// Records a lesson or a resource that a person gave for all (S-70).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct RecordContribution {
    /// By what.
    pub kind: ContributionKind,
    /// Its title.
    pub title: String,
    /// The subject taught, as a code of C-08.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The unit it was given for, when it was given for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<OrganisationId>,
    /// The day.
    pub on: CivilDate,
}

/// Every contribution of the person.
pub type Contributions = Facts<RecordContribution>;

/// Confers an honour. The level is not asked for: it follows from the issuing body.
#[derive(Clone, Debug, PartialEq)]
pub struct ConferHonour {
    /// The honour, as 东莞市优秀教师.
    pub name: String,
    /// The kind of body that issued it.
    pub issued_by: IssuingBody,
    /// The name of that body.
    pub issuer: String,
    /// The day it was conferred.
    pub on: CivilDate,
    /// The level as typed on a form; refused when it is not the issuer's.
    pub stated_level: Option<HonourLevel>,
    /// The kind of the catalogue, as four-have-teacher, when it is one of it.
    pub kind: Option<String>,
}

/// An honour was conferred.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct HonourConferred {
    /// The honour.
    pub name: String,
    /// The kind of body that issued it.
    pub issued_by: IssuingBody,
    /// The name of that body.
    pub issuer: String,
    /// The level that followed from it when it was conferred.
    pub level: HonourLevel,
    /// The day it was conferred.
    pub on: CivilDate,
    /// The kind of the catalogue, as four-have-teacher, when it is one of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The rules it was judged by, with their versions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<AppliedRule>,
}

/// Takes an honour back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct RevokeHonour {
    /// The event that conferred it.
    pub honour: EventId,
    /// First day without it; absent when it is void from the beginning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<CivilDate>,
    /// Why.
    pub reason: String,
}

/// What may be asked about honours.
#[derive(Clone, Debug, PartialEq)]
pub enum HonourCommand {
    /// See [`ConferHonour`].
    ConferHonour(ConferHonour),
    /// See [`RevokeHonour`].
    RevokeHonour(RevokeHonour),
    /// See [`RecordContribution`].
    RecordContribution(RecordContribution),
}

/// The catalogue, read once. A file that cannot be read is found by the tests and leaves the catalogue empty.
static KINDS: LazyLock<Vec<HonourKind>> = LazyLock::new(|| builtin::honours().unwrap_or_default());

/// Every honour of the person.
pub type Honours = Facts<HonourConferred>;

/// Folds one statement.
pub(crate) fn evolve(
    honours: &mut Honours,
    contributions: &mut Contributions,
    event: &HonourEvent,
    cause: &Cause,
) {
    match event {
        HonourEvent::HonourConferred(honour) => {
            honours.state(cause, Period::stated(&honour.on, None), honour.clone());
        }
        HonourEvent::HonourRevoked(revoke) => {
            honours.revoke(revoke.honour, revoke.from.as_ref().map(|from| from.day), cause);
        }
        HonourEvent::ContributionRecorded(given) => {
            contributions.state(cause, Period::stated(&given.on, None), given.clone());
        }
    }
}

/// Decides about honours.
pub(crate) fn decide(
    command: &HonourCommand,
    (honours, contributions): (&Honours, &Contributions),
    bars: &Bars,
    (book, stamp): (&Rulebook, &Stamp),
) -> Result<Vec<HonourEvent>, TeacherRefusal> {
    match command {
        HonourCommand::ConferHonour(asked) => confer(asked, honours, bars, book.judging(stamp, asked.on.day)),
        HonourCommand::RecordContribution(asked) => contribute(asked, contributions),
        HonourCommand::RevokeHonour(revoke) => {
            let honour =
                honours.find(revoke.honour).ok_or(TeacherRefusal::HonourUnknown { honour: revoke.honour })?;
            match revoke.from.as_ref().filter(|from| from.day < honour.period.from) {
                Some(from) => Err(TeacherRefusal::EndsBeforeStart { from: honour.period.from, to: from.day }),
                None => Ok(vec![HonourEvent::HonourRevoked(revoke.clone())]),
            }
        }
    }
}

fn confer(
    asked: &ConferHonour,
    honours: &Honours,
    bars: &Bars,
    mut judging: Judging<'_>,
) -> Result<Vec<HonourEvent>, TeacherRefusal> {
    // A typed level that differs can only stand where the rule does not judge.
    let of_issuer = asked.issued_by.level();
    let level = asked.stated_level.unwrap_or(of_issuer);
    of_the_catalogue(asked.kind.as_deref(), of_issuer)?;
    judging.holds("R-60", of_the_issuer(level, asked.issued_by))?;
    judging.holds("R-01", veto(bars, asked.on.day))?;
    let same =
        |other: &HonourConferred| other.name == asked.name && other.on.day.year() == asked.on.day.year();
    let before = honours.iter().find(|other| same(&other.value)).map(|other| other.fact);
    let once = before.map_or(Ok(()), |honour| Err(TeacherRefusal::HonourAlreadyConferred { honour }));
    judging.holds("R-61", once)?;
    Ok(vec![HonourEvent::HonourConferred(HonourConferred {
        name: asked.name.clone(),
        issued_by: asked.issued_by,
        issuer: asked.issuer.clone(),
        level,
        on: asked.on.clone(),
        kind: asked.kind.clone(),
        rules: judging.applied(),
    })])
}

/// One lesson or resource counts once on a day.
fn contribute(
    asked: &RecordContribution,
    contributions: &Contributions,
) -> Result<Vec<HonourEvent>, TeacherRefusal> {
    let same = |other: &RecordContribution| {
        other.kind == asked.kind && other.title == asked.title && other.on.day == asked.on.day
    };
    match contributions.iter().find(|other| same(&other.value)) {
        Some(other) => Err(TeacherRefusal::ContributionAlreadyRecorded { contribution: other.fact }),
        None => Ok(vec![HonourEvent::ContributionRecorded(asked.clone())]),
    }
}

/// A kind that is named is one of the catalogue, and of the level of the body that issues it.
fn of_the_catalogue(kind: Option<&str>, level: HonourLevel) -> Result<(), TeacherRefusal> {
    let Some(code) = kind else { return Ok(()) };
    let known = KINDS.iter().find(|kind| kind.code == code);
    let unknown = || {
        let all: Vec<_> = KINDS.iter().map(|kind| kind.code.as_str()).collect();
        TeacherRefusal::HonourKindUnknown { kind: code.to_owned(), known: all.join("、") }
    };
    let known = known.ok_or_else(unknown)?;
    if known.level == level {
        return Ok(());
    }
    Err(TeacherRefusal::HonourKindOfOtherLevel { kind: known.name.zh.clone(), level: known.level.zh() })
}

/// What every honour has to keep, whether it is new or a correction: a kind that is named is one of the catalogue.
pub(crate) fn sound(honour: &HonourConferred) -> Result<(), TeacherRefusal> {
    of_the_catalogue(honour.kind.as_deref(), honour.issued_by.level())
}

/// Holds the level of a corrected honour to R-60, as that of a new one is.
pub(super) fn level_holds(honour: &HonourConferred, mut judging: Judging<'_>) -> Result<(), TeacherRefusal> {
    Ok(judging.holds("R-60", of_the_issuer(honour.level, honour.issued_by))?)
}

fn of_the_issuer(level: HonourLevel, issued_by: IssuingBody) -> Result<(), TeacherRefusal> {
    let needed = issued_by.level();
    if level == needed { Ok(()) } else { Err(TeacherRefusal::LevelNotOfIssuer { level: needed.zh() }) }
}

//! Service elsewhere for a time.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    dated::{Cause, Dated, Facts},
    refusal::TeacherRefusal,
};
use crate::{
    AppliedRule, CandidacyId, CivilDate, EventId, OrganisationId, PairingId, Period, RotationId, Stamp,
    code::MovementKind,
    machine::events,
    rules::{Judging, Rulebook},
};

events! {
    /// How a person serves elsewhere for a time while the own post stands.
    pub enum SecondmentEvent {
        /// A unit proposed it (选派、挂职、跟岗、帮扶, S-02, S-53, S-59, S-67).
        SecondmentProposed(ProposeSecondment) = "secondment.proposed" / 1,
        /// It was approved.
        SecondmentApproved(ApproveSecondment) = "secondment.approved" / 1,
        /// The person arrived at the receiving unit (S-02, S-53, S-69).
        TeacherSeconded(SecondTeacher) = "teacher.seconded" / 1,
        /// It lasts longer than first stated.
        SecondmentExtended(ExtendSecondment) = "secondment.extended" / 1,
        /// The person went back to the own post (S-69).
        TeacherReturned(ReturnTeacher) = "teacher.returned" / 1,
        /// It will not take place.
        SecondmentCancelled(CancelSecondment) = "secondment.cancelled" / 1,
    }
}

/// Proposes that a person serves elsewhere for a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct ProposeSecondment {
    /// The kind of movement (C-12).
    pub kind: MovementKind,
    /// The receiving unit.
    pub organisation: OrganisationId,
    /// The post there, as 第一书记.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<String>,
    /// First day.
    pub from: CivilDate,
    /// The day after the last, when an end is foreseen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<CivilDate>,
    /// Percent of a full post, 1–100; 100 is full time.
    pub fte_percent: u32,
    /// Whether the personnel relation moves too (是否调动人事关系).
    #[serde(default)]
    pub personnel_moved: bool,
    /// The batch it belongs to, as 2 for the second batch of first secretaries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<u32>,
    /// The candidacy that makes the person a reserve principal; needed for first secretaries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub candidacy: Option<CandidacyId>,
    /// The rotation round it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rotation: Option<RotationId>,
    /// The pairing under which the person is sent to learn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pairing: Option<PairingId>,
    /// The rules it was judged by, with their versions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<AppliedRule>,
}

/// Approves a proposed secondment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct ApproveSecondment {
    /// The event that proposed it.
    pub secondment: EventId,
}

/// Records that the person arrived.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct SecondTeacher {
    /// The event that proposed it.
    pub secondment: EventId,
    /// The first day there, which may differ from the day proposed.
    pub from: CivilDate,
    /// The rules it was judged by, with their versions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<AppliedRule>,
}

/// Lets it last longer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct ExtendSecondment {
    /// The event that proposed it.
    pub secondment: EventId,
    /// The new day after the last.
    pub to: CivilDate,
    /// The rules it was judged by, with their versions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<AppliedRule>,
}

/// Records that the person went back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct ReturnTeacher {
    /// The event that proposed it.
    pub secondment: EventId,
    /// The first day back at the own post.
    pub on: CivilDate,
}

/// Cancels a secondment that did not begin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct CancelSecondment {
    /// The event that proposed it.
    pub secondment: EventId,
    /// Why.
    pub reason: String,
}

/// What may be asked about secondments.
#[derive(Clone, Debug, PartialEq)]
pub enum SecondmentCommand {
    /// See [`ProposeSecondment`].
    ProposeSecondment(ProposeSecondment),
    /// See [`ApproveSecondment`].
    ApproveSecondment(ApproveSecondment),
    /// See [`SecondTeacher`].
    SecondTeacher(SecondTeacher),
    /// See [`ExtendSecondment`].
    ExtendSecondment(ExtendSecondment),
    /// See [`ReturnTeacher`].
    ReturnTeacher(ReturnTeacher),
    /// See [`CancelSecondment`].
    CancelSecondment(CancelSecondment),
}

impl SecondmentEvent {
    /// Where it keeps the rules it was judged by, when it is a decision that does.
    pub(super) fn rules(&mut self) -> Option<&mut Vec<AppliedRule>> {
        match self {
            Self::SecondmentProposed(proposed) => Some(&mut proposed.rules),
            Self::TeacherSeconded(start) => Some(&mut start.rules),
            Self::SecondmentExtended(extend) => Some(&mut extend.rules),
            Self::SecondmentApproved(_) | Self::TeacherReturned(_) | Self::SecondmentCancelled(_) => None,
        }
    }
}

/// Where a secondment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SecondmentStage {
    /// Proposed.
    Proposed,
    /// Approved.
    Approved,
    /// The person is there.
    Started,
    /// The person is back.
    Returned,
    /// It never took place.
    Cancelled,
}

impl SecondmentStage {
    /// The label in Chinese.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Proposed => "提出",
            Self::Approved => "审批",
            Self::Started => "到岗",
            Self::Returned => "返岗",
            Self::Cancelled => "取消",
        }
    }

    /// Whether days of it count as served or to be served.
    pub fn stands(self) -> bool {
        self != Self::Cancelled
    }
}

/// A secondment as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Secondment {
    /// What was proposed.
    pub proposed: ProposeSecondment,
    /// Where it stands.
    pub stage: SecondmentStage,
}

/// Percent of a full post that no person's secondments exceed together, unless rule R-32 names another number.
pub(crate) const FULL_POST: i64 = 100;

/// Every secondment of the person.
pub type Secondments = Facts<Secondment>;

/// Folds one statement.
pub(crate) fn evolve(secondments: &mut Secondments, event: &SecondmentEvent, cause: &Cause) {
    match event {
        SecondmentEvent::SecondmentProposed(proposed) => {
            let period = Period::stated(&proposed.from, proposed.to.as_ref());
            let stage = SecondmentStage::Proposed;
            secondments.state(cause, period, Secondment { proposed: proposed.clone(), stage });
        }
        SecondmentEvent::SecondmentApproved(approve) => {
            secondments.shape(approve.secondment, cause, |dated| {
                dated.value.stage = SecondmentStage::Approved;
            })
        }
        SecondmentEvent::TeacherSeconded(start) => secondments.shape(start.secondment, cause, |dated| {
            dated.value.stage = SecondmentStage::Started;
            dated.period.from = start.from.day;
        }),
        SecondmentEvent::SecondmentExtended(extend) => secondments.shape(extend.secondment, cause, |dated| {
            dated.period.to = Some(extend.to.day);
        }),
        SecondmentEvent::TeacherReturned(back) => secondments.shape(back.secondment, cause, |dated| {
            dated.value.stage = SecondmentStage::Returned;
            dated.period.to = Some(back.on.day);
        }),
        SecondmentEvent::SecondmentCancelled(cancel) => {
            secondments.shape(cancel.secondment, cause, |dated| {
                dated.value.stage = SecondmentStage::Cancelled;
            })
        }
    }
}

/// The first other secondment that cannot stand beside the asked one: at every date of it, together they may not
/// exceed so many percent of a full post.
pub(crate) fn clash(
    secondments: &Secondments,
    own: Option<EventId>,
    asked: Period,
    (percent, most): (u32, i64),
) -> Option<EventId> {
    let others: Vec<&Dated<Secondment>> = secondments
        .iter()
        .filter(|other| {
            Some(other.fact) != own && other.value.stage.stands() && other.period.overlaps(&asked)
        })
        .collect();
    // The sum only rises where a secondment begins, so it is enough to look at those days.
    let days = std::iter::once(asked.from).chain(others.iter().map(|other| other.period.from));
    days.filter(|day| asked.contains(*day)).find_map(|day| {
        let there: Vec<_> = others.iter().filter(|other| other.period.contains(day)).collect();
        let sum: i64 = there.iter().map(|other| i64::from(other.value.proposed.fte_percent)).sum();
        there.last().filter(|_| sum + i64::from(percent) > most).map(|other| other.fact)
    })
}

/// The receiving unit and the first day there, when the command sends the person somewhere.
pub(crate) fn receiver(
    command: &SecondmentCommand,
    secondments: &Secondments,
) -> Option<(OrganisationId, NaiveDate)> {
    match command {
        SecondmentCommand::ProposeSecondment(proposed) => Some((proposed.organisation, proposed.from.day)),
        SecondmentCommand::SecondTeacher(start) => secondments
            .find(start.secondment)
            .map(|found| (found.value.proposed.organisation, start.from.day)),
        SecondmentCommand::ApproveSecondment(_)
        | SecondmentCommand::ExtendSecondment(_)
        | SecondmentCommand::ReturnTeacher(_)
        | SecondmentCommand::CancelSecondment(_) => None,
    }
}

/// Decides about secondments; that the receiver is open, the person employed and the proposal fit is judged by the caller.
pub(crate) fn decide(
    command: &SecondmentCommand,
    secondments: &Secondments,
    (book, stamp): (&Rulebook, &Stamp),
) -> Result<Vec<SecondmentEvent>, TeacherRefusal> {
    let event = match command {
        SecondmentCommand::ProposeSecondment(proposed) => {
            SecondmentEvent::SecondmentProposed(proposed.clone())
        }
        SecondmentCommand::ApproveSecondment(approve) => {
            at(secondments, approve.secondment, &[SecondmentStage::Proposed])?;
            SecondmentEvent::SecondmentApproved(approve.clone())
        }
        SecondmentCommand::SecondTeacher(start) => {
            let found = at(secondments, start.secondment, &[SecondmentStage::Approved])?;
            let mut judging = book.judging(stamp, start.from.day);
            fits(secondments, found, Period::new(start.from.day, found.period.to), &mut judging)?;
            SecondmentEvent::TeacherSeconded(SecondTeacher { rules: judging.applied(), ..start.clone() })
        }
        SecondmentCommand::ExtendSecondment(extend) => {
            // What is added begins where it would have ended.
            let ends = secondments.find(extend.secondment).and_then(|found| found.period.to);
            let mut judging = book.judging(stamp, ends.unwrap_or(extend.to.day));
            extended(extend, secondments, &mut judging)?;
            SecondmentEvent::SecondmentExtended(ExtendSecondment {
                rules: judging.applied(),
                ..extend.clone()
            })
        }
        SecondmentCommand::ReturnTeacher(back) => {
            let found = at(secondments, back.secondment, &[SecondmentStage::Started])?;
            ordered(found.period.from, back.on.day)?;
            SecondmentEvent::TeacherReturned(back.clone())
        }
        SecondmentCommand::CancelSecondment(cancel) => {
            at(secondments, cancel.secondment, &[SecondmentStage::Proposed, SecondmentStage::Approved])?;
            SecondmentEvent::SecondmentCancelled(cancel.clone())
        }
    };
    Ok(vec![event])
}

/// Secondments together are not more than rule R-32 lets them be at any date.
pub(crate) fn room(
    secondments: &Secondments,
    own: Option<EventId>,
    (asked, percent): (Period, u32),
    judging: &mut Judging,
) -> Result<(), TeacherRefusal> {
    let most = judging.number("R-32", "percent_at_most").unwrap_or(FULL_POST);
    let found = match clash(secondments, own, asked, (percent, most)) {
        Some(secondment) => Err(TeacherRefusal::SecondmentsOverlap { secondment }),
        None => Ok(()),
    };
    Ok(judging.holds("R-32", found)?)
}

/// What every proposal has to keep, whether it is new or a correction.
pub(crate) fn sound(proposed: &ProposeSecondment) -> Result<(), TeacherRefusal> {
    if let Some(to) = &proposed.to {
        ordered(proposed.from.day, to.day)?;
    }
    if (1..=100).contains(&proposed.fte_percent) {
        Ok(())
    } else {
        Err(TeacherRefusal::FteOutOfRange { percent: proposed.fte_percent })
    }
}

fn extended(
    extend: &ExtendSecondment,
    secondments: &Secondments,
    judging: &mut Judging,
) -> Result<(), TeacherRefusal> {
    let found = at(secondments, extend.secondment, &[SecondmentStage::Approved, SecondmentStage::Started])?;
    match found.period.to {
        Some(to) if extend.to.day <= to => Err(TeacherRefusal::NotAnExtension { to }),
        _ => fits(secondments, found, Period::new(found.period.from, Some(extend.to.day)), judging),
    }
}

fn fits(
    secondments: &Secondments,
    found: &Dated<Secondment>,
    asked: Period,
    judging: &mut Judging,
) -> Result<(), TeacherRefusal> {
    if let Some(to) = asked.to {
        ordered(asked.from, to)?;
    }
    room(secondments, Some(found.fact), (asked, found.value.proposed.fte_percent), judging)
}

fn ordered(from: NaiveDate, to: NaiveDate) -> Result<(), TeacherRefusal> {
    if from < to { Ok(()) } else { Err(TeacherRefusal::EndsBeforeStart { from, to }) }
}

fn at<'a>(
    secondments: &'a Secondments,
    secondment: EventId,
    needed: &[SecondmentStage],
) -> Result<&'a Dated<Secondment>, TeacherRefusal> {
    let found = secondments.find(secondment).ok_or(TeacherRefusal::SecondmentUnknown { secondment })?;
    match needed {
        [first, ..] if !needed.contains(&found.value.stage) => Err(TeacherRefusal::SecondmentNotInStage {
            secondment,
            stage: found.value.stage.zh(),
            needed: first.zh(),
        }),
        _ => Ok(found),
    }
}

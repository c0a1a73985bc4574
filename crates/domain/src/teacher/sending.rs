//! Whether a person may be sent to a unit of that sort, for that time.

use chrono::NaiveDate;

use super::{
    refusal::TeacherRefusal,
    secondment::{self, ProposeSecondment, SecondmentCommand},
    state::Teacher,
};
use crate::{
    OrganisationId, Period, Stamp,
    code::MovementKind,
    organisation::{Nature, Organisation, OrganisationKind},
    pairing::Pairing,
    policy::CountDefinition,
    rules::Judging,
    witness::Witness,
};

/// Percent of a full post that make a secondment full time, so that the own work rests.
const FULL_TIME: u32 = 100;

/// The command as it was judged: a proposal carries the rules in force on its first day and how they were met.
pub(super) fn judged(
    command: &SecondmentCommand,
    teacher: &Teacher,
    witness: &Witness,
    stamp: &Stamp,
) -> Result<SecondmentCommand, TeacherRefusal> {
    let SecondmentCommand::ProposeSecondment(proposed) = command else { return Ok(command.clone()) };
    let mut judging = witness.rules.judging(stamp, proposed.from.day);
    teacher.may_be_cadre(proposed, &mut judging)?;
    teacher.may_be_sent(proposed, witness, &mut judging)?;
    teacher.has_room(proposed, &mut judging)?;
    let judged = ProposeSecondment { rules: judging.applied(), ..proposed.clone() };
    Ok(SecondmentCommand::ProposeSecondment(judged))
}

impl Teacher {
    /// A first secretary holds a cadre post, which a restriction of discipline closes.
    fn may_be_cadre(
        &self,
        proposed: &ProposeSecondment,
        judging: &mut Judging,
    ) -> Result<(), TeacherRefusal> {
        if proposed.kind != MovementKind::FirstSecretary {
            return Ok(());
        }
        let restriction = self.timeline().discipline.restricted_on(proposed.from.day).map(|found| found.fact);
        Ok(judging.hold("R-06", restriction.is_none(), restriction.into_iter().collect())?)
    }

    /// The person is in service and not already of the receiving unit, which is one of the sort that the kind of movement asks
    /// for; first secretaries also satisfy.
    fn may_be_sent(
        &self,
        proposed: &ProposeSecondment,
        witness: &Witness,
        judging: &mut Judging,
    ) -> Result<(), TeacherRefusal> {
        let day = proposed.from.day;
        let employment =
            self.timeline().employments.on(day).next().ok_or(TeacherRefusal::NotEmployed { on: day })?;
        if employment.value.personnel == proposed.organisation {
            return Err(TeacherRefusal::SecondedToOwnUnit);
        }
        let receiver = witness.organisations.get(&proposed.organisation);
        if goes_out(proposed.kind) {
            judging.holds("R-36", outside(receiver, day))?;
        }
        let pairing = proposed.pairing.map(|id| witness.pairings.get(&id));
        units_paired(proposed, employment.value.personnel, pairing)?;
        if proposed.kind == MovementKind::FirstSecretary {
            judging.holds("R-30", private(receiver, day))?;
            judging.holds("R-31", in_reserve_pool(proposed, witness))?;
        }
        Ok(())
    }

    /// There is room for it beside other secondments, and beside the own work where that goes on.
    fn has_room(&self, proposed: &ProposeSecondment, judging: &mut Judging) -> Result<(), TeacherRefusal> {
        secondment::sound(proposed)?;
        let timeline = self.timeline();
        let asked = Period::stated(&proposed.from, proposed.to.as_ref());
        let percent = proposed.fte_percent;
        secondment::room(&timeline.secondments, None, (asked, percent), judging)?;
        let Some(most) = judging.number("R-32", "percent_beside_work").filter(|_| percent < FULL_TIME) else {
            return Ok(());
        };
        let own =
            timeline.posts.assignments.on(proposed.from.day).map(|work| i64::from(work.value.fte_percent));
        let sum = own.sum::<i64>() + i64::from(percent);
        let found = if sum > most { Err(TeacherRefusal::WorkTooMuch { percent: sum, most }) } else { Ok(()) };
        Ok(judging.warns("R-32", found)?)
    }
}

/// Whether the movement is help that goes out of the city.
fn goes_out(kind: MovementKind) -> bool {
    matches!(kind, MovementKind::Assistance | MovementKind::RemoteAid)
}

/// Help that goes out of the city goes to a unit of the external register.
fn outside(receiver: Option<&Organisation>, day: NaiveDate) -> Result<(), TeacherRefusal> {
    match receiver.filter(|receiver| receiver.kind() != Some(OrganisationKind::External)) {
        Some(receiver) => Err(TeacherRefusal::ExternalUnitNeeded { name: called(receiver, day) }),
        None => Ok(()),
    }
}

/// First secretaries go to private schools.
fn private(receiver: Option<&Organisation>, day: NaiveDate) -> Result<(), TeacherRefusal> {
    let is_private = |receiver: &&Organisation| {
        receiver.nature_on(day).is_some_and(|(nature, _)| nature == Nature::Private)
    };
    match receiver.filter(|receiver| !is_private(receiver)) {
        Some(receiver) => Err(TeacherRefusal::ReceiverNotPrivate { name: called(receiver, day) }),
        None => Ok(()),
    }
}

/// First secretaries come from the pool of reserve principals.
fn in_reserve_pool(proposed: &ProposeSecondment, witness: &Witness) -> Result<(), TeacherRefusal> {
    let day = proposed.from.day;
    let candidacy = proposed.candidacy.and_then(|id| witness.candidacies.get(&id));
    let reserve = candidacy.is_some_and(|candidacy| {
        candidacy.is_reserve_principal()
            && candidacy.teacher().is_some_and(|teacher| teacher.stream() == witness.about)
            && candidacy.counts(CountDefinition::Confirmed, day)
            && candidacy.stage_on(day).is_some_and(|stage| !stage.is_terminal())
    });
    if reserve { Ok(()) } else { Err(TeacherRefusal::NotInReservePool { on: day }) }
}

/// Who is sent under a pairing goes from the one unit of it to the other, while it holds.
fn units_paired(
    proposed: &ProposeSecondment,
    own: OrganisationId,
    pairing: Option<Option<&Pairing>>,
) -> Result<(), TeacherRefusal> {
    let on = proposed.from.day;
    match pairing {
        Some(pairing) if !pairing.is_some_and(|pair| pair.joins(own, proposed.organisation, on)) => {
            Err(TeacherRefusal::UnitsNotPaired { on })
        }
        Some(_) | None => Ok(()),
    }
}

/// What an organisation is called on a day.
pub(super) fn called(organisation: &Organisation, day: NaiveDate) -> String {
    organisation.name_on(day).unwrap_or_default().to_owned()
}

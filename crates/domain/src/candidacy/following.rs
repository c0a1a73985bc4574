//! What a step of a candidate asks of other streams in the same append: the outcome, and the place of the round.

use super::{
    event::CandidacyEvent,
    state::{Candidacy, Standing},
};
use crate::{
    CandidacyId, CivilDate, Follow, Following,
    policy::ProgrammeStage,
    round::{GiveBackRoundPlace, Round, RoundCommand, TakeRoundPlace},
    witness::Witness,
};

/// What follows an event.
pub(super) fn of(
    candidacy: &Candidacy,
    event: &CandidacyEvent,
    witness: &Witness,
) -> Vec<Box<dyn Following>> {
    place(candidacy, event, witness).into_iter().chain(outcome(candidacy, event)).collect()
}

fn outcome(candidacy: &Candidacy, event: &CandidacyEvent) -> Option<Box<dyn Following>> {
    let CandidacyEvent::CandidateCertified(certified) = event else { return None };
    let outcome = certified.outcome.as_ref()?;
    Some(outcome.follow(candidacy.teacher()?, &certified.on))
}

/// A place is taken when the candidate is confirmed, or certified where the path has no confirmation, and is given back by
/// whoever leaves after that.
fn place(candidacy: &Candidacy, event: &CandidacyEvent, witness: &Witness) -> Option<Box<dyn Following>> {
    let id = candidacy.round()?;
    let round = witness.rounds.get(&id).filter(|round| round.places().is_some())?;
    let holder = CandidacyId::of_stream(&witness.about)?;
    let ask = |command| Some(Follow::<Round>::boxed(id.stream(), command));
    let (takes, on) = moves(candidacy, event, round)?;
    match (takes, round.place_of(holder)) {
        (true, None) => ask(RoundCommand::TakePlace(TakeRoundPlace { candidacy: holder, on: on.clone() })),
        (false, Some(_)) => {
            ask(RoundCommand::GiveBackPlace(GiveBackRoundPlace { candidacy: holder, on: on.clone() }))
        }
        (true, Some(_)) | (false, None) => None,
    }
}

/// Whether the event takes a place or gives one back, and the day.
fn moves<'e>(
    candidacy: &'e Candidacy,
    event: &'e CandidacyEvent,
    round: &Round,
) -> Option<(bool, &'e CivilDate)> {
    if let Some(on) = takes(event) {
        return Some((true, on));
    }
    let CandidacyEvent::CandidacyEventVoided(void) = event else {
        return leaves(event).map(|on| (false, on));
    };
    let voided = candidacy.event(void.voids)?;
    let stood = candidacy.standing(void.voids) == Some(Standing::InForce);
    let confirms = round.terms().is_some_and(|terms| terms.has(ProgrammeStage::Confirmed));
    // Where the path has a confirmation, the place stays with the confirmed whose certification is voided.
    let kept = confirms && matches!(voided, CandidacyEvent::CandidateCertified(_));
    let took = takes(voided).filter(|_| !kept).or_else(|| nominated(voided));
    took.filter(|_| stood).map(|on| (false, on))
}

fn takes(event: &CandidacyEvent) -> Option<&CivilDate> {
    if let CandidacyEvent::CandidateConfirmed(step) = event {
        return Some(&step.on);
    }
    if let CandidacyEvent::CandidateCertified(step) = event { Some(&step.on) } else { None }
}

fn leaves(event: &CandidacyEvent) -> Option<&CivilDate> {
    let goes = matches!(
        event,
        CandidacyEvent::CandidateWithdrawn(_)
            | CandidacyEvent::CandidateRejected(_)
            | CandidacyEvent::CandidateRemoved(_)
            | CandidacyEvent::CertificationRevoked(_)
    );
    event.on().filter(|_| goes)
}

fn nominated(event: &CandidacyEvent) -> Option<&CivilDate> {
    event.on().filter(|_| matches!(event, CandidacyEvent::CandidateNominated(_)))
}

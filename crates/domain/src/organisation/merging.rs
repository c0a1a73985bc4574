//! Where everybody goes when an organisation goes into another one, or into several.

use std::collections::BTreeSet;

use super::{event::MergeOrganisation, refusal::OrganisationRefusal};
use crate::{OrganisationId, witness::Witness};

/// Every successor the command names.
pub(super) fn named(asked: &MergeOrganisation) -> impl Iterator<Item = OrganisationId> {
    std::iter::once(asked.into).chain(asked.successors.iter().map(|to| to.organisation))
}

/// Every successor is another organisation that stands on the day, and nobody is sent to two of them.
pub(super) fn sound(asked: &MergeOrganisation, witness: &Witness) -> Result<(), OrganisationRefusal> {
    for successor in named(asked) {
        if successor.stream() == witness.about {
            return Err(OrganisationRefusal::MergedIntoItself);
        }
        let successor = witness.organisations.get(&successor).filter(|other| other.is_known());
        let successor = successor.ok_or(OrganisationRefusal::SuccessorUnknown)?;
        if let Some(ending) = successor.ending().filter(|ending| ending.on <= asked.on.day) {
            return Err(OrganisationRefusal::SuccessorClosed { on: ending.on, fact: ending.by });
        }
    }
    let mut sent = BTreeSet::new();
    let twice = asked.successors.iter().flat_map(|to| &to.teachers).find(|teacher| !sent.insert(**teacher));
    twice.map_or(Ok(()), |teacher| Err(OrganisationRefusal::SuccessorTwice { teacher: *teacher }))
}

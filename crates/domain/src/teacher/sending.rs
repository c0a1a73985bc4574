//! Whether a person may be sent to a unit of that sort.

use super::{refusal::TeacherRefusal, secondment::ProposeSecondment};
use crate::{
    OrganisationId,
    code::MovementKind,
    organisation::{Organisation, OrganisationKind},
    pairing::Pairing,
};

/// Help that goes out of the city goes to a unit of the external register.
pub(crate) fn receiver_fits(
    proposed: &ProposeSecondment,
    receiver: Option<&Organisation>,
) -> Result<(), TeacherRefusal> {
    let outward = matches!(proposed.kind, MovementKind::Assistance | MovementKind::RemoteAid);
    let inside = receiver.filter(|receiver| receiver.kind() != Some(OrganisationKind::External));
    match inside.filter(|_| outward) {
        Some(receiver) => {
            let name = receiver.name_on(proposed.from.day).unwrap_or_default();
            Err(TeacherRefusal::ExternalUnitNeeded { name })
        }
        None => Ok(()),
    }
}

/// Who is sent under a pairing goes from the one unit of it to the other, while it holds.
pub(crate) fn units_paired(
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

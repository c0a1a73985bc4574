use liangshi_domain::{CandidacyId, OrganisationId, StudioId, TeacherId};

use super::{
    failure::CityFailure,
    records::{Fate, Run},
    studios,
    world::World,
};

/// Where to look first: persons and places of the city whose stories show something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Landmarks {
    /// The bureau.
    pub bureau: OrganisationId,
    /// The town of the host's school.
    pub town: OrganisationId,
    /// The host's school.
    pub school: OrganisationId,
    /// A studio host: nominated, confirmed, trained, certified, in term, with a correction in the history.
    pub host: TeacherId,
    /// The host's candidacy.
    pub candidacy: CandidacyId,
    /// The host's studio.
    pub studio: StudioId,
    /// A candidate whose certification was annulled from the beginning.
    pub annulled: TeacherId,
    /// A person under a bar, whose candidacy is frozen.
    pub barred: TeacherId,
    /// A person of whom something was corrected.
    pub corrected: TeacherId,
}

/// The host that is shown: the first who was certified in time and has a studio.
pub(crate) fn host(world: &World) -> Option<Run> {
    let hosts =
        world.rounds.iter().filter(|round| round.slug == "studio-hosts").flat_map(|round| &round.runs);
    let shown = hosts.filter(|run| run.fate == Fate::Certified && run.studio.is_some());
    shown.copied().min_by_key(|run| run.category != Some("famous-teacher"))
}

/// Finds them when the story is told.
pub(crate) fn find(world: &World) -> Result<Landmarks, CityFailure> {
    let run = host(world).ok_or(CityFailure::TooSmall("studio host"))?;
    let studio = run.studio.ok_or(CityFailure::TooSmall("studio"))?;
    let of = |fate| {
        let run = world.rounds.iter().flat_map(|round| &round.runs).find(|run| run.fate == fate);
        run.map(|run| world.staff[run.member].id)
    };
    Ok(Landmarks {
        bureau: world.bureau,
        town: world.towns[world.layout.units[world.staff[run.member].unit].town],
        school: studios::unit_of(world, run),
        host: world.staff[run.member].id,
        candidacy: run.id,
        studio,
        annulled: of(Fate::Annulled).ok_or(CityFailure::TooSmall("annulled candidate"))?,
        barred: of(Fate::Frozen).ok_or(CityFailure::TooSmall("barred candidate"))?,
        corrected: world.corrected.ok_or(CityFailure::TooSmall("corrected person"))?,
    })
}

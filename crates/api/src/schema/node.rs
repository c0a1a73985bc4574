//! The things a caller can come back to by id, as handles on what was read; what each shows stands in its own file.

use std::{str::FromStr, sync::Arc};

use async_graphql::{ID, Interface, Result, SimpleObject};
use liangshi_domain::{
    ActivityId, CandidacyId, CaseId, EngagementId, EventId, ImportBatchId, OrganisationId, PairingId,
    PartnershipId, ProgrammeId, ReportId, RotationId, RoundId, StudioId, SubsidyId, TargetId, TeacherId,
    TeamId,
};
use liangshi_projection::views::{
    activity::ActivityRow, candidate::CandidateRow, engagement::EngagementRow, ethics_case::CaseRow,
    evidence::EventRow, import_batch::BatchRow, organisation::OrganisationRow, pairing::PairingRow,
    partnership::PartnershipRow, programme::ProgrammeRow, report::ReportRow, rotation::RotationRow,
    round::RoundRow, studio::StudioRow, subsidy::SubsidyRow, target::TargetRow, team::TeamRow,
};
use uuid::Uuid;

use super::{figures::Figures, sight::Sight};

/// Anything with an id of its own, which `node` finds again (有编号的对象).
#[derive(Interface)]
#[graphql(
    field(
        name = "id",
        ty = "ID",
        desc = "The global id, for `node` and for every argument that takes an id."
    ),
    field(name = "uuid", ty = "Uuid", desc = "The plain id, as spreadsheets hold it.")
)]
pub(crate) enum Node {
    /// A teacher.
    Teacher(Teacher),
    /// An organisation.
    Organisation(Organisation),
    /// A programme.
    Programme(Programme),
    /// A round.
    Round(Round),
    /// A candidacy.
    Candidacy(Candidacy),
    /// A target of the work plan.
    WorkTarget(WorkTarget),
    /// An activity.
    Activity(Activity),
    /// A studio.
    Studio(Studio),
    /// An ethics case.
    EthicsCase(EthicsCase),
    /// A team.
    Team(Team),
    /// An engagement from outside.
    Engagement(Engagement),
    /// A subsidy.
    Subsidy(Subsidy),
    /// A partner.
    Partnership(Partnership),
    /// A rotation round.
    Rotation(Rotation),
    /// A pairing of two units.
    Pairing(Pairing),
    /// A batch that was handed in.
    ImportBatch(ImportBatch),
    /// A published figure.
    Report(Report),
    /// An event.
    Event(Event),
}

/// A name in the two languages of the registry (中英文名称).
#[derive(SimpleObject, Clone, Debug)]
pub(crate) struct Label {
    /// In Chinese, as documents have it.
    pub(crate) zh: String,
    /// In English.
    pub(crate) en: String,
}

impl From<liangshi_domain::policy::Label> for Label {
    fn from(label: liangshi_domain::policy::Label) -> Self {
        Self { zh: label.zh, en: label.en }
    }
}

/// A published figure and every row of it.
pub(crate) struct Report {
    pub(crate) id: ReportId,
    pub(crate) rows: Vec<ReportRow>,
    pub(crate) sight: Arc<Sight>,
    pub(crate) figures: Figures,
}

/// A rotation round, as far as the caller may see it.
pub(crate) struct Rotation {
    pub(crate) id: RotationId,
    pub(crate) parts: Vec<RotationRow>,
    pub(crate) sight: Arc<Sight>,
}

pub(crate) struct Pairing {
    pub(crate) id: PairingId,
    pub(crate) row: PairingRow,
    pub(crate) sight: Arc<Sight>,
}

pub(crate) struct ImportBatch {
    pub(crate) id: ImportBatchId,
    pub(crate) row: BatchRow,
    pub(crate) sight: Arc<Sight>,
}

#[derive(Clone)]
pub(crate) struct Teacher {
    pub(crate) id: TeacherId,
    pub(crate) sight: Arc<Sight>,
}

#[derive(Clone)]
pub(crate) struct Organisation {
    pub(crate) id: OrganisationId,
    pub(crate) row: Arc<OrganisationRow>,
    pub(crate) sight: Arc<Sight>,
}

#[derive(Clone)]
pub(crate) struct Programme {
    pub(crate) id: ProgrammeId,
    pub(crate) row: Arc<ProgrammeRow>,
    pub(crate) sight: Arc<Sight>,
}

#[derive(Clone)]
pub(crate) struct Round {
    pub(crate) id: RoundId,
    pub(crate) row: Arc<RoundRow>,
    pub(crate) sight: Arc<Sight>,
}

#[derive(Clone)]
pub(crate) struct Candidacy {
    pub(crate) id: CandidacyId,
    pub(crate) row: Arc<CandidateRow>,
    pub(crate) sight: Arc<Sight>,
}

#[derive(Clone)]
pub(crate) struct Studio {
    pub(crate) id: StudioId,
    /// Host and members on the day, the host first; never empty.
    pub(crate) rows: Arc<Vec<StudioRow>>,
    pub(crate) sight: Arc<Sight>,
}

#[derive(Clone)]
pub(crate) struct EthicsCase {
    pub(crate) id: CaseId,
    /// Where it stands on the day.
    pub(crate) row: Arc<CaseRow>,
    pub(crate) sight: Arc<Sight>,
}

#[derive(Clone)]
pub(crate) struct WorkTarget {
    pub(crate) id: TargetId,
    /// What holds on the day.
    pub(crate) row: Arc<TargetRow>,
    pub(crate) sight: Arc<Sight>,
}

#[derive(Clone)]
pub(crate) struct Activity {
    pub(crate) id: ActivityId,
    pub(crate) row: Arc<ActivityRow>,
    pub(crate) sight: Arc<Sight>,
}

#[derive(Clone)]
pub(crate) struct Team {
    pub(crate) id: TeamId,
    pub(crate) row: Arc<TeamRow>,
    pub(crate) sight: Arc<Sight>,
}

#[derive(Clone)]
pub(crate) struct Engagement {
    pub(crate) id: EngagementId,
    pub(crate) row: Arc<EngagementRow>,
    pub(crate) sight: Arc<Sight>,
}

#[derive(Clone)]
pub(crate) struct Subsidy {
    pub(crate) id: SubsidyId,
    pub(crate) rows: Arc<Vec<SubsidyRow>>,
    pub(crate) sight: Arc<Sight>,
}

#[derive(Clone)]
pub(crate) struct Partnership {
    pub(crate) id: PartnershipId,
    pub(crate) row: Arc<PartnershipRow>,
    pub(crate) sight: Arc<Sight>,
}

#[derive(Clone)]
pub(crate) struct Event {
    pub(crate) id: EventId,
    pub(crate) row: Arc<EventRow>,
    /// Whether it tells of a bar, so that its document may say why.
    pub(crate) of_bar: bool,
    pub(crate) sight: Arc<Sight>,
}

/// A stored id; none when it is missing or, which would be a fault of the view, no id.
pub(crate) fn id_of<I: FromStr>(text: impl AsRef<str>) -> Option<I> {
    text.as_ref().parse().ok()
}

/// The ids of events as the views keep them, separated by spaces.
pub(crate) fn ids_of(evidence: &str) -> Vec<EventId> {
    evidence.split(' ').filter_map(id_of).collect()
}

impl Teacher {
    /// A handle on a teacher by a stored id.
    pub(crate) fn of(sight: &Arc<Sight>, id: &str) -> Option<Self> {
        Some(Self { id: id_of(id)?, sight: sight.clone() })
    }
}

impl Organisation {
    /// An organisation of which the row was read already.
    pub(crate) fn of(sight: &Arc<Sight>, row: Arc<OrganisationRow>) -> Option<Self> {
        Some(Self { id: id_of(&row.organisation)?, row, sight: sight.clone() })
    }

    /// The organisation with a stored id, read together with others.
    ///
    /// # Errors
    /// When the views fail.
    pub(crate) async fn linked(sight: &Arc<Sight>, id: Option<&str>) -> Result<Option<Self>> {
        let Some(id) = id.and_then(id_of) else { return Ok(None) };
        Ok(sight.organisations.one(id).await?.and_then(|row| Self::of(sight, row)))
    }

    /// The organisations with stored ids, read at once and in their order; one that is not known is left out.
    ///
    /// # Errors
    /// When the views fail.
    pub(crate) async fn many<'a>(
        sight: &Arc<Sight>,
        ids: impl IntoIterator<Item = &'a String>,
    ) -> Result<Vec<Self>> {
        let ids: Vec<_> = ids.into_iter().filter_map(id_of).collect();
        let rows = sight.organisations.many(&ids).await?;
        Ok(rows.into_iter().filter_map(|row| Self::of(sight, row)).collect())
    }
}

impl Programme {
    /// A programme of which the row was read already.
    pub(crate) fn of(sight: &Arc<Sight>, row: &Arc<ProgrammeRow>) -> Option<Self> {
        Some(Self { id: id_of(&row.programme)?, row: row.clone(), sight: sight.clone() })
    }

    /// The programme that fits, if one does.
    ///
    /// # Errors
    /// When the views fail.
    pub(crate) async fn find(
        sight: &Arc<Sight>,
        fits: impl Fn(&ProgrammeRow) -> bool,
    ) -> Result<Option<Self>> {
        let rows = sight.programmes().await?;
        Ok(rows.iter().find(|row| fits(row)).and_then(|row| Self::of(sight, row)))
    }
}

impl Round {
    /// The rounds that fit, in the order of their first days.
    ///
    /// # Errors
    /// When the views fail.
    pub(crate) async fn filter(sight: &Arc<Sight>, fits: impl Fn(&RoundRow) -> bool) -> Result<Vec<Self>> {
        let rows = sight.rounds().await?;
        let fitting = rows.iter().filter(|row| fits(row));
        let round = |row: &Arc<RoundRow>| {
            Some(Self { id: id_of(&row.round)?, row: row.clone(), sight: sight.clone() })
        };
        Ok(fitting.filter_map(round).collect())
    }
}

impl Candidacy {
    /// A candidacy of which the row was read already.
    pub(crate) fn of(sight: &Arc<Sight>, row: CandidateRow) -> Option<Self> {
        Some(Self { id: id_of(&row.candidacy)?, row: Arc::new(row), sight: sight.clone() })
    }
}

impl Event {
    /// An event of which the row was read already.
    pub(crate) fn of(sight: &Arc<Sight>, row: Arc<EventRow>) -> Option<Self> {
        let restricted = ["bar.", "discipline-restriction.", "fault-tolerance."];
        let of_bar = restricted.iter().any(|family| row.kind.starts_with(family));
        Some(Self { id: id_of(&row.event)?, row, of_bar, sight: sight.clone() })
    }

    /// The events with these ids, in the order of the log, read together with others.
    ///
    /// # Errors
    /// When the views fail.
    pub(crate) async fn many(sight: &Arc<Sight>, ids: &[EventId]) -> Result<Vec<Self>> {
        let mut rows = sight.events.many(ids).await?;
        rows.sort_by_key(|row| row.known_from);
        Ok(rows.into_iter().filter_map(|row| Self::of(sight, row)).collect())
    }

    /// The event with a stored id, read together with others.
    ///
    /// # Errors
    /// When the views fail.
    pub(crate) async fn linked(sight: &Arc<Sight>, id: Option<&str>) -> Result<Option<Self>> {
        let Some(id) = id.and_then(id_of) else { return Ok(None) };
        Ok(Self::many(sight, &[id]).await?.pop())
    }
}

//! Teams: what exists on a day, its members, officers and lectures, and the schools without a member.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Utc};
use liangshi_domain::TeamId;
use liangshi_projection::{
    At,
    views::team::{self, TeamRow},
};
use uuid::Uuid;

use super::{
    enums::{stored, stored_opt},
    id::{self, NodeKind},
    node::{Event, Organisation, Teacher, id_of, ids_of},
    outside_enums::{DutyState, Office},
    scalar::{Date, Long},
    sight::Sight,
};
use crate::fault;

pub(crate) use super::node::Team;

/// See the module.
#[derive(Default)]
pub(crate) struct TeamQuery;

#[Object]
impl TeamQuery {
    /// The teams on the day (队伍): the lecturer corps (S-21), the leading group and task forces (S-49), the association (S-52), the teams
    /// of planned schools (S-12), the backbone and crisis teams (S-78, S-79). Of members those the caller may see.
    async fn teams(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only of this kind, as a code of C-43.")] kind: Option<String>,
        #[graphql(desc = "Only those that work for this organisation, as a planned school.")] serves: Option<
            ID,
        >,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Vec<Team>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let serves = serves.map(|id| id::of(NodeKind::Organisation, &id)).transpose()?;
        let rows = team::list(&sight.views, kind, serves, sight.at).await.map_err(fault::internal)?;
        Ok(rows.into_iter().filter_map(|row| Team::of(&sight, row)).collect())
    }

    /// The open schools in which nobody works who belongs to a team of the kind (无成员的学校, S-78).
    async fn schools_without_team_member(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The kind of team, as a code of C-43, as health-backbone.")] kind: String,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Vec<Organisation>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let schools = team::schools_without(&sight.views, &kind, sight.scope(), sight.at).await;
        let mut found = Vec::new();
        for school in schools.map_err(fault::internal)? {
            found.extend(Organisation::linked(&sight, Some(&school)).await?);
        }
        Ok(found)
    }
}

impl Team {
    fn of(sight: &Arc<Sight>, row: TeamRow) -> Option<Self> {
        Some(Self { id: id_of(&row.team)?, row: Arc::new(row), sight: sight.clone() })
    }

    /// The team at two dates.
    ///
    /// # Errors
    /// When the views fail.
    pub(crate) async fn load(context: &Context<'_>, id: TeamId, at: At) -> Result<Option<Self>> {
        find(&Sight::with(context, at)?, id).await
    }

    async fn parts(&self, part: &str) -> Result<Vec<TeamRow>> {
        let (views, scope) = (&self.sight.views, self.sight.scope());
        let rows = team::of_team(views, self.id, scope, self.sight.at).await.map_err(fault::internal)?;
        Ok(rows.into_iter().filter(|row| row.part == part).collect())
    }
}

/// A team that exists on the day.
///
/// # Errors
/// When the views fail.
pub(crate) async fn find(sight: &Arc<Sight>, id: TeamId) -> Result<Option<Team>> {
    let rows = team::of_team(&sight.views, id, sight.scope(), sight.at).await.map_err(fault::internal)?;
    Ok(rows.into_iter().find(|row| row.part == team::TEAM).and_then(|row| Team::of(sight, row)))
}

/// A team (队伍), as it stands on the day.
#[Object]
impl Team {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        id::global(NodeKind::Team, self.id.0)
    }

    /// The plain id.
    pub(crate) async fn uuid(&self) -> Uuid {
        self.id.0
    }

    /// Its name (名称).
    async fn name(&self) -> &str {
        &self.row.name
    }

    /// Its kind (类别), as a code of C-43.
    async fn kind(&self) -> &str {
        &self.row.kind
    }

    /// The unit that runs it (主管单位).
    async fn host(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, self.row.host.as_deref()).await
    }

    /// The unit it works for (服务单位), as the school that is planned (S-12).
    async fn serves(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, self.row.serves.as_deref()).await
    }

    /// The first day (成立日期).
    async fn from(&self) -> Option<Date> {
        Date::stored(&self.row.valid_from)
    }

    /// The last day of its term (届满日); null when none is stated.
    async fn term_last_day(&self) -> Option<Date> {
        Date::stored(self.row.term_to.as_deref()?)?.day_before()
    }

    /// Who belongs to it on the day (成员).
    async fn members(&self) -> Result<Vec<TeamMember>> {
        let lectures = self.parts(team::SESSION).await?;
        let member = |row: TeamRow| {
            let sessions = lectures.iter().filter(|lecture| lecture.teacher == row.teacher).count();
            TeamMember {
                row,
                sessions: i32::try_from(sessions).unwrap_or(i32::MAX),
                sight: self.sight.clone(),
            }
        };
        Ok(self.parts(team::MEMBER).await?.into_iter().map(member).collect())
    }

    /// Who holds an office on the day (负责人, S-52).
    async fn officers(&self) -> Result<Vec<TeamOfficer>> {
        let rows = self.parts(team::OFFICER).await?;
        Ok(rows.into_iter().map(|row| TeamOfficer { row, sight: self.sight.clone() }).collect())
    }

    /// The lectures given by the day (宣讲, S-21).
    async fn sessions(&self) -> Result<Vec<TeamSession>> {
        let rows = self.parts(team::SESSION).await?;
        Ok(rows.into_iter().map(|row| TeamSession { row, sight: self.sight.clone() }).collect())
    }

    /// The events that state it.
    async fn evidence(&self) -> Result<Vec<Event>> {
        Event::many(&self.sight, &ids_of(&self.row.evidence)).await
    }
}

/// A member of a team.
pub(crate) struct TeamMember {
    row: TeamRow,
    sessions: i32,
    sight: Arc<Sight>,
}

/// A member of a team on the day (成员).
#[Object]
impl TeamMember {
    /// The person.
    async fn teacher(&self) -> Option<Teacher> {
        Teacher::of(&self.sight, self.row.teacher.as_deref()?)
    }

    /// What the person does there (分工).
    async fn role(&self) -> Option<&str> {
        self.row.detail.as_deref()
    }

    /// By which qualification (资质, S-79).
    async fn qualification(&self) -> Option<&str> {
        self.row.qualification.as_deref()
    }

    /// Whether the member can be called (值班状态, S-79); null when nobody said.
    async fn duty(&self) -> Option<DutyState> {
        stored_opt(self.row.duty.as_deref())
    }

    /// How many lectures the member gave by the day (宣讲场次, S-21).
    async fn session_count(&self) -> i32 {
        self.sessions
    }

    /// The last day (届满日); null until further notice.
    async fn last_day(&self) -> Option<Date> {
        Date::stored(&self.row.valid_to)?.day_before()
    }

    /// The events that state it.
    async fn evidence(&self) -> Result<Vec<Event>> {
        Event::many(&self.sight, &ids_of(&self.row.evidence)).await
    }
}

/// An officer of a team.
pub(crate) struct TeamOfficer {
    row: TeamRow,
    sight: Arc<Sight>,
}

/// An officer of a team on the day (负责人).
#[Object]
impl TeamOfficer {
    /// The person.
    async fn teacher(&self) -> Option<Teacher> {
        Teacher::of(&self.sight, self.row.teacher.as_deref()?)
    }

    /// The office (职务).
    async fn office(&self) -> Option<Office> {
        stored(self.row.detail.as_deref()?)
    }

    /// The first day (任职日期).
    async fn from(&self) -> Option<Date> {
        Date::stored(&self.row.valid_from)
    }

    /// The last day (届满日); null until further notice.
    async fn last_day(&self) -> Option<Date> {
        Date::stored(&self.row.valid_to)?.day_before()
    }

    /// The events that state it.
    async fn evidence(&self) -> Result<Vec<Event>> {
        Event::many(&self.sight, &ids_of(&self.row.evidence)).await
    }
}

/// A lecture a member gave.
pub(crate) struct TeamSession {
    row: TeamRow,
    sight: Arc<Sight>,
}

/// A lecture a member gave (宣讲).
#[Object]
impl TeamSession {
    /// Who gave it.
    async fn teacher(&self) -> Option<Teacher> {
        Teacher::of(&self.sight, self.row.teacher.as_deref()?)
    }

    /// About what (主题).
    async fn topic(&self) -> Option<&str> {
        self.row.detail.as_deref()
    }

    /// The day (日期).
    async fn on(&self) -> Option<Date> {
        Date::stored(&self.row.valid_from)
    }
}

//! Studios: who hosts, who belongs, and the way there from a person.

use std::sync::Arc;

use async_graphql::{Context, ID, Json, Object, Result};
use futures_util::future::try_join_all;
use liangshi_domain::StudioId;
use liangshi_projection::{
    At,
    views::studio::{self, StudioRow},
};
use serde_json::Value;
use uuid::Uuid;

use super::{
    enums::{StudioRole, stored},
    event::may_see_studio,
    id::{self, NodeKind},
    measure::Measures,
    node::{Event, Organisation, Teacher, id_of, ids_of},
    scalar::{Date, int},
    sight::Sight,
};
use crate::fault;

pub(crate) use super::node::Studio;

impl Studio {
    /// The studio at two dates; see [`find`].
    ///
    /// # Errors
    /// When the views fail.
    pub(crate) async fn load(context: &Context<'_>, id: StudioId, at: At) -> Result<Option<Self>> {
        find(&Sight::with(context, at)?, id).await
    }

    /// What all rows of a studio say alike.
    fn any(&self) -> Option<&StudioRow> {
        self.rows.first()
    }

    fn places(&self, role: StudioRole) -> Vec<StudioPlace> {
        let rows = self.rows.iter().filter(|row| stored(&row.role) == Some(role));
        rows.map(|row| StudioPlace::new(&self.sight, row.clone())).collect()
    }
}

/// A studio of a certified host with its members (工作室), as it stands on the day.
#[Object]
impl Studio {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        id::global(NodeKind::Studio, self.id.0)
    }

    /// The plain id.
    pub(crate) async fn uuid(&self) -> Uuid {
        self.id.0
    }

    /// Its name (名称).
    async fn name(&self) -> Option<&str> {
        self.any().map(|row| row.name.as_str())
    }

    /// The category the host was certified in, as a code of the programme (类别).
    async fn category(&self) -> Option<&str> {
        self.any()?.category.as_deref()
    }

    /// Where it works (所在单位).
    async fn organisation(&self) -> Result<Option<Organisation>> {
        let id = self.any().and_then(|row| row.organisation.as_deref());
        Organisation::linked(&self.sight, id).await
    }

    /// The last day of its term (任期届满日, R-22); null when none is stated.
    async fn term_last_day(&self) -> Option<Date> {
        Date::stored(self.any()?.term_to.as_deref()?)?.day_before()
    }

    /// Its assessments, year by year, as they were recorded (年度考核).
    async fn assessments(&self) -> Result<Json<Value>> {
        let text = self.any().and_then(|row| row.assessments.as_deref()).unwrap_or("[]");
        serde_json::from_str(text).map(Json).map_err(fault::internal)
    }

    /// Who leads it on the day (主持人).
    async fn host(&self) -> Option<StudioPlace> {
        self.places(StudioRole::Host).pop()
    }

    /// How many members it lacks beside those that rule R-23 asks for (缺少成员数); null while that rule does not judge.
    async fn members_lacking(&self) -> Result<Option<i32>> {
        let least = Measures::of(&self.sight).await?.number("R-23", "least");
        let members = u32::try_from(self.places(StudioRole::Member).len()).unwrap_or(u32::MAX);
        Ok(least.map(|least| int(least.saturating_sub(members).into())))
    }

    /// Who belongs to it on the day (成员); those the caller may not see are left out.
    async fn members(&self) -> Result<Vec<StudioPlace>> {
        let places = self.places(StudioRole::Member);
        let seen =
            try_join_all(places.iter().map(|place| may_see_studio(&self.sight, id_of(&place.row.teacher))))
                .await?;
        Ok(places.into_iter().zip(seen).filter(|(_, seen)| *seen).map(|(place, _)| place).collect())
    }
}

/// A person's place in a studio.
pub(crate) struct StudioPlace {
    row: StudioRow,
    sight: Arc<Sight>,
}

impl StudioPlace {
    pub(crate) fn new(sight: &Arc<Sight>, row: StudioRow) -> Self {
        Self { row, sight: sight.clone() }
    }
}

/// A person's place in a studio for a time (工作室任职).
#[Object]
impl StudioPlace {
    /// What the person is there.
    async fn role(&self) -> Option<StudioRole> {
        stored(&self.row.role)
    }

    /// The person.
    async fn teacher(&self) -> Option<Teacher> {
        Teacher::of(&self.sight, &self.row.teacher)
    }

    /// The studio.
    async fn studio(&self) -> Result<Option<Studio>> {
        match id_of(&self.row.studio) {
            Some(id) => find(&self.sight, id).await,
            None => Ok(None),
        }
    }

    /// The name of the studio.
    async fn studio_name(&self) -> &str {
        &self.row.name
    }

    /// The first day.
    async fn from(&self) -> Option<Date> {
        Date::stored(&self.row.valid_from)
    }

    /// The last day; null until further notice.
    async fn last_day(&self) -> Option<Date> {
        Date::stored(&self.row.valid_to)?.day_before()
    }

    /// The events that state it.
    async fn evidence(&self) -> Result<Vec<Event>> {
        Event::many(&self.sight, &ids_of(&self.row.evidence)).await
    }
}

/// A studio, when it works on the day and the caller may see its host.
///
/// # Errors
/// When the views fail.
pub(crate) async fn find(sight: &Arc<Sight>, id: StudioId) -> Result<Option<Studio>> {
    let rows = studio::of_studio(&sight.views, id, sight.at).await.map_err(fault::internal)?;
    let Some(first) = rows.first() else { return Ok(None) };
    let seen = may_see_studio(sight, id_of(&first.teacher)).await?;
    Ok(seen.then(|| Studio { id, rows: Arc::new(rows), sight: sight.clone() }))
}

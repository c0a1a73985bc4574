//! Service: the stretch of days in which nothing a headcount asks changes.

use std::sync::Arc;

use async_graphql::{Object, Result};
use liangshi_projection::views::service::ServiceRow;

use super::{
    enums::{Category, MovementKind, Source, Staffing, Stage, Title, stored, stored_opt},
    node::{Event, Organisation, ids_of},
    scalar::{Date, Long, int},
    sight::Sight,
};

pub(crate) struct Service {
    row: ServiceRow,
    sight: Arc<Sight>,
}

impl Service {
    pub(crate) fn new(sight: &Arc<Sight>, row: ServiceRow) -> Self {
        Self { row, sight: sight.clone() }
    }
}

/// Where a person serves and as what, for a stretch of days in which nothing of it changes (任职).
#[Object]
impl Service {
    /// The unit that holds the personnel relation (人事关系).
    async fn personnel(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, Some(&self.row.personnel)).await
    }

    /// The unit where the person works (在岗单位); null when the person has no assignment there yet.
    async fn workplace(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, self.row.workplace.as_deref()).await
    }

    /// The unit whose establishment post is occupied (编制单位); null without one.
    async fn establishment(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, self.row.establishment.as_deref()).await
    }

    /// The unit that pays (工资单位).
    async fn paying(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, Some(&self.row.paying)).await
    }

    /// What the person does (教职工类别, C-02).
    async fn category(&self) -> Option<Category> {
        stored(&self.row.category)
    }

    /// How the person is held by the unit (用人方式).
    async fn staffing(&self) -> Option<Staffing> {
        stored(&self.row.staffing)
    }

    /// Where the person came from (来源, C-05).
    async fn source(&self) -> Option<Source> {
        stored(&self.row.source)
    }

    /// The stage taught (学段, C-06).
    async fn stage(&self) -> Option<Stage> {
        stored_opt(self.row.stage.as_deref())
    }

    /// The subject taught, as a code of the list C-08 (学科).
    async fn subject(&self) -> Option<&str> {
        self.row.subject.as_deref()
    }

    /// The title held (职称, C-31).
    async fn title(&self) -> Option<Title> {
        stored_opt(self.row.title.as_deref())
    }

    /// The post held (岗位).
    async fn post(&self) -> Option<&str> {
        self.row.post.as_deref()
    }

    /// Percent of a full post (工作量).
    async fn fte_percent(&self) -> i32 {
        int(self.row.fte_percent)
    }

    /// The kind of full-time service elsewhere (交流形式, C-12); null when the person serves at the own post.
    async fn seconded(&self) -> Option<MovementKind> {
        stored_opt(self.row.seconded.as_deref())
    }

    /// The first day of this stretch.
    async fn from(&self) -> Option<Date> {
        Date::stored(&self.row.valid_from)
    }

    /// The day after the last; null until further notice.
    async fn to(&self) -> Option<Date> {
        Date::stored(&self.row.valid_to)
    }

    /// The last day; null until further notice.
    async fn last_day(&self) -> Option<Date> {
        Date::stored(&self.row.valid_to)?.day_before()
    }

    /// The position of the log from which it was known.
    async fn known_from(&self) -> Long {
        Long(self.row.known_from)
    }

    /// The events it follows from, in the order of the log.
    async fn evidence(&self) -> Result<Vec<Event>> {
        Event::many(&self.sight, &ids_of(&self.row.evidence)).await
    }
}

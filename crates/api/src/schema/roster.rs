//! Lists of persons in service.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Result};
use liangshi_domain::{OrganisationId, TeacherId};
use liangshi_projection::views::{
    person,
    service::{self, Filter, Listed},
};

use super::{
    access,
    connection::{Asked, Connection},
    enums::{Basis, Category, MovementKind, Staffing, Stage, Title, word},
    id::{self, NodeKind},
    node::{Teacher, id_of},
    sight::Sight,
};
use crate::fault;

/// Which persons in service are asked for; what is left out lets everyone through (教师筛选条件).
#[derive(InputObject, Default)]
pub(crate) struct TeacherWhere {
    /// Only at this organisation or below.
    organisation: Option<ID>,
    /// On which basis a person is at an organisation (C-37); WORKPLACE when left out.
    basis: Option<Basis>,
    /// Only this stage taught (C-06).
    stage: Option<Stage>,
    /// Only this subject, as a code of the list C-08.
    subject: Option<String>,
    /// Only this title (C-31).
    title: Option<Title>,
    /// Only this category (C-02).
    category: Option<Category>,
    /// Only those held so.
    staffing: Option<Staffing>,
    /// Only those seconded full-time in this way (C-12).
    seconded: Option<MovementKind>,
    /// Only names that contain this; not for statistics and audit.
    name: Option<String>,
}

impl TeacherWhere {
    /// Everyone at an organisation or below.
    pub(crate) fn at(organisation: ID, basis: Option<Basis>) -> Self {
        Self { organisation: Some(organisation), basis, ..Self::default() }
    }

    /// The filter it stands for.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` or `FORBIDDEN`.
    pub(crate) fn read(self, sight: &Sight) -> Result<Filter> {
        let unnamed = self.name.is_none() || access::sees_names(sight.role());
        access::require(unnamed, sight.role(), "按姓名筛选", "filter by names")?;
        Ok(Filter {
            scope: sight.scope(),
            organisation: self.organisation.map(|id| id::of(NodeKind::Organisation, &id)).transpose()?,
            basis: self.basis.unwrap_or(Basis::Workplace).into(),
            stage: self.stage.map(word),
            subject: self.subject,
            title: self.title.map(word),
            category: self.category.map(word),
            staffing: self.staffing.map(word),
            seconded: self.seconded.map(word),
            name: self.name,
        })
    }
}

/// A page of persons in service, in the order of their names.
///
/// # Errors
/// `BAD_USER_INPUT`, `FORBIDDEN`, or that the views fail.
pub(crate) async fn page(
    context: &Context<'_>,
    sight: &Arc<Sight>,
    wanted: TeacherWhere,
    (first, after): (Option<i32>, Option<String>),
) -> Result<Connection<Teacher>> {
    let filter = wanted.read(sight)?;
    let mut asked = Asked::read(context, first, after.as_deref())?;
    if !access::sees_names(sight.role()) {
        asked.after = unnamed(sight, asked.after).await?;
    }
    let (views, at) = (&sight.views, sight.at);
    let rows =
        if asked.items { service::list(views, &filter, at, &asked.page()).await } else { Ok(Vec::new()) };
    let rows = rows.map_err(fault::internal)?.into_iter().filter_map(known).collect();
    let named = access::sees_names(sight.role());
    let key = |(_, row): &(TeacherId, Listed)| {
        let name = if named { row.name.clone() } else { String::new() };
        (name, row.service.teacher.clone())
    };
    let node = |(id, row): (TeacherId, Listed)| {
        sight.services.keep(id, Arc::new(row.service));
        Teacher { id, sight: sight.clone() }
    };
    let counter = move |views: liangshi_projection::Views| -> futures_util::future::BoxFuture<'static, _> {
        let filter = filter.clone();
        Box::pin(async move { service::count(&views, &filter, at).await })
    };
    Ok(asked.connect(rows, (views, at), key, node, Box::new(counter)))
}

fn known(row: Listed) -> Option<(TeacherId, Listed)> {
    Some((id_of(&row.service.teacher)?, row))
}

/// A cursor of someone who may not see names holds none, so the name that orders the list is read here.
async fn unnamed(sight: &Sight, after: Option<(String, String)>) -> Result<Option<(String, String)>> {
    let Some((_, id)) = after else { return Ok(None) };
    let cards = match id_of(&id) {
        Some(teacher) => person::of(&sight.views, &[teacher], sight.at).await.map_err(fault::internal)?,
        None => Vec::new(),
    };
    let name = cards.into_iter().next().and_then(|card| card.name).unwrap_or_default();
    Ok(Some((name, id)))
}

/// Whether an organisation lies in what the caller may see.
///
/// # Errors
/// When the views fail.
pub(crate) async fn lies_in_scope(sight: &Sight, id: OrganisationId) -> Result<bool> {
    let found =
        liangshi_projection::views::organisation::lies_in(&sight.views, id, sight.scope(), sight.at).await;
    found.map_err(fault::internal)
}

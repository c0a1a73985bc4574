//! What a merge of two registrations would bring, before it is made.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use liangshi_domain::{
    TeacherId,
    teacher::{merge::Overlap, overlaps},
};

use super::{
    access, context, folded,
    id::{self, NodeKind},
    node::{Event, Teacher},
    sight::Sight,
};
use crate::auth::Role;

/// See the module.
#[derive(Default)]
pub(crate) struct MergeQuery;

#[Object]
impl MergeQuery {
    /// What `teacherMerge` would bring (并档预览): both registrations as they stand, and the facts that would not fit. Nothing
    /// is written. For BUREAU_HR.
    async fn teacher_merge_preview(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The registration that is to count.")] survivor: ID,
        #[graphql(desc = "The registration that is to be merged into it.")] absorbed: ID,
    ) -> Result<MergePreview> {
        let sight = Sight::ask(context, None, None, None).await?;
        let role = sight.role();
        access::require(role == Role::BureauHr, role, "预览并档", "preview a merge")?;
        let of = |id: &ID| Ok::<_, async_graphql::Error>(TeacherId(id::of(NodeKind::Teacher, id)?));
        let (survivor, absorbed) = (of(&survivor)?, of(&absorbed)?);
        // A merge is judged on what the log has and not on what the views have shown so far.
        let log = &context::registry(context)?.log;
        let (one, other) =
            (folded::person(log, survivor, None).await?, folded::person(log, absorbed, None).await?);
        Ok(MergePreview { survivor, absorbed, overlaps: overlaps(&one, &other), sight })
    }
}

/// Two registrations side by side.
pub(crate) struct MergePreview {
    survivor: TeacherId,
    absorbed: TeacherId,
    overlaps: Vec<Overlap>,
    sight: Arc<Sight>,
}

/// Two registrations side by side (并档预览).
#[Object]
impl MergePreview {
    /// The registration that is to count; null when it is not known.
    async fn survivor(&self) -> Result<Option<Teacher>> {
        self.side(self.survivor).await
    }

    /// The registration that is to be merged into it; null when it is not known.
    async fn absorbed(&self) -> Result<Option<Teacher>> {
        self.side(self.absorbed).await
    }

    /// The facts that would not fit one another, for an officer to settle afterwards.
    async fn overlaps(&self) -> Vec<MergeOverlap> {
        let of = |overlap: &Overlap| MergeOverlap { overlap: overlap.clone(), sight: self.sight.clone() };
        self.overlaps.iter().map(of).collect()
    }
}

impl MergePreview {
    async fn side(&self, id: TeacherId) -> Result<Option<Teacher>> {
        Ok(self.sight.people.one(id).await?.map(|_| Teacher { id, sight: self.sight.clone() }))
    }
}

/// Two facts that would not fit.
pub(crate) struct MergeOverlap {
    overlap: Overlap,
    sight: Arc<Sight>,
}

/// Two facts that would not fit if both registrations were one person (冲突).
#[Object]
impl MergeOverlap {
    /// In which way, as a stable code such as EMPLOYMENTS_OVERLAP.
    async fn how(&self) -> &str {
        &self.overlap.how
    }

    /// The event that states the one.
    async fn fact(&self) -> Result<Option<Event>> {
        Event::linked(&self.sight, Some(&self.overlap.fact.to_string())).await
    }

    /// The event that states the other.
    async fn with(&self) -> Result<Option<Event>> {
        Event::linked(&self.sight, Some(&self.overlap.with.to_string())).await
    }
}

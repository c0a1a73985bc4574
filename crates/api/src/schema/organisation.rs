//! Organisations on a day, in the tree as it stood.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, Result};
use liangshi_domain::OrganisationId;
use liangshi_projection::{
    At,
    views::organisation::{self, Filter, OrganisationRow},
};
use uuid::Uuid;

use super::{
    connection::{Asked, Connection, page_cost},
    enums::{Basis, Nature, OrganisationFlag, OrganisationKind, OrganisationState, stored, stored_opt, word},
    id::{self, NodeKind},
    node::Teacher,
    post_enums::GovernanceMode,
    roster::{self, TeacherWhere, lies_in_scope},
    scalar::Date,
    sight::Sight,
};
use crate::fault;

pub(crate) use super::node::Organisation;

impl Organisation {
    /// The organisation at two dates; see [`find`].
    ///
    /// # Errors
    /// When the views fail.
    pub(crate) async fn load(context: &Context<'_>, id: OrganisationId, at: At) -> Result<Option<Self>> {
        find(&Sight::with(context, at)?, id).await
    }
}

/// A school, research body, development centre, town or the bureau itself (单位), as it stands on the day.
#[Object]
impl Organisation {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        id::global(NodeKind::Organisation, self.id.0)
    }

    /// The plain id.
    pub(crate) async fn uuid(&self) -> Uuid {
        self.id.0
    }

    /// Its name on the day (单位名称).
    async fn name(&self) -> Option<&str> {
        self.row.name.as_deref()
    }

    /// What it is (单位类型).
    async fn kind(&self) -> Option<OrganisationKind> {
        stored_opt(self.row.kind.as_deref())
    }

    /// Who runs it on the day (办学性质).
    async fn nature(&self) -> Option<Nature> {
        stored_opt(self.row.nature.as_deref())
    }

    /// The unified social credit code (统一社会信用代码, GB 32100).
    async fn code(&self) -> Option<&str> {
        self.row.code.as_deref()
    }

    /// The statistical division code of its place (统计用区划代码).
    async fn place(&self) -> Option<&str> {
        self.row.place.as_deref()
    }

    /// Whether it works on the day.
    async fn state(&self) -> Option<OrganisationState> {
        stored(&self.row.state)
    }

    /// Whether it is designated a weak school on the day (薄弱学校).
    async fn weak(&self) -> bool {
        self.row.weak != 0
    }

    /// Whether its place is designated remote on the day (艰苦边远地区).
    async fn remote(&self) -> bool {
        self.row.remote != 0
    }

    /// Whether it is a brand school on the day (品牌学校, S-55).
    async fn brand(&self) -> bool {
        self.row.brand != 0
    }

    /// Whether it has a special-education class on the day (开设特教班, S-57).
    async fn special_education_class(&self) -> bool {
        self.row.special_class != 0
    }

    /// Whether it is a pilot on the day (试点单位).
    async fn pilot(&self) -> bool {
        self.row.pilot != 0
    }

    /// How it is led on the day (领导体制, S-04); null while nothing was settled.
    async fn governance(&self) -> Option<GovernanceMode> {
        stored_opt(self.row.governance.as_deref())
    }

    /// Whether it is led so as a pilot (领导体制试点).
    async fn governance_pilot(&self) -> bool {
        self.row.governance_pilot != 0
    }

    /// The day it opens or opened, or is planned to (开办日期, S-11).
    async fn opens_on(&self) -> Option<Date> {
        Date::stored(self.row.opens_on.as_ref()?)
    }

    /// The parent in the teacher development system on the day (教师发展体系上级, S-51).
    async fn development_parent(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, self.row.development_parent.as_deref()).await
    }

    /// The first day of the stretch in which all this holds; null when it was always so.
    async fn from(&self) -> Option<Date> {
        Date::stored(&self.row.valid_from)
    }

    /// The last day of that stretch; null until further notice.
    async fn last_day(&self) -> Option<Date> {
        Date::stored(&self.row.valid_to)?.day_before()
    }

    /// The administrative parent on the day (上级单位).
    async fn parent(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, self.row.parent.as_deref()).await
    }

    /// The organisations directly below it (下属单位), in the order of their names.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn children(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, 1 to 200; 50 when left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor the page begins after.")] after: Option<String>,
    ) -> Result<Connection<Organisation>> {
        let wanted = OrganisationWhere { parent: Some(self.id.0.into()), ..OrganisationWhere::default() };
        page(context, &self.sight, wanted, (first, after)).await
    }

    /// The persons in service there or below (教职工), as far as the caller may see them, in the order of their names.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn staff(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "On which basis a person is there (C-37); WORKPLACE when left out.")] basis: Option<
            Basis,
        >,
        #[graphql(desc = "How many, 1 to 200; 50 when left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor the page begins after.")] after: Option<String>,
    ) -> Result<Connection<Teacher>> {
        roster::page(context, &self.sight, TeacherWhere::at(self.id.0.into(), basis), (first, after)).await
    }
}

/// Which organisations are asked for; what is left out lets every one through (单位筛选条件).
#[derive(InputObject, Default)]
pub(crate) struct OrganisationWhere {
    /// Only this one and all below it.
    under: Option<ID>,
    /// Only those directly below this one.
    parent: Option<ID>,
    /// Only this kind.
    kind: Option<OrganisationKind>,
    /// Only those run so.
    nature: Option<Nature>,
    /// Only names that contain this.
    name: Option<String>,
    /// Only those led in this way on the day (S-04).
    governance: Option<GovernanceMode>,
    /// Only those with this flag on the day.
    flag: Option<OrganisationFlag>,
}

impl OrganisationWhere {
    fn read(self, sight: &Sight) -> Result<Filter> {
        let organisation = |id: Option<ID>| id.map(|id| id::of(NodeKind::Organisation, &id)).transpose();
        Ok(Filter {
            scope: sight.scope(),
            under: organisation(self.under)?,
            kind: self.kind.map(word),
            nature: self.nature.map(word),
            name: self.name,
            governance: self.governance.map(word),
            flag: self.flag.map(Into::into),
            parent: organisation(self.parent)?,
        })
    }
}

/// A page of organisations, in the order of their names.
///
/// # Errors
/// `BAD_USER_INPUT`, or that the views fail.
pub(crate) async fn page(
    context: &Context<'_>,
    sight: &Arc<Sight>,
    wanted: OrganisationWhere,
    (first, after): (Option<i32>, Option<String>),
) -> Result<Connection<Organisation>> {
    let mut filter = wanted.read(sight)?;
    let asked = Asked::read(context, first, after.as_deref())?;
    let (views, at) = (&sight.views, sight.at);
    if let Some(under) = filter.under.filter(|_| filter.scope.is_some()) {
        // The view spans one tree. When the caller's own does not hold the one asked for, nothing is to be seen.
        filter.under =
            Some(if lies_in_scope(sight, OrganisationId(under)).await? { under } else { Uuid::nil() });
    }
    let rows = if asked.items {
        organisation::list(views, &filter, at, &asked.page()).await
    } else {
        Ok(Vec::new())
    };
    let rows: Vec<_> = rows
        .map_err(fault::internal)?
        .into_iter()
        .filter_map(|row| Organisation::of(sight, Arc::new(row)))
        .collect();
    let key = |found: &Organisation| sort_key(&found.row);
    let counter = move |views: liangshi_projection::Views| -> futures_util::future::BoxFuture<'static, _> {
        let filter = filter.clone();
        Box::pin(async move { organisation::count(&views, &filter, at).await })
    };
    Ok(asked.connect(rows, (views, at), key, |found| found, Box::new(counter)))
}

fn sort_key(row: &OrganisationRow) -> (String, String) {
    (row.name.clone().unwrap_or_default(), row.organisation.clone())
}

/// An organisation, when it is known and lies in what the caller may see.
///
/// # Errors
/// When the views fail.
pub(crate) async fn find(sight: &Arc<Sight>, id: OrganisationId) -> Result<Option<Organisation>> {
    if !lies_in_scope(sight, id).await? {
        return Ok(None);
    }
    Ok(sight.organisations.one(id).await?.and_then(|row| Organisation::of(sight, row)))
}

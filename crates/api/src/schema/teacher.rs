//! A person: the card, service on the day and on all days, and the whole history with its evidence.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use chrono::{Datelike, NaiveDate};
use liangshi_domain::{IdentityNumber, TeacherId};
use liangshi_projection::{
    At,
    views::{person::PersonRow, service, teacher_history},
};
use uuid::Uuid;

use super::{
    access::{self, BarSight},
    enums::{HistoryOrder, Sex, stored, word},
    fact::Fact,
    fact_kind::FactKind,
    hold::LegalHold,
    id::{self, NodeKind},
    node::Candidacy,
    scalar::{Date, int},
    service::Service,
    sight::Sight,
    studio::StudioPlace,
};
use crate::fault;

pub(crate) use super::node::Teacher;

impl Teacher {
    /// The teacher at two dates; see [`find`].
    ///
    /// # Errors
    /// When the views fail.
    pub(crate) async fn load(context: &Context<'_>, id: TeacherId, at: At) -> Result<Option<Self>> {
        find(&Sight::with(context, at)?, id).await
    }

    async fn card(&self) -> Result<Option<Arc<PersonRow>>> {
        self.sight.people.one(self.id).await
    }

    /// The card, for those who may know who the person is.
    async fn named_card(&self) -> Result<Option<Arc<PersonRow>>> {
        Ok(if access::sees_names(self.sight.role()) { self.card().await? } else { None })
    }

    async fn birth(&self) -> Result<Option<NaiveDate>> {
        Ok(self.card().await?.and_then(|card| card.birth.as_deref()?.parse().ok()))
    }

    /// The facts the caller may see, in the order asked for.
    async fn facts(&self, order: HistoryOrder) -> Result<Vec<Fact>> {
        let every = order == HistoryOrder::Recorded;
        let rows = self.sight.facts.one((self.id, every)).await?.unwrap_or_default();
        let sight = access::bar_sight(self.sight.role());
        let (ends_only, whole) = (sight == BarSight::EndOnly, sight == BarSight::Whole);
        let facts = (0..rows.len()).filter_map(|at| Fact::of(&self.sight, &rows, at));
        Ok(facts
            .filter(|fact| !(ends_only && fact.is_bar()) && (whole || !fact.is_of_discipline()))
            .collect())
    }

    /// The days after the last of the bars in force on the day asked about.
    async fn bars(&self) -> Result<Vec<Option<Date>>> {
        let rows = self.sight.facts.one((self.id, false)).await?.unwrap_or_default();
        let day = liangshi_projection::date_text(self.sight.at.valid);
        let bar = word(FactKind::Bar);
        let in_force =
            rows.iter().filter(|row| row.kind == bar && row.valid_from <= day && day < row.valid_to);
        Ok(in_force.map(|row| Date::stored(&row.valid_to)).collect())
    }
}

/// One person for life (教师). What depends on the day is shown for the day asked about, as known at the instant asked about.
#[Object]
impl Teacher {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        id::global(NodeKind::Teacher, self.id.0)
    }

    /// The plain id.
    pub(crate) async fn uuid(&self) -> Uuid {
        self.id.0
    }

    /// The name on the day (姓名); null when the person was erased and for statistics and audit.
    async fn name(&self) -> Result<Option<String>> {
        Ok(self.named_card().await?.and_then(|card| card.name.clone()))
    }

    /// Sex as GB/T 2261.1 names it (性别, C-23).
    async fn sex(&self) -> Result<Option<Sex>> {
        Ok(self.card().await?.and_then(|card| stored(&card.sex)))
    }

    /// The bureau's staff number (工号); null for statistics and audit.
    async fn staff_number(&self) -> Result<Option<String>> {
        Ok(self.named_card().await?.and_then(|card| card.staff_number.clone()))
    }

    /// The identity number with all but the first three and the last two characters hidden (身份证号); null for statistics
    /// and audit.
    async fn identity_number(&self) -> Result<Option<String>> {
        let card = self.named_card().await?;
        let number = card.and_then(|card| card.identity.as_deref()?.parse::<IdentityNumber>().ok());
        Ok(number.map(|number| number.masked()))
    }

    /// The exact birth date (出生日期), for BUREAU_HR only.
    async fn birth_date(&self) -> Result<Option<Date>> {
        let seen = access::sees_birth_date(self.sight.role());
        Ok(if seen { self.birth().await?.map(Date) } else { None })
    }

    /// The year of birth (出生年份).
    async fn birth_year(&self) -> Result<Option<i32>> {
        Ok(self.birth().await?.map(|birth| birth.year()))
    }

    /// The age in whole years on the day asked about (年龄).
    async fn age(&self) -> Result<Option<i32>> {
        let birth = self.birth().await?;
        Ok(birth.and_then(|birth| self.sight.at.valid.years_since(birth)).map(|years| int(years.into())))
    }

    /// Whether the person's own data was erased (已删除个人信息). What happened stays; name, identity number and birth date
    /// are gone from every answer, also from those as known earlier.
    async fn erased(&self) -> Result<bool> {
        Ok(self.card().await?.is_some_and(|card| card.name.is_none()))
    }

    /// The holds that forbid erasing the person, as known (法定保留); null for roles that may not see them.
    async fn legal_holds(&self) -> Result<Option<Vec<LegalHold>>> {
        if !access::sees_legal_holds(self.sight.role()) {
            return Ok(None);
        }
        let rows = self.sight.facts.one((self.id, false)).await?.unwrap_or_default();
        let holds = rows.iter().filter(|row| row.kind == teacher_history::LEGAL_HOLD);
        Ok(Some(holds.map(|row| LegalHold { row: row.clone(), sight: self.sight.clone() }).collect()))
    }

    /// Where the person serves on the day, as what (任职); null when in no service.
    async fn service(&self) -> Result<Option<Service>> {
        let row = self.sight.services.one(self.id).await?;
        Ok(row.map(|row| Service::new(&self.sight, (*row).clone())))
    }

    /// Service on all days, as known (任职经历), in the order of time.
    async fn services(&self) -> Result<Vec<Service>> {
        let rows = self.sight.segments.one(self.id).await?.unwrap_or_default();
        Ok(rows.iter().map(|row| Service::new(&self.sight, row.clone())).collect())
    }

    /// Every fact about the person with its evidence (履历). Bars show their days and their reason only to those who may
    /// see them.
    async fn history(
        &self,
        #[graphql(desc = "Only facts of these families; all of them when left out.")] kinds: Option<
            Vec<FactKind>,
        >,
        #[graphql(desc = "VALID when left out.")] order: Option<HistoryOrder>,
    ) -> Result<Vec<Fact>> {
        let facts = self.facts(order.unwrap_or(HistoryOrder::Valid)).await?.into_iter();
        Ok(facts.filter(|fact| kinds.as_ref().is_none_or(|kinds| fact.is_one_of(kinds))).collect())
    }

    /// The facts that do not fit another one (矛盾). They are flagged and never dropped.
    async fn contradictions(&self) -> Result<Vec<Fact>> {
        Ok(self.facts(HistoryOrder::Valid).await?.into_iter().filter(Fact::is_flagged).collect())
    }

    /// Whether a bar from merit is in force on the day (受限, R-01).
    async fn barred(&self) -> Result<bool> {
        Ok(!self.bars().await?.is_empty())
    }

    /// The first day without the bar in force on the day (解除日, R-01); null when there is none.
    async fn barred_until(&self) -> Result<Option<Date>> {
        let bars = self.bars().await?;
        Ok(if bars.iter().any(Option::is_none) { None } else { bars.into_iter().flatten().max() })
    }

    /// Where the person stands in the programmes (人才项目); null for roles that may not see candidacies.
    async fn candidacies(&self) -> Result<Option<Vec<Candidacy>>> {
        if !access::sees_candidacy(self.sight.role()) {
            return Ok(None);
        }
        let rows = self.sight.candidacies.one(self.id).await?.unwrap_or_default();
        Ok(Some(rows.iter().filter_map(|row| Candidacy::of(&self.sight, row.clone())).collect()))
    }

    /// The studios the person hosts or belongs to on the day (工作室).
    async fn studios(&self) -> Result<Vec<StudioPlace>> {
        let rows = self.sight.studios.one(self.id).await?.unwrap_or_default();
        Ok(rows.iter().map(|row| StudioPlace::new(&self.sight, row.clone())).collect())
    }
}

/// The teacher with an id, when the caller may see the person and the person is known. Whoever was merged into another
/// registration is found under that one.
///
/// # Errors
/// When the views fail.
pub(crate) async fn find(sight: &Arc<Sight>, id: TeacherId) -> Result<Option<Teacher>> {
    let Some(id) = sight.people.one(id).await?.and_then(|card| card.counts_as()) else { return Ok(None) };
    let seen = service::may_see(&sight.views, id, sight.scope(), sight.at).await;
    Ok(seen.map_err(fault::internal)?.then(|| Teacher { id, sight: sight.clone() }))
}

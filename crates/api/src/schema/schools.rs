//! Schools as a whole: those that open, their classes, average pay, brand schools, development centres, and who was left behind.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Utc};
use liangshi_domain::organisation::OrganisationKind;
use liangshi_projection::{
    Page,
    views::{
        brand_talent::{self, BrandRow},
        left_behind::{self, LeftBehindRow},
        organisation::{self, OrganisationRow},
        organisation_figure::{self, ClassesRow, OpeningRow, PayRow},
    },
};

use super::{
    enums::{Basis, Stage, stored, stored_opt},
    id::{self, NodeKind},
    measure::Measures,
    node::{Event, Organisation, Teacher, ids_of},
    post_enums::CentreLevel,
    scalar::{Date, Long, int},
    sight::Sight,
};
use crate::fault;

/// The most development centres that are read; a city has one for each school at most.
const CENTRES: i64 = 5_000;

/// See the module.
#[derive(Default)]
pub(crate) struct SchoolQuery;

#[Object]
impl SchoolQuery {
    /// The schools that open between the day asked about and another, with the persons engaged for that day beside the goal
    /// (开办前配备, S-11, R-12).
    async fn openings(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The last day of opening looked at.")] until: Date,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Vec<Opening>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let rows = organisation_figure::openings(&sight.views, until.0, sight.scope(), sight.at).await;
        let rows = rows.map_err(fault::internal)?.into_iter();
        Ok(rows.map(|row| Opening { row, sight: sight.clone() }).collect())
    }

    /// The classes of each school and stage beside those that have a teacher in charge (班主任配备, S-05, R-51).
    async fn class_coverage(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Vec<ClassCoverage>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let rows = organisation_figure::classes(&sight.views, sight.scope(), sight.at).await;
        let rows = rows.map_err(fault::internal)?.into_iter();
        let per_class = Measures::of(&sight).await?.number("R-51", "per_class").map(i64::from);
        Ok(rows.map(|row| ClassCoverage { row, per_class, sight: sight.clone() }).collect())
    }

    /// The average pay of teachers beside that of local civil servants in a year, by who reported it (工资收入不低于公务员, S-77, R-59, M-60).
    async fn pay_parity(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The calendar year.")] year: i32,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Vec<PayParity>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let rows = organisation_figure::pay(&sight.views, year, sight.scope(), sight.at).await;
        let rows = rows.map_err(fault::internal)?.into_iter();
        let percent = Measures::of(&sight).await?.number("R-59", "percent_at_least").map(i64::from);
        Ok(rows.map(|row| PayParity { row, percent, sight: sight.clone() }).collect())
    }

    /// How many talents of the programmes serve at each brand school (品牌学校的人才, S-55), each person once.
    async fn brand_school_talents(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Vec<BrandSchool>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let rows = brand_talent::list(&sight.views, sight.scope(), sight.at).await;
        let rows = rows.map_err(fault::internal)?.into_iter();
        Ok(rows.map(|row| BrandSchool { row, sight: sight.clone() }).collect())
    }

    /// The teacher development centres with their level (教师发展中心, S-51, R-17): each stands exactly one level below its parent.
    async fn development_centres(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Vec<DevelopmentCentre>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let filter = organisation::Filter {
            scope: sight.scope(),
            kind: Some(OrganisationKind::DevelopmentCentre.code().to_owned()),
            ..organisation::Filter::default()
        };
        let page = Page { first: CENTRES, after: None };
        let rows =
            organisation::list(&sight.views, &filter, sight.at, &page).await.map_err(fault::internal)?;
        let centre = |row: &OrganisationRow| {
            let level = stored_opt(row.centre_level.as_deref());
            let organisation = Organisation::of(&sight, Arc::new(row.clone()))?;
            Some(DevelopmentCentre { organisation, level })
        };
        Ok(rows.iter().filter_map(centre).collect())
    }

    /// Persons whose service on the day names a unit that has ended, of one unit or of all (机构撤并后人员去向, S-16): nobody is left
    /// behind unseen.
    async fn left_behind(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only of this unit.")] organisation: Option<ID>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Vec<LeftBehind>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let organisation = organisation.map(|id| id::of(NodeKind::Organisation, &id)).transpose()?;
        let rows = left_behind::list(&sight.views, organisation, sight.scope(), sight.at).await;
        let rows = rows.map_err(fault::internal)?.into_iter();
        Ok(rows.map(|row| LeftBehind { row, sight: sight.clone() }).collect())
    }
}

/// A school that opens.
pub(crate) struct Opening {
    row: OpeningRow,
    sight: Arc<Sight>,
}

/// A school that opens, and who is engaged for it (将开办学校).
#[Object]
impl Opening {
    /// The school.
    async fn organisation(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, Some(&self.row.organisation)).await
    }

    /// The day it opens, or is planned to (开办日期).
    async fn opens_on(&self) -> Option<Date> {
        Date::stored(&self.row.opens_on)
    }

    /// How many persons are to be there (配备目标); null while no goal is set.
    async fn goal(&self) -> Option<i32> {
        self.row.goal.map(int)
    }

    /// The day by which.
    async fn goal_by(&self) -> Option<Date> {
        Date::stored(self.row.goal_by.as_ref()?)
    }

    /// Persons whose service there holds on the day it opens (已落实人数).
    async fn engaged(&self) -> i32 {
        int(self.row.engaged)
    }

    /// That in whole percent of the goal (配备率); null while no goal is set.
    async fn percent(&self) -> Option<i32> {
        let goal = self.row.goal.filter(|goal| *goal > 0)?;
        Some(int(self.row.engaged * 100 / goal))
    }
}

/// The classes of a school and stage.
pub(crate) struct ClassCoverage {
    row: ClassesRow,
    per_class: Option<i64>,
    sight: Arc<Sight>,
}

/// The classes of a school and stage, and how many have a teacher in charge (班主任配备).
#[Object]
impl ClassCoverage {
    /// The school.
    async fn organisation(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, Some(&self.row.organisation)).await
    }

    /// The stage (学段).
    async fn stage(&self) -> Option<Stage> {
        stored(&self.row.stage)
    }

    /// Classes as last counted (班级数).
    async fn classes(&self) -> i32 {
        int(self.row.classes)
    }

    /// Of them those with a teacher in charge (已配班主任).
    async fn staffed(&self) -> i32 {
        int(self.row.staffed)
    }

    /// Teachers in charge that are missing, by as many a class as rule R-51 asks for (缺班主任), never below 0; null while that rule does
    /// not judge.
    async fn missing(&self) -> Option<i32> {
        self.per_class.map(|per_class| int((self.row.classes * per_class - self.row.staffed).max(0)))
    }
}

/// Average pay in a year.
pub(crate) struct PayParity {
    row: PayRow,
    percent: Option<i64>,
    sight: Arc<Sight>,
}

/// The average pay of teachers beside that of local civil servants in a year (教师与公务员平均工资).
#[Object]
impl PayParity {
    /// Who reported it.
    async fn organisation(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, Some(&self.row.organisation)).await
    }

    /// Of the teachers of compulsory education, in fen (教师平均工资，分).
    async fn teachers_fen(&self) -> Long {
        Long(self.row.teachers_fen)
    }

    /// Of the local civil servants, in fen (公务员平均工资，分).
    async fn civil_servants_fen(&self) -> Long {
        Long(self.row.civil_servants_fen)
    }

    /// The teachers' in tenths of a percent of the civil servants', cut off (比值，千分之).
    async fn per_mille(&self) -> i32 {
        int(self.row.teachers_fen.saturating_mul(1000) / self.row.civil_servants_fen.max(1))
    }

    /// Whether teachers are not below the share that rule R-59 names (不低于); null while that rule does not judge.
    async fn reached(&self) -> Option<bool> {
        let owed = self.row.civil_servants_fen.saturating_mul(self.percent?);
        Some(self.row.teachers_fen.saturating_mul(100) >= owed)
    }

    /// The events that state it.
    async fn evidence(&self) -> Result<Vec<Event>> {
        Event::many(&self.sight, &ids_of(&self.row.evidence)).await
    }
}

/// A brand school.
pub(crate) struct BrandSchool {
    row: BrandRow,
    sight: Arc<Sight>,
}

/// A brand school and the talents who serve there (品牌学校与人才).
#[Object]
impl BrandSchool {
    /// The school.
    async fn organisation(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, Some(&self.row.organisation)).await
    }

    /// Persons confirmed in a talent programme by the day who work there, each once (人才数).
    async fn talents(&self) -> i32 {
        int(self.row.talents)
    }

    /// Of them those who are certified (已认定).
    async fn certified(&self) -> i32 {
        int(self.row.certified)
    }
}

/// A teacher development centre.
pub(crate) struct DevelopmentCentre {
    organisation: Organisation,
    level: Option<CentreLevel>,
}

/// A teacher development centre and its level (教师发展中心).
#[Object]
impl DevelopmentCentre {
    /// The centre.
    async fn organisation(&self) -> &Organisation {
        &self.organisation
    }

    /// Its level (层级); null while it is not designated.
    async fn level(&self) -> Option<CentreLevel> {
        self.level
    }
}

/// A person left behind.
pub(crate) struct LeftBehind {
    row: LeftBehindRow,
    sight: Arc<Sight>,
}

/// A person whose service names a unit that has ended (仍在已撤并机构的人员).
#[Object]
impl LeftBehind {
    /// The person.
    async fn teacher(&self) -> Option<Teacher> {
        Teacher::of(&self.sight, &self.row.teacher)
    }

    /// The unit that has ended.
    async fn organisation(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, Some(&self.row.organisation)).await
    }

    /// On which bases the person is still there (仍挂靠的口径).
    async fn bases(&self) -> Vec<Basis> {
        let row = &self.row;
        let held = [
            (row.establishment, Basis::Establishment),
            (row.personnel, Basis::Personnel),
            (row.workplace, Basis::Workplace),
            (row.paying, Basis::Paying),
        ];
        held.into_iter().filter(|(held, _)| *held == 1).map(|(_, basis)| basis).collect()
    }

    /// The unit it went into, or the one above it when it was closed (去向).
    async fn successor(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, self.row.successor.as_deref()).await
    }

    /// The events the service follows from.
    async fn evidence(&self) -> Result<Vec<Event>> {
        Event::many(&self.sight, &ids_of(&self.row.evidence)).await
    }
}

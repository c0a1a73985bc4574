//! How what a published figure counts is counted.

use std::collections::BTreeSet;

use super::{figures::Figure, metric_count::Wanted};
use crate::{auth::Role, fault};
use async_graphql::Result;
use liangshi_domain::{
    code::Basis,
    policy::CountDefinition,
    report::{ReportMetric, ReportQuestion},
};
use liangshi_projection::{
    At, Page, Views,
    views::{candidate, cohort_board, programme, service},
};

/// Persons read at a time.
const PAGE: i64 = 2_000;

impl Figure {
    /// Counts at two dates.
    ///
    /// # Errors
    /// When the views fail, no programme or metric is called so, or the role does not count it.
    pub(crate) async fn count(
        views: &Views,
        role: Role,
        (metric, question): (ReportMetric, &ReportQuestion),
        at: At,
    ) -> Result<Self> {
        let members = match metric {
            ReportMetric::Headcount => headcount(views, question, at).await?,
            ReportMetric::Cohort => cohort(views, question, at).await?,
            ReportMetric::Defined => return defined(views, role, question, at).await,
        };
        Ok(Self { members, of: None })
    }
}

async fn defined(views: &Views, role: Role, question: &ReportQuestion, at: At) -> Result<Figure> {
    let wanted = Wanted {
        id: question.defined.clone().unwrap_or_default(),
        version: question.version.map(i32::from),
        year: question.year,
        programme: question.programme.clone(),
        under: question.organisation.map(|id| id.0),
        scope: None,
    };
    let counted = Box::pin(wanted.count(views, role, at)).await?;
    let of = counted.defined.version.share.then(|| counted.population.denominator());
    Ok(Figure { members: counted.members().map(|(member, _)| member.to_owned()).collect(), of })
}

async fn headcount(views: &Views, question: &ReportQuestion, at: At) -> Result<BTreeSet<String>> {
    let text = |code: Option<&'static str>| code.map(str::to_owned);
    let filter = service::Filter {
        organisation: question.organisation.map(|id| id.0),
        stage: text(question.stage.map(|stage| stage.code())),
        title: text(question.title.map(|title| title.code())),
        category: text(question.category.map(|category| category.code())),
        staffing: text(question.staffing.map(|staffing| staffing.code())),
        ..service::Filter::on(question.basis.unwrap_or(Basis::Workplace))
    };
    let (mut members, mut page) = (BTreeSet::new(), Page { first: PAGE, after: None });
    loop {
        let rows = service::list(views, &filter, at, &page).await.map_err(fault::internal)?;
        let Some(last) = rows.last() else { return Ok(members) };
        page.after = Some((last.name.clone(), last.service.teacher.clone()));
        members.extend(rows.into_iter().map(|row| row.service.teacher));
    }
}

async fn cohort(views: &Views, question: &ReportQuestion, at: At) -> Result<BTreeSet<String>> {
    let definition = question.definition.as_deref().and_then(definition);
    let programmes = programme::list(views, at).await.map_err(fault::internal)?;
    let slug = question.programme.as_deref();
    let found = programmes.into_iter().find(|row| Some(row.slug.as_str()) == slug);
    let Some((definition, found)) = definition.zip(found) else { return Err(unknown()) };
    let filter = candidate::Filter {
        scope: question.organisation.map(|id| id.0),
        programme: found.programme.parse().ok(),
        counts_as: Some(definition),
        ..candidate::Filter::default()
    };
    let (mut members, mut page) = (BTreeSet::new(), Page { first: PAGE, after: None });
    loop {
        let rows = cohort_board::members(views, &filter, at, &page).await.map_err(fault::internal)?;
        let Some(last) = rows.last() else { return Ok(members) };
        page.after = Some((last.candidacy.clone(), last.candidacy.clone()));
        members.extend(rows.into_iter().map(|row| row.teacher));
    }
}

fn definition(code: &str) -> Option<CountDefinition> {
    CountDefinition::ALL.into_iter().find(|definition| definition.code() == code)
}

fn unknown() -> async_graphql::Error {
    fault::coded(
        fault::code::BAD_USER_INPUT,
        "没有这个项目或口径",
        "there is no such programme or definition",
    )
}

//! Certificates, appraisals, incentives and duties of persons.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, Result};
use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;
use liangshi_domain::TeacherId;
use liangshi_projection::{
    Views,
    views::{
        credential::{self, CredentialRow, ShareRow},
        personnel_record::{self, RecordRow},
    },
};

use super::{
    connection::{Asked, Connection, page_cost},
    enums::{Stage, stored, word},
    id::{self, NodeKind},
    measure::{Measures, part},
    node::{Event, Organisation, Teacher, ids_of},
    post_enums::{AppraisalResult, CredentialKind, IncentiveKind, PutonghuaGrade},
    scalar::{Date, Long, int},
    sight::Sight,
};
use crate::fault;

/// Which certificates are asked for; what is left out lets every one through (证书筛选条件).
#[derive(InputObject, Default)]
pub(crate) struct CredentialWhere {
    /// Only of persons in service at this organisation or below on the day, on any basis.
    organisation: Option<ID>,
    /// Only of this person.
    teacher: Option<ID>,
    /// Only of this kind.
    kind: Option<CredentialKind>,
    /// Only this grade of Putonghua.
    grade: Option<PutonghuaGrade>,
}

/// Which appraisals or incentives are asked for (考核、激励筛选条件).
#[derive(InputObject, Default)]
pub(crate) struct RecordWhere {
    /// Only of persons in service at this organisation or below on the day, on any basis.
    organisation: Option<ID>,
    /// Only of this person.
    teacher: Option<ID>,
    /// Only of this calendar year.
    year: Option<i32>,
}

impl RecordWhere {
    fn read(
        self,
        sight: &Sight,
        part: &'static str,
        code: Option<String>,
    ) -> Result<personnel_record::Filter> {
        let teacher = self.teacher.map(|id| id::of(NodeKind::Teacher, &id)).transpose()?;
        Ok(personnel_record::Filter {
            part,
            scope: sight.scope(),
            organisation: self.organisation.map(|id| id::of(NodeKind::Organisation, &id)).transpose()?,
            teacher: teacher.map(TeacherId),
            code,
            year: self.year,
        })
    }
}

/// See the module.
#[derive(Default)]
pub(crate) struct PersonnelRecordQuery;

#[Object]
impl PersonnelRecordQuery {
    /// The certificates held on the day (证书, S-56, S-57, S-79). Their numbers are never shown.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn credentials(
        &self,
        context: &Context<'_>,
        #[graphql(name = "where", desc = "Which of them; all when left out.")] wanted: Option<
            CredentialWhere,
        >,
        #[graphql(desc = "How many, 1 to 200; 50 when left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor the page begins after.")] after: Option<String>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Connection<Credential>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let filter = certificates(wanted.unwrap_or_default(), &sight)?;
        let asked = Asked::read(context, first, after.as_deref())?;
        let (views, at) = (&sight.views, sight.at);
        let rows = if asked.items {
            credential::list(views, &filter, at, &asked.page()).await
        } else {
            Ok(Vec::new())
        };
        let rows = rows.map_err(fault::internal)?;
        let key = |row: &CredentialRow| (row.teacher.clone(), row.fact.clone());
        let counter = move |views: Views| -> BoxFuture<'static, _> {
            let filter = filter.clone();
            Box::pin(async move { credential::count(&views, &filter, at).await })
        };
        let node = |row| Credential { row, sight: sight.clone() };
        Ok(asked.connect(rows, (views, at), key, node, Box::new(counter)))
    }

    /// How many of the full-time teachers of each unit hold a certificate (持证率, S-56, S-79), of these grades of Putonghua where
    /// any are named.
    async fn credential_shares(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Of which kind.")] kind: CredentialKind,
        #[graphql(desc = "Only these grades of Putonghua.")] grades: Option<Vec<PutonghuaGrade>>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Vec<CredentialShare>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let grades: Vec<_> = grades.into_iter().flatten().map(word).collect();
        let rows = credential::shares(&sight.views, &word(kind), &grades, sight.scope(), sight.at).await;
        let rows = rows.map_err(fault::internal)?.into_iter();
        Ok(rows.map(|row| CredentialShare { row, sight: sight.clone() }).collect())
    }

    /// Whoever teaches special education or is counted to the teachers of psychological health without the certificate of it
    /// (特教、心理教师未持证, S-57, S-79, R-55); nobody while that rule does not judge.
    async fn specialists_without_certificate(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only persons whose personnel relation is with this organisation or one below it.")]
        organisation: Option<ID>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Vec<MissingCertificate>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        if !Measures::of(&sight).await?.judges("R-55") {
            return Ok(Vec::new());
        }
        let part = part(&sight, organisation).await?;
        let rows = credential::missing(&sight.views, part, sight.at).await.map_err(fault::internal)?;
        let of = |(teacher, kind, unit)| MissingCertificate { teacher, kind, unit, sight: sight.clone() };
        Ok(rows.into_iter().map(of).collect())
    }

    /// The towns in which nobody in service holds a certificate of the kind (无持证教师的镇街, S-57, S-79).
    async fn towns_without_certified(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Of which kind.")] kind: CredentialKind,
        #[graphql(desc = "Only towns with a school that has a special-education class; all when left out.")]
        with_special_education_class: Option<bool>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Vec<Organisation>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let with_class = with_special_education_class.unwrap_or(false);
        let rows =
            credential::towns_without(&sight.views, &word(kind), with_class, sight.scope(), sight.at).await;
        let mut towns = Vec::new();
        for (town,) in rows.map_err(fault::internal)? {
            towns.extend(Organisation::linked(&sight, Some(&town)).await?);
        }
        Ok(towns)
    }

    /// The yearly appraisals known by the day (年度考核, S-45, R-44), by the years they are of.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn appraisals(
        &self,
        context: &Context<'_>,
        #[graphql(name = "where", desc = "Which of them; all when left out.")] wanted: Option<RecordWhere>,
        #[graphql(desc = "Only with this result.")] result: Option<AppraisalResult>,
        #[graphql(desc = "How many, 1 to 200; 50 when left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor the page begins after.")] after: Option<String>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Connection<Appraisal>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let part = personnel_record::APPRAISAL;
        let filter = wanted.unwrap_or_default().read(&sight, part, result.map(word))?;
        page(context, &sight, filter, (first, after), |row, sight| Appraisal { row, sight }).await
    }

    /// The incentives granted by the day (激励保障, S-46), in the order of their days.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn incentives(
        &self,
        context: &Context<'_>,
        #[graphql(name = "where", desc = "Which of them; all when left out.")] wanted: Option<RecordWhere>,
        #[graphql(desc = "Only of this kind.")] kind: Option<IncentiveKind>,
        #[graphql(desc = "How many, 1 to 200; 50 when left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor the page begins after.")] after: Option<String>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Connection<Incentive>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let part = personnel_record::INCENTIVE;
        let filter = wanted.unwrap_or_default().read(&sight, part, kind.map(word))?;
        page(context, &sight, filter, (first, after), |row, sight| Incentive { row, sight }).await
    }
}

fn certificates(wanted: CredentialWhere, sight: &Sight) -> Result<credential::Filter> {
    let teacher = wanted.teacher.map(|id| id::of(NodeKind::Teacher, &id)).transpose()?;
    Ok(credential::Filter {
        scope: sight.scope(),
        organisation: wanted.organisation.map(|id| id::of(NodeKind::Organisation, &id)).transpose()?,
        teacher: teacher.map(TeacherId),
        kind: wanted.kind.map(word),
        grade: wanted.grade.map(word),
    })
}

/// A page of records of one part.
async fn page<T: async_graphql::OutputType + 'static>(
    context: &Context<'_>,
    sight: &Arc<Sight>,
    filter: personnel_record::Filter,
    (first, after): (Option<i32>, Option<String>),
    node: impl Fn(RecordRow, Arc<Sight>) -> T,
) -> Result<Connection<T>> {
    let asked = Asked::read(context, first, after.as_deref())?;
    let (views, at) = (&sight.views, sight.at);
    let rows = if asked.items {
        personnel_record::list(views, &filter, at, &asked.page()).await
    } else {
        Ok(Vec::new())
    };
    let rows = rows.map_err(fault::internal)?;
    let key = |row: &RecordRow| (row.valid_from.clone(), row.fact.clone());
    let counter = move |views: Views| -> BoxFuture<'static, _> {
        let filter = filter.clone();
        Box::pin(async move { personnel_record::count(&views, &filter, at).await })
    };
    Ok(asked.connect(rows, (views, at), key, |row| node(row, sight.clone()), Box::new(counter)))
}

/// A certificate a person holds.
pub(crate) struct Credential {
    row: CredentialRow,
    sight: Arc<Sight>,
}

/// A certificate a person holds on the day (证书).
#[Object]
impl Credential {
    /// The person.
    async fn teacher(&self) -> Option<Teacher> {
        Teacher::of(&self.sight, &self.row.teacher)
    }

    /// What it is of (证书种类).
    async fn kind(&self) -> Option<CredentialKind> {
        stored(&self.row.kind)
    }

    /// The school stage it is for (学段); null when it names none.
    async fn stage(&self) -> Option<Stage> {
        stored(self.row.stage.as_ref()?)
    }

    /// The subject it is for, as a code of C-08 (学科); null when it names none.
    async fn subject(&self) -> Option<&str> {
        self.row.subject.as_deref()
    }

    /// The grade of Putonghua (普通话等级); null for other certificates.
    async fn grade(&self) -> Option<PutonghuaGrade> {
        stored(self.row.grade.as_ref()?)
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

/// How many of a unit hold a certificate.
pub(crate) struct CredentialShare {
    row: ShareRow,
    sight: Arc<Sight>,
}

/// How many of the full-time teachers of a unit hold a certificate on the day (单位持证情况).
#[Object]
impl CredentialShare {
    /// The unit, by the personnel relation.
    async fn organisation(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, Some(&self.row.organisation)).await
    }

    /// Full-time teachers in service there (专任教师数).
    async fn teachers(&self) -> i32 {
        int(self.row.teachers)
    }

    /// Of them those who hold one (持证人数).
    async fn certified(&self) -> i32 {
        int(self.row.certified)
    }
}

/// The appraisal of a year.
pub(crate) struct Appraisal {
    row: RecordRow,
    sight: Arc<Sight>,
}

/// The appraisal of a year (年度考核).
#[Object]
impl Appraisal {
    /// The person.
    async fn teacher(&self) -> Option<Teacher> {
        Teacher::of(&self.sight, &self.row.teacher)
    }

    /// The calendar year (年度).
    async fn year(&self) -> Option<i32> {
        self.row.number.map(int)
    }

    /// The result (考核结果, C-35).
    async fn result(&self) -> Option<AppraisalResult> {
        stored(&self.row.code)
    }

    /// The events that state it.
    async fn evidence(&self) -> Result<Vec<Event>> {
        Event::many(&self.sight, &ids_of(&self.row.evidence)).await
    }
}

/// An incentive of a person.
pub(crate) struct Incentive {
    row: RecordRow,
    sight: Arc<Sight>,
}

/// An incentive that was granted (激励).
#[Object]
impl Incentive {
    /// The person.
    async fn teacher(&self) -> Option<Teacher> {
        Teacher::of(&self.sight, &self.row.teacher)
    }

    /// What it is (激励种类).
    async fn kind(&self) -> Option<IncentiveKind> {
        stored(&self.row.code)
    }

    /// The scheme it comes from (依据的办法).
    async fn scheme(&self) -> Option<&str> {
        self.row.detail.as_deref()
    }

    /// The amount in fen; null when it is no money (金额，分).
    async fn fen(&self) -> Option<Long> {
        self.row.number.map(Long)
    }

    /// The day.
    async fn on(&self) -> Option<Date> {
        Date::stored(&self.row.valid_from)
    }

    /// The events that state it.
    async fn evidence(&self) -> Result<Vec<Event>> {
        Event::many(&self.sight, &ids_of(&self.row.evidence)).await
    }
}

/// A certificate that a person ought to hold.
pub(crate) struct MissingCertificate {
    teacher: String,
    kind: String,
    unit: String,
    sight: Arc<Sight>,
}

/// A certificate that a person ought to hold and does not on the day (应持未持证书).
#[Object]
impl MissingCertificate {
    /// The person.
    async fn teacher(&self) -> Option<Teacher> {
        Teacher::of(&self.sight, &self.teacher)
    }

    /// Which certificate (应持证书).
    async fn kind(&self) -> Option<CredentialKind> {
        stored(&self.kind)
    }

    /// The unit of the personnel relation (人事关系单位).
    async fn organisation(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, Some(&self.unit)).await
    }
}

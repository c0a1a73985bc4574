//! Rotation rounds, and who is due to rotate.

use std::{collections::BTreeMap, sync::Arc};

use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Utc};
use liangshi_domain::{OrganisationId, RotationId, TeacherId, rotation::ROTATION_BREAK_MONTHS};
use liangshi_projection::{
    At,
    views::{
        movement::{self, What},
        organisation as tree,
        rotation::{self, RotationRow},
        secondment::{self, Filter, SecondmentRow},
        tenure::{self, Stay},
    },
};
use uuid::Uuid;

use super::{
    enums::stored_opt,
    id::{self, NodeKind},
    measure::Measures,
    movement_enums::RotationScope,
    node::{Event, Organisation, Rotation, Teacher, id_of, ids_of},
    policy::Rule,
    scalar::{Date, Long, int},
    sight::Sight,
};
use crate::fault;

/// See the module.
#[derive(Default)]
pub(crate) struct RotationQuery;

#[Object]
impl RotationQuery {
    /// The rotation rounds (交流轮次, S-44), in the order of their days.
    async fn rotations(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Vec<Rotation>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let rounds = rotation::parts(&sight.views, None, sight.at.known).await.map_err(fault::internal)?;
        let mut all = Vec::new();
        for id in rounds.iter().filter_map(|row| id_of(&row.rotation)) {
            all.extend(find(&sight, id).await?);
        }
        Ok(all)
    }

    /// One rotation round (交流轮次, S-44); null when it is not known.
    async fn rotation(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The round, by id or uuid.")] id: ID,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Option<Rotation>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        find(&sight, RotationId(id::of(NodeKind::Rotation, &id)?)).await
    }

    /// Who has been at the same school for the years and did not rotate, school by school, less those exempted
    /// (满六年未交流的教师, S-44, R-33). Nobody is due when the rule does not judge on the day and no years are asked for.
    async fn rotation_due(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The school, or a unit above schools.")] organisation: ID,
        #[graphql(desc = "Years at the same school; those of R-33 in force when left out.")] years: Option<
            i32,
        >,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Vec<RotationDue>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let under = id::of(NodeKind::Organisation, &organisation)?;
        let (views, at) = (&sight.views, sight.at);
        let seen = tree::lies_in(views, OrganisationId(under), sight.scope(), at).await;
        if !seen.map_err(fault::internal)? {
            return Ok(Vec::new());
        }
        let measures = Measures::of(&sight).await?;
        let asked = years.and_then(|years| u32::try_from(years).ok()).filter(|years| *years > 0);
        let months = asked.or(measures.number("R-33", "years")).map(|years| years.saturating_mul(12));
        let breaks = measures.number("R-33", "break_months").unwrap_or(ROTATION_BREAK_MONTHS);
        let stays = tenure::stays(views, under, breaks, at).await.map_err(fault::internal)?;
        let exempt = movement::known(views, What::Exemption, Some(under), at).await;
        let exempt = exempt.map_err(fault::internal)?.into_iter();
        let exempt: Vec<TeacherId> = exempt
            .filter(|row| row.period().is_some_and(|period| period.contains(at.valid)))
            .filter_map(|row| id_of(&row.teacher))
            .collect();
        Ok(due(&sight, stays, &exempt, months.unwrap_or(u32::MAX)))
    }
}

fn due(sight: &Arc<Sight>, stays: Vec<Stay>, exempt: &[TeacherId], months: u32) -> Vec<RotationDue> {
    let mut schools: BTreeMap<OrganisationId, RotationDue> = BTreeMap::new();
    for stay in stays {
        let school = stay.tenure.school;
        let due = schools.entry(school).or_insert_with(|| RotationDue {
            school,
            working: 0,
            due: Vec::new(),
            exempted: Vec::new(),
            sight: sight.clone(),
        });
        due.working += 1;
        if stay.tenure.months >= months {
            let list = if exempt.contains(&stay.teacher) { &mut due.exempted } else { &mut due.due };
            list.push(stay);
        }
    }
    schools.into_values().collect()
}

/// Who of a school is due.
pub(crate) struct RotationDue {
    school: OrganisationId,
    working: i32,
    due: Vec<Stay>,
    exempted: Vec<Stay>,
    sight: Arc<Sight>,
}

/// Who of a school has been there for six years and did not rotate (满六年未交流, 按学校).
#[Object]
impl RotationDue {
    /// The school (学校).
    async fn school(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, Some(&self.school.to_string())).await
    }

    /// How many persons work there on the day (在岗人数).
    async fn working(&self) -> i32 {
        self.working
    }

    /// Those who are due (应交流人员).
    async fn due(&self) -> Vec<SchoolStay> {
        self.due.iter().map(|stay| SchoolStay::of(&self.sight, stay)).collect()
    }

    /// Those who would be and are exempted on the day (免交流人员).
    async fn exempted(&self) -> Vec<SchoolStay> {
        self.exempted.iter().map(|stay| SchoolStay::of(&self.sight, stay)).collect()
    }
}

/// A person and the time at the school.
pub(crate) struct SchoolStay {
    teacher: TeacherId,
    since: Option<Date>,
    months: i64,
    sight: Arc<Sight>,
}

impl SchoolStay {
    fn of(sight: &Arc<Sight>, stay: &Stay) -> Self {
        let tenure = stay.tenure;
        let since = Some(Date(tenure.since));
        Self { teacher: stay.teacher, since, months: tenure.months.into(), sight: sight.clone() }
    }

    fn frozen(sight: &Arc<Sight>, row: &RotationRow) -> Option<Self> {
        let since = row.since.as_deref().and_then(Date::stored);
        let (teacher, months) = (id_of(row.teacher.as_deref()?)?, row.number.unwrap_or(0));
        Some(Self { teacher, since, months, sight: sight.clone() })
    }
}

/// A person and the time at the same school (同校任教时间).
#[Object]
impl SchoolStay {
    /// The person.
    async fn teacher(&self) -> Teacher {
        Teacher { id: self.teacher, sight: self.sight.clone() }
    }

    /// The first day there; mergers and short breaks do not restart the clock.
    async fn since(&self) -> Option<Date> {
        self.since
    }

    /// Whole months since (满月数).
    async fn months(&self) -> i32 {
        int(self.months)
    }
}

impl Rotation {
    /// The round at two dates.
    ///
    /// # Errors
    /// When the views fail.
    pub(crate) async fn load(context: &Context<'_>, id: RotationId, at: At) -> Result<Option<Self>> {
        find(&Sight::with(context, at)?, id).await
    }

    fn of_part(&self, part: &str) -> impl Iterator<Item = &RotationRow> {
        self.parts.iter().filter(move |row| row.part == part)
    }

    fn round(&self) -> Option<&RotationRow> {
        self.of_part("ROUND").next()
    }

    /// Those of the round who went to their school.
    async fn served(&self) -> Result<Vec<SecondmentRow>> {
        let filter = Filter { rotation: Some(self.id.to_string()), on_any_day: true, ..Filter::default() };
        let rows = secondment::list(&self.sight.views, &filter, self.sight.at).await;
        Ok(rows.map_err(fault::internal)?.into_iter().filter(SecondmentRow::was_served).collect())
    }

    async fn measured(&self) -> Result<Option<i32>> {
        let eligible = self.of_part("ELIGIBLE").count();
        Ok(permille(self.served().await?.len(), eligible))
    }

    async fn measured_backbone(&self) -> Result<Option<i32>> {
        let served = self.served().await?;
        let backbone = |row: &&SecondmentRow| {
            let of = |part: &RotationRow| part.teacher.as_deref() == Some(row.teacher.as_str());
            self.of_part("ASSIGNED").any(|part| of(part) && part.backbone.is_some_and(|count| count > 0))
        };
        Ok(permille(served.iter().filter(backbone).count(), served.len()))
    }

    fn stays(&self, part: &str) -> Vec<SchoolStay> {
        self.of_part(part).filter_map(|row| SchoolStay::frozen(&self.sight, row)).collect()
    }
}

/// A round, when it is known. The lists of it are for the whole bureau; a unit sees what lies in its own schools elsewhere.
///
/// # Errors
/// When the views fail.
pub(crate) async fn find(sight: &Arc<Sight>, id: RotationId) -> Result<Option<Rotation>> {
    let mut parts = rotation::parts(&sight.views, Some(id), sight.at.known).await.map_err(fault::internal)?;
    if sight.scope().is_some() {
        parts.retain(|row| row.part == "ROUND" || row.part == "SCHOOL");
    }
    Ok((!parts.is_empty()).then(|| Rotation { id, parts, sight: sight.clone() }))
}

/// A rotation round of a school year (交流轮次): the frozen lists, the assignments, and the ratios.
#[Object]
impl Rotation {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        id::global(NodeKind::Rotation, self.id.0)
    }

    /// The plain id.
    pub(crate) async fn uuid(&self) -> Uuid {
        self.id.0
    }

    /// Its name (名称).
    async fn name(&self) -> Option<&str> {
        self.round()?.name.as_deref()
    }

    /// The day on which eligibility is judged (核算日).
    async fn judged_on(&self) -> Option<Date> {
        Date::stored(self.round()?.first_day.as_deref()?)
    }

    /// Whether nobody is assigned in it any more (是否截止).
    async fn closed(&self) -> bool {
        self.round().is_some_and(|row| row.number == Some(1))
    }

    /// The schools whose lists are frozen, with how many worked there (已核算学校).
    async fn schools(&self) -> Result<Vec<RotationSchool>> {
        let mut all = Vec::new();
        for row in self.of_part("SCHOOL") {
            let school = Organisation::linked(&self.sight, row.school.as_deref()).await?;
            all.push(RotationSchool { school, considered: int(row.number.unwrap_or(0)) });
        }
        Ok(all)
    }

    /// Those on the frozen lists (应交流人员, R-33).
    async fn eligible(&self) -> Vec<SchoolStay> {
        self.stays("ELIGIBLE")
    }

    /// Those who would be and were exempted (免交流人员).
    async fn exempted(&self) -> Vec<SchoolStay> {
        self.stays("EXEMPTED")
    }

    /// Who was assigned (交流安排, S-54).
    async fn assigned(&self) -> Vec<RotationPlace> {
        let place = |row: &RotationRow| RotationPlace { row: row.clone(), sight: self.sight.clone() };
        self.of_part("ASSIGNED").map(place).collect()
    }

    /// How many went (已交流人数): the numerator of the ratio (M-40).
    async fn rotated_count(&self) -> Result<i32> {
        Ok(int(i64::try_from(self.served().await?.len()).unwrap_or(i64::MAX)))
    }

    /// Percent of the eligible who went, in tenths (交流比例, 千分, M-40, R-34); null before a list is frozen.
    async fn rotated_permille(&self) -> Result<Option<i32>> {
        self.measured().await
    }

    /// Of those who went the share of the backbone, in tenths of a percent (其中骨干比例, 千分, M-41, R-34); null when nobody went.
    async fn backbone_permille(&self) -> Result<Option<i32>> {
        self.measured_backbone().await
    }

    /// What both ratios are measured by, and whether they are reached (是否达标, R-34); null when the rule does not judge on the day.
    async fn ratio(&self) -> Result<Option<RotationRatio>> {
        let measures = Measures::of(&self.sight).await?;
        let Some(rule) = measures.rules(&["R-34"]).pop().filter(|_| measures.judges("R-34")) else {
            return Ok(None);
        };
        let percent = |name| measures.number("R-34", name).and_then(|percent| i32::try_from(percent).ok());
        let reached = |permille: Option<i32>, percent: Option<i32>| {
            permille.zip(percent).map(|(permille, percent)| permille >= percent.saturating_mul(10))
        };
        let (least, backbone) = (percent("percent_of_eligible"), percent("backbone_percent"));
        let (rotated, of_backbone) = (self.measured().await?, self.measured_backbone().await?);
        Ok(Some(RotationRatio {
            percent_of_eligible: least,
            reached: reached(rotated, least),
            backbone_percent: backbone,
            backbone_reached: reached(of_backbone, backbone),
            rule,
        }))
    }
}

/// What a round is measured by, and whether it is reached.
#[derive(async_graphql::SimpleObject)]
pub(crate) struct RotationRatio {
    /// Percent of the eligible that are to go (应交流比例, 百分).
    percent_of_eligible: Option<i32>,
    /// Whether so many went; null before a list is frozen.
    reached: Option<bool>,
    /// Percent of those who go that are to be of the backbone (骨干比例, 百分).
    backbone_percent: Option<i32>,
    /// Whether so many of them are; null when nobody went.
    backbone_reached: Option<bool>,
    /// The rule, with the version in force (所依规则).
    rule: Rule,
}

fn permille(part: usize, whole: usize) -> Option<i32> {
    let (part, whole) = (i64::try_from(part).ok()?, i64::try_from(whole).ok()?);
    (whole > 0).then(|| int(part * 1000 / whole))
}

/// A school whose list is frozen (已核算学校).
#[derive(async_graphql::SimpleObject)]
pub(crate) struct RotationSchool {
    /// The school.
    school: Option<Organisation>,
    /// How many persons worked there on the day (在岗人数).
    considered: i32,
}

/// An assignment.
pub(crate) struct RotationPlace {
    row: RotationRow,
    sight: Arc<Sight>,
}

/// An assignment of a round (交流安排).
#[Object]
impl RotationPlace {
    /// The person.
    async fn teacher(&self) -> Option<Teacher> {
        Teacher::of(&self.sight, self.row.teacher.as_deref()?)
    }

    /// The school the person comes from (派出学校).
    async fn school(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, self.row.school.as_deref()).await
    }

    /// The receiving school (接收学校).
    async fn organisation(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, self.row.organisation.as_deref()).await
    }

    /// How far it goes (交流范围).
    async fn scope(&self) -> Option<RotationScope> {
        stored_opt(self.row.scope.as_deref())
    }

    /// Whether the person is on the frozen list (是否在应交流名单).
    async fn eligible(&self) -> bool {
        self.row.number == Some(1)
    }

    /// Whether the person is one of the backbone (是否骨干).
    async fn backbone(&self) -> bool {
        self.row.backbone.is_some_and(|count| count > 0)
    }

    /// The first day there.
    async fn from(&self) -> Option<Date> {
        Date::stored(self.row.first_day.as_deref()?)
    }

    /// The events that state it.
    async fn evidence(&self) -> Result<Vec<Event>> {
        Event::many(&self.sight, &ids_of(&self.row.evidence)).await
    }
}

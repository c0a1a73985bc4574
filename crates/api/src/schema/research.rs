//! Research staff: what must be staffed by stage and subject, how far it is, who came and who left.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Datelike, Months, NaiveDate, Utc};
use liangshi_domain::ResearchBodyId;
use liangshi_projection::{
    At,
    views::{
        engagement::{self, Filter},
        research::{self, CellRow, ResearchRow},
    },
};
use uuid::Uuid;

use super::{
    engagement::Engagement,
    enums::{Grade, Stage, Title, stored, stored_opt},
    id::{self, NodeKind},
    measure::Measures,
    node::{Event, Organisation, Teacher, ids_of},
    outside_enums::{ExitReason, ResearchLevel, UnitForm},
    scalar::{Date, Long, int},
    sight::Sight,
};
use crate::fault;

/// Percent of a post that fills a cell when rule R-56 names none.
const FULL_POST: u32 = 100;

/// See the module.
#[derive(Default)]
pub(crate) struct ResearchQuery;

#[Object]
impl ResearchQuery {
    /// The research staff on the day (教研员队伍, Q-12): the units of the four levels (S-60, S-61), the matrix by stage and subject with its
    /// gaps (M-50, S-62, R-56), the researchers (S-63), those specially appointed (S-65) and the appraisals (S-64).
    async fn research_staff(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only of this organisation; all the caller may see when left out.")]
        organisation: Option<ID>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<ResearchStaff> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let organisation = organisation.map(|id| id::of(NodeKind::Organisation, &id)).transpose()?;
        Ok(ResearchStaff { organisation, sight })
    }
}

/// The research staff of an organisation, or of all.
pub(crate) struct ResearchStaff {
    organisation: Option<Uuid>,
    sight: Arc<Sight>,
}

impl ResearchStaff {
    /// The research staff of one organisation, as a mutation left it.
    ///
    /// # Errors
    /// When the views fail.
    pub(crate) async fn load(context: &Context<'_>, id: ResearchBodyId, at: At) -> Result<Option<Self>> {
        Ok(Some(Self { organisation: Some(id.0), sight: Sight::with(context, at)? }))
    }

    async fn rows(&self, part: &str) -> Result<Vec<ResearchRow>> {
        let (sight, organisation) = (&self.sight, self.organisation);
        research::list(&sight.views, part, organisation, sight.scope(), sight.at)
            .await
            .map_err(fault::internal)
    }

    async fn matrix(&self) -> Result<Vec<CellRow>> {
        let sight = &self.sight;
        let percent = Measures::of(sight).await?.number("R-56", "post_percent").unwrap_or(FULL_POST);
        let cells = research::matrix(&sight.views, self.organisation, sight.scope(), percent, sight.at).await;
        cells.map_err(fault::internal)
    }

    async fn parts(&self, part: &str, year: Option<i32>) -> Result<Vec<Researcher>> {
        let of_year = |row: &ResearchRow| {
            year.is_none_or(|year| Date::stored(&row.valid_from).is_some_and(|day| day.0.year() == year))
        };
        let rows = self.rows(part).await?.into_iter().filter(of_year);
        let measures = Arc::new(Measures::of(&self.sight).await?);
        let of = |row| Researcher { row, measures: measures.clone(), sight: self.sight.clone() };
        Ok(rows.map(of).collect())
    }
}

/// The research staff on the day (教研员队伍).
#[Object]
impl ResearchStaff {
    /// The research units (教研机构), of the city, clusters, towns and schools (S-60, S-61).
    async fn units(&self) -> Result<Vec<ResearchUnit>> {
        let rows = self.rows(research::UNIT).await?;
        Ok(rows.into_iter().map(|row| ResearchUnit { row, sight: self.sight.clone() }).collect())
    }

    /// How many towns there are (镇街数).
    async fn towns(&self) -> Result<i32> {
        let counted = research::towns_with_independent_office(&self.sight.views, self.sight.at).await;
        Ok(int(counted.map_err(fault::internal)?.0))
    }

    /// How many of them have an office or group for research of their own (设立独立教研室或教研组的镇街数, S-60).
    async fn towns_with_unit(&self) -> Result<i32> {
        let counted = research::towns_with_independent_office(&self.sight.views, self.sight.at).await;
        Ok(int(counted.map_err(fault::internal)?.1))
    }

    /// The cells that must be staffed, with how far they are (配备情况, M-50).
    async fn cells(
        &self,
        #[graphql(desc = "Only those that lack somebody.", default = false)] gaps_only: bool,
    ) -> Result<Vec<MatrixCell>> {
        let rows = self.matrix().await?.into_iter().filter(|row| !gaps_only || row.filled < row.required);
        Ok(rows.map(|row| MatrixCell { row, sight: self.sight.clone() }).collect())
    }

    /// How many cells must be staffed (应配岗数).
    async fn required_cells(&self) -> Result<i32> {
        Ok(i32::try_from(self.matrix().await?.len()).unwrap_or(i32::MAX))
    }

    /// How many of them are (已配岗数, M-50).
    async fn filled_cells(&self) -> Result<i32> {
        let filled = self.matrix().await?.into_iter().filter(|row| row.required <= row.filled).count();
        Ok(i32::try_from(filled).unwrap_or(i32::MAX))
    }

    /// The researchers on the day (专职教研员).
    async fn researchers(&self) -> Result<Vec<Researcher>> {
        self.parts(research::RESEARCHER, None).await
    }

    /// Who came in a year, by the day (准入, S-63).
    async fn entries(&self, #[graphql(desc = "The year.")] year: i32) -> Result<Vec<Researcher>> {
        self.parts(research::ENTRY, Some(year)).await
    }

    /// Who left in a year, by the day (退出, S-63).
    async fn exits(&self, #[graphql(desc = "The year.")] year: i32) -> Result<Vec<Researcher>> {
        self.parts(research::EXIT, Some(year)).await
    }

    /// The appraisals of a year, by the day (年度考核, S-64).
    async fn appraisals(&self, #[graphql(desc = "The year.")] year: i32) -> Result<Vec<ResearcherAppraisal>> {
        let rows = self.rows(research::APPRAISAL).await?.into_iter();
        let rows = rows.filter(|row| row.number == Some(year.into()));
        Ok(rows.map(|row| ResearcherAppraisal { row, sight: self.sight.clone() }).collect())
    }

    /// Those specially appointed, who fill no cell (特约教研员, S-65, R-52).
    async fn special(&self) -> Result<Vec<Engagement>> {
        let sight = &self.sight;
        let filter = Filter {
            category: Some("SPECIAL_RESEARCHER".to_owned()),
            organisation: self.organisation,
            scope: sight.scope(),
            ..Filter::default()
        };
        let rows = engagement::list(&sight.views, &filter, sight.at).await.map_err(fault::internal)?;
        Ok(rows.into_iter().filter_map(|row| Engagement::of(sight, row)).collect())
    }
}

/// A research unit.
pub(crate) struct ResearchUnit {
    row: ResearchRow,
    sight: Arc<Sight>,
}

/// A research unit of an organisation (教研机构).
#[Object]
impl ResearchUnit {
    /// The organisation it belongs to (所属单位).
    async fn organisation(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, Some(&self.row.organisation)).await
    }

    /// On which level it works (层级).
    async fn level(&self) -> Option<ResearchLevel> {
        stored_opt(self.row.level.as_deref())
    }

    /// What it is there (形式).
    async fn form(&self) -> Option<UnitForm> {
        stored_opt(self.row.detail.as_deref())
    }

    /// The cluster it belongs to (片区, S-61).
    async fn cluster(&self) -> Option<&str> {
        self.row.subject.as_deref()
    }

    /// The first day (设立日期).
    async fn from(&self) -> Option<Date> {
        Date::stored(&self.row.valid_from)
    }

    /// The events that state it.
    async fn evidence(&self) -> Result<Vec<Event>> {
        Event::many(&self.sight, &ids_of(&self.row.evidence)).await
    }
}

/// A cell of the staffing matrix.
pub(crate) struct MatrixCell {
    row: CellRow,
    sight: Arc<Sight>,
}

/// A stage and subject that must be staffed (配备岗位, R-56).
#[Object]
impl MatrixCell {
    /// The institution (机构).
    async fn organisation(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, Some(&self.row.organisation)).await
    }

    /// The stage (学段).
    async fn stage(&self) -> Option<Stage> {
        stored(&self.row.stage)
    }

    /// The subject (学科), as a code of C-08.
    async fn subject(&self) -> &str {
        &self.row.subject
    }

    /// How many full-time researchers it needs (应配).
    async fn required(&self) -> i32 {
        int(self.row.required)
    }

    /// How many there are (已配); part of a post is none.
    async fn filled(&self) -> i32 {
        int(self.row.filled)
    }

    /// How many are missing (缺额).
    async fn gap(&self) -> i32 {
        int((self.row.required - self.row.filled).max(0))
    }

    /// The events that set it.
    async fn evidence(&self) -> Result<Vec<Event>> {
        Event::many(&self.sight, &ids_of(&self.row.evidence)).await
    }
}

/// A researcher, or the coming or going of one.
pub(crate) struct Researcher {
    row: ResearchRow,
    measures: Arc<Measures>,
    sight: Arc<Sight>,
}

impl Researcher {
    fn due(&self) -> Option<NaiveDate> {
        let years = self.measures.number("R-58", "years")?;
        let since = Date::stored(self.row.since.as_deref()?)?;
        since.0.checked_add_months(Months::new(12 * years))
    }

    fn went_back(&self) -> bool {
        self.row.detail.as_deref() == Some("RETURNED")
    }
}

/// A researcher (教研员).
#[Object]
impl Researcher {
    /// The person.
    async fn teacher(&self) -> Option<Teacher> {
        Teacher::of(&self.sight, self.row.teacher.as_deref()?)
    }

    /// The institution (机构).
    async fn organisation(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, Some(&self.row.organisation)).await
    }

    /// The stage (学段).
    async fn stage(&self) -> Option<Stage> {
        stored_opt(self.row.stage.as_deref())
    }

    /// The subject (学科), as a code of C-08.
    async fn subject(&self) -> Option<&str> {
        self.row.subject.as_deref()
    }

    /// Percent of a full post (工作量占比).
    async fn fte_percent(&self) -> Option<i32> {
        self.row.number.map(int)
    }

    /// The first day in post (任职日期).
    async fn since(&self) -> Option<Date> {
        Date::stored(self.row.since.as_deref()?)
    }

    /// Months of service at entry, as the check found them (准入时教龄月数).
    async fn service_months(&self) -> Option<i32> {
        self.row.months.map(int)
    }

    /// The title at entry, as the check found it (准入时职称).
    async fn title(&self) -> Option<Title> {
        stored_opt(self.row.level.as_deref())
    }

    /// Whether the entry met the years of teaching that rule R-57 names, and a middle title (是否符合准入条件); null while that rule
    /// does not judge. It is reported here and refuses nobody.
    async fn meets_entry(&self) -> Option<bool> {
        let years = self.measures.number("R-57", "years")?;
        let titled = !matches!(self.row.level.as_deref(), None | Some("THIRD" | "SECOND"));
        Some(titled && self.row.months.is_some_and(|months| months >= 12 * i64::from(years)))
    }

    /// The first day on which the years in post that rule R-58 names are over, so that a return to a school is due (应返校任教日); null
    /// while that rule does not judge.
    async fn return_due(&self) -> Option<Date> {
        self.due().map(Date)
    }

    /// Whether that day has come (是否已到期, R-58).
    async fn is_return_due(&self) -> bool {
        self.due().is_some_and(|due| due <= self.sight.at.valid)
    }

    /// The last day of the time at the school that rule R-58 asks of whoever returned (返校任教期满日); null for everybody else, and
    /// while that rule does not judge.
    async fn return_last_day(&self) -> Option<Date> {
        let years = self.measures.number("R-58", "return_years").filter(|_| self.went_back())?;
        let from = Date::stored(&self.row.valid_from)?;
        Date(from.0.checked_add_months(Months::new(12 * years))?).day_before()
    }

    /// The day the person came or left, of an entry or exit; the first day otherwise.
    async fn on(&self) -> Option<Date> {
        Date::stored(&self.row.valid_from)
    }

    /// Why the person left (退出原因); null for a return to a school and for whoever is there.
    async fn exit_reason(&self) -> Option<ExitReason> {
        stored_opt(self.row.detail.as_deref())
    }

    /// Whether the person returned to a school (是否返校任教).
    async fn returned(&self) -> bool {
        self.went_back()
    }

    /// The events that state it.
    async fn evidence(&self) -> Result<Vec<Event>> {
        Event::many(&self.sight, &ids_of(&self.row.evidence)).await
    }
}

/// A year of a researcher, appraised.
pub(crate) struct ResearcherAppraisal {
    row: ResearchRow,
    sight: Arc<Sight>,
}

/// A year of a researcher, appraised (教研员考核).
#[Object]
impl ResearcherAppraisal {
    /// The person.
    async fn teacher(&self) -> Option<Teacher> {
        Teacher::of(&self.sight, self.row.teacher.as_deref()?)
    }

    /// The year (年度).
    async fn year(&self) -> Option<i32> {
        self.row.number.map(int)
    }

    /// The result (等次).
    async fn grade(&self) -> Option<Grade> {
        stored_opt(self.row.detail.as_deref())
    }

    /// The events that state it.
    async fn evidence(&self) -> Result<Vec<Event>> {
        Event::many(&self.sight, &ids_of(&self.row.evidence)).await
    }
}

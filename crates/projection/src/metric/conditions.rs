//! Each condition of a metric as the database asks it of a line `b` of the population.

use chrono::Days;
use liangshi_domain::{Period, code::HonourLevel, policy::Conditions};

use crate::{
    projector::Views,
    query::{At, Question},
    views::{
        appointment, conduct, credential, duty, ethics_assessment, honour, intake, secondment, training,
    },
};

/// What the conditions look at besides the line.
pub(super) struct Asking<'a> {
    pub(super) views: &'a Views,
    pub(super) question: &'a mut Question,
    pub(super) at: At,
    pub(super) period: Period,
}

/// A condition: its name, as in the file of the metric, and the text that asks it.
pub(super) type Asked = (&'static str, String);

/// The conditions in the order of their keys; those that ask nothing are left out.
pub(super) fn conditions(asked: &Conditions, asking: &mut Asking<'_>) -> Vec<Asked> {
    let mut all: Vec<Asked> = Vec::new();
    let mut one_of = |name, column: &str, codes: Vec<&'static str>| {
        if !codes.is_empty() {
            all.push((name, format!("b.{column} IN ({})", quoted(&codes))));
        }
    };
    one_of("staffing", "staffing", asked.staffing.iter().map(|code| code.code()).collect());
    one_of("category", "category", asked.category.iter().map(|code| code.code()).collect());
    one_of("stage", "stage", asked.stage.iter().map(|code| code.code()).collect());
    if !asked.subject.is_empty() {
        all.push(("subject", format!("b.subject IN ({})", asking.question.any_of(&asked.subject))));
    }
    if !asked.title.is_empty() {
        let titles: Vec<_> = asked.title.iter().map(|title| title.code()).collect();
        all.push(("title", format!("b.title IN ({})", quoted(&titles))));
    }
    if let Some(away) = asked.seconded {
        all.push(("seconded", format!("b.seconded IS {} NULL", if away { "NOT" } else { "" })));
    }
    all.extend(asking.states(asked));
    all.extend(asking.in_the_time(asked));
    all
}

impl Asking<'_> {
    /// What holds on the day.
    fn states(&mut self, asked: &Conditions) -> Vec<Asked> {
        let leave = format!("part = '{}'", duty::LEAVE);
        let barred = format!("kind = '{}'", conduct::BAR);
        let mut all = vec![
            asked.on_leave.map(|whether| ("on_leave", self.whether(whether, duty::NAME, &leave))),
            asked.barred.map(|whether| ("barred", self.whether(whether, conduct::NAME, &barred))),
            asked
                .taken_in
                .map(|whether| ("taken_in", self.whether(whether, intake::NAME, "teacher = b.teacher"))),
            asked
                .title_post
                .map(|whether| ("title_post", self.whether(whether, appointment::NAME, "title = b.title"))),
        ];
        if !asked.credential.is_empty() {
            let kinds: Vec<_> = asked.credential.iter().map(|kind| kind.code()).collect();
            let kinds = format!("kind IN ({})", quoted(&kinds));
            all.push(Some(("credential", self.whether(true, credential::NAME, &kinds))));
        }
        if let Some(least) = asked.honour_at_least {
            let levels = HonourLevel::ALL.iter().filter(|level| least <= **level);
            let levels: Vec<_> = levels.map(|level| level.code()).collect();
            let levels = format!("level IN ({})", quoted(&levels));
            all.push(Some(("honour_at_least", self.whether(true, honour::NAME, &levels))));
        }
        all.into_iter().flatten().collect()
    }

    /// What begins, ends or happens in a time.
    fn in_the_time(&mut self, asked: &Conditions) -> Vec<Asked> {
        let mut all = Vec::new();
        if let Some(days) = asked.term_ends_within_days {
            let last = self.at.valid.checked_add_days(Days::new(days.into())).unwrap_or(self.at.valid);
            let (first, last) = (self.question.bind(self.at.valid), self.question.bind(last));
            let ends = format!("term_to > {first} AND x.term_to <= {last}");
            all.push(("term_ends_within_days", self.whether(true, appointment::NAME, &ends)));
        }
        if !asked.ethics.is_empty() {
            let results: Vec<_> = asked.ethics.iter().map(|result| result.code()).collect();
            let year = chrono::Datelike::year(&self.period.from);
            let results = format!("year = {year} AND x.result IN ({})", quoted(&results));
            all.push(("ethics", self.whether(true, ethics_assessment::NAME, &results)));
        }
        if let Some(least) = asked.trained_at_least {
            let (holds, within) = (self.question.holds("x", self.at), self.within());
            let table = self.views.table(training::NAME);
            let counted = format!(
                "(SELECT COUNT(*) FROM {table} x WHERE x.teacher = b.teacher AND {holds} AND {within}) >= {least}"
            );
            all.push(("trained_at_least", counted));
        }
        if let Some(whether) = asked.rotated {
            let began =
                format!("kind = 'ROTATION' AND x.stage IN ('STARTED', 'RETURNED') AND {}", self.within());
            all.push(("rotated", self.whether(whether, secondment::NAME, &began)));
        }
        all
    }

    /// That a row of a view began in the time.
    fn within(&mut self) -> String {
        let to = self.period.to.unwrap_or(chrono::NaiveDate::MAX);
        let (from, to) = (self.question.bind(self.period.from), self.question.bind(to));
        format!("x.valid_from >= {from} AND x.valid_from < {to}")
    }

    /// That a row of the person holds in a view, or that none does.
    fn whether(&mut self, whether: bool, view: &str, which: &str) -> String {
        let holds = self.question.holds("x", self.at);
        let table = self.views.counted(view, self.at.known);
        let not = if whether { "" } else { "NOT " };
        format!("{not}EXISTS (SELECT 1 FROM {table} x WHERE x.teacher = b.teacher AND {holds} AND x.{which})")
    }
}

/// Codes of the domain's own lists, which hold no quotation mark.
fn quoted(codes: &[&'static str]) -> String {
    codes.iter().map(|code| format!("'{code}'")).collect::<Vec<_>>().join(", ")
}

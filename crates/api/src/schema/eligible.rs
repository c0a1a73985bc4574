//! Who would fulfil what a programme asks and is not in it, with the events that show it; also by other terms, or with rules switched
//! on that wait for a document. Nothing is written.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use liangshi_domain::{
    Period, TeacherId,
    code::{Basis, Presence},
    criteria::Finding,
    policy::ProgrammeFile,
    programme::ProgrammeTerms,
    rules::Rulebook,
    teacher::Teacher as Person,
};
use liangshi_projection::{
    Page,
    views::{candidate, cohort_board, programme, service},
};
use uuid::Uuid;

use super::{
    context::registry,
    decision::DecisionFinding,
    folded,
    id::{self, NodeKind},
    node::{Label, Teacher, id_of},
    pipeline,
    scalar::{Date, Long, int},
    sight::Sight,
};
use crate::fault;

/// More persons than this are asked for unit by unit.
const MOST: usize = 1_000;
/// The most candidacies of one programme that are looked through.
const CANDIDACIES: i64 = 100_000;

/// See the module.
#[derive(Default)]
pub(crate) struct EligibleQuery;

#[Object]
impl EligibleQuery {
    /// Who in service at a unit fulfils what a programme asks and is not in it (符合条件未入选人员, S-34, R-21), each with what was asked and
    /// found and the events that show it. `toml` judges by other terms, `alsoRules` as if those rules were switched on; nothing is written
    /// (只读推演). For PROGRAMME_MANAGER, BUREAU_HR and AUDITOR.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn eligible(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The programme, by its slug.")] programme: String,
        #[graphql(desc = "Only persons whose personnel relation is at this organisation or below it.")] under: ID,
        #[graphql(desc = "The programme in the words of another file; its own terms when left out.")]
        toml: Option<String>,
        #[graphql(desc = "Rules that judge as though a document had switched them on, as R-27.")] also_rules: Option<Vec<String>>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Eligible> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        pipeline::require(&sight)?;
        let under = id::of(NodeKind::Organisation, &under)?;
        let row = card(&sight, &programme).await?;
        let terms = match toml {
            Some(toml) => of_file(&toml)?,
            None => stored(&sight, &row)?,
        };
        let book = sight.rules().await?;
        let also = known(also_rules.unwrap_or_default())?;
        let within = within(&sight, &row).await?;
        let persons = persons(&sight, under).await?;
        let considered = persons.len();
        let log = &registry(context)?.log;
        let mut judged = Vec::new();
        for id in persons.into_iter().filter(|id| !within.contains(id)) {
            let person = folded::person(log, id, Some(sight.at.known)).await?;
            judged.push((id, findings(&person, &terms, &book, &also, &sight)));
        }
        Ok(Eligible { considered, judged, sight })
    }
}

/// Rules that are there; one that is not would switch nothing on and say nothing.
fn known(rules: Vec<String>) -> Result<Vec<String>> {
    match rules.iter().find(|rule| Rulebook::file(rule).is_none()) {
        Some(rule) => {
            let zh = format!("没有编号为{rule}的规则");
            Err(fault::coded(fault::code::BAD_USER_INPUT, zh, format!("there is no rule {rule}")))
        }
        None => Ok(rules),
    }
}

async fn card(sight: &Sight, slug: &str) -> Result<programme::ProgrammeRow> {
    let all = programme::list(&sight.views, sight.at).await.map_err(fault::internal)?;
    all.into_iter().find(|row| row.slug == slug).ok_or_else(|| {
        fault::coded(
            fault::code::BAD_USER_INPUT,
            format!("没有项目“{slug}”"),
            format!("there is no programme {slug}"),
        )
    })
}

fn of_file(toml: &str) -> Result<ProgrammeTerms> {
    let file = ProgrammeFile::parse(toml)
        .map_err(|fault| fault::coded(fault::code::BAD_USER_INPUT, fault.zh(), fault.to_string()))?;
    Ok(ProgrammeTerms::from(&file))
}

/// The terms that are in force on the day.
fn stored(sight: &Sight, row: &programme::ProgrammeRow) -> Result<ProgrammeTerms> {
    let all: Vec<(Period, ProgrammeTerms)> = match &row.terms {
        Some(text) => serde_json::from_str(text).map_err(fault::internal)?,
        None => Vec::new(),
    };
    let in_force = all.into_iter().find(|(period, _)| period.contains(sight.at.valid));
    in_force.map(|(_, terms)| terms).ok_or_else(|| {
        let (zh, en) = ("该项目在该日期没有有效条款", "the programme has no terms in force on that day");
        fault::coded(fault::code::BAD_USER_INPUT, zh, en)
    })
}

/// Whoever is in the programme on the day, or was certified in it.
async fn within(sight: &Sight, row: &programme::ProgrammeRow) -> Result<BTreeSet<TeacherId>> {
    let filter = candidate::Filter { programme: id_of(&row.programme), ..candidate::Filter::default() };
    let page = Page { first: CANDIDACIES, after: None };
    let rows =
        cohort_board::members(&sight.views, &filter, sight.at, &page).await.map_err(fault::internal)?;
    let stands = |row: &candidate::CandidateRow| {
        let stage = liangshi_domain::policy::ProgrammeStage::all().find(|stage| stage.code() == row.stage);
        row.certified == 1 || stage.is_some_and(|stage| !stage.is_terminal())
    };
    Ok(rows.into_iter().filter(stands).filter_map(|row| id_of(&row.teacher)).collect())
}

async fn persons(sight: &Sight, under: Uuid) -> Result<BTreeSet<TeacherId>> {
    let filter = service::Filter {
        scope: sight.scope(),
        organisation: Some(under),
        ..service::Filter::on(Basis::Personnel)
    };
    let page = Page { first: i64::try_from(MOST + 1).unwrap_or(i64::MAX), after: None };
    let rows = service::list(&sight.views, &filter, sight.at, &page).await.map_err(fault::internal)?;
    if rows.len() > MOST {
        let zh = format!("一次最多核查{MOST}人；请按单位分别查询");
        let en = format!("at most {MOST} persons at once; ask unit by unit");
        return Err(fault::coded(fault::code::BAD_USER_INPUT, zh, en));
    }
    Ok(rows.iter().filter_map(|row| id_of(&row.service.teacher)).collect())
}

/// A condition that was asked, whether it keeps the person out, and what was found.
type Asked = (Finding, bool);

fn findings(
    person: &Person,
    terms: &ProgrammeTerms,
    book: &Rulebook,
    also: &[String],
    sight: &Sight,
) -> Vec<Asked> {
    let day = sight.at.valid;
    let mut found = Vec::new();
    for requirement in terms.requirements_on(day) {
        let rule = requirement.criterion.rule();
        let judges = book.in_force(rule, day).is_some() || also.iter().any(|also| also == rule);
        if !judges {
            continue;
        }
        let finding = requirement.criterion.find(person, day);
        let recorded = finding.presence == Presence::Recorded;
        let out = !finding.passed && (recorded || requirement.blocks_when_missing);
        found.push((finding, out));
    }
    found
}

/// Who would be eligible.
pub(crate) struct Eligible {
    considered: usize,
    judged: Vec<(TeacherId, Vec<Asked>)>,
    sight: Arc<Sight>,
}

/// How many fail one condition (未满足某条件的人数).
#[derive(SimpleObject)]
pub(crate) struct FailedCondition {
    /// The condition, as a stable code such as `TITLE_AT_LEAST`.
    criterion: String,
    /// The condition in words.
    asked: Label,
    /// How many fail it; whoever fails two is counted under both.
    persons: i32,
}

/// Who fulfils what a programme asks and is not in it (符合条件未入选人员).
#[Object]
impl Eligible {
    /// How many in service were looked at (核查人数).
    async fn considered(&self) -> i32 {
        int(i64::try_from(self.considered).unwrap_or(i64::MAX))
    }

    /// How many of them are in the programme already, or were certified in it (已在项目中人数).
    async fn within(&self) -> i32 {
        int(i64::try_from(self.considered - self.judged.len()).unwrap_or(i64::MAX))
    }

    /// Who fulfils all of it, in the order of the ids (符合条件人员).
    async fn persons(&self) -> Vec<EligiblePerson> {
        let fit = self.judged.iter().filter(|(_, found)| found.iter().all(|(_, out)| !out));
        let of = |(id, found): &(TeacherId, Vec<Asked>)| EligiblePerson {
            teacher: *id,
            found: found.iter().map(|(finding, _)| finding.clone()).collect(),
            sight: self.sight.clone(),
        };
        fit.map(of).collect()
    }

    /// How many fail each condition (各条件未满足人数).
    async fn failed(&self) -> Vec<FailedCondition> {
        let mut failed: BTreeMap<&str, FailedCondition> = BTreeMap::new();
        let out = self.judged.iter().flat_map(|(_, found)| found).filter(|(_, out)| *out);
        for (finding, _) in out {
            let criterion = &finding.criterion;
            let entry = failed.entry(criterion.code()).or_insert_with(|| FailedCondition {
                criterion: criterion.code().to_owned(),
                asked: Label { zh: criterion.zh(), en: criterion.en() },
                persons: 0,
            });
            entry.persons += 1;
        }
        failed.into_values().collect()
    }
}

/// A person who fulfils all of it.
pub(crate) struct EligiblePerson {
    teacher: TeacherId,
    found: Vec<Finding>,
    sight: Arc<Sight>,
}

/// A person who fulfils what a programme asks (符合条件人员).
#[Object]
impl EligiblePerson {
    /// The person.
    async fn teacher(&self) -> Option<Teacher> {
        Teacher::of(&self.sight, &self.teacher.to_string())
    }

    /// What was asked and found, with the events that show it (条件核查).
    async fn findings(&self) -> Vec<DecisionFinding> {
        let of = |finding: &Finding| DecisionFinding { finding: finding.clone(), sight: self.sight.clone() };
        self.found.iter().map(of).collect()
    }
}

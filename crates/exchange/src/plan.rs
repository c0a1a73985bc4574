//! A work plan put into the register: its programmes are launched and its numbers become their targets.

use chrono::NaiveDate;
use liangshi_domain::{
    CivilDate, ProgrammeId, Refusal, Stamp,
    policy::{Plan, ProgrammeFile, Target},
    programme::{
        LaunchProgramme, Programme, ProgrammeCommand, ProgrammeTerms, ReviseProgramme, SetProgrammeTarget,
    },
};
use liangshi_eventstore::{Answer, Execution, Failure, Log, execute};
use uuid::Uuid;

/// What the ids of programmes are made under, so that the same slug is the same programme in every register.
const NAMESPACE: Uuid = Uuid::from_u128(0x6c69_616e_6773_6869_8000_7072_6f67_7261);

/// The id of the programme with this slug.
pub fn programme_id(slug: &str) -> ProgrammeId {
    ProgrammeId(Uuid::new_v5(&NAMESPACE, slug.as_bytes()))
}

/// The first day a programme is in force: the earliest that its file names.
pub fn first_day(file: &ProgrammeFile, plan: &Plan) -> NaiveDate {
    let categories = file.categories.iter().map(|category| category.from);
    let earliest = categories.chain(file.eligibility.iter().map(|entry| entry.from)).min();
    earliest.unwrap_or(plan.document.published)
}

/// The command that launches a programme.
pub fn launch(file: &ProgrammeFile, plan: &Plan) -> ProgrammeCommand {
    ProgrammeCommand::LaunchProgramme(LaunchProgramme::of_file(file, first_day(file, plan).into()))
}

/// The command that asks a number of a programme; none for a number that counts no persons of a programme.
pub fn target(target: &Target) -> Option<(ProgrammeId, ProgrammeCommand)> {
    let programme = programme_id(target.programme.as_deref()?);
    let number = target.number.as_whole().and_then(|number| u32::try_from(number).ok())?;
    let last = target.deadline.to_string();
    let asked = SetProgrammeTarget {
        number,
        definition: target.definition?,
        deadline: CivilDate::end_inclusive(&last).unwrap_or_else(|_| target.deadline.into()),
        deadline_inferred: target.deadline_inferred,
        owner: Some(target.owner.zh.clone()),
        sentence: Some(target.sentence.clone()),
        quote: Some(target.quote.clone()),
        metric: target.metric.clone(),
    };
    Some((programme, ProgrammeCommand::SetProgrammeTarget(asked)))
}

/// Something the register did not take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotApplied {
    /// The slug of the programme.
    pub slug: String,
    /// The stable code.
    pub code: String,
    /// Why, in Chinese.
    pub zh: String,
    /// Why, in English.
    pub en: String,
}

/// What came of applying a plan. Applied a second time, everything is unchanged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Programmes that are new.
    pub launched: Vec<String>,
    /// Programmes whose file says something else than the register did.
    pub revised: Vec<String>,
    /// Programmes whose target is new or another one.
    pub targets: Vec<String>,
    /// How many of the commands found nothing to change.
    pub unchanged: usize,
    /// What was refused.
    pub refused: Vec<NotApplied>,
    /// The position of the last event written; 0 when none was.
    pub position: i64,
}

/// Applies a plan to a register: launches what is missing, revises what differs, sets the targets.
///
/// # Errors
/// When the log fails. A refusal is part of the report.
pub async fn apply(
    log: &Log,
    plan: &Plan,
    programmes: &[ProgrammeFile],
    stamp: &Stamp,
    new_id: &(dyn Fn() -> Uuid + Send + Sync),
) -> Result<Report, Failure> {
    let mut applying = Applying { log, stamp, new_id, report: Report::default() };
    for file in programmes {
        let id = programme_id(&file.slug);
        match applying.ask(id, &file.slug, &launch(file, plan)).await? {
            Step::Done => applying.report.launched.push(file.slug.clone()),
            Step::Unchanged => applying.revise(id, file, plan).await?,
            Step::Refused => {}
        }
    }
    for (target, slug) in plan.targets.iter().filter_map(|target| Some((target, target.programme.as_ref()?)))
    {
        let Some((id, command)) = self::target(target) else { continue };
        match applying.ask(id, slug, &command).await? {
            Step::Done => applying.report.targets.push(slug.clone()),
            Step::Unchanged => applying.report.unchanged += 1,
            Step::Refused => {}
        }
    }
    Ok(applying.report)
}

enum Step {
    Done,
    Unchanged,
    Refused,
}

struct Applying<'a> {
    log: &'a Log,
    stamp: &'a Stamp,
    new_id: &'a (dyn Fn() -> Uuid + Send + Sync),
    report: Report,
}

/// Refusals that say that it is so already.
const SO_ALREADY: [&str; 2] = ["PROGRAMME_ALREADY_LAUNCHED", "PROGRAMME_NO_CHANGE"];

impl Applying<'_> {
    /// A file that changed is in force from today on and never from before, because what was decided under it stands.
    async fn revise(&mut self, id: ProgrammeId, file: &ProgrammeFile, plan: &Plan) -> Result<(), Failure> {
        let from = self.stamp.today.max(first_day(file, plan));
        let revision = ReviseProgramme { terms: ProgrammeTerms::from(file), from: from.into() };
        match self.ask(id, &file.slug, &ProgrammeCommand::ReviseProgramme(revision)).await? {
            Step::Done => self.report.revised.push(file.slug.clone()),
            Step::Unchanged => self.report.unchanged += 1,
            Step::Refused => {}
        }
        Ok(())
    }

    async fn ask(
        &mut self,
        id: ProgrammeId,
        slug: &str,
        command: &ProgrammeCommand,
    ) -> Result<Step, Failure> {
        let Self { stamp, new_id, .. } = *self;
        let execution = Execution::<Programme> {
            stream: id.stream(),
            command,
            stamp,
            expected: None,
            request: None,
            new_id,
        };
        let (code, zh, en) = match execute(self.log, execution).await? {
            Answer::Done(done) => {
                self.report.position = self.report.position.max(done.position);
                return Ok(Step::Done);
            }
            Answer::Refused(refusal) if SO_ALREADY.contains(&refusal.code()) => return Ok(Step::Unchanged),
            Answer::Refused(refusal) => (refusal.code(), refusal.zh(), refusal.en()),
            Answer::RefusedBeyond(reason) => (reason.code(), reason.zh(), reason.en()),
            Answer::ClaimTaken { holder, .. } => (
                "PROGRAMME_SLUG_TAKEN",
                format!("项目标识已被{holder}使用"),
                format!("the slug belongs to {holder} already"),
            ),
            Answer::Conflict { .. } | Answer::KeyReused => (
                "PROGRAMME_CHANGED_MEANWHILE",
                "该项目刚被他人修改，请重试".to_owned(),
                "somebody else changed the programme meanwhile; try again".to_owned(),
            ),
        };
        self.report.refused.push(NotApplied { slug: slug.to_owned(), code: code.to_owned(), zh, en });
        Ok(Step::Refused)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use liangshi_domain::policy::builtin;
    use liangshi_eventstore::{MasterKey, Options};

    use super::*;

    #[tokio::test]
    async fn a_plan_applied_twice_writes_nothing_the_second_time_and_a_changed_number_only_itself() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("log.db").display());
        let log = Log::open(&url, Options::new(MasterKey::from_bytes([7; 32]))).await.unwrap();
        let stamp = Stamp {
            actor: "tester".to_owned(),
            acting_for: None,
            today: NaiveDate::from_ymd_opt(2022, 4, 1).unwrap(),
            correlation: Uuid::nil(),
            causation: None,
            explanations: std::collections::BTreeMap::new(),
            document: None,
        };
        let last = AtomicU64::new(0);
        let new_id = || Uuid::from_u64_pair(1, last.fetch_add(1, Ordering::Relaxed));
        let (mut plan, mut programmes) = (builtin::plan().unwrap(), builtin::programmes().unwrap());

        let (launched, all) = (programmes.len(), programmes.len() + 5);
        let at = |events: usize| i64::try_from(events).unwrap();

        let first = apply(&log, &plan, &programmes, &stamp, &new_id).await.unwrap();
        assert_eq!((first.launched.len(), first.targets.len(), first.position), (launched, 5, at(all)));
        let again = apply(&log, &plan, &programmes, &stamp, &new_id).await.unwrap();
        assert_eq!(again, Report { unchanged: all, ..Report::default() });

        let hosts = plan.targets.iter_mut().find(|target| target.id == "studio-hosts").unwrap();
        hosts.number = liangshi_domain::policy::Quantity::whole(260);
        programmes.iter_mut().find(|file| file.slug == "leading-talents").unwrap().term_years = Some(5);
        let changed = apply(&log, &plan, &programmes, &stamp, &new_id).await.unwrap();
        assert_eq!(
            (changed.revised, changed.targets),
            (vec!["leading-talents".into()], vec!["studio-hosts".into()])
        );
        assert_eq!(
            (changed.unchanged, changed.refused, changed.position),
            (all - 2, Vec::new(), at(all + 2))
        );
    }

    #[test]
    fn a_deadline_is_the_day_after_the_last_and_keeps_the_words_of_the_plan() {
        let plan = builtin::plan().unwrap();
        let asked: Vec<_> = plan.targets.iter().filter_map(target).collect();
        assert_eq!(asked.len(), 5);
        for (_, command) in asked {
            let ProgrammeCommand::SetProgrammeTarget(asked) = command else {
                panic!("no target: {command:?}")
            };
            let deadline = (asked.deadline.day.to_string(), asked.deadline.to_string());
            assert_eq!(deadline, ("2023-01-01".to_owned(), "2022-12-31".to_owned()));
            assert!(asked.quote.is_some() && asked.deadline_inferred);
        }
    }
}

//! What is asked of the log in the name of an officer: one ordinary fact, or an old fact stated again.

use std::collections::{BTreeMap, HashMap};

use anyhow::{Result, bail};
use chrono::NaiveDate;
use liangshi_domain::{
    EventId, Origin, Stamp, Subject,
    code::Category,
    teacher::{
        Teacher, TeacherCommand,
        hire::{HireEvent, HireTeacher},
        past::{CorrectFact, PastCommand},
        record::{GrantIncentive, RecordCommand},
        record_code::IncentiveKind,
    },
};
use liangshi_eventstore::{Answer, Execution, Log, execute};
use uuid::Uuid;

/// A person and how the service began.
pub(crate) struct Person {
    pub(crate) stream: String,
    hired: EventId,
    hire: HireTeacher,
}

/// Reads the whole log and folds every subject, as the views do before they make a row; answers who was hired.
pub(crate) async fn replay(log: &Log) -> Result<Vec<Person>> {
    let (mut subjects, mut persons) = (HashMap::<String, Subject>::new(), Vec::new());
    let mut pages = log.replay(0, log.head().await?.position);
    while let Some(page) = pages.next().await? {
        for event in page {
            let origin = Origin { position: event.position, id: EventId(event.id) };
            if !subjects.contains_key(&event.stream) {
                let Some(subject) = Subject::of_stream(&event.stream) else {
                    bail!("a stream of no subject")
                };
                subjects.insert(event.stream.clone(), subject);
            }
            if let Some(subject) = subjects.get_mut(&event.stream) {
                subject.evolve(&event.kind, &event.body, origin)?;
            }
            if event.kind == "teacher.hired"
                && let Some(Ok(hire)) = HireEvent::read(&event.kind, &event.body)
                && let HireEvent::TeacherHired(hire) = hire
            {
                persons.push(Person { stream: event.stream, hired: EventId(event.id), hire });
            }
        }
    }
    Ok(persons)
}

fn stamp(today: NaiveDate) -> Stamp {
    Stamp {
        actor: "account-bench".to_owned(),
        acting_for: None,
        today,
        correlation: Uuid::now_v7(),
        causation: None,
        document: None,
        explanations: BTreeMap::new(),
    }
}

/// Does it; answers the position, or nothing when it was refused.
async fn ask(log: &Log, person: &Person, command: TeacherCommand) -> Result<Option<i64>> {
    let today = NaiveDate::from_ymd_opt(2023, 9, 1).unwrap_or_default();
    let execution = Execution::<Teacher> {
        stream: person.stream.clone(),
        command: &command,
        stamp: &stamp(today),
        expected: None,
        request: None,
        new_id: &Uuid::now_v7,
    };
    match execute(log, execution).await? {
        Answer::Done(done) => Ok(Some(done.position)),
        Answer::Refused(_) | Answer::RefusedBeyond(_) => Ok(None),
        other => bail!("not done: {other:?}"),
    }
}

/// One incentive, which is as ordinary as a fact can be.
pub(crate) async fn grant(log: &Log, person: &Person, fen: i64) -> Result<Option<i64>> {
    let on = NaiveDate::from_ymd_opt(2023, 6, 1).unwrap_or_default().into();
    let scheme = "虚构补助".to_owned();
    let grant = GrantIncentive { kind: IncentiveKind::Other, fen: Some(fen), scheme, on, rules: Vec::new() };
    ask(log, person, TeacherCommand::Record(RecordCommand::GrantIncentive(grant))).await
}

/// The first day of service stated again, now in another category: every stretch of the service is another one.
pub(crate) async fn correct(log: &Log, person: &Person, category: Category) -> Result<Option<i64>> {
    let hire = HireTeacher { category, ..person.hire.clone() };
    let statement = HireEvent::TeacherHired(hire).into();
    let correct = CorrectFact { corrects: person.hired, statement, reason: "登记有误".to_owned() };
    ask(log, person, TeacherCommand::Past(PastCommand::CorrectFact(correct))).await
}

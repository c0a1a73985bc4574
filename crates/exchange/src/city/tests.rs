use std::{collections::BTreeMap, sync::Arc};

use chrono::NaiveDate;
use liangshi_domain::{
    AnyEvent, CandidacyId, EventId, Origin, Subject, candidacy::Candidacy, policy::CountDefinition,
};
use liangshi_eventstore::{Log, ManualClock, MasterKey, Options, Recorded};

use super::{
    calendar::{date, morning},
    *,
};
use crate::plan::programme_id;

struct Story {
    told: Told,
    log: Log,
    events: Vec<Recorded>,
    _folder: tempfile::TempDir,
}

async fn story(teachers: usize, seed: u64) -> Story {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(ManualClock::new(morning(date(2016, 7, 1))));
    let url = format!("sqlite:{}", folder.path().join("log.db").display());
    let options = Options { clock: clock.clone(), ..Options::new(MasterKey::from_bytes([7; 32])) };
    let log = Log::open(&url, options).await.unwrap();
    let (mut heard, begun) = (0, std::time::Instant::now());
    let told = City { teachers, seed }.write(&log, &clock, |events, _| heard = events).await.unwrap();
    assert_eq!(heard, told.events);
    println!("{heard} events written in {:?}", begun.elapsed());
    let mut events: Vec<Recorded> = Vec::new();
    loop {
        let after = events.last().map_or(0, |event| event.position);
        let more = log.after(after, 5_000).await.unwrap();
        if more.is_empty() {
            break;
        }
        events.extend(more);
    }
    Story { told, log, events, _folder: folder }
}

/// Every subject as known at a position.
fn known(events: &[Recorded], by: i64) -> BTreeMap<String, Subject> {
    let mut subjects = BTreeMap::new();
    for event in events.iter().take_while(|event| event.position <= by) {
        let subject = subjects
            .entry(event.stream.clone())
            .or_insert_with(|| Subject::of_stream(&event.stream).unwrap());
        let origin = Origin { position: event.position, id: EventId(event.id) };
        let read: AnyEvent = subject.evolve(&event.kind, &event.body, origin).unwrap();
        drop(read);
    }
    subjects
}

fn candidacies(subjects: &BTreeMap<String, Subject>) -> impl Iterator<Item = (CandidacyId, &Candidacy)> {
    subjects.values().filter_map(|subject| {
        if let Subject::Candidacy(id, state) = subject { Some((*id, &**state)) } else { None }
    })
}

fn count(
    subjects: &BTreeMap<String, Subject>,
    slug: &str,
    counted: CountDefinition,
    day: NaiveDate,
) -> usize {
    let programme = Some(programme_id(slug));
    let of = candidacies(subjects).filter(|(_, candidacy)| candidacy.programme() == programme);
    of.filter(|(_, candidacy)| candidacy.counts(counted, day)).count()
}

/// All that happens in the city. What no longer happens, or newly does, is a change of the city.
const TOLD: &[&str] = &[
    "assignment.ended",
    "bar.imposed",
    "bar.lifted",
    "candidacy.event-voided",
    "candidacy.frozen",
    "candidacy.resumed",
    "candidate.annually-assessed",
    "candidate.certification-revoked",
    "candidate.certified",
    "candidate.confirmed",
    "candidate.final-assessed",
    "candidate.midterm-assessed",
    "candidate.nominated",
    "candidate.notice-started",
    "candidate.objection-raised",
    "candidate.objection-resolved",
    "candidate.rejected",
    "candidate.removed",
    "candidate.resigned",
    "candidate.screened",
    "candidate.shortlisted",
    "candidate.term-expired",
    "candidate.term-renewed",
    "candidate.term-started",
    "candidate.training-extended",
    "candidate.training-started",
    "candidate.withdrawn",
    "deadline.changed",
    "employment.ended",
    "enrolment.reported",
    "fact.corrected",
    "fact.revoked",
    "fact.voided",
    "honour.conferred",
    "honour.revoked",
    "import-batch.committed",
    "import-batch.received",
    "intake.confirmed",
    "organisation.closed",
    "organisation.code-registered",
    "organisation.flag-cleared",
    "organisation.flag-set",
    "organisation.merged",
    "organisation.nature-changed",
    "organisation.opened",
    "organisation.planned",
    "organisation.renamed",
    "organisation.reparented",
    "pool-post.allocated",
    "pool-quota.set",
    "programme.launched",
    "programme.target-set",
    "progress.reported",
    "quota.approved",
    "report.published",
    "research-unit.designated",
    "researcher.appointed",
    "rotation.assigned",
    "rotation.eligibility-computed",
    "rotation.opened",
    "round.closed",
    "round.opened",
    "secondment.approved",
    "secondment.assessed",
    "secondment.cancelled",
    "secondment.extended",
    "secondment.proposed",
    "staffing-matrix.set",
    "studio.assessed",
    "studio.closed",
    "studio.established",
    "studio.host-replaced",
    "studio.member-admitted",
    "studio.member-released",
    "studio.term-renewed",
    "support-teaching.verified",
    "target.met",
    "target.set",
    "teacher.assigned",
    "teacher.hired",
    "teacher.registered",
    "teacher.renamed",
    "teacher.returned",
    "teacher.seconded",
    "teacher.transferred",
    "title-post.appointed",
    "title.granted",
    "training.completed",
];

#[tokio::test(flavor = "multi_thread")]
async fn the_same_seed_tells_the_same_story_and_another_seed_another() {
    let (one, two, other) = tokio::join!(story(300, 7), story(300, 7), story(300, 8));
    assert_eq!(one.told, two.told);
    let same = one.events.iter().zip(&two.events).all(|(a, b)| a == b);
    assert!(same && one.events.len() == two.events.len());
    assert_ne!(one.events.first().map(|event| event.id), other.events.first().map(|event| event.id));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_refused_and_every_kind_of_thing_happens() {
    let story = story(600, 2022).await;
    assert_eq!(story.told.refused, BTreeMap::new());
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    story.events.iter().for_each(|event| *kinds.entry(event.kind.as_str()).or_default() += 1);
    let mean = story.events.len() / 600;
    assert!((10..=18).contains(&mean), "{mean} events for each teacher: {kinds:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_known_of_the_hosts_in_june_differs_from_what_is_known_now() {
    let story = story(300, 5).await;
    let day = date(2022, 6, 30);
    let then = story.log.position_at(morning(day)).await.unwrap();
    let (then, now) = (known(&story.events, then), known(&story.events, i64::MAX));
    let certified = |subjects| count(subjects, "studio-hosts", CountDefinition::Certified, day);
    assert!(certified(&then) >= 3 && certified(&now) >= 3);
    assert_ne!(certified(&then), certified(&now));
    let board = ["leading-talents", "educator-type", "outstanding-teachers", "reserve-principals"];
    assert!(board.iter().all(|slug| count(&now, slug, CountDefinition::Confirmed, date(2022, 12, 31)) > 0));
    assert!(board.iter().all(|slug| count(&now, slug, CountDefinition::InTraining, date(2022, 12, 31)) > 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_landmarks_show_what_they_promise() {
    let story = story(300, 5).await;
    let landmarks = story.told.landmarks;
    let now = known(&story.events, i64::MAX);
    let of = |stream: String| story.events.iter().filter(move |event| event.stream == stream);
    let has = |stream: String, kind: &str| of(stream).any(|event| event.kind == kind);
    assert!(
        has(landmarks.host.stream(), "fact.corrected") && has(landmarks.corrected.stream(), "fact.corrected")
    );
    assert!(has(landmarks.barred.stream(), "bar.imposed"));
    assert!(has(landmarks.candidacy.stream(), "candidate.term-started"));
    assert!(
        of(landmarks.studio.stream()).filter(|event| event.kind == "studio.member-admitted").count() >= 6
    );
    assert!(now.contains_key(&landmarks.school.stream()) && now.contains_key(&landmarks.town.stream()));
    let confirmed =
        of(landmarks.candidacy.stream()).find(|event| event.kind == "candidate.confirmed").unwrap();
    let paper = confirmed.document.as_deref().unwrap();
    assert!(paper.contains("东莞市教育局") && paper.contains("东教〔2021〕"), "{paper}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_city_stands_at_236_of_250_hosts() {
    let story = story(20_000, 2022).await;
    assert_eq!(story.told.refused, BTreeMap::new());
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    story.events.iter().for_each(|event| *kinds.entry(event.kind.as_str()).or_default() += 1);
    assert_eq!(kinds.keys().copied().collect::<Vec<_>>(), TOLD, "{kinds:#?}");
    let day = date(2022, 6, 30);
    let then = known(&story.events, story.log.position_at(morning(day)).await.unwrap());
    let now = known(&story.events, i64::MAX);
    let certified = |subjects| count(subjects, "studio-hosts", CountDefinition::Certified, day);
    assert_eq!((certified(&then), certified(&now)), (233, 236));
    let confirmed = |slug| count(&now, slug, CountDefinition::Confirmed, date(2022, 12, 31));
    let board =
        ["leading-talents", "educator-type", "outstanding-teachers", "reserve-principals"].map(confirmed);
    assert_eq!(board, [21, 96, 930, 120]);
}

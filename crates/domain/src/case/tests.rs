use uuid::Uuid;

use super::*;
use crate::{
    AppliedRule, CaseId, Decider, Origin, Refusal, TeacherId,
    policy::RuleOutcome,
    testing::{day, fact, given, on, shows_teacher, survives_the_wire, teacher, told},
    witness::Witness,
};

type Command = CaseCommand;
type Event = CaseEvent;

const PERSON: TeacherId = TeacherId(Uuid::from_u128(51));

fn open() -> OpenCase {
    OpenCase {
        teacher: PERSON,
        organisation: None,
        reasons: vec![CaseReason::PaidTutoring],
        source: CaseSource::Report,
        on: on("2022-03-01"),
    }
}

fn found(finding: CaseFinding) -> InvestigateCase {
    InvestigateCase { finding, facts: "假期有偿补课三次".to_owned(), on: on("2022-03-20") }
}

fn impose() -> ImposeSanction {
    ImposeSanction {
        sanction: Sanction::Warning,
        facts: None,
        decided_by: Some("市教育局".to_owned()),
        on: on("2022-04-01"),
        from: None,
        appeal_until: Some(on("2022-05-01")),
        bar_until: None,
    }
}

fn applied(rule: &str) -> AppliedRule {
    let outcome = if rule == "R-03" { RuleOutcome::Report } else { RuleOutcome::Block };
    AppliedRule { rule: rule.to_owned(), version: 1, outcome, satisfied: true, explanation: None }
}

fn imposed() -> SanctionImposed {
    SanctionImposed {
        sanction: Sanction::Warning,
        facts: "假期有偿补课三次".to_owned(),
        decided_by: "市教育局".to_owned(),
        on: on("2022-04-01"),
        from: on("2022-04-01"),
        until: Some(on("2022-10-01")),
        appeal_until: on("2022-05-01"),
        bar: Some(BarDays { from: on("2022-04-01"), until: on("2024-04-01") }),
        rules: ["R-04", "R-03", "R-01"].map(applied).to_vec(),
    }
}

fn history() -> Vec<Event> {
    vec![
        Event::CaseOpened(open()),
        Event::CaseInvestigated(found(CaseFinding::Substantiated)),
        Event::SanctionImposed(imposed()),
    ]
}

fn appealed() -> Event {
    Event::SanctionAppealed(AppealSanction { ground: "事实有误".to_owned(), on: on("2022-04-10") })
}

fn annul(day: &str) -> AnnulSanction {
    AnnulSanction { reason: "申诉成立".to_owned(), on: on(day) }
}

/// A story in which the person can be seen.
fn story(events: impl IntoIterator<Item = Event>) -> crate::testing::Given<Case> {
    given::<Case>(events).with(shows_teacher(51, teacher(None, None)))
}

/// What the event asks of the person, as the stream that is asked.
fn asked_of(events: Vec<Event>, event: &Event) -> Vec<String> {
    let case: Case = told(1, events);
    let mut witness = Witness { about: CaseId(Uuid::from_u128(7)).stream(), ..Witness::default() };
    shows_teacher(51, teacher(None, None))(&mut witness);
    case.follows(event, &witness).iter().map(|follow| follow.stream().to_owned()).collect()
}

#[test]
fn a_case_is_opened_once_for_a_registered_person_and_for_a_reason() {
    story([]).when(Command::OpenCase(open())).then([Event::CaseOpened(open())]);
    story([Event::CaseOpened(open())]).when(Command::OpenCase(open())).refuses("CASE_ALREADY_OPEN");
    given::<Case>([]).when(Command::OpenCase(open())).refuses("CASE_TEACHER_UNKNOWN");
    let bare = OpenCase { reasons: Vec::new(), ..open() };
    story([]).when(Command::OpenCase(bare)).refuses("CASE_REASON_MISSING");
    story([]).when(Command::AnnulSanction(annul("2022-05-01"))).refuses("CASE_NOT_OPEN");
}

#[test]
fn a_sanction_rests_on_facts_that_were_found() {
    let before = story([Event::CaseOpened(open())]).by("东教处〔2022〕1号", None);
    before.when(Command::ImposeSanction(impose())).refuses("CASE_NOT_SUBSTANTIATED");
    let cleared = [Event::CaseOpened(open()), Event::CaseInvestigated(found(CaseFinding::Unsubstantiated))];
    let refusal = story(cleared).by("东教处〔2022〕1号", None).when(Command::ImposeSanction(impose()));
    assert_eq!(refusal.refuses("CASE_NOT_SUBSTANTIATED").rule().map(|rule| rule.id), Some("R-04"));
}

#[test]
fn a_sanction_is_complete_before_it_takes_effect_and_the_refusal_says_what_is_missing() {
    let found = history().into_iter().take(2).collect::<Vec<_>>();
    let bare = ImposeSanction { decided_by: None, appeal_until: None, ..impose() };
    let refusal = story(found.clone()).when(Command::ImposeSanction(bare)).refuses("SANCTION_INCOMPLETE");
    assert!(refusal.zh().contains("处理决定文件、处理单位、申诉期限"), "{}", refusal.zh());
    let early = ImposeSanction { from: Some(on("2022-03-31")), ..impose() };
    let decided = || story(found.clone()).by("东教处〔2022〕1号", None);
    decided().when(Command::ImposeSanction(early)).refuses("SANCTION_BEFORE_DECISION");
    decided().when(Command::ImposeSanction(impose())).then([Event::SanctionImposed(imposed())]);
}

#[test]
fn each_sanction_has_its_period_and_its_bar() {
    let found = history().into_iter().take(2).collect::<Vec<_>>();
    let decided = |asked: ImposeSanction| {
        let event = story(found.clone()).by("1号", None).when(Command::ImposeSanction(asked)).event();
        let Event::SanctionImposed(imposed) = event else { unreachable!("{event:?}") };
        (imposed.until.map(|until| until.day), imposed.bar.map(|bar| bar.until.day))
    };
    let of = |sanction| decided(ImposeSanction { sanction, ..impose() });
    assert_eq!(of(Sanction::Demerit), (Some(day("2023-04-01")), Some(day("2024-04-01"))));
    assert_eq!(of(Sanction::DemotionOrRemoval).0, Some(day("2024-04-01")));
    assert_eq!(of(Sanction::Dismissal), (None, Some(day("2024-04-01"))));
    assert_eq!(of(Sanction::Criticism), (None, None));
    let longer = ImposeSanction { bar_until: Some(on("2025-04-01")), ..impose() };
    assert_eq!(decided(longer).1, Some(day("2025-04-01")));
    let short = ImposeSanction { bar_until: Some(on("2023-04-01")), ..impose() };
    story(found.clone()).by("1号", None).when(Command::ImposeSanction(short)).refuses("CASE_BAR_TOO_SHORT");
}

#[test]
fn an_appeal_comes_in_time_and_is_decided_before_anything_else() {
    let appeal = |day: &str| AppealSanction { ground: "事实有误".to_owned(), on: on(day) };
    story(history()).when(Command::AppealSanction(appeal("2022-04-10"))).then([appealed()]);
    story(history()).when(Command::AppealSanction(appeal("2022-05-01"))).refuses("APPEAL_TOO_LATE");
    let pending = || story(history().into_iter().chain([appealed()]));
    pending().when(Command::AppealSanction(appeal("2022-04-11"))).refuses("APPEAL_PENDING");
    let revoke = RevokeSanction { reason: "改过".to_owned(), on: on("2022-06-01") };
    pending().when(Command::RevokeSanction(revoke)).refuses("APPEAL_PENDING");
    let uphold = UpholdSanction { on: on("2022-05-20") };
    pending().when(Command::UpholdSanction(uphold.clone())).then([Event::SanctionUpheld(uphold.clone())]);
    story(history()).when(Command::UpholdSanction(uphold)).refuses("NO_APPEAL");
    let early = UpholdSanction { on: on("2022-04-09") };
    pending().when(Command::UpholdSanction(early)).refuses("CASE_BEFORE_EARLIER_STEP");
}

#[test]
fn an_amended_sanction_takes_the_place_of_the_first_from_its_first_day() {
    let amend = AmendSanction { sanction: Sanction::Criticism, bar_until: None, on: on("2022-05-20") };
    let event = story(history().into_iter().chain([appealed()])).when(Command::AmendSanction(amend)).event();
    let case: Case = told(1, history().into_iter().chain([appealed(), event.clone()]));
    let standing = case.standing().unwrap();
    assert_eq!((standing.sanction, standing.period.to, &standing.bar), (Sanction::Criticism, None, &None));
    assert_eq!(standing.by, [fact(3), fact(4), fact(5)]);
    assert_eq!(asked_of(history(), &event), [PERSON.stream()], "the bar goes with it");
}

#[test]
fn an_annulled_sanction_never_was_and_its_bar_goes_in_the_same_append() {
    let annulled = Event::SanctionAnnulled(annul("2022-05-20"));
    story(history()).when(Command::AnnulSanction(annul("2022-05-20"))).then([annulled.clone()]);
    assert_eq!(asked_of(history(), &annulled), [PERSON.stream()]);
    let case: Case = told(1, history().into_iter().chain([annulled.clone()]));
    assert!(case.standing().is_none() && case.sanctions()[0].annulled);
    story(history().into_iter().chain([annulled]))
        .when(Command::AnnulSanction(annul("2022-06-01")))
        .refuses("NO_SANCTION");
}

#[test]
fn a_period_ends_when_it_is_over_and_not_before() {
    let expire = |day: &str| Command::ExpireSanction(ExpireSanction { on: on(day) });
    let refusal = story(history()).when(expire("2022-09-30")).refuses("SANCTION_RUNS");
    assert_eq!(refusal.rule().map(|rule| rule.id), Some("R-03"));
    let expired = story(history()).when(expire("2022-10-01")).event();
    assert!(asked_of(history(), &expired).is_empty(), "the bar outlives a warning");
}

#[test]
fn no_text_that_is_kept_names_the_person_and_a_circular_not_even_the_unit() {
    let named = InvestigateCase { facts: "甲有偿补课".to_owned(), ..found(CaseFinding::Substantiated) };
    story([Event::CaseOpened(open())])
        .when(Command::InvestigateCase(named))
        .refuses("CASE_TEXT_NAMES_PERSON");
    let circulate =
        |text: &str| Command::CirculateCase(CirculateCase { text: text.to_owned(), on: on("2022-06-01") });
    story(history()).when(circulate("我市教师甲有偿补课")).refuses("CIRCULAR_NAMES_PERSON");
    let text = "我市一名教师利用寒假有偿补课，给予警告处分";
    story(history()).when(circulate(text)).event();
    story([Event::CaseOpened(open())]).when(circulate(text)).refuses("CASE_NOT_SUBSTANTIATED");
}

#[test]
fn a_case_that_was_voided_is_over_and_its_bars_never_were() {
    let void = VoidCase { reason: "重复立案".to_owned() };
    let voided = Event::CaseVoided(void.clone());
    story(history()).when(Command::VoidCase(void)).then([voided.clone()]);
    assert_eq!(asked_of(history(), &voided), [PERSON.stream()]);
    story(history().into_iter().chain([voided]))
        .when(Command::AnnulSanction(annul("2022-06-01")))
        .refuses("CASE_VOIDED");
}

#[test]
fn every_event_survives_the_wire_and_folds_without_a_history() {
    let more = [
        appealed(),
        Event::SanctionUpheld(UpholdSanction { on: on("2022-05-01") }),
        Event::SanctionAmended(SanctionAmended {
            sanction: Sanction::Demerit,
            until: None,
            bar: None,
            on: on("2022-05-02"),
            rules: Vec::new(),
        }),
        Event::SanctionAnnulled(annul("2022-05-03")),
        Event::SanctionExpired(ExpireSanction { on: on("2022-05-04") }),
        Event::SanctionRevoked(RevokeSanction { reason: "改过".to_owned(), on: on("2022-05-05") }),
        Event::CaseCirculated(CirculateCase { text: "一名教师".to_owned(), on: on("2022-05-06") }),
        Event::CaseVoided(VoidCase { reason: "重复".to_owned() }),
    ];
    for event in history().into_iter().chain(more) {
        survives_the_wire::<Case>(&event);
        let mut case = Case::default();
        Case::evolve(&mut case, &event, Origin { position: 1, id: fact(1) });
        assert!(case.standing().is_none() || event.kind() == "sanction.imposed");
    }
}

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::*;
use crate::{
    CivilDate, Decider, EventId, Origin, Precision, Stamp,
    teacher::{
        honour::RevokeHonour,
        identity::{IdentityCommand, RenameTeacher},
        merge::{AbsorbTeacher, MergeEvent, MergeTeacher, ReleaseTeacher, UndoTeacherMerge},
        post::EndAssignment,
        privacy::{ErasePersonalData, LiftLegalHold, PlaceLegalHold, PrivacyEvent},
        secondment::{ApproveSecondment, CancelSecondment, ExtendSecondment, ReturnTeacher, SecondTeacher},
        segments,
    },
    testing::{day, survives_the_wire},
};

/// A few days, so that what is told often meets.
fn dates() -> impl Strategy<Value = CivilDate> {
    (0..12_u64, any::<bool>()).prop_map(|(month, exact)| {
        let day = day("2020-01-01").checked_add_days(Days::new(month * 30)).unwrap();
        if exact {
            CivilDate::from(day)
        } else {
            CivilDate { day, precision: Precision::Month, text: Some("一月".to_owned()) }
        }
    })
}

/// Events told so far and some that were never told.
fn facts() -> impl Strategy<Value = EventId> {
    (1..14_u128).prop_map(fact)
}

fn units() -> impl Strategy<Value = OrganisationId> {
    prop_oneof![Just(HOME), Just(OTHER), Just(PRIVATE)]
}

fn values<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
    proptest::sample::select(all)
}

fn identities() -> impl Strategy<Value = Statement> {
    prop_oneof![
        Just(IdentityEvent::TeacherRegistered(person())),
        (dates(), any::<bool>()).prop_map(|(from, known)| {
            let name = if known { Personal::Known("乙".to_owned()) } else { Personal::Erased };
            IdentityEvent::TeacherRenamed(RenameTeacher { name, from })
        }),
    ]
    .prop_map(Statement::from)
}

fn hires() -> impl Strategy<Value = Statement> {
    let hired = (units(), dates(), values(Staffing::ALL), proptest::option::of(units())).prop_map(
        |(organisation, from, staffing, paying)| {
            HireEvent::TeacherHired(HireTeacher {
                from,
                staffing,
                paying,
                ..hire(organisation, "2020-01-01")
            })
        },
    );
    let moved = (units(), dates(), values(Staffing::ALL)).prop_map(|(organisation, from, staffing)| {
        HireEvent::TeacherTransferred(TransferTeacher {
            from,
            staffing,
            ..transfer(organisation, "2020-01-01")
        })
    });
    let ended = (facts(), dates(), values(LeaveReason::ALL)).prop_map(|(employment, on, reason)| {
        HireEvent::EmploymentEnded(EmploymentEnded { employment, on, reason })
    });
    prop_oneof![hired, moved, ended].prop_map(Statement::from)
}

fn posts() -> impl Strategy<Value = Statement> {
    let given = (units(), dates(), proptest::option::of(dates()), any::<u32>(), any::<bool>()).prop_map(
        |(organisation, from, to, fte_percent, primary)| {
            let post = primary.then(|| "校长".to_owned());
            PostEvent::TeacherAssigned(AssignTeacher {
                from,
                to,
                fte_percent,
                primary,
                post,
                ..work(organisation, "2020-01-01", None)
            })
        },
    );
    let ended = (facts(), dates())
        .prop_map(|(assignment, on)| PostEvent::AssignmentEnded(EndAssignment { assignment, on }));
    let granted = (values(Title::ALL), dates()).prop_map(|(title, from)| {
        PostEvent::TitleGranted(GrantTitle {
            title,
            from,
            authority: None,
            certificate: Some("一".to_owned()),
            rules: Vec::new(),
        })
    });
    prop_oneof![given, ended, granted].prop_map(Statement::from)
}

fn secondments() -> impl Strategy<Value = Statement> {
    let proposed = (units(), dates(), proptest::option::of(dates()), prop_oneof![Just(100), any::<u32>()])
        .prop_map(|(organisation, from, to, fte_percent)| {
            let proposal = proposal(organisation, "2020-01-01", None, fte_percent);
            SecondmentEvent::SecondmentProposed(ProposeSecondment { from, to, ..proposal })
        });
    let steps = (facts(), dates(), 0..5_u8).prop_map(|(secondment, day, step)| match step {
        0 => SecondmentEvent::SecondmentApproved(ApproveSecondment { secondment }),
        1 => SecondmentEvent::TeacherSeconded(SecondTeacher { secondment, from: day, rules: Vec::new() }),
        2 => SecondmentEvent::SecondmentExtended(ExtendSecondment { secondment, to: day, rules: Vec::new() }),
        3 => SecondmentEvent::TeacherReturned(ReturnTeacher { secondment, on: day }),
        _ => SecondmentEvent::SecondmentCancelled(CancelSecondment { secondment, reason: String::new() }),
    });
    prop_oneof![proposed, steps].prop_map(Statement::from)
}

fn merits() -> impl Strategy<Value = Statement> {
    let trained = (dates(), any::<u32>()).prop_map(|(on, hours)| {
        TrainingEvent::TrainingCompleted(CompleteTraining { on, ..training("一", "2020-01-01", hours) })
            .into()
    });
    let honoured = (dates(), values(HonourLevel::ALL)).prop_map(|(on, level)| {
        HonourEvent::HonourConferred(HonourConferred { on, level, ..conferral("一", "2020-01-01") }).into()
    });
    let taken = (facts(), proptest::option::of(dates())).prop_map(|(honour, from)| {
        HonourEvent::HonourRevoked(RevokeHonour { honour, from, reason: String::new() }).into()
    });
    let barred = (dates(), dates()).prop_map(|(from, until)| {
        ConductEvent::BarImposed(ImposeBar { from, until, reason: String::new(), case: None }).into()
    });
    let lifted = (facts(), proptest::option::of(dates()))
        .prop_map(|(bar, from)| ConductEvent::BarLifted(LiftBar { bar, from, reason: String::new() }).into());
    prop_oneof![trained, honoured, taken, barred, lifted]
}

/// Another registration.
const ANOTHER: crate::TeacherId = crate::TeacherId(uuid::Uuid::from_u128(77));

fn statements() -> impl Strategy<Value = Statement> {
    prop_oneof![1 => identities(), 3 => hires(), 3 => posts(), 3 => secondments(), 2 => merits()]
}

fn events() -> impl Strategy<Value = TeacherEvent> {
    let corrected = (facts(), statements()).prop_map(|(corrects, statement)| {
        PastEvent::FactCorrected(CorrectFact { corrects, statement, reason: String::new() })
    });
    let revoked = (facts(), proptest::option::of(dates())).prop_map(|(revokes, from)| {
        PastEvent::FactRevoked(RevokeFact { revokes, from, reason: String::new() })
    });
    let voided = facts().prop_map(|voids| PastEvent::FactVoided(VoidFact { voids, reason: String::new() }));
    let privacy = (facts(), dates(), 0..8_u8).prop_map(|(hold, since, what)| match what {
        0..3 => PrivacyEvent::LegalHoldPlaced(PlaceLegalHold { since, reason: String::new() }),
        3..6 => PrivacyEvent::LegalHoldLifted(LiftLegalHold { hold, reason: String::new() }),
        _ => PrivacyEvent::PersonalDataErased(ErasePersonalData { reason: String::new() }),
    });
    let merge = (0..4_u8).prop_map(|what| match what {
        0 => MergeEvent::TeacherMerged(MergeTeacher { survivor: ANOTHER, reason: String::new() }),
        1 => MergeEvent::TeacherMergeUndone(UndoTeacherMerge { reason: String::new() }),
        2 => MergeEvent::TeacherAbsorbed(AbsorbTeacher { absorbed: ANOTHER, overlaps: Vec::new() }),
        _ => MergeEvent::TeacherReleased(ReleaseTeacher { absorbed: ANOTHER }),
    });
    prop_oneof![
        1 => merge.prop_map(TeacherEvent::Merge),
        1 => privacy.prop_map(TeacherEvent::Privacy),
        4 => statements().prop_map(TeacherEvent::Stated),
        1 => corrected.prop_map(TeacherEvent::Past),
        1 => revoked.prop_map(TeacherEvent::Past),
        1 => voided.prop_map(TeacherEvent::Past),
    ]
}

fn stamp() -> Stamp {
    Stamp {
        actor: "tester".to_owned(),
        acting_for: None,
        today: day("2022-06-30"),
        correlation: Uuid::nil(),
        causation: None,
        explanations: std::collections::BTreeMap::new(),
        document: None,
    }
}

fn shadows(teacher: &Teacher) -> Vec<NaiveDate> {
    let days = (0..14_u64).map(|month| day("2020-01-01").checked_add_days(Days::new(month * 30)).unwrap());
    days.filter(|day| teacher.timeline().employments.on(*day).next().is_some()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn any_history_folds_and_its_timeline_is_the_one_folded_anew(history in proptest::collection::vec(events(), 0..14)) {
        let mut teacher = Teacher::default();
        for (number, event) in (1_u128..).zip(&history) {
            teacher.evolve(event, Origin { position: i64::try_from(number).unwrap(), id: fact(number) });
            prop_assert_eq!(teacher.timeline(), &teacher.refolded());
        }
        // Nothing asked of any history panics.
        let _ = (teacher.timeline().contradictions(), teacher.birth(), teacher.timeline().months_of_teaching(NaiveDate::MAX));
    }

    #[test]
    fn segments_are_ordered_apart_maximal_and_cover_exactly_the_service(history in proptest::collection::vec(events(), 0..14)) {
        let teacher: Teacher = told(1, history);
        let segments = segments(teacher.timeline());
        for segment in &segments {
            prop_assert!(!segment.period.is_empty());
            prop_assert!(segment.by.is_sorted());
            prop_assert!(teacher.timeline().employments.on(segment.period.from).next().is_some());
        }
        for pair in segments.windows(2) {
            let end = pair[0].period.to.unwrap();
            prop_assert!(end <= pair[1].period.from);
            prop_assert!(end < pair[1].period.from || pair[0].service != pair[1].service);
        }
        let days = shadows(&teacher);
        let covered = |day: &NaiveDate| segments.iter().filter(|segment| segment.period.contains(*day)).count() == 1;
        prop_assert!(days.iter().all(covered));
    }

    #[test]
    fn every_event_survives_the_wire(event in events()) {
        survives_the_wire::<Teacher>(&event);
    }

    #[test]
    fn of_an_erased_person_nothing_personal_is_left_whatever_the_log_holds(history in proptest::collection::vec(events(), 0..14)) {
        let mut teacher = Teacher::default();
        for (number, event) in (1_u128..).zip(&history) {
            let facts = teacher.timeline().contradictions();
            let erases = matches!(event, TeacherEvent::Privacy(_));
            teacher.evolve(event, Origin { position: i64::try_from(number).unwrap(), id: fact(number) });
            if erases {
                prop_assert_eq!(&facts, &teacher.timeline().contradictions(), "all else stays");
            }
            let names = teacher.timeline().identity.names.iter().map(|name| &name.value);
            let known = names.chain(teacher.timeline().identity.registered.iter().map(|person| &person.value.name));
            let known = known.filter(|name| name.known().is_some()).count();
            if teacher.privacy().erased.is_some() {
                prop_assert_eq!(known, 0);
                prop_assert!(teacher.personal().is_empty() && teacher.birth().is_none());
            }
        }
    }

    #[test]
    fn who_is_registered_is_not_registered_again(history in proptest::collection::vec(events(), 0..8)) {
        let mut teacher: Teacher = told(1, history);
        let command = TeacherCommand::Identity(IdentityCommand::RegisterTeacher(person()));
        if let Ok(events) = teacher.decide(&command, &Witness::default(), &stamp()) {
            for event in events {
                Decider::evolve(&mut teacher, &event, Origin { position: 99, id: fact(99) });
            }
        }
        prop_assert!(teacher.decide(&command, &Witness::default(), &stamp()).is_err());
    }

    #[test]
    fn a_change_of_the_past_that_is_accepted_makes_no_new_overlap_with_what_it_changes(
        history in proptest::collection::vec(events(), 0..12),
        corrects in facts(),
        statement in statements(),
    ) {
        let mut teacher: Teacher = told(1, since_hired(history));
        let command = CorrectFact { corrects, statement, reason: "录入有误".to_owned() };
        let command = TeacherCommand::Past(crate::teacher::past::PastCommand::CorrectFact(command));
        let before = teacher.timeline().contradictions();
        if let Ok(events) = teacher.decide(&command, &Witness::default(), &stamp()) {
            Decider::evolve(&mut teacher, &events[0], Origin { position: 99, id: fact(99) });
            let after = teacher.timeline().contradictions();
            let mine = |found: &&crate::teacher::Contradiction| found.fact == corrects || found.with == corrects;
            let new = after.iter().filter(mine).filter(|found| !before.contains(found) && found.how.ends_with("OVERLAP"));
            prop_assert_eq!(new.count(), 0);
        }
    }
}

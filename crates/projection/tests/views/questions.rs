//! Every question of every view with all its filters set, and lists walked page by page.

use liangshi_domain::{
    OrganisationId,
    code::Basis,
    organisation::{OrganisationFlag, OrganisationKind},
    policy::CountDefinition,
};
use liangshi_projection::{
    Page,
    views::{
        candidate, cohort_board, evidence, leading_talents, organisation, person, programme,
        reserve_principals, round, service, studio_hosts,
    },
};
use uuid::Uuid;

use crate::{
    city::{BUREAU, EAST, FIRST, HOSTS, ROUND, SECOND, WEST, candidacy, teacher},
    world::World,
};

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

async fn every_filter_of_the_roster_narrows_and_together_they_still_find(world: World) {
    world.city().await;
    world.teaches(1, "甲 Li", FIRST).await;
    let at = world.at("2022-01-01").await;
    let filter = |name: &str| service::Filter {
        scope: Some(BUREAU.0),
        organisation: Some(EAST.0),
        stage: some("PRIMARY"),
        subject: some("13"),
        title: some("SENIOR"),
        category: some("FULL_TIME_TEACHER"),
        staffing: some("ESTABLISHED"),
        name: some(name),
        ..service::Filter::on(Basis::Workplace)
    };
    let page = Page { first: 10, after: Some((String::new(), String::new())) };
    let count = async |filter: service::Filter| {
        let listed = service::list(&world.views, &filter, at, &page).await.unwrap().len();
        assert_eq!(service::count(&world.views, &filter, at).await.unwrap(), i64::try_from(listed).unwrap());
        listed
    };
    for name in ["甲", "li", "LI", ""] {
        assert_eq!(count(filter(name)).await, 1, "{name}");
    }
    for name in ["乙", "%", "_"] {
        assert_eq!(count(filter(name)).await, 0, "{name}");
    }
    assert_eq!(count(service::Filter { stage: some("JUNIOR"), ..filter("甲") }).await, 0);
    assert_eq!(count(service::Filter { subject: some("14"), ..filter("甲") }).await, 0);
    assert_eq!(count(service::Filter { title: some("FIRST"), ..filter("甲") }).await, 0);
    assert_eq!(count(service::Filter { category: some("WORKER"), ..filter("甲") }).await, 0);
    assert_eq!(count(service::Filter { staffing: some("CONTRACT"), ..filter("甲") }).await, 0);
    assert_eq!(count(service::Filter { seconded: some("ROTATION"), ..filter("甲") }).await, 0);
    assert_eq!(count(service::Filter { organisation: Some(WEST.0), ..filter("甲") }).await, 0);
    assert_eq!(count(service::Filter { scope: Some(WEST.0), ..filter("甲") }).await, 0);
}

async fn organisations_are_found_by_every_filter(world: World) {
    world.city().await;
    let at = world.at("2022-01-01").await;
    let filter = || organisation::Filter {
        scope: Some(BUREAU.0),
        under: Some(EAST.0),
        kind: some("SCHOOL"),
        nature: some("PUBLIC"),
        name: some("小学"),
        parent: Some(EAST.0),
        governance: None,
        flag: None,
    };
    let page = Page { first: 10, after: Some((String::new(), String::new())) };
    let found = organisation::list(&world.views, &filter(), at, &page).await.unwrap();
    assert_eq!(
        found.iter().map(|row| row.name.clone().unwrap()).collect::<Vec<_>>(),
        ["第一小学", "第二小学"]
    );
    assert_eq!(organisation::count(&world.views, &filter(), at).await.unwrap(), 2);
    let others = [
        organisation::Filter { governance: some("BOARD"), ..filter() },
        organisation::Filter { flag: Some(OrganisationFlag::Brand), ..filter() },
        organisation::Filter { kind: some("TOWN"), ..filter() },
        organisation::Filter { nature: some("PRIVATE"), ..filter() },
        organisation::Filter { name: some("中学"), ..filter() },
        organisation::Filter { parent: Some(WEST.0), ..filter() },
        organisation::Filter { under: Some(WEST.0), ..filter() },
    ];
    for other in others {
        assert_eq!(organisation::count(&world.views, &other, at).await.unwrap(), 0, "{other:?}");
    }
    assert_eq!(organisation::many(&world.views, &[FIRST, SECOND, WEST], at).await.unwrap().len(), 3);
    assert!(organisation::many(&world.views, &[], at).await.unwrap().is_empty());
    let nobody = OrganisationId(Uuid::from_u128(9));
    assert!(organisation::find(&world.views, nobody, at).await.unwrap().is_none());
    assert!(organisation::lies_in(&world.views, FIRST, Some(EAST.0), at).await.unwrap());
    assert!(!organisation::lies_in(&world.views, FIRST, Some(WEST.0), at).await.unwrap());
    assert!(organisation::lies_in(&world.views, FIRST, None, at).await.unwrap());
}

async fn candidates_are_found_by_every_filter(world: World) {
    world.city().await;
    world.teaches(1, "甲", FIRST).await;
    world.launches().await;
    world.nominates(1, FIRST).await;
    let at = world.at("2022-06-30").await;
    let filter = || candidate::Filter {
        scope: Some(EAST.0),
        programme: Some(HOSTS),
        round: Some(ROUND),
        candidacy: Some(candidacy(1)),
        teacher: Some(teacher(1)),
        category: some("famous-teacher"),
        stage: some("NOMINATED"),
        counts_as: Some(CountDefinition::Nominated),
        term_ends_within_days: None,
        taken_in: Some(false),
    };
    let page = Page { first: 10, after: None };
    assert_eq!(cohort_board::members(&world.views, &filter(), at, &page).await.unwrap().len(), 1);
    assert_eq!(cohort_board::count(&world.views, &filter(), at).await.unwrap(), 1);
    assert_eq!(studio_hosts::VIEW.list(&world.views, &filter(), at, &page).await.unwrap().len(), 1);
    assert!(leading_talents::VIEW.list(&world.views, &filter(), at, &page).await.unwrap().is_empty());
    assert!(reserve_principals::VIEW.list(&world.views, &filter(), at, &page).await.unwrap().is_empty());
    let others = [
        candidate::Filter { scope: Some(WEST.0), ..filter() },
        candidate::Filter { candidacy: Some(candidacy(2)), ..filter() },
        candidate::Filter { teacher: Some(teacher(2)), ..filter() },
        candidate::Filter { term_ends_within_days: Some(365), ..filter() },
        candidate::Filter { taken_in: Some(true), ..filter() },
        candidate::Filter { category: some("famous-secretary"), ..filter() },
        candidate::Filter { stage: some("CONFIRMED"), ..filter() },
        candidate::Filter { counts_as: Some(CountDefinition::Certified), ..filter() },
    ];
    for other in others {
        assert_eq!(cohort_board::count(&world.views, &other, at).await.unwrap(), 0, "{other:?}");
    }
}

async fn programmes_rounds_and_persons_are_found(world: World) {
    world.city().await;
    world.registers(1, "甲").await;
    world.registers(2, "乙").await;
    world.launches().await;
    let at = world.at("2022-06-30").await;
    let programmes = programme::list(&world.views, at).await.unwrap();
    assert_eq!(programmes.iter().map(|row| row.slug.as_str()).collect::<Vec<_>>(), ["studio-hosts"]);
    for (id, of) in [(None, None), (Some(ROUND), None), (None, Some(HOSTS)), (Some(ROUND), Some(HOSTS))] {
        assert_eq!(round::list(&world.views, id, of, at).await.unwrap().len(), 1);
    }
    let persons = person::of(&world.views, &[teacher(1), teacher(2), teacher(3)], at).await.unwrap();
    assert_eq!(persons.len(), 2);
    let found = person::find(&world.views, &person::Key::StaffNumber("DG0002".to_owned()), at)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(found.name.as_deref(), Some("乙"));
    let nobody = person::Key::Identity("441900188001010016".to_owned());
    assert!(person::find(&world.views, &nobody, at).await.unwrap().is_none());
}

async fn an_event_is_found_by_its_document_stream_kind_and_id(world: World) {
    world.city().await;
    world.registers(1, "甲").await;
    let hired = world.hires(1, FIRST, "2010-09-01").await;
    let known = world.at("2022-01-01").await.known;
    let filter = || evidence::Filter {
        before: Some(known + 1),
        stream: Some(teacher(1).stream()),
        document: some("教〔2022〕12号"),
        kind: some("teacher.hired"),
        without: None,
        known,
    };
    let found = evidence::list(&world.views, &filter(), 10).await.unwrap();
    assert_eq!(found.iter().map(|row| row.event.clone()).collect::<Vec<_>>(), [hired.to_string()]);
    assert_eq!(found[0].decision().unwrap().number, "教〔2022〕12号");
    for other in [
        evidence::Filter { before: Some(known), ..filter() },
        evidence::Filter { known: known - 1, ..filter() },
        evidence::Filter { stream: Some(teacher(2).stream()), ..filter() },
        evidence::Filter { document: some("教〔2022〕13号"), ..filter() },
        evidence::Filter { kind: some("teacher.registered"), ..filter() },
    ] {
        let count = evidence::list(&world.views, &other, 10).await.unwrap().len();
        assert_eq!(count, usize::from(other.kind.as_deref() == Some("teacher.registered")), "{other:?}");
    }
    assert_eq!(evidence::events(&world.views, &[hired]).await.unwrap()[0].known_from, known);
    let newest =
        evidence::list(&world.views, &evidence::Filter { known, ..Default::default() }, 3).await.unwrap();
    assert_eq!(newest.iter().map(|row| row.known_from).collect::<Vec<_>>(), [known, known - 1, known - 2]);
    let hidden = evidence::Filter { without: Some("teacher"), known, ..Default::default() };
    let others = evidence::list(&world.views, &hidden, 100).await.unwrap();
    assert!(!others.is_empty() && others.iter().all(|row| !row.stream.starts_with("teacher-")));
}

async fn lists_are_walked_page_by_page_in_one_order_and_everybody_comes_once(world: World) {
    world.city().await;
    // The third has the first's name; capitals, small letters and Chinese sort by their bytes on both databases.
    let names = ["乙", "甲", "乙", "a", "B", "阿", "_"];
    for (number, name) in (1..).zip(names) {
        world.registers(number, name).await;
        world.hires(number, FIRST, "2010-09-01").await;
    }
    let at = world.at("2022-01-01").await;
    let filter = service::Filter { scope: Some(EAST.0), ..service::Filter::on(Basis::Personnel) };
    let mut page = Page { first: 2, after: None };
    let mut walked = Vec::new();
    loop {
        let found = service::list(&world.views, &filter, at, &page).await.unwrap();
        let Some(last) = found.last() else { break };
        page.after = Some((last.name.clone(), last.service.teacher.clone()));
        walked.extend(found.into_iter().map(|row| (row.name, row.service.teacher)));
    }
    let mut expected: Vec<_> =
        (1..).zip(names).map(|(number, name)| (name.to_owned(), teacher(number).to_string())).collect();
    expected.sort();
    assert_eq!(walked, expected);
}

async fn organisations_and_candidates_are_walked_too(world: World) {
    world.city().await;
    world.opens(OrganisationId(Uuid::from_u128(0x1020)), "第一小学", OrganisationKind::School).await;
    let at = world.at("2022-06-30").await;
    let mut page = Page { first: 3, after: None };
    let mut walked = Vec::new();
    loop {
        let found =
            organisation::list(&world.views, &organisation::Filter::default(), at, &page).await.unwrap();
        let Some(last) = found.last() else { break };
        page.after = Some((last.name.clone().unwrap_or_default(), last.organisation.clone()));
        walked.extend(found.into_iter().map(|row| (row.name, row.organisation)));
    }
    assert_eq!(walked.len(), 7);
    assert!(walked.is_sorted());
    world.launches().await;
    for number in 1..=5 {
        world.teaches(number, "甲", FIRST).await;
        world.nominates(number, FIRST).await;
    }
    let at = world.at("2022-06-30").await;
    let (mut page, mut walked) = (Page { first: 2, after: None }, Vec::new());
    loop {
        let found =
            studio_hosts::VIEW.list(&world.views, &candidate::Filter::default(), at, &page).await.unwrap();
        let Some(last) = found.last() else { break };
        page.after = Some((String::new(), last.candidacy.clone()));
        walked.extend(found.into_iter().map(|row| row.candidacy));
    }
    assert_eq!(walked, (1..=5).map(|number| candidacy(number).to_string()).collect::<Vec<_>>());
}

on_each_database!(
    every_filter_of_the_roster_narrows_and_together_they_still_find,
    organisations_are_found_by_every_filter,
    candidates_are_found_by_every_filter,
    programmes_rounds_and_persons_are_found,
    an_event_is_found_by_its_document_stream_kind_and_id,
    lists_are_walked_page_by_page_in_one_order_and_everybody_comes_once,
    organisations_and_candidates_are_walked_too,
);

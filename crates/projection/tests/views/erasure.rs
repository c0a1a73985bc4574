//! A person is erased: no row and no byte of the views says who it was, and everything else is still said.

use liangshi_domain::{
    Personal,
    code::{Sex, Title},
    teacher::{
        TeacherCommand,
        identity::{IdentityCommand, IdentityEvent, RegisterTeacher, RenameTeacher},
        privacy::{ErasePersonalData, PrivacyCommand},
    },
};
use liangshi_projection::{
    At,
    views::{
        person::{self, Key, PersonRow},
        teacher_history,
    },
};

use crate::{
    city::{FIRST, THIRD, teacher},
    machinery::digests,
    world::{World, on},
};

/// Who is erased: every name and number, also those that only closed rows held.
const ERASED: [&str; 4] = ["墨翟甲乙丙", "公输丁戊己", "误录庚辛壬", "441900188001010016"];
/// Who stays.
const KEPT: [&str; 3] = ["端木癸子丑", "澹台寅卯辰", "110105184912310020"];

fn person(number: u128, name: &str, identity: &str) -> RegisterTeacher {
    RegisterTeacher {
        name: Personal::Known(name.to_owned()),
        identity: Some(Personal::Known(identity.parse().unwrap())),
        birth: None,
        sex: Sex::Female,
        staff_number: Some(format!("DG{number:04}")),
    }
}

impl World {
    async fn identity(&self, number: u128, command: IdentityCommand) -> liangshi_domain::EventId {
        self.teacher(number, TeacherCommand::Identity(command)).await
    }

    async fn renames(&self, number: u128, name: &str, from: &str) {
        let rename = RenameTeacher { name: Personal::Known(name.to_owned()), from: on(from) };
        self.identity(number, IdentityCommand::RenameTeacher(rename)).await;
    }

    /// Two persons with a past: wrongly registered and corrected, hired, renamed, promoted, seconded.
    async fn persons(&self) {
        self.city().await;
        let [first, later, wrong, number] = ERASED;
        let registered = self.identity(1, IdentityCommand::RegisterTeacher(person(1, wrong, number))).await;
        let [other, renamed, others_number] = KEPT;
        self.identity(2, IdentityCommand::RegisterTeacher(person(2, other, others_number))).await;
        for teacher in [1, 2] {
            self.hires(teacher, FIRST, "2010-09-01").await;
            self.assigns(teacher, FIRST, "2010-09-01").await;
        }
        self.corrects(1, registered, IdentityEvent::TeacherRegistered(person(1, first, number))).await;
        self.renames(1, later, "2015-01-01").await;
        self.renames(2, renamed, "2015-01-01").await;
        self.grants(1, Title::Senior, "2015-01-01").await;
        self.grants(2, Title::Senior, "2015-01-01").await;
        self.sends(1, THIRD, "2021-09-01", "2022-09-01").await;
    }

    async fn erases(&self, number: u128) {
        let erase =
            PrivacyCommand::ErasePersonalData(ErasePersonalData { reason: "本人申请".to_owned() });
        self.teacher(number, TeacherCommand::Privacy(erase)).await;
    }

    /// Everything the views have on the disk.
    async fn bytes(&self) -> Vec<u8> {
        if self.database.is_empty() {
            let path = self.url.trim_start_matches("sqlite:");
            return ["views", "views-wal"]
                .iter()
                .flat_map(|end| std::fs::read(format!("{path}.{end}")).unwrap_or_default())
                .collect();
        }
        self.log_sql("CHECKPOINT").await;
        let files = "SELECT current_setting('data_directory') || '/' || pg_relation_filepath(c.oid) \
                     FROM pg_class c WHERE c.relnamespace = 'liangshi_views'::regnamespace AND c.relkind IN ('r', 'i', 't')";
        let paths: Vec<String> = self.server_texts(files).await;
        assert!(paths.len() > 20, "{paths:?}");
        paths.iter().flat_map(|path| std::fs::read(path).unwrap()).collect()
    }

    async fn found<'a>(&self, texts: &[&'a str]) -> Vec<&'a str> {
        let bytes = self.bytes().await;
        let holds = |text: &&str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
        texts.iter().copied().filter(holds).collect()
    }

    async fn card(&self, number: u128, at: At) -> Option<PersonRow> {
        person::of(&self.views, &[teacher(number)], at).await.unwrap().pop()
    }

    async fn all_agree(&self) {
        for name in self.views.names() {
            let check = self.views.check(name, |_| {}).await.unwrap();
            assert!(check.agrees(), "{check:?}");
        }
    }
}

async fn no_byte_of_the_views_says_who_an_erased_person_was(world: World) {
    world.persons().await;
    assert_eq!(world.found(&ERASED).await, ERASED, "the search finds what is there");
    world.erases(1).await;
    assert_eq!(world.found(&ERASED).await, [""; 0]);
    assert_eq!(world.found(&KEPT).await, KEPT);
    assert_eq!(world.views.uncompacted().await.unwrap(), [""; 0]);
    // Neither after more was written, nor after all views were built from nothing.
    world.grants(1, Title::Professor, "2022-01-01").await;
    world.all_agree().await;
    for name in world.views.names() {
        assert!(world.views.rebuild(name, |_| {}).await.unwrap().agrees(), "{name}");
    }
    assert_eq!(world.found(&ERASED).await, [""; 0]);
    world.views.close().await;
    assert_eq!(world.found(&KEPT).await, KEPT);
}

async fn what_happened_to_an_erased_person_is_still_told_as_it_was_known(world: World) {
    world.persons().await;
    let head = world.log.head().await.unwrap().position;
    let times: Vec<At> = (1..=head)
        .flat_map(|known| ["2012-01-01", "2022-01-01"].map(|day| At { valid: on(day).day, known }))
        .collect();
    let mut before = Vec::new();
    for at in &times {
        before.push((world.card(1, *at).await, world.card(2, *at).await));
    }
    let history = teacher_history::of(&world.views, teacher(1), head, true).await.unwrap();
    world.erases(1).await;
    for (at, (erased, kept)) in times.iter().zip(before) {
        let now = world.card(1, *at).await;
        assert_eq!(now.is_some(), erased.is_some(), "{at:?}");
        if let (Some(now), Some(then)) = (now, erased) {
            assert_eq!((now.name, now.identity, now.birth), (None, None, None), "{at:?}");
            assert_eq!((now.sex, now.staff_number), (then.sex, then.staff_number), "{at:?}");
        }
        let other = world.card(2, *at).await;
        assert_eq!(other.map(|row| (row.name, row.identity)), kept.map(|row| (row.name, row.identity)));
    }
    let told = teacher_history::of(&world.views, teacher(1), head, true).await.unwrap();
    assert_eq!(format!("{told:?}"), format!("{history:?}"));
    let number = Key::Identity(ERASED[3].to_owned());
    for at in times {
        assert!(person::find(&world.views, &number, at).await.unwrap().is_none());
    }
    world.all_agree().await;
}

/// The key is gone before the views come to it, and gone already when they are built from nothing.
async fn views_far_behind_and_views_from_nothing_are_the_same(world: World) {
    world.persons().await;
    let behind = world.opened_again().await;
    world.log.vault().destroy(&teacher(1).stream(), "officer-1", "本人申请").await.unwrap();
    world.grants(1, Title::Professor, "2022-01-01").await;
    world.erases(1).await;
    world.erases(2).await;
    let kept_up = digests(&world.views).await;
    world.all_agree().await;
    world.views_sql("UPDATE registry SET version = 0").await;
    let anew = world.opened_again().await;
    anew.catch_up(|_| {}).await.unwrap();
    assert_eq!(digests(&anew).await, kept_up);
    assert_eq!(behind.catch_up(|_| {}).await.unwrap(), world.log.head().await.unwrap().position);
    assert_eq!(digests(&behind).await, kept_up);
    assert_eq!(world.found(&[ERASED, [KEPT[0], KEPT[1], KEPT[2], KEPT[0]]].concat()).await, [""; 0]);
}

/// Whoever erased may die before the bytes are gone; who comes after it does the rest.
async fn a_compaction_that_was_left_undone_is_done_by_the_next(world: World) {
    world.persons().await;
    world
        .views_sql(
            "UPDATE lease SET holder = 'builder', until_ms = until_ms + 9000000000000 WHERE name = 'builder'",
        )
        .await;
    world.erases(1).await;
    let waiting = world.views.uncompacted().await.unwrap();
    assert!(waiting.iter().any(|name| name == "person"), "{waiting:?}");
    world.views.close().await;
    world.views_sql("CREATE TABLE person_77 (name TEXT)").await;
    world.views_sql(&format!("INSERT INTO person_77 (name) VALUES ('{}')", ERASED[0])).await;
    world.views_sql("UPDATE lease SET until_ms = 0").await;
    let next = world.opened_again().await;
    next.catch_up(|_| {}).await.unwrap();
    assert_eq!(next.uncompacted().await.unwrap(), [""; 0]);
    assert_eq!(world.found(&ERASED).await, [""; 0]);
    assert_eq!(world.found(&KEPT).await, KEPT);
}

on_each_database!(
    no_byte_of_the_views_says_who_an_erased_person_was,
    what_happened_to_an_erased_person_is_still_told_as_it_was_known,
    views_far_behind_and_views_from_nothing_are_the_same,
    a_compaction_that_was_left_undone_is_done_by_the_next,
);

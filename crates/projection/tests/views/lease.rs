//! Several processes on one log: one of them projects, all of them answer, and who may project moves on.

use std::time::{Duration, Instant};

use liangshi_domain::{
    OrganisationId,
    organisation::{Organisation, OrganisationCommand, OrganisationKind},
};
use liangshi_projection::{Page, Views, views::organisation};
use tokio::{sync::oneshot, task::JoinHandle};

use crate::{
    city::{EAST, FIRST, FOURTH, WEST, moving, opening},
    machinery::digests,
    world::World,
};

const LONG: Duration = Duration::from_secs(30);
/// The lease lasts five seconds; whoever waits for it looks twice a second.
const LEASE: Duration = Duration::from_secs(7);

/// A process that serves: it follows the log until it is told to stop, or vanishes.
struct Serving {
    views: Views,
    task: JoinHandle<()>,
    stop: oneshot::Sender<()>,
}

impl Serving {
    fn new(views: Views) -> Self {
        let (stop, stopped) = oneshot::channel::<()>();
        let follower = views.clone();
        let task = tokio::spawn(async move { follower.follow(async { drop(stopped.await) }).await });
        Self { views, task, stop }
    }

    /// Serves and projects.
    async fn projecting(views: Views) -> Self {
        let serving = Self::new(views);
        serving.projects().await;
        serving
    }

    async fn projects(&self) {
        let started = Instant::now();
        while !self.views.projects_here() {
            assert!(started.elapsed() < LONG, "it never projects");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Ends as a killed process does: nothing is given back.
    async fn vanishes(self) -> Views {
        self.task.abort();
        assert!(self.task.await.unwrap_err().is_cancelled());
        self.views
    }

    async fn ends(self) {
        self.stop.send(()).unwrap();
        self.task.await.unwrap();
        self.views.close().await;
    }
}

/// Recorded and left to whoever projects; answers the position.
async fn records(world: &World, id: OrganisationId, command: OrganisationCommand) -> i64 {
    world.records::<Organisation>(id.stream(), command).await;
    world.log.head().await.unwrap().position
}

async fn opens(world: &World) -> i64 {
    records(world, FOURTH, opening("第四小学", OrganisationKind::School)).await
}

/// The parent of the first school, as this process answers at its own position.
async fn parent(views: &Views) -> Option<String> {
    let at = liangshi_projection::At { valid: crate::world::day("2022-01-01"), known: views.position() };
    organisation::find(views, FIRST, at).await.unwrap().unwrap().parent
}

async fn one_projects_and_the_answers_of_the_others_follow(world: World) {
    world.city().await;
    let first = Serving::projecting(world.views.clone()).await;
    let (log, views) = world.process().await;
    let second = Serving::new(views);
    for round in 0..6 {
        let to = if round % 2 == 0 { WEST } else { EAST };
        let position = records(&world, FIRST, moving(Some(to), &format!("2021-09-0{}", round + 1))).await;
        for serving in [&first, &second] {
            serving.views.wait_for(position, LONG).await.unwrap();
            assert_eq!(parent(&serving.views).await, Some(to.to_string()));
        }
    }
    assert!(first.views.projects_here() && !second.views.projects_here());
    assert_eq!(digests(&first.views).await, digests(&second.views).await);
    assert_eq!(second.views.catch_up(|_| {}).await.unwrap(), world.log.head().await.unwrap().position);
    second.ends().await;
    log.close().await;
    first.ends().await;
}

async fn when_the_holder_vanishes_another_takes_over_within_the_time_of_the_lease(world: World) {
    world.city().await;
    let first = Serving::projecting(world.views.clone()).await;
    let second = Serving::new(world.opened_again().await);
    first.vanishes().await;
    let position = opens(&world).await;
    second.views.wait_for(position, LEASE).await.unwrap();
    assert!(second.views.projects_here());
    second.ends().await;
}

async fn a_command_beside_a_holder_that_vanished_takes_over(world: World) {
    world.city().await;
    Serving::projecting(world.views.clone()).await.vanishes().await;
    let position = opens(&world).await;
    let command = world.opened_again().await;
    let reached = tokio::time::timeout(LEASE, command.catch_up(|_| {})).await.unwrap();
    assert_eq!(reached.unwrap(), position);
    assert!(!command.projects_here(), "a command gives the lease back when it is done");
}

async fn an_orderly_end_hands_over_at_once(world: World) {
    world.city().await;
    let first = Serving::projecting(world.views.clone()).await;
    let second = Serving::new(world.opened_again().await);
    let started = Instant::now();
    first.ends().await;
    second.projects().await;
    assert!(started.elapsed() < Duration::from_secs(3), "it took {:?}", started.elapsed());
    let position = opens(&world).await;
    second.views.wait_for(position, LONG).await.unwrap();
    second.ends().await;
}

async fn a_holder_that_lost_its_lease_writes_nothing(world: World) {
    world.city().await;
    let asleep = Serving::projecting(world.views.clone()).await.vanishes().await;
    let before = digests(&asleep).await;
    world.views_sql("UPDATE lease SET holder = 'another', until_ms = until_ms + 60000").await;
    opens(&world).await;
    // It believes that the lease is its own: the first time it finds out when it writes, and then it waits.
    let woken = tokio::time::timeout(Duration::from_millis(800), asleep.catch_up(|_| {})).await;
    assert!(woken.is_err(), "{woken:?}");
    assert!(!asleep.projects_here());
    assert_eq!(digests(&asleep).await, before);
    world.views_sql("UPDATE lease SET until_ms = 0").await;
    let head = world.log.head().await.unwrap().position;
    assert_eq!(asleep.catch_up(|_| {}).await.unwrap(), head);
    for name in asleep.names() {
        assert!(asleep.check(name, |_| {}).await.unwrap().agrees(), "{name}");
    }
}

/// The second fence: a checkpoint that is not where its holder left it.
async fn a_checkpoint_moved_behind_the_back_of_its_holder_is_found_out(world: World) {
    world.city().await;
    let holder = Serving::projecting(world.views.clone()).await.vanishes().await;
    world.views_sql("CREATE TABLE kept AS SELECT holder FROM lease WHERE name = 'projector'").await;
    world.views_sql("UPDATE lease SET until_ms = 0").await;
    let position = opens(&world).await;
    assert_eq!(world.opened_again().await.catch_up(|_| {}).await.unwrap(), position);
    let back = "UPDATE lease SET until_ms = 9000000000000, holder = (SELECT holder FROM kept) WHERE name = 'projector'";
    world.views_sql(back).await;
    assert_eq!(holder.catch_up(|_| {}).await.unwrap(), position);
    for name in holder.names() {
        assert!(holder.check(name, |_| {}).await.unwrap().agrees(), "{name}");
    }
}

async fn a_view_is_built_anew_by_one_process_while_another_follows_and_answers(world: World) {
    world.city().await;
    world.moves(FIRST, Some(WEST), "2021-09-01").await;
    let first = Serving::projecting(world.views.clone()).await;
    let asked = first.views.clone();
    let (done, mut over) = oneshot::channel::<()>();
    let asking = tokio::spawn(async move {
        let mut answers = 0;
        while over.try_recv().is_err() {
            assert_eq!(parent(&asked).await, Some(WEST.to_string()));
            answers += 1;
        }
        answers
    });
    let (log, command) = world.process().await;
    for name in ["organisation", "person", "organisation"] {
        assert!(command.rebuild(name, |_| {}).await.unwrap().agrees(), "{name}");
        assert!(command.check(name, |_| {}).await.unwrap().agrees(), "{name}");
        assert_eq!(parent(&command).await, Some(WEST.to_string()));
    }
    done.send(()).unwrap();
    assert!(asking.await.unwrap() > 0);
    // Who followed takes the lease back and goes on with the new tables.
    let position = opens(&world).await;
    first.views.wait_for(position, LONG).await.unwrap();
    first.projects().await;
    assert_eq!(digests(&first.views).await, digests(&command).await);
    command.close().await;
    log.close().await;
    first.ends().await;
}

async fn two_who_build_the_same_view_do_it_one_after_the_other(world: World) {
    world.city().await;
    let (one, other) = (world.opened_again().await, world.opened_again().await);
    let (left, right) =
        tokio::join!(one.rebuild("organisation", |_| {}), other.rebuild("organisation", |_| {}));
    assert!(left.unwrap().agrees() && right.unwrap().agrees());
    assert_eq!(digests(&one).await, digests(&other).await);
}

async fn many_may_open_a_new_place_at_one_moment(world: World) {
    world.views.close().await;
    world.views_sql("DELETE FROM registry").await;
    world.views_sql("DELETE FROM source").await;
    let opening = || world.opened_again();
    let (a, b, c, d) = tokio::join!(opening(), opening(), opening(), opening());
    let head = opens(&world).await;
    for views in [&a, &b, &c, &d] {
        assert_eq!(views.catch_up(|_| {}).await.unwrap(), head);
    }
    assert_eq!(digests(&a).await, digests(&d).await);
}

/// A server that starts anew ends every connection; nobody who asks notices.
async fn questions_survive_the_loss_of_every_connection(world: World) {
    world.city().await;
    let serving = Serving::projecting(world.views.clone()).await;
    let asks = || async {
        let at = world.at("2022-01-01").await;
        let page = Page { first: 10, after: None };
        organisation::list(&serving.views, &organisation::Filter::default(), at, &page).await
    };
    for _ in 0..3 {
        let many = futures_util::future::join_all((0..16).map(|_| asks())).await;
        assert!(many.into_iter().all(|answer| answer.unwrap().len() == 6));
        if !world.database.is_empty() {
            let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                       WHERE datname = current_database() AND application_name = 'liangshi views'";
            world.log_sql(end).await;
        }
    }
    let many = futures_util::future::join_all((0..16).map(|_| asks())).await;
    assert!(many.into_iter().all(|answer| answer.is_ok()));
    let head = opens(&world).await;
    serving.views.wait_for(head, LONG).await.unwrap();
    serving.ends().await;
}

on_each_database!(
    one_projects_and_the_answers_of_the_others_follow,
    when_the_holder_vanishes_another_takes_over_within_the_time_of_the_lease,
    a_command_beside_a_holder_that_vanished_takes_over,
    an_orderly_end_hands_over_at_once,
    a_holder_that_lost_its_lease_writes_nothing,
    a_checkpoint_moved_behind_the_back_of_its_holder_is_found_out,
    a_view_is_built_anew_by_one_process_while_another_follows_and_answers,
    two_who_build_the_same_view_do_it_one_after_the_other,
    many_may_open_a_new_place_at_one_moment,
    questions_survive_the_loss_of_every_connection,
);

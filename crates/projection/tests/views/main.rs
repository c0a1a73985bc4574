//! What the views promise, told as stories on a file and on a server: the server is the one `LIANGSHI_TEST_POSTGRES`
//! names; `LIANGSHI_TEST_SQLITE_ONLY=1` leaves it out.

#![expect(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods, reason = "a test may fail loudly")]

/// Makes of each named `async fn(World)` two tests, one on each database.
macro_rules! on_each_database {
    ($($story:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $story() {
                super::$story($crate::world::World::file().await).await;
            })+
        }

        mod postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $story() {
                if let Some(world) = $crate::world::World::server().await {
                    let database = world.database.clone();
                    super::$story(world).await;
                    $crate::world::drop_database(&database).await;
                }
            })+
        }
    };
}

mod census;
mod city;
mod erasure;
mod lease;
mod machinery;
mod pipeline;
mod questions;
mod roster;
mod world;

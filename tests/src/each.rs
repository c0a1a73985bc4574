/// Makes of each named `async fn(url: String)` two tests, `sqlite::name` and `postgres::name`, each
/// with a database of its own. Once in a file; a story that is not listed is dead code to the compiler.
///
/// A PostgreSQL database is dropped when its test has passed; a failed one is left to be looked at.
#[macro_export]
macro_rules! on_each_database {
    ($($story:ident),+ $(,)?) => {
        mod sqlite {
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $story() {
                    let (_folder, url) = $crate::fresh_sqlite();
                    super::$story(url).await;
                }
            )+
        }

        mod postgres {
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $story() {
                    if $crate::postgres_is_skipped() {
                        return;
                    }
                    let url = $crate::fresh_postgres().await;
                    super::$story(url.clone()).await;
                    $crate::drop_postgres(&url).await;
                }
            )+
        }
    };
}

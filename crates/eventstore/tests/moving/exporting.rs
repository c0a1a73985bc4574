//! Export to a file and import from it.

use liangshi_eventstore::{MoveFailure, export_log, import_log};
use std::fs;

use crate::{
    copying::until_done,
    world::{Place, fill, fill_much, quiet},
};

pub(crate) async fn there_and_back(from: Place, to: Place) {
    fill(&from).await;
    let (there, back) = (from.path("there.jsonl"), to.path("back.jsonl"));
    let out = export_log(&from.url, &there, &quiet).await.unwrap();
    let taken = import_log(&there, &to.url, &quiet).await.unwrap();
    assert_eq!(taken, out);
    assert_eq!(to.rows().await, from.rows().await);
    export_log(&to.url, &back, &quiet).await.unwrap();
    let bytes = fs::read(&there).unwrap();
    assert_eq!(fs::read(&back).unwrap(), bytes);
    let text = String::from_utf8(bytes).unwrap();
    assert!(!text.contains("甲乙丙") && text.contains("sealed"), "what is personal stays sealed");
    assert!(text.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()));
    assert!(export_log(&from.url, &there, &quiet).await.is_err(), "a file is never written over");
    from.done().await;
    to.done().await;
}

pub(crate) async fn interrupted(from: Place, to: Place) {
    let head = fill_much(&from).await;
    let file = from.path("log.jsonl");
    export_log(&from.url, &file, &quiet).await.unwrap();
    let (moved, interrupted) = until_done(|| import_log(&file, &to.url, &quiet)).await;
    assert!(interrupted > 8, "only {interrupted} interruptions");
    assert_eq!(moved.position, head);
    assert_eq!(to.rows().await, from.rows().await);
    from.done().await;
    to.done().await;
}

pub(crate) async fn damaged(from: Place, to: Place) {
    fill(&from).await;
    let file = from.path("log.jsonl");
    export_log(&from.url, &file, &quiet).await.unwrap();
    let whole = fs::read_to_string(&file).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    let joined = |lines: &[&str]| format!("{}\n", lines.join("\n"));
    let mut swapped = lines.clone();
    swapped.swap(3, 4);
    let mut claim_first = lines.clone();
    let claim = lines.iter().position(|line| line.starts_with(r#"{"kind":"claim"#)).unwrap();
    claim_first.swap(claim, claim - 1);
    let cases = [
        ("a changed letter", whole.replacen("officer-1", "officer-2", 1), 2),
        ("cut off between two lines", joined(&lines[..100]), 101),
        ("cut off within a line", whole[..whole.len() / 2].to_owned(), 0),
        ("a line left out", joined(&[&lines[..5], &lines[6..]].concat()), 6),
        ("a line twice", joined(&[&lines[..5], &lines[4..]].concat()), 6),
        ("two events changed places", joined(&swapped), 4),
        ("a claim among the events", joined(&claim_first), claim as u64),
        ("the first line left out", joined(&lines[1..]), 1),
        ("no line at all", String::new(), 1),
        ("something else", "id,name\n1,x\n".to_owned(), 1),
        ("the last request left out", joined(&without_last(&lines, "request")), 0),
    ];
    let log = to.open().await;
    log.close().await;
    let before = to.rows().await;
    for (case, text, at) in cases {
        fs::write(&file, text).unwrap();
        match import_log(&file, &to.url, &quiet).await {
            Err(MoveFailure::Damaged { line, .. }) => assert!(at == 0 || line == at, "{case}: line {line}"),
            other => panic!("{case}: {other:?}"),
        }
    }
    assert_eq!(to.rows().await, before);
    fs::write(&file, whole).unwrap();
    import_log(&file, &to.url, &quiet).await.unwrap();
    assert_eq!(to.rows().await, from.rows().await);
    from.done().await;
    to.done().await;
}

fn without_last<'a>(lines: &[&'a str], kind: &str) -> Vec<&'a str> {
    let last = lines.iter().rposition(|line| line.starts_with(&format!(r#"{{"kind":"{kind}"#))).unwrap();
    [&lines[..last], &lines[last + 1..]].concat()
}

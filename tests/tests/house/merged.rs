//! A person registered twice and then merged is one person in every number. What another subject states of somebody keeps the registration
//! it was stated of, so the rows of such a view are asked for as they count, and its table is read by no question directly.

use crate::files::{File, crate_sources};

const VIEWS: &str = "crates/projection/src/views/";

/// The view of a file, when another subject states of persons what it shows.
fn of_others(file: &File) -> Option<&str> {
    let name = file.path.strip_prefix(VIEWS)?.strip_suffix(".rs")?;
    let subjects = file.text.split("Subject::").skip(1);
    let stated = subjects
        .filter_map(|rest| rest.split_once('('))
        .any(|(subject, _)| subject.chars().all(char::is_alphanumeric) && subject != "Teacher");
    let persons = file.text.contains("Column::Text(\"teacher\")") || file.text.contains("candidate::COLUMNS");
    (stated && persons).then_some(name)
}

fn broken(files: &[File]) -> Vec<String> {
    let views: Vec<&str> = files.iter().filter_map(of_others).collect();
    let mut found = Vec::new();
    for file in files.iter().filter(|file| file.path.starts_with("crates/projection/src/")) {
        let own = of_others(file).map(|_| "table(NAME)".to_owned());
        let asked = views.iter().map(|view| format!("table({view}::NAME)")).chain(own);
        let direct = asked.filter(|asked| file.text.contains(asked.as_str()));
        found.extend(direct.map(|asked| format!("{} reads {asked} and not what counts", file.path)));
    }
    found
}

#[test]
fn what_others_state_of_a_person_is_read_as_it_counts() {
    let files = crate_sources();
    let views = files.iter().filter_map(of_others).count();
    assert!(views > 12, "the views are found: {views}");
    let wrong = broken(&files);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_view_of_others_that_is_read_directly_is_found() {
    let file = |name: &str, text: &str| File { path: format!("{VIEWS}{name}.rs"), text: text.to_owned() };
    let columns = "Column::Text(\"teacher\"), let Subject::Team(id, team) = seen.subject";
    let own = file("team", &format!("{columns}; views.table(NAME)"));
    let beside = file("other", "views.table(team::NAME)");
    assert_eq!(broken(&[own, beside]).len(), 2);
    let counted = file("team", &format!("{columns}; views.counted(NAME, at.known)"));
    assert!(broken(&[counted]).is_empty());
    let teacher = file("duty", "Column::Text(\"teacher\"), Subject::Teacher(id, teacher); views.table(NAME)");
    assert!(broken(&[teacher]).is_empty());
}

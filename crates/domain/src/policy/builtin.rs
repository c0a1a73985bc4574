//! The policy files that travel inside the program, read when asked for.
//!
//! They are the starting set of a new registry. Once imported, the registry's own events are what counts.

use super::calendar::Calendar;
use super::codes::CodeList;
use super::fault::PolicyFault;
use super::honour_kind::HonourKind;
use super::metric::MetricFile;
use super::places::{Place, PlaceList};
use super::plan::Plan;
use super::programme_file::ProgrammeFile;
use super::rules::RuleFile;
use super::standard::Standard;

/// A policy file: its path below `policy/` and its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuiltinFile {
    /// The path below `policy/`.
    pub path: &'static str,
    /// The text.
    pub text: &'static str,
}

// The lists are made by build.rs from what is in the folder.
include!(concat!(env!("OUT_DIR"), "/policy_files.rs"));

/// The work plan of 2022.
///
/// # Errors
///
/// The fault of the file.
pub fn plan() -> Result<Plan, PolicyFault> {
    let none = || PolicyFault::at("plans", super::fault::FaultKind::Empty);
    let file = PLANS.iter().find(|file| file.path == "plans/dongguan-2022.toml").ok_or_else(none)?;
    Plan::parse(file.text).map_err(|fault| fault.in_file(file.path))
}

/// The programmes, in the order of their slugs.
///
/// # Errors
///
/// The first fault, with the file's name.
pub fn programmes() -> Result<Vec<ProgrammeFile>, PolicyFault> {
    read_all(PROGRAMMES, ProgrammeFile::parse)
}

/// The rules.
///
/// # Errors
///
/// The first fault, with the file's name.
pub fn rules() -> Result<Vec<RuleFile>, PolicyFault> {
    read_all(RULES, RuleFile::parse)
}

/// The standards of schools, in the order of their ids.
///
/// # Errors
///
/// The first fault, with the file's name.
pub fn standards() -> Result<Vec<Standard>, PolicyFault> {
    read_all(STANDARDS, Standard::parse)
}

/// The metrics, in the order of their ids.
///
/// # Errors
///
/// The first fault, with the file's name.
pub fn metrics() -> Result<Vec<MetricFile>, PolicyFault> {
    read_all(METRICS, MetricFile::parse)
}

/// The kinds of honours, in the order of their codes.
///
/// # Errors
///
/// The first fault, with the file's name.
pub fn honours() -> Result<Vec<HonourKind>, PolicyFault> {
    read_all(HONOURS, HonourKind::parse)
}

/// The calendars of working days.
///
/// # Errors
///
/// The first fault, with the file's name.
pub fn calendars() -> Result<Vec<Calendar>, PolicyFault> {
    read_all(HOLIDAYS, Calendar::parse)
}

/// Every code list, the places among them.
///
/// # Errors
///
/// The first fault, with the file's name.
pub fn code_lists() -> Result<Vec<CodeList>, PolicyFault> {
    let mut lists = read_all(CODES, CodeList::parse)?;
    lists.push(places()?.to_code_list());
    Ok(lists)
}

/// The streets, towns and parks with what the list says of itself.
///
/// # Errors
///
/// The fault of the file.
pub fn places() -> Result<PlaceList, PolicyFault> {
    PlaceList::parse(PLACES.text).map_err(|fault| fault.in_file(PLACES.path))
}

/// The streets, towns and parks.
///
/// # Errors
///
/// The fault of the file.
pub fn towns() -> Result<Vec<Place>, PolicyFault> {
    places().map(|list| list.places)
}

fn read_all<T>(
    files: &[BuiltinFile],
    parse: impl Fn(&str) -> Result<T, PolicyFault>,
) -> Result<Vec<T>, PolicyFault> {
    files.iter().map(|file| parse(file.text).map_err(|fault| fault.in_file(file.path))).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use chrono::NaiveDate;

    use super::*;
    use crate::code::{
        Basis, Category, HonourLevel, LeaveReason, MovementKind, Presence, Sex, Source, Stage, Title,
    };
    use crate::policy::{CountDefinition, FaultKind, PlaceKind, ProgrammeStage, Quantity, check_set};

    fn day(year: i32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, 12, 31).unwrap()
    }

    #[test]
    fn every_file_of_the_policy_folder_is_embedded() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policy");
        let mut missing = Vec::new();
        let all =
            [PLANS, PROGRAMMES, RULES, METRICS, STANDARDS, HONOURS, CODES, HOLIDAYS, &[PLACES]].concat();
        for folder in ["plans", "programmes", "rules", "codes", "holidays"] {
            for entry in std::fs::read_dir(root.join(folder)).unwrap() {
                let path = format!("{folder}/{}", entry.unwrap().file_name().to_string_lossy());
                if !all.iter().any(|file| file.path == path) {
                    missing.push(path);
                }
            }
        }
        assert_eq!(missing, Vec::<String>::new());
    }

    #[test]
    fn every_embedded_file_is_read_and_the_set_agrees_with_itself() {
        let set =
            check_set(&[plan().unwrap()], &programmes().unwrap(), &rules().unwrap(), &code_lists().unwrap());
        assert_eq!(set.map_err(|fault| fault.to_string()), Ok(()));
    }

    #[test]
    fn every_number_of_the_register_is_a_target() {
        let plan = plan().unwrap();
        let numbers: Vec<String> =
            plan.targets.iter().map(|target| format!("{} {}", target.id, target.number)).collect();
        let expected = [
            "talent-intake 2.0",
            "leading-talents 20",
            "educator-type 100",
            "studio-hosts 250",
            "outstanding-teachers 1000",
            "reserve-principals 120",
            "political-teachers 100",
            "homeroom-teachers 100",
            "full-time-researchers 100",
            "researcher-training 100",
            "pay-parity 1.0",
            "ethics-lectures 12",
            "first-ethics-lessons 2",
            "education-group-towns 100",
            "cooperation-enterprises 60",
            "cooperation-bases 15",
        ];
        assert_eq!(numbers, expected);
        assert_eq!(plan.target("cooperation-enterprises").unwrap().up_to, Some(Quantity::whole(70)));
    }

    #[test]
    fn the_five_programmes_sum_to_1490_places() {
        let plan = plan().unwrap();
        let five = plan.targets.iter().filter(|target| target.programme.is_some());
        assert_eq!(five.filter_map(|target| target.number.as_whole()).sum::<i64>(), 1490);
        assert_eq!(plan.totals.len(), 1);
    }

    #[test]
    fn a_host_counts_when_certified_and_the_others_when_confirmed_and_nothing_is_settled_yet() {
        for target in plan().unwrap().targets.iter().filter(|target| target.programme.is_some()) {
            let host = target.id == "studio-hosts";
            let definition = if host { CountDefinition::Certified } else { CountDefinition::Confirmed };
            assert_eq!(target.definition, Some(definition), "{}", target.id);
            assert!(!target.is_settled() && target.questions.contains(&"A-01".to_owned()));
        }
    }

    #[test]
    fn three_famous_become_four_by_date() {
        let programmes = programmes().unwrap();
        let hosts = programmes.iter().find(|programme| programme.slug == "studio-hosts").unwrap();
        let on = |year| {
            hosts.categories_on(day(year)).map(|category| category.zh.as_str()).collect::<BTreeSet<_>>()
        };
        assert_eq!(on(2022), BTreeSet::from(["名校长", "名教师", "名班主任"]));
        assert_eq!(on(2025), BTreeSet::from(["名书记", "名校（园）长", "名教师", "名班主任"]));
        let lists = code_lists().unwrap();
        let kinds = lists.iter().find(|list| list.id == "C-36").unwrap();
        assert_eq!(kinds.on(day(2025)).map(|kind| kind.zh.as_str()).collect::<BTreeSet<_>>(), on(2025));
    }

    #[test]
    fn thirty_three_places_administer_schools() {
        let list = places().unwrap();
        assert_eq!(list.education_units(day(2022)).count(), 33);
        let of = |kind| list.places.iter().filter(|place| place.kind == kind).count();
        assert_eq!((of(PlaceKind::Street), of(PlaceKind::Town), of(PlaceKind::Park)), (4, 28, 4));
        assert_eq!(towns().unwrap().len(), 36);
    }

    #[test]
    fn the_list_of_stages_is_the_vocabulary() {
        let lists = code_lists().unwrap();
        let list = lists.iter().find(|list| list.id == "C-33").unwrap();
        let listed: Vec<_> = list.values.iter().map(|value| (value.code.as_str(), value.label())).collect();
        let known: Vec<_> = ProgrammeStage::all().map(|stage| (stage.code(), stage.label())).collect();
        assert_eq!(listed, known);
    }

    #[test]
    fn a_post_grade_or_level_that_a_list_maps_to_exists() {
        let lists = code_lists().unwrap();
        let find = |id: &str| lists.iter().find(|list| list.id == id).unwrap();
        for (from, to) in [("C-31", "C-31"), ("C-16", "C-13")] {
            for code in find(from).values.iter().flat_map(|value| &value.maps_to) {
                assert!(find(to).knows(code), "{from} {code}");
            }
        }
    }

    #[test]
    fn a_list_and_the_closed_codes_of_the_registry_use_the_same_words() {
        let lists = code_lists().unwrap();
        let find = |id: &str| lists.iter().find(|list| list.id == id).unwrap();
        let titles = find("C-31").values.iter().filter(|value| value.group.as_deref() == Some("title"));
        let titles: Vec<_> = titles.rev().map(|value| value.code.as_str()).collect();
        assert_eq!(titles, Title::ALL.iter().map(|title| title.code()).collect::<Vec<_>>());
        assert!(MovementKind::ALL.iter().all(|kind| find("C-12").knows(kind.code())));
        assert!(HonourLevel::ALL.iter().all(|level| find("C-16").knows(level.code())));
        assert!(Basis::ALL.iter().all(|basis| find("C-37").knows(basis.code())));
        assert!(Presence::ALL.iter().all(|presence| find("C-38").knows(presence.code())));
        let words =
            |id: &str| find(id).values.iter().filter_map(|value| value.word.clone()).collect::<Vec<_>>();
        assert!(words("C-02").iter().all(|word| Category::find(word).is_some()));
        assert!(words("C-05").iter().all(|word| Source::find(word).is_some()));
        assert!(words("C-06").iter().all(|word| Stage::find(word).is_some()));
        assert!(words("C-23").iter().all(|word| Sex::find(word).is_some()));
        assert!(words("LXLZYY").iter().all(|word| LeaveReason::find(word).is_some()));
        assert_eq!(find("C-23").by_word("FEMALE", day(2022)).map(|sex| sex.code.as_str()), Some("2"));
    }

    #[test]
    fn a_target_whose_programme_nobody_wrote_is_named_with_those_there_are() {
        let programmes: Vec<_> =
            programmes().unwrap().into_iter().filter(|programme| programme.slug != "educator-type").collect();
        let fault = check_set(&[plan().unwrap()], &programmes, &rules().unwrap(), &code_lists().unwrap());
        let fault = fault.unwrap_err();
        assert_eq!(fault.key, "targets.educator-type.programme");
        let there = programmes.len();
        assert!(
            matches!(*fault.kind, FaultKind::ValueNotAllowed { ref allowed, .. } if allowed.len() == there)
        );
        assert!(fault.zh().contains("leading-talents") && fault.to_string().contains("studio-hosts"));
    }

    #[test]
    fn a_count_the_programme_has_no_stage_for_is_refused() {
        let mut plan = plan().unwrap();
        for target in plan.targets.iter_mut().filter(|target| target.id == "outstanding-teachers") {
            target.definition = Some(CountDefinition::InTerm);
        }
        let fault = check_set(&[plan], &programmes().unwrap(), &rules().unwrap(), &code_lists().unwrap());
        assert_eq!(fault.unwrap_err().key, "targets.outstanding-teachers.definition");
    }

    #[test]
    fn what_is_read_survives_json() {
        let plan = plan().unwrap();
        let again: Plan = serde_json::from_str(&serde_json::to_string(&plan).unwrap()).unwrap();
        assert_eq!(again, plan);
        let programmes = programmes().unwrap();
        let again: Vec<ProgrammeFile> =
            serde_json::from_str(&serde_json::to_string(&programmes).unwrap()).unwrap();
        assert_eq!(again, programmes);
    }
}

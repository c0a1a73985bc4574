use super::{
    event::LaunchProgramme,
    terms::{CategoryTerm, Naming, OutcomeTerm, PreferenceTerm, ProgrammeTerms, Requirement, StudioTerm},
};
use crate::{
    CivilDate, Period,
    code::Title,
    criteria::Criterion,
    policy::{Category, Eligibility, Label, OutcomeFile, ProgrammeFile},
};

impl From<&Label> for Naming {
    fn from(label: &Label) -> Self {
        Self { zh: label.zh.clone(), en: label.en.clone() }
    }
}

impl LaunchProgramme {
    /// The launch a programme file describes. What is stored is a copy, so that the file may change its shape later.
    pub fn of_file(file: &ProgrammeFile, from: CivilDate) -> Self {
        Self {
            slug: file.slug.clone(),
            name: Naming::from(&file.name),
            family: Some(Naming::from(&file.family)),
            role: file.role.clone(),
            terms: ProgrammeTerms::from(file),
            from,
        }
    }
}

impl From<&ProgrammeFile> for ProgrammeTerms {
    fn from(file: &ProgrammeFile) -> Self {
        Self {
            stages: file.stages.clone(),
            categories: file.categories.iter().map(CategoryTerm::from).collect(),
            requirements: file.eligibility.iter().flat_map(requirements).collect(),
            term_years: file.term_years.map(u32::from),
            notice_working_days: file.notice_working_days.map(u32::from),
            studio: file.studio.map(|studio| StudioTerm {
                members_min: studio.members_min.into(),
                members_max: studio.members_max.into(),
            }),
            places: file.places.map(u32::from),
            outcome: file.outcome.as_ref().map(OutcomeTerm::from),
            preference: file.preference.map(|preference| PreferenceTerm {
                effect: preference.effect,
                amount: preference.amount.map(u32::from),
            }),
        }
    }
}

impl From<&OutcomeFile> for OutcomeTerm {
    fn from(file: &OutcomeFile) -> Self {
        Self {
            kind: file.kind,
            title: file.title,
            movement: file.movement,
            post: file.post.clone(),
            team: file.team.clone(),
        }
    }
}

impl From<&Category> for CategoryTerm {
    fn from(category: &Category) -> Self {
        Self {
            code: category.code.clone(),
            name: Naming { zh: category.zh.clone(), en: category.en.clone() },
            period: Period::new(category.from, category.to),
        }
    }
}

/// An unknown age warns only, because a birth date is personal and may be erased; whatever else is asked has to be shown.
fn requirements(entry: &Eligibility) -> Vec<Requirement> {
    let title =
        entry.title_at_least.as_deref().and_then(Title::find).map(|title| Criterion::TitleAtLeast { title });
    let years = entry.years_of_teaching_at_least;
    let years = years.map(|years| Criterion::YearsOfTeachingAtLeast { years: years.into() });
    let age = entry.age_at_most.map(|years| Criterion::AgeAtMost { years: years.into() });
    let bar = entry.no_active_bar.then_some(Criterion::NoActiveBar);
    let in_title = entry.years_in_title_at_least;
    let in_title = in_title.map(|years| Criterion::YearsInTitleAtLeast { years: years.into() });
    let support = entry.support_months_at_least;
    let support = support.map(|months| Criterion::SupportMonthsAtLeast { months: months.into() });
    let weak = entry.months_at_weak_place;
    let weak = weak.map(|months| Criterion::MonthsAtWeakPlace { months: months.into() });
    let honour = entry.honour_at_least.map(|level| Criterion::HoldsHonourOfLevel { level });
    let ethics = entry.ethics_at_least.map(|result| Criterion::EthicsAtLeast { result });
    let degree = entry.degree_at_least.map(|level| Criterion::DegreeAtLeast { level });
    let credential = entry.credential.map(|credential| Criterion::HoldsCredential { credential });
    let restriction = entry.no_restriction.then_some(Criterion::NoRestriction);
    let asked = [
        (title, true),
        (years, true),
        (age, false),
        (bar, true),
        (in_title, true),
        (support, true),
        (weak, true),
        (honour, true),
        (ethics, true),
        (degree, true),
        (credential, true),
        (restriction, true),
    ];
    let period = Period::new(entry.from, entry.to);
    let require = |(criterion, blocks_when_missing): (Option<Criterion>, bool)| {
        Some(Requirement { criterion: criterion?, blocks_when_missing, period })
    };
    asked.into_iter().filter_map(require).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        programme::{Programme, ProgrammeCommand},
        testing::given,
    };

    #[test]
    fn a_programme_file_becomes_terms_that_survive_storage() {
        let text = r#"
slug = "outstanding-teachers"
name = { zh = "卓越教师", en = "Outstanding teachers" }
family = { zh = "莞邑良师", en = "Fine Teachers" }
role = "OUTSTANDING_TEACHERS"
stages = ["NOMINATED", "CONFIRMED"]
rules = ["R-01"]
[[categories]]
code = "teacher"
zh = "教师"
en = "teacher"
from = 2021-01-01
[[eligibility]]
from = 2021-01-01
title_at_least = "FIRST"
age_at_most = 45
"#;
        let file = ProgrammeFile::parse(text).unwrap();
        let launch = LaunchProgramme::of_file(&file, CivilDate::start("2021-01-01").unwrap());
        assert!(launch.terms.path_is_sound());
        let asked: Vec<_> =
            launch.terms.requirements.iter().map(|r| (r.criterion.code(), r.blocks_when_missing)).collect();
        assert_eq!(asked, [("TITLE_AT_LEAST", true), ("AGE_AT_MOST", false), ("NO_ACTIVE_BAR", true)]);
        let stored = serde_json::to_string(&launch).unwrap();
        assert_eq!(serde_json::from_str::<LaunchProgramme>(&stored).unwrap(), launch);
    }

    #[test]
    fn every_programme_of_the_policy_folder_can_be_launched() {
        let files = crate::policy::builtin::programmes().unwrap();
        // The five of 2022 are there, and whatever was added beside them is held to the same.
        assert!(files.len() >= 5 && files.len() == crate::policy::builtin::PROGRAMMES.len());
        for file in &files {
            let launch = LaunchProgramme::of_file(file, CivilDate::start("2021-01-01").unwrap());
            let kinds = file.eligibility.iter().filter(|entry| entry.title_at_least.is_some()).count();
            let asks_title = |r: &&Requirement| r.criterion.code() == "TITLE_AT_LEAST";
            assert_eq!(launch.terms.requirements.iter().filter(asks_title).count(), kinds, "{}", file.slug);
            given::<Programme>([]).when(ProgrammeCommand::LaunchProgramme(launch)).event();
        }
    }
}

//! What may stand in a column with a closed set, found by code or by label.

use std::{collections::HashMap, sync::Arc};

use liangshi_domain::{
    code::{Category, HonourLevel, IssuingBody, Sex, Source, Staffing, Stage, Title},
    policy::{CodeList, PolicyFault, builtin},
};

use super::column::Column;
use crate::sheet::width::key;

/// A closed set: its values by every text they are known by, and the labels to offer.
pub(crate) struct Choices<T> {
    known: HashMap<String, T>,
    /// The labels to offer.
    pub(crate) allowed: Arc<[String]>,
}

impl<T: Clone> Choices<T> {
    fn new(values: impl Iterator<Item = (T, Vec<String>)>) -> Self {
        let (mut known, mut allowed) = (HashMap::new(), Vec::new());
        for (value, names) in values {
            allowed.extend(names.first().cloned());
            for name in names {
                known.entry(key(&name)).or_insert_with(|| value.clone());
            }
        }
        Self { known, allowed: allowed.into() }
    }

    /// Adds the codes and labels of a list whose values the registry stores by a word.
    fn also(mut self, list: &CodeList, find: fn(&str) -> Option<T>) -> Self {
        for value in &list.values {
            if let Some(found) = value.word.as_deref().and_then(find) {
                for name in [&value.zh, &value.code] {
                    self.known.entry(key(name)).or_insert_with(|| found.clone());
                }
            }
        }
        self
    }

    /// The value a text stands for.
    pub(crate) fn find(&self, text: &str) -> Option<T> {
        self.known.get(&key(text)).cloned()
    }
}

macro_rules! own {
    ($code:ident) => {
        Choices::new(
            $code::ALL.iter().map(|v| (*v, vec![v.zh().to_owned(), v.code().to_owned(), v.en().to_owned()])),
        )
    };
}

/// Every closed set of the roster.
pub(crate) struct Codes {
    pub(crate) sex: Choices<Sex>,
    pub(crate) staffing: Choices<Staffing>,
    pub(crate) category: Choices<Category>,
    pub(crate) source: Choices<Source>,
    pub(crate) stage: Choices<Stage>,
    /// Subjects by their code in C-08.
    pub(crate) subject: Choices<String>,
    pub(crate) title: Choices<Title>,
    pub(crate) level: Choices<HonourLevel>,
    pub(crate) issuer: Choices<IssuingBody>,
}

impl Codes {
    /// Reads the lists that travel with the program.
    pub(crate) fn read() -> Result<Self, PolicyFault> {
        Ok(Self {
            sex: own!(Sex).also(&list("codes/sex.toml")?, Sex::find),
            staffing: own!(Staffing),
            category: own!(Category).also(&list("codes/staff-category.toml")?, Category::find),
            source: own!(Source).also(&list("codes/staff-source.toml")?, Source::find),
            stage: own!(Stage).also(&list("codes/teaching-stage.toml")?, Stage::find),
            subject: subjects(&list("codes/subject.toml")?),
            title: titles(),
            level: own!(HonourLevel),
            issuer: own!(IssuingBody),
        })
    }

    /// The labels to offer in a column, when it has a closed set.
    pub(crate) fn allowed(&self, column: Column) -> Option<&Arc<[String]>> {
        match column {
            Column::Sex => Some(&self.sex.allowed),
            Column::Staffing => Some(&self.staffing.allowed),
            Column::Category => Some(&self.category.allowed),
            Column::Source => Some(&self.source.allowed),
            Column::Stage => Some(&self.stage.allowed),
            Column::Subject => Some(&self.subject.allowed),
            Column::Title => Some(&self.title.allowed),
            Column::HonourLevel => Some(&self.level.allowed),
            Column::HonourIssuer => Some(&self.issuer.allowed),
            Column::Organisation
            | Column::OrganisationCode
            | Column::Name
            | Column::Identity
            | Column::Birth
            | Column::StaffNumber
            | Column::From
            | Column::Post
            | Column::Fte
            | Column::TitleFrom
            | Column::Honour
            | Column::HonourOn => None,
        }
    }

    /// The kind of body by its label, or by the ending of its full name.
    pub(crate) fn issuing_body(&self, name: &str) -> Option<IssuingBody> {
        self.issuer.find(name).or_else(|| by_ending(&key(name)))
    }
}

fn list(path: &str) -> Result<CodeList, PolicyFault> {
    let found = builtin::CODES.iter().find(|file| file.path == path);
    CodeList::parse(found.map_or("", |file| file.text)).map_err(|fault| fault.in_file(path))
}

/// A subject is also known without the remark in brackets, where that is the only one of this name.
fn subjects(list: &CodeList) -> Choices<String> {
    let bare = |zh: &str| zh.split(['（', '(']).next().unwrap_or(zh).to_owned();
    let alone = |name: &str| list.values.iter().filter(|value| bare(&value.zh) == name).count() == 1;
    Choices::new(list.values.iter().map(|value| {
        let short = Some(bare(&value.zh)).filter(|name| alone(name));
        let names = [value.zh.clone(), value.code.clone(), value.en.clone()];
        (value.code.clone(), names.into_iter().chain(short).collect())
    }))
}

/// Officers write 高级 for 高级教师; no other title begins so.
fn titles() -> Choices<Title> {
    Choices::new(Title::ALL.iter().map(|title| {
        let short = title.zh().trim_end_matches("教师").to_owned();
        (*title, vec![title.zh().to_owned(), title.code().to_owned(), title.en().to_owned(), short])
    }))
}

/// How the full names of issuing bodies end, and what kind of body ends so.
const ENDINGS: &[(&str, IssuingBody)] = &[
    ("国务院", IssuingBody::StateCouncil),
    ("中华人民共和国教育部", IssuingBody::Ministry),
    ("国家教育部", IssuingBody::Ministry),
    ("省教育厅", IssuingBody::ProvinceDepartment),
    ("省人民政府", IssuingBody::ProvinceGovernment),
    ("省政府", IssuingBody::ProvinceGovernment),
    ("市教育局", IssuingBody::CityBureau),
    ("市人民政府", IssuingBody::CityGovernment),
    ("市政府", IssuingBody::CityGovernment),
    ("镇人民政府", IssuingBody::TownGovernment),
    ("镇政府", IssuingBody::TownGovernment),
    ("街道办事处", IssuingBody::TownGovernment),
    ("管理委员会", IssuingBody::TownGovernment),
    ("管委会", IssuingBody::TownGovernment),
    ("小学", IssuingBody::School),
    ("中学", IssuingBody::School),
    ("学校", IssuingBody::School),
    ("幼儿园", IssuingBody::School),
];

fn by_ending(name: &str) -> Option<IssuingBody> {
    ENDINGS.iter().find(|(ending, _)| name.ends_with(ending)).map(|(_, body)| *body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_the_standard_and_of_the_registry_are_both_known() {
        let codes = Codes::read().unwrap();
        assert_eq!(codes.category.find("教辅人员"), Some(Category::Auxiliary));
        assert_eq!(codes.stage.find("学前教育"), Some(Stage::Preschool));
        assert_eq!(codes.source.find("城镇应届毕业生"), Some(Source::Graduate));
        assert_eq!(codes.sex.find("１"), Some(Sex::Male));
        assert_eq!(codes.title.find("高级"), Some(Title::Senior));
        assert_eq!(codes.title.find("正高级"), Some(Title::Professor));
        assert_eq!(codes.staffing.find("合同"), None);
    }

    #[test]
    fn a_subject_is_found_by_code_label_and_the_label_without_its_remark() {
        let codes = Codes::read().unwrap();
        for text in ["12", "思想品德（政治）", "思想品德(政治)", "思想品德"] {
            assert_eq!(codes.subject.find(text).as_deref(), Some("12"), "{text}");
        }
        assert_eq!(codes.subject.find("信息技术"), None, "two subjects bear this name");
    }

    #[test]
    fn the_kind_of_an_issuing_body_follows_from_how_its_name_ends() {
        let codes = Codes::read().unwrap();
        let kind = |name| codes.issuing_body(name);
        assert_eq!(kind("东莞市教育局"), Some(IssuingBody::CityBureau));
        assert_eq!(kind("东莞市石碣镇人民政府"), Some(IssuingBody::TownGovernment));
        assert_eq!(kind("广东省教育厅"), Some(IssuingBody::ProvinceDepartment));
        assert_eq!(kind("市教育局"), Some(IssuingBody::CityBureau));
        assert_eq!(kind("某某杂志社"), None);
    }
}

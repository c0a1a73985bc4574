//! The streets, towns and parks of a city, and which of them are units of education administration.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::check;
use super::codes::{CodeList, CodeValue};
use super::day;
use super::fault::{FaultKind, PolicyFault};
use super::in_force::InForce;
use super::label::Label;

/// The places of a city as read from their file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceList {
    /// A stable id.
    pub id: String,
    /// The list's name.
    pub name: Label,
    /// The standard.
    pub standard: String,
    /// Where the values were read and what is known to be uncertain.
    pub source: String,
    /// The city's own code, of which every place's code is a continuation.
    pub city: String,
    /// The day the codes were read as of.
    #[serde(deserialize_with = "day::required")]
    pub read_as_of: NaiveDate,
    /// The places, in code order.
    pub places: Vec<Place>,
}

/// What kind of place it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlaceKind {
    /// A street office, 街道.
    Street,
    /// A town, 镇.
    Town,
    /// A park, 园区.
    Park,
}

/// One place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The nine-digit code.
    pub code: String,
    /// The Chinese name without 街道 or 镇.
    pub zh: String,
    /// The name in pinyin without tones, or the usual English name.
    pub en: String,
    /// What kind of place it is.
    pub kind: PlaceKind,
    /// Whether schools are administered by it.
    pub education_unit: bool,
    /// The first day of this entry.
    #[serde(default, deserialize_with = "day::optional")]
    pub from: Option<NaiveDate>,
    /// The first day this entry no longer holds.
    #[serde(default, deserialize_with = "day::optional")]
    pub to: Option<NaiveDate>,
}

impl PlaceList {
    /// Reads the places and checks them.
    ///
    /// # Errors
    ///
    /// The first fault, with its key and what would be allowed.
    pub fn parse(text: &str) -> Result<Self, PolicyFault> {
        let list: Self = check::read(text)?;
        list.check()?;
        Ok(list)
    }

    /// The units of education administration on a day: the denominator of "every town".
    pub fn education_units(&self, day: NaiveDate) -> impl Iterator<Item = &Place> {
        self.places.iter().filter(move |place| place.education_unit && place.period().contains(day))
    }

    /// The same places as an ordinary code list, grouped by kind.
    #[must_use]
    pub fn to_code_list(&self) -> CodeList {
        CodeList {
            id: self.id.clone(),
            name: self.name.clone(),
            standard: self.standard.clone(),
            source: self.source.clone(),
            values: self.places.iter().map(Place::to_code_value).collect(),
        }
    }

    fn check(&self) -> Result<(), PolicyFault> {
        check::labelled("name", &self.name)?;
        for place in &self.places {
            let key = format!("places.{}", place.code);
            check::labelled(&key, &Label::new(&place.zh, &place.en))?;
            let digits = place.code.len() == 9 && place.code.chars().all(|c| c.is_ascii_digit());
            if !digits || !place.code.starts_with(&self.city) {
                let allowed = vec![format!("{}nnn", self.city)];
                return Err(PolicyFault::at(
                    key,
                    FaultKind::ValueNotAllowed { found: place.code.clone(), allowed },
                ));
            }
        }
        let entries: Vec<_> = self.places.iter().map(|place| (place.code.as_str(), place.period())).collect();
        check::periods("places", &entries)
    }
}

impl PlaceKind {
    /// The word for the kind, which in Chinese also completes a place's name.
    #[must_use]
    pub fn label(self) -> Label {
        match self {
            Self::Street => Label::new("街道", "Street"),
            Self::Town => Label::new("镇", "Town"),
            Self::Park => Label::new("园区", "Park"),
        }
    }
}

impl Place {
    /// When this entry holds.
    #[must_use]
    pub fn period(&self) -> InForce {
        InForce::new(self.from, self.to)
    }

    /// The name as it stands on a document: 石碣镇, 东城街道, 松山湖.
    #[must_use]
    pub fn full_name(&self) -> Label {
        let kind = self.kind.label();
        match self.kind {
            PlaceKind::Street | PlaceKind::Town => {
                Label::new(format!("{}{}", self.zh, kind.zh), format!("{} {}", self.en, kind.en))
            }
            PlaceKind::Park => Label::new(&self.zh, &self.en),
        }
    }

    fn to_code_value(&self) -> CodeValue {
        let group = match self.kind {
            PlaceKind::Street => "street",
            PlaceKind::Town => "town",
            PlaceKind::Park => "park",
        };
        CodeValue {
            code: self.code.clone(),
            zh: self.zh.clone(),
            en: self.en.clone(),
            from: self.from,
            to: self.to,
            group: Some(group.to_owned()),
            maps_to: Vec::new(),
            word: None,
            corrected_from: None,
            inferred: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
id = "C-32"
name = { zh = "镇街", en = "Towns" }
standard = "statistical division codes"
source = "public"
city = "441900"
read_as_of = 2023-06-30

[[places]]
code = "441900101"
zh = "石碣"
en = "Shijie"
kind = "town"
education_unit = true
"#;

    #[test]
    fn a_town_has_its_name_for_documents() {
        let list = PlaceList::parse(GOOD).ok();
        let names: Vec<Label> = list.iter().flat_map(|list| &list.places).map(Place::full_name).collect();
        assert_eq!(names, [Label::new("石碣镇", "Shijie Town")]);
    }

    #[test]
    fn a_code_of_another_city_is_refused_by_name() {
        let fault = PlaceList::parse(&GOOD.replace("441900101", "441800101")).err();
        let fault = fault.map(|fault| (fault.code(), fault.key));
        assert_eq!(fault, Some(("VALUE_NOT_ALLOWED", "places.441800101".to_owned())));
    }
}

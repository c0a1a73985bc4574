//! Standards that schools are measured by, as data: each is one file of `policy/standards`.

use serde::Deserialize;

use super::{check, fault::PolicyFault, label::Label};
use crate::code::{Stage, codes};

codes! {
    /// Which teachers an indicator counts.
    pub enum IndicatorCounts {
        Degree = "DEGREE", "学历", "an education";
        Backbone = "BACKBONE", "骨干荣誉", "a backbone honour";
        Subject = "SUBJECT", "任教学科", "a subject";
    }
}

/// One indicator of a standard, for one stage.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// Its stable name; the same for every stage.
    pub code: String,
    /// What it is called.
    pub name: Label,
    /// The stage whose pupils and teachers it is about.
    pub stage: Stage,
    /// Which teachers it counts.
    pub counts: IndicatorCounts,
    /// The codes of education or subject; none for honours.
    #[serde(default)]
    pub codes: Vec<String>,
    /// The least number of teachers for a hundred pupils, in hundredths.
    pub at_least: i64,
    /// The greatest coefficient of variation between the schools, in hundredths.
    pub coefficient_at_most: i64,
}

/// A standard.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standard {
    /// Its stable name, as balanced-compulsory-education.
    pub id: String,
    /// What it is called.
    pub name: Label,
    /// The sentences of the plan it answers, as S-14.
    #[serde(default)]
    pub sentences: Vec<String>,
    /// The document it rests on.
    pub legal_basis: Label,
    /// What it asks.
    pub indicators: Vec<Indicator>,
}

impl Standard {
    /// Reads a standard and checks it.
    ///
    /// # Errors
    ///
    /// The first fault, with its key.
    pub fn parse(text: &str) -> Result<Self, PolicyFault> {
        let standard: Self = check::read(text)?;
        check::slug("id", &standard.id)?;
        check::labelled("name", &standard.name)?;
        check::labelled("legal_basis", &standard.legal_basis)?;
        let keys: Vec<_> =
            standard.indicators.iter().map(|one| format!("{}.{}", one.code, one.stage.code())).collect();
        check::unique("indicators", keys.iter().map(String::as_str))?;
        for indicator in &standard.indicators {
            check::labelled("indicators.name", &indicator.name)?;
        }
        Ok(standard)
    }
}

/// A school by its pupils and the teachers an indicator counts there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measured {
    /// Pupils of the stage.
    pub pupils: i64,
    /// Teachers who count.
    pub teachers: i64,
}

/// Teachers for a hundred pupils; none where there is no pupil.
pub fn per_hundred(measured: Measured) -> Option<f64> {
    (measured.pupils > 0).then(|| measured.teachers as f64 * 100.0 / measured.pupils as f64)
}

/// The coefficient of variation between schools: how far they lie from the figure of all together, each weighed by its pupils, over that
/// figure. None where there is no pupil or nobody counts.
pub fn coefficient(schools: &[Measured]) -> Option<f64> {
    let whole = schools.iter().fold(Measured { pupils: 0, teachers: 0 }, |sum, school| Measured {
        pupils: sum.pupils + school.pupils,
        teachers: sum.teachers + school.teachers,
    });
    let mean = per_hundred(whole).filter(|mean| *mean > 0.0)?;
    let weighed = schools.iter().filter_map(|school| {
        let off = per_hundred(*school)? - mean;
        Some(off * off * school.pupils as f64 / whole.pupils as f64)
    });
    Some(weighed.sum::<f64>().sqrt() / mean)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::builtin;

    fn school(pupils: i64, teachers: i64) -> Measured {
        Measured { pupils, teachers }
    }

    #[test]
    fn schools_that_are_alike_do_not_vary_and_each_weighs_by_its_pupils() {
        assert_eq!(coefficient(&[school(100, 5), school(400, 20)]), Some(0.0));
        // Two thirds of the pupils with three for a hundred and one third with six: the mean is four.
        let told = coefficient(&[school(200, 6), school(100, 6)]).unwrap();
        assert!((told - 2.0_f64.sqrt() / 4.0).abs() < 1e-12, "{told}");
        assert_eq!((coefficient(&[]), coefficient(&[school(100, 0)])), (None, None));
        assert_eq!((per_hundred(school(0, 3)), per_hundred(school(50, 3))), (None, Some(6.0)));
    }

    #[test]
    fn every_standard_has_the_id_of_its_file() {
        let standards = builtin::standards().unwrap();
        assert!(!standards.is_empty());
        for (standard, file) in standards.iter().zip(builtin::STANDARDS) {
            assert_eq!(file.path, format!("standards/{}.toml", standard.id));
        }
    }
}

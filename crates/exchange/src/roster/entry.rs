//! A row that was understood.

use chrono::NaiveDate;
use liangshi_domain::{
    CivilDate, IdentityNumber, OrganisationId, Precision,
    code::{Category, Sex, Source, Staffing, Stage, Title},
    teacher::honour::ConferHonour,
};

/// What one row of a roster says.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// The place of the row in the grid.
    pub(crate) at: usize,
    pub(crate) organisation: OrganisationId,
    pub(crate) name: String,
    pub(crate) identity: IdentityNumber,
    pub(crate) sex: Option<Sex>,
    pub(crate) birth: Option<NaiveDate>,
    pub(crate) staff_number: Option<String>,
    pub(crate) staffing: Staffing,
    pub(crate) category: Category,
    pub(crate) source: Option<Source>,
    pub(crate) from: CivilDate,
    pub(crate) stage: Option<Stage>,
    pub(crate) subject: Option<String>,
    pub(crate) post: Option<String>,
    pub(crate) fte_percent: Option<u32>,
    pub(crate) title: Option<(Title, CivilDate)>,
    pub(crate) honour: Option<ConferHonour>,
}

/// Whether a day is the one stated, as far as it was stated.
pub(crate) fn agrees(stated: &CivilDate, day: NaiveDate) -> bool {
    let shape = match stated.precision {
        Precision::Year => "%Y",
        Precision::Month => "%Y-%m",
        Precision::Day => "%Y-%m-%d",
    };
    stated.day == day || stated.day.format(shape).to_string() == day.format(shape).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_agrees_with_every_day_in_it() {
        let day = "2022-09-15".parse().unwrap();
        assert!(agrees(&CivilDate::start("2022年9月").unwrap(), day));
        assert!(agrees(&CivilDate::start("2022").unwrap(), day));
        assert!(!agrees(&CivilDate::start("2022-09-01").unwrap(), day));
    }
}

//! Rows of a roster from synthetic persons.

use super::{column::Column, generate::RosterRow};
use crate::city::RosterPerson;

impl From<RosterPerson> for RosterRow {
    fn from(person: RosterPerson) -> Self {
        let mut row = Self::default()
            .with(Column::Organisation, person.organisation)
            .with(Column::Name, person.name)
            .with(Column::Identity, person.identity)
            .with(Column::Sex, person.sex.zh())
            .with(Column::Birth, person.birth.to_string())
            .with(Column::Staffing, person.staffing.zh())
            .with(Column::Category, person.category.zh())
            .with(Column::From, person.hired)
            .with(Column::Fte, "100");
        let optional = [
            (Column::OrganisationCode, person.organisation_code),
            (Column::Stage, person.stage.map(|stage| stage.zh().to_owned())),
            (Column::Subject, person.subject.map(str::to_owned)),
            (Column::Post, person.post.map(str::to_owned)),
            (Column::Title, person.title.map(|title| title.zh().to_owned())),
            (Column::TitleFrom, person.title_from.map(|from| from.to_string())),
        ];
        for (column, text) in optional {
            row.set(column, text.unwrap_or_default());
        }
        row
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use liangshi_domain::OrganisationId;
    use uuid::Uuid;

    use super::*;
    use crate::{
        city,
        roster::{
            check::check, choices::Codes, directory::KnownOrganisation, header::Sheet, units::Units,
            write_roster,
        },
        sheet::read,
    };

    #[test]
    fn a_synthetic_roster_has_no_fault_but_the_age_of_its_numbers() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("roster.xlsx");
        write_roster(&path, city::roster(500, 1).unwrap().map(RosterRow::from)).unwrap();
        let schools: BTreeMap<_, _> = city::roster(500, 1)
            .unwrap()
            .map(|person| (person.organisation, person.organisation_code))
            .collect();
        let unit = |(number, (name, code))| KnownOrganisation {
            id: OrganisationId(Uuid::from_u128(number)),
            name,
            code,
        };
        let units = Units::new((1_u128..).zip(schools).map(unit).collect());
        let grid = read(&path).unwrap();
        let (sheet, headers) = Sheet::of(&grid);
        let checked = check(&sheet, &Codes::read().unwrap(), &units, |_| {});
        // The numbers are of the nineteenth century so that they are nobody's, and the ages are of today.
        let faults =
            headers.iter().chain(&checked.faults).filter(|fault| fault.code != "IDENTITY_BIRTH_DISAGREES");
        let told: Vec<_> = faults.map(|fault| (fault.code, &fault.value)).collect();
        assert_eq!((told, checked.entries.len()), (vec![], 500));
    }
}

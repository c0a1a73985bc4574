use liangshi_domain::policy::PolicyFault;

use super::{
    calendar::{date, month_text},
    dice::Dice,
    layout::Layout,
    number::Range,
    person::{Begin, RosterPerson, draw},
};

/// Synthetic persons at the schools of the city of this seed, none of whom the city has: rows to be imported.
///
/// # Errors
/// When the places of the program cannot be read.
pub fn roster(teachers: usize, seed: u64) -> Result<impl Iterator<Item = RosterPerson>, PolicyFault> {
    let layout = Layout::draw(teachers, seed)?;
    let mut dice = Dice::new(seed, 3);
    let today = date(2022, 3, 1);
    let row = move |nth| {
        let person = draw(&mut dice, &layout, Begin::Before(today), Range::Roster, nth);
        let unit = &layout.units[person.unit];
        let title = person.titles.last().copied();
        RosterPerson {
            organisation: unit.name.clone(),
            organisation_code: unit.code.as_ref().map(|code| code.as_str().to_owned()),
            name: person.name,
            identity: person.identity.map(|number| number.as_str().to_owned()).unwrap_or_default(),
            birth: person.birth,
            sex: person.sex,
            staffing: person.staffing,
            category: person.category,
            stage: person.stage,
            subject_code: person.subject.map(|(code, _)| code),
            subject: person.subject.map(|(_, zh)| zh),
            title: title.map(|(title, _)| title),
            title_from: title.map(|(_, from)| from),
            hired: month_text(person.hired),
            assigned: person.hired,
            post: dice.chance(250).then_some("班主任"),
            training_hours: dice.between(0, 9) * 12,
        }
    };
    Ok((0..u64::try_from(teachers).unwrap_or(0)).map(row))
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, HashSet};

    use liangshi_domain::code::{Sex, Title};

    use super::*;

    #[test]
    fn a_roster_has_the_shares_that_are_known_of_real_ones() {
        let rows: Vec<_> = roster(4_000, 11).unwrap().collect();
        assert_eq!(rows.len(), 4_000);
        let share = |count: usize| count * 100 / rows.len();
        assert!((67..=73).contains(&share(rows.iter().filter(|row| row.sex == Sex::Female).count())));
        let mut titles: BTreeMap<Option<Title>, usize> = BTreeMap::new();
        rows.iter().for_each(|row| *titles.entry(row.title).or_default() += 1);
        let of = |title| share(titles.get(&Some(title)).copied().unwrap_or(0));
        assert!(
            (38..=52).contains(&of(Title::First)) && (20..=36).contains(&of(Title::Senior)),
            "{titles:?}"
        );
        assert!(of(Title::Professor) <= 6 && (12..=26).contains(&of(Title::Second)), "{titles:?}");
    }

    #[test]
    fn a_roster_is_the_same_for_a_seed_and_nobody_comes_twice() {
        let rows: Vec<_> = roster(300, 7).unwrap().collect();
        assert_eq!(rows, roster(300, 7).unwrap().collect::<Vec<_>>());
        let numbers: HashSet<_> = rows.iter().map(|row| &row.identity).collect();
        assert_eq!(numbers.len(), 300);
        assert!(
            rows.iter().all(|row| row.identity[6..].starts_with("18") && row.assigned < date(2022, 3, 1))
        );
    }
}

//! The whole sheet is checked before anything is written.

use std::collections::HashMap;

use liangshi_domain::IdentityNumber;

use super::{choices::Codes, column::Column, entry::Entry, fields::Fields, header::Sheet, units::Units};
use crate::fault::{CellFault, Reason};

/// What the check of a sheet found.
pub(crate) struct Checked {
    /// Rows below the header.
    pub(crate) rows: usize,
    /// The rows without an error.
    pub(crate) entries: Vec<Entry>,
    /// Everything found, row by row.
    pub(crate) faults: Vec<CellFault>,
}

/// Checks every row.
pub(crate) fn check(sheet: &Sheet<'_>, codes: &Codes, units: &Units, mut told: impl FnMut(usize)) -> Checked {
    let mut checked = Checked { rows: 0, entries: Vec::new(), faults: Vec::new() };
    let mut bearers: HashMap<IdentityNumber, Vec<usize>> = HashMap::new();
    for (at, _) in sheet.rows() {
        let mut fields = Fields::new(sheet, at);
        let identity = fields.identity();
        if let Some(number) = &identity {
            bearers.entry(number.clone()).or_default().push(at);
        }
        let entry = entry(&mut fields, identity, codes, units);
        checked.rows += 1;
        checked.entries.extend(entry);
        checked.faults.append(&mut fields.faults);
        if checked.rows.is_multiple_of(1_000) {
            told(checked.rows);
        }
    }
    twice(sheet, &bearers, &mut checked);
    told(checked.rows);
    checked
}

fn entry(
    fields: &mut Fields<'_>,
    identity: Option<IdentityNumber>,
    codes: &Codes,
    units: &Units,
) -> Option<Entry> {
    let organisation = fields.organisation(units);
    let name = fields.name();
    let sex = fields.sex(codes, identity.as_ref());
    let birth = fields.birth(identity.as_ref());
    let staff_number = fields.optional(Column::StaffNumber);
    let staffing = fields.required(Column::Staffing);
    let staffing = fields.choice(Column::Staffing, staffing, &codes.staffing);
    let category = fields.required(Column::Category);
    let category = fields.choice(Column::Category, category, &codes.category);
    let source = fields.optional(Column::Source);
    let source = fields.choice(Column::Source, source, &codes.source);
    let from = fields.required(Column::From);
    let from = fields.date(Column::From, from);
    let stage = fields.optional(Column::Stage);
    let stage = fields.choice(Column::Stage, stage, &codes.stage);
    let subject = fields.optional(Column::Subject);
    let subject = fields.choice(Column::Subject, subject, &codes.subject);
    let post = fields.optional(Column::Post);
    let fte_percent = fields.fte();
    let title = fields.title(codes);
    let honour = fields.honour(codes);
    let born = birth.or_else(|| identity.as_ref().and_then(IdentityNumber::birth));
    if let Some(birth) = born.filter(|birth| from.as_ref().is_some_and(|from| from.day <= *birth)) {
        fields.fault(Column::From, &Reason::HiredBeforeBirth { birth: birth.to_string() });
    }
    if fields.is_wrong() {
        return None;
    }
    Some(Entry {
        at: fields.at,
        organisation: organisation?,
        name: name?,
        identity: identity?,
        sex,
        birth,
        staff_number,
        staffing: staffing?,
        category: category?,
        source,
        from: from?,
        stage,
        subject,
        post,
        fte_percent,
        title,
        honour,
    })
}

/// Nobody can say which of two rows of one person is right, so both stay out.
fn twice(sheet: &Sheet<'_>, bearers: &HashMap<IdentityNumber, Vec<usize>>, checked: &mut Checked) {
    let number = |at: usize| sheet.grid.rows.get(at).map_or(0, |row| row.number);
    let mut out = Vec::new();
    for rows in bearers.values().filter(|rows| rows.len() > 1) {
        for at in rows {
            let other = rows.iter().find(|other| *other != at).map_or(0, |other| number(*other));
            checked.faults.push(sheet.fault(*at, Column::Identity, &Reason::IdentityNumberTwice { other }));
            out.push(*at);
        }
    }
    out.sort_unstable();
    checked.entries.retain(|entry| out.binary_search(&entry.at).is_err());
}

//! The cells of one row as values, each with the faults found on the way.

use std::sync::Arc;

use chrono::NaiveDate;
use liangshi_domain::{
    CivilDate, IdentityNumber, OrganisationCode, OrganisationId, Precision, code::Sex,
    teacher::honour::ConferHonour,
};

use super::{
    choices::{Choices, Codes},
    column::Column,
    header::Sheet,
    units::Units,
};
use crate::{
    fault::{CellFault, Reason},
    sheet::{Kind, width},
};

/// What officers write where there is nothing.
const NONE: &[&str] = &["无", "0-无", "-", "—", "/", "暂无"];

/// One row being read.
pub(crate) struct Fields<'a> {
    pub(crate) sheet: &'a Sheet<'a>,
    pub(crate) at: usize,
    pub(crate) faults: Vec<CellFault>,
}

impl<'a> Fields<'a> {
    pub(crate) fn new(sheet: &'a Sheet<'a>, at: usize) -> Self {
        Self { sheet, at, faults: Vec::new() }
    }

    /// Whether the row stays out.
    pub(crate) fn is_wrong(&self) -> bool {
        self.faults.iter().any(CellFault::is_error)
    }

    pub(crate) fn fault(&mut self, column: Column, reason: &Reason) {
        self.faults.push(self.sheet.fault(self.at, column, reason));
    }

    fn fault_allowing(&mut self, column: Column, reason: &Reason, allowed: &Arc<[String]>) {
        self.faults.push(self.sheet.fault(self.at, column, reason).allowing(allowed.clone()));
    }

    /// Turns the fault of a value into a fault of its cell.
    fn sound<T>(&mut self, column: Column, found: Result<T, impl Into<Reason>>) -> Option<T> {
        found.map_err(|fault| self.fault(column, &fault.into())).ok()
    }

    /// What the cell says; nothing when it is blank or no plain value, which is a fault.
    fn text(&mut self, column: Column) -> Option<String> {
        let cell = self.sheet.cell(self.at, column)?;
        if let Some(fault) = self.sheet.impure(self.at, column) {
            self.faults.push(fault);
            return None;
        }
        Some(width::narrow(&cell.text)).filter(|text| !text.is_empty())
    }

    pub(crate) fn required(&mut self, column: Column) -> Option<String> {
        let before = self.faults.len();
        let text = self.text(column);
        if text.is_none() && self.faults.len() == before {
            self.fault(column, &Reason::CellRequired);
        }
        text
    }

    pub(crate) fn optional(&mut self, column: Column) -> Option<String> {
        self.text(column).filter(|text| !NONE.contains(&text.as_str()))
    }

    pub(crate) fn name(&mut self) -> Option<String> {
        self.required(Column::Name).map(|text| width::name(&text))
    }

    pub(crate) fn identity(&mut self) -> Option<IdentityNumber> {
        let text = self.required(Column::Identity)?;
        if self.lost_digits(Column::Identity, &text) {
            self.fault(Column::Identity, &Reason::IdentityNumberAsNumber);
            return None;
        }
        self.sound(Column::Identity, text.parse::<IdentityNumber>())
    }

    /// A number keeps 15 digits; a CSV file made from one says 4.419E+17.
    fn lost_digits(&self, column: Column, text: &str) -> bool {
        let number = self.sheet.cell(self.at, column).is_some_and(|cell| cell.kind == Kind::Number);
        let scientific = text.contains("E+") || text.contains("e+");
        (number && text.len() > 15) || (scientific && text.parse::<f64>().is_ok())
    }

    pub(crate) fn organisation(&mut self, units: &Units) -> Option<OrganisationId> {
        let before = self.faults.len();
        let name = self.optional(Column::Organisation);
        let code = self.organisation_code();
        if self.faults.len() > before {
            return None;
        }
        let place =
            if name.is_some() || code.is_none() { Column::Organisation } else { Column::OrganisationCode };
        if name.is_none() && code.is_none() {
            self.fault(place, &Reason::CellRequired);
            return None;
        }
        match units.meant(name.as_deref(), code.as_ref()) {
            Ok(meant) => {
                let differs = [
                    (Column::Organisation, meant.name_differs),
                    (Column::OrganisationCode, meant.code_differs),
                ];
                for (column, registered) in differs {
                    if let Some(registered) = registered {
                        self.fault(column, &Reason::OrganisationDisagrees { registered });
                    }
                }
                Some(meant.id)
            }
            Err(reason) => {
                let near = name.map_or_else(Arc::default, |name| units.suggestions(&name));
                self.fault_allowing(place, &reason, &near);
                None
            }
        }
    }

    fn organisation_code(&mut self) -> Option<OrganisationCode> {
        let text = self.optional(Column::OrganisationCode)?;
        if self.lost_digits(Column::OrganisationCode, &text) {
            self.fault(Column::OrganisationCode, &Reason::OrganisationCodeAsNumber);
            return None;
        }
        self.sound(Column::OrganisationCode, text.parse::<OrganisationCode>())
    }

    pub(crate) fn date(&mut self, column: Column, text: Option<String>) -> Option<CivilDate> {
        let text = text?;
        self.sound(column, CivilDate::start(&text))
    }

    pub(crate) fn choice<T: Clone>(
        &mut self,
        column: Column,
        text: Option<String>,
        choices: &Choices<T>,
    ) -> Option<T> {
        let text = text?;
        let found = choices.find(&text);
        if found.is_none() {
            self.fault_allowing(column, &Reason::CodeUnknown, &choices.allowed);
        }
        found
    }

    /// The sex as stated; a query when the identity number says otherwise.
    pub(crate) fn sex(&mut self, codes: &Codes, identity: Option<&IdentityNumber>) -> Option<Sex> {
        let text = self.optional(Column::Sex);
        let stated = self.choice(Column::Sex, text, &codes.sex)?;
        let numbered = identity.map(|number| if number.is_male() { Sex::Male } else { Sex::Female });
        let known = matches!(stated, Sex::Male | Sex::Female);
        if let Some(numbered) = numbered.filter(|numbered| known && *numbered != stated) {
            self.fault(Column::Sex, &Reason::IdentitySexDisagrees { number: numbered.zh() });
        }
        Some(stated)
    }

    /// The birth date as stated to the day; a query when the identity number says otherwise.
    pub(crate) fn birth(&mut self, identity: Option<&IdentityNumber>) -> Option<NaiveDate> {
        let text = self.optional(Column::Birth);
        let stated = self.date(Column::Birth, text)?;
        let numbered = identity.and_then(IdentityNumber::birth);
        if let Some(numbered) = numbered.filter(|numbered| !super::entry::agrees(&stated, *numbered)) {
            self.fault(Column::Birth, &Reason::IdentityBirthDisagrees { number: numbered.to_string() });
        }
        (stated.precision == Precision::Day).then_some(stated.day)
    }

    /// A whole percentage; a cell formatted as a percentage holds a fraction of one.
    pub(crate) fn fte(&mut self) -> Option<u32> {
        let text = self.optional(Column::Fte)?;
        let number: Option<f64> = text.trim_end_matches('%').trim().parse().ok();
        let fraction = self.sheet.cell(self.at, Column::Fte).is_some_and(|cell| cell.kind == Kind::Number);
        let percent = number.map(|number| if fraction && number <= 1.0 { number * 100.0 } else { number });
        let whole =
            percent.and_then(|percent| (1..=100).find(|whole| (percent - f64::from(*whole)).abs() < 1e-6));
        if whole.is_none() {
            self.fault(Column::Fte, &Reason::FteOutOfRange);
        }
        whole
    }

    /// A title with the day it was granted; a query when one is stated without the other.
    pub(crate) fn title(&mut self, codes: &Codes) -> Option<(liangshi_domain::code::Title, CivilDate)> {
        let (title, from) = (self.optional(Column::Title), self.optional(Column::TitleFrom));
        let (stated, dated) = (title.is_some(), from.is_some());
        let title = self.choice(Column::Title, title, &codes.title);
        let from = self.date(Column::TitleFrom, from);
        if stated && !dated {
            self.fault(Column::Title, &Reason::TitleWithoutDate);
        }
        if dated && !stated {
            self.fault(Column::TitleFrom, &Reason::DateWithoutTitle);
        }
        title.zip(from)
    }

    /// An honour with issuer and day; a query when one of the three is missing.
    pub(crate) fn honour(&mut self, codes: &Codes) -> Option<ConferHonour> {
        let name = self.optional(Column::Honour);
        let issuer = self.optional(Column::HonourIssuer);
        let on = self.optional(Column::HonourOn);
        let level = self.optional(Column::HonourLevel);
        let given = [&name, &issuer, &on];
        if given.iter().all(|part| part.is_none()) && level.is_none() {
            return None;
        }
        if given.iter().any(|part| part.is_none()) {
            self.fault(Column::Honour, &Reason::HonourIncomplete);
        }
        let stated_level = self.choice(Column::HonourLevel, level, &codes.level);
        let on = self.date(Column::HonourOn, on);
        let issuer = issuer?;
        let Some(issued_by) = codes.issuing_body(&issuer) else {
            self.fault_allowing(Column::HonourIssuer, &Reason::HonourIssuerUnknown, &codes.issuer.allowed);
            return None;
        };
        Some(ConferHonour { name: name?, issued_by, issuer, on: on?, stated_level, kind: None })
    }
}

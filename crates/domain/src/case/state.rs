use chrono::NaiveDate;

use super::{
    code::{CaseFinding, CaseStage, Sanction},
    event::{AppealSanction, BarDays, CaseEvent, CirculateCase, InvestigateCase, OpenCase, SanctionImposed},
};
use crate::{
    EventId, Origin, Period, TeacherId,
    steps::{Step, Steps},
};

/// A sanction as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct StandingSanction {
    /// How it was imposed.
    pub imposed: SanctionImposed,
    /// What it is, after any amendment.
    pub sanction: Sanction,
    /// The days it has effect.
    pub period: Period,
    /// The bar it brings, after any amendment.
    pub bar: Option<BarDays>,
    /// The appeal that is pending.
    pub appeal: Option<(AppealSanction, EventId)>,
    /// Whether it was annulled from the beginning.
    pub annulled: bool,
    /// Whether it is over: it was annulled or revoked, or its period was stated to have ended.
    pub over: bool,
    /// Every event that shaped it, oldest first.
    pub by: Vec<EventId>,
}

impl StandingSanction {
    /// The event that imposed it.
    pub fn fact(&self) -> Option<EventId> {
        self.by.first().copied()
    }
}

/// An ethics case as its history tells it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Case {
    opened: Option<(OpenCase, EventId)>,
    investigated: Option<(InvestigateCase, EventId)>,
    sanctions: Vec<StandingSanction>,
    circulars: Vec<(CirculateCase, EventId)>,
    stages: Steps<CaseStage>,
    last: Option<(NaiveDate, EventId)>,
    voided: Option<EventId>,
}

impl Case {
    /// How it was opened, and the event that says so.
    pub fn opened(&self) -> Option<(&OpenCase, EventId)> {
        self.opened.as_ref().map(|(opened, by)| (opened, *by))
    }

    /// The person.
    pub fn teacher(&self) -> Option<TeacherId> {
        self.opened().map(|(opened, _)| opened.teacher)
    }

    /// What the investigation found, and the event that says so.
    pub fn investigated(&self) -> Option<(&InvestigateCase, EventId)> {
        self.investigated.as_ref().map(|(found, by)| (found, *by))
    }

    /// Whether the facts were found.
    pub fn is_substantiated(&self) -> bool {
        self.investigated().is_some_and(|(found, _)| found.finding == CaseFinding::Substantiated)
    }

    /// Every sanction that was imposed, also those annulled.
    pub fn sanctions(&self) -> &[StandingSanction] {
        &self.sanctions
    }

    /// The sanction that stands.
    pub fn standing(&self) -> Option<&StandingSanction> {
        self.sanctions.last().filter(|sanction| !sanction.over)
    }

    /// What was circulated of it.
    pub fn circulars(&self) -> &[(CirculateCase, EventId)] {
        &self.circulars
    }

    /// Every stage with the days the case stood at it.
    pub fn stages(&self) -> impl Iterator<Item = (Period, &Step<CaseStage>)> {
        self.stages.periods()
    }

    /// The event that took it away.
    pub fn voided(&self) -> Option<EventId> {
        self.voided
    }

    /// The day of the latest step and its event.
    pub(super) fn last(&self) -> Option<(NaiveDate, EventId)> {
        self.last
    }

    /// What is true after `event`.
    pub fn evolve(&mut self, event: &CaseEvent, origin: Origin) {
        let by = origin.id;
        match event {
            CaseEvent::CaseOpened(event) => {
                self.step(event.on.day, Some(CaseStage::Open), by);
                self.opened = Some((event.clone(), by));
            }
            CaseEvent::CaseInvestigated(event) => {
                let stage = match event.finding {
                    CaseFinding::Substantiated => CaseStage::Substantiated,
                    CaseFinding::Unsubstantiated => CaseStage::Unsubstantiated,
                };
                self.step(event.on.day, Some(stage), by);
                self.investigated = Some((event.clone(), by));
            }
            CaseEvent::SanctionImposed(event) => {
                self.step(event.on.day, Some(CaseStage::Sanctioned), by);
                self.sanctions.push(imposed(event, by));
            }
            CaseEvent::SanctionAppealed(event) => self.shape(event.on.day, CaseStage::Appealed, by, |it| {
                it.appeal = Some((event.clone(), by));
            }),
            CaseEvent::SanctionUpheld(event) => {
                self.shape(event.on.day, CaseStage::Upheld, by, |it| it.appeal = None);
            }
            CaseEvent::SanctionAmended(event) => self.shape(event.on.day, CaseStage::Amended, by, |it| {
                it.appeal = None;
                it.sanction = event.sanction;
                it.period = Period::stated(&it.imposed.from, event.until.as_ref());
                it.bar = event.bar.clone();
            }),
            CaseEvent::SanctionAnnulled(event) => self.shape(event.on.day, CaseStage::Annulled, by, |it| {
                it.appeal = None;
                it.bar = None;
                it.annulled = true;
                it.over = true;
            }),
            CaseEvent::SanctionExpired(event) => {
                self.shape(event.on.day, CaseStage::Expired, by, |it| it.over = true);
            }
            CaseEvent::SanctionRevoked(event) => self.shape(event.on.day, CaseStage::Revoked, by, |it| {
                it.period = it.period.until(event.on.day);
                it.over = true;
            }),
            CaseEvent::CaseCirculated(event) => {
                self.step(event.on.day, None, by);
                self.circulars.push((event.clone(), by));
            }
            CaseEvent::CaseVoided(_) => self.voided = self.voided.or(Some(by)),
        }
    }

    /// A circular has its day and changes nothing about where the case stands.
    fn step(&mut self, day: NaiveDate, stage: Option<CaseStage>, by: EventId) {
        if let Some(stage) = stage {
            self.stages.set(day, stage, by);
        }
        if self.last.is_none_or(|(last, _)| last <= day) {
            self.last = Some((day, by));
        }
    }

    fn shape(
        &mut self,
        day: NaiveDate,
        stage: CaseStage,
        by: EventId,
        change: impl FnOnce(&mut StandingSanction),
    ) {
        self.step(day, Some(stage), by);
        if let Some(sanction) = self.sanctions.last_mut() {
            change(sanction);
            sanction.by.push(by);
        }
    }
}

fn imposed(event: &SanctionImposed, by: EventId) -> StandingSanction {
    StandingSanction {
        sanction: event.sanction,
        period: Period::stated(&event.from, event.until.as_ref()),
        bar: event.bar.clone(),
        imposed: event.clone(),
        appeal: None,
        annulled: false,
        over: false,
        by: vec![by],
    }
}

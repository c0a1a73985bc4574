use chrono::{Datelike, NaiveDate};

use super::{
    appointment::{self, Appointments},
    conduct::{self, Bars},
    dated::{Cause, Facts},
    discipline::Discipline,
    duty::Duties,
    hire::{self, Employments, HireEvent, SettleReassignment},
    honour::{self, Contributions, Honours},
    identity::Identity,
    movement::{self, Movements},
    post::Posts,
    record::Records,
    secondment::{self, Secondments},
    statement::Statement,
    training::{self, Trainings},
};
use crate::{EventId, Period, code::Title};

/// Everything stated about a teacher as dated facts: what held when.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Timeline {
    /// Who the person is.
    pub identity: Identity,
    /// Service.
    pub employments: Employments,
    /// What went on at a successor because its unit had ended.
    pub reassignments: Facts<SettleReassignment>,
    /// Work and titles.
    pub posts: Posts,
    /// Trainings.
    pub trainings: Trainings,
    /// Secondments.
    pub secondments: Secondments,
    /// What was stated about service elsewhere beside it.
    pub movements: Movements,
    /// Honours.
    pub honours: Honours,
    /// Lessons and resources given for all.
    pub contributions: Contributions,
    /// Bars.
    pub bars: Bars,
    /// Assessments of ethics, restrictions, tolerances and what selections scored.
    pub discipline: Discipline,
    /// Appointments to posts, their terms and grades.
    pub appointments: Appointments,
    /// Certificates, degrees, yearly appraisals and incentives.
    pub records: Records,
    /// Classes in charge, workforce categories and leave.
    pub duties: Duties,
}

/// A fact that no longer fits another. It is flagged and never dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Contradiction {
    /// The fact that does not fit.
    pub fact: EventId,
    /// The fact it does not fit to; the same when it lacks something to stand on.
    pub with: EventId,
    /// In which way, as a stable code.
    pub how: &'static str,
}

/// A bar in force on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BarOn {
    /// The event that imposed it.
    pub fact: EventId,
    /// The first day without it.
    pub until: Option<NaiveDate>,
}

impl Timeline {
    /// Folds one statement.
    pub(crate) fn evolve(&mut self, statement: &Statement, cause: &Cause) {
        match statement {
            Statement::Identity(event) => self.identity.evolve(event, cause),
            Statement::Hire(event) => self.hire(event, cause),
            Statement::Post(event) => self.posts.evolve(event, cause),
            Statement::Training(event) => training::evolve(&mut self.trainings, event, cause),
            Statement::Secondment(event) => secondment::evolve(&mut self.secondments, event, cause),
            Statement::Movement(event) => {
                self.movements.evolve(event, &self.secondments, &mut self.employments, cause);
            }
            Statement::Honour(event) => {
                honour::evolve(&mut self.honours, &mut self.contributions, event, cause)
            }
            Statement::Conduct(event) => conduct::evolve(&mut self.bars, &mut self.discipline, event, cause),
            Statement::Appointment(event) => appointment::evolve(&mut self.appointments, event, cause),
            Statement::Record(event) => self.records.evolve(event, cause),
            Statement::Duty(event) => self.duties.evolve(event, cause),
        }
    }

    /// Whoever ends service or is transferred leaves the posts and charges at the unit too.
    fn hire(&mut self, event: &HireEvent, cause: &Cause) {
        hire::evolve(&mut self.employments, event, cause);
        let (day, to) = match event {
            HireEvent::TeacherHired(_) => return,
            HireEvent::TeacherTransferred(transfer) => (transfer.from.day, Some(transfer.organisation)),
            HireEvent::EmploymentEnded(end) => (end.on.day, None),
            HireEvent::ReassignmentSettled(settled) => {
                let period = Period::stated(&settled.from, None);
                return self.reassignments.state(cause, period, settled.clone());
            }
        };
        appointment::leave(&mut self.appointments, day, to, cause);
        self.duties.leave(day, to, cause);
    }

    /// Withdraws the fact an event stated, whatever its kind.
    pub(crate) fn revoke(&mut self, fact: EventId, from: Option<NaiveDate>, cause: &Cause) {
        self.posts.titles.revoke(fact, from, cause);
        self.posts.assignments.revoke(fact, from, cause);
        self.trainings.revoke(fact, from, cause);
        self.discipline.restrictions.revoke(fact, from, cause);
    }

    /// Whether the event states a fact that may be revoked: a title, an assignment or a training.
    pub(crate) fn is_revocable(&self, fact: EventId) -> bool {
        self.posts.titles.find(fact).is_some()
            || self.posts.assignments.find(fact).is_some()
            || self.trainings.find(fact).is_some()
            || self.discipline.restrictions.find(fact).is_some()
    }

    /// The title on the day and the fact that states it.
    pub fn title_on(&self, day: NaiveDate) -> Option<(Title, EventId)> {
        self.posts.title_on(day)
    }

    /// The bars in force on the day.
    pub fn bars_on(&self, day: NaiveDate) -> Vec<BarOn> {
        self.bars.on(day).map(|bar| BarOn { fact: bar.fact, until: bar.period.to }).collect()
    }

    /// Whole months of service before the day, and the facts they were counted from.
    pub fn months_of_teaching(&self, day: NaiveDate) -> (u32, Vec<EventId>) {
        let served: Vec<_> = self.employments.iter().filter(|service| service.period.from < day).collect();
        let months = served.iter().map(|service| {
            let end = service.period.to.map_or(day, |to| to.min(day));
            whole_months(service.period.from, end)
        });
        (months.sum(), served.iter().map(|service| service.fact).collect())
    }

    /// What is judged against one another, of two registrations of one person.
    pub(crate) fn joined(&self, other: &Self) -> Self {
        Self {
            employments: self.employments.joined(&other.employments),
            posts: Posts {
                assignments: self.posts.assignments.joined(&other.posts.assignments),
                titles: self.posts.titles.joined(&other.posts.titles),
            },
            secondments: self.secondments.joined(&other.secondments),
            honours: self.honours.joined(&other.honours),
            bars: self.bars.joined(&other.bars),
            discipline: self.discipline.joined(&other.discipline),
            ..Self::default()
        }
    }

    /// Facts that do not fit one another, in a stable order.
    pub fn contradictions(&self) -> Vec<Contradiction> {
        let mut found = Vec::new();
        found.extend(overlaps("EMPLOYMENTS_OVERLAP", self.employments.iter().map(|e| (e.fact, e.period))));
        let primary = self.posts.assignments.iter().filter(|work| work.value.primary);
        found.extend(overlaps("PRIMARY_ASSIGNMENTS_OVERLAP", primary.map(|work| (work.fact, work.period))));
        found.extend(self.overlapping_secondments());
        found.extend(self.without_service());
        found.extend(self.under_bar());
        found.extend(self.not_there());
        found.sort_unstable();
        found
    }

    fn overlapping_secondments(&self) -> impl Iterator<Item = Contradiction> {
        let standing = self.secondments.iter().filter(|own| own.value.stage.stands());
        standing.filter_map(|own| {
            let percent = own.value.proposed.fte_percent;
            let with = secondment::clash(
                &self.secondments,
                Some(own.fact),
                own.period,
                (percent, secondment::FULL_POST),
            )?;
            Some(Contradiction { fact: own.fact, with, how: "SECONDMENTS_OVERLAP" })
        })
    }

    /// Work and secondments on whose first day no service holds.
    fn without_service(&self) -> impl Iterator<Item = Contradiction> {
        let work = self.posts.assignments.iter().map(|work| (work.fact, work.period.from));
        let away = self.secondments.iter().filter(|away| away.value.stage.stands());
        let starts = work.chain(away.map(|away| (away.fact, away.period.from)));
        starts.filter(|(_, day)| self.employments.on(*day).next().is_none()).map(|(fact, _)| Contradiction {
            fact,
            with: fact,
            how: "NO_SERVICE",
        })
    }

    /// Honours conferred on a day on which a bar was in force, as known now.
    fn under_bar(&self) -> impl Iterator<Item = Contradiction> {
        self.honours.iter().filter_map(|honour| {
            let bar = self.bars.on(honour.value.on.day).next()?;
            Some(Contradiction { fact: honour.fact, with: bar.fact, how: "HONOUR_UNDER_BAR" })
        })
    }

    /// Support teaching that was verified and visits in residencies, on days on which the person was not there, as known now.
    fn not_there(&self) -> impl Iterator<Item = Contradiction> {
        let verified = self.movements.verified.iter();
        let verified = verified.map(|fact| (fact.fact, fact.value.secondment, fact.period));
        let visits = self.movements.visits.iter();
        let visits = visits.map(|fact| (fact.fact, fact.value.secondment, fact.period));
        verified.chain(visits).filter_map(|(fact, with, period)| {
            let there = movement::there(&self.secondments, with);
            let served = there.is_ok_and(|away| away.period.covers(&period));
            (!served).then_some(Contradiction { fact, with, how: "NOT_THERE_THEN" })
        })
    }
}

fn overlaps(how: &'static str, facts: impl Iterator<Item = (EventId, Period)>) -> Vec<Contradiction> {
    let facts: Vec<_> = facts.collect();
    let pairs = facts.iter().enumerate().flat_map(|(i, a)| facts[..i].iter().map(move |b| (a, b)));
    pairs
        .filter(|((_, a), (_, b))| a.overlaps(b))
        .map(|((fact, _), (with, _))| Contradiction { fact: *fact, with: *with, how })
        .collect()
}

/// Whole months between two days.
pub(crate) fn whole_months(from: NaiveDate, to: NaiveDate) -> u32 {
    let months = (to.year() - from.year()) * 12 + to.month0().cast_signed() - from.month0().cast_signed();
    let months = if to.day() < from.day() { months - 1 } else { months };
    u32::try_from(months).unwrap_or(0)
}

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use super::{
    code::ActivityKind,
    event::{
        ActivityEvent, AttendanceRecorded, Attendee, CancelActivity, CompetitionResult, CompleteActivity,
        PlanActivity, RecordCompetitionResult, RecordSchoolAttendance, VoidHours,
    },
    refusal::ActivityRefusal,
    state::Activity,
};
use crate::{
    ActivityId, Decider, Follow, Following, LineRefusal, Looks, OrganisationId, Origin, Refusal, Stamp,
    TeacherId, Unreadable, VoidEntry,
    machine::LineRefusals,
    rules::RULES_STREAM,
    teacher::{
        Teacher, TeacherCommand,
        honour::{ConferHonour, HonourCommand},
        training::{CompleteTraining, TrainingCommand, VoidTrainingOf},
    },
    witness::Witness,
};

/// The most lines of a list in one command: each is a stream in the same append.
pub const MOST_AT_ONCE: usize = 500;

/// A person who attended, as asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Attending {
    /// The person.
    pub teacher: TeacherId,
    /// The hours, when not those of the activity.
    pub hours: Option<u32>,
}

/// Records who attended.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordAttendance {
    /// The persons.
    pub persons: Vec<Attending>,
}

/// What may be asked of an activity.
#[derive(Clone, Debug, PartialEq)]
pub enum ActivityCommand {
    /// See [`PlanActivity`].
    PlanActivity(PlanActivity),
    /// See [`CompleteActivity`].
    CompleteActivity(CompleteActivity),
    /// See [`CancelActivity`].
    CancelActivity(CancelActivity),
    /// See [`RecordAttendance`].
    RecordAttendance(RecordAttendance),
    /// See [`RecordSchoolAttendance`].
    RecordSchoolAttendance(RecordSchoolAttendance),
    /// See [`VoidHours`].
    VoidHours(VoidHours),
    /// See [`RecordCompetitionResult`].
    RecordCompetitionResult(RecordCompetitionResult),
    /// Takes an entry away.
    VoidActivityEvent(VoidEntry),
}

type Answer = Result<ActivityEvent, ActivityRefusal>;

impl Decider for Activity {
    type Command = ActivityCommand;
    type Event = ActivityEvent;
    type Refusal = ActivityRefusal;
    type Witness = Witness;

    /// Every person of a list is looked at, so that each line that is refused is named with its own reason.
    fn looks_at(&self, command: &ActivityCommand) -> Looks {
        let organiser = self.planned().map(|(plan, _)| plan.organiser.stream());
        let streams: Vec<String> = match command {
            ActivityCommand::PlanActivity(plan) => {
                let lecturer = plan.lecturer.map(|id| id.stream());
                let partner = plan.partner.map(|id| id.stream());
                [plan.organiser.stream()].into_iter().chain(partner).chain(lecturer).collect()
            }
            ActivityCommand::RecordAttendance(asked) => {
                let persons = asked.persons.iter().map(|person| person.teacher.stream());
                persons.chain(organiser).collect()
            }
            ActivityCommand::RecordSchoolAttendance(asked) => {
                asked.schools.iter().map(|school| school.organisation.stream()).collect()
            }
            ActivityCommand::RecordCompetitionResult(asked) => {
                let persons = asked.results.iter().map(|result| result.teacher.stream());
                persons.chain([RULES_STREAM.to_owned()]).collect()
            }
            ActivityCommand::VoidActivityEvent(asked) => {
                let results = self.results_of(asked).into_iter().flat_map(|results| &results.results);
                results.map(|result| result.teacher.stream()).collect()
            }
            ActivityCommand::CompleteActivity(_)
            | ActivityCommand::CancelActivity(_)
            | ActivityCommand::VoidHours(_) => Vec::new(),
        };
        Looks { streams, events: Vec::new() }
    }

    fn decide(
        &self,
        command: &ActivityCommand,
        witness: &Witness,
        stamp: &Stamp,
    ) -> Result<Vec<ActivityEvent>, ActivityRefusal> {
        let event = match command {
            ActivityCommand::PlanActivity(asked) => self.plan(asked, witness),
            ActivityCommand::CompleteActivity(asked) => self.hold(asked, stamp.today),
            ActivityCommand::CancelActivity(asked) => self.cancel(asked),
            ActivityCommand::RecordAttendance(asked) => self.attend(asked, witness, stamp),
            ActivityCommand::RecordSchoolAttendance(asked) => self.attend_by_school(asked, witness),
            ActivityCommand::VoidHours(asked) => self.void_hours(asked),
            ActivityCommand::RecordCompetitionResult(asked) => self.result(asked, witness, stamp),
            ActivityCommand::VoidActivityEvent(asked) => self.void(asked),
        }?;
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &ActivityEvent, origin: Origin) {
        Activity::evolve(self, event, origin);
    }

    /// Hours and awards stand on the person in the same append, so that the two never disagree.
    fn follows(&self, event: &ActivityEvent, witness: &Witness) -> Vec<Box<dyn Following>> {
        let Some(activity) = ActivityId::of_stream(&witness.about) else { return Vec::new() };
        let ask = |(teacher, command): (TeacherId, TeacherCommand)| {
            Follow::<Teacher>::boxed(teacher.stream(), command)
        };
        match event {
            ActivityEvent::AttendanceRecorded(recorded) => {
                let persons = recorded.persons.iter();
                let trained =
                    persons.filter_map(|person| Some((person.teacher, self.training(person, witness)?)));
                trained.map(ask).collect()
            }
            ActivityEvent::HoursVoided(void) => {
                let command = |teacher: &TeacherId| {
                    let void = VoidTrainingOf { activity, reason: void.reason.clone() };
                    (*teacher, TeacherCommand::Training(TrainingCommand::VoidTrainingOf(void)))
                };
                void.teachers.iter().map(command).map(ask).collect()
            }
            ActivityEvent::CompetitionResultRecorded(results) => {
                let awarded = results.results.iter();
                awarded
                    .filter_map(|result| Some((result.teacher, self.honour(results, result)?)))
                    .map(ask)
                    .collect()
            }
            ActivityEvent::ActivityEventVoided(void) => self.taken_back(void, witness),
            ActivityEvent::ActivityPlanned(_)
            | ActivityEvent::ActivityCompleted(_)
            | ActivityEvent::ActivityCancelled(_)
            | ActivityEvent::SchoolAttendanceRecorded(_) => Vec::new(),
        }
    }

    fn write(event: &ActivityEvent) -> Result<(&'static str, i64, String), serde_json::Error> {
        Ok((event.kind(), event.schema_version(), event.body()?))
    }

    fn read(kind: &str, body: &str) -> Result<ActivityEvent, Unreadable> {
        ActivityEvent::read(kind, body).unwrap_or_else(|| Err(Unreadable::Kind(kind.to_owned())))
    }
}

impl Activity {
    fn plan(&self, asked: &PlanActivity, witness: &Witness) -> Answer {
        if let Some((_, fact)) = self.planned() {
            return Err(ActivityRefusal::AlreadyPlanned { fact });
        }
        sound(asked)?;
        let day = asked.from.day;
        for unit in [asked.organiser].into_iter().chain(asked.partner) {
            open(unit, day, witness)?;
        }
        let known = |id| witness.teachers.get(id).is_some_and(Teacher::is_registered);
        if asked.lecturer.as_ref().is_some_and(|id| !known(id)) {
            return Err(ActivityRefusal::LecturerUnknown);
        }
        Ok(ActivityEvent::ActivityPlanned(asked.clone()))
    }

    fn hold(&self, asked: &CompleteActivity, today: NaiveDate) -> Answer {
        let plan = self.standing()?;
        if let Some((on, fact)) = self.held() {
            return Err(ActivityRefusal::AlreadyHeld { on, fact });
        }
        if asked.on.day < plan.from.day {
            return Err(ActivityRefusal::HeldBeforeStart { from: plan.from.day });
        }
        if today < asked.on.day {
            return Err(ActivityRefusal::HeldAhead { on: asked.on.day });
        }
        Ok(ActivityEvent::ActivityCompleted(asked.clone()))
    }

    fn cancel(&self, asked: &CancelActivity) -> Answer {
        self.standing()?;
        match self.held() {
            Some((on, fact)) => Err(ActivityRefusal::AlreadyHeld { on, fact }),
            None => Ok(ActivityEvent::ActivityCancelled(asked.clone())),
        }
    }

    fn attend(&self, asked: &RecordAttendance, witness: &Witness, stamp: &Stamp) -> Answer {
        let plan = self.standing()?;
        self.held().ok_or(ActivityRefusal::NotHeld)?;
        sized(asked.persons.len())?;
        let attendee =
            |person: &Attending| Attendee { teacher: person.teacher, hours: person.hours.or(plan.hours) };
        let persons: Vec<_> = asked.persons.iter().map(attendee).collect();
        let mut refused = Lines::new("persons");
        for (line, person) in persons.iter().enumerate() {
            refused.judge(line, person.teacher, || {
                if let Some(before) = self.attendance_of(person.teacher) {
                    return Err(ActivityRefusal::AlreadyAttended { fact: before.by });
                }
                match person.hours {
                    Some(hours) if !(1..=1000).contains(&hours) => {
                        Err(ActivityRefusal::HoursOutOfRange { hours })
                    }
                    Some(_) if plan.category.is_none() => Err(ActivityRefusal::CategoryMissing),
                    Some(_) | None => Ok(()),
                }
            });
            let command = self.training(person, witness);
            refused.ask(line, person.teacher, command.as_ref(), witness, stamp);
        }
        refused.done()?;
        Ok(ActivityEvent::AttendanceRecorded(AttendanceRecorded { persons }))
    }

    fn attend_by_school(&self, asked: &RecordSchoolAttendance, witness: &Witness) -> Answer {
        self.standing()?;
        let (day, _) = self.held().ok_or(ActivityRefusal::NotHeld)?;
        sized(asked.schools.len())?;
        let mut refused = Lines::new("schools");
        for (line, school) in asked.schools.iter().enumerate() {
            refused.judge(line, school.organisation, || {
                open(school.organisation, day, witness)?;
                let before = self.schools().iter().find(|before| before.organisation == school.organisation);
                match before {
                    Some(before) => Err(ActivityRefusal::SchoolAlreadyAttended { fact: before.by }),
                    None if school.persons == 0 => Err(ActivityRefusal::NobodyCame),
                    None => Ok(()),
                }
            });
        }
        refused.done()?;
        Ok(ActivityEvent::SchoolAttendanceRecorded(asked.clone()))
    }

    fn void_hours(&self, asked: &VoidHours) -> Answer {
        self.planned().ok_or(ActivityRefusal::NotPlanned)?;
        sized(asked.teachers.len())?;
        let mut refused = Lines::new("teachers");
        for (line, teacher) in asked.teachers.iter().enumerate() {
            refused.judge(line, *teacher, || {
                self.attendance_of(*teacher).map(|_| ()).ok_or(ActivityRefusal::NotAttended)
            });
        }
        refused.done()?;
        Ok(ActivityEvent::HoursVoided(asked.clone()))
    }

    fn result(&self, asked: &RecordCompetitionResult, witness: &Witness, stamp: &Stamp) -> Answer {
        let plan = self.standing()?;
        if plan.kind != ActivityKind::Competition {
            return Err(ActivityRefusal::NotCompetition);
        }
        self.held().ok_or(ActivityRefusal::NotHeld)?;
        sized(asked.results.len())?;
        if asked.round.trim().is_empty() {
            return Err(ActivityRefusal::RoundBlank);
        }
        let awarded = asked.results.iter().any(|result| result.award.is_some());
        if awarded && (asked.issued_by.is_none() || asked.issuer.is_none()) {
            return Err(ActivityRefusal::AwardWithoutIssuer);
        }
        let mut refused = Lines::new("results");
        for (line, result) in asked.results.iter().enumerate() {
            refused.judge(line, result.teacher, || match self.result_in(&asked.round, result.teacher) {
                Some(fact) => Err(ActivityRefusal::ResultStands { fact }),
                None => Ok(()),
            });
            let command = self.honour(asked, result);
            refused.ask(line, result.teacher, command.as_ref(), witness, stamp);
        }
        refused.done()?;
        Ok(ActivityEvent::CompetitionResultRecorded(asked.clone()))
    }

    fn result_in(&self, round: &str, teacher: TeacherId) -> Option<crate::EventId> {
        let of_round = self.results().iter().filter(|(results, _)| results.round == round);
        let mut of_person =
            of_round.filter(|(results, _)| results.results.iter().any(|result| result.teacher == teacher));
        of_person.next().map(|(_, fact)| *fact)
    }

    /// What was planned, unless it was cancelled.
    pub(super) fn standing(&self) -> Result<&PlanActivity, ActivityRefusal> {
        let (plan, _) = self.planned().ok_or(ActivityRefusal::NotPlanned)?;
        match self.cancelled() {
            Some(fact) => Err(ActivityRefusal::Cancelled { fact }),
            None => Ok(plan),
        }
    }

    /// What the person is asked to hold of the hours.
    fn training(&self, person: &Attendee, witness: &Witness) -> Option<TeacherCommand> {
        let (plan, _) = self.planned()?;
        let on = self.holding()?.on.clone();
        let organiser = witness.organisations.get(&plan.organiser);
        let training = CompleteTraining {
            activity: plan.name.clone(),
            category: plan.category?,
            hours: person.hours?,
            year: on.day.year(),
            provider: organiser.and_then(|known| known.name_on(on.day)),
            on,
            activity_id: ActivityId::of_stream(&witness.about),
            abilities: plan.abilities.clone(),
        };
        Some(TeacherCommand::Training(TrainingCommand::CompleteTraining(training)))
    }

    /// How an award of the competition is called.
    pub(super) fn name_of(&self, award: &str) -> Option<String> {
        self.planned().map(|(plan, _)| format!("{}{award}", plan.name))
    }

    /// What the person is asked to hold of the award.
    fn honour(
        &self,
        results: &RecordCompetitionResult,
        result: &CompetitionResult,
    ) -> Option<TeacherCommand> {
        let honour = ConferHonour {
            name: self.name_of(result.award.as_ref()?)?,
            issued_by: results.issued_by?,
            issuer: results.issuer.clone()?,
            on: results.on.clone(),
            stated_level: None,
            kind: None,
        };
        Some(TeacherCommand::Honour(HonourCommand::ConferHonour(honour)))
    }
}

/// The lines of a list that are refused so far; of each the first reason counts.
struct Lines<T> {
    list: &'static str,
    seen: BTreeSet<T>,
    refused: Vec<LineRefusal>,
}

impl<T: Ord> Lines<T> {
    fn new(list: &'static str) -> Self {
        Self { list, seen: BTreeSet::new(), refused: Vec::new() }
    }

    /// Judges what the activity itself says to a line.
    fn judge(&mut self, line: usize, whose: T, judged: impl FnOnce() -> Result<(), ActivityRefusal>) {
        let twice = !self.seen.insert(whose);
        let judged = if twice { Err(ActivityRefusal::TwiceInList) } else { judged() };
        if let Err(refusal) = judged {
            self.refuse(line, &refusal);
        }
    }

    fn refuse(&mut self, line: usize, refusal: &dyn Refusal) {
        if self.refused.last().is_none_or(|last| last.line != line) {
            self.refused.push(LineRefusal::of(self.list, line, refusal));
        }
    }

    /// Whether any line is refused.
    fn done(self) -> Result<(), ActivityRefusal> {
        if self.refused.is_empty() {
            Ok(())
        } else {
            Err(ActivityRefusal::Lines { lines: LineRefusals(self.refused) })
        }
    }
}

impl Lines<TeacherId> {
    /// Asks the person what will be asked again in the same append, so that the refusal is known line by line.
    fn ask(
        &mut self,
        line: usize,
        whose: TeacherId,
        command: Option<&TeacherCommand>,
        witness: &Witness,
        stamp: &Stamp,
    ) {
        let unknown = Teacher::default();
        let person = witness.teachers.get(&whose).unwrap_or(&unknown);
        let refusal = match command {
            Some(command) => person.decide(command, witness, stamp).err(),
            None => person.may_take_part().err(),
        };
        if let Some(refusal) = refusal {
            self.refuse(line, &refusal);
        }
    }
}

fn sized(size: usize) -> Result<(), ActivityRefusal> {
    if (1..=MOST_AT_ONCE).contains(&size) {
        Ok(())
    } else {
        Err(ActivityRefusal::ListSize { size, most: MOST_AT_ONCE })
    }
}

fn open(unit: OrganisationId, day: NaiveDate, witness: &Witness) -> Result<(), ActivityRefusal> {
    let known = witness.organisations.get(&unit).filter(|known| known.is_known());
    if known.is_some_and(|known| known.is_open_on(day)) {
        Ok(())
    } else {
        Err(ActivityRefusal::OrganisationNotOpen { on: day })
    }
}

/// What a plan has to keep by itself.
fn sound(plan: &PlanActivity) -> Result<(), ActivityRefusal> {
    if plan.name.trim().is_empty() {
        return Err(ActivityRefusal::NameBlank);
    }
    if plan.to.as_ref().is_some_and(|to| to.day <= plan.from.day) {
        return Err(ActivityRefusal::EndsBeforeStart { from: plan.from.day });
    }
    if let Some(term) = plan.term.filter(|term| term.begins().is_none()) {
        return Err(ActivityRefusal::TermUnknown { term: term.term });
    }
    match plan.hours {
        Some(hours) if !(1..=1000).contains(&hours) => Err(ActivityRefusal::HoursOutOfRange { hours }),
        Some(_) if plan.category.is_none() => Err(ActivityRefusal::CategoryMissing),
        None if plan.kind == ActivityKind::Training => Err(ActivityRefusal::HoursMissing),
        Some(_) | None => Ok(()),
    }
}

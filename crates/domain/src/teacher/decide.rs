use chrono::NaiveDate;

use super::{
    appointment::AppointmentCommand,
    appointment_judge,
    conduct::{self, ConductCommand},
    conduct_judge::is_bar_of_case,
    duty::DutyCommand,
    duty_judge,
    hire::{self, HireCommand, SettleReassignment},
    honour::{self, HonourCommand, HonourConferred, HonourEvent},
    identity::{self, IdentityCommand},
    joining,
    merge::{AbsorbTeacher, MergeCommand, MergeEvent, ReleaseTeacher},
    movement::{self, MovementCommand},
    movement_past,
    past::{CorrectFact, PastCommand, PastEvent, TeacherEvent, VoidFact},
    post::{self, PostCommand},
    posts,
    privacy::{self, ErasePersonalData, PrivacyCommand, PrivacyEvent},
    reassignment,
    record::RecordCommand,
    record_judge,
    refusal::TeacherRefusal,
    secondment::{self, SecondmentCommand},
    sending,
    state::{Standing, Teacher},
    statement::Statement,
    training::{self, TrainingCommand, TrainingEvent, VoidTrainingOf},
};
use crate::{
    CandidacyId, Claim, Decider, EventId, Follow, Following, Looks, OrganisationId, Origin, Stamp, TeacherId,
    Unreadable, rules::RULES_STREAM, witness::Witness,
};

/// What may be asked about a teacher.
#[derive(Clone, Debug, PartialEq)]
pub enum TeacherCommand {
    /// Who the person is.
    Identity(IdentityCommand),
    /// Service.
    Hire(HireCommand),
    /// What goes on at the successor of a unit that has ended.
    Reassignment(SettleReassignment),
    /// Work and title.
    Post(PostCommand),
    /// Training.
    Training(TrainingCommand),
    /// Secondment.
    Secondment(SecondmentCommand),
    /// What is stated about service elsewhere beside it.
    Movement(MovementCommand),
    /// Honours.
    Honour(HonourCommand),
    /// Conduct.
    Conduct(ConductCommand),
    /// Appointments to posts.
    Appointment(AppointmentCommand),
    /// Certificates, degrees, appraisals and incentives.
    Record(RecordCommand),
    /// Classes in charge, workforce categories and leave.
    Duty(DutyCommand),
    /// The past.
    Past(PastCommand),
    /// How long what is personal is kept.
    Privacy(PrivacyCommand),
    /// Two registrations of one person.
    Merge(MergeCommand),
}

impl Decider for Teacher {
    type Command = TeacherCommand;
    type Event = TeacherEvent;
    type Refusal = TeacherRefusal;
    type Witness = Witness;

    fn looks_at(&self, command: &TeacherCommand) -> Looks {
        let organisations = self.receivers(command).into_iter().map(|(id, _)| id.stream());
        let events = if let TeacherCommand::Past(past) = command {
            vec![past.names().0]
        } else if let TeacherCommand::Conduct(ConductCommand::ScoreSelectionCriterion(score)) = command {
            score.evidence.clone()
        } else {
            Vec::new()
        };
        let rules = is_judged(command).then(|| RULES_STREAM.to_owned());
        let candidacy = self.reserve_candidacy(command).map(|id| id.stream());
        let survivor = survivor(command).map(|id| id.stream());
        let organisations = organisations.chain(self.posts_of(command)).chain(asked_beside(command));
        Looks {
            streams: organisations
                .chain(rules)
                .chain(self.sent_by(command))
                .chain(candidacy)
                .chain(survivor)
                .collect(),
            events,
        }
    }

    fn decide(
        &self,
        command: &TeacherCommand,
        witness: &Witness,
        stamp: &Stamp,
    ) -> Result<Vec<TeacherEvent>, TeacherRefusal> {
        if !self.may_be_asked(command) {
            return Err(TeacherRefusal::NotRegistered);
        }
        if !matches!(command, TeacherCommand::Merge(_) | TeacherCommand::Privacy(_)) {
            self.merges().still_counts()?;
        }
        if brings_personal(command) {
            self.privacy().still_kept()?;
        }
        for (organisation, day) in self.receivers(command) {
            let known = witness.organisations.get(&organisation).filter(|known| known.is_known());
            let known = known.ok_or(TeacherRefusal::OrganisationUnknown { organisation })?;
            if !known.is_open_on(day) {
                return Err(TeacherRefusal::OrganisationNotOpen {
                    name: sending::called(known, day),
                    on: day,
                });
            }
        }
        self.decide_in_family(command, witness, stamp)
    }

    fn evolve(&mut self, event: &TeacherEvent, origin: Origin) {
        Self::evolve(self, event, origin);
    }

    fn claims(&self, event: &TeacherEvent) -> Vec<Claim> {
        let (TeacherEvent::Stated(Statement::Identity(_)) | TeacherEvent::Past(_) | TeacherEvent::Privacy(_)) =
            event
        else {
            return Vec::new();
        };
        let mut after = self.clone();
        after.evolve(event, Origin::NOT_YET);
        match (self.identity_number(), after.identity_number()) {
            (before, now) if before == now => Vec::new(),
            (before, now) => before.map(release).into_iter().chain(now.map(take)).collect(),
        }
    }

    /// A merge and its undoing are told to the other registration and to the units whose posts it held, and whoever is erased is
    /// erased under both.
    fn follows(&self, event: &TeacherEvent, witness: &Witness) -> Vec<Box<dyn Following>> {
        let ask = |id: TeacherId, command| Follow::<Teacher>::boxed(id.stream(), command);
        let join = |id, command| vec![ask(id, TeacherCommand::Merge(command))];
        match event {
            TeacherEvent::Merge(MergeEvent::TeacherMerged(merge)) => {
                let Some(absorbed) = TeacherId::of_stream(&witness.about) else { return Vec::new() };
                let survivor = witness.teachers.get(&merge.survivor);
                let overlaps = survivor.map(|survivor| joining::overlaps(survivor, self)).unwrap_or_default();
                let absorb = MergeCommand::AbsorbTeacher(AbsorbTeacher { absorbed, overlaps });
                let posts = survivor.map(|survivor| posts::follow_merge(self, survivor, witness));
                join(merge.survivor, absorb).into_iter().chain(posts.unwrap_or_default()).collect()
            }
            TeacherEvent::Merge(MergeEvent::TeacherMergeUndone(_)) => {
                let absorbed = TeacherId::of_stream(&witness.about);
                let Some((survivor, absorbed)) = self.merges().survivor.zip(absorbed) else {
                    return Vec::new();
                };
                let release = MergeCommand::ReleaseTeacher(ReleaseTeacher { absorbed });
                join(survivor, release).into_iter().chain(posts::follow_parting(self, witness)).collect()
            }
            TeacherEvent::Privacy(PrivacyEvent::PersonalDataErased(erase)) => {
                let also = |id| {
                    let reason = erase.reason.clone();
                    let command = PrivacyCommand::ErasePersonalData(ErasePersonalData { reason });
                    ask(id, TeacherCommand::Privacy(command))
                };
                self.merges().absorbed.iter().map(|absorbed| also(absorbed.teacher)).collect()
            }
            TeacherEvent::Stated(_) | TeacherEvent::Past(_) => posts::follow(self, event, witness),
            TeacherEvent::Merge(_) | TeacherEvent::Privacy(_) => Vec::new(),
        }
    }

    fn write(event: &TeacherEvent) -> Result<(&'static str, i64, String), serde_json::Error> {
        event.write()
    }

    fn read(kind: &str, body: &str) -> Result<TeacherEvent, Unreadable> {
        TeacherEvent::read(kind, body).unwrap_or_else(|| Err(Unreadable::Kind(kind.to_owned())))
    }
}

/// One identity number is one person's, city-wide.
const IDENTITY_SCOPE: &str = "identity-number";

fn take(text: String) -> Claim {
    Claim::Take { scope: IDENTITY_SCOPE, text, ever: false }
}

fn release(text: String) -> Claim {
    Claim::Release { scope: IDENTITY_SCOPE, text }
}

fn stated<E: Into<Statement>>(events: Vec<E>) -> Vec<TeacherEvent> {
    events.into_iter().map(|event| TeacherEvent::Stated(event.into())).collect()
}

impl Teacher {
    /// The establishments whose posts the command may touch.
    fn posts_of(&self, command: &TeacherCommand) -> Vec<String> {
        if let TeacherCommand::Hire(command) = command {
            return posts::of_hire(self, command);
        }
        if let TeacherCommand::Reassignment(asked) = command {
            return posts::of_unit(self, asked.organisation);
        }
        if let TeacherCommand::Appointment(command) = command {
            return posts::of_appointment(self, command);
        }
        if let TeacherCommand::Merge(command) = command {
            return posts::of_merge(self, command);
        }
        let TeacherCommand::Past(command) = command else { return Vec::new() };
        posts::of_past(self, command)
    }

    /// Only a person who is registered is asked about. What was entered by mistake and voided can still be erased.
    fn may_be_asked(&self, command: &TeacherCommand) -> bool {
        if let TeacherCommand::Identity(IdentityCommand::RegisterTeacher(_)) = command {
            return true;
        }
        if let TeacherCommand::Privacy(_) = command { !self.is_empty() } else { self.is_registered() }
    }

    /// Whether anything may be recorded of the person at all.
    pub(crate) fn may_take_part(&self) -> Result<(), TeacherRefusal> {
        self.is_registered().then_some(()).ok_or(TeacherRefusal::NotRegistered)?;
        self.merges().still_counts()
    }

    /// What takes the hours of an activity back. They may be gone already.
    fn voided(&self, asked: &VoidTrainingOf) -> Vec<TeacherEvent> {
        let trainings = self.timeline().trainings.iter();
        let of_activity = trainings.filter(|training| training.value.activity_id == Some(asked.activity));
        let void = |voids| PastEvent::FactVoided(VoidFact { voids, reason: asked.reason.clone() });
        of_activity.map(|training| TeacherEvent::Past(void(training.fact))).collect()
    }

    fn identity_number(&self) -> Option<String> {
        let number = self.timeline().identity.registered.as_ref()?.value.identity.as_ref()?;
        number.known().map(|number| number.as_str().to_owned())
    }

    /// The organisations the command sends the person to and the first day there (R-12 is judged on them).
    fn receivers(&self, command: &TeacherCommand) -> Vec<(OrganisationId, NaiveDate)> {
        match command {
            TeacherCommand::Hire(command) => hire::receivers(command),
            TeacherCommand::Reassignment(asked) => vec![(asked.organisation, asked.from.day)],
            TeacherCommand::Post(command) => post::receiver(command).into_iter().collect(),
            TeacherCommand::Secondment(command) => {
                secondment::receiver(command, &self.timeline().secondments).into_iter().collect()
            }
            TeacherCommand::Appointment(command) => {
                appointment_judge::receiver(command).into_iter().collect()
            }
            TeacherCommand::Record(command) => record_judge::receiver(command).into_iter().collect(),
            TeacherCommand::Duty(command) => duty_judge::receiver(command).into_iter().collect(),
            TeacherCommand::Identity(_)
            | TeacherCommand::Training(_)
            | TeacherCommand::Honour(_)
            | TeacherCommand::Conduct(_)
            | TeacherCommand::Movement(_)
            | TeacherCommand::Past(_)
            | TeacherCommand::Privacy(_)
            | TeacherCommand::Merge(_) => Vec::new(),
        }
    }

    fn reserve_candidacy(&self, command: &TeacherCommand) -> Option<CandidacyId> {
        if let TeacherCommand::Secondment(SecondmentCommand::ProposeSecondment(proposed)) = command {
            return proposed.candidacy;
        }
        let TeacherCommand::Conduct(ConductCommand::ScoreSelectionCriterion(score)) = command else {
            return None;
        };
        Some(score.candidacy)
    }

    /// The streams looked at besides the receiver when a person is sent or was: a pairing, or the place of the service.
    fn sent_by(&self, command: &TeacherCommand) -> Option<String> {
        if let TeacherCommand::Secondment(SecondmentCommand::ProposeSecondment(proposed)) = command {
            return proposed.pairing.map(|pairing| pairing.stream());
        }
        if let TeacherCommand::Past(PastCommand::CorrectMovement(correct)) = command {
            return movement_past::place(correct, self.timeline()).map(|place| place.stream());
        }
        let TeacherCommand::Movement(command) = command else { return None };
        movement::place(command, &self.timeline().secondments).map(|place| place.stream())
    }

    fn decide_in_family(
        &self,
        command: &TeacherCommand,
        witness: &Witness,
        stamp: &Stamp,
    ) -> Result<Vec<TeacherEvent>, TeacherRefusal> {
        let timeline = self.timeline();
        let whole = command;
        match command {
            TeacherCommand::Identity(command) => identity::decide(command, &timeline.identity).map(stated),
            TeacherCommand::Hire(command) => hire::decide(command, &timeline.employments).map(stated),
            TeacherCommand::Reassignment(asked) => reassignment::decide(asked, timeline, witness),
            TeacherCommand::Post(command) => {
                let (posts, employments) = (&timeline.posts, &timeline.employments);
                post::decide(command, posts, employments, &timeline.bars, (&witness.rules, stamp)).map(stated)
            }
            TeacherCommand::Training(TrainingCommand::CompleteTraining(training)) => {
                training::decide(training, &timeline.trainings).map(stated)
            }
            TeacherCommand::Training(TrainingCommand::VoidTrainingOf(asked)) => Ok(self.voided(asked)),
            TeacherCommand::Secondment(command) => {
                let judged = sending::judged(command, self, witness, stamp)?;
                let events = secondment::decide(&judged, &timeline.secondments, (&witness.rules, stamp))?;
                let moves = events.iter().filter_map(|event| {
                    movement::relation_moves(event, &timeline.secondments, &timeline.employments)
                });
                let moves = stated(moves.collect::<Vec<_>>());
                Ok(stated(events).into_iter().chain(moves).collect())
            }
            TeacherCommand::Movement(command) => {
                let place = movement::place(command, &timeline.secondments);
                let place = place.and_then(|id| witness.organisations.get(&id));
                let judges = (&witness.rules, stamp);
                movement::decide(command, &timeline.movements, &timeline.secondments, place, judges)
                    .map(stated)
            }
            TeacherCommand::Honour(command) => {
                let given = (&timeline.honours, &timeline.contributions);
                honour::decide(command, given, &timeline.bars, (&witness.rules, stamp)).map(stated)
            }
            TeacherCommand::Conduct(command) => {
                self.fits(command, witness)?;
                let documented = stamp.document.is_some();
                conduct::decide(command, &timeline.bars, &timeline.discipline, documented).map(stated)
            }
            TeacherCommand::Appointment(command) => {
                appointment_judge::decide(command, self, witness, stamp).map(stated)
            }
            TeacherCommand::Record(command) => {
                record_judge::decide(command, self, witness, stamp).map(stated)
            }
            TeacherCommand::Duty(command) => duty_judge::decide(command, self, witness, stamp).map(stated),
            TeacherCommand::Past(command) => self.change(command, witness, stamp),
            TeacherCommand::Merge(command) => {
                let survivor = survivor(whole).and_then(|id| witness.teachers.get(&id));
                let decided = joining::decide(command, self, survivor, &witness.about);
                decided.map(|events| events.into_iter().map(TeacherEvent::Merge).collect())
            }
            TeacherCommand::Privacy(command) => {
                let decided = privacy::decide(command, self.privacy(), &self.personal(), stamp);
                decided.map(|events| events.into_iter().map(TeacherEvent::Privacy).collect())
            }
        }
    }

    /// Judges a change of the past against the whole timeline.
    fn change(
        &self,
        command: &PastCommand,
        witness: &Witness,
        stamp: &Stamp,
    ) -> Result<Vec<TeacherEvent>, TeacherRefusal> {
        let (event, reason) = command.names();
        if reason.trim().is_empty() {
            return Err(TeacherRefusal::ReasonMissing);
        }
        let standing = self.standing(event).ok_or_else(|| match witness.owners.get(&event) {
            Some(Some(_)) => TeacherRefusal::EventOfAnother { event },
            Some(None) | None => TeacherRefusal::EventUnknown { event },
        })?;
        if standing == Standing::Voided {
            return Err(TeacherRefusal::EventAlreadyVoided { event });
        }
        if is_bar_of_case(standing) {
            return Err(TeacherRefusal::BarOfCase { bar: event });
        }
        if standing == Standing::Merge {
            return Err(TeacherRefusal::MergeStays { event });
        }
        if standing == Standing::Privacy {
            return Err(TeacherRefusal::PrivacyRecordStays { event });
        }
        let past = match command {
            PastCommand::CorrectFact(correct) => {
                let correct = still_linked(correct, standing);
                correctable(&correct, standing)?;
                if let Some(honour) = honour_of(&correct) {
                    honour::level_holds(honour, witness.rules.judging(stamp, honour.on.day))?;
                }
                PastEvent::FactCorrected(correct)
            }
            PastCommand::CorrectMovement(asked) => {
                let Standing::Stated(stated) = standing else {
                    return Err(TeacherRefusal::EventNotCorrectable { event });
                };
                let statement = movement_past::judged(asked, stated, self.timeline(), (witness, stamp))?;
                let correct = CorrectFact { corrects: event, statement, reason: asked.reason.clone() };
                correctable(&correct, standing)?;
                PastEvent::FactCorrected(correct)
            }
            PastCommand::RevokeFact(revoke) if self.timeline().is_revocable(event) => {
                PastEvent::FactRevoked(revoke.clone())
            }
            PastCommand::RevokeFact(_) => return Err(TeacherRefusal::NotRevocable { event }),
            PastCommand::VoidFact(_) if standing == Standing::Void => {
                return Err(TeacherRefusal::VoidStays { event });
            }
            PastCommand::VoidFact(void) => PastEvent::FactVoided(void.clone()),
        };
        let past = TeacherEvent::Past(past);
        self.stays_sound(event, &past)?;
        Ok(vec![past])
    }

    /// The fact changed may not contradict others. What rested on it may, and is flagged by the views: it was accepted
    /// in good faith, so it stays as it was.
    fn stays_sound(&self, changed: EventId, past: &TeacherEvent) -> Result<(), TeacherRefusal> {
        let mut after = self.clone();
        after.evolve(past, Origin::NOT_YET);
        let before = self.timeline().contradictions();
        let overlap = after.timeline().contradictions().into_iter().find(|found| {
            let concerns = (found.fact == changed || found.with == changed) && found.fact != found.with;
            concerns && found.how.ends_with("_OVERLAP") && !before.contains(found)
        });
        match overlap {
            Some(found) => {
                let fact = if found.fact == changed { found.with } else { found.fact };
                Err(TeacherRefusal::PastContradicts { fact, how: found.how })
            }
            None => Ok(()),
        }
    }
}

/// The streams by which the judges of single families judge.
fn asked_beside(command: &TeacherCommand) -> Vec<String> {
    if let TeacherCommand::Reassignment(asked) = command {
        return vec![asked.ended.stream()];
    }
    if let TeacherCommand::Appointment(command) = command {
        return appointment_judge::looks(command);
    }
    if let TeacherCommand::Record(command) = command {
        return record_judge::looks(command);
    }
    let TeacherCommand::Duty(command) = command else { return Vec::new() };
    duty_judge::looks(command)
}

/// Whether rules that can be switched judge the command: service elsewhere, and what brings an honour or a title.
fn is_judged(command: &TeacherCommand) -> bool {
    if let TeacherCommand::Honour(HonourCommand::ConferHonour(_)) = command {
        return true;
    }
    if let TeacherCommand::Past(PastCommand::CorrectFact(correct)) = command {
        return honour_of(correct).is_some();
    }
    let elsewhere = matches!(
        command,
        TeacherCommand::Secondment(_)
            | TeacherCommand::Movement(_)
            | TeacherCommand::Past(PastCommand::CorrectMovement(_))
    );
    elsewhere || matches!(command, TeacherCommand::Post(PostCommand::GrantTitle(_)))
}

/// Whether the command states something that is the person's own, for the first time or again.
fn brings_personal(command: &TeacherCommand) -> bool {
    if let TeacherCommand::Past(PastCommand::CorrectFact(correct)) = command {
        return matches!(correct.statement, Statement::Identity(_))
            || !correct.statement.personal().is_empty();
    }
    if let TeacherCommand::Record(RecordCommand::RecordCredential(credential)) = command {
        return credential.number.is_some();
    }
    matches!(command, TeacherCommand::Identity(_))
}

/// The registration that a merge names as the one that is to count.
fn survivor(command: &TeacherCommand) -> Option<TeacherId> {
    let TeacherCommand::Merge(MergeCommand::MergeTeacher(merge)) = command else { return None };
    Some(merge.survivor)
}

/// A correction of hours does not part them from the activity that certified them, nor one of a decision from the rules it was
/// judged by.
fn still_linked(correct: &CorrectFact, standing: Standing<'_>) -> CorrectFact {
    let mut linked = correct.clone();
    let Standing::Stated(stated) = standing else { return linked };
    if let (
        Statement::Training(TrainingEvent::TrainingCompleted(stated)),
        Statement::Training(TrainingEvent::TrainingCompleted(training)),
    ) = (stated, &mut linked.statement)
    {
        training.activity_id = training.activity_id.or(stated.activity_id);
    }
    if let (Some(rules), Some(judged)) = (linked.statement.rules(), stated.clone().rules()) {
        *rules = std::mem::take(judged);
    }
    linked
}

/// The honour a correction states again, when it states one.
fn honour_of(correct: &CorrectFact) -> Option<&HonourConferred> {
    let Statement::Honour(HonourEvent::HonourConferred(honour)) = &correct.statement else { return None };
    Some(honour)
}

fn correctable(correct: &CorrectFact, standing: Standing<'_>) -> Result<(), TeacherRefusal> {
    match standing {
        Standing::Stated(stated) if stated.kind() != correct.statement.kind() => {
            Err(TeacherRefusal::CorrectionChangesKind { kind: stated.kind() })
        }
        Standing::Stated(stated) if *stated == correct.statement => {
            Err(TeacherRefusal::CorrectionChangesNothing)
        }
        Standing::Stated(_) => correct.statement.sound(),
        Standing::Change | Standing::Void | Standing::Voided | Standing::Privacy | Standing::Merge => {
            Err(TeacherRefusal::EventNotCorrectable { event: correct.corrects })
        }
    }
}

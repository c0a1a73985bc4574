use super::{
    code::Grade,
    command::{AssessAnnually, CandidacyCommand, NominateCandidate},
    event::{
        AnnualAssessment, CandidacyEvent, ExtendTraining, Leaving, Nomination, RaiseObjection, RenewTerm,
        ResolveObjection, RevokeCertification, StartNotice, StepTaken, VoidCandidacyEvent,
    },
    following, judge, notice,
    refusal::{CandidacyRefusal, StepRefusal},
    state::{Candidacy, Standing},
};
use crate::{
    CivilDate, Claim, Decider, EventId, Following, Looks, Origin, Stamp, Unreadable,
    policy::ProgrammeStage::{
        self, Certified, Expired, Extended, Final, Frozen, InTerm, InTraining, Midterm, Notice, Rejected,
        Removed, Resigned, Revoked, Screened, Withdrawn,
    },
    rules::RULES_STREAM,
    witness::Witness,
};

type Answer = Result<CandidacyEvent, CandidacyRefusal>;

impl Decider for Candidacy {
    type Command = CandidacyCommand;
    type Event = CandidacyEvent;
    type Refusal = CandidacyRefusal;
    type Witness = Witness;

    fn looks_at(&self, command: &CandidacyCommand) -> Looks {
        use CandidacyCommand as Command;
        let round = self.round().map(|round| round.stream());
        let teacher = || self.teacher().map(|teacher| teacher.stream());
        let rules = || Some(RULES_STREAM.to_owned());
        // The bar is looked at again when something is given, so that one imposed meanwhile is seen.
        let more: Vec<Option<String>> = match command {
            Command::NominateCandidate(asked) => {
                let by = asked.by.map(|by| by.stream());
                vec![Some(asked.round.stream()), Some(asked.teacher.stream()), by, rules()]
            }
            Command::ShortlistCandidate(_) | Command::ConfirmCandidate(_) => vec![teacher(), rules()],
            Command::CertifyCandidate(asked) => {
                let team = asked.outcome.as_ref().and_then(|outcome| outcome.team());
                vec![teacher(), rules(), team.map(|team| team.stream())]
            }
            Command::StartNotice(_) | Command::AssessAnnually(_) => vec![rules()],
            Command::VoidCandidacyEvent(asked) => {
                return Looks { streams: round.into_iter().collect(), events: vec![asked.voids] };
            }
            Command::ScreenCandidate(_)
            | Command::RaiseObjection(_)
            | Command::ResolveObjection(_)
            | Command::StartTraining(_)
            | Command::AssessMidterm(_)
            | Command::AssessFinal(_)
            | Command::ExtendTraining(_)
            | Command::StartTerm(_)
            | Command::RenewTerm(_)
            | Command::ExpireTerm(_)
            | Command::ResignCandidate(_)
            | Command::WithdrawCandidate(_)
            | Command::RejectCandidate(_)
            | Command::RemoveCandidate(_)
            | Command::RevokeCertification(_)
            | Command::FreezeCandidacy(_)
            | Command::ResumeCandidacy(_) => Vec::new(),
        };
        Looks { streams: round.into_iter().chain(more.into_iter().flatten()).collect(), events: Vec::new() }
    }

    fn decide(
        &self,
        command: &CandidacyCommand,
        witness: &Witness,
        stamp: &Stamp,
    ) -> Result<Vec<CandidacyEvent>, CandidacyRefusal> {
        self.answer(command, witness, stamp).map(|event| vec![event])
    }

    fn evolve(&mut self, event: &CandidacyEvent, origin: Origin) {
        Candidacy::evolve(self, event, origin);
    }

    /// A person has one candidacy in a round; a voided nomination gives the place back.
    fn claims(&self, event: &CandidacyEvent) -> Vec<Claim> {
        let scope = "candidacy";
        let place = |nomination: &Nomination| format!("{}/{}", nomination.round, nomination.teacher);
        if let CandidacyEvent::CandidateNominated(nomination) = event {
            return vec![Claim::Take { scope, text: place(nomination), ever: false }];
        }
        let CandidacyEvent::CandidacyEventVoided(void) = event else { return Vec::new() };
        let voided = self.nomination().filter(|(_, id)| *id == void.voids);
        voided.map(|(nomination, _)| Claim::Release { scope, text: place(nomination) }).into_iter().collect()
    }

    fn follows(&self, event: &CandidacyEvent, witness: &Witness) -> Vec<Box<dyn Following>> {
        following::of(self, event, witness)
    }

    fn write(event: &CandidacyEvent) -> Result<(&'static str, i64, String), serde_json::Error> {
        Ok((event.kind(), event.schema_version(), event.body()?))
    }

    fn read(kind: &str, body: &str) -> Result<CandidacyEvent, Unreadable> {
        CandidacyEvent::read(kind, body).unwrap_or_else(|| Err(Unreadable::Kind(kind.to_owned())))
    }
}

impl Candidacy {
    fn answer(&self, command: &CandidacyCommand, witness: &Witness, stamp: &Stamp) -> Answer {
        use CandidacyCommand as Command;
        use CandidacyEvent as Event;
        let step = |stage, on, event| self.step(stage, on, event, witness);
        let leave = |stage, asked, event| self.leave(stage, asked, event, witness);
        match command {
            Command::NominateCandidate(asked) => self.nominate(asked, witness, stamp),
            Command::ScreenCandidate(asked) => {
                step(Screened, &asked.on, Event::CandidateScreened(asked.clone()))
            }
            Command::ShortlistCandidate(asked) => self.shortlist(asked, witness, stamp),
            Command::StartNotice(asked) => self.start_notice(asked, witness, stamp),
            Command::RaiseObjection(asked) => self.raise_objection(asked),
            Command::ResolveObjection(asked) => self.resolve_objection(asked),
            Command::ConfirmCandidate(asked) => self.confirm(asked, witness, stamp),
            Command::StartTraining(asked) => {
                step(InTraining, &asked.on, Event::TrainingStarted(asked.clone()))
            }
            Command::AssessMidterm(asked) => step(Midterm, &asked.on, Event::MidtermAssessed(asked.clone())),
            Command::AssessFinal(asked) => step(Final, &asked.on, Event::FinalAssessed(asked.clone())),
            Command::ExtendTraining(asked) => self.extend(asked, witness),
            Command::CertifyCandidate(asked) => self.certify(asked, witness, stamp),
            Command::StartTerm(asked) => step(InTerm, &asked.on, Event::TermStarted(asked.clone())),
            Command::AssessAnnually(asked) => self.assess_annually(asked, witness, stamp),
            Command::RenewTerm(asked) => self.renew(asked),
            Command::ExpireTerm(asked) => self.expire(asked, witness),
            Command::ResignCandidate(asked) => {
                leave(Resigned, asked, Event::CandidateResigned(asked.clone()))
            }
            Command::WithdrawCandidate(asked) => {
                leave(Withdrawn, asked, Event::CandidateWithdrawn(asked.clone()))
            }
            Command::RejectCandidate(asked) => {
                leave(Rejected, asked, Event::CandidateRejected(asked.clone()))
            }
            Command::RemoveCandidate(asked) => leave(Removed, asked, Event::CandidateRemoved(asked.clone())),
            Command::RevokeCertification(asked) => self.revoke(asked, witness),
            Command::FreezeCandidacy(asked) => leave(Frozen, asked, Event::CandidacyFrozen(asked.clone())),
            Command::ResumeCandidacy(asked) => self.resume(asked),
            Command::VoidCandidacyEvent(asked) => self.void(asked, witness),
        }
    }

    fn step(&self, to: ProgrammeStage, on: &CivilDate, event: CandidacyEvent, witness: &Witness) -> Answer {
        judge::may_enter(self, to, on.day, witness)?;
        Ok(event)
    }

    fn leave(&self, to: ProgrammeStage, asked: &Leaving, event: CandidacyEvent, witness: &Witness) -> Answer {
        judge::may_enter(self, to, asked.on.day, witness)?;
        judge::reasoned(&asked.reason)?;
        Ok(event)
    }

    fn nominate(&self, asked: &NominateCandidate, witness: &Witness, stamp: &Stamp) -> Answer {
        if !self.is_empty() {
            return Err(StepRefusal::AlreadyNominated.into());
        }
        let day = asked.on.day;
        let round = witness.rounds.get(&asked.round).ok_or(StepRefusal::RoundUnknown)?;
        let (opening, opened) = round.opened().ok_or(StepRefusal::RoundUnknown)?;
        if !round.is_open_on(day) {
            let fact = round.closed().map_or(opened, |(_, fact)| fact);
            return Err(StepRefusal::RoundClosed { on: day, fact }.into());
        }
        judge::category(asked.category.as_deref(), &opening.terms, day)?;
        judge::nominator(asked.by, witness)?;
        let teacher = judge::teacher(asked.teacher, witness)?;
        let mut judging = witness.rules.judging(stamp, day);
        judge::no_bar(teacher, day, &mut judging)?;
        let findings = judge::eligible(teacher, &opening.terms, day, &mut judging, witness)?;
        Ok(CandidacyEvent::CandidateNominated(Nomination {
            teacher: asked.teacher,
            round: asked.round,
            programme: opening.programme,
            role: opening.role.clone(),
            category: asked.category.clone(),
            by: asked.by,
            on: asked.on.clone(),
            findings,
            rules: judging.applied(),
        }))
    }

    fn start_notice(&self, asked: &StartNotice, witness: &Witness, stamp: &Stamp) -> Answer {
        let terms = judge::may_enter(self, Notice, asked.on.day, witness)?;
        let mut judging = witness.rules.judging(stamp, asked.on.day);
        notice::announced(asked.on.day, asked.ends_on.day, terms, &mut judging)?;
        Ok(CandidacyEvent::NoticeStarted(asked.clone()))
    }

    fn raise_objection(&self, asked: &RaiseObjection) -> Answer {
        judge::stands_at(self, vec![Notice], asked.on.day)?;
        judge::reasoned(&asked.matter)?;
        Ok(CandidacyEvent::ObjectionRaised(asked.clone()))
    }

    fn resolve_objection(&self, asked: &ResolveObjection) -> Answer {
        judge::stands_at(self, vec![Notice], asked.on.day)?;
        if !self.open_objections().contains(&asked.objection) {
            return Err(StepRefusal::ObjectionUnknown { objection: asked.objection }.into());
        }
        Ok(CandidacyEvent::ObjectionResolved(asked.clone()))
    }

    fn extend(&self, asked: &ExtendTraining, witness: &Witness) -> Answer {
        judge::may_enter(self, Extended, asked.on.day, witness)?;
        judge::ends_after(asked.until.day, asked.on.day)?;
        Ok(CandidacyEvent::TrainingExtended(asked.clone()))
    }

    /// Who is not found qualified should leave.
    fn assess_annually(&self, asked: &AssessAnnually, witness: &Witness, stamp: &Stamp) -> Answer {
        let day = asked.on.day;
        judge::stands_at(self, vec![InTerm], day)?;
        if let Some((_, fact)) = self.annual_grade(asked.year) {
            return Err(StepRefusal::AlreadyAssessed { fact }.into());
        }
        let mut judging = witness.rules.judging(stamp, day);
        judging.hold("R-24", asked.grade != Grade::Unqualified, Vec::new())?;
        Ok(CandidacyEvent::AnnuallyAssessed(AnnualAssessment {
            year: asked.year,
            grade: asked.grade,
            on: asked.on.clone(),
            rules: judging.applied(),
        }))
    }

    fn renew(&self, asked: &RenewTerm) -> Answer {
        let at = judge::stands_at(self, vec![InTerm], asked.on.day)?;
        let end = self.term().and_then(|term| term.to).unwrap_or(at.period.from);
        judge::ends_after(asked.to.day, end)?;
        Ok(CandidacyEvent::TermRenewed(asked.clone()))
    }

    fn expire(&self, asked: &StepTaken, witness: &Witness) -> Answer {
        judge::may_enter(self, Expired, asked.on.day, witness)?;
        match self.term().and_then(|term| term.to) {
            Some(to) if asked.on.day < to => Err(StepRefusal::TermNotOver { to }.into()),
            Some(_) | None => Ok(CandidacyEvent::TermExpired(asked.clone())),
        }
    }

    fn revoke(&self, asked: &RevokeCertification, witness: &Witness) -> Answer {
        let day = asked.on.day;
        judge::may_enter(self, Revoked, day, witness)?;
        judge::reasoned(&asked.reason)?;
        // A frozen candidate may never have been certified; then there is nothing to revoke.
        if !self.was_at(Certified, day) {
            judge::stands_at(self, vec![Certified, InTerm], day)?;
        }
        Ok(CandidacyEvent::CertificationRevoked(asked.clone()))
    }

    fn resume(&self, asked: &StepTaken) -> Answer {
        judge::stands_at(self, vec![Frozen], asked.on.day)?;
        Ok(CandidacyEvent::CandidacyResumed(asked.clone()))
    }

    fn void(&self, asked: &VoidCandidacyEvent, witness: &Witness) -> Answer {
        let event = asked.voids;
        judge::reasoned(&asked.reason)?;
        match self.standing(event) {
            Some(Standing::InForce) => Ok(CandidacyEvent::CandidacyEventVoided(asked.clone())),
            Some(Standing::Voided) => Err(StepRefusal::AlreadyVoided { event }.into()),
            Some(Standing::Void) => Err(StepRefusal::VoidStays { event }.into()),
            None => Err(not_here(event, witness).into()),
        }
    }
}

fn not_here(event: EventId, witness: &Witness) -> StepRefusal {
    match witness.owners.get(&event) {
        Some(Some(_)) => StepRefusal::AnotherStream { event },
        Some(None) | None => StepRefusal::UnknownEvent { event },
    }
}

use chrono::{Months, NaiveDate};

use super::{
    code::Grade,
    command::{CandidacyCommand, NominateCandidate},
    event::{
        AssessAnnually, CandidacyEvent, Certification, Confirmation, ExtendTraining, Leaving, Nomination,
        RaiseObjection, RenewTerm, ResolveObjection, RevokeCertification, StartNotice, StepTaken,
        VoidCandidacyEvent,
    },
    judge,
    refusal::{CandidacyRefusal, StepRefusal},
    state::{Candidacy, Standing},
};
use crate::{
    CivilDate, Claim, Decider, EventId, Looks, Origin, Stamp, Unreadable,
    policy::ProgrammeStage::{
        self, Certified, Confirmed, Expired, Extended, Final, Frozen, InTerm, InTraining, Midterm, Notice,
        Rejected, Removed, Resigned, Revoked, Screened, Shortlisted, Withdrawn,
    },
    witness::Witness,
};

type Answer = Result<CandidacyEvent, CandidacyRefusal>;

impl Decider for Candidacy {
    type Command = CandidacyCommand;
    type Event = CandidacyEvent;
    type Refusal = CandidacyRefusal;
    type Witness = Witness;

    fn looks_at(&self, command: &CandidacyCommand) -> Looks {
        if let CandidacyCommand::NominateCandidate(asked) = command {
            let by = asked.by.map(|by| by.stream());
            let streams = [asked.round.stream(), asked.teacher.stream()].into_iter().chain(by).collect();
            return Looks { streams, events: Vec::new() };
        }
        if let CandidacyCommand::VoidCandidacyEvent(asked) = command {
            return Looks { streams: Vec::new(), events: vec![asked.voids] };
        }
        // The bar is looked at again when something is given, so that one imposed meanwhile is seen.
        let gives =
            matches!(command, CandidacyCommand::ConfirmCandidate(_) | CandidacyCommand::CertifyCandidate(_));
        let teacher = self.teacher().filter(|_| gives).map(|teacher| teacher.stream());
        let round = self.round().map(|round| round.stream());
        Looks { streams: round.into_iter().chain(teacher).collect(), events: Vec::new() }
    }

    fn decide(
        &self,
        command: &CandidacyCommand,
        witness: &Witness,
        _stamp: &Stamp,
    ) -> Result<Vec<CandidacyEvent>, CandidacyRefusal> {
        self.answer(command, witness).map(|event| vec![event])
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

    fn write(event: &CandidacyEvent) -> Result<(&'static str, i64, String), serde_json::Error> {
        Ok((event.kind(), event.schema_version(), event.body()?))
    }

    fn read(kind: &str, body: &str) -> Result<CandidacyEvent, Unreadable> {
        CandidacyEvent::read(kind, body).unwrap_or_else(|| Err(Unreadable::Kind(kind.to_owned())))
    }
}

impl Candidacy {
    fn answer(&self, command: &CandidacyCommand, witness: &Witness) -> Answer {
        use CandidacyCommand as Command;
        use CandidacyEvent as Event;
        let step = |stage, on, event| self.step(stage, on, event, witness);
        let leave = |stage, asked, event| self.leave(stage, asked, event, witness);
        match command {
            Command::NominateCandidate(asked) => self.nominate(asked, witness),
            Command::ScreenCandidate(asked) => {
                step(Screened, &asked.on, Event::CandidateScreened(asked.clone()))
            }
            Command::ShortlistCandidate(asked) => {
                step(Shortlisted, &asked.on, Event::CandidateShortlisted(asked.clone()))
            }
            Command::StartNotice(asked) => self.start_notice(asked, witness),
            Command::RaiseObjection(asked) => self.raise_objection(asked),
            Command::ResolveObjection(asked) => self.resolve_objection(asked),
            Command::ConfirmCandidate(asked) => self.confirm(asked, witness),
            Command::StartTraining(asked) => {
                step(InTraining, &asked.on, Event::TrainingStarted(asked.clone()))
            }
            Command::AssessMidterm(asked) => step(Midterm, &asked.on, Event::MidtermAssessed(asked.clone())),
            Command::AssessFinal(asked) => step(Final, &asked.on, Event::FinalAssessed(asked.clone())),
            Command::ExtendTraining(asked) => self.extend(asked, witness),
            Command::CertifyCandidate(asked) => self.certify(asked, witness),
            Command::StartTerm(asked) => step(InTerm, &asked.on, Event::TermStarted(asked.clone())),
            Command::AssessAnnually(asked) => self.assess_annually(asked),
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

    fn nominate(&self, asked: &NominateCandidate, witness: &Witness) -> Answer {
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
        judge::no_bar(teacher, day)?;
        let findings = judge::eligible(teacher, &opening.terms, day)?;
        Ok(CandidacyEvent::CandidateNominated(Nomination {
            teacher: asked.teacher,
            round: asked.round,
            programme: opening.programme,
            role: opening.role.clone(),
            category: asked.category.clone(),
            by: asked.by,
            on: asked.on.clone(),
            findings,
        }))
    }

    fn start_notice(&self, asked: &StartNotice, witness: &Witness) -> Answer {
        let terms = judge::may_enter(self, Notice, asked.on.day, witness)?;
        judge::notice_is_over(asked.on.day, None, asked.ends_on.day, terms)?;
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

    fn confirm(&self, asked: &StepTaken, witness: &Witness) -> Answer {
        let day = asked.on.day;
        let terms = judge::may_enter(self, Confirmed, day, witness)?;
        if let Some((notice, _)) = self.notice().filter(|_| terms.has(Notice)) {
            judge::notice_is_over(notice.on.day, Some(notice.ends_on.day), day, terms)?;
        }
        if let Some(fact) = self.open_objections().first() {
            return Err(StepRefusal::ObjectionOpen { fact: *fact }.into());
        }
        let id = self.teacher().ok_or(StepRefusal::NotNominated)?;
        let teacher = judge::teacher(id, witness)?;
        judge::no_bar(teacher, day)?;
        let findings = judge::eligible(teacher, terms, day)?;
        Ok(CandidacyEvent::CandidateConfirmed(Confirmation { on: asked.on.clone(), findings }))
    }

    fn extend(&self, asked: &ExtendTraining, witness: &Witness) -> Answer {
        judge::may_enter(self, Extended, asked.on.day, witness)?;
        judge::ends_after(asked.until.day, asked.on.day)?;
        Ok(CandidacyEvent::TrainingExtended(asked.clone()))
    }

    fn certify(&self, asked: &Certification, witness: &Witness) -> Answer {
        let day = asked.on.day;
        let terms = judge::may_enter(self, Certified, day, witness)?;
        if let Some((Grade::Unqualified, fact)) = self.final_grade() {
            return Err(StepRefusal::FinalNotPassed { fact }.into());
        }
        let id = self.teacher().ok_or(StepRefusal::NotNominated)?;
        judge::no_bar(judge::teacher(id, witness)?, day)?;
        let category = asked.category.clone().or_else(|| self.category().map(str::to_owned));
        judge::category(category.as_deref(), terms, day)?;
        let full = terms.term_years.filter(|_| terms.has(InTerm)).map(|years| years_after(day, years));
        let term_to = asked.term_to.clone().or(full);
        if let Some(to) = &term_to {
            judge::ends_after(to.day, day)?;
        }
        Ok(CandidacyEvent::CandidateCertified(Certification { category, on: asked.on.clone(), term_to }))
    }

    fn assess_annually(&self, asked: &AssessAnnually) -> Answer {
        judge::stands_at(self, vec![InTerm], asked.on.day)?;
        match self.annual_grade(asked.year) {
            Some((_, fact)) => Err(StepRefusal::AlreadyAssessed { fact }.into()),
            None => Ok(CandidacyEvent::AnnuallyAssessed(asked.clone())),
        }
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

fn years_after(day: NaiveDate, years: u32) -> CivilDate {
    let end = years.checked_mul(12).and_then(|months| day.checked_add_months(Months::new(months)));
    end.unwrap_or(NaiveDate::MAX).into()
}

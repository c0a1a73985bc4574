use super::{
    event::{CloseRound, GiveBackRoundPlace, Opening, PoolRoundPlaces, RoundEvent, TakeRoundPlace},
    refusal::RoundRefusal,
    state::Round,
};
use crate::{
    CivilDate, Decider, Looks, Origin, ProgrammeId, Stamp, Unreadable, VoidEntry, machine::Told,
    programme::Naming, witness::Witness,
};

/// Opens a round under the terms in force on its opening day.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenRound {
    /// The programme.
    pub programme: ProgrammeId,
    /// The round's name.
    pub name: Naming,
    /// The number of the batch, when it has one.
    pub batch: Option<u32>,
    /// The first day of nomination.
    pub opens_on: CivilDate,
    /// The day after the last day of nomination, when one is announced.
    pub closes_on: Option<CivilDate>,
}

/// What may be asked of a round.
#[derive(Clone, Debug, PartialEq)]
pub enum RoundCommand {
    /// Opens it.
    OpenRound(OpenRound),
    /// Closes it.
    CloseRound(CloseRound),
    /// Puts places of a unit into those all share.
    PoolPlaces(PoolRoundPlaces),
    /// Takes a place for a candidate; it follows a step of the candidate.
    TakePlace(TakeRoundPlace),
    /// Gives the place of a candidate back; it follows a step of the candidate.
    GiveBackPlace(GiveBackRoundPlace),
    /// Takes an entry away.
    VoidRoundEvent(VoidEntry),
}

type Answer = Result<RoundEvent, RoundRefusal>;

impl Decider for Round {
    type Command = RoundCommand;
    type Event = RoundEvent;
    type Refusal = RoundRefusal;
    type Witness = Witness;

    fn looks_at(&self, command: &RoundCommand) -> Looks {
        match command {
            RoundCommand::OpenRound(asked) => {
                Looks { streams: vec![asked.programme.stream()], events: Vec::new() }
            }
            RoundCommand::PoolPlaces(asked) => {
                Looks { streams: vec![asked.organisation.stream()], events: Vec::new() }
            }
            RoundCommand::CloseRound(_)
            | RoundCommand::TakePlace(_)
            | RoundCommand::GiveBackPlace(_)
            | RoundCommand::VoidRoundEvent(_) => Looks::default(),
        }
    }

    fn decide(
        &self,
        command: &RoundCommand,
        witness: &Witness,
        _stamp: &Stamp,
    ) -> Result<Vec<RoundEvent>, RoundRefusal> {
        let event = match command {
            RoundCommand::OpenRound(asked) => self.open(asked, witness),
            RoundCommand::CloseRound(asked) => self.close(asked),
            RoundCommand::PoolPlaces(asked) => self.pool(asked, witness),
            RoundCommand::TakePlace(asked) => self.take_place(asked),
            RoundCommand::GiveBackPlace(asked) => self.give_back(asked),
            RoundCommand::VoidRoundEvent(asked) => {
                self.may_void(asked)?;
                Ok(RoundEvent::RoundEventVoided(asked.clone()))
            }
        }?;
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &RoundEvent, origin: Origin) {
        Round::evolve(self, event, origin);
    }

    fn write(event: &RoundEvent) -> Result<(&'static str, i64, String), serde_json::Error> {
        Ok((event.kind(), event.schema_version(), event.body()?))
    }

    fn read(kind: &str, body: &str) -> Result<RoundEvent, Unreadable> {
        RoundEvent::read(kind, body).unwrap_or_else(|| Err(Unreadable::Kind(kind.to_owned())))
    }
}

impl Round {
    fn open(&self, asked: &OpenRound, witness: &Witness) -> Answer {
        if let Some((_, fact)) = self.opened() {
            return Err(RoundRefusal::AlreadyOpened { fact });
        }
        if asked.name.is_blank() {
            return Err(RoundRefusal::NameBlank);
        }
        let opens = asked.opens_on.day;
        if asked.closes_on.as_ref().is_some_and(|closes| closes.day <= opens) {
            return Err(RoundRefusal::ClosesBeforeOpening { opens });
        }
        let programme = witness.programmes.get(&asked.programme);
        let (programme, (launch, fact)) = programme
            .and_then(|programme| Some((programme, programme.launched()?)))
            .ok_or(RoundRefusal::ProgrammeUnknown)?;
        let launched = launch.from.day;
        let terms = programme.terms_on(opens).ok_or(RoundRefusal::ProgrammeNotInForce { launched, fact })?;
        let opening = Opening {
            programme: asked.programme,
            role: launch.role.clone(),
            name: asked.name.clone(),
            batch: asked.batch,
            opens_on: asked.opens_on.clone(),
            closes_on: asked.closes_on.clone(),
            terms: terms.value.clone(),
        };
        Ok(RoundEvent::RoundOpened(Box::new(opening)))
    }

    fn close(&self, asked: &CloseRound) -> Answer {
        let (opening, _) = self.opened().ok_or(RoundRefusal::NotOpened)?;
        if let Some((on, fact)) = self.closed() {
            return Err(RoundRefusal::AlreadyClosed { on, fact });
        }
        let opens = opening.opens_on.day;
        if asked.on.day <= opens {
            return Err(RoundRefusal::ClosesBeforeOpening { opens });
        }
        Ok(RoundEvent::RoundClosed(asked.clone()))
    }

    fn pool(&self, asked: &PoolRoundPlaces, witness: &Witness) -> Answer {
        self.opened().ok_or(RoundRefusal::NotOpened)?;
        if asked.places == 0 {
            return Err(RoundRefusal::NothingPooled);
        }
        let known = witness.organisations.get(&asked.organisation).is_some_and(|unit| unit.is_known());
        if known { Ok(RoundEvent::RoundPlacesPooled(asked.clone())) } else { Err(RoundRefusal::UnitUnknown) }
    }

    fn take_place(&self, asked: &TakeRoundPlace) -> Answer {
        self.opened().ok_or(RoundRefusal::NotOpened)?;
        if let Some(place) = self.place_of(asked.candidacy) {
            return Err(RoundRefusal::PlaceHeld { fact: place.by });
        }
        match self.places().filter(|_| !self.has_a_place()) {
            Some(places) => Err(RoundRefusal::PlacesTaken { places }),
            None => Ok(RoundEvent::RoundPlaceTaken(asked.clone())),
        }
    }

    fn give_back(&self, asked: &GiveBackRoundPlace) -> Answer {
        match self.place_of(asked.candidacy) {
            Some(_) => Ok(RoundEvent::RoundPlaceGivenBack(asked.clone())),
            None => Err(RoundRefusal::PlaceNotHeld),
        }
    }
}

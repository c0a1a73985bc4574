use super::{
    event::{PublishReport, ReportEvent, ReportMetric, RestateReport, WithdrawReport},
    refusal::ReportRefusal,
    state::Report,
};
use crate::{
    Decider, Looks, Origin, Stamp, Unreadable,
    rules::{Judging, RULES_STREAM},
    witness::Witness,
};

/// What may be asked of a published figure. Who asks has counted: the domain holds what was counted to the rules and keeps it.
#[derive(Clone, Debug, PartialEq)]
pub enum ReportCommand {
    /// Publishes it.
    PublishReport(PublishReport),
    /// States a later count beside it.
    RestateReport(RestateReport),
    /// Withdraws it.
    WithdrawReport(WithdrawReport),
}

impl Decider for Report {
    type Command = ReportCommand;
    type Event = ReportEvent;
    type Refusal = ReportRefusal;
    type Witness = Witness;

    fn looks_at(&self, _command: &ReportCommand) -> Looks {
        Looks { streams: vec![RULES_STREAM.to_owned()], events: Vec::new() }
    }

    fn decide(
        &self,
        command: &ReportCommand,
        witness: &Witness,
        stamp: &Stamp,
    ) -> Result<Vec<ReportEvent>, ReportRefusal> {
        let event = match command {
            ReportCommand::PublishReport(asked) => {
                self.publish(asked, witness.rules.judging(stamp, stamp.today), stamp)?
            }
            ReportCommand::RestateReport(asked) => self.restate(asked)?,
            ReportCommand::WithdrawReport(asked) => {
                self.stands()?;
                reasoned(&asked.reason)?;
                ReportEvent::ReportWithdrawn(asked.clone())
            }
        };
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &ReportEvent, origin: Origin) {
        Report::evolve(self, event, origin);
    }

    fn write(event: &ReportEvent) -> Result<(&'static str, i64, String), serde_json::Error> {
        Ok((event.kind(), event.schema_version(), event.body()?))
    }

    fn read(kind: &str, body: &str) -> Result<ReportEvent, Unreadable> {
        ReportEvent::read(kind, body).unwrap_or_else(|| Err(Unreadable::Kind(kind.to_owned())))
    }
}

impl Report {
    /// A published number says what it counts, and rests on a document where the rule asks for one.
    fn publish(
        &self,
        asked: &PublishReport,
        mut judging: Judging<'_>,
        stamp: &Stamp,
    ) -> Result<ReportEvent, ReportRefusal> {
        if let Some((_, fact)) = self.published() {
            return Err(ReportRefusal::AlreadyPublished { fact });
        }
        if asked.title.trim().is_empty() {
            return Err(ReportRefusal::TitleBlank);
        }
        let question = &asked.question;
        let whole = match asked.metric {
            ReportMetric::Headcount => question.basis.is_some(),
            ReportMetric::Cohort => question.programme.is_some() && question.definition.is_some(),
            ReportMetric::Defined => question.defined.is_some() && question.version.is_some(),
        };
        if !whole {
            return Err(ReportRefusal::QuestionIncomplete);
        }
        digest(&asked.members)?;
        judging.hold("R-92", stamp.document.is_some(), Vec::new())?;
        Ok(ReportEvent::ReportPublished(PublishReport { rules: judging.applied(), ..asked.clone() }))
    }

    fn restate(&self, asked: &RestateReport) -> Result<ReportEvent, ReportRefusal> {
        self.stands()?;
        reasoned(&asked.reason)?;
        digest(&asked.members)?;
        if self.latest() == Some((asked.value, asked.of, asked.members.as_str())) {
            return Err(ReportRefusal::Unchanged);
        }
        Ok(ReportEvent::ReportRestated(asked.clone()))
    }

    fn stands(&self) -> Result<(), ReportRefusal> {
        self.published().ok_or(ReportRefusal::NotPublished)?;
        match self.withdrawn() {
            Some((_, fact)) => Err(ReportRefusal::Withdrawn { fact }),
            None => Ok(()),
        }
    }
}

fn reasoned(reason: &str) -> Result<(), ReportRefusal> {
    if reason.trim().is_empty() { Err(ReportRefusal::ReasonBlank) } else { Ok(()) }
}

fn digest(members: &str) -> Result<(), ReportRefusal> {
    let shaped = members.len() == 64 && members.bytes().all(|digit| digit.is_ascii_hexdigit());
    if shaped { Ok(()) } else { Err(ReportRefusal::DigestShape) }
}

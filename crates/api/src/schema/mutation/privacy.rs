//! How long what is personal is kept: holds, and erasing.

use async_graphql::{Context, ID, InputObject, Object, Result};
use liangshi_domain::teacher::{
    TeacherCommand,
    privacy::{ErasePersonalData, LiftLegalHold, PlaceLegalHold, PrivacyCommand},
};
use liangshi_eventstore::Done;

use super::{
    input::Reader,
    payload::TeacherPayload,
    teacher::{about_teacher, command, outcome},
};
use crate::{
    fault,
    schema::context::{after, principal, registry},
};

/// That what is kept of a person must not be erased for now (法定保留).
#[derive(InputObject)]
pub(crate) struct LegalHoldInput {
    /// The day the duty to keep began, as the document has it; a month or a year means its first day.
    since: String,
    /// Why. It is kept for ever, so it may not name the person.
    reason: String,
}

impl LegalHoldInput {
    fn read(&self, reader: &mut Reader) -> Option<PlaceLegalHold> {
        let since = reader.start("since", &self.since);
        let reason = reader.filled("reason", &self.reason);
        Some(PlaceLegalHold { since: since?, reason: reason? })
    }
}

/// That a hold was lifted (解除法定保留).
#[derive(InputObject)]
pub(crate) struct LegalHoldLiftingInput {
    /// The event that placed the hold.
    hold: ID,
    /// Why. It is kept for ever, so it may not name the person.
    reason: String,
}

impl LegalHoldLiftingInput {
    fn read(&self, reader: &mut Reader) -> Option<LiftLegalHold> {
        let hold = reader.id("hold", &self.hold);
        let reason = reader.filled("reason", &self.reason);
        Some(LiftLegalHold { hold: hold?, reason: reason? })
    }
}

/// That a person's own data is to be erased (删除个人信息).
#[derive(InputObject)]
pub(crate) struct ErasureInput {
    /// Why. It is kept for ever, so it may not name the person.
    reason: String,
}

impl ErasureInput {
    fn read(&self, reader: &mut Reader) -> Option<ErasePersonalData> {
        Some(ErasePersonalData { reason: reader.filled("reason", &self.reason)? })
    }
}

about_teacher! {
    /// The input of `legalHoldPlace`.
    LegalHoldPlaceInput(LegalHoldInput);
    /// The input of `legalHoldLift`.
    LegalHoldLiftInput(LegalHoldLiftingInput);
    /// The input of `personalDataErase`.
    PersonalDataEraseInput(ErasureInput);
}

#[derive(Default)]
pub(crate) struct PrivacyMutation;

#[Object]
impl PrivacyMutation {
    /// Forbids erasing a person for as long as something is examined or disputed (法定保留). For BUREAU_HR.
    async fn legal_hold_place(
        &self,
        context: &Context<'_>,
        input: LegalHoldPlaceInput,
    ) -> Result<TeacherPayload> {
        command(context, &input.common, &input.teacher, |reader| {
            Some(TeacherCommand::Privacy(PrivacyCommand::PlaceLegalHold(input.statement.read(reader)?)))
        })
        .await
    }

    /// Lifts a hold (解除法定保留). For BUREAU_HR.
    async fn legal_hold_lift(
        &self,
        context: &Context<'_>,
        input: LegalHoldLiftInput,
    ) -> Result<TeacherPayload> {
        command(context, &input.common, &input.teacher, |reader| {
            Some(TeacherCommand::Privacy(PrivacyCommand::LiftLegalHold(input.statement.read(reader)?)))
        })
        .await
    }

    /// Erases a person's name, identity number and birth date for ever, by the document named (删除个人信息). What
    /// happened stays and counts as before. Refused under a legal hold. The answer means that no view shows them any more.
    /// For BUREAU_HR.
    async fn personal_data_erase(
        &self,
        context: &Context<'_>,
        input: PersonalDataEraseInput,
    ) -> Result<TeacherPayload> {
        let outcome = outcome(context, &input.common, &input.teacher, |reader| {
            Some(TeacherCommand::Privacy(PrivacyCommand::ErasePersonalData(input.statement.read(reader)?)))
        })
        .await?;
        if let Some(done) = &outcome.done {
            carry_out(context, done, input.statement.reason.trim()).await?;
        }
        Ok(outcome.into())
    }
}

/// Does what the event says, also for a repeated request: whoever died after the append is made up for. Should nobody
/// ask again, the views do it when they meet the event.
async fn carry_out(context: &Context<'_>, done: &Done, reason: &str) -> Result<()> {
    let (vault, actor) = (registry(context)?.log.vault(), &principal(context)?.subject);
    vault.destroy(&done.stream, actor, reason).await.map_err(fault::internal)?;
    after(context, done.position).await.map(drop)
}

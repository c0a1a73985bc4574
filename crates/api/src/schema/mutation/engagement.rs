//! Engagements from outside: start, renewal, end.

use async_graphql::{Context, ID, InputObject, Object, Result};
use liangshi_domain::{
    EngagementId,
    engagement::{EndEngagement, Engagement, EngagementCommand, RenewEngagement, StartEngagement},
};

use super::{
    execute::{Asked, about, run},
    input::{Common, Reader},
    payload::EngagementPayload,
};
use crate::schema::{context::registry, enums::Stage, outside_enums::EngagementCategory};

/// The input of `engagementStart`.
#[derive(InputObject)]
pub(crate) struct EngagementStartInput {
    #[graphql(flatten)]
    common: Common,
    /// The person, by id or uuid; who is not registered yet is registered first and not hired.
    teacher: ID,
    /// As what (类别).
    category: EngagementCategory,
    /// Where: the school, or the research institution.
    organisation: ID,
    /// The stage (学段).
    stage: Option<Stage>,
    /// The subject (学科), as a code of C-08.
    subject: Option<String>,
    /// The first day; a month or a year means its first day.
    from: String,
    /// The last day, itself included.
    to: String,
    /// What the person achieved (成果证明); an artist or athlete needs one.
    achievements: Option<Vec<String>>,
}

impl EngagementStartInput {
    fn read(&self, reader: &mut Reader) -> Option<StartEngagement> {
        let teacher = reader.id("teacher", &self.teacher);
        let organisation = reader.id("organisation", &self.organisation);
        let subject = reader.maybe(self.subject.as_ref(), |reader, text| reader.subject("subject", text));
        let from = reader.start("from", &self.from);
        let to = reader.last("to", &self.to);
        let achievements: Vec<_> =
            self.achievements.iter().flatten().map(|text| reader.filled("achievements", text)).collect();
        let achievements = achievements.into_iter().collect::<Option<Vec<_>>>();
        Some(StartEngagement {
            teacher: teacher?,
            category: self.category.into(),
            organisation: organisation?,
            stage: self.stage.map(Into::into),
            subject: subject?,
            from: from?,
            to: to?,
            achievements: achievements?,
            rules: Vec::new(),
        })
    }
}

/// The input of `engagementRenew`.
#[derive(InputObject)]
pub(crate) struct EngagementRenewInput {
    #[graphql(flatten)]
    common: Common,
    /// The engagement, by id or uuid.
    engagement: ID,
    /// The new last day, itself included.
    to: String,
}

/// The input of `engagementEnd`.
#[derive(InputObject)]
pub(crate) struct EngagementEndInput {
    #[graphql(flatten)]
    common: Common,
    /// The engagement, by id or uuid.
    engagement: ID,
    /// The first day without it; a month or a year means its first day.
    on: String,
    /// Why.
    reason: String,
}

#[derive(Default)]
pub(crate) struct EngagementMutation;

#[Object]
impl EngagementMutation {
    /// Engages an artist, athlete or special-appointed researcher for a term (外聘, S-10, S-65, R-52, R-53). For BUREAU_HR.
    async fn engagement_start(
        &self,
        context: &Context<'_>,
        input: EngagementStartInput,
    ) -> Result<EngagementPayload> {
        let id = EngagementId((registry(context)?.new_id)());
        let outcome = run::<Engagement>(context, &input.common, |reader| {
            let asked = input.read(reader)?;
            let organisation = asked.organisation;
            Some(Asked::of(id.stream(), EngagementCommand::StartEngagement(asked)).at(Some(organisation)))
        });
        outcome.await.map(EngagementPayload::from)
    }

    /// Lengthens the term of an engagement (续聘, S-10, S-65). For BUREAU_HR.
    async fn engagement_renew(
        &self,
        context: &Context<'_>,
        input: EngagementRenewInput,
    ) -> Result<EngagementPayload> {
        command(context, &input.common, &input.engagement, |reader| {
            let to = reader.last("to", &input.to)?;
            Some(EngagementCommand::RenewEngagement(RenewEngagement { to, rules: Vec::new() }))
        })
        .await
    }

    /// Ends an engagement before its term (解聘, S-10, S-65). For BUREAU_HR.
    async fn engagement_end(
        &self,
        context: &Context<'_>,
        input: EngagementEndInput,
    ) -> Result<EngagementPayload> {
        command(context, &input.common, &input.engagement, |reader| {
            let on = reader.start("on", &input.on);
            let reason = reader.filled("reason", &input.reason);
            Some(EngagementCommand::EndEngagement(EndEngagement { on: on?, reason: reason? }))
        })
        .await
    }
}

async fn command(
    context: &Context<'_>,
    common: &Common,
    engagement: &ID,
    read: impl FnOnce(&mut Reader) -> Option<EngagementCommand> + Send,
) -> Result<EngagementPayload> {
    let asked = |id: EngagementId, command| Asked::of(id.stream(), command);
    about::<Engagement, _>(context, common, ("engagement", engagement), read, asked)
        .await
        .map(EngagementPayload::from)
}

//! Studios: host, members, term and assessments.

use async_graphql::{Context, ID, InputObject, Object, Result};
use liangshi_domain::{
    StudioId,
    studio::{
        AdmitMember, AssessStudio, CloseStudio, EstablishStudio, ReleaseMember, RenewStudioTerm, ReplaceHost,
        Studio, StudioCommand,
    },
};

use super::{
    execute::{Asked, about, run},
    input::{Common, Reader},
    payload::StudioPayload,
};
use crate::schema::{context::registry, enums::Grade};

/// The input of `studioEstablish`.
#[derive(InputObject)]
pub(crate) struct StudioEstablishInput {
    #[graphql(flatten)]
    common: Common,
    /// Its name (工作室名称); it may not be blank.
    name: String,
    /// The candidacy of the host, which has to be certified or in term on the first day.
    candidacy: ID,
    /// Where it works (所在单位).
    organisation: Option<ID>,
    /// The first day; a month or a year means its first day.
    from: String,
    /// The last day of its term, itself included; three years when left out.
    term_to: Option<String>,
}

impl StudioEstablishInput {
    fn read(&self, reader: &mut Reader) -> Option<EstablishStudio> {
        let name = reader.text("name", &self.name);
        let candidacy = reader.id("candidacy", &self.candidacy);
        let organisation = reader.id_if("organisation", self.organisation.as_ref());
        let from = reader.start("from", &self.from);
        let term_to = reader.last_if("termTo", self.term_to.as_ref());
        Some(EstablishStudio {
            name: name?,
            candidacy: candidacy?,
            organisation: organisation?,
            from: from?,
            term_to: term_to?,
        })
    }
}

macro_rules! about_studio {
    ($($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$meta])*
        #[derive(InputObject)]
        pub(crate) struct $name {
            #[graphql(flatten)]
            common: Common,
            /// The studio, by id or uuid.
            studio: ID,
            $($(#[$field_meta])* $field: $type,)*
        }
    )*};
}

about_studio! {
    /// The input of `studioHostReplace`.
    StudioHostReplaceInput {
        /// The candidacy of the new host, certified or in term on the first day.
        candidacy: ID,
        /// The first day of the new host; a month or a year means its first day.
        from: String,
    }

    /// The input of `studioMemberAdmit`.
    StudioMemberAdmitInput {
        /// The person, by id or uuid.
        teacher: ID,
        /// The first day; a month or a year means its first day.
        from: String,
    }

    /// The input of `studioMemberRelease`.
    StudioMemberReleaseInput {
        /// The person, by id or uuid.
        teacher: ID,
        /// The first day without the person; a month or a year means its first day.
        on: String,
    }

    /// The input of `studioAssess`.
    StudioAssessInput {
        /// The year; each is assessed once.
        year: i32,
        /// The result (考核结果).
        grade: Grade,
        /// The day; a month or a year means its first day.
        on: String,
    }

    /// The input of `studioTermRenew`.
    StudioTermRenewInput {
        /// The new last day of the term, itself included; a month or a year means its last day.
        to: String,
        /// The day of the decision; a month or a year means its first day.
        on: String,
    }

    /// The input of `studioClose`.
    StudioCloseInput {
        /// The first day it is closed; a month or a year means its first day.
        on: String,
    }
}

#[derive(Default)]
pub(crate) struct StudioMutation;

#[Object]
impl StudioMutation {
    /// Establishes a studio for a certified host (设立工作室, R-22). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn studio_establish(
        &self,
        context: &Context<'_>,
        input: StudioEstablishInput,
    ) -> Result<StudioPayload> {
        let id = StudioId((registry(context)?.new_id)());
        let outcome = run::<Studio>(context, &input.common, |reader| {
            Some(Asked::of(id.stream(), StudioCommand::EstablishStudio(input.read(reader)?)))
        });
        outcome.await.map(StudioPayload::from)
    }

    /// Hands a studio to another certified host (更换主持人, R-22). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn studio_host_replace(
        &self,
        context: &Context<'_>,
        input: StudioHostReplaceInput,
    ) -> Result<StudioPayload> {
        command(context, &input.common, &input.studio, |reader| {
            let candidacy = reader.id("candidacy", &input.candidacy);
            let from = reader.start("from", &input.from);
            Some(StudioCommand::ReplaceHost(ReplaceHost { candidacy: candidacy?, from: from? }))
        })
        .await
    }

    /// Admits a member (吸收成员, R-23). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn studio_member_admit(
        &self,
        context: &Context<'_>,
        input: StudioMemberAdmitInput,
    ) -> Result<StudioPayload> {
        command(context, &input.common, &input.studio, |reader| {
            let teacher = reader.id("teacher", &input.teacher);
            let from = reader.start("from", &input.from);
            Some(StudioCommand::AdmitMember(AdmitMember { teacher: teacher?, from: from? }))
        })
        .await
    }

    /// Lets a member go (成员退出). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn studio_member_release(
        &self,
        context: &Context<'_>,
        input: StudioMemberReleaseInput,
    ) -> Result<StudioPayload> {
        command(context, &input.common, &input.studio, |reader| {
            let teacher = reader.id("teacher", &input.teacher);
            let on = reader.start("on", &input.on);
            Some(StudioCommand::ReleaseMember(ReleaseMember { teacher: teacher?, on: on? }))
        })
        .await
    }

    /// Assesses a year of a studio (工作室年度考核, R-24). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn studio_assess(&self, context: &Context<'_>, input: StudioAssessInput) -> Result<StudioPayload> {
        command(context, &input.common, &input.studio, |reader| {
            let year = reader.year("year", input.year);
            let on = reader.start("on", &input.on);
            Some(StudioCommand::AssessStudio(AssessStudio {
                year: year?,
                grade: input.grade.into(),
                on: on?,
            }))
        })
        .await
    }

    /// Renews the term of a studio (工作室续期, R-22). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn studio_term_renew(
        &self,
        context: &Context<'_>,
        input: StudioTermRenewInput,
    ) -> Result<StudioPayload> {
        command(context, &input.common, &input.studio, |reader| {
            let to = reader.last("to", &input.to);
            let on = reader.start("on", &input.on);
            Some(StudioCommand::RenewStudioTerm(RenewStudioTerm { to: to?, on: on? }))
        })
        .await
    }

    /// Closes a studio; its memberships end with it (撤销工作室). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn studio_close(&self, context: &Context<'_>, input: StudioCloseInput) -> Result<StudioPayload> {
        command(context, &input.common, &input.studio, |reader| {
            let on = reader.start("on", &input.on)?;
            Some(StudioCommand::CloseStudio(CloseStudio { on }))
        })
        .await
    }
}

async fn command(
    context: &Context<'_>,
    common: &Common,
    studio: &ID,
    read: impl FnOnce(&mut Reader) -> Option<StudioCommand> + Send,
) -> Result<StudioPayload> {
    let asked = |id: StudioId, command| Asked::of(id.stream(), command);
    about::<Studio, _>(context, common, ("studio", studio), read, asked).await.map(StudioPayload::from)
}

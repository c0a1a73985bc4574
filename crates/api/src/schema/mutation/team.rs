//! Teams: founding, members, officers, duty, lectures and the end.

use async_graphql::{Context, ID, InputObject, Object, Result};
use liangshi_domain::{
    TeamId,
    team::{
        DissolveTeam, ElectOfficer, FoundTeam, JoinTeam, LeaveTeam, RecordSession, SetDuty, Team, TeamCommand,
    },
};

use super::{
    execute::{Asked, about, run},
    input::{Common, Reader},
    payload::TeamPayload,
};
use crate::schema::{
    context::registry,
    outside_enums::{DutyState, Office},
};

/// The input of `teamFound`.
#[derive(InputObject)]
pub(crate) struct TeamFoundInput {
    #[graphql(flatten)]
    common: Common,
    /// What kind of team (类别), as a code of C-43.
    kind: String,
    /// Its name (名称); it may not be blank.
    name: String,
    /// The unit that runs it (主管单位).
    host: Option<ID>,
    /// The unit it works for, as the school that is planned (服务单位).
    serves: Option<ID>,
    /// The first day; a month or a year means its first day.
    from: String,
    /// The last day of its term, itself included.
    term_to: Option<String>,
}

impl TeamFoundInput {
    fn read(&self, reader: &mut Reader) -> Option<FoundTeam> {
        let kind = reader.listed("C-43", "kind", &self.kind);
        let name = reader.text("name", &self.name);
        let host = reader.id_if("host", self.host.as_ref());
        let serves = reader.id_if("serves", self.serves.as_ref());
        let from = reader.start("from", &self.from);
        let term_to = reader.last_if("termTo", self.term_to.as_ref());
        Some(FoundTeam {
            kind: kind?,
            name: name?,
            host: host?,
            serves: serves?,
            from: from?,
            term_to: term_to?,
        })
    }
}

macro_rules! about_team {
    ($($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$meta])*
        #[derive(InputObject)]
        pub(crate) struct $name {
            #[graphql(flatten)]
            common: Common,
            /// The team, by id or uuid.
            team: ID,
            $($(#[$field_meta])* $field: $type,)*
        }
    )*};
}

about_team! {
    /// The input of `teamMemberJoin`.
    TeamMemberJoinInput {
        /// The person, by id or uuid.
        teacher: ID,
        /// The first day; a month or a year means its first day.
        from: String,
        /// The last day of the member's term, itself included.
        to: Option<String>,
        /// What the person does there (分工).
        role: Option<String>,
        /// By which qualification (资质); a crisis team needs one.
        qualification: Option<String>,
    }

    /// The input of `teamMemberLeave`.
    TeamMemberLeaveInput {
        /// The person, by id or uuid.
        teacher: ID,
        /// The first day without the person; a month or a year means its first day.
        on: String,
        /// Why.
        reason: Option<String>,
    }

    /// The input of `officerElect`.
    OfficerElectInput {
        /// The member, by id or uuid.
        teacher: ID,
        /// The office (职务).
        office: Office,
        /// The first day; a month or a year means its first day.
        from: String,
        /// The last day of the term, itself included.
        to: Option<String>,
    }

    /// The input of `teamDutySet`.
    TeamDutySetInput {
        /// The member, by id or uuid.
        teacher: ID,
        /// Whether the member can be called (值班状态).
        duty: DutyState,
        /// From when; a month or a year means its first day.
        from: String,
    }

    /// The input of `teamSessionRecord`.
    TeamSessionRecordInput {
        /// The member who gave it, by id or uuid.
        teacher: ID,
        /// About what (主题).
        topic: String,
        /// The day; a month or a year means its first day.
        on: String,
        /// Where, when it was at a unit of the registry.
        organisation: Option<ID>,
    }

    /// The input of `teamDissolve`.
    TeamDissolveInput {
        /// The first day without it; a month or a year means its first day.
        on: String,
        /// Why.
        reason: String,
    }
}

#[derive(Default)]
pub(crate) struct TeamMutation;

#[Object]
impl TeamMutation {
    /// Founds a team (成立队伍, S-12, S-21, S-49, S-52, S-78, S-79). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn team_found(&self, context: &Context<'_>, input: TeamFoundInput) -> Result<TeamPayload> {
        let id = TeamId((registry(context)?.new_id)());
        let outcome = run::<Team>(context, &input.common, |reader| {
            Some(Asked::of(id.stream(), TeamCommand::FoundTeam(input.read(reader)?)))
        });
        outcome.await.map(TeamPayload::from)
    }

    /// Takes a person into a team; a barred person does not lecture on ethics (成员加入, S-21, S-49, S-79, R-01). For BUREAU_HR and
    /// PROGRAMME_MANAGER.
    async fn team_member_join(
        &self,
        context: &Context<'_>,
        input: TeamMemberJoinInput,
    ) -> Result<TeamPayload> {
        command(context, &input.common, &input.team, |reader| {
            let teacher = reader.id("teacher", &input.teacher);
            let from = reader.start("from", &input.from);
            let to = reader.last_if("to", input.to.as_ref());
            let role = reader.text_if("role", input.role.as_ref());
            let qualification = reader.text_if("qualification", input.qualification.as_ref());
            Some(TeamCommand::JoinTeam(JoinTeam {
                teacher: teacher?,
                from: from?,
                to: to?,
                role: role?,
                qualification: qualification?,
                rules: Vec::new(),
            }))
        })
        .await
    }

    /// Lets a person leave a team; the offices end with the membership (成员退出, S-21, S-49). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn team_member_leave(
        &self,
        context: &Context<'_>,
        input: TeamMemberLeaveInput,
    ) -> Result<TeamPayload> {
        command(context, &input.common, &input.team, |reader| {
            let teacher = reader.id("teacher", &input.teacher);
            let on = reader.start("on", &input.on);
            let reason = reader.text_if("reason", input.reason.as_ref());
            Some(TeamCommand::LeaveTeam(LeaveTeam { teacher: teacher?, on: on?, reason: reason? }))
        })
        .await
    }

    /// Gives a member an office for a term (选举任职, S-52). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn officer_elect(&self, context: &Context<'_>, input: OfficerElectInput) -> Result<TeamPayload> {
        command(context, &input.common, &input.team, |reader| {
            let teacher = reader.id("teacher", &input.teacher);
            let from = reader.start("from", &input.from);
            let to = reader.last_if("to", input.to.as_ref());
            Some(TeamCommand::ElectOfficer(ElectOfficer {
                teacher: teacher?,
                office: input.office.into(),
                from: from?,
                to: to?,
            }))
        })
        .await
    }

    /// Says whether a member can be called (值班状态, S-79). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn team_duty_set(&self, context: &Context<'_>, input: TeamDutySetInput) -> Result<TeamPayload> {
        command(context, &input.common, &input.team, |reader| {
            let teacher = reader.id("teacher", &input.teacher);
            let from = reader.start("from", &input.from);
            Some(TeamCommand::SetDuty(SetDuty { teacher: teacher?, duty: input.duty.into(), from: from? }))
        })
        .await
    }

    /// Records what a member gave, as a lecture of the corps (宣讲登记, S-21). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn team_session_record(
        &self,
        context: &Context<'_>,
        input: TeamSessionRecordInput,
    ) -> Result<TeamPayload> {
        command(context, &input.common, &input.team, |reader| {
            let teacher = reader.id("teacher", &input.teacher);
            let topic = reader.filled("topic", &input.topic);
            let on = reader.start("on", &input.on);
            let organisation = reader.id_if("organisation", input.organisation.as_ref());
            Some(TeamCommand::RecordSession(RecordSession {
                teacher: teacher?,
                topic: topic?,
                on: on?,
                organisation: organisation?,
            }))
        })
        .await
    }

    /// Dissolves a team; memberships and offices end with it (解散队伍, S-49). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn team_dissolve(&self, context: &Context<'_>, input: TeamDissolveInput) -> Result<TeamPayload> {
        command(context, &input.common, &input.team, |reader| {
            let on = reader.start("on", &input.on);
            let reason = reader.filled("reason", &input.reason);
            Some(TeamCommand::DissolveTeam(DissolveTeam { on: on?, reason: reason? }))
        })
        .await
    }
}

async fn command(
    context: &Context<'_>,
    common: &Common,
    team: &ID,
    read: impl FnOnce(&mut Reader) -> Option<TeamCommand> + Send,
) -> Result<TeamPayload> {
    let asked = |id: TeamId, command| Asked::of(id.stream(), command);
    about::<Team, _>(context, common, ("team", team), read, asked).await.map(TeamPayload::from)
}

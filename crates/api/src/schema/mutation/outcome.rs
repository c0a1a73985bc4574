//! What a certification states on the person.

use async_graphql::{ID, InputObject, OneofObject};
use liangshi_domain::candidacy::Outcome;

use super::input::Reader;
use crate::schema::{
    enums::{Category, IssuingBody, MovementKind, Staffing, Title},
    post_enums::LeadershipPost,
};

/// What is stated on the person: exactly one of these, the one the programme leads to (办理内容).
#[derive(OneofObject)]
pub(crate) enum OutcomeInput {
    /// A title is granted (授予职称).
    TitleGranted(TitleOutcomeInput),
    /// The person is appointed to a post of the leadership (聘任校级领导岗位).
    PostAppointed(PostOutcomeInput),
    /// The person is hired (招聘入职).
    TeacherHired(HireOutcomeInput),
    /// A secondment is proposed (提出挂职选派).
    SecondmentProposed(SecondmentOutcomeInput),
    /// An honour is conferred (授予荣誉).
    HonourConferred(HonourOutcomeInput),
    /// The person joins a team (加入队伍).
    TeamMemberJoined(TeamOutcomeInput),
}

/// A title (职称). It makes no post by itself.
#[derive(InputObject)]
pub(crate) struct TitleOutcomeInput {
    /// The title.
    title: Title,
    /// The body that reviewed (评审机构).
    authority: Option<String>,
}

/// A post of the leadership that was openly selected for (公开选聘的校级领导岗位).
#[derive(InputObject)]
pub(crate) struct PostOutcomeInput {
    /// The unit whose post it is, by id or uuid.
    organisation: ID,
    /// The post (校级职务).
    leadership: LeadershipPost,
    /// The grade by its code in C-31, as MG-7 (岗位等级).
    grade: Option<String>,
    /// The first day in it.
    from: String,
    /// The last day of the probation (试用期截止); R-42 says how long it should be.
    probation_last_day: Option<String>,
    /// The last day of the first term (任期截止); R-40 says how long it should be.
    term_last_day: Option<String>,
}

/// Service that begins (入职).
#[derive(InputObject)]
pub(crate) struct HireOutcomeInput {
    /// The unit, by id or uuid.
    organisation: ID,
    /// The first day of service.
    from: String,
    /// What the person does there.
    category: Category,
    /// How the person is held.
    staffing: Staffing,
    /// The unit whose establishment post is occupied, when it is another one.
    establishment: Option<ID>,
}

/// A secondment that is proposed (挂职选派).
#[derive(InputObject)]
pub(crate) struct SecondmentOutcomeInput {
    /// The kind of service elsewhere (C-12).
    kind: MovementKind,
    /// The receiving unit, by id or uuid.
    organisation: ID,
    /// The post held there, as 第一书记.
    post: Option<String>,
    /// The first day.
    from: String,
    /// The last day, itself included, when an end is foreseen.
    to: Option<String>,
    /// The number of the batch.
    batch: Option<i32>,
    /// The candidacy that makes the person a reserve principal, for first secretaries.
    reserve: Option<ID>,
}

/// An honour (荣誉).
#[derive(InputObject)]
pub(crate) struct HonourOutcomeInput {
    /// The honour.
    name: String,
    /// The kind of body that issued it; its level follows from it.
    issued_by: IssuingBody,
    /// The name of that body.
    issuer: String,
}

/// A place in a team (队伍成员).
#[derive(InputObject)]
pub(crate) struct TeamOutcomeInput {
    /// The team, by id or uuid.
    team: ID,
    /// What the person does there.
    role: Option<String>,
    /// By which qualification; a crisis-intervention team needs one.
    qualification: Option<String>,
}

impl OutcomeInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<Outcome> {
        match self {
            Self::TitleGranted(asked) => {
                let authority = reader.text_if("authority", asked.authority.as_ref());
                Some(Outcome::TitleGranted { title: asked.title.into(), authority: authority? })
            }
            Self::PostAppointed(asked) => asked.read(reader),
            Self::TeacherHired(asked) => asked.read(reader),
            Self::SecondmentProposed(asked) => asked.read(reader),
            Self::HonourConferred(asked) => {
                let name = reader.filled("name", &asked.name);
                let issuer = reader.filled("issuer", &asked.issuer);
                let issued_by = asked.issued_by.into();
                Some(Outcome::HonourConferred { name: name?, issued_by, issuer: issuer? })
            }
            Self::TeamMemberJoined(asked) => {
                let team = reader.id("team", &asked.team);
                let role = reader.text_if("role", asked.role.as_ref());
                let qualification = reader.text_if("qualification", asked.qualification.as_ref());
                Some(Outcome::TeamMemberJoined { team: team?, role: role?, qualification: qualification? })
            }
        }
    }
}

impl PostOutcomeInput {
    fn read(&self, reader: &mut Reader) -> Option<Outcome> {
        let organisation = reader.id("organisation", &self.organisation);
        let grade = reader.text_if("grade", self.grade.as_ref());
        let from = reader.start("from", &self.from);
        let probation_until = reader.last_if("probationLastDay", self.probation_last_day.as_ref());
        let term_to = reader.last_if("termLastDay", self.term_last_day.as_ref());
        Some(Outcome::PostAppointed {
            organisation: organisation?,
            leadership: self.leadership.into(),
            grade: grade?,
            from: from?,
            probation_until: probation_until?,
            term_to: term_to?,
        })
    }
}

impl HireOutcomeInput {
    fn read(&self, reader: &mut Reader) -> Option<Outcome> {
        let organisation = reader.id("organisation", &self.organisation);
        let from = reader.start("from", &self.from);
        let establishment = reader.id_if("establishment", self.establishment.as_ref());
        Some(Outcome::TeacherHired {
            organisation: organisation?,
            from: from?,
            category: self.category.into(),
            staffing: self.staffing.into(),
            establishment: establishment?,
        })
    }
}

impl SecondmentOutcomeInput {
    fn read(&self, reader: &mut Reader) -> Option<Outcome> {
        let organisation = reader.id("organisation", &self.organisation);
        let post = reader.text_if("post", self.post.as_ref());
        let from = reader.start("from", &self.from);
        let to = reader.last_if("to", self.to.as_ref());
        let batch = reader.number_if("batch", self.batch);
        let reserve = reader.id_if("reserve", self.reserve.as_ref());
        Some(Outcome::SecondmentProposed {
            movement: self.kind.into(),
            organisation: organisation?,
            post: post?,
            from: from?,
            to: to?,
            batch: batch?,
            reserve: reserve?,
        })
    }
}

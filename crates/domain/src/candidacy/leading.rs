//! Where a certification leads, in the same append: should the other stream refuse it, nobody is certified.

use super::{outcome::Outcome, refusal::StepRefusal};
use crate::{
    CivilDate, Follow, Following, TeacherId, TeamId,
    code::Source,
    programme::{OutcomeTerm, ProgrammeTerms},
    teacher::{
        Teacher, TeacherCommand,
        appointment::{AppointPost, AppointmentCommand},
        appointment_code::{AppointmentMethod, PostKind},
        hire::{HireCommand, HireTeacher},
        honour::{ConferHonour, HonourCommand},
        post::{GrantTitle, PostCommand},
        secondment::{ProposeSecondment, SecondmentCommand},
    },
    team::{JoinTeam, Team, TeamCommand},
    witness::Witness,
};

impl Outcome {
    /// The team that is joined, which is looked at to know its kind.
    pub(super) fn team(&self) -> Option<TeamId> {
        if let Self::TeamMemberJoined { team, .. } = self { Some(*team) } else { None }
    }

    /// What another stream is asked in the same append.
    pub(super) fn follow(&self, teacher: TeacherId, on: &CivilDate) -> Box<dyn Following> {
        let ask = |command| Follow::<Teacher>::boxed(teacher.stream(), command);
        match self.clone() {
            Self::TitleGranted { title, authority } => {
                let granted =
                    GrantTitle { title, from: on.clone(), authority, certificate: None, rules: Vec::new() };
                ask(TeacherCommand::Post(PostCommand::GrantTitle(granted)))
            }
            Self::PostAppointed { organisation, leadership, grade, from, probation_until, term_to } => {
                let appointed = AppointPost {
                    organisation,
                    kind: PostKind::Management,
                    grade,
                    leadership: Some(leadership),
                    method: AppointmentMethod::OpenSelection,
                    provisional: false,
                    probation_until,
                    from,
                    term_to,
                    rules: Vec::new(),
                };
                ask(TeacherCommand::Appointment(AppointmentCommand::AppointPost(appointed)))
            }
            Self::TeacherHired { organisation, from, category, staffing, establishment } => {
                let source = Source::Recruited;
                let hired = HireTeacher {
                    organisation,
                    from,
                    source,
                    category,
                    staffing,
                    establishment,
                    paying: None,
                };
                ask(TeacherCommand::Hire(HireCommand::HireTeacher(hired)))
            }
            Self::SecondmentProposed { movement, organisation, post, from, to, batch, reserve } => {
                let proposed = ProposeSecondment {
                    kind: movement,
                    organisation,
                    post,
                    from,
                    to,
                    fte_percent: 100,
                    personnel_moved: false,
                    batch,
                    candidacy: reserve,
                    rotation: None,
                    pairing: None,
                    rules: Vec::new(),
                };
                ask(TeacherCommand::Secondment(SecondmentCommand::ProposeSecondment(proposed)))
            }
            Self::HonourConferred { name, issued_by, issuer } => {
                let conferred =
                    ConferHonour { name, issued_by, issuer, on: on.clone(), stated_level: None, kind: None };
                ask(TeacherCommand::Honour(HonourCommand::ConferHonour(conferred)))
            }
            Self::TeamMemberJoined { team, role, qualification } => {
                let joined =
                    JoinTeam { teacher, from: on.clone(), to: None, role, qualification, rules: Vec::new() };
                Follow::<Team>::boxed(team.stream(), TeamCommand::JoinTeam(joined))
            }
        }
    }

    /// Whether it is what the programme leads to.
    fn fits(&self, term: &OutcomeTerm, witness: &Witness) -> bool {
        let same = |asked: Option<&str>, given: Option<&str>| asked.is_none_or(|asked| given == Some(asked));
        match self {
            Self::TitleGranted { title, .. } => term.title.is_none_or(|asked| asked == *title),
            Self::SecondmentProposed { movement, post, .. } => {
                term.movement.is_none_or(|asked| asked == *movement)
                    && same(term.post.as_deref(), post.as_deref())
            }
            Self::TeamMemberJoined { team, .. } => {
                let kind = witness.teams.get(team).and_then(|team| team.founded());
                same(term.team.as_deref(), kind.map(|(founded, _)| founded.kind.as_str()))
            }
            Self::PostAppointed { .. } | Self::TeacherHired { .. } | Self::HonourConferred { .. } => true,
        }
    }
}

/// A certification says what it leads to where the programme leads to something, and says nothing where it does not.
pub(super) fn leads_to(
    asked: Option<&Outcome>,
    terms: &ProgrammeTerms,
    witness: &Witness,
) -> Result<(), StepRefusal> {
    match (asked, &terms.outcome) {
        (None, None) => Ok(()),
        (None, Some(term)) => Err(StepRefusal::OutcomeMissing { zh: term.kind.zh(), en: term.kind.en() }),
        (Some(_), None) => Err(StepRefusal::OutcomeNotAsked),
        (Some(outcome), Some(term)) if outcome.kind() == term.kind && outcome.fits(term, witness) => Ok(()),
        (Some(_), Some(term)) => {
            Err(StepRefusal::OutcomeOfAnother { zh: term.kind.zh(), en: term.kind.en() })
        }
    }
}

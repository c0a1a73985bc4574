//! A small city: what its officers record, as sentences.

use liangshi_domain::{
    CandidacyId, EventId, OrganisationId, Personal, ProgrammeId, RoundId, StudioId, TeacherId,
    candidacy::{
        Assessment, Candidacy, CandidacyCommand, CertifyCandidate, Grade, NominateCandidate, ScreenCandidate,
        ShortlistCandidate, StartNotice, StepTaken, VoidCandidacyEvent,
    },
    code::{Category, LeaveReason, MovementKind, Sex, Source, Staffing, Stage, Title},
    organisation::{
        Description, MergeOrganisation, Nature, OpenOrganisation, Organisation, OrganisationCommand,
        OrganisationKind, ParentKind, ReparentOrganisation,
    },
    policy::{CountDefinition, builtin},
    programme::{LaunchProgramme, Naming, Programme, ProgrammeCommand, SetProgrammeTarget},
    round::{OpenRound, Round, RoundCommand},
    studio::{AdmitMember, CloseStudio, EstablishStudio, Studio, StudioCommand},
    teacher::{
        Statement, Teacher, TeacherCommand,
        hire::{EndEmployment, HireCommand, HireTeacher},
        identity::{IdentityCommand, RegisterTeacher},
        past::{CorrectFact, PastCommand, VoidFact},
        post::{AssignTeacher, GrantTitle, PostCommand},
        secondment::{ApproveSecondment, ProposeSecondment, SecondTeacher, SecondmentCommand},
    },
};
use uuid::Uuid;

use crate::world::{World, on};

pub(crate) const BUREAU: OrganisationId = OrganisationId(Uuid::from_u128(0x1000));
pub(crate) const EAST: OrganisationId = OrganisationId(Uuid::from_u128(0x1001));
pub(crate) const WEST: OrganisationId = OrganisationId(Uuid::from_u128(0x1002));
pub(crate) const FIRST: OrganisationId = OrganisationId(Uuid::from_u128(0x1011));
pub(crate) const SECOND: OrganisationId = OrganisationId(Uuid::from_u128(0x1012));
pub(crate) const THIRD: OrganisationId = OrganisationId(Uuid::from_u128(0x1013));
/// A fourth school nobody knows at first.
pub(crate) const FOURTH: OrganisationId = OrganisationId(Uuid::from_u128(0x1014));
pub(crate) const HOSTS: ProgrammeId = ProgrammeId(Uuid::from_u128(0x3000));
pub(crate) const ROUND: RoundId = RoundId(Uuid::from_u128(0x4000));

pub(crate) fn teacher(number: u128) -> TeacherId {
    TeacherId(Uuid::from_u128(0x2000 + number))
}

pub(crate) fn candidacy(number: u128) -> CandidacyId {
    CandidacyId(Uuid::from_u128(0x5000 + number))
}

pub(crate) fn studio(number: u128) -> StudioId {
    StudioId(Uuid::from_u128(0x6000 + number))
}

pub(crate) fn hire(organisation: OrganisationId, from: &str) -> HireTeacher {
    HireTeacher {
        organisation,
        from: on(from),
        source: Source::Recruited,
        category: Category::FullTime,
        staffing: Staffing::Established,
        establishment: None,
        paying: None,
    }
}

pub(crate) fn title(title: Title, from: &str) -> GrantTitle {
    GrantTitle { title, from: on(from), authority: None, certificate: None, rules: Vec::new() }
}

/// Opens a public unit in the year 2000.
pub(crate) fn opening(name: &str, kind: OrganisationKind) -> OrganisationCommand {
    let description =
        Description { name: name.to_owned(), kind, nature: Nature::Public, code: None, place: None };
    let open = OpenOrganisation { description: Some(description), from: on("2000-09-01") };
    OrganisationCommand::OpenOrganisation(open)
}

pub(crate) fn moving(parent: Option<OrganisationId>, from: &str) -> OrganisationCommand {
    let moved = ReparentOrganisation { kind: ParentKind::Administrative, parent, from: on(from) };
    OrganisationCommand::ReparentOrganisation(moved)
}

pub(crate) fn granting(what: Title, from: &str) -> TeacherCommand {
    TeacherCommand::Post(PostCommand::GrantTitle(title(what, from)))
}

fn naming(text: &str) -> Naming {
    Naming { zh: text.to_owned(), en: text.to_owned() }
}

impl World {
    /// The bureau, two towns, two schools in the east and one in the west.
    pub(crate) async fn city(&self) {
        let units = [
            (BUREAU, "市教育局", OrganisationKind::Bureau, None),
            (EAST, "东镇", OrganisationKind::Town, Some(BUREAU)),
            (WEST, "西镇", OrganisationKind::Town, Some(BUREAU)),
            (FIRST, "第一小学", OrganisationKind::School, Some(EAST)),
            (SECOND, "第二小学", OrganisationKind::School, Some(EAST)),
            (THIRD, "第三小学", OrganisationKind::School, Some(WEST)),
        ];
        for (id, name, kind, parent) in units {
            self.opens(id, name, kind).await;
            if parent.is_some() {
                self.moves(id, parent, "2000-09-01").await;
            }
        }
    }

    pub(crate) async fn opens(&self, id: OrganisationId, name: &str, kind: OrganisationKind) -> EventId {
        self.organisation(id, opening(name, kind)).await
    }

    pub(crate) async fn moves(
        &self,
        id: OrganisationId,
        parent: Option<OrganisationId>,
        from: &str,
    ) -> EventId {
        self.organisation(id, moving(parent, from)).await
    }

    pub(crate) async fn merges(&self, id: OrganisationId, into: OrganisationId, day: &str) -> EventId {
        let merged = MergeOrganisation { into, on: on(day), successors: Vec::new() };
        self.organisation(id, OrganisationCommand::MergeOrganisation(merged)).await
    }

    pub(crate) async fn organisation(&self, id: OrganisationId, command: OrganisationCommand) -> EventId {
        self.does::<Organisation>(id.stream(), command).await
    }

    pub(crate) async fn teacher(&self, number: u128, command: TeacherCommand) -> EventId {
        self.does::<Teacher>(teacher(number).stream(), command).await
    }

    pub(crate) async fn registers(&self, number: u128, name: &str) -> EventId {
        let person = RegisterTeacher {
            name: Personal::Known(name.to_owned()),
            identity: None,
            birth: None,
            sex: Sex::Female,
            staff_number: Some(format!("DG{number:04}")),
        };
        self.teacher(number, TeacherCommand::Identity(IdentityCommand::RegisterTeacher(person))).await
    }

    pub(crate) async fn hires(&self, number: u128, organisation: OrganisationId, from: &str) -> EventId {
        self.teacher(number, TeacherCommand::Hire(HireCommand::HireTeacher(hire(organisation, from)))).await
    }

    pub(crate) async fn ends(&self, number: u128, day: &str) -> EventId {
        let end = EndEmployment { on: on(day), reason: LeaveReason::Resigned };
        self.teacher(number, TeacherCommand::Hire(HireCommand::EndEmployment(end))).await
    }

    pub(crate) async fn assigns(&self, number: u128, organisation: OrganisationId, from: &str) -> EventId {
        let work = AssignTeacher {
            organisation,
            stage: Some(Stage::Primary),
            subject: Some("13".to_owned()),
            post: Some("班主任".to_owned()),
            fte_percent: 100,
            primary: true,
            from: on(from),
            to: None,
        };
        self.teacher(number, TeacherCommand::Post(PostCommand::AssignTeacher(work))).await
    }

    pub(crate) async fn grants(&self, number: u128, what: Title, from: &str) -> EventId {
        self.teacher(number, granting(what, from)).await
    }

    /// A person registered, hired and at work at a school since 2010-09-01, with a senior title since 2015.
    pub(crate) async fn teaches(&self, number: u128, name: &str, organisation: OrganisationId) {
        self.registers(number, name).await;
        self.hires(number, organisation, "2010-09-01").await;
        self.assigns(number, organisation, "2010-09-01").await;
        self.grants(number, Title::Senior, "2015-01-01").await;
    }

    /// Proposes, approves and starts a full-time secondment.
    pub(crate) async fn sends(&self, number: u128, organisation: OrganisationId, from: &str, to: &str) {
        let proposal = ProposeSecondment {
            kind: MovementKind::SupportTeaching,
            organisation,
            post: None,
            from: on(from),
            to: Some(on(to)),
            fte_percent: 100,
            personnel_moved: false,
            batch: None,
            candidacy: None,
            rotation: None,
            pairing: None,
            rules: Vec::new(),
        };
        let asks = |command| self.teacher(number, TeacherCommand::Secondment(command));
        let secondment = asks(SecondmentCommand::ProposeSecondment(proposal)).await;
        asks(SecondmentCommand::ApproveSecondment(ApproveSecondment { secondment })).await;
        asks(SecondmentCommand::SecondTeacher(SecondTeacher {
            secondment,
            from: on(from),
            rules: Vec::new(),
        }))
        .await;
    }

    pub(crate) async fn corrects(
        &self,
        number: u128,
        corrects: EventId,
        statement: impl Into<Statement>,
    ) -> EventId {
        let statement = statement.into();
        let correct = CorrectFact { corrects, statement, reason: "录入有误".to_owned() };
        self.teacher(number, TeacherCommand::Past(PastCommand::CorrectFact(correct))).await
    }

    pub(crate) async fn voids(&self, number: u128, voids: EventId) -> EventId {
        let void = VoidFact { voids, reason: "重复录入".to_owned() };
        self.teacher(number, TeacherCommand::Past(PastCommand::VoidFact(void))).await
    }

    /// The programme of studio hosts with a target of two certified, and a round of it open since 2022-03-01.
    pub(crate) async fn launches(&self) {
        let files = builtin::programmes().unwrap();
        let file = files.iter().find(|file| file.slug == "studio-hosts").unwrap();
        let launch = ProgrammeCommand::LaunchProgramme(LaunchProgramme::of_file(file, on("2021-01-01")));
        self.does::<Programme>(HOSTS.stream(), launch).await;
        let target = SetProgrammeTarget {
            number: 2,
            definition: CountDefinition::Certified,
            deadline: on("2023-01-01"),
            deadline_inferred: true,
            owner: None,
            sentence: Some("S-33".to_owned()),
            quote: None,
            metric: None,
        };
        self.does::<Programme>(HOSTS.stream(), ProgrammeCommand::SetProgrammeTarget(target)).await;
        let open = OpenRound {
            programme: HOSTS,
            name: naming("第二批"),
            batch: Some(2),
            opens_on: on("2022-03-01"),
            closes_on: None,
        };
        self.does::<Round>(ROUND.stream(), RoundCommand::OpenRound(open)).await;
    }

    pub(crate) async fn candidacy(&self, number: u128, command: CandidacyCommand) -> EventId {
        self.does::<Candidacy>(candidacy(number).stream(), command).await
    }

    pub(crate) async fn nominates(&self, number: u128, by: OrganisationId) -> EventId {
        let nominate = NominateCandidate {
            teacher: teacher(number),
            round: ROUND,
            category: Some("famous-teacher".to_owned()),
            by: Some(by),
            on: on("2022-03-10"),
        };
        self.candidacy(number, CandidacyCommand::NominateCandidate(nominate)).await
    }

    /// From the nomination to the confirmation on 2022-06-20; answers that event.
    pub(crate) async fn confirms(&self, number: u128) -> EventId {
        let screen = ScreenCandidate { passed: true, reasons: Vec::new(), on: on("2022-04-10") };
        self.candidacy(number, CandidacyCommand::ScreenCandidate(screen)).await;
        let list = ShortlistCandidate { rank: Some(1), score: None, on: on("2022-05-10") };
        self.candidacy(number, CandidacyCommand::ShortlistCandidate(list)).await;
        let notice = StartNotice { on: on("2022-06-06"), ends_on: on("2022-06-13") };
        self.candidacy(number, CandidacyCommand::StartNotice(notice)).await;
        self.candidacy(number, CandidacyCommand::ConfirmCandidate(StepTaken { on: on("2022-06-20") })).await
    }

    /// From the confirmation through a short training to the certification on 2023-10-01.
    pub(crate) async fn certifies(&self, number: u128) -> EventId {
        let assessed = |day: &str| Assessment { grade: Grade::Qualified, on: on(day) };
        self.candidacy(number, CandidacyCommand::StartTraining(StepTaken { on: on("2022-09-01") })).await;
        self.candidacy(number, CandidacyCommand::AssessMidterm(assessed("2023-03-01"))).await;
        self.candidacy(number, CandidacyCommand::AssessFinal(assessed("2023-09-01"))).await;
        let certify = CertifyCandidate { category: None, on: on("2023-10-01"), term_to: None, outcome: None };
        self.candidacy(number, CandidacyCommand::CertifyCandidate(certify)).await
    }

    pub(crate) async fn voids_step(&self, number: u128, voids: EventId) -> EventId {
        let void = VoidCandidacyEvent { voids, reason: "重复录入".to_owned() };
        self.candidacy(number, CandidacyCommand::VoidCandidacyEvent(void)).await
    }

    /// A studio of the candidate, with one member, from 2023-11-01.
    pub(crate) async fn establishes(&self, number: u128, member: u128) {
        let establish = EstablishStudio {
            name: "名师工作室".to_owned(),
            candidacy: candidacy(number),
            organisation: Some(FIRST),
            from: on("2023-11-01"),
            term_to: None,
        };
        self.does::<Studio>(studio(number).stream(), StudioCommand::EstablishStudio(establish)).await;
        let admit = AdmitMember { teacher: teacher(member), from: on("2023-11-15") };
        self.does::<Studio>(studio(number).stream(), StudioCommand::AdmitMember(admit)).await;
    }

    pub(crate) async fn closes_studio(&self, number: u128, day: &str) {
        let close = StudioCommand::CloseStudio(CloseStudio { on: on(day) });
        self.does::<Studio>(studio(number).stream(), close).await;
    }
}

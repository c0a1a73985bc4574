//! A small city that was told through the log: a bureau, two towns with a school each, eight teachers, one programme.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use async_graphql::Request;
use chrono::{DateTime, NaiveDate, Utc};
use liangshi_api::{
    Executor, Registry,
    auth::{Principal, Role},
    build,
    http::RequestContext,
};
use liangshi_domain::{
    CandidacyId, CivilDate, Decider, DecisionDocument, EventId, OrganisationId, ProgrammeId, RoundId, Stamp,
    StudioId, TeacherId,
    candidacy::{Candidacy, CandidacyCommand, CertifyCandidate, NominateCandidate, StepTaken},
    code::{Category, Sex, Source, Staffing, Stage, Title},
    organisation::{
        Description, Nature, OpenOrganisation, Organisation, OrganisationCommand, OrganisationKind,
        ParentKind, ReparentOrganisation,
    },
    policy::{CountDefinition, ProgrammeStage},
    programme::{LaunchProgramme, Naming, Programme, ProgrammeCommand, ProgrammeTerms, SetProgrammeTarget},
    round::{OpenRound, Round, RoundCommand},
    studio::{AdmitMember, EstablishStudio, Studio, StudioCommand},
    teacher::{
        Statement, Teacher, TeacherCommand,
        conduct::{ConductCommand, ImposeBar},
        hire::{HireCommand, HireEvent, HireTeacher},
        identity::{IdentityCommand, RegisterTeacher},
        past::{CorrectFact, PastCommand},
        post::{AssignTeacher, GrantTitle, PostCommand},
    },
};
use liangshi_eventstore::{Answer, Clock, Done, Execution, Log, ManualClock, MasterKey, Options, execute};
use liangshi_projection::{Views, census::Census, views};
use serde_json::Value;
use uuid::Uuid;

pub(crate) const BUREAU: OrganisationId = OrganisationId(Uuid::from_u128(0x10));
pub(crate) const TOWN: OrganisationId = OrganisationId(Uuid::from_u128(0x11));
pub(crate) const OTHER_TOWN: OrganisationId = OrganisationId(Uuid::from_u128(0x12));
pub(crate) const SCHOOL: OrganisationId = OrganisationId(Uuid::from_u128(0x13));
pub(crate) const OTHER_SCHOOL: OrganisationId = OrganisationId(Uuid::from_u128(0x14));
pub(crate) const PROGRAMME: ProgrammeId = ProgrammeId(Uuid::from_u128(0x20));
pub(crate) const ROUND: RoundId = RoundId(Uuid::from_u128(0x21));
pub(crate) const STUDIO: StudioId = StudioId(Uuid::from_u128(0x22));
/// The first seven serve at the school, the last one at the other.
pub(crate) const NAMES: [&str; 8] = ["何一", "安二", "江三", "白四", "范五", "邓六", "陈七", "高八"];
pub(crate) const IDENTITY: &str = "441900188001010016";

pub(crate) fn teacher(number: usize) -> TeacherId {
    TeacherId(Uuid::from_u128(0x1000 + number as u128))
}

pub(crate) fn candidacy(number: usize) -> CandidacyId {
    CandidacyId(Uuid::from_u128(0x2000 + number as u128))
}

pub(crate) fn on(text: &str) -> CivilDate {
    text.parse::<NaiveDate>().unwrap().into()
}

pub(crate) struct City {
    pub(crate) views: Views,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) schema: Arc<dyn Executor>,
    pub(crate) registry: Registry,
    log: Log,
    ids: Arc<AtomicU64>,
    _folder: tempfile::TempDir,
}

impl City {
    /// An empty log and the schema over it.
    pub(crate) async fn founded() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let address = format!("sqlite:{}", folder.path().join("log.db").display());
        let clock = Arc::new(ManualClock::new("2022-03-01T01:00:00Z".parse().unwrap()));
        let options = Options { clock: clock.clone(), ..Options::new(MasterKey::from_bytes([7; 32])) };
        let log = Log::open(&address, options).await.unwrap();
        let views = Views::open(&address, log.clone(), views::ALL).await.unwrap();
        let ids = Arc::new(AtomicU64::new(0x10_0000));
        let (time, made) = (clock.clone(), ids.clone());
        let registry = Registry {
            log: log.clone(),
            views: views.clone(),
            census: Census::default(),
            now: Arc::new(move || time.now()),
            new_id: Arc::new(move || next(&made)),
        };
        let schema = build(registry.clone());
        Self { views, clock, schema, registry, log, ids, _folder: folder }
    }

    /// The city as its programme manager finds it in June 2022.
    pub(crate) async fn told() -> Self {
        let city = Self::founded().await;
        city.organisations().await;
        for number in 0..NAMES.len() {
            city.hired(number).await;
        }
        city.programme().await;
        city.caught_up().await;
        city
    }

    async fn organisations(&self) {
        let all = [
            (BUREAU, "市教育局", OrganisationKind::Bureau, None),
            (TOWN, "莞城街道", OrganisationKind::Town, Some(BUREAU)),
            (OTHER_TOWN, "石龙镇", OrganisationKind::Town, Some(BUREAU)),
            (SCHOOL, "莞城一小", OrganisationKind::School, Some(TOWN)),
            (OTHER_SCHOOL, "石龙一小", OrganisationKind::School, Some(OTHER_TOWN)),
        ];
        for (id, name, kind, parent) in all {
            let description =
                Description { name: name.to_owned(), kind, nature: Nature::Public, code: None, place: None };
            let open = OpenOrganisation { description: Some(description), from: on("2000-09-01") };
            self.done::<Organisation>(id.stream(), OrganisationCommand::OpenOrganisation(open)).await;
            if parent.is_some() {
                let hang =
                    ReparentOrganisation { kind: ParentKind::Administrative, parent, from: on("2000-09-01") };
                self.done::<Organisation>(id.stream(), OrganisationCommand::ReparentOrganisation(hang)).await;
            }
        }
    }

    async fn hired(&self, number: usize) {
        let stream = teacher(number).stream();
        let organisation = if number == NAMES.len() - 1 { OTHER_SCHOOL } else { SCHOOL };
        let register = RegisterTeacher {
            name: NAMES[number].to_owned().into(),
            identity: (number == 0)
                .then(|| IDENTITY.parse::<liangshi_domain::IdentityNumber>().unwrap().into()),
            birth: None,
            sex: Sex::Female,
            staff_number: Some(format!("DG{number:04}")),
        };
        let register = TeacherCommand::Identity(IdentityCommand::RegisterTeacher(register));
        self.done::<Teacher>(stream.clone(), register).await;
        let hire = HireTeacher {
            organisation,
            from: on("2020-09-01"),
            source: Source::Recruited,
            category: Category::FullTime,
            staffing: Staffing::Established,
            establishment: None,
            paying: None,
        };
        self.done::<Teacher>(stream.clone(), TeacherCommand::Hire(HireCommand::HireTeacher(hire))).await;
        let assign = AssignTeacher {
            organisation,
            stage: Some(Stage::Primary),
            subject: Some("13".to_owned()),
            post: None,
            fte_percent: 100,
            primary: true,
            from: on("2020-09-01"),
            to: None,
        };
        self.done::<Teacher>(stream.clone(), TeacherCommand::Post(PostCommand::AssignTeacher(assign))).await;
        let grant = GrantTitle {
            title: Title::Senior,
            from: on("2021-12-01"),
            authority: None,
            certificate: None,
            rules: Vec::new(),
        };
        self.done::<Teacher>(stream, TeacherCommand::Post(PostCommand::GrantTitle(grant))).await;
    }

    async fn programme(&self) {
        let stages = vec![ProgrammeStage::Nominated, ProgrammeStage::Confirmed, ProgrammeStage::Certified];
        let launch = LaunchProgramme {
            slug: "studio-hosts".to_owned(),
            name: Naming { zh: "“三名”工作室主持人".to_owned(), en: "Studio hosts".to_owned() },
            family: None,
            role: "STUDIO_HOSTS".to_owned(),
            terms: ProgrammeTerms { stages, ..ProgrammeTerms::default() },
            from: on("2022-01-01"),
        };
        self.done::<Programme>(PROGRAMME.stream(), ProgrammeCommand::LaunchProgramme(launch)).await;
        let target = SetProgrammeTarget {
            number: 3,
            definition: CountDefinition::Certified,
            deadline: on("2023-01-01"),
            deadline_inferred: true,
            owner: Some("教师工作科".to_owned()),
            sentence: Some("S-33".to_owned()),
            quote: Some("250名“三名”工作室主持人".to_owned()),
            metric: Some("M-23".to_owned()),
        };
        self.done::<Programme>(PROGRAMME.stream(), ProgrammeCommand::SetProgrammeTarget(target)).await;
        let open = OpenRound {
            programme: PROGRAMME,
            name: Naming { zh: "第二批".to_owned(), en: "Second batch".to_owned() },
            batch: Some(2),
            opens_on: on("2022-03-01"),
            closes_on: None,
        };
        self.done::<Round>(ROUND.stream(), RoundCommand::OpenRound(open)).await;
        for number in [0, 1, 7] {
            self.nominated(number).await;
        }
        for number in [0, 7] {
            self.certified(number).await;
        }
        self.clock.set("2022-06-01T01:00:00Z".parse().unwrap());
        let studio = EstablishStudio {
            name: "何一工作室".to_owned(),
            candidacy: candidacy(0),
            organisation: Some(SCHOOL),
            from: on("2022-05-10"),
            term_to: Some(on("2025-05-10")),
        };
        self.done::<Studio>(STUDIO.stream(), StudioCommand::EstablishStudio(studio)).await;
        let admit = AdmitMember { teacher: teacher(7), from: on("2022-05-10") };
        self.done::<Studio>(STUDIO.stream(), StudioCommand::AdmitMember(admit)).await;
    }

    async fn nominated(&self, number: usize) {
        let nominate = NominateCandidate {
            teacher: teacher(number),
            round: ROUND,
            category: None,
            by: Some(if number == 7 { OTHER_SCHOOL } else { SCHOOL }),
            on: on("2022-03-05"),
        };
        let command = CandidacyCommand::NominateCandidate(nominate);
        self.done::<Candidacy>(candidacy(number).stream(), command).await;
    }

    async fn certified(&self, number: usize) {
        let stream = candidacy(number).stream();
        let confirm = CandidacyCommand::ConfirmCandidate(StepTaken { on: on("2022-04-01") });
        self.done::<Candidacy>(stream.clone(), confirm).await;
        let certify = CertifyCandidate { category: None, on: on("2022-05-01"), term_to: None, outcome: None };
        let document = DecisionDocument {
            issuer: "市教育局".to_owned(),
            number: "东教〔2022〕12号".to_owned(),
            issued: "2022-04-28".parse().ok(),
            title: Some("关于公布工作室主持人名单的通知".to_owned()),
            digest: None,
        };
        self.by_document::<Candidacy>(stream, CandidacyCommand::CertifyCandidate(certify), Some(document))
            .await;
    }

    /// A bar on the second teacher, by a document whose title says why.
    pub(crate) async fn barred(&self) {
        let bar = ImposeBar {
            from: on("2022-05-20"),
            until: on("2024-05-20"),
            reason: "有偿补课".to_owned(),
            case: None,
        };
        let command = TeacherCommand::Conduct(ConductCommand::ImposeBar(bar));
        let document = DecisionDocument {
            issuer: "市教育局".to_owned(),
            number: "东教纪〔2022〕1号".to_owned(),
            issued: None,
            title: Some("关于有偿补课的处分".to_owned()),
            digest: None,
        };
        self.by_document::<Teacher>(teacher(1).stream(), command, Some(document)).await;
        self.caught_up().await;
    }

    /// The third teacher was in fact hired a year later, as found out in July 2022.
    pub(crate) async fn corrected(&self) {
        self.clock.set("2022-07-01T01:00:00Z".parse().unwrap());
        let events = self.log.stream(&teacher(2).stream(), 0).await.unwrap();
        let hired = events.iter().find(|event| event.kind == "teacher.hired").unwrap();
        let hire: HireTeacher = serde_json::from_str(&hired.body).unwrap();
        let hire = HireTeacher { from: on("2021-09-01"), ..hire };
        let correct = CorrectFact {
            corrects: EventId(hired.id),
            statement: Statement::Hire(HireEvent::TeacherHired(hire)),
            reason: "日期录错".to_owned(),
        };
        let command = TeacherCommand::Past(PastCommand::CorrectFact(correct));
        self.done::<Teacher>(teacher(2).stream(), command).await;
        self.caught_up().await;
    }

    pub(crate) async fn done<D: Decider>(&self, stream: String, command: D::Command) -> Done {
        self.by_document::<D>(stream, command, None).await
    }

    async fn by_document<D: Decider>(
        &self,
        stream: String,
        command: D::Command,
        document: Option<DecisionDocument>,
    ) -> Done {
        let stamp = Stamp {
            actor: "li.officer".to_owned(),
            acting_for: None,
            today: self.registry.today(),
            correlation: next(&self.ids),
            causation: None,
            explanations: std::collections::BTreeMap::new(),
            document,
        };
        let made = self.ids.clone();
        let execution = Execution::<D> {
            stream,
            command: &command,
            stamp: &stamp,
            expected: None,
            request: None,
            new_id: &move || next(&made),
        };
        let answer = execute(&self.log, execution).await.unwrap();
        let Answer::Done(done) = answer else { panic!("{answer:?}") };
        done
    }

    pub(crate) async fn caught_up(&self) {
        self.views.catch_up(|_| {}).await.unwrap();
    }

    /// Asks as somebody; the answer as a client reads it.
    pub(crate) async fn ask(&self, who: &Principal, query: &str) -> Value {
        let received_at: DateTime<Utc> = self.clock.now();
        let context = RequestContext { request_id: "r-1".to_owned(), principal: who.clone(), received_at };
        let response = self.schema.execute(Request::new(query).data(context)).await;
        serde_json::to_value(response).unwrap()
    }

    /// The data of an answer without errors.
    pub(crate) async fn data(&self, who: &Principal, query: &str) -> Value {
        let mut answer = self.ask(who, query).await;
        assert_eq!(answer.get("errors"), None, "{query}");
        answer["data"].take()
    }

    /// The code of the first error of an answer.
    pub(crate) async fn code(&self, who: &Principal, query: &str) -> String {
        let answer = self.ask(who, query).await;
        answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
    }
}

fn next(ids: &AtomicU64) -> Uuid {
    Uuid::from_u128(ids.fetch_add(1, Ordering::SeqCst).into())
}

/// An account of a role that sees the whole bureau.
pub(crate) fn of(role: Role) -> Principal {
    Principal { subject: "li.officer".to_owned(), role, scope: None }
}

/// An account of a role that sees a unit.
pub(crate) fn at(role: Role, unit: OrganisationId) -> Principal {
    Principal { scope: Some(unit.0), ..of(role) }
}

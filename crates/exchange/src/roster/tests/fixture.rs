//! A log with two schools, and rows to import.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use liangshi_domain::{
    CivilDate, IdentityNumber, OrganisationId, Stamp, TeacherId,
    organisation::{
        Description, Nature, OpenOrganisation, Organisation, OrganisationCommand, OrganisationKind,
    },
};
use liangshi_eventstore::{Answer, Execution, Log, MasterKey, Options, execute};
use uuid::Uuid;

use crate::roster::{
    Column, Directory, Failure, Import, ImportReport, Imported, KnownOrganisation, RosterRow, import_file,
    write_roster,
};

pub(super) const FIRST_SCHOOL: &str = "石碣镇第一小学";
pub(super) const SECOND_SCHOOL: &str = "石碣镇第二小学（分校）";
pub(super) const SECOND_CODE: &str = "124419000000000012";

/// What the register knows, told by the test.
#[derive(Default)]
pub(super) struct Told {
    organisations: Vec<KnownOrganisation>,
    pub(super) persons: Mutex<HashMap<IdentityNumber, TeacherId>>,
}

impl Directory for Told {
    async fn organisations(&self) -> Result<Vec<KnownOrganisation>, Failure> {
        Ok(self.organisations.clone())
    }

    async fn persons(
        &self,
        numbers: Vec<IdentityNumber>,
    ) -> Result<HashMap<IdentityNumber, TeacherId>, Failure> {
        let persons = self.persons.lock().unwrap();
        Ok(numbers
            .into_iter()
            .filter_map(|number| persons.get(&number).map(|id| (number.clone(), *id)))
            .collect())
    }
}

pub(super) struct World {
    folder: tempfile::TempDir,
    pub(super) log: Log,
    pub(super) directory: Told,
    ids: AtomicU64,
}

pub(super) fn stamp() -> Stamp {
    Stamp {
        actor: "officer".into(),
        acting_for: None,
        today: "2022-09-01".parse().unwrap(),
        correlation: Uuid::from_u128(1),
        causation: None,
        explanations: std::collections::BTreeMap::new(),
        document: None,
    }
}

impl World {
    /// A log with two schools that opened in 2000.
    pub(super) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("log.db").display());
        let log = Log::open(&url, Options::new(MasterKey::from_bytes([7; 32]))).await.unwrap();
        let mut world = Self { folder, log, directory: Told::default(), ids: AtomicU64::new(1) };
        world.school(1, FIRST_SCHOOL, None).await;
        world.school(2, SECOND_SCHOOL, Some(SECOND_CODE)).await;
        world
    }

    pub(super) fn new_id(&self) -> Uuid {
        Uuid::from_u128(0x7000_0000_0000 + u128::from(self.ids.fetch_add(1, Ordering::Relaxed)))
    }

    async fn school(&mut self, number: u128, name: &str, code: Option<&str>) {
        let id = OrganisationId(Uuid::from_u128(number));
        let description = Description {
            name: name.into(),
            kind: OrganisationKind::School,
            nature: Nature::Public,
            code: code.map(|code| code.parse().unwrap()),
            place: None,
        };
        let from = CivilDate::start("2000-09-01").unwrap();
        let open = OpenOrganisation { description: Some(description), from };
        let (stamp, new_id, command) =
            (stamp(), || self.new_id(), OrganisationCommand::OpenOrganisation(open));
        let execution = Execution {
            stream: id.stream(),
            command: &command,
            stamp: &stamp,
            expected: None,
            request: None,
            new_id: &new_id,
        };
        let answer = execute::<Organisation>(&self.log, execution).await.unwrap();
        assert!(matches!(answer, Answer::Done(_)));
        self.directory.organisations.push(KnownOrganisation {
            id,
            name: name.into(),
            code: code.map(str::to_owned),
        });
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(super) async fn position(&self) -> i64 {
        self.log.head().await.unwrap().position
    }

    pub(super) async fn take(&self, path: &Path, dry_run: bool) -> Imported {
        let (stamp, new_id) = (stamp(), || self.new_id());
        let (log, directory) = (&self.log, &self.directory);
        let import = Import { log, directory, stamp: &stamp, new_id: &new_id, dry_run };
        import_file(path, &import, &mut |_| {}).await.unwrap()
    }

    /// Writes a roster of these rows and imports it.
    pub(super) async fn rows(&self, rows: Vec<RosterRow>) -> ImportReport {
        let path = self.path("roster.xlsx");
        write_roster(&path, rows.into_iter()).unwrap();
        self.take(&path, false).await.report
    }

    /// Writes a CSV file of these bytes and checks it.
    pub(super) async fn csv(&self, bytes: &[u8]) -> ImportReport {
        let path = self.path("roster.csv");
        std::fs::write(&path, bytes).unwrap();
        self.take(&path, true).await.report
    }
}

/// An identity number of a woman born in 1880 that fits the standard.
pub(super) fn number(order: u32) -> String {
    let body =
        format!("4419001880{:02}{:02}{:02}0", order / 2_500 % 12 + 1, order / 100 % 25 + 1, order % 100);
    format!("{body}{}", IdentityNumber::check_digit(&body).unwrap())
}

/// A row that is right, with the least that is needed.
pub(super) fn row(order: u32) -> RosterRow {
    RosterRow::default()
        .with(Column::Organisation, FIRST_SCHOOL)
        .with(Column::Name, format!("教师{order}"))
        .with(Column::Identity, number(order))
        .with(Column::Staffing, "在编")
        .with(Column::Category, "专任教师")
        .with(Column::From, "2010-09-01")
}

/// A row with everything filled in.
pub(super) fn full(order: u32) -> RosterRow {
    row(order)
        .with(Column::Sex, "女")
        .with(Column::StaffNumber, format!("S{order:05}"))
        .with(Column::Source, "录用")
        .with(Column::Stage, "小学")
        .with(Column::Subject, "语文")
        .with(Column::Post, "班主任")
        .with(Column::Fte, "100")
        .with(Column::Title, "一级教师")
        .with(Column::TitleFrom, "2018年12月")
        .with(Column::Honour, "优秀教师")
        .with(Column::HonourIssuer, "东莞市教育局")
        .with(Column::HonourLevel, "市级")
        .with(Column::HonourOn, "2020-09-10")
}

/// What was found, as code and address.
pub(super) fn told(report: &ImportReport) -> Vec<(&str, &str)> {
    report.errors.iter().map(|fault| (fault.code, fault.address.as_str())).collect()
}

/// How many rows went which way: accepted, rejected, unchanged.
pub(super) fn ways(report: &ImportReport) -> (usize, usize, usize) {
    assert_eq!(report.accepted + report.rejected + report.unchanged, report.rows);
    (report.accepted, report.rejected, report.unchanged)
}

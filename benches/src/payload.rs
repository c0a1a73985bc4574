//! What is written, the same for every store: the history of synthetic teachers, 15 events each in five appends.

use anyhow::Result;
use chrono::{Datelike, NaiveDate};
use liangshi_domain::{
    CandidacyId, CivilDate, IdentityNumber, OrganisationId, Personal, Precision,
    code::{
        Category, HonourLevel, IssuingBody, MovementKind, Sex, Source, Staffing, Stage, TrainingCategory,
    },
    teacher::{
        hire::HireTeacher, honour::HonourConferred, identity::RegisterTeacher, post::AssignTeacher,
        secondment::ProposeSecondment, training::CompleteTraining,
    },
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How many events the five appends of a stream have.
pub const SIZES: [usize; 5] = [2, 4, 1, 5, 3];
/// How many events a stream has in the end.
pub const STREAM: u64 = 15;
/// How many organisations the teachers work at.
pub const ORGANISATIONS: u64 = 32;

/// One of six events of a teacher, as peers store it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum Fact {
    #[serde(rename = "teacher.registered")]
    Registered(RegisterTeacher),
    #[serde(rename = "teacher.hired")]
    Hired(HireTeacher),
    #[serde(rename = "teacher.assigned")]
    Assigned(AssignTeacher),
    #[serde(rename = "training.completed")]
    Trained(CompleteTraining),
    #[serde(rename = "honour.conferred")]
    Honoured(HonourConferred),
    #[serde(rename = "secondment.proposed")]
    Proposed(ProposeSecondment),
}

impl Fact {
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Registered(_) => "teacher.registered",
            Self::Hired(_) => "teacher.hired",
            Self::Assigned(_) => "teacher.assigned",
            Self::Trained(_) => "training.completed",
            Self::Honoured(_) => "honour.conferred",
            Self::Proposed(_) => "secondment.proposed",
        }
    }

    /// The JSON without the kind.
    pub fn body(&self) -> Result<String> {
        Ok(match self {
            Self::Registered(body) => serde_json::to_string(body),
            Self::Hired(body) => serde_json::to_string(body),
            Self::Assigned(body) => serde_json::to_string(body),
            Self::Trained(body) => serde_json::to_string(body),
            Self::Honoured(body) => serde_json::to_string(body),
            Self::Proposed(body) => serde_json::to_string(body),
        }?)
    }

    /// Reads it back where the kind has a column of its own.
    pub fn read(kind: &str, body: &[u8]) -> Result<Self> {
        Ok(match kind {
            "teacher.registered" => Self::Registered(serde_json::from_slice(body)?),
            "teacher.hired" => Self::Hired(serde_json::from_slice(body)?),
            "teacher.assigned" => Self::Assigned(serde_json::from_slice(body)?),
            "training.completed" => Self::Trained(serde_json::from_slice(body)?),
            "honour.conferred" => Self::Honoured(serde_json::from_slice(body)?),
            "secondment.proposed" => Self::Proposed(serde_json::from_slice(body)?),
            other => anyhow::bail!("no event of a teacher is called {other}"),
        })
    }
}

/// One append.
pub struct Batch {
    /// Whose history it is.
    pub stream: Uuid,
    /// The number of the teacher, for what must be unique.
    pub number: u64,
    /// The version the stream is at.
    pub expected: u64,
    pub facts: Vec<Fact>,
}

/// Writes one history after the other.
pub struct Author {
    number: u64,
    step: u64,
    stream: Uuid,
    append: usize,
    version: u64,
}

impl Author {
    /// Author `which` of `of`: no two write about the same teacher.
    pub fn new(which: usize, of: usize) -> Self {
        Self { number: which as u64, step: of as u64, stream: Uuid::now_v7(), append: 0, version: 0 }
    }

    /// The next append.
    pub fn next(&mut self) -> Batch {
        let size = SIZES[self.append];
        let batch = self.batch(size);
        self.append = (self.append + 1) % SIZES.len();
        if self.append == 0 {
            self.turn();
        }
        batch
    }

    /// A whole history at once, or what is left of the events that are wanted.
    pub fn whole(&mut self, at_most: u64) -> Batch {
        let batch = self.batch(STREAM.min(at_most) as usize);
        self.turn();
        batch
    }

    fn batch(&mut self, size: usize) -> Batch {
        let expected = self.version;
        self.version += size as u64;
        let facts = (expected..self.version).map(|version| fact(self.number, version)).collect();
        Batch { stream: self.stream, number: self.number, expected, facts }
    }

    fn turn(&mut self) {
        self.number += self.step;
        (self.stream, self.version, self.append) = (Uuid::now_v7(), 0, 0);
    }
}

/// Batches of a thousand events for an import of so many.
pub fn thousands(events: u64) -> impl Iterator<Item = Vec<Batch>> + Send {
    let mut author = Author::new(0, 1);
    let mut left = events;
    std::iter::from_fn(move || {
        let mut batches = Vec::new();
        let mut room = left.min(1_000);
        while room > 0 {
            let batch = author.whole(room);
            room -= batch.facts.len() as u64;
            left -= batch.facts.len() as u64;
            batches.push(batch);
        }
        (!batches.is_empty()).then_some(batches)
    })
}

pub fn organisation(number: u64) -> OrganisationId {
    OrganisationId(Uuid::from_u128(
        0x0190_0000_0000_7000_8000_0000_0000_0000 + u128::from(number % ORGANISATIONS),
    ))
}

/// A number no living person has: the birth lies in the 19th century.
pub fn identity(number: u64) -> String {
    let day = birth(number);
    let first = format!(
        "4419{:02}{:04}{:02}{:02}{:03}",
        number % 90 + 10,
        day.year(),
        day.month(),
        day.day(),
        number % 999
    );
    let check = IdentityNumber::check_digit(&first).unwrap_or('0');
    format!("{first}{check}")
}

fn birth(number: u64) -> NaiveDate {
    day(1801 + (number / 999 % 98) as i32, number % 365)
}

fn day(year: i32, of: u64) -> NaiveDate {
    NaiveDate::from_yo_opt(year, of as u32 + 1).unwrap_or_default()
}

fn month(year: i32, of: u64) -> CivilDate {
    let day = day(year, of).with_day(1).unwrap_or_default();
    CivilDate { day, precision: Precision::Month, text: Some(format!("{}年{}月", day.year(), day.month())) }
}

fn fact(number: u64, version: u64) -> Fact {
    let year = 2008 + (version as i32);
    let of = (number * 7 + version) % 365;
    match version {
        0 => Fact::Registered(RegisterTeacher {
            name: Personal::from(format!("虚构教师第{number}号")),
            identity: identity(number).parse::<IdentityNumber>().ok().map(Personal::from),
            birth: Some(Personal::from(birth(number))),
            sex: if number.is_multiple_of(3) { Sex::Male } else { Sex::Female },
            staff_number: Some(format!("DG{number:010}")),
        }),
        1 | 6 | 11 => Fact::Hired(HireTeacher {
            organisation: organisation(number + version),
            from: month(year, of),
            source: Source::Graduate,
            category: Category::FullTime,
            staffing: Staffing::Established,
            establishment: Some(organisation(number)),
            paying: Some(organisation(number)),
        }),
        2 | 7 | 12 => Fact::Assigned(AssignTeacher {
            organisation: organisation(number + version),
            stage: Some(Stage::Primary),
            subject: Some("13".into()),
            post: Some("班主任兼语文教研组长、年级组长、校本研修负责人".into()),
            fte_percent: 100,
            primary: true,
            from: month(year, of),
            to: Some(month(year + 1, of)),
        }),
        3 | 8 | 13 => Fact::Trained(CompleteTraining {
            activity: "中小学教师信息技术应用能力提升工程2.0专项培训（线上线下混合研修第二阶段）".into(),
            category: TrainingCategory::Professional,
            hours: 24 + (number % 48) as u32,
            year,
            on: day(year, of).into(),
            provider: Some("东莞市教师发展中心（教师继续教育办公室）".into()),
            activity_id: None,
            abilities: Vec::new(),
        }),
        4 | 9 | 14 => Fact::Honoured(HonourConferred {
            name: format!("{year}年度东莞市中小学优秀教师（课堂教学改革与教育科研先进个人）"),
            issued_by: IssuingBody::CityBureau,
            issuer: "中共东莞市委教育工作委员会、东莞市教育局、东莞市人力资源和社会保障局".into(),
            level: HonourLevel::City,
            on: month(year, of),
            kind: None,
            rules: Vec::new(),
        }),
        _ => Fact::Proposed(ProposeSecondment {
            kind: MovementKind::Rotation,
            organisation: organisation(number + 3),
            post: Some("副校长（分管教学、教师发展与校本研修工作）".into()),
            from: month(year, of),
            to: Some(month(year + 1, of)),
            fte_percent: 100,
            personnel_moved: false,
            batch: Some(2),
            candidacy: Some(CandidacyId(Uuid::from_u128(u128::from(number) << 64))),
            rotation: None,
            pairing: None,
            rules: Vec::new(),
        }),
    }
}

/// Bytes of JSON of an event on average.
pub fn mean_bytes() -> Result<f64> {
    let all: Vec<usize> =
        (0..STREAM).map(|version| Ok(fact(4711, version).body()?.len())).collect::<Result<_>>()?;
    Ok(all.iter().sum::<usize>() as f64 / all.len() as f64)
}

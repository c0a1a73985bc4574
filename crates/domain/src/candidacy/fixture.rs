//! The people, the round and the steps the stories of candidacies and studios are told with.

use uuid::Uuid;

use super::{
    Assessment, Candidacy, CandidacyCommand, CandidacyEvent, Certification, CertifyCandidate, Confirmation,
    Grade, Leaving, NominateCandidate, Nomination, ScreenCandidate, Shortlisting, StartNotice, StepTaken,
};
use crate::{
    Period, ProgrammeId, RoundId, TeacherId,
    code::Title,
    criteria::Criterion,
    policy::ProgrammeStage,
    programme::{CategoryTerm, Naming, ProgrammeTerms, Requirement},
    round::{CloseRound, Opening, Round, RoundEvent},
    teacher::Teacher,
    testing::{day, on, teacher, told},
    witness::Witness,
};

pub(crate) const TEACHER: TeacherId = TeacherId(Uuid::from_u128(21));
pub(crate) const ROUND: RoundId = RoundId(Uuid::from_u128(22));
const PROGRAMME: ProgrammeId = ProgrammeId(Uuid::from_u128(23));

fn naming(zh: &str) -> Naming {
    Naming { zh: zh.to_owned(), en: zh.to_owned() }
}

/// The full path. The category “famous-secretary” can be given from 2023 on; a first-grade title is asked.
pub(crate) fn terms() -> ProgrammeTerms {
    let category = |code: &str, from: &str| CategoryTerm {
        code: code.to_owned(),
        name: naming(code),
        period: Period::new(day(from), None),
    };
    let asks = |criterion, blocks_when_missing| Requirement {
        criterion,
        blocks_when_missing,
        period: Period::new(day("2020-01-01"), None),
    };
    ProgrammeTerms {
        stages: ProgrammeStage::ORDERED.to_vec(),
        categories: vec![
            category("famous-teacher", "2020-01-01"),
            category("famous-secretary", "2023-01-01"),
        ],
        requirements: vec![
            asks(Criterion::TitleAtLeast { title: Title::First }, true),
            asks(Criterion::AgeAtMost { years: 45 }, false),
        ],
        term_years: Some(3),
        notice_working_days: Some(5),
        ..ProgrammeTerms::default()
    }
}

/// A round of these terms, open from 2022-03-01 until it closed on 2022-04-01.
pub(crate) fn shows_round(terms: ProgrammeTerms) -> impl FnOnce(&mut Witness) {
    let opening = Opening {
        programme: PROGRAMME,
        role: "STUDIO_HOSTS".to_owned(),
        name: naming("第二批"),
        batch: Some(2),
        opens_on: on("2022-03-01"),
        closes_on: None,
        terms,
    };
    let events = [
        RoundEvent::RoundOpened(Box::new(opening)),
        RoundEvent::RoundClosed(CloseRound { on: on("2022-04-01") }),
    ];
    let round: Round = told(501, events);
    |witness| {
        witness.rounds.insert(ROUND, round);
    }
}

/// The round with the full path and a first-grade teacher, under a bar when its days are named.
pub(crate) fn world(bar: Option<(&str, &str)>) -> impl FnOnce(&mut Witness) {
    shows(teacher(Some(Title::First), bar))
}

/// The round with the full path and this person.
pub(crate) fn shows(person: Teacher) -> impl FnOnce(&mut Witness) {
    |witness| {
        shows_round(terms())(witness);
        witness.teachers.insert(TEACHER, person);
    }
}

pub(crate) fn nominate(text: &str) -> CandidacyCommand {
    CandidacyCommand::NominateCandidate(NominateCandidate {
        teacher: TEACHER,
        round: ROUND,
        category: Some("famous-teacher".to_owned()),
        by: None,
        on: on(text),
    })
}

pub(crate) fn taken(text: &str) -> StepTaken {
    StepTaken { on: on(text) }
}

pub(crate) fn assessed(grade: Grade, text: &str) -> Assessment {
    Assessment { grade, on: on(text) }
}

pub(crate) fn leaving(text: &str) -> Leaving {
    Leaving { reason: "本人申请".to_owned(), on: on(text) }
}

pub(crate) fn notice(text: &str, ends: &str) -> StartNotice {
    StartNotice { on: on(text), ends_on: on(ends) }
}

pub(crate) fn certification(text: &str, to: Option<&str>) -> Certification {
    Certification {
        category: Some("famous-teacher".to_owned()),
        on: on(text),
        term_to: to.map(on),
        outcome: None,
        preference: None,
        findings: Vec::new(),
        rules: Vec::new(),
        calendar_unknown: Vec::new(),
    }
}

/// Asks to certify in the category nominated in.
pub(crate) fn certify(text: &str, to: Option<&str>) -> CandidacyCommand {
    CandidacyCommand::CertifyCandidate(CertifyCandidate {
        category: None,
        on: on(text),
        term_to: to.map(on),
        outcome: None,
    })
}

pub(crate) fn shortlisting(rank: Option<u32>, score: Option<&str>, text: &str) -> Shortlisting {
    let score = score.map(str::to_owned);
    Shortlisting { rank, score, on: on(text), preference: None, rules: Vec::new() }
}

pub(crate) fn confirmation(text: &str) -> Confirmation {
    Confirmation { on: on(text), findings: Vec::new(), rules: Vec::new(), calendar_unknown: Vec::new() }
}

fn step_into(stage: ProgrammeStage) -> Option<CandidacyEvent> {
    Some(match stage {
        ProgrammeStage::Nominated => CandidacyEvent::CandidateNominated(Nomination {
            teacher: TEACHER,
            round: ROUND,
            programme: PROGRAMME,
            role: "STUDIO_HOSTS".to_owned(),
            category: Some("famous-teacher".to_owned()),
            by: None,
            on: on("2022-03-10"),
            findings: Vec::new(),
            rules: Vec::new(),
        }),
        ProgrammeStage::Screened => CandidacyEvent::CandidateScreened(ScreenCandidate {
            passed: true,
            reasons: Vec::new(),
            on: on("2022-04-10"),
        }),
        ProgrammeStage::Shortlisted => {
            CandidacyEvent::CandidateShortlisted(shortlisting(Some(1), Some("92.5"), "2022-05-10"))
        }
        ProgrammeStage::Notice => CandidacyEvent::NoticeStarted(notice("2022-06-06", "2022-06-13")),
        ProgrammeStage::Confirmed => CandidacyEvent::CandidateConfirmed(confirmation("2022-06-20")),
        ProgrammeStage::InTraining => CandidacyEvent::TrainingStarted(taken("2022-09-01")),
        ProgrammeStage::Midterm => CandidacyEvent::MidtermAssessed(assessed(Grade::Qualified, "2023-03-01")),
        ProgrammeStage::Final => CandidacyEvent::FinalAssessed(assessed(Grade::Qualified, "2023-09-01")),
        ProgrammeStage::Certified => {
            CandidacyEvent::CandidateCertified(certification("2023-10-01", Some("2026-10-01")))
        }
        ProgrammeStage::InTerm => CandidacyEvent::TermStarted(taken("2023-11-01")),
        ProgrammeStage::Extended
        | ProgrammeStage::Rejected
        | ProgrammeStage::Withdrawn
        | ProgrammeStage::Removed
        | ProgrammeStage::Expired
        | ProgrammeStage::Resigned
        | ProgrammeStage::Revoked
        | ProgrammeStage::Frozen => return None,
    })
}

/// The history of a candidate who went the full path up to this stage. Nine steps lead to CERTIFIED, ten to IN_TERM.
pub(crate) fn up_to(last: ProgrammeStage) -> Vec<CandidacyEvent> {
    ProgrammeStage::ORDERED.into_iter().filter(|stage| *stage <= last).filter_map(step_into).collect()
}

/// The same as a state whose first event is fact one.
pub(crate) fn candidate_at(last: ProgrammeStage) -> Candidacy {
    told(1, up_to(last))
}

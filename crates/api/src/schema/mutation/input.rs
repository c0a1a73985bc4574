//! How an input is read: every field apart, so that a form shows all that is wrong with it at once.

use std::{collections::BTreeMap, sync::LazyLock};

use async_graphql::{ID, InputObject};
use chrono::NaiveDate;
use liangshi_domain::{
    ActivityId, CandidacyId, CaseId, CivilDate, DateFault, DecisionDocument, EngagementId, EventId,
    IdentityNumber, ImportBatchId, OrganisationCode, OrganisationId, PairingId, PartnershipId, Precision,
    ProgrammeId, ReportId, RotationId, RoundId, StudioId, SubsidyId, TargetId, TeacherId, TeamId,
    policy::{CodeList, builtin},
};
use uuid::Uuid;

use super::error::UserError;
use crate::schema::id::{self, NodeKind};

/// What every mutation is asked with.
#[derive(InputObject)]
pub(crate) struct Common {
    /// A key the caller chooses, 1 to 100 characters, best a UUID made when the form is opened. The same key with the same
    /// content gives the first answer again; with other content it is refused.
    idempotency_key: String,
    /// The version of the record the caller has seen; the mutation is refused with CONFLICT when it has another by now.
    expected_version: Option<i64>,
    /// The decision document it rests on (文号).
    document: Option<DecisionDocumentInput>,
    /// Why to go on although a rule warns (说明), one for each rule; asked for with EXPLANATION_REQUIRED and kept with the decision.
    explanations: Option<Vec<ExplanationInput>>,
}

/// Why to go on although a rule warns (继续办理的说明).
#[derive(InputObject)]
pub(crate) struct ExplanationInput {
    /// The rule, as R-32.
    rule: String,
    /// The reason.
    text: String,
}

/// A decision document (文件).
#[derive(InputObject)]
pub(crate) struct DecisionDocumentInput {
    /// The issuing office, as 东莞市教育局.
    issuer: String,
    /// The number of the document (文号), as 东教〔2022〕12号.
    number: String,
    /// The day it was issued, as 2022-03-01.
    issued: Option<String>,
    /// Its title.
    title: Option<String>,
    /// SHA-256 of the attachment, 64 hexadecimal digits.
    digest: Option<String>,
}

/// What every mutation is asked with, read.
pub(crate) struct Terms {
    /// The caller's key.
    pub(crate) key: String,
    /// The version the caller has seen.
    pub(crate) expected: Option<i64>,
    /// The decision document.
    pub(crate) document: Option<DecisionDocument>,
    /// Why to go on although rules warn, by rule.
    pub(crate) explanations: BTreeMap<String, String>,
}

impl Common {
    /// Reads it.
    pub(crate) fn read(&self, reader: &mut Reader) -> Option<Terms> {
        let key = reader.key("idempotencyKey", &self.idempotency_key);
        let document = reader.under("document", |reader| match &self.document {
            Some(document) => document.read(reader).map(Some),
            None => Some(None),
        });
        let explanations = reader.under("explanations", |reader| {
            let given = self.explanations.iter().flatten();
            let one = |given: &ExplanationInput| {
                let rule = reader.filled("rule", &given.rule);
                let text = reader.filled("text", &given.text);
                Some((rule?, text?))
            };
            let read: Vec<_> = given.map(one).collect();
            read.into_iter().collect::<Option<BTreeMap<_, _>>>()
        });
        Some(Terms {
            key: key?,
            expected: self.expected_version,
            document: document?,
            explanations: explanations?,
        })
    }
}

impl DecisionDocumentInput {
    fn read(&self, reader: &mut Reader) -> Option<DecisionDocument> {
        let issuer = reader.filled("issuer", &self.issuer);
        let number = reader.filled("number", &self.number);
        let issued = reader.maybe(self.issued.as_ref(), |reader, text| reader.day("issued", text));
        let title = reader.text_if("title", self.title.as_ref());
        let digest = reader.maybe(self.digest.as_ref(), |reader, text| reader.digest("digest", text));
        Some(DecisionDocument {
            issuer: issuer?,
            number: number?,
            issued: issued?,
            title: title?,
            digest: digest?,
        })
    }
}

/// An id that an input may name.
pub(crate) trait Named: Sized {
    /// The kind of node it names.
    const KIND: NodeKind;
    /// The id of a UUID.
    fn of(uuid: Uuid) -> Self;
}

macro_rules! named {
    ($($id:ident $kind:ident),* $(,)?) => {$(
        impl Named for $id {
            const KIND: NodeKind = NodeKind::$kind;

            fn of(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }
    )*};
}

named!(
    TeacherId Teacher,
    OrganisationId Organisation,
    ProgrammeId Programme,
    RoundId Round,
    CandidacyId Candidacy,
    StudioId Studio,
    ActivityId Activity,
    CaseId EthicsCase,
    RotationId Rotation,
    PairingId Pairing,
    ReportId Report,
    ImportBatchId ImportBatch,
    TeamId Team,
    EngagementId Engagement,
    SubsidyId Subsidy,
    PartnershipId Partnership,
    TargetId WorkTarget,
    EventId Event,
);

/// The longest text a field takes, in characters.
const LONGEST: usize = 500;

/// The subjects, read once.
static SUBJECTS: LazyLock<Option<CodeList>> = LazyLock::new(|| {
    let lists = builtin::code_lists().unwrap_or_default();
    lists.into_iter().find(|list| list.id == "C-08")
});

/// Every code list, read once.
static LISTS: LazyLock<Vec<CodeList>> = LazyLock::new(|| builtin::code_lists().unwrap_or_default());

/// Reads the fields of an input and gathers what is wrong with them. A method answers `None` exactly when it noted a fault.
#[derive(Default)]
pub(crate) struct Reader {
    path: Vec<String>,
    faults: Vec<UserError>,
}

impl Reader {
    /// Reads an input whole.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub(crate) fn read<T>(read: impl FnOnce(&mut Self) -> Option<T>) -> Result<T, Vec<UserError>> {
        let mut reader = Self::default();
        match read(&mut reader) {
            Some(value) if reader.faults.is_empty() => Ok(value),
            Some(_) | None => Err(reader.faults),
        }
    }

    /// Reads fields that stand inside another one.
    pub(crate) fn under<T>(&mut self, field: &str, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        self.path.push(field.to_owned());
        let value = read(self);
        self.path.pop();
        value
    }

    /// Reads a field that may be left out.
    pub(crate) fn maybe<A, T>(
        &mut self,
        value: Option<A>,
        read: impl FnOnce(&mut Self, A) -> Option<T>,
    ) -> Option<Option<T>> {
        match value {
            Some(value) => read(self, value).map(Some),
            None => Some(None),
        }
    }

    /// Notes a fault at a field.
    pub(crate) fn fault(&mut self, field: &str, error: UserError) {
        let path = self.path.iter().cloned().chain([field.to_owned()]).collect();
        self.faults.push(error.at(path));
    }

    /// A value, or the fault it has.
    fn take<T>(&mut self, field: &str, value: Result<T, UserError>) -> Option<T> {
        value.map_err(|error| self.fault(field, error)).ok()
    }

    /// An id: a global one, or a plain UUID.
    pub(crate) fn id<T: Named>(&mut self, field: &str, id: &ID) -> Option<T> {
        self.take(field, id::of(T::KIND, id).map(T::of).map_err(|_| unreadable_id(id)))
    }

    /// An id that may be left out.
    pub(crate) fn id_if<T: Named>(&mut self, field: &str, id: Option<&ID>) -> Option<Option<T>> {
        self.maybe(id, |reader, id| reader.id(field, id))
    }

    /// The start of something: a month or a year means its first day.
    pub(crate) fn start(&mut self, field: &str, text: &str) -> Option<CivilDate> {
        self.take(field, CivilDate::start(text).map_err(|fault| date(&fault)))
    }

    /// A start that may be left out.
    pub(crate) fn start_if(&mut self, field: &str, text: Option<&String>) -> Option<Option<CivilDate>> {
        self.maybe(text, |reader, text| reader.start(field, text))
    }

    /// A last day as documents write it, itself included: a month or a year means its last day.
    pub(crate) fn last(&mut self, field: &str, text: &str) -> Option<CivilDate> {
        self.take(field, CivilDate::end_inclusive(text).map_err(|fault| date(&fault)))
    }

    /// A last day that may be left out.
    pub(crate) fn last_if(&mut self, field: &str, text: Option<&String>) -> Option<Option<CivilDate>> {
        self.maybe(text, |reader, text| reader.last(field, text))
    }

    /// A day that must be exact.
    pub(crate) fn day(&mut self, field: &str, text: &str) -> Option<NaiveDate> {
        let date = self.start(field, text)?;
        let exact = (date.precision == Precision::Day).then_some(date.day);
        let vague = || {
            let zh = format!("“{}”须写到日，如 2022-09-01", text.trim());
            UserError::new(
                "DATE_NOT_A_DAY",
                zh,
                format!("“{}” has to name the day, as 2022-09-01", text.trim()),
            )
        };
        self.take(field, exact.ok_or_else(vague))
    }

    /// A text without the blanks around it. What a blank one means is left to the domain.
    pub(crate) fn text(&mut self, field: &str, text: &str) -> Option<String> {
        let text = text.trim();
        let long = || {
            let (zh, en) =
                (format!("文字不得超过{LONGEST}字"), format!("a text has at most {LONGEST} characters"));
            UserError::new("TEXT_TOO_LONG", zh, en)
        };
        let fits = text.chars().count() <= LONGEST;
        self.take(field, fits.then(|| text.to_owned()).ok_or_else(long))
    }

    /// A text that may not be blank.
    pub(crate) fn filled(&mut self, field: &str, text: &str) -> Option<String> {
        let text = self.text(field, text)?;
        let blank = || UserError::new("TEXT_BLANK", "此项不能为空", "this field must not be blank");
        self.take(field, (!text.is_empty()).then_some(text).ok_or_else(blank))
    }

    /// A text that may be left out; a blank one is left out.
    pub(crate) fn text_if(&mut self, field: &str, text: Option<&String>) -> Option<Option<String>> {
        let filled = text.filter(|text| !text.trim().is_empty());
        self.maybe(filled, |reader, text| reader.text(field, text))
    }

    /// A number that is not negative.
    pub(crate) fn number(&mut self, field: &str, number: i32) -> Option<u32> {
        let negative = |_| {
            UserError::new(
                "NUMBER_OUT_OF_RANGE",
                format!("{number}不能为负数"),
                format!("{number} must not be negative"),
            )
        };
        self.take(field, u32::try_from(number).map_err(negative))
    }

    /// A number that may be left out.
    pub(crate) fn number_if(&mut self, field: &str, number: Option<i32>) -> Option<Option<u32>> {
        self.maybe(number, |reader, number| reader.number(field, number))
    }

    /// A year as four digits.
    pub(crate) fn year(&mut self, field: &str, year: i32) -> Option<i32> {
        let outside = || {
            UserError::new(
                "NUMBER_OUT_OF_RANGE",
                format!("年度{year}不在1800–2199之间"),
                format!("the year {year} is outside 1800–2199"),
            )
        };
        self.take(field, (1800..=2199).contains(&year).then_some(year).ok_or_else(outside))
    }

    /// A citizen identity number.
    pub(crate) fn identity(&mut self, field: &str, text: &str) -> Option<IdentityNumber> {
        let number = text.parse::<IdentityNumber>();
        self.take(field, number.map_err(|fault| UserError::new(fault.code(), fault.zh(), fault.to_string())))
    }

    /// A unified social credit code.
    pub(crate) fn code(&mut self, field: &str, text: &str) -> Option<OrganisationCode> {
        let code = text.parse::<OrganisationCode>();
        self.take(field, code.map_err(|fault| UserError::new(fault.code(), fault.zh(), fault.to_string())))
    }

    /// The code of a subject taught.
    pub(crate) fn subject(&mut self, field: &str, text: &str) -> Option<String> {
        let text = text.trim();
        let known = SUBJECTS.as_ref().is_none_or(|list| list.knows(text));
        let unknown = || {
            let text: String = text.chars().take(60).collect();
            UserError::new(
                "CODE_UNKNOWN",
                format!("学科代码“{text}”不在代码表 C-08 中"),
                format!("“{text}” is not a subject of code list C-08"),
            )
        };
        self.take(field, known.then(|| text.to_owned()).ok_or_else(unknown))
    }

    /// A code of a list, whatever day it holds on.
    pub(crate) fn listed(&mut self, list: &str, field: &str, text: &str) -> Option<String> {
        self.listed_on(list, field, text, None)
    }

    /// A code of a list that holds on a day, when one is named.
    pub(crate) fn listed_on(
        &mut self,
        list: &str,
        field: &str,
        text: &str,
        day: Option<NaiveDate>,
    ) -> Option<String> {
        let text = text.trim();
        let holds = |codes: &CodeList| match day {
            Some(day) => codes.value(text, day).is_some(),
            None => codes.knows(text),
        };
        let known = LISTS.iter().any(|codes| codes.id == list && holds(codes));
        let unknown = || {
            let text: String = text.chars().take(60).collect();
            UserError::new(
                "CODE_UNKNOWN",
                format!("代码“{text}”不在代码表 {list} 中，或在该日期不可用"),
                format!("“{text}” is not a code of the list {list}, or does not hold on that day"),
            )
        };
        self.take(field, known.then(|| text.to_owned()).ok_or_else(unknown))
    }

    fn key(&mut self, field: &str, text: &str) -> Option<String> {
        let fits = (1..=100).contains(&text.chars().count()) && !text.chars().any(char::is_control);
        let shape = || {
            UserError::new(
                "IDEMPOTENCY_KEY_SHAPE",
                "幂等键应为1–100个字符，不含控制字符",
                "an idempotency key has 1 to 100 characters and no control characters",
            )
        };
        self.take(field, fits.then(|| text.to_owned()).ok_or_else(shape))
    }

    pub(crate) fn digest(&mut self, field: &str, text: &str) -> Option<String> {
        let text = text.trim().to_ascii_lowercase();
        let fits = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let shape = || {
            UserError::new(
                "DIGEST_SHAPE",
                "SHA-256 摘要应为64位十六进制数字",
                "a SHA-256 digest has 64 hexadecimal digits",
            )
        };
        self.take(field, fits.then_some(text).ok_or_else(shape))
    }
}

fn date(fault: &DateFault) -> UserError {
    UserError::new(fault.code(), fault.zh(), fault.to_string())
}

fn unreadable_id(id: &ID) -> UserError {
    let id: String = id.chars().take(60).collect();
    UserError::new(
        "ID_UNREADABLE",
        format!("“{id}”不是此处要求的编号；请用查询返回的 id 或 uuid"),
        format!("“{id}” is not an id of the kind asked for here; use the id or uuid a query returned"),
    )
}

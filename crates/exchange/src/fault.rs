//! What is wrong with a sheet, cell by cell, in words an officer can act on.

use std::sync::Arc;

use serde::Serialize;

/// How bad a fault is, after the two severities of workforce censuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Severity {
    /// It must be mended; the row stays out.
    Error,
    /// It must be explained; the row goes in.
    Query,
}

impl Severity {
    /// The label in Chinese.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Error => "错误",
            Self::Query => "待说明",
        }
    }
}

/// One fault, where it is, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CellFault {
    /// The row as Excel numbers it; 0 when the file as a whole is meant.
    pub row: u32,
    /// The header of the column; empty when no column is meant.
    pub column: String,
    /// The cell, as `B7`; empty when none is meant.
    pub address: String,
    /// What the cell says.
    pub value: String,
    /// The stable code.
    pub code: &'static str,
    /// Whether the row stays out.
    pub severity: Severity,
    /// The sentence in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// What may stand there, where that is a closed set, or what was probably meant.
    pub allowed: Arc<[String]>,
}

impl CellFault {
    /// A fault of the file as a whole.
    pub(crate) fn of_file(reason: &Reason) -> Self {
        Self::at(0, String::new(), String::new(), String::new(), reason)
    }

    /// A fault at a place.
    pub(crate) fn at(row: u32, column: String, address: String, value: String, reason: &Reason) -> Self {
        let (code, severity, zh, en) = (reason.code(), reason.severity(), reason.zh(), reason.en());
        Self { row, column, address, value, code, severity, zh, en, allowed: Arc::default() }
    }

    /// The same with what may stand there.
    pub(crate) fn allowing(self, allowed: Arc<[String]>) -> Self {
        Self { allowed, ..self }
    }

    /// Whether the row stays out.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Declares the reasons: severity, code and the sentence in both languages, which may name the fields in braces.
macro_rules! reasons {
    ($($variant:ident $({ $($field:ident: $type:ty),* })? = $severity:ident $code:literal, $zh:literal, $en:literal;)*) => {
        /// Why a cell, a row or a file is not as it should be.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub(crate) enum Reason {
            $($variant $({ $($field: $type),* })?,)*
            /// The domain says why, in its own words.
            Domain { code: &'static str, zh: String, en: String },
        }

        /// Every code of a sheet's own faults. Refusals of the domain and its faults of dates and numbers keep their codes.
        pub const CODES: &[&str] = &[$($code),*];

        impl Reason {
            pub(crate) fn code(&self) -> &'static str {
                match self { $(Self::$variant { .. } => $code,)* Self::Domain { code, .. } => code }
            }

            pub(crate) fn severity(&self) -> Severity {
                match self { $(Self::$variant { .. } => Severity::$severity,)* Self::Domain { .. } => Severity::Error }
            }

            pub(crate) fn zh(&self) -> String {
                match self {
                    $(Self::$variant $({ $($field),* })? => { $($(let _ = &$field;)*)? format!($zh) })*
                    Self::Domain { zh, .. } => zh.clone(),
                }
            }

            pub(crate) fn en(&self) -> String {
                match self {
                    $(Self::$variant $({ $($field),* })? => { $($(let _ = &$field;)*)? format!($en) })*
                    Self::Domain { en, .. } => en.clone(),
                }
            }
        }
    };
}

reasons! {
    FileUnreadable { why: String } = Error "FILE_UNREADABLE",
        "文件无法读取（{why}）；请另存为未加密的 .xlsx 或 .csv 后重试",
        "the file cannot be read ({why}); save it as .xlsx or .csv without a password and try again";
    FileTooLarge { megabytes: u64 } = Error "FILE_TOO_LARGE",
        "文件超过{megabytes}MB；请分成几个文件导入", "the file is larger than {megabytes} MB; split it into several files";
    FileEncoding = Error "FILE_ENCODING",
        "文本既不是UTF-8也不是GBK编码；请另存为“CSV UTF-8”", "the text is neither UTF-8 nor GBK; save it as “CSV UTF-8”";
    SheetEmpty = Error "SHEET_EMPTY",
        "表中没有数据", "the sheet holds no data";
    SheetTooLong { limit: usize } = Error "SHEET_TOO_LONG",
        "超过{limit}行；请分成几个文件导入", "it has more than {limit} rows; split it into several files";
    SheetTooWide { limit: usize } = Error "SHEET_TOO_WIDE",
        "超过{limit}列；请删除右侧多余的列", "it has more than {limit} columns; delete those on the right that are not needed";
    HeaderMissing = Error "HEADER_MISSING",
        "缺少这一列；请按模板补上表头", "this column is missing; add the header of the template";
    HeaderUnknown = Query "HEADER_UNKNOWN",
        "不认识的表头，这一列未导入", "this header is not known; the column is left out";
    HeaderTwice { other: String } = Error "HEADER_TWICE",
        "表头与{other}重复；请只保留一列", "the header stands in {other} already; keep one of the two columns";
    CellHasFormula = Error "CELL_HAS_FORMULA",
        "单元格是公式；请选择性粘贴为数值", "the cell holds a formula; paste its value instead";
    CellIsMerged = Error "CELL_IS_MERGED",
        "单元格已合并；请取消合并并逐行填写", "the cell is merged; unmerge it and fill in every row";
    CellHasError = Error "CELL_HAS_ERROR",
        "单元格是Excel错误值；请改为正确内容", "the cell holds an Excel error; put the right value in";
    CellRequired = Error "CELL_REQUIRED",
        "必填，不能为空", "this must be filled in";
    CodeUnknown = Error "CODE_UNKNOWN",
        "不在可选值之内", "this is not one of the allowed values";
    IdentityNumberAsNumber = Error "IDENTITY_NUMBER_AS_NUMBER",
        "身份证号存成了数字，后几位已丢失；请将该列设为文本后重新录入",
        "the identity number is stored as a number and has lost digits; format the column as text and enter it again";
    IdentityNumberTwice { other: u32 } = Error "IDENTITY_NUMBER_TWICE",
        "身份证号与第{other}行重复；每人只能有一行", "row {other} has the same identity number; a person has one row";
    IdentityNumberTaken { holder: String } = Error "IDENTITY_NUMBER_TAKEN",
        "该身份证号已由{holder}占用", "the identity number is held by {holder}";
    IdentitySexDisagrees { number: &'static str } = Query "IDENTITY_SEX_DISAGREES",
        "与身份证号所示性别（{number}）不一致，请说明", "the identity number says {number}; explain why";
    IdentityBirthDisagrees { number: String } = Query "IDENTITY_BIRTH_DISAGREES",
        "与身份证号所示出生日期（{number}）不一致，请说明", "the identity number says {number}; explain why";
    HiredBeforeBirth { birth: String } = Error "HIRED_BEFORE_BIRTH",
        "早于出生日期（{birth}）", "this is before the birth date ({birth})";
    OrganisationCodeAsNumber = Error "ORGANISATION_CODE_AS_NUMBER",
        "统一社会信用代码存成了数字，后几位已丢失；请将该列设为文本后重新录入",
        "the code is stored as a number and has lost digits; format the column as text and enter it again";
    OrganisationUnknown = Error "ORGANISATION_UNKNOWN",
        "没有登记这个单位；请填单位全称或统一社会信用代码", "no such organisation is registered; give its full name or its code";
    OrganisationAmbiguous = Error "ORGANISATION_AMBIGUOUS",
        "有多个同名单位；请填统一社会信用代码", "several organisations bear this name; give the unified social credit code";
    OrganisationDisagrees { registered: String } = Query "ORGANISATION_DISAGREES",
        "与登记的不一致（{registered}），请核对", "the register says {registered}; check it";
    FteOutOfRange = Error "FTE_OUT_OF_RANGE",
        "工作量应为1–100之间的整数百分比", "the workload is a whole percentage from 1 to 100";
    TitleWithoutDate = Query "TITLE_WITHOUT_DATE",
        "有职称而无评审通过时间，职称未录入；请补填", "a title without the date it was granted is not recorded; add the date";
    DateWithoutTitle = Query "DATE_WITHOUT_TITLE",
        "有评审通过时间而无职称，未录入；请补填", "a date without a title is not recorded; add the title";
    HonourIncomplete = Query "HONOUR_INCOMPLETE",
        "荣誉名称、颁发机关和授予时间须同时填写，荣誉未录入", "an honour without name, issuer and date is not recorded; add what is missing";
    HonourIssuerUnknown = Error "HONOUR_ISSUER_UNKNOWN",
        "不能判断颁发机关的级别；请写机关全称或从可选值中选择", "the kind of issuing body is not clear; give its full name or one of the allowed values";
    RowOtherUnit { unit: String } = Error "ROW_OTHER_UNIT",
        "该教师现为“{unit}”人员；调动请用“调动”办理，不能导入", "the teacher is of “{unit}”; record a transfer instead of importing";
    RowDiffersFromRegister { registered: String } = Query "ROW_DIFFERS_FROM_REGISTER",
        "与登记的不同（{registered}），未改动；请用变更或更正办理", "the register says {registered} and was left as it is; record a change or a correction";
    RowChangedMeanwhile = Error "ROW_CHANGED_MEANWHILE",
        "导入期间该教师的记录被他人多次修改；请重新导入", "somebody kept changing this teacher during the import; import again";
}

impl From<liangshi_domain::DateFault> for Reason {
    fn from(fault: liangshi_domain::DateFault) -> Self {
        Self::Domain { code: fault.code(), zh: fault.zh(), en: fault.to_string() }
    }
}

impl From<liangshi_domain::IdentityFault> for Reason {
    fn from(fault: liangshi_domain::IdentityFault) -> Self {
        Self::Domain { code: fault.code(), zh: fault.zh(), en: fault.to_string() }
    }
}

impl From<liangshi_domain::OrganisationCodeFault> for Reason {
    fn from(fault: liangshi_domain::OrganisationCodeFault) -> Self {
        Self::Domain { code: fault.code(), zh: fault.zh(), en: fault.to_string() }
    }
}

impl Reason {
    /// A refusal of the domain, in its own words.
    pub(crate) fn refused(refusal: &impl liangshi_domain::Refusal) -> Self {
        Self::Domain { code: refusal.code(), zh: refusal.zh(), en: refusal.en() }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_is_there_once_and_in_screaming_words() {
        let codes: BTreeSet<_> = CODES.iter().collect();
        assert_eq!(codes.len(), CODES.len());
        for code in codes {
            assert!(code.chars().all(|c| c.is_ascii_uppercase() || c == '_'), "{code}");
        }
    }

    #[test]
    fn a_refusal_of_a_date_keeps_the_code_of_the_domain() {
        let fault = liangshi_domain::CivilDate::start("2022-02-31").unwrap_err();
        let fault = CellFault::of_file(&fault.into());
        assert_eq!((fault.code, fault.is_error()), ("DATE_NO_SUCH_DAY", true));
        assert!(fault.zh.contains("2022-02-31") && fault.en.contains("2022-02-31"));
    }
}

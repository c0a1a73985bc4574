use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::value::OrganisationId;

/// The document a decision rests on (code list C-40). Whole data, because a number is asked down to its 文号.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct DecisionDocument {
    /// The issuing office, as 东莞市教育局.
    pub issuer: String,
    /// The number of the document, 文号, as 东教〔2022〕12号.
    pub number: String,
    /// The day it was issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued: Option<NaiveDate>,
    /// Its title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// SHA-256 of the attachment in hexadecimal, when one is kept elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
}

/// Who acts, for whom, on which day and by which document. Made once at the edge and carried with the command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The account that acts.
    pub actor: String,
    /// The organisation it acts for.
    pub acting_for: Option<OrganisationId>,
    /// Today's civil date in Asia/Shanghai.
    pub today: NaiveDate,
    /// Ties together everything one request did.
    pub correlation: Uuid,
    /// The event that made this happen, when one did.
    pub causation: Option<Uuid>,
    /// The decision document.
    pub document: Option<DecisionDocument>,
    /// Why the officer goes on although a rule warns, by the rule's id.
    pub explanations: BTreeMap<String, String>,
}

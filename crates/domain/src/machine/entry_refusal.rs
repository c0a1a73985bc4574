use super::{Refusal, RuleRef};
use crate::value::EventId;

/// Why an entry of a history is not voided, whatever the history is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryRefusal {
    /// No reason is given.
    ReasonBlank,
    /// There is no such entry here.
    Unknown {
        /// What was named.
        event: EventId,
    },
    /// It was voided before.
    AlreadyVoided {
        /// The event.
        event: EventId,
    },
    /// It voids another one.
    VoidStays {
        /// The event.
        event: EventId,
    },
    /// It follows from what happened to something else.
    FollowsAnother {
        /// The event.
        event: EventId,
    },
    /// It registered what other histories name.
    BeginningStays {
        /// The event.
        event: EventId,
    },
    /// Something later rests on it.
    StillNeeded {
        /// The event.
        event: EventId,
        /// The first that rests on it.
        fact: EventId,
    },
}

impl EntryRefusal {
    /// Every code, for the documentation and the tests that hold them.
    pub const CODES: &'static [&'static str] = &[
        "ENTRY_VOID_REASON_BLANK",
        "ENTRY_UNKNOWN",
        "ENTRY_ALREADY_VOIDED",
        "ENTRY_VOID_STAYS",
        "ENTRY_FOLLOWS_ANOTHER",
        "ENTRY_BEGINNING_STAYS",
        "ENTRY_STILL_NEEDED",
    ];
}

impl Refusal for EntryRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::ReasonBlank => "ENTRY_VOID_REASON_BLANK",
            Self::Unknown { .. } => "ENTRY_UNKNOWN",
            Self::AlreadyVoided { .. } => "ENTRY_ALREADY_VOIDED",
            Self::VoidStays { .. } => "ENTRY_VOID_STAYS",
            Self::FollowsAnother { .. } => "ENTRY_FOLLOWS_ANOTHER",
            Self::BeginningStays { .. } => "ENTRY_BEGINNING_STAYS",
            Self::StillNeeded { .. } => "ENTRY_STILL_NEEDED",
        }
    }

    fn rule(&self) -> Option<RuleRef> {
        None
    }

    fn zh(&self) -> String {
        match self {
            Self::ReasonBlank => "请填写作废原因".to_owned(),
            Self::Unknown { event } => format!("此处没有记录{event}；请核对记录编号"),
            Self::AlreadyVoided { .. } => "该记录已作废".to_owned(),
            Self::VoidStays { .. } => "作废记录不能再作废，请重新登记原内容".to_owned(),
            Self::FollowsAnother { .. } => "该记录由另一条记录自动带来；请作废或更正其来源记录".to_owned(),
            Self::BeginningStays { .. } => {
                "这是登记本身，其他记录以其为准，不能作废；内容有误请变更，误登的请办理终止或截止".to_owned()
            }
            Self::StillNeeded { fact, .. } => format!("其后的记录{fact}以该记录为前提；请先作废该后续记录"),
        }
    }

    fn en(&self) -> String {
        match self {
            Self::ReasonBlank => "say why the entry is voided".to_owned(),
            Self::Unknown { event } => format!("there is no entry {event} here; check the id"),
            Self::AlreadyVoided { .. } => "the entry is already voided".to_owned(),
            Self::VoidStays { .. } => "a void cannot be voided; state again what it took away".to_owned(),
            Self::FollowsAnother { .. } => {
                "the entry follows from another record; void or correct that one".to_owned()
            }
            Self::BeginningStays { .. } => {
                "this is the registration itself, which other records name, and it is not voided; state anew what is wrong in it, or end \
                 what was registered by mistake"
                    .to_owned()
            }
            Self::StillNeeded { fact, .. } => {
                format!("the later entry {fact} rests on this one; void that one first")
            }
        }
    }

    fn facts(&self) -> Vec<EventId> {
        match self {
            Self::ReasonBlank | Self::Unknown { .. } => Vec::new(),
            Self::AlreadyVoided { event }
            | Self::VoidStays { event }
            | Self::FollowsAnother { event }
            | Self::BeginningStays { event } => vec![*event],
            Self::StillNeeded { event, fact } => vec![*event, *fact],
        }
    }
}

//! Global ids: the base64url of `Type:uuid`, so that any node can be asked for again without saying what it is.

use async_graphql::{ID, Result};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::Uuid;

use crate::fault;

/// The kinds of node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NodeKind {
    Teacher,
    Organisation,
    Programme,
    Round,
    Candidacy,
    Studio,
    WorkTarget,
    Activity,
    EthicsCase,
    Rotation,
    Pairing,
    Report,
    ImportBatch,
    Team,
    Engagement,
    Subsidy,
    Partnership,
    Event,
}

impl NodeKind {
    const ALL: [Self; 18] = [
        Self::Teacher,
        Self::Organisation,
        Self::Programme,
        Self::Round,
        Self::Candidacy,
        Self::Studio,
        Self::WorkTarget,
        Self::Activity,
        Self::EthicsCase,
        Self::Rotation,
        Self::Pairing,
        Self::Report,
        Self::ImportBatch,
        Self::Team,
        Self::Engagement,
        Self::Subsidy,
        Self::Partnership,
        Self::Event,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Teacher => "Teacher",
            Self::Organisation => "Organisation",
            Self::Programme => "Programme",
            Self::Round => "Round",
            Self::Candidacy => "Candidacy",
            Self::Studio => "Studio",
            Self::WorkTarget => "WorkTarget",
            Self::Activity => "Activity",
            Self::EthicsCase => "EthicsCase",
            Self::Rotation => "Rotation",
            Self::Pairing => "Pairing",
            Self::Report => "Report",
            Self::ImportBatch => "ImportBatch",
            Self::Team => "Team",
            Self::Engagement => "Engagement",
            Self::Subsidy => "Subsidy",
            Self::Partnership => "Partnership",
            Self::Event => "Event",
        }
    }
}

/// The global id of a node.
pub(crate) fn global(kind: NodeKind, id: Uuid) -> ID {
    URL_SAFE_NO_PAD.encode(format!("{}:{id}", kind.name())).into()
}

/// Reads a global id of any kind.
///
/// # Errors
/// `BAD_USER_INPUT` when it is none.
pub(crate) fn any(id: &ID) -> Result<(NodeKind, Uuid)> {
    read(id).ok_or_else(|| bad(id))
}

/// Reads an id that must be of one kind: a global id, or a plain UUID as spreadsheets hold it.
///
/// # Errors
/// `BAD_USER_INPUT` when it is none, or of another kind.
pub(crate) fn of(kind: NodeKind, id: &ID) -> Result<Uuid> {
    if let Ok(uuid) = id.parse() {
        return Ok(uuid);
    }
    read(id).filter(|(found, _)| *found == kind).map(|(_, uuid)| uuid).ok_or_else(|| bad(id))
}

fn read(id: &ID) -> Option<(NodeKind, Uuid)> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(id.as_str()).ok()?).ok()?;
    let (name, uuid) = text.split_once(':')?;
    let kind = NodeKind::ALL.into_iter().find(|kind| kind.name() == name)?;
    Some((kind, uuid.parse().ok()?))
}

fn bad(id: &ID) -> async_graphql::Error {
    let id: String = id.chars().take(60).collect();
    fault::coded(
        "BAD_USER_INPUT",
        format!("“{id}”不是这里要的编号；请用查询返回的 id 或 uuid"),
        format!("“{id}” is not an id of the kind asked for here; use the id or uuid a query returned"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_global_id_leads_back_to_its_node_and_only_to_its_kind() {
        let uuid = Uuid::from_u128(7);
        let id = global(NodeKind::Studio, uuid);
        assert_eq!(any(&id).unwrap(), (NodeKind::Studio, uuid));
        assert_eq!(of(NodeKind::Studio, &id).unwrap(), uuid);
        assert_eq!(of(NodeKind::Studio, &uuid.to_string().into()).unwrap(), uuid);
        assert!(of(NodeKind::Teacher, &id).is_err());
        assert!(any(&"甲乙".into()).is_err());
    }
}

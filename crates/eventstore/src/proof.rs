//! Proofs that can be handed out and checked without the log, and their checking, which is left to another implementation of
//! RFC 6962 than the one that makes them.
//!
//! A proof is one JSON object. In both kinds `format` is `liangshi.proof.1`, `checkpoint` is a signed note, `publicKey` the key
//! that checks it (compare it with the published one) and `hashes` the nodes of RFC 6962 2.1.1 or 2.1.2 in base64.
//!
//! - `"proof": "inclusion"`: `row` is the stored row, its columns under their names. The bytes of the leaf are `liangshi.leaf.1`
//!   and a line feed, then the columns in the order position, id, stream, version, kind, schemaVersion, recordedAt, actor,
//!   actingFor, correlation, causation, document, body: a number as 8 bytes, a text as its length in 8 bytes and its UTF-8, an
//!   absent one as the length 2^64 - 1, all big endian. The index of the leaf is `row.position - 1`.
//! - `"proof": "consistency"`: `earlier` is a signed note too; the tree of `checkpoint` begins with that of `earlier`.

use crate::{
    evidence::{Evidence, Shelf},
    failure::Failure,
    leaf::StoredRow,
    note::{Checkpoint, PublicKey},
    tree::{self, Hash},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use ct_merkle::{ConsistencyProof, InclusionProof, RootHash};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

const FORMAT: &str = "liangshi.proof.1";

/// A proof as it is handed out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Proof {
    /// The form of the file.
    pub format: String,
    /// What is proven.
    #[serde(flatten)]
    pub claim: ProofClaim,
    /// The note that was signed.
    pub checkpoint: String,
    /// What checks its signature.
    pub public_key: String,
    /// The nodes of the tree that lead to its root, in base64.
    pub hashes: Vec<String>,
}

/// What a proof is of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "proof", rename_all = "camelCase")]
pub enum ProofClaim {
    /// This row is among those that were signed.
    Inclusion {
        /// The row as it is stored.
        row: Box<StoredRow>,
    },
    /// What was signed later begins with what was signed earlier.
    Consistency {
        /// The note that was signed earlier.
        earlier: String,
    },
}

impl Evidence {
    /// Proves that the row at a position is in what the smallest checkpoint over it, or the one of this size, speaks of.
    pub async fn prove_inclusion(
        &self,
        position: i64,
        size: Option<i64>,
        key: &PublicKey,
    ) -> Result<Proof, Failure> {
        let row = self.row(position).await?;
        let row =
            row.ok_or_else(|| Failure::Evidence(format!("there is no event at position {position}")))?;
        let checkpoint = match size {
            Some(size) => self.checkpoint_of(size).await?,
            None => self.covering(position).await?.ok_or_else(|| {
                Failure::Evidence(format!("position {position} is not signed yet; `log checkpoint` signs it"))
            })?,
        };
        let ranges = match position {
            ..1 => Vec::new(),
            _ => tree::inclusion(position as u64 - 1, checkpoint.size as u64),
        };
        let hashes = Shelf::new(self).ranges(ranges).await?;
        Proof::checked(ProofClaim::Inclusion { row: Box::new(row) }, &checkpoint, &hashes, key)
    }

    /// Proves that the checkpoint of one size goes on from that of another.
    pub async fn prove_consistency(&self, from: i64, to: i64, key: &PublicKey) -> Result<Proof, Failure> {
        if from > to {
            return Err(Failure::Evidence(format!("{from} events are more than {to}")));
        }
        let (earlier, later) = (self.checkpoint_of(from).await?, self.checkpoint_of(to).await?);
        let hashes = Shelf::new(self).ranges(tree::consistency(from as u64, to as u64)).await?;
        Proof::checked(ProofClaim::Consistency { earlier: earlier.text().to_owned() }, &later, &hashes, key)
    }

    async fn checkpoint_of(&self, size: i64) -> Result<Checkpoint, Failure> {
        let next = self.covering(size).await?;
        let exact = next.clone().filter(|checkpoint| checkpoint.size == size);
        let Some(exact) = exact else {
            let before = self.last_note(size).await?.map_or(0, |(size, _)| size);
            let next = next.map_or_else(|| "none".to_owned(), |checkpoint| checkpoint.size.to_string());
            let words = format!(
                "there is no checkpoint of {size} events; the one before has {before}, the next {next}"
            );
            return Err(Failure::Evidence(words));
        };
        Ok(exact)
    }
}

impl Proof {
    /// No proof is handed out that would not convince.
    fn checked(
        claim: ProofClaim,
        checkpoint: &Checkpoint,
        hashes: &[Hash],
        key: &PublicKey,
    ) -> Result<Self, Failure> {
        let proof = Self {
            format: FORMAT.to_owned(),
            claim,
            checkpoint: checkpoint.text().to_owned(),
            public_key: key.to_string(),
            hashes: hashes.iter().map(|hash| STANDARD.encode(hash)).collect(),
        };
        proof.check(key).map_err(Failure::Evidence)?;
        Ok(proof)
    }

    /// Whether the proof holds, going by this key and by nothing else; the checkpoint it leads to.
    pub fn check(&self, key: &PublicKey) -> Result<Checkpoint, String> {
        if self.format != FORMAT {
            return Err(format!("`{}` is not a form of proof this program knows", self.format));
        }
        let checkpoint = signed(&self.checkpoint, key)?;
        let decoded =
            self.hashes.iter().map(|hash| STANDARD.decode(hash).ok().filter(|hash| hash.len() == 32));
        let bytes = decoded.collect::<Option<Vec<_>>>().ok_or("a hash in it is not one")?.concat();
        match &self.claim {
            ProofClaim::Inclusion { row } => {
                let index = u64::try_from(row.position - 1).map_err(|_| "positions begin with 1")?;
                let proof = InclusionProof::try_from_bytes(bytes).map_err(|error| error.to_string())?;
                let holds = root(&checkpoint).verify_inclusion(&row.encoding(), index, &proof);
                holds.map_err(|error| format!("the row is not in what was signed: {error}"))?;
            }
            ProofClaim::Consistency { earlier } => {
                let earlier = signed(earlier, key)?;
                let proof = ConsistencyProof::try_from_bytes(bytes).map_err(|error| error.to_string())?;
                let holds = root(&checkpoint).verify_consistency(&root(&earlier), &proof);
                holds.map_err(|error| {
                    format!("what was signed does not go on from what was before: {error}")
                })?;
            }
        }
        Ok(checkpoint)
    }
}

fn signed(text: &str, key: &PublicKey) -> Result<Checkpoint, String> {
    let checkpoint = Checkpoint::parse(text)?;
    if checkpoint.is_signed_by(key) {
        Ok(checkpoint)
    } else {
        Err(format!("the checkpoint of {} events is not signed with {key}", checkpoint.size))
    }
}

fn root(checkpoint: &Checkpoint) -> RootHash<Sha256> {
    RootHash::new(checkpoint.root.into(), checkpoint.size as u64)
}

//! A checkpoint: the size and root of the tree, as a signed note in the form that transparency logs share.

use crate::tree::Hash;
use base64::{Engine, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};
use std::{fmt, str::FromStr};

/// What every origin and key name begins with; the id of the log follows.
const ORIGIN: &str = "liangshi/";
/// The number of Ed25519 among the signatures of signed notes.
const ED25519: u8 = 1;

/// What was said of the log when it had so many events, and who signed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log it speaks of.
    pub origin: String,
    /// How many events it speaks of.
    pub size: i64,
    /// The root of the tree over them.
    pub root: [u8; 32],
    text: String,
}

/// The origin of the checkpoints of a log, and the name of its key.
pub(crate) fn origin(log_id: &str) -> String {
    format!("{ORIGIN}{log_id}")
}

impl Checkpoint {
    /// The note: three lines that are signed, an empty one, and a signature. The same size and root give the same bytes.
    pub(crate) fn sign(log_id: &str, size: i64, root: Hash, seed: &[u8; 32]) -> Self {
        let origin = origin(log_id);
        let signed = signed_text(&origin, size, &root);
        let key = SigningKey::from_bytes(seed);
        let mut blob = PublicKey::new(origin.clone(), key.verifying_key()).id().to_vec();
        blob.extend_from_slice(&key.sign(signed.as_bytes()).to_bytes());
        let text = format!("{signed}\n— {origin} {}\n", STANDARD.encode(blob));
        Self { origin, size, root, text }
    }

    /// Reads a note. Whether anybody signed it is another question.
    pub fn parse(text: &str) -> Result<Self, String> {
        let parsed = || {
            let (signed, _) = text.rsplit_once("\n\n")?;
            let mut lines = signed.split('\n');
            let (origin, size, root) = (lines.next()?.to_owned(), lines.next()?, lines.next()?);
            let root = STANDARD.decode(root).ok()?.try_into().ok()?;
            let checkpoint = Self { origin, size: size.parse().ok()?, root, text: text.to_owned() };
            (checkpoint.size > 0 && lines.next().is_none() && checkpoint.size.to_string() == size)
                .then_some(checkpoint)
        };
        parsed().ok_or_else(|| "it is not a checkpoint of a log".to_owned())
    }

    /// Whether the owner of this key signed it.
    pub fn is_signed_by(&self, key: &PublicKey) -> bool {
        let Some((_, signatures)) = self.text.rsplit_once("\n\n") else { return false };
        let signed = signed_text(&self.origin, self.size, &self.root);
        signatures.lines().any(|line| {
            let encoded =
                line.strip_prefix("— ").and_then(|line| line.strip_prefix(&key.name)?.strip_prefix(' '));
            let blob = encoded.and_then(|encoded| STANDARD.decode(encoded).ok());
            let Some((id, signature)) = blob.as_ref().and_then(|blob| blob.split_at_checked(4)) else {
                return false;
            };
            let signature = Signature::from_slice(signature);
            id == key.id()
                && signature
                    .is_ok_and(|signature| key.key.verify_strict(signed.as_bytes(), &signature).is_ok())
        })
    }

    /// The note itself.
    pub fn text(&self) -> &str {
        &self.text
    }
}

fn signed_text(origin: &str, size: i64, root: &Hash) -> String {
    format!("{origin}\n{size}\n{}\n", STANDARD.encode(root))
}

/// What checks the signature of a checkpoint. Its text is `NAME+ID+KEY`, as in the tools for signed notes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    name: String,
    key: VerifyingKey,
}

impl PublicKey {
    pub(crate) fn new(name: String, key: VerifyingKey) -> Self {
        Self { name, key }
    }

    /// The key that goes with a seed, under the name of its log.
    pub(crate) fn of(log_id: &str, seed: &[u8; 32]) -> Self {
        Self::new(origin(log_id), SigningKey::from_bytes(seed).verifying_key())
    }

    fn id(&self) -> [u8; 4] {
        let hash = Sha256::new()
            .chain_update(&self.name)
            .chain_update([b'\n', ED25519])
            .chain_update(self.key.as_bytes())
            .finalize();
        [hash[0], hash[1], hash[2], hash[3]]
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let encoded = STANDARD.encode([&[ED25519], self.key.as_bytes().as_slice()].concat());
        write!(f, "{}+{}+{encoded}", self.name, hex::encode(self.id()))
    }
}

impl FromStr for PublicKey {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parsed = || {
            let mut parts = text.trim().splitn(3, '+');
            let (name, id, encoded) = (parts.next()?, parts.next()?, parts.next()?);
            let bytes = STANDARD.decode(encoded).ok()?;
            let (&ED25519, bytes) = bytes.split_first()? else { return None };
            let key = Self::new(name.to_owned(), VerifyingKey::from_bytes(bytes.try_into().ok()?).ok()?);
            (hex::encode(key.id()) == id).then_some(key)
        };
        parsed().ok_or_else(|| format!("`{text}` is not a public key; `liangshi log checkpoint` prints one"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed() -> (Checkpoint, PublicKey) {
        (Checkpoint::sign("abc", 7, [9; 32], &[1; 32]), PublicKey::of("abc", &[1; 32]))
    }

    /// Made apart, by a program in another language.
    #[test]
    fn a_note_and_a_key_have_the_form_that_is_shared() {
        let (checkpoint, key) = signed();
        assert_eq!(checkpoint.text(), NOTE);
        assert_eq!(key.to_string(), KEY);
    }

    const NOTE: &str = "liangshi/abc\n7\nCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=\n\n— liangshi/abc O53M5C0/df8PCQWxkFtKSaqSOP6hZKAHe97Q66kWvXDOf+DFyeUa4s8dTH1qb8czX/eFjHd37yXdqKHw7jgYBcRj6AY=\n";
    const KEY: &str = "liangshi/abc+3b9dcce4+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c";

    #[test]
    fn a_note_and_a_key_are_read_back() {
        let (checkpoint, key) = signed();
        assert_eq!(Checkpoint::parse(checkpoint.text()), Ok(checkpoint.clone()));
        assert_eq!(key.to_string().parse(), Ok(key.clone()));
        assert!(checkpoint.is_signed_by(&key));
    }

    #[test]
    fn nothing_of_a_signed_note_can_be_changed() {
        let (checkpoint, key) = signed();
        let others = [
            checkpoint.text().replace("\n7\n", "\n8\n"),
            checkpoint.text().replacen("abc", "abd", 1),
            checkpoint.text().replacen("CQkJ", "CQkK", 1),
            checkpoint.text().replace("— liangshi/abc ", "— liangshi/abd "),
        ];
        for other in others {
            assert_ne!(other, checkpoint.text());
            assert!(!Checkpoint::parse(&other).unwrap().is_signed_by(&key), "{other}");
        }
        assert!(!checkpoint.is_signed_by(&PublicKey::of("abc", &[2; 32])));
    }

    #[test]
    fn what_is_no_checkpoint_is_told_from_one() {
        let (checkpoint, _) = signed();
        let text = checkpoint.text();
        for wrong in ["", "a\n\nb", &text.replace("\n7\n", "\n07\n"), &text.replace("\n7\n", "\n0\n")] {
            assert!(Checkpoint::parse(wrong).is_err(), "{wrong}");
        }
        assert!("liangshi/abc+00000000+AQ==".parse::<PublicKey>().is_err());
    }
}

//! Keys: one master key, and under it one key for each subject.

use crate::failure::Failure;
use base64::{Engine, engine::general_purpose::STANDARD};
use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hmac::{Hmac, Mac};
use rand::{TryRngCore, rngs::OsRng};
use sha2::Sha256;
use std::{fs, io::Write, path::Path, sync::Arc};
use zeroize::{Zeroize, Zeroizing};

/// The name under which the one cipher in use is stored beside each key.
pub(crate) const SUITE: &str = "xchacha20-poly1305";
const VARIABLE: &str = "LIANGSHI_MASTER_KEY";

/// Secret bytes that are wiped when dropped and never printed.
pub(crate) struct Key(Zeroizing<[u8; 32]>);

/// The key of one subject, as it is now.
#[derive(Clone)]
pub(crate) enum Secret {
    /// What it sealed can be opened.
    Alive(Arc<Key>),
    /// The subject was erased.
    Destroyed,
}

/// Ciphertext and the nonce it was made with, both in base64.
pub(crate) struct Sealed {
    pub(crate) nonce: String,
    pub(crate) text: String,
}

impl Key {
    pub(crate) fn random() -> Result<Self, Failure> {
        let mut bytes = Zeroizing::new([0; 32]);
        fill(bytes.as_mut_slice())?;
        Ok(Self(bytes))
    }

    /// The bytes themselves, for what needs a key of another kind.
    pub(crate) fn into_bytes(self) -> Zeroizing<[u8; 32]> {
        self.0
    }

    fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(|bytes| Self(Zeroizing::new(bytes)))
    }

    /// Encrypts `plain`, bound to `context`: the same text elsewhere does not open.
    pub(crate) fn seal(&self, plain: &[u8], context: &str) -> Result<Sealed, Failure> {
        let mut nonce = [0; 24];
        fill(&mut nonce)?;
        let text = XChaCha20Poly1305::new(&(*self.0).into())
            .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: context.as_bytes() })
            .map_err(|_| Failure::Keys("a value is too long to be sealed".into()))?;
        Ok(Sealed { nonce: STANDARD.encode(nonce), text: STANDARD.encode(text) })
    }

    /// Decrypts; nothing when the text, the nonce, the context or the key is not the one it was sealed with.
    pub(crate) fn open(&self, nonce: &str, text: &str, context: &str) -> Option<Zeroizing<Vec<u8>>> {
        let nonce: [u8; 24] = STANDARD.decode(nonce).ok()?.try_into().ok()?;
        let text = STANDARD.decode(text).ok()?;
        XChaCha20Poly1305::new(&(*self.0).into())
            .decrypt(&XNonce::from(nonce), Payload { msg: &text, aad: context.as_bytes() })
            .ok()
            .map(Zeroizing::new)
    }

    pub(crate) fn wrap(&self, key: &Self, context: &str) -> Result<Sealed, Failure> {
        self.seal(key.0.as_slice(), context)
    }

    pub(crate) fn unwrap_key(&self, nonce: &str, text: &str, context: &str) -> Option<Self> {
        Self::from_slice(&self.open(nonce, text, context)?)
    }

    /// HMAC-SHA256 over the parts, each preceded by its length so that no two lists of parts look alike.
    pub(crate) fn hash(&self, parts: &[&str]) -> [u8; 32] {
        let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new(&padded(&self.0).into());
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        mac.finalize().into_bytes().into()
    }
}

/// HMAC takes a key of one block; a shorter one is filled with zeros by definition.
fn padded(key: &[u8; 32]) -> [u8; 64] {
    let mut block = [0; 64];
    block[..32].copy_from_slice(key);
    block
}

/// The key under which all others lie. Whoever has it and the key store reads everything; without it nobody does.
pub struct MasterKey {
    pub(crate) wrapping: Key,
    pub(crate) hashing: Key,
    /// Tells one master key from another and reveals neither.
    pub(crate) fingerprint: String,
}

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MasterKey").field("fingerprint", &self.fingerprint).finish_non_exhaustive()
    }
}

impl MasterKey {
    /// A master key of these 32 bytes. Each use has a key of its own derived from it.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        let master = Key(Zeroizing::new(bytes));
        let derive = |purpose| Key(Zeroizing::new(master.hash(&["liangshi.master.1", purpose])));
        Self {
            wrapping: derive("wrapping"),
            hashing: derive("hashing"),
            fingerprint: hex::encode(&master.hash(&["liangshi.master.1", "fingerprint"])[..8]),
        }
    }

    /// Reads 64 hexadecimal digits or 44 characters of base64.
    pub fn parse(text: &str) -> Result<Self, Failure> {
        let text = text.trim();
        let bytes = hex::decode(text).or_else(|_| STANDARD.decode(text)).map(Zeroizing::new);
        let bytes = bytes.ok().and_then(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok());
        bytes
            .map(Self::from_bytes)
            .ok_or_else(|| Failure::Keys("a master key is 32 bytes, in hexadecimal or base64".into()))
    }

    /// The master key in the environment variable `LIANGSHI_MASTER_KEY`, if it is set.
    pub fn from_env() -> Result<Option<Self>, Failure> {
        match std::env::var(VARIABLE) {
            Ok(text) => Self::parse(&Zeroizing::new(text)).map(Some),
            Err(std::env::VarError::NotPresent) => Ok(None),
            Err(std::env::VarError::NotUnicode(_)) => Err(Failure::Keys(format!("{VARIABLE} is not text"))),
        }
    }

    /// Reads the master key from a file, or makes one there that only its owner may read. Of several processes that
    /// start at once one makes it and the others read that one.
    pub fn from_file_or_create(path: impl AsRef<Path>) -> Result<Self, Failure> {
        let path = path.as_ref();
        let failed = |error: std::io::Error| Failure::Keys(format!("{}: {error}", path.display()));
        if !path.try_exists().map_err(failed)? {
            create(path)?;
        }
        Self::parse(&Zeroizing::new(fs::read_to_string(path).map_err(failed)?))
    }
}

/// The file appears under its name only when it is whole, and never in the place of another.
fn create(path: &Path) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::Keys(format!("{}: {error}", path.display()));
    let mut bytes = Zeroizing::new([0; 32]);
    fill(bytes.as_mut_slice())?;
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}", random_id()?));
    let draft = Path::new(&name);
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(draft).map_err(failed)?;
    let mut text = hex::encode(bytes.as_slice());
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::hard_link(draft, path))
        .or_else(|error| if path.exists() { Ok(()) } else { Err(error) });
    text.zeroize();
    let removed = fs::remove_file(draft);
    written.and(removed).map_err(failed)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)
}

/// 128 random bits in hexadecimal.
pub(crate) fn random_id() -> Result<String, Failure> {
    let mut bytes = [0; 16];
    fill(&mut bytes)?;
    Ok(hex::encode(bytes))
}

fn fill(bytes: &mut [u8]) -> Result<(), Failure> {
    OsRng
        .try_fill_bytes(bytes)
        .map_err(|error| Failure::Keys(format!("the system gives no random bytes: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_value_opens_only_with_its_key_and_in_its_context() {
        let key = Key::random().unwrap();
        let sealed = key.seal("\"某某\"".as_bytes(), "teacher-1").unwrap();
        assert_eq!(
            key.open(&sealed.nonce, &sealed.text, "teacher-1").unwrap().as_slice(),
            "\"某某\"".as_bytes()
        );
        assert!(key.open(&sealed.nonce, &sealed.text, "teacher-2").is_none());
        assert!(Key::random().unwrap().open(&sealed.nonce, &sealed.text, "teacher-1").is_none());
    }

    #[test]
    fn the_hash_is_hmac_sha256_and_stays_what_it_was() {
        let hash = |parts: &[&str]| hex::encode(Key(Zeroizing::new([7; 32])).hash(parts));
        // Computed apart, with another implementation of the same definition.
        assert_eq!(hash(&["ab", "c"]), "6073d5bcf26efd7ddc06c90652db47666a35e5fce22c4a3632375cb436a2611d");
        assert_ne!(hash(&["ab", "c"]), hash(&["a", "bc"]));
        let master = MasterKey::from_bytes([9; 32]);
        assert_eq!(master.fingerprint, "1b56e887b32b58bb");
        assert_eq!(
            hex::encode(master.hashing.hash(&["liangshi.hash.1", "identity", "x"])),
            "03f7c4dedd787ab9c7c811bda0c117eb802f7890e2f96fc53bb8b3aa787a5f54"
        );
    }

    #[test]
    fn a_master_key_file_is_made_once_and_only_its_owner_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        let made: Vec<String> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| MasterKey::from_file_or_create(&path).unwrap().fingerprint))
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(made.iter().all(|fingerprint| *fingerprint == made[0]));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        #[cfg(unix)]
        assert_eq!(
            std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&path).unwrap().permissions()) & 0o777,
            0o600
        );
    }

    #[test]
    fn a_master_key_is_read_from_hexadecimal_and_base64_alike() {
        let hexadecimal = MasterKey::parse(&hex::encode([9; 32])).unwrap();
        let base64 = MasterKey::parse(&STANDARD.encode([9; 32])).unwrap();
        assert_eq!(hexadecimal.fingerprint, base64.fingerprint);
        assert!(MasterKey::parse("short").is_err());
    }
}

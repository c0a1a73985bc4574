//! Signed tokens: JWT with HMAC-SHA-256 under one secret.
//!
//! The time is always handed in, so that a test can stand at any moment and nothing here reads a clock.

use std::fmt;

use chrono::{DateTime, Duration, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::principal::Principal;
use super::role::Role;

const ISSUER: &str = "liangshi";
const SECRET_BYTES: usize = 32;
/// No token of ours comes near this; a longer text is not worth the work of decoding it.
const TOKEN_BYTES: usize = 4096;
/// Clocks of two machines differ; a token from further in the future than this was not issued by an honest one.
const SKEW_SECONDS: i64 = 60;

/// Why a token, or a secret, is not good.
#[derive(Debug, thiserror::Error)]
pub enum AuthError {
    /// The secret is too short to resist guessing.
    #[error("the signing secret must have at least {SECRET_BYTES} bytes, this one has {0}")]
    SecretTooShort(usize),
    /// The token is not one of ours, or was changed.
    #[error("the token is not valid")]
    Invalid(#[source] Option<jsonwebtoken::errors::Error>),
    /// The token was good once.
    #[error("the token has expired")]
    Expired,
    /// The token could not be signed.
    #[error("the token could not be signed")]
    Signing(#[source] jsonwebtoken::errors::Error),
}

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    role: Role,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    scope: Option<Uuid>,
    iat: i64,
    exp: i64,
}

/// Issues tokens and verifies them.
pub struct Signer {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
}

impl fmt::Debug for Signer {
    /// The keys stay out of every log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").finish_non_exhaustive()
    }
}

impl Signer {
    /// A signer for this secret.
    ///
    /// # Errors
    /// When the secret has fewer than 32 bytes.
    pub fn new(secret: &[u8]) -> Result<Self, AuthError> {
        if secret.len() < SECRET_BYTES {
            return Err(AuthError::SecretTooShort(secret.len()));
        }
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[ISSUER]);
        validation.set_required_spec_claims(&["exp", "iss", "sub"]);
        // The library would read the machine's clock; `verify` compares with the time it is given.
        validation.validate_exp = false;
        Ok(Self {
            encoding: EncodingKey::from_secret(secret),
            decoding: DecodingKey::from_secret(secret),
            validation,
        })
    }

    /// A token for this principal, good from now for so long.
    ///
    /// # Errors
    /// When it cannot be signed.
    pub fn issue(
        &self,
        principal: &Principal,
        now: DateTime<Utc>,
        valid_for: Duration,
    ) -> Result<String, AuthError> {
        let claims = Claims {
            iss: ISSUER.to_owned(),
            sub: principal.subject.clone(),
            role: principal.role,
            scope: principal.scope,
            iat: now.timestamp(),
            exp: now.timestamp().saturating_add(valid_for.num_seconds()),
        };
        encode(&Header::new(Algorithm::HS256), &claims, &self.encoding).map_err(AuthError::Signing)
    }

    /// The principal this token stands for at this moment.
    ///
    /// # Errors
    /// When the token is not ours, was changed, or has expired.
    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<Principal, AuthError> {
        if token.len() > TOKEN_BYTES {
            return Err(AuthError::Invalid(None));
        }
        let claims = decode::<Claims>(token, &self.decoding, &self.validation)
            .map_err(|error| AuthError::Invalid(Some(error)))?
            .claims;
        if claims.exp <= now.timestamp() {
            return Err(AuthError::Expired);
        }
        if claims.iat > now.timestamp().saturating_add(SKEW_SECONDS) || claims.sub.is_empty() {
            return Err(AuthError::Invalid(None));
        }
        Ok(Principal { subject: claims.sub, role: claims.role, scope: claims.scope })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use base64::prelude::BASE64_URL_SAFE_NO_PAD;

    const SECRET: &[u8] = b"a secret of at least 32 bytes !!";

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_700_000_000 + seconds, 0).unwrap()
    }

    fn officer() -> Principal {
        Principal { subject: "li.officer".into(), role: Role::SchoolHr, scope: Some(Uuid::from_u128(7)) }
    }

    fn signed(claims: &serde_json::Value, algorithm: Algorithm) -> String {
        encode(&Header::new(algorithm), claims, &EncodingKey::from_secret(SECRET)).unwrap()
    }

    fn claims() -> serde_json::Value {
        serde_json::json!({ "iss": "liangshi", "sub": "li", "role": "AUDITOR", "iat": at(0).timestamp(), "exp": at(60).timestamp() })
    }

    #[test]
    fn a_token_gives_back_the_principal_it_was_issued_for() {
        let signer = Signer::new(SECRET).unwrap();
        let token = signer.issue(&officer(), at(0), Duration::minutes(5)).unwrap();
        assert_eq!(signer.verify(&token, at(299)).unwrap(), officer());
    }

    #[test]
    fn a_token_expires_to_the_second_without_leeway() {
        let signer = Signer::new(SECRET).unwrap();
        let token = signer.issue(&officer(), at(0), Duration::minutes(5)).unwrap();
        assert!(matches!(signer.verify(&token, at(300)), Err(AuthError::Expired)));
    }

    #[test]
    fn a_token_from_the_future_is_refused() {
        let signer = Signer::new(SECRET).unwrap();
        let token = signer.issue(&officer(), at(3600), Duration::minutes(5)).unwrap();
        assert!(signer.verify(&token, at(0)).is_err());
    }

    #[test]
    fn another_secret_issuer_or_algorithm_is_refused() {
        let signer = Signer::new(SECRET).unwrap();
        let other = Signer::new(b"another secret of 32 bytes or so").unwrap();
        let stranger = other.issue(&officer(), at(0), Duration::minutes(5)).unwrap();
        assert!(signer.verify(&stranger, at(1)).is_err());
        assert!(signer.verify(&signed(&claims(), Algorithm::HS256), at(1)).is_ok());
        assert!(signer.verify(&signed(&claims(), Algorithm::HS512), at(1)).is_err());
        let mut foreign = claims();
        foreign["iss"] = "elsewhere".into();
        assert!(signer.verify(&signed(&foreign, Algorithm::HS256), at(1)).is_err());
    }

    #[test]
    fn a_token_without_expiry_issuer_subject_or_role_is_refused() {
        let signer = Signer::new(SECRET).unwrap();
        for claim in ["exp", "iss", "sub", "role"] {
            let mut partial = claims();
            partial.as_object_mut().unwrap().remove(claim);
            assert!(signer.verify(&signed(&partial, Algorithm::HS256), at(1)).is_err(), "{claim}");
        }
    }

    #[test]
    fn an_unsigned_token_is_refused() {
        let signer = Signer::new(SECRET).unwrap();
        let part = |json: &serde_json::Value| BASE64_URL_SAFE_NO_PAD.encode(json.to_string());
        let header = serde_json::json!({ "alg": "none", "typ": "JWT" });
        assert!(signer.verify(&format!("{}.{}.", part(&header), part(&claims())), at(1)).is_err());
        assert!(signer.verify(&"x".repeat(5000), at(1)).is_err());
        assert!(signer.verify("", at(1)).is_err());
    }

    #[test]
    fn a_short_secret_is_refused_and_no_secret_is_printed() {
        assert!(matches!(Signer::new(&[7; 31]), Err(AuthError::SecretTooShort(31))));
        assert_eq!(format!("{:?}", Signer::new(SECRET).unwrap()), "Signer { .. }");
    }
}

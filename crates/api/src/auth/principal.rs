//! The principal of a request.

use uuid::Uuid;

use super::role::Role;

/// Who makes a request, and how far their sight reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// The account, as the token names it.
    pub subject: String,
    /// What the account may do.
    pub role: Role,
    /// The organisation whose people the account may see; none means the whole bureau.
    pub scope: Option<Uuid>,
}

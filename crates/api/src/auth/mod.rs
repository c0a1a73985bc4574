//! Who is asking: roles, the principal of a request, and the tokens that carry it.

mod principal;
mod role;
mod token;

pub use principal::Principal;
pub use role::{Role, UnknownRole};
pub use token::{AuthError, Signer};

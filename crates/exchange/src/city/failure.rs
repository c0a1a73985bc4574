use liangshi_domain::policy::PolicyFault;
use liangshi_eventstore::{Failure, Outcome};

/// Why the city could not be told to the end.
#[derive(Debug, thiserror::Error)]
pub enum CityFailure {
    /// The log failed.
    #[error(transparent)]
    Log(#[from] Failure),
    /// A policy file of the program cannot be read.
    #[error("a policy file cannot be read: {0}")]
    Policy(#[from] PolicyFault),
    /// The log did not take an append, because something of this city is in it already.
    #[error("the log did not take what the city has to tell; give it an empty log ({0:?})")]
    NotTaken(Outcome),
    /// A city this small has nobody to show.
    #[error("the city has no {0} to show; ask for more teachers")]
    TooSmall(&'static str),
}

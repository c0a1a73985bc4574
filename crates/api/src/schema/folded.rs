//! A person folded from the log, for the two questions that judge as a decision would: what a merge would bring, and who is eligible.
//! Every other question is answered by the views.

use async_graphql::Result;
use liangshi_domain::{Decider, EventId, Origin, TeacherId, teacher::Teacher as State};
use liangshi_eventstore::Log;

use crate::fault;

/// The person as known at a position; of what the log has, when none is named.
///
/// # Errors
/// When the log fails.
pub(crate) async fn person(log: &Log, id: TeacherId, known: Option<i64>) -> Result<State> {
    let history = log.stream(&id.stream(), 0).await.map_err(fault::internal)?;
    let mut state = State::default();
    for recorded in history.iter().take_while(|recorded| known.is_none_or(|known| recorded.position <= known))
    {
        let event = <State as Decider>::read(&recorded.kind, &recorded.body).map_err(fault::internal)?;
        let origin = Origin { position: recorded.position, id: EventId(recorded.id) };
        State::evolve(&mut state, &event, origin);
    }
    Ok(state)
}

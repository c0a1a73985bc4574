//! Judges requests one after the other against what is committed and what those before them have staged. The other
//! database does the same in its own language (`append_batch`); the contracts hold the two equal.

use crate::{
    envelope::Outcome,
    prepare::{Name, Prepared, Take},
};
use std::collections::{BTreeMap, HashMap};

/// How a holder stands to a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Now,
    Ever,
    Released,
}

impl State {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        [Self::Now, Self::Ever, Self::Released].into_iter().find(|state| state.as_str() == text)
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Now => "now",
            Self::Ever => "ever",
            Self::Released => "released",
        }
    }
}

/// One holder's claim to a name, and the position that made it so.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Held {
    pub(crate) state: State,
    pub(crate) position: i64,
}

/// What an earlier request of some key was given.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) hash: String,
    pub(crate) first: i64,
    pub(crate) last: i64,
    pub(crate) answer: String,
}

/// All that a group of requests is judged by.
#[derive(Default)]
pub(crate) struct Stage {
    pub(crate) head: i64,
    pub(crate) versions: HashMap<String, i64>,
    pub(crate) claims: BTreeMap<Name, BTreeMap<String, Held>>,
    pub(crate) requests: HashMap<String, Request>,
}

impl Stage {
    /// Takes the request in, or says why not and stays as it was.
    pub(crate) fn judge(&mut self, request: &Prepared) -> Outcome {
        if let Some(outcome) =
            self.known(request).or_else(|| self.moved(request)).or_else(|| self.taken(request))
        {
            return outcome;
        }
        let (first, last) = (self.head + 1, self.head + request.count);
        self.head = last;
        for (stream, by) in &request.grow {
            *self.versions.entry(stream.clone()).or_default() += by;
        }
        self.claim(request, last);
        if let Some(idempotency) = request.idempotency.clone() {
            let request = Request { hash: idempotency.hash, first, last, answer: idempotency.answer };
            self.requests.insert(idempotency.key, request);
        }
        Outcome::Appended { first, last }
    }

    fn known(&self, request: &Prepared) -> Option<Outcome> {
        let asked = request.idempotency.as_ref()?;
        let known = self.requests.get(&asked.key)?;
        Some(if known.hash == asked.hash {
            Outcome::AlreadyAppended { first: known.first, last: known.last, answer: known.answer.clone() }
        } else {
            Outcome::KeyReused { key: asked.key.clone() }
        })
    }

    fn moved(&self, request: &Prepared) -> Option<Outcome> {
        request.expect.iter().find_map(|(stream, expected)| {
            let actual = self.versions.get(stream).copied().unwrap_or(0);
            (actual != *expected).then(|| Outcome::Conflict {
                stream: stream.clone(),
                expected: *expected,
                actual,
            })
        })
    }

    fn taken(&self, request: &Prepared) -> Option<Outcome> {
        request.takes.iter().find_map(|(name, take)| {
            let holder = self.holder_against(request, name, take)?;
            Some(Outcome::ClaimTaken { scope: name.0.clone(), key: name.1.clone(), holder: holder.clone() })
        })
    }

    /// Of several holders who stand in the way: who has the name now, else who had it last.
    fn holder_against(&self, request: &Prepared, name: &Name, take: &Take) -> Option<&String> {
        let holders = self.claims.get(name)?.iter().filter(|(holder, held)| {
            **holder != take.holder
                && match held.state {
                    State::Ever => true,
                    State::Now => take.ever || !request.releases.contains(&(name.clone(), (*holder).clone())),
                    State::Released => take.ever,
                }
        });
        holders
            .min_by_key(|(holder, held)| (held.state == State::Released, -held.position, *holder))
            .map(|(holder, _)| holder)
    }

    fn claim(&mut self, request: &Prepared, position: i64) {
        for (name, holder) in &request.releases {
            let held = self.claims.get_mut(name).and_then(|holders| holders.get_mut(holder));
            if let Some(held) = held.filter(|held| held.state == State::Now) {
                *held = Held { state: State::Released, position };
            }
        }
        for (name, take) in &request.takes {
            let holders = self.claims.entry(name.clone()).or_default();
            let was_ever = holders.get(&take.holder).is_some_and(|held| held.state == State::Ever);
            let state = if take.ever || was_ever { State::Ever } else { State::Now };
            holders.insert(take.holder.clone(), Held { state, position });
        }
    }
}

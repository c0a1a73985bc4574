//! Old shapes of events, lifted to today's when they are read. What is stored is never rewritten.

use liangshi_domain::{Shape, UPCASTS, UpcastStep, wire_names};
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// One step from an old shape to a newer one.
#[derive(Clone, Copy, Debug)]
pub struct Upcast {
    /// The wire name and schema version it reads.
    pub from: (&'static str, i64),
    /// The wire name and schema version it makes.
    pub to: (&'static str, i64),
    /// How. It must not fail: what it lifts has already happened.
    pub step: fn(Value) -> Value,
}

/// What is wrong with a list of steps.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UpcastFlaw {
    /// Two steps read the same shape.
    #[error("two steps lift {0} version {1}; keep one")]
    Twice(&'static str, i64),
    /// The steps from here never come to an end.
    #[error("the steps from {0} version {1} go in a circle")]
    Circle(&'static str, i64),
    /// The steps from here end at a shape that is not a current one.
    #[error("the steps from {0} version {1} end before the current shape; one is missing")]
    Gap(&'static str, i64),
    /// A current wire name has versions that nothing lifts.
    #[error("nothing lifts {0} version {1}, though its current version is higher")]
    Unlifted(&'static str, i64),
}

/// All steps, and the shapes they lead to.
#[derive(Clone, Debug, Default)]
pub struct Upcasters {
    steps: HashMap<&'static str, HashMap<i64, Upcast>>,
    current: HashMap<&'static str, i64>,
}

impl Upcasters {
    /// The steps of the domain, checked against the shapes it writes. A log opened with them never misreads an event
    /// that a newer program wrote: it refuses it.
    pub fn of_the_domain() -> Result<Self, UpcastFlaw> {
        Self::of(UPCASTS, wire_names())
    }

    fn of(steps: &[UpcastStep], current: Vec<Shape>) -> Result<Self, UpcastFlaw> {
        Self::new(steps.iter().map(|&(from, to, step)| Upcast { from, to, step }), current)
    }

    /// Checks that from every shape the steps lead to a current one, and that every version of a current name below
    /// the current version is lifted.
    pub fn new(
        steps: impl IntoIterator<Item = Upcast>,
        current: impl IntoIterator<Item = (&'static str, i64)>,
    ) -> Result<Self, UpcastFlaw> {
        let mut all = Self { steps: HashMap::new(), current: current.into_iter().collect() };
        for upcast in steps {
            let (kind, version) = upcast.from;
            if all.steps.entry(kind).or_default().insert(version, upcast).is_some() {
                return Err(UpcastFlaw::Twice(kind, version));
            }
        }
        all.steps
            .values()
            .flat_map(HashMap::values)
            .try_for_each(|upcast| all.reaches_current(upcast.from))?;
        all.current.iter().try_for_each(|(kind, version)| {
            (1..*version)
                .find(|old| all.step(kind, *old).is_none())
                .map_or(Ok(()), |old| Err(UpcastFlaw::Unlifted(kind, old)))
        })?;
        Ok(all)
    }

    fn reaches_current(&self, from: Shape) -> Result<(), UpcastFlaw> {
        let (mut seen, mut at) = (HashSet::new(), from);
        while let Some(upcast) = self.step(at.0, at.1) {
            if !seen.insert(at) {
                return Err(UpcastFlaw::Circle(from.0, from.1));
            }
            at = upcast.to;
        }
        if self.current.get(at.0) == Some(&at.1) { Ok(()) } else { Err(UpcastFlaw::Gap(from.0, from.1)) }
    }

    fn step(&self, kind: &str, version: i64) -> Option<&Upcast> {
        self.steps.get(kind)?.get(&version)
    }

    /// The current shape of a stored event; nothing when it has it already. A version of a current name that no step
    /// reads was written by a newer program, and that is an error. A name never heard of is left to the domain.
    pub(crate) fn lift(
        &self,
        kind: &str,
        version: i64,
        body: &str,
    ) -> Result<Option<(Shape, String)>, String> {
        let Some(first) = self.step(kind, version) else {
            return match self.current.get(kind) {
                Some(current) if *current != version => Err(format!(
                    "{kind} version {version} is not known here, only up to {current}; is this program too old?"
                )),
                Some(_) | None => Ok(None),
            };
        };
        let mut value = serde_json::from_str(body).map_err(|error| error.to_string())?;
        let (mut next, mut at) = (Some(first), first.from);
        while let Some(upcast) = next {
            value = (upcast.step)(value);
            at = upcast.to;
            next = self.step(at.0, at.1);
        }
        Ok(Some((at, value.to_string())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn step(from: Shape, to: Shape) -> Upcast {
        Upcast { from, to, step: |value| value }
    }

    #[test]
    fn a_shape_is_lifted_through_every_step_and_a_renaming() {
        let upcasters = Upcasters::new(
            [
                Upcast { from: ("a", 1), to: ("a", 2), step: |body| json!({"v2": body}) },
                Upcast { from: ("a", 2), to: ("b", 1), step: |body| json!({"b": body}) },
            ],
            [("b", 1)],
        )
        .unwrap();
        assert_eq!(upcasters.lift("a", 1, "{}").unwrap(), Some((("b", 1), r#"{"b":{"v2":{}}}"#.into())));
        assert_eq!(upcasters.lift("b", 1, "{}").unwrap(), None);
        assert_eq!(upcasters.lift("unheard-of", 7, "{}").unwrap(), None);
        assert!(upcasters.lift("b", 2, "{}").is_err(), "written by a newer program");
    }

    #[test]
    fn the_list_of_the_domain_is_whole_and_refuses_what_a_newer_program_wrote() {
        let domain = Upcasters::of_the_domain().unwrap();
        for (kind, version) in wire_names() {
            assert_eq!(domain.lift(kind, version, "{}"), Ok(None), "{kind}");
            let refusal = domain.lift(kind, version + 1, "{}").unwrap_err();
            assert!(refusal.ends_with("is this program too old?"), "{refusal}");
        }
    }

    #[test]
    fn a_list_that_does_not_lead_to_the_shapes_of_the_domain_is_refused_in_words() {
        let told = |steps: &[UpcastStep]| Upcasters::of(steps, wire_names()).unwrap_err().to_string();
        let gap = told(&[(("teacher.engaged", 1), ("teacher.hired", 2), |body| body)]);
        let words = "the steps from teacher.engaged version 1 end before the current shape; one is missing";
        assert_eq!(gap, words);
        let back: UpcastStep = (("teacher.hired", 1), ("teacher.engaged", 1), |body| body);
        let circle = told(&[(("teacher.engaged", 1), ("teacher.hired", 1), |body| body), back]);
        assert!(circle.ends_with("go in a circle"), "{circle}");
    }

    #[test]
    fn circles_gaps_and_doubles_are_found_before_anything_is_read() {
        let flaw =
            |steps: &[Upcast], current: &[Shape]| Upcasters::new(steps.to_vec(), current.to_vec()).err();
        assert!(matches!(
            flaw(&[step(("a", 1), ("b", 1)), step(("b", 1), ("a", 1))], &[("a", 2)]),
            Some(UpcastFlaw::Circle(..))
        ));
        assert_eq!(flaw(&[step(("a", 1), ("a", 2))], &[("a", 3)]), Some(UpcastFlaw::Gap("a", 1)));
        assert_eq!(flaw(&[step(("a", 2), ("a", 3))], &[("a", 3)]), Some(UpcastFlaw::Unlifted("a", 1)));
        let twice = [step(("a", 1), ("a", 2)), step(("a", 1), ("a", 2))];
        assert_eq!(flaw(&twice, &[("a", 2)]), Some(UpcastFlaw::Twice("a", 1)));
    }
}

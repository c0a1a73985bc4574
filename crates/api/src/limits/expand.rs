//! The size of a query once every fragment stands in its place.
//!
//! Thirty fragments that each spread the next one twice are a page of text and a thousand million fields. Each fragment is
//! measured once here; the measure of a spread is then a look-up.

use std::collections::HashMap;

use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};

use super::budget::over;
use crate::fault::{Notice, code};

pub(super) fn check(document: &ExecutableDocument, limit: usize) -> Result<(), Notice> {
    let mut measure = Measure { document, sizes: HashMap::new() };
    for (_, operation) in document.operations.iter() {
        if measure.set(&operation.node.selection_set.node)? > limit {
            return Err(over(
                code::TOO_COMPLEX,
                "查询展开后字段过多",
                "The query selects too many fields",
                limit,
            ));
        }
    }
    Ok(())
}

struct Measure<'a> {
    document: &'a ExecutableDocument,
    /// The size of a fragment, or none while it is being measured.
    sizes: HashMap<&'a str, Option<usize>>,
}

impl<'a> Measure<'a> {
    fn set(&mut self, set: &'a SelectionSet) -> Result<usize, Notice> {
        let mut size = 0_usize;
        for selection in &set.items {
            size = size.saturating_add(1).saturating_add(match &selection.node {
                Selection::Field(field) => self.set(&field.node.selection_set.node)?,
                Selection::InlineFragment(inline) => self.set(&inline.node.selection_set.node)?,
                Selection::FragmentSpread(spread) => self.fragment(&spread.node.fragment_name.node)?,
            });
        }
        Ok(size)
    }

    fn fragment(&mut self, name: &'a str) -> Result<usize, Notice> {
        match self.sizes.get(name) {
            Some(Some(size)) => return Ok(*size),
            Some(None) => return Err(circle(name)),
            None => {}
        }
        // A fragment that does not exist is for the validator to name.
        let Some(fragment) = self.document.fragments.get(name) else { return Ok(0) };
        self.sizes.insert(name, None);
        let size = self.set(&fragment.node.selection_set.node)?;
        self.sizes.insert(name, Some(size));
        Ok(size)
    }
}

fn circle(name: &str) -> Notice {
    Notice::new(
        code::GRAPHQL_VALIDATION_FAILED,
        format!("片段 {name} 引用了自身"),
        format!("The fragment {name} spreads itself"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::parser::parse_query;

    fn checked(text: &str) -> Result<(), String> {
        check(&parse_query(text).unwrap(), 10_000).map_err(|notice| notice.code.into_owned())
    }

    #[test]
    fn fragments_that_double_thirty_times_are_refused_at_once() {
        let mut text = String::from("{ ...F0 } fragment F30 on Q { a }");
        for n in 0..30 {
            text += &format!(" fragment F{n} on Q {{ ...F{m} ...F{m} }}", m = n + 1);
        }
        assert_eq!(checked(&text), Err("TOO_COMPLEX".into()));
    }

    #[test]
    fn a_circle_of_fragments_is_refused() {
        let text = "{ ...A } fragment A on Q { ...B } fragment B on Q { b { ...A } }";
        assert_eq!(checked(text), Err("GRAPHQL_VALIDATION_FAILED".into()));
    }

    #[test]
    fn a_fragment_used_often_is_only_as_large_as_it_is() {
        let text = "{ a { ...F } b { ...F } ... on Q { c { ...Missing } } } fragment F on Q { x y z }";
        assert_eq!(checked(text), Ok(()));
    }
}

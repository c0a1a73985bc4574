//! Texts that recur, each by a small number.

use std::collections::HashMap;

/// The number of no text at all.
pub(super) const NONE: u16 = u16::MAX;

/// Texts in the order in which they were first met.
#[derive(Debug, Default)]
pub(super) struct Words {
    texts: Vec<String>,
    numbers: HashMap<String, u16>,
}

impl Words {
    /// The number of a text, which is new the first time; `None` when there are too many to be numbered.
    pub(super) fn number(&mut self, text: Option<&str>) -> Option<u16> {
        let Some(text) = text else { return Some(NONE) };
        if let Some(number) = self.numbers.get(text) {
            return Some(*number);
        }
        let number = u16::try_from(self.texts.len()).ok().filter(|number| *number != NONE)?;
        self.texts.push(text.to_owned());
        self.numbers.insert(text.to_owned(), number);
        Some(number)
    }

    /// The number of a text that was met.
    pub(super) fn known(&self, text: &str) -> Option<u16> {
        self.numbers.get(text).copied()
    }

    /// The text of a number; `None` for [`NONE`].
    pub(super) fn text(&self, number: u16) -> Option<&str> {
        self.texts.get(usize::from(number)).map(String::as_str)
    }

    pub(super) fn len(&self) -> usize {
        self.texts.len()
    }

    /// Bytes held, as far as they can be told.
    pub(super) fn bytes(&self) -> usize {
        self.texts.iter().map(|text| 2 * (text.len() + size_of::<String>()) + size_of::<u16>()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_keeps_its_number_and_no_text_has_none() {
        let mut words = Words::default();
        assert_eq!(words.number(Some("a")), Some(0));
        assert_eq!(words.number(Some("b")), Some(1));
        assert_eq!(words.number(Some("a")), Some(0));
        assert_eq!(words.number(None), Some(NONE));
        assert_eq!((words.text(1), words.text(NONE), words.known("c")), (Some("b"), None, None));
    }

    #[test]
    fn more_texts_than_numbers_are_told() {
        let mut words = Words::default();
        assert!((0..usize::from(NONE)).all(|text| words.number(Some(&text.to_string())).is_some()));
        assert_eq!(words.number(Some("one too many")), None);
    }
}

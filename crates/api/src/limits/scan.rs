//! One pass over the text of a query that counts tokens, nesting and aliases.
//!
//! It reads strings and comments as the grammar does and is never stricter about what is inside them, so that no bracket
//! the parser would see can hide from it.

use super::budget::{Limits, over};
use crate::fault::{Notice, code};

/// What the pass has counted.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Scan {
    pub(super) tokens: usize,
    pub(super) deepest: usize,
    pub(super) aliases: usize,
    depth: usize,
    parentheses: usize,
}

impl Scan {
    /// Counts a whole text, and stops at the first limit passed.
    pub(super) fn over(text: &str, limits: &Limits) -> Result<Self, Notice> {
        let bytes = text.as_bytes();
        let mut scan = Scan::default();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            at = match byte {
                b'#' => after_line(bytes, at),
                b'"' => scan.token(after_string(bytes, at)?),
                b'.' if bytes[at..].starts_with(b"...") => scan.token(at + 3),
                b'_' | b'-' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => scan.token(after_word(bytes, at)),
                b' ' | b'\t' | b'\r' | b'\n' | b',' => at + 1,
                // A character outside the grammar counts as a token; the parser will name it.
                _ => {
                    scan.punctuation(byte);
                    scan.token(at + 1)
                }
            };
            scan.within(limits)?;
        }
        Ok(scan)
    }

    fn token(&mut self, next: usize) -> usize {
        self.tokens += 1;
        next
    }

    fn punctuation(&mut self, byte: u8) {
        match byte {
            b'{' | b'[' | b'(' => {
                self.depth += 1;
                self.deepest = self.deepest.max(self.depth);
                self.parentheses += usize::from(byte == b'(');
            }
            b'}' | b']' | b')' => {
                self.depth = self.depth.saturating_sub(1);
                self.parentheses = self.parentheses.saturating_sub(usize::from(byte == b')'));
            }
            // Outside parentheses a colon can only follow an alias.
            b':' => self.aliases += usize::from(self.parentheses == 0),
            _ => {}
        }
    }

    fn within(&self, limits: &Limits) -> Result<(), Notice> {
        if self.tokens > limits.tokens {
            return Err(over(
                code::TOO_MANY_TOKENS,
                "查询的词元过多",
                "The query has too many tokens",
                limits.tokens,
            ));
        }
        if self.deepest > limits.nesting {
            return Err(over(code::TOO_DEEP, "查询嵌套过深", "The query nests too deeply", limits.nesting));
        }
        if self.aliases > limits.aliases {
            return Err(over(
                code::TOO_MANY_ALIASES,
                "查询的别名过多",
                "The query has too many aliases",
                limits.aliases,
            ));
        }
        Ok(())
    }
}

fn after_line(bytes: &[u8], at: usize) -> usize {
    let rest = &bytes[at..];
    at + rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len())
}

fn after_word(bytes: &[u8], at: usize) -> usize {
    let number = !bytes[at].is_ascii_alphabetic() && bytes[at] != b'_';
    let mut next = at + 1;
    while let Some(&byte) = bytes.get(next) {
        let goes_on = match byte {
            b'.' => number && bytes.get(next + 1).is_some_and(u8::is_ascii_digit),
            b'+' | b'-' => number && matches!(bytes[next - 1], b'e' | b'E'),
            _ => byte.is_ascii_alphanumeric() || byte == b'_',
        };
        if !goes_on {
            break;
        }
        next += 1;
    }
    next
}

/// The place after a string that starts here. A string without an end is refused, since nothing after it can be trusted.
fn after_string(bytes: &[u8], at: usize) -> Result<usize, Notice> {
    let block = bytes[at..].starts_with(b"\"\"\"");
    let mut next = at + if block { 3 } else { 1 };
    while let Some(&byte) = bytes.get(next) {
        next += match (block, byte) {
            (true, b'"') if bytes[next..].starts_with(b"\"\"\"") => return Ok(next + 3),
            (true, b'\\') if bytes[next..].starts_with(b"\\\"\"\"") => 4,
            (true, _) => 1,
            (false, b'"') => return Ok(next + 1),
            (false, b'\n' | b'\r') => break,
            (false, b'\\') if !matches!(bytes.get(next + 1), Some(b'\n' | b'\r')) => 2,
            (false, _) => 1,
        };
    }
    Err(Notice::new(
        code::GRAPHQL_PARSE_FAILED,
        "查询语法有误：字符串没有结束",
        "The query is not GraphQL: a string has no end",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scanned(text: &str) -> Result<Scan, String> {
        Scan::over(text, &Limits::default()).map_err(|notice| notice.code.into_owned())
    }

    fn counts(text: &str) -> Result<(usize, usize, usize), String> {
        scanned(text).map(|scan| (scan.tokens, scan.deepest, scan.aliases))
    }

    #[test]
    fn tokens_are_counted_as_the_specification_has_them() {
        assert_eq!(counts("{ a, b } # { c"), Ok((4, 1, 0)));
        assert_eq!(counts("query Q($n: Int = -1.5e+3) { a(n: $n) { ...F } }"), Ok((23, 2, 0)));
        assert_eq!(counts(r#"{ a(s: "}}}\"{{{", t: """ {{ \""" }} """) }"#), Ok((11, 2, 0)));
    }

    #[test]
    fn only_a_colon_outside_parentheses_is_an_alias() {
        assert_eq!(counts("query($v: T) { x: a(o: { k: [1] }) { y: b } }").map(|c| c.2), Ok(2));
    }

    #[test]
    fn two_thousand_levels_are_refused_without_recursion() {
        for (open, close) in [("{a", "}"), ("[", "]"), ("(a:", ")")] {
            let text = open.repeat(2_000) + &close.repeat(2_000);
            assert_eq!(scanned(&text), Err("TOO_DEEP".into()));
        }
    }

    #[test]
    fn a_bracket_cannot_hide_behind_a_string_that_never_ends() {
        assert_eq!(scanned("{ a(s: \"\n) }"), Err("GRAPHQL_PARSE_FAILED".into()));
        assert_eq!(scanned("{ a(s: \"\\\n) }"), Err("GRAPHQL_PARSE_FAILED".into()));
        assert_eq!(scanned("{ a(s: \"\"\" ) }"), Err("GRAPHQL_PARSE_FAILED".into()));
        assert_eq!(scanned("\"\\"), Err("GRAPHQL_PARSE_FAILED".into()));
    }

    #[test]
    fn limits_hold_at_the_very_number() {
        let aliases = |n: usize| format!("{{{}}}", "a:b ".repeat(n));
        assert!(scanned(&aliases(60)).is_ok());
        assert_eq!(scanned(&aliases(61)), Err("TOO_MANY_ALIASES".into()));
        let tokens = |n: usize| format!("{{{}}}", "b ".repeat(n - 2));
        assert!(scanned(&tokens(4_000)).is_ok());
        assert_eq!(scanned(&tokens(4_001)), Err("TOO_MANY_TOKENS".into()));
    }
}

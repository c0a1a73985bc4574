//! Rust source cut into words and signs, just far enough for the rules of the house: comments are
//! gone and a literal is one sign, so that no rule is broken by what a sentence says.

/// An identifier, a number, one punctuation character, or `"` for any literal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) text: String,
    pub(crate) line: usize,
}

impl Token {
    pub(crate) fn is_word(&self) -> bool {
        self.text.starts_with(|first: char| first.is_alphabetic() || first == '_')
    }
}

/// Cuts `source` into tokens.
pub(crate) fn tokens(source: &str) -> Vec<Token> {
    let mut reader = Reader { rest: source, line: 1, found: Vec::new() };
    while reader.step() {}
    reader.found
}

/// The tokens without what is compiled for tests only: a test may look wherever it likes.
pub(crate) fn tokens_without_tests(source: &str) -> Vec<Token> {
    let all = tokens(source);
    let mut kept = Vec::new();
    let mut at = 0;
    while at < all.len() {
        if starts_with(&all[at..], &["#", "[", "cfg", "(", "test", ")", "]"]) {
            at = end_of_item(&all, at + 7);
        } else {
            kept.push(all[at].clone());
            at += 1;
        }
    }
    kept
}

/// Whether `tokens` begins with these words and signs.
pub(crate) fn starts_with(tokens: &[Token], words: &[&str]) -> bool {
    tokens.len() >= words.len() && tokens.iter().zip(words).all(|(token, word)| token.text == *word)
}

/// Where the item that starts at `at` has ended: behind its `;`, or behind its body.
pub(crate) fn end_of_item(tokens: &[Token], at: usize) -> usize {
    let ends_with_body = !tokens[at..].iter().take(6).any(|token| token.text == "use");
    let mut depth = 0_usize;
    for (offset, token) in tokens[at..].iter().enumerate() {
        match token.text.as_str() {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth = depth.saturating_sub(1),
            ";" if depth == 0 => return at + offset + 1,
            _ => {}
        }
        if token.text == "}" && depth == 0 && ends_with_body {
            return at + offset + 1;
        }
    }
    tokens.len()
}

struct Reader<'a> {
    rest: &'a str,
    line: usize,
    found: Vec<Token>,
}

impl Reader<'_> {
    /// Takes one token, comment or blank; `false` at the end.
    fn step(&mut self) -> bool {
        let Some(first) = self.rest.chars().next() else { return false };
        if let Some(length) = comment(self.rest) {
            self.skip(length);
        } else if let Some(length) = literal(self.rest) {
            self.push("\"", length);
        } else if first.is_alphanumeric() || first == '_' {
            let length = word(self.rest);
            self.push(&self.rest[..length], length);
        } else if first.is_whitespace() {
            self.skip(first.len_utf8());
        } else {
            self.push(&self.rest[..first.len_utf8()], first.len_utf8());
        }
        true
    }

    fn push(&mut self, text: &str, length: usize) {
        self.found.push(Token { text: text.to_owned(), line: self.line });
        self.skip(length);
    }

    fn skip(&mut self, length: usize) {
        self.line += self.rest[..length].matches('\n').count();
        self.rest = &self.rest[length..];
    }
}

fn word(text: &str) -> usize {
    text.find(|next: char| !next.is_alphanumeric() && next != '_').unwrap_or(text.len())
}

fn comment(text: &str) -> Option<usize> {
    if text.starts_with("//") {
        return Some(text.find('\n').unwrap_or(text.len()));
    }
    if !text.starts_with("/*") {
        return None;
    }
    let mut depth = 0;
    let mut at = 0;
    while at < text.len() {
        match text.as_bytes().get(at..at + 2) {
            Some(b"/*") => (depth, at) = (depth + 1, at + 2),
            Some(b"*/") => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return Some(at);
        }
    }
    Some(text.len())
}

/// The length of the string or character literal that `text` starts with.
fn literal(text: &str) -> Option<usize> {
    let prefix =
        ["br", "cr", "b", "c", "r"].into_iter().find(|prefix| text.starts_with(prefix)).unwrap_or("");
    let body = &text[prefix.len()..];
    let hashes = body.len() - body.trim_start_matches('#').len();
    if prefix.ends_with('r') && body[hashes..].starts_with('"') {
        let end = format!("\"{}", "#".repeat(hashes));
        let start = prefix.len() + hashes + 1;
        return Some(text[start..].find(&end).map_or(text.len(), |found| start + found + end.len()));
    }
    if body.starts_with('"') {
        return Some(prefix.len() + quoted(body, '"'));
    }
    if body.starts_with('\'') && is_character(body) {
        return Some(prefix.len() + quoted(body, '\''));
    }
    // A word that merely begins like a prefix is no literal.
    None
}

/// `'a'` is a character and `'a` is a lifetime.
fn is_character(text: &str) -> bool {
    let mut inside = text.chars().skip(1);
    inside.next() == Some('\\') || inside.next() == Some('\'')
}

fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, next) in text.char_indices().skip(1) {
        if !escaped && next == quote {
            return at + quote.len_utf8();
        }
        escaped = !escaped && next == '\\';
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(source: &str) -> String {
        tokens(source).iter().map(|token| token.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn comments_and_literals_say_nothing() {
        assert_eq!(words("a // Sqlite\n/* /* b */ Sqlite */ c"), "a c");
        assert_eq!(words(r##"f("Sq\"lite", r#"a"b"#, b'x', '\'', 'é')"##), r#"f ( " , " , " , " , " )"#);
    }

    #[test]
    fn a_lifetime_is_not_a_character_and_a_word_is_not_a_prefix() {
        assert_eq!(
            words("fn f<'a>(x: &'a str) { break 'outer }"),
            "fn f < ' a > ( x : & ' a str ) { break ' outer }"
        );
        assert_eq!(words("crate::b::r + brush"), "crate : : b : : r + brush");
    }

    #[test]
    fn a_token_knows_its_line() {
        let found = tokens("a\n/* \n */ b \"x\ny\" c");
        let lines: Vec<usize> = found.iter().map(|token| token.line).collect();
        assert_eq!(lines, [1, 3, 3, 4]);
    }

    #[test]
    fn what_is_for_tests_only_is_left_out() {
        let source = "fn a() {} #[cfg(test)] use x::{y, z}; #[cfg(test)] #[path = \"p\"] mod tests { fn t() {} } fn b() {}";
        let kept: Vec<String> = tokens_without_tests(source).into_iter().map(|token| token.text).collect();
        assert_eq!(kept.join(" "), "fn a ( ) { } fn b ( ) { }");
    }
}

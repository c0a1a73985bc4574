//! What one file declares, defines and names, read from its tokens.

use crate::tokens::{Token, end_of_item, starts_with, tokens_without_tests};

/// A path as written, with the inline modules it stands in.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    pub(crate) inside: Vec<String>,
    pub(crate) path: Vec<String>,
}

/// One name brought in by a `use`; `None` stands for `*`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Import {
    pub(crate) name: Option<String>,
    pub(crate) reference: Reference,
}

/// What a file says about other files.
#[derive(Default)]
pub(crate) struct Facts {
    /// The items made here, at any depth.
    pub(crate) defined: Vec<String>,
    /// What `use` brings in.
    pub(crate) imports: Vec<Import>,
    /// Paths of two words or more outside of `use`.
    pub(crate) inline: Vec<Reference>,
    /// Every identifier, for names that come in by `*`.
    pub(crate) words: Vec<String>,
    /// The first item that is neither a declared module nor a `use`, and its line.
    pub(crate) own_item: Option<(String, usize)>,
}

const MAKERS: [&str; 9] = ["fn", "struct", "enum", "union", "trait", "type", "const", "static", "mod"];

/// Reads `source`, tests left out.
pub(crate) fn facts(source: &str) -> Facts {
    let tokens = tokens_without_tests(source);
    let mut facts = Facts { own_item: own_item(&tokens), ..Facts::default() };
    facts.words = tokens.iter().filter(|token| token.is_word()).map(|token| token.text.clone()).collect();
    let mut inline_modules: Vec<(String, usize)> = Vec::new();
    let mut depth = 0;
    let mut at = 0;
    while at < tokens.len() {
        let rest = &tokens[at..];
        let inside = || inline_modules.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        match rest[0].text.as_str() {
            "{" => depth += 1,
            "}" => {
                depth -= 1;
                inline_modules.retain(|(_, opened)| *opened <= depth);
            }
            "pub" if starts_with(rest, &["pub", "("]) => at += visibility(rest),
            "use" => {
                let end = end_of_item(&tokens, at);
                imports(&tokens[at + 1..end - 1], &inside(), &mut facts.imports);
                at = end;
                continue;
            }
            "macro_rules" if rest.len() > 2 => facts.defined.push(rest[2].text.clone()),
            maker if MAKERS.contains(&maker) && rest.len() > 2 && rest[1].is_word() => {
                if maker == "mod" && rest[2].text == "{" {
                    inline_modules.push((rest[1].text.clone(), depth + 1));
                }
                if maker != "mod" || rest[2].text == "{" {
                    facts.defined.push(rest[1].text.clone());
                }
            }
            _ if starts_a_path(&tokens, at) => {
                let path = path(rest);
                at += 3 * (path.len() - 1);
                facts.inline.extend((path.len() > 1).then(|| Reference { inside: inside(), path }));
            }
            _ => {}
        }
        at += 1;
    }
    facts
}

/// How many tokens `(crate)` and its kin take behind `pub`: where a thing may be seen is not where
/// it comes from.
fn visibility(rest: &[Token]) -> usize {
    rest.iter().position(|token| token.text == ")").unwrap_or(0)
}

fn starts_a_path(tokens: &[Token], at: usize) -> bool {
    let before = at.checked_sub(1).map_or("", |before| tokens[before].text.as_str());
    tokens[at].is_word() && before != ":" && before != "." || tokens[at].is_word() && is_type_sign(tokens, at)
}

/// A single `:` stands before a type, a double one inside a path.
fn is_type_sign(tokens: &[Token], at: usize) -> bool {
    at >= 2 && tokens[at - 1].text == ":" && tokens[at - 2].text != ":"
}

fn path(rest: &[Token]) -> Vec<String> {
    let mut words = vec![rest[0].text.clone()];
    let mut at = 1;
    while starts_with(&rest[at.min(rest.len())..], &[":", ":"])
        && rest.get(at + 2).is_some_and(Token::is_word)
    {
        words.push(rest[at + 2].text.clone());
        at += 3;
    }
    words
}

/// Reads one tree of a `use`, without its final `;`.
fn imports(tree: &[Token], inside: &[String], found: &mut Vec<Import>) {
    read_tree(tree, &[], inside, found);
}

fn read_tree(tree: &[Token], prefix: &[String], inside: &[String], found: &mut Vec<Import>) {
    if tree.first().is_none_or(|first| first.text == ":") {
        return;
    }
    let mut path = prefix.to_vec();
    let mut at = 0;
    while at < tree.len() {
        match tree[at].text.as_str() {
            ":" => {}
            "{" => return branches(&tree[at + 1..tree.len() - 1], &path, inside, found),
            "*" => return found.push(import(None, path, inside)),
            "as" => {
                let name = tree.get(at + 1).map(|token| token.text.clone());
                return found.push(Import { name, ..import(None, path, inside) });
            }
            "self" if !path.is_empty() => {}
            word => path.push(word.to_owned()),
        }
        at += 1;
    }
    let name = path.last().cloned();
    found.push(Import { name, ..import(None, path, inside) });
}

fn import(name: Option<String>, path: Vec<String>, inside: &[String]) -> Import {
    Import { name, reference: Reference { inside: inside.to_vec(), path } }
}

fn branches(list: &[Token], prefix: &[String], inside: &[String], found: &mut Vec<Import>) {
    let mut depth = 0;
    let comma = |token: &Token| {
        match token.text.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ => {}
        }
        token.text == "," && depth == 0
    };
    for branch in list.split(comma) {
        read_tree(branch, prefix, inside, found);
    }
}

fn own_item(tokens: &[Token]) -> Option<(String, usize)> {
    let mut at = 0;
    while at < tokens.len() {
        let rest = &tokens[at..];
        let bare = without_visibility(rest);
        if let Some(length) = attribute(rest) {
            at += length;
        } else if starts_with(bare, &["use"]) || starts_with(bare, &["mod"]) && bare.get(2)?.text == ";" {
            at = end_of_item(tokens, at);
        } else {
            return bare.first().map(|token| (token.text.clone(), token.line));
        }
    }
    None
}

fn without_visibility(rest: &[Token]) -> &[Token] {
    match rest {
        [word, open, ..] if word.text == "pub" && open.text == "(" => &rest[visibility(rest) + 1..],
        [word, ..] if word.text == "pub" => &rest[1..],
        _ => rest,
    }
}

/// The length of the attribute, `#[…]` or `#![…]`, that `rest` starts with.
fn attribute(rest: &[Token]) -> Option<usize> {
    if !starts_with(rest, &["#", "["]) && !starts_with(rest, &["#", "!", "["]) {
        return None;
    }
    let mut depth = 0;
    for (at, token) in rest.iter().enumerate() {
        match token.text.as_str() {
            "[" => depth += 1,
            "]" => depth -= 1,
            _ => continue,
        }
        if depth == 0 {
            return Some(at + 1);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imported(source: &str) -> Vec<String> {
        let show = |import: &Import| {
            format!("{} = {}", import.name.as_deref().unwrap_or("*"), import.reference.path.join("::"))
        };
        facts(source).imports.iter().map(show).collect()
    }

    #[test]
    fn a_tree_of_imports_is_read_branch_by_branch() {
        assert_eq!(
            imported("use crate::a::{self, B as C, d::{E, f::*}}; pub(crate) use super::g; use ::std::fs;"),
            ["a = crate::a", "C = crate::a::B", "E = crate::a::d::E", "* = crate::a::d::f", "g = super::g"]
        );
    }

    #[test]
    fn a_path_inside_the_code_is_seen_and_a_visibility_is_not() {
        let found = facts("pub(in crate::x) fn f(a: crate::b::C) -> D { $crate::e!(a.h()); self::i::<J>() }");
        let paths: Vec<String> = found.inline.iter().map(|reference| reference.path.join("::")).collect();
        assert_eq!(paths, ["crate::b::C", "crate::e", "self::i"]);
        assert_eq!(found.defined, ["f"]);
    }

    #[test]
    fn an_inline_module_is_part_of_where_a_path_stands() {
        let found = facts("mod a { mod b { use super::c; } use super::d; } use e::f;");
        let inside: Vec<String> =
            found.imports.iter().map(|import| import.reference.inside.join("::")).collect();
        assert_eq!(inside, ["a::b", "a", ""]);
    }

    #[test]
    fn only_a_file_that_declares_and_re_exports_has_no_item_of_its_own() {
        let plain = "//! Words.\n#![allow(x)]\nmod a;\n#[cfg(unix)]\npub(crate) mod b;\npub use a::{C, D};\n#[cfg(test)]\nmod tests { fn t() {} }";
        assert_eq!(facts(plain).own_item, None);
        assert_eq!(facts("mod a;\npub fn f() {}").own_item, Some(("fn".to_owned(), 2)));
        assert_eq!(facts("mod a { fn f() {} }").own_item, Some(("mod".to_owned(), 1)));
    }
}

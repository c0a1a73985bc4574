//! The files of one crate as a tree of modules, and which file a path leads to.

use std::collections::{BTreeMap, BTreeSet};

use crate::files::File;
use crate::paths::{Facts, Reference, facts};

/// One file of a crate.
struct Module {
    file: String,
    facts: Facts,
}

/// The modules of one crate, by their path from its root.
pub(crate) struct Modules(BTreeMap<Vec<String>, Module>);

/// A name found through this many re-exports is given up: somebody re-exports himself.
const FAR_ENOUGH: usize = 16;

impl Modules {
    /// Reads the files of one crate.
    pub(crate) fn read<'a>(files: impl IntoIterator<Item = &'a File>) -> Self {
        let module = |file: &File| {
            (module_path(&file.path), Module { file: file.path.clone(), facts: facts(&file.text) })
        };
        Self(files.into_iter().map(module).collect())
    }

    /// Which file leans on which. A file that only declares and re-exports is looked through.
    pub(crate) fn arrows(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let own = self.0.iter().filter(|(_, module)| module.facts.own_item.is_some());
        own.map(|(path, module)| (module.file.as_str(), self.leans_on(path, module))).collect()
    }

    fn leans_on<'a>(&'a self, path: &[String], module: &'a Module) -> BTreeSet<&'a str> {
        let imported = module.facts.imports.iter().map(|import| &import.reference);
        let named = imported.chain(&module.facts.inline);
        let targets =
            named.filter_map(|reference| self.resolve(&self.absolute(path, module, reference, 0)?, 0));
        let mut found: BTreeSet<&str> = targets.chain(self.by_glob(path, module)).collect();
        found.remove(module.file.as_str());
        found
    }

    /// What comes in by `*` from a file that only re-exports is found word by word.
    fn by_glob<'a>(&'a self, path: &[String], module: &'a Module) -> impl Iterator<Item = &'a str> {
        let globs = module.facts.imports.iter().filter(|import| import.name.is_none());
        let sources: Vec<Vec<String>> =
            globs.filter_map(|import| self.absolute(path, module, &import.reference, 0)).collect();
        let through = move |word: &String| {
            sources
                .iter()
                .find_map(|source| self.lookup(source, word, &[], 0))
                .map(|found| found.file.as_str())
        };
        module.facts.words.iter().filter_map(through)
    }

    /// The path from the root of the crate, or `None` when it leads out of it.
    fn absolute(
        &self,
        at: &[String],
        module: &Module,
        reference: &Reference,
        tries: usize,
    ) -> Option<Vec<String>> {
        let mut base = [at, &reference.inside].concat();
        let (first, rest) = reference.path.split_first()?;
        match first.as_str() {
            "crate" => Some(rest.to_vec()),
            "self" => Some([&base, rest].concat()),
            "super" => {
                let steps = reference.path.iter().take_while(|word| *word == "super").count();
                base.truncate(base.len().checked_sub(steps)?);
                Some([&base, &reference.path[steps..]].concat())
            }
            _ if self.0.contains_key(&[&base, std::slice::from_ref(first)].concat()) => {
                Some([&base, reference.path.as_slice()].concat())
            }
            _ if tries < FAR_ENOUGH => {
                let named = |import: &&crate::paths::Import| {
                    import.name.as_ref() == Some(first) && import.reference != *reference
                };
                let import = module.facts.imports.iter().find(named)?;
                let start = self.absolute(at, module, &import.reference, tries + 1)?;
                Some([&start, rest].concat())
            }
            _ => None,
        }
    }

    /// The file in which what `path` names is made.
    fn resolve(&self, path: &[String], tries: usize) -> Option<&str> {
        let (module_path, rest) = self.longest_module(path)?;
        let module = &self.0[module_path];
        let found = rest.split_first().and_then(|(name, rest)| self.lookup(module_path, name, rest, tries));
        let itself = Some(module).filter(|module| module.facts.own_item.is_some());
        found.or(itself).map(|module| module.file.as_str())
    }

    fn longest_module<'a>(&self, path: &'a [String]) -> Option<(&'a [String], &'a [String])> {
        (0..=path.len())
            .rev()
            .map(|length| path.split_at(length))
            .find(|(module, _)| self.0.contains_key(*module))
    }

    /// The file in which `name`, as seen in the module at `path`, is made.
    fn lookup(&self, path: &[String], name: &String, rest: &[String], tries: usize) -> Option<&Module> {
        let module = self.0.get(path)?;
        if module.facts.defined.contains(name) {
            return Some(module);
        }
        if tries == FAR_ENOUGH {
            return None;
        }
        module.facts.imports.iter().find_map(|import| {
            let target = self.absolute(path, module, &import.reference, 0)?;
            match &import.name {
                Some(given) if given == name => {
                    let file = self.resolve(&[&target, rest].concat(), tries + 1)?;
                    self.0.values().find(|module| module.file == file)
                }
                Some(_) => None,
                None => self.lookup(&target, name, rest, tries + 1),
            }
        })
    }
}

/// `[a, b]` for `crates/x/src/a/b.rs` and for `crates/x/src/a/b/mod.rs`.
fn module_path(file: &str) -> Vec<String> {
    let inside = file.split('/').skip(3).collect::<Vec<_>>().join("/");
    let name = inside.trim_end_matches(".rs");
    let folder = name.strip_suffix("/mod").unwrap_or(name);
    match folder {
        "lib" | "main" => Vec::new(),
        folder => folder.split('/').map(str::to_owned).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrows(files: &[(&str, &str)]) -> Vec<String> {
        let files: Vec<File> = files
            .iter()
            .map(|(path, text)| File { path: format!("crates/x/src/{path}"), text: (*text).to_owned() })
            .collect();
        let modules = Modules::read(&files);
        let short = |path: &str| path.trim_start_matches("crates/x/src/").to_owned();
        let arrows = modules.arrows();
        let pairs = arrows.iter().flat_map(|(from, to)| to.iter().map(move |to| (from, to)));
        pairs.map(|(from, to)| format!("{} -> {}", short(from), short(to))).collect()
    }

    const LIB: (&str, &str) = ("lib.rs", "mod a; mod b; pub use a::A; pub use b::*;");

    #[test]
    fn a_re_export_is_looked_through() {
        let found = arrows(&[LIB, ("a.rs", "pub struct A;"), ("b.rs", "use crate::A; pub struct B(A);")]);
        assert_eq!(found, ["b.rs -> a.rs"]);
    }

    #[test]
    fn a_glob_is_looked_through_word_by_word() {
        let found = arrows(&[LIB, ("a.rs", "use super::*; pub struct A(B);"), ("b.rs", "pub struct B;")]);
        assert_eq!(found, ["a.rs -> b.rs"]);
    }

    #[test]
    fn a_path_in_the_code_and_a_path_through_an_imported_module_are_arrows() {
        let folder = ("a/mod.rs", "mod c; mod d; pub(crate) use c::C;");
        let lib = ("lib.rs", "mod a; mod b;");
        let c = ("a/c.rs", "pub(crate) struct C; fn f() { super::d::g() }");
        let d = ("a/d.rs", "pub(crate) fn g() {}");
        let b = ("b.rs", "use crate::a; fn f() -> a::C { todo() }");
        assert_eq!(arrows(&[lib, folder, c, d, b]), ["a/c.rs -> a/d.rs", "b.rs -> a/c.rs"]);
    }

    #[test]
    fn a_parent_that_makes_something_itself_is_not_looked_through() {
        let parent = ("a.rs", "mod c; pub use c::C; pub enum Shared {}");
        let child = ("a/c.rs", "use super::Shared; pub struct C(Shared);");
        let found = arrows(&[("lib.rs", "mod a;"), parent, child]);
        assert_eq!(found, ["a.rs -> a/c.rs", "a/c.rs -> a.rs"]);
    }

    #[test]
    fn what_comes_from_outside_is_no_arrow() {
        let found = arrows(&[
            LIB,
            ("a.rs", "use std::fs::File; pub struct A(serde_json::Value);"),
            ("b.rs", "fn b() {}"),
        ]);
        assert!(found.is_empty(), "{found:?}");
    }
}

//! One page of the questions: its title in Chinese, a line in English, the query and the answer.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

pub(crate) struct Page {
    path: PathBuf,
    text: String,
    pub(crate) title: String,
    pub(crate) english: String,
    pub(crate) query: String,
    /// The answer as it was reviewed; none while it never was.
    pub(crate) answer: Option<Value>,
}

impl Page {
    /// Every page, in the order of the numbers.
    pub(crate) fn all() -> Vec<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/questions");
        let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.retain(|path| path.file_name().unwrap().to_string_lossy().starts_with("Q-"));
        paths.sort();
        paths.into_iter().map(Self::read).collect()
    }

    fn read(path: PathBuf) -> Self {
        let text = fs::read_to_string(&path).unwrap();
        let mut lines = text.lines().filter(|line| !line.is_empty());
        let (title, english) = (lines.next().unwrap().to_owned(), lines.next().unwrap().to_owned());
        let query =
            fenced(&text, "graphql").unwrap_or_else(|| panic!("{} asks nothing", path.display())).to_owned();
        let answer = fenced(&text, "json").map(|answer| serde_json::from_str(answer).unwrap());
        Self { path, title, english, query, answer, text }
    }

    /// As Q-01.
    pub(crate) fn name(&self) -> String {
        self.path.file_stem().unwrap().to_string_lossy().into_owned()
    }

    /// Writes the answer down in the place of the one that stands there.
    pub(crate) fn write(&self, answer: &Value) {
        let before = self.text.split("\n```json\n").next().unwrap().trim_end();
        let answer = serde_json::to_string_pretty(answer).unwrap();
        fs::write(&self.path, format!("{before}\n\n```json\n{answer}\n```\n")).unwrap();
    }
}

fn fenced<'a>(text: &'a str, language: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(&format!("\n```{language}\n"))?;
    rest.split_once("\n```").map(|(block, _)| block)
}

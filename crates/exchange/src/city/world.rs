use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use liangshi_domain::{
    DecisionDocument, EventId, OrganisationId, TeacherId,
    policy::{Plan, PolicyFault, ProgrammeFile, builtin},
    teacher::{Teacher, TeacherCommand, past::PastCommand},
};
use liangshi_eventstore::Log;

use super::{
    author::Author,
    dice::Dice,
    layout::Layout,
    records::{Award, Barred, Member, Running, Sent},
};

/// The number of teachers that all numbers of the story are written for.
const WHOLE: usize = 20_000;
/// The bureau that issues every document of the story.
pub(crate) const BUREAU: &str = "东莞市教育局";

/// Everything that is known while the story is told.
pub(crate) struct World {
    pub(crate) author: Author,
    pub(crate) dice: Dice,
    pub(crate) teachers: usize,
    pub(crate) layout: Layout,
    pub(crate) plan: Plan,
    pub(crate) programmes: Vec<ProgrammeFile>,
    pub(crate) bureau: OrganisationId,
    pub(crate) towns: Vec<OrganisationId>,
    pub(crate) units: Vec<OrganisationId>,
    pub(crate) outside: Vec<OrganisationId>,
    /// How many persons each unit ever had, so that the first of them leads it.
    pub(crate) posts: Vec<usize>,
    pub(crate) staff: Vec<Member>,
    pub(crate) awards: Vec<Award>,
    pub(crate) bars: Vec<Barred>,
    pub(crate) sent: Vec<Sent>,
    pub(crate) rounds: Vec<Running>,
    pub(crate) corrected: Option<TeacherId>,
    papers: BTreeMap<i32, u32>,
}

impl World {
    /// A world before its first day.
    pub(crate) fn new(log: &Log, teachers: usize, seed: u64) -> Result<Self, PolicyFault> {
        let mut author = Author::new(log, seed);
        let layout = Layout::draw(teachers, seed)?;
        author.at(super::calendar::Month::new(2016, 7).entered());
        let mut ids = |number: usize| (0..number).map(|_| OrganisationId(author.id())).collect::<Vec<_>>();
        let (towns, units, outside) = (ids(layout.towns.len()), ids(layout.units.len()), ids(3));
        Ok(Self {
            bureau: OrganisationId(author.id()),
            posts: vec![0; layout.units.len()],
            author,
            dice: Dice::new(seed, 4),
            teachers,
            layout,
            plan: builtin::plan()?,
            programmes: builtin::programmes()?,
            towns,
            units,
            outside,
            staff: Vec::new(),
            awards: Vec::new(),
            bars: Vec::new(),
            sent: Vec::new(),
            rounds: Vec::new(),
            corrected: None,
            papers: BTreeMap::new(),
        })
    }

    /// A number that is written for the whole city, for a city of this size.
    pub(crate) fn share(&self, of_whole: usize) -> usize {
        (of_whole * self.teachers + WHOLE / 2) / WHOLE
    }

    /// What follows is recorded by this account without a document.
    pub(crate) fn desk(&mut self, actor: &str) {
        self.author.by(actor, Some(self.bureau), None);
    }

    /// What follows is recorded by this account under a new document of the bureau.
    pub(crate) fn paper(&mut self, actor: &str, title: &str, issued: NaiveDate) {
        let number = self.papers.entry(issued.year()).or_default();
        *number += 1;
        let document = DecisionDocument {
            issuer: BUREAU.to_owned(),
            number: format!("东教〔{}〕{number}号", issued.year()),
            issued: Some(issued),
            title: Some(title.to_owned()),
            digest: None,
        };
        self.author.by(actor, Some(self.bureau), Some(document));
    }

    /// States something about a member.
    pub(crate) fn state(&mut self, member: usize, command: TeacherCommand) -> Option<EventId> {
        self.author.ask::<Teacher>(self.staff[member].id, &command)
    }

    /// Changes the past of a member.
    pub(crate) fn change(&mut self, member: usize, command: PastCommand) -> Option<EventId> {
        self.state(member, TeacherCommand::Past(command))
    }

    /// Whether a bar is in force on a member.
    pub(crate) fn is_barred(&self, member: usize, day: NaiveDate) -> bool {
        let teacher = self.author.state::<Teacher>(self.staff[member].id);
        teacher.is_some_and(|teacher| !teacher.timeline().bars_on(day).is_empty())
    }

    /// Members chosen by chance among those who fit, as many as there are at most.
    pub(crate) fn some(&mut self, number: usize, fits: impl Fn(&Member) -> bool) -> Vec<usize> {
        let fitting = self.staff.iter().enumerate().filter(|(_, member)| fits(member)).map(|(nth, _)| nth);
        let mut fitting: Vec<_> = fitting.collect();
        self.dice.shuffle(&mut fitting);
        fitting.truncate(number);
        fitting.sort_unstable();
        fitting
    }

    /// A unit other than this one that fits, when there is one.
    pub(crate) fn other_unit(
        &mut self,
        own: usize,
        fits: impl Fn(&super::layout::Unit) -> bool,
    ) -> Option<usize> {
        let others = self.layout.units.iter().enumerate().filter(|(nth, unit)| *nth != own && fits(unit));
        let others: Vec<_> = others.map(|(nth, _)| nth).collect();
        self.dice.choose(&others)
    }
}

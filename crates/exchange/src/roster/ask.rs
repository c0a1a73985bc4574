//! What a row asks of a person's history: everything of a new one, and of a known one only what is not there yet.

use chrono::{Datelike, NaiveDate};
use liangshi_domain::{
    CivilDate, Personal,
    code::{Sex, Source},
    teacher::{
        Dated, Teacher, TeacherCommand,
        hire::{Employment, HireCommand, HireTeacher},
        honour::HonourCommand,
        identity::{IdentityCommand, RegisterTeacher},
        post::{AssignTeacher, GrantTitle, PostCommand},
    },
};

use super::{
    column::Column,
    entry::{Entry, agrees},
    units::Units,
};
use crate::fault::Reason;

/// Commands in the order in which they can be decided, and what the row says otherwise than the register.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    /// Each with the column a refusal of it is told at.
    pub(crate) commands: Vec<(Column, TeacherCommand)>,
    pub(crate) differs: Vec<(Column, Reason)>,
}

impl Asked {
    fn command(&mut self, column: Column, command: TeacherCommand) {
        self.commands.push((column, command));
    }

    /// Notes what the register says, unless the row says the same or nothing.
    fn compare(&mut self, column: Column, same: bool, registered: impl ToString) {
        if !same {
            let registered = registered.to_string();
            self.differs.push((column, Reason::RowDiffersFromRegister { registered }));
        }
    }
}

/// Compares a row with a person's history.
///
/// # Errors
/// When the person is of another unit: that is a transfer, which has a date and a decision of its own.
pub(crate) fn ask(
    entry: &Entry,
    teacher: &Teacher,
    units: &Units,
    today: NaiveDate,
) -> Result<Asked, (Column, Reason)> {
    let mut asked = Asked::default();
    let day = today.max(entry.from.day);
    if teacher.is_registered() {
        compare_identity(&mut asked, entry, teacher, day);
    } else {
        asked.command(
            Column::Identity,
            TeacherCommand::Identity(IdentityCommand::RegisterTeacher(register(entry))),
        );
    }
    match teacher.timeline().employments.on(day).next() {
        Some(employment) if employment.value.personnel != entry.organisation => {
            let unit = units.name(employment.value.personnel);
            return Err((Column::Organisation, Reason::RowOtherUnit { unit }));
        }
        Some(employment) => compare_employment(&mut asked, entry, employment),
        None => asked.command(Column::From, TeacherCommand::Hire(HireCommand::HireTeacher(hire(entry)))),
    }
    ask_work(&mut asked, entry, teacher, units, day);
    ask_merit(&mut asked, entry, teacher);
    Ok(asked)
}

fn register(entry: &Entry) -> RegisterTeacher {
    let numbered = if entry.identity.is_male() { Sex::Male } else { Sex::Female };
    RegisterTeacher {
        name: Personal::from(entry.name.clone()),
        identity: Some(Personal::from(entry.identity.clone())),
        birth: entry.birth.map(Personal::from),
        sex: entry.sex.unwrap_or(numbered),
        staff_number: entry.staff_number.clone(),
    }
}

/// A roster need not say where a person came from; the event has to, so it says "other".
fn hire(entry: &Entry) -> HireTeacher {
    HireTeacher {
        organisation: entry.organisation,
        from: entry.from.clone(),
        source: entry.source.unwrap_or(Source::Other),
        category: entry.category,
        staffing: entry.staffing,
        establishment: None,
        paying: None,
    }
}

fn compare_identity(asked: &mut Asked, entry: &Entry, teacher: &Teacher, day: NaiveDate) {
    let identity = &teacher.timeline().identity;
    if let Some(name) = identity.name_on(day).and_then(Personal::known) {
        asked.compare(Column::Name, *name == entry.name, name);
    }
    let Some(registered) = identity.registered.as_ref().map(|person| &person.value) else { return };
    asked.compare(Column::Sex, entry.sex.is_none_or(|sex| sex == registered.sex), registered.sex.zh());
    if let Some(birth) = teacher.birth() {
        asked.compare(Column::Birth, entry.birth.is_none_or(|stated| stated == birth), birth);
    }
    let same = entry.staff_number.is_none() || entry.staff_number == registered.staff_number;
    asked.compare(Column::StaffNumber, same, shown(registered.staff_number.as_deref()));
}

fn compare_employment(asked: &mut Asked, entry: &Entry, employment: &Dated<Employment>) {
    let value = &employment.value;
    asked.compare(Column::Staffing, value.staffing == entry.staffing, value.staffing.zh());
    asked.compare(Column::Category, value.category == entry.category, value.category.zh());
    asked.compare(
        Column::Source,
        entry.source.is_none_or(|source| source == value.source),
        value.source.zh(),
    );
    asked.compare(Column::From, agrees(&entry.from, employment.period.from), employment.period.from);
}

fn ask_work(asked: &mut Asked, entry: &Entry, teacher: &Teacher, units: &Units, day: NaiveDate) {
    let work = teacher.timeline().posts.assignments.on(day).find(|work| work.value.primary);
    let Some(work) = work.map(|work| &work.value) else {
        asked.command(Column::From, TeacherCommand::Post(PostCommand::AssignTeacher(assign(entry))));
        return;
    };
    let place = units.name(work.organisation);
    asked.compare(Column::Organisation, work.organisation == entry.organisation, place);
    let stage = work.stage.map(|stage| stage.zh());
    asked.compare(Column::Stage, entry.stage.is_none() || entry.stage == work.stage, shown(stage));
    let subject = work.subject.as_deref();
    asked.compare(Column::Subject, entry.subject.is_none() || entry.subject == work.subject, shown(subject));
    let post = work.post.as_deref();
    asked.compare(Column::Post, entry.post.is_none() || entry.post == work.post, shown(post));
    let percent = entry.fte_percent.is_none_or(|percent| percent == work.fte_percent);
    asked.compare(Column::Fte, percent, work.fte_percent);
}

fn assign(entry: &Entry) -> AssignTeacher {
    AssignTeacher {
        organisation: entry.organisation,
        stage: entry.stage,
        subject: entry.subject.clone(),
        post: entry.post.clone(),
        fte_percent: entry.fte_percent.unwrap_or(100),
        primary: true,
        from: entry.from.clone(),
        to: None,
    }
}

fn ask_merit(asked: &mut Asked, entry: &Entry, teacher: &Teacher) {
    let timeline = teacher.timeline();
    if let Some((title, from)) = &entry.title {
        match timeline.posts.titles.iter().find(|held| held.value.title == *title) {
            Some(held) => asked.compare(Column::TitleFrom, agrees(from, held.period.from), held.period.from),
            None => asked
                .command(Column::Title, TeacherCommand::Post(PostCommand::GrantTitle(grant(*title, from)))),
        }
    }
    if let Some(honour) = &entry.honour {
        let same = timeline
            .honours
            .iter()
            .find(|held| held.value.name == honour.name && held.value.on.day.year() == honour.on.day.year());
        match same {
            Some(held) => {
                let on = held.value.on.day;
                asked.compare(Column::HonourOn, agrees(&honour.on, on), on);
            }
            None => {
                asked.command(
                    Column::Honour,
                    TeacherCommand::Honour(HonourCommand::ConferHonour(honour.clone())),
                );
            }
        }
    }
}

fn grant(title: liangshi_domain::code::Title, from: &CivilDate) -> GrantTitle {
    GrantTitle { title, from: from.clone(), authority: None, certificate: None, rules: Vec::new() }
}

fn shown(text: Option<&str>) -> &str {
    text.unwrap_or("—")
}

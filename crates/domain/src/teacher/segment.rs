use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    dated::Dated,
    hire::Employment,
    post::AssignTeacher,
    secondment::{Secondment, SecondmentStage},
    timeline::Timeline,
};
use crate::{
    EventId, OrganisationId, Period,
    code::{Category, MovementKind, Source, Staffing, Stage, Title},
};

/// A maximal interval in which everything a headcount asks of a person stays the same.
///
/// Age, hours, programme stage and the town of a school are no part of it: they are computed at the date or joined.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Segment {
    /// When it holds.
    pub period: Period,
    /// What holds.
    pub service: Service,
    /// The events it follows from, in order of their ids.
    pub by: Vec<EventId>,
}

/// What a headcount asks of a person.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Service {
    /// The unit that holds the personnel relation.
    pub personnel: OrganisationId,
    /// The unit whose establishment post is occupied.
    pub establishment: Option<OrganisationId>,
    /// The unit where the person works: the receiving unit of a full-time secondment, or that of the primary assignment.
    pub workplace: Option<OrganisationId>,
    /// The unit that pays.
    pub paying: OrganisationId,
    /// What the person does.
    pub category: Category,
    /// How the person is held.
    pub staffing: Staffing,
    /// Where the person came from.
    pub source: Source,
    /// The school stage taught.
    pub stage: Option<Stage>,
    /// The subject taught, by its code.
    pub subject: Option<String>,
    /// The title.
    pub title: Option<Title>,
    /// The post held at the workplace.
    pub post: Option<String>,
    /// Percent of a full post of the primary assignment.
    pub fte_percent: u32,
    /// The kind of full-time secondment, when one holds.
    pub seconded: Option<MovementKind>,
}

/// The service of a person as segments, in order of time.
pub fn segments(timeline: &Timeline) -> Vec<Segment> {
    let days = boundaries(timeline);
    let mut all: Vec<Segment> = Vec::new();
    for (i, from) in days.iter().enumerate() {
        let period = Period::new(*from, days.get(i + 1).copied());
        let Some((service, by)) = at(timeline, *from) else { continue };
        match all.last_mut().filter(|last| last.period.to == Some(*from) && last.service == service) {
            Some(last) => {
                last.period.to = period.to;
                let by: BTreeSet<_> = last.by.iter().copied().chain(by).collect();
                last.by = by.into_iter().collect();
            }
            None => all.push(Segment { period, service, by: by.into_iter().collect() }),
        }
    }
    all
}

/// The days on which something a headcount asks may change.
fn boundaries(timeline: &Timeline) -> Vec<NaiveDate> {
    let employments = timeline.employments.iter().map(|fact| fact.period);
    let work = timeline.posts.assignments.iter().map(|fact| fact.period);
    let titles = timeline.posts.titles.iter().map(|fact| fact.period);
    let away = timeline.secondments.iter().filter(|fact| served(fact)).map(|fact| fact.period);
    let periods = employments.chain(work).chain(titles).chain(away);
    let days: BTreeSet<_> =
        periods.flat_map(|period| std::iter::once(period.from).chain(period.to)).collect();
    days.into_iter().collect()
}

fn served(secondment: &Dated<Secondment>) -> bool {
    let stage = secondment.value.stage;
    let there = stage == SecondmentStage::Started || stage == SecondmentStage::Returned;
    there && secondment.value.proposed.fte_percent == 100
}

/// What holds on a day. Where facts contradict each other the one stated last speaks, so that a person counts once.
fn at(timeline: &Timeline, day: NaiveDate) -> Option<(Service, BTreeSet<EventId>)> {
    let employment = timeline.employments.on(day).last()?;
    let work = timeline.posts.assignments.on(day).filter(|work| work.value.primary).last();
    let away = timeline.secondments.on(day).filter(|away| served(away)).last();
    let title = timeline.posts.latest_title_on(day);
    let mut by: BTreeSet<EventId> = employment.by.iter().copied().collect();
    by.extend(work.into_iter().flat_map(|work| &work.by));
    by.extend(away.into_iter().flat_map(|away| &away.by));
    by.extend(title.into_iter().flat_map(|title| &title.by));
    Some((service(&employment.value, work, away, title.map(|title| title.value.title)), by))
}

fn service(
    employment: &Employment,
    work: Option<&Dated<AssignTeacher>>,
    away: Option<&Dated<Secondment>>,
    title: Option<Title>,
) -> Service {
    let sent = away.map(|away| &away.value.proposed);
    let own = work.map(|work| &work.value);
    let workplace = sent.map(|sent| sent.organisation).or_else(|| own.map(|own| own.organisation));
    Service {
        personnel: employment.personnel,
        establishment: employment.establishment,
        workplace,
        paying: employment.paying,
        category: employment.category,
        staffing: employment.staffing,
        source: employment.source,
        stage: own.and_then(|own| own.stage),
        subject: own.and_then(|own| own.subject.clone()),
        title,
        post: sent.and_then(|sent| sent.post.clone()).or_else(|| own.and_then(|own| own.post.clone())),
        fte_percent: own.map_or(0, |own| own.fte_percent),
        seconded: sent.map(|sent| sent.kind),
    }
}

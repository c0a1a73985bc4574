//! Activities: planned, held, who attended, what it counts for, who won.

use std::collections::HashMap;

use async_graphql::{Context, ID, InputObject, Object, Result};
use liangshi_domain::{
    ActivityId, OrganisationId, TeacherId,
    activity::{
        Activity, ActivityCommand, Attending, CancelActivity, CompetitionResult, CompleteActivity,
        PlanActivity, RecordAttendance, RecordCompetitionResult, RecordSchoolAttendance, SchoolHeadcount,
        SchoolTerm, VoidHours,
    },
};
use liangshi_projection::views::{activity, attendance};

use super::{
    access,
    error::UserError,
    execute::{Asked, about, run},
    input::{Common, Reader},
    payload::ActivityPayload,
};
use crate::{
    fault,
    schema::{
        context::{self, principal, registry},
        enums::{Ability, ActivityKind, IssuingBody, TrainingCategory},
        node::id_of,
    },
};

/// The input of `activityPlan`.
#[derive(InputObject)]
pub(crate) struct ActivityPlanInput {
    #[graphql(flatten)]
    common: Common,
    /// Its name (活动名称); it may not be blank.
    name: String,
    /// What it is (活动类型).
    kind: ActivityKind,
    /// Who holds it (举办单位), open on the first day.
    organiser: ID,
    /// The institution it is held together with (合作单位, S-36).
    partner: Option<ID>,
    /// How many persons it has room for (名额).
    places: Option<i32>,
    /// The person who lectures (主讲人), when registered.
    lecturer: Option<ID>,
    /// The block of continuing education its hours count for (科目类别, R-74); needed where there are hours.
    category: Option<TrainingCategory>,
    /// Whole class hours for each who attends, 1 to 1000 (学时); needed for a TRAINING.
    hours: Option<i32>,
    /// The abilities it is meant to raise (能力项, S-66).
    abilities: Option<Vec<Ability>>,
    /// The term a first lesson belongs to, when its day does not say so (学期): the year the school year begins in.
    school_year: Option<i32>,
    /// The term of that school year: 1 is autumn, 2 is spring.
    term: Option<i32>,
    /// The first day; a month or a year means its first day.
    from: String,
    /// The last day, itself included; one day when left out.
    to: Option<String>,
}

impl ActivityPlanInput {
    fn read(&self, reader: &mut Reader) -> Option<PlanActivity> {
        let name = reader.text("name", &self.name);
        let organiser = reader.id("organiser", &self.organiser);
        let partner = reader.id_if("partner", self.partner.as_ref());
        let places = reader.number_if("places", self.places);
        let lecturer = reader.id_if("lecturer", self.lecturer.as_ref());
        let hours = reader.number_if("hours", self.hours);
        let term = self.term(reader);
        let from = reader.start("from", &self.from);
        let to = reader.last_if("to", self.to.as_ref());
        Some(PlanActivity {
            name: name?,
            kind: self.kind.into(),
            organiser: organiser?,
            partner: partner?,
            places: places?,
            lecturer: lecturer?,
            category: self.category.map(Into::into),
            hours: hours?,
            abilities: self.abilities.iter().flatten().map(|ability| (*ability).into()).collect(),
            term: term?,
            from: from?,
            to: to?,
        })
    }

    /// Year and term go together.
    fn term(&self, reader: &mut Reader) -> Option<Option<SchoolTerm>> {
        match (self.school_year, self.term) {
            (None, None) => Some(None),
            (Some(year), Some(term)) => {
                let year = reader.year("schoolYear", year);
                let term = reader.number("term", term);
                let term = term.map(|term| u8::try_from(term).unwrap_or(u8::MAX));
                Some(Some(SchoolTerm { school_year: year?, term: term? }))
            }
            (Some(_), None) | (None, Some(_)) => {
                let zh = "学年与学期须同时填写";
                reader
                    .fault("term", UserError::new("TERM_INCOMPLETE", zh, "school year and term go together"));
                None
            }
        }
    }
}

/// A person who attended: named by id or by staff number (参加人员).
#[derive(InputObject)]
pub(crate) struct AttendeeInput {
    /// The person, by id or uuid.
    teacher: Option<ID>,
    /// The person, by the bureau's staff number (工号).
    staff_number: Option<String>,
    /// Whole class hours when not those of the activity, 1 to 1000 (学时).
    hours: Option<i32>,
}

/// How many of a school attended (学校参加人数).
#[derive(InputObject)]
pub(crate) struct SchoolHeadcountInput {
    /// The school, by id or uuid.
    organisation: ID,
    /// How many persons, at least 1.
    persons: i32,
}

/// How a person did (成绩).
#[derive(InputObject)]
pub(crate) struct CompetitionResultInput {
    /// The person, by id or uuid.
    teacher: Option<ID>,
    /// The person, by the bureau's staff number (工号).
    staff_number: Option<String>,
    /// The place, counted from 1 (名次).
    place: Option<i32>,
    /// The award, as 一等奖 (奖项); it stands on the person as an honour named after the competition and the award.
    award: Option<String>,
}

macro_rules! about_activity {
    ($($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$meta])*
        #[derive(InputObject)]
        pub(crate) struct $name {
            #[graphql(flatten)]
            common: Common,
            /// The activity, by id or uuid.
            activity: ID,
            $($(#[$field_meta])* $field: $type,)*
        }
    )*};
}

about_activity! {
    /// The input of `activityComplete`.
    ActivityCompleteInput {
        /// The day it was held, of several the last; what follows from it counts on this day.
        on: String,
    }

    /// The input of `activityCancel`.
    ActivityCancelInput {
        /// Why (取消原因).
        reason: String,
    }

    /// The input of `attendanceRecord`.
    AttendanceRecordInput {
        /// The persons, 1 to 500.
        persons: Vec<AttendeeInput>,
    }

    /// The input of `schoolAttendanceRecord`.
    SchoolAttendanceRecordInput {
        /// The schools, 1 to 500.
        schools: Vec<SchoolHeadcountInput>,
    }

    /// The input of `hoursVoid`.
    HoursVoidInput {
        /// The persons, 1 to 500, by id or uuid.
        teachers: Vec<ID>,
        /// Why (作废原因).
        reason: String,
    }

    /// The input of `competitionResultRecord`.
    CompetitionResultRecordInput {
        /// The round, as 决赛 (赛段).
        round: String,
        /// The day of the results; a month or a year means its first day.
        on: String,
        /// The kind of body that issues the awards; the level of an award follows from it.
        issued_by: Option<IssuingBody>,
        /// The name of that body (颁发单位).
        issuer: Option<String>,
        /// The results, 1 to 500.
        results: Vec<CompetitionResultInput>,
    }
}

#[derive(Default)]
pub(crate) struct ActivityMutation;

#[Object]
impl ActivityMutation {
    /// Plans a training, an ethics lecture, a first ethics lesson, a competition or a showcase (活动计划, S-06, S-18, S-19, S-20, S-36,
    /// S-73, S-80, S-81). For BUREAU_HR; for TOWN_HR and SCHOOL_HR inside their scope.
    async fn activity_plan(
        &self,
        context: &Context<'_>,
        input: ActivityPlanInput,
    ) -> Result<ActivityPayload> {
        let id = ActivityId((registry(context)?.new_id)());
        let outcome = run::<Activity>(context, &input.common, |reader| {
            let plan = input.read(reader)?;
            let organiser = plan.organiser;
            Some(Asked::of(id.stream(), ActivityCommand::PlanActivity(plan)).at(Some(organiser)))
        });
        outcome.await.map(ActivityPayload::from)
    }

    /// Says on which day an activity was held (活动举办, S-18, S-19, S-20). For BUREAU_HR; for TOWN_HR and SCHOOL_HR when their own unit or
    /// one below it is the organiser.
    async fn activity_complete(
        &self,
        context: &Context<'_>,
        input: ActivityCompleteInput,
    ) -> Result<ActivityPayload> {
        command(context, &input.common, &input.activity, |reader| {
            let on = reader.start("on", &input.on)?;
            Some(ActivityCommand::CompleteActivity(CompleteActivity { on }))
        })
        .await
    }

    /// Says that an activity will not be held (活动取消). For whom `activityComplete` is.
    async fn activity_cancel(
        &self,
        context: &Context<'_>,
        input: ActivityCancelInput,
    ) -> Result<ActivityPayload> {
        command(context, &input.common, &input.activity, |reader| {
            let reason = reader.filled("reason", &input.reason)?;
            Some(ActivityCommand::CancelActivity(CancelActivity { reason }))
        })
        .await
    }

    /// Records up to 500 persons who attended (签到与学时认定, S-18, S-19, S-36, S-66, S-80, S-81). Their hours are certified and stand on
    /// each person as a completed training, in the same append. A line that cannot be recorded is an error of its own, and then
    /// nothing is. For BUREAU_HR; for TOWN_HR and SCHOOL_HR about persons in their scope.
    async fn attendance_record(
        &self,
        context: &Context<'_>,
        input: AttendanceRecordInput,
    ) -> Result<ActivityPayload> {
        access::role(context)?;
        let numbers = input.persons.iter().filter_map(|person| person.staff_number.clone());
        let staff = staff(context, numbers).await?;
        let outcome = run::<Activity>(context, &input.common, |reader| {
            let id = reader.id::<ActivityId>("activity", &input.activity);
            let persons = lines(reader, "persons", &input.persons, |reader, person| {
                let hours = reader.number_if("hours", person.hours);
                let teacher = whom(reader, &staff, person.teacher.as_ref(), person.staff_number.as_ref());
                Some(Attending { teacher: teacher?, hours: hours? })
            })?;
            let teachers: Vec<_> = persons.iter().map(|person| person.teacher).collect();
            let command = ActivityCommand::RecordAttendance(RecordAttendance { persons });
            Some(teachers.into_iter().fold(Asked::of(id?.stream(), command), Asked::about))
        });
        outcome.await.map(ActivityPayload::from)
    }

    /// Records which schools attended and with how many persons, where persons are not recorded one by one (学校参加情况, S-18, S-19, S-20,
    /// For BUREAU_HR; for TOWN_HR and SCHOOL_HR about schools in their scope.
    async fn school_attendance_record(
        &self,
        context: &Context<'_>,
        input: SchoolAttendanceRecordInput,
    ) -> Result<ActivityPayload> {
        let outcome = run::<Activity>(context, &input.common, |reader| {
            let id = reader.id::<ActivityId>("activity", &input.activity);
            let schools = lines(reader, "schools", &input.schools, |reader, school| {
                let organisation = reader.id::<OrganisationId>("organisation", &school.organisation);
                let persons = reader.number("persons", school.persons);
                Some(SchoolHeadcount { organisation: organisation?, persons: persons? })
            })?;
            let units: Vec<_> = schools.iter().map(|school| Some(school.organisation)).collect();
            let command = ActivityCommand::RecordSchoolAttendance(RecordSchoolAttendance { schools });
            Some(units.into_iter().fold(Asked::of(id?.stream(), command), Asked::at))
        });
        outcome.await.map(ActivityPayload::from)
    }

    /// Takes back the hours of persons who did not attend after all (学时作废); the training on each person is voided in the same
    /// append. For whom `activityComplete` is.
    async fn hours_void(&self, context: &Context<'_>, input: HoursVoidInput) -> Result<ActivityPayload> {
        command(context, &input.common, &input.activity, |reader| {
            let reason = reader.filled("reason", &input.reason);
            let teachers = reader.under("teachers", |reader| {
                let named = input.teachers.iter().enumerate();
                let read: Vec<_> =
                    named.map(|(line, id)| reader.id::<TeacherId>(&line.to_string(), id)).collect();
                read.into_iter().collect::<Option<Vec<_>>>()
            });
            Some(ActivityCommand::VoidHours(VoidHours { teachers: teachers?, reason: reason? }))
        })
        .await
    }

    /// Records the results of a round of a competition (竞赛成绩, S-06, S-73, R-60). An award stands on the person as an honour, in the same
    /// append, so it is for whoever confers honours: BUREAU_HR.
    async fn competition_result_record(
        &self,
        context: &Context<'_>,
        input: CompetitionResultRecordInput,
    ) -> Result<ActivityPayload> {
        access::role(context)?;
        let numbers = input.results.iter().filter_map(|result| result.staff_number.clone());
        let staff = staff(context, numbers).await?;
        command(context, &input.common, &input.activity, |reader| {
            let round = reader.text("round", &input.round);
            let on = reader.start("on", &input.on);
            let issuer = reader.text_if("issuer", input.issuer.as_ref());
            let results = lines(reader, "results", &input.results, |reader, result| {
                let place = reader.number_if("place", result.place);
                let award = reader.text_if("award", result.award.as_ref());
                let teacher = whom(reader, &staff, result.teacher.as_ref(), result.staff_number.as_ref());
                Some(CompetitionResult { teacher: teacher?, place: place?, award: award? })
            });
            Some(ActivityCommand::RecordCompetitionResult(RecordCompetitionResult {
                round: round?,
                on: on?,
                issued_by: input.issued_by.map(Into::into),
                issuer: issuer?,
                results: results?,
            }))
        })
        .await
    }
}

/// Runs what only the organiser's side may say.
async fn command(
    context: &Context<'_>,
    common: &Common,
    activity: &ID,
    read: impl FnOnce(&mut Reader) -> Option<ActivityCommand> + Send,
) -> Result<ActivityPayload> {
    access::role(context)?;
    let organiser = organiser(context, activity).await?;
    let asked = |id: ActivityId, command| Asked::of(id.stream(), command).at(organiser);
    about::<Activity, _>(context, common, ("activity", activity), read, asked)
        .await
        .map(ActivityPayload::from)
}

/// Who holds the activity, when the caller's reach has to be judged by it.
pub(super) async fn organiser(context: &Context<'_>, activity: &ID) -> Result<Option<OrganisationId>> {
    if principal(context)?.scope.is_none() {
        return Ok(None);
    }
    let Ok(id) = Reader::read(|reader| reader.id::<ActivityId>("activity", activity)) else {
        return Ok(None);
    };
    let registry = registry(context)?;
    let head = registry.log.head().await.map_err(fault::internal)?.position;
    let at = context::after(context, head).await?;
    let found = activity::find(&registry.views, id, at).await.map_err(fault::internal)?;
    // What is not known lies in nobody's part of the tree.
    Ok(Some(found.and_then(|row| id_of(row.organiser)).unwrap_or(OrganisationId(id.0))))
}

/// The persons with these staff numbers.
async fn staff(
    context: &Context<'_>,
    numbers: impl Iterator<Item = String>,
) -> Result<HashMap<String, TeacherId>> {
    let numbers: Vec<_> = numbers.map(|number| number.trim().to_owned()).collect();
    if numbers.is_empty() {
        return Ok(HashMap::new());
    }
    let registry = registry(context)?;
    let head = registry.log.head().await.map_err(fault::internal)?.position;
    let at = context::after(context, head).await?;
    let found = attendance::by_staff_number(&registry.views, &numbers, at).await.map_err(fault::internal)?;
    // The registration that counts comes first and stays.
    Ok(found.into_iter().rev().collect())
}

/// Reads the lines of a list, each under its own number, so that all faults are told at once.
fn lines<I, T>(
    reader: &mut Reader,
    list: &str,
    items: &[I],
    mut read: impl FnMut(&mut Reader, &I) -> Option<T>,
) -> Option<Vec<T>> {
    let all: Vec<_> = items
        .iter()
        .enumerate()
        .map(|(line, item)| {
            reader.under(list, |reader| reader.under(&line.to_string(), |reader| read(reader, item)))
        })
        .collect();
    all.into_iter().collect()
}

/// The person of a line, named in one of two ways.
fn whom(
    reader: &mut Reader,
    staff: &HashMap<String, TeacherId>,
    teacher: Option<&ID>,
    number: Option<&String>,
) -> Option<TeacherId> {
    let (field, error) = match (teacher, number) {
        (Some(id), None) => return reader.id("teacher", id),
        (None, Some(number)) => match staff.get(number.trim()) {
            Some(found) => return Some(*found),
            None => {
                let number: String = number.trim().chars().take(60).collect();
                let zh = format!("工号“{number}”没有对应的人员；请核对工号");
                let en = format!("nobody has the staff number “{number}”; check it");
                ("staffNumber", UserError::new("STAFF_NUMBER_UNKNOWN", zh, en))
            }
        },
        (Some(_), Some(_)) | (None, None) => {
            let (zh, en) = (
                "每行用 teacher 或 staffNumber 之一指明人员",
                "a line names the person by teacher or by staffNumber, and by one of them only",
            );
            ("teacher", UserError::new("PERSON_NAMED_ONCE", zh, en))
        }
    };
    reader.fault(field, error);
    None
}

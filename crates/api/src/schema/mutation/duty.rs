//! Classes in charge, categories of the workforce, and leave.

use async_graphql::{Context, ID, InputObject, Object, Result};
use liangshi_domain::{
    EventId,
    teacher::{
        TeacherCommand,
        duty::{
            AssignHomeroom, AssignWorkforceCategory, DutyCommand, EndLeave, EndWorkforceCategory,
            ReleaseHomeroom, StartLeave,
        },
    },
};

use super::{
    input::Reader,
    payload::TeacherPayload,
    teacher::{about_teacher, command},
};
use crate::schema::{
    enums::Stage,
    post_enums::{LeaveKind, WorkforceCategory},
};

/// The charge of a class (班主任).
#[derive(InputObject)]
pub(crate) struct HomeroomInput {
    /// The school, by id or uuid.
    organisation: ID,
    /// The stage of the class (C-06).
    stage: Stage,
    /// The class as the school calls it, as 三（2）班.
    class: String,
    /// The first day; a month or a year means its first day.
    from: String,
    /// The last day, when it is known.
    last_day: Option<String>,
}

impl HomeroomInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<AssignHomeroom> {
        let organisation = reader.id("organisation", &self.organisation);
        let class = reader.filled("class", &self.class);
        let from = reader.start("from", &self.from);
        let to = reader.last_if("lastDay", self.last_day.as_ref());
        let stage = self.stage.into();
        Some(AssignHomeroom { organisation: organisation?, stage, class: class?, from: from?, to: to? })
    }
}

/// That a person belongs to a category of the workforce (专项队伍).
#[derive(InputObject)]
pub(crate) struct WorkforceCategoryInput {
    /// The category.
    category: WorkforceCategory,
    /// The unit the person is counted at, by id or uuid.
    organisation: ID,
    /// Whether it is the person's main work (专职) and not beside it (兼职).
    full_time: bool,
    /// The first day; a month or a year means its first day.
    from: String,
}

impl WorkforceCategoryInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<AssignWorkforceCategory> {
        let organisation = reader.id("organisation", &self.organisation);
        let from = reader.start("from", &self.from);
        Some(AssignWorkforceCategory {
            category: self.category.into(),
            organisation: organisation?,
            full_time: self.full_time,
            from: from?,
        })
    }
}

/// A leave (离岗).
#[derive(InputObject)]
pub(crate) struct LeaveInput {
    /// Why.
    kind: LeaveKind,
    /// The first day away.
    from: String,
    /// The last day away, when it is known.
    last_day: Option<String>,
}

impl LeaveInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<StartLeave> {
        let from = reader.start("from", &self.from);
        let to = reader.last_if("lastDay", self.last_day.as_ref());
        Some(StartLeave { kind: self.kind.into(), from: from?, to: to? })
    }
}

/// What ends, and from which day on.
#[derive(InputObject)]
pub(crate) struct DutyEndingInput {
    /// The event that began it.
    began: ID,
    /// The first day without it; of a leave the first day back.
    on: String,
}

impl DutyEndingInput {
    fn parts(&self, reader: &mut Reader) -> Option<(EventId, liangshi_domain::CivilDate)> {
        let began = reader.id("began", &self.began);
        let on = reader.start("on", &self.on);
        Some((began?, on?))
    }

    /// Reads the end of the charge of a class.
    pub(super) fn homeroom(&self, reader: &mut Reader) -> Option<ReleaseHomeroom> {
        self.parts(reader).map(|(homeroom, on)| ReleaseHomeroom { homeroom, on })
    }

    /// Reads the end of a category.
    pub(super) fn category(&self, reader: &mut Reader) -> Option<EndWorkforceCategory> {
        self.parts(reader).map(|(assignment, on)| EndWorkforceCategory { assignment, on })
    }

    /// Reads the end of a leave.
    pub(super) fn leave(&self, reader: &mut Reader) -> Option<EndLeave> {
        self.parts(reader).map(|(leave, on)| EndLeave { leave, on })
    }
}

about_teacher! {
    /// The input of `homeroomAssign`.
    HomeroomAssignInput(HomeroomInput);
    /// The input of `homeroomRelease`.
    HomeroomReleaseInput(DutyEndingInput);
    /// The input of `workforceCategoryAssign`.
    WorkforceCategoryAssignInput(WorkforceCategoryInput);
    /// The input of `workforceCategoryEnd`.
    WorkforceCategoryEndInput(DutyEndingInput);
    /// The input of `leaveStart`.
    LeaveStartInput(LeaveInput);
    /// The input of `leaveEnd`.
    LeaveEndInput(DutyEndingInput);
}

#[derive(Default)]
pub(crate) struct DutyMutation;

macro_rules! duties {
    ($($(#[$meta:meta])* $field:ident($input:ident) = $command:ident by $read:ident;)*) => {
        #[Object]
        impl DutyMutation {
            $($(#[$meta])*
            async fn $field(&self, context: &Context<'_>, input: $input) -> Result<TeacherPayload> {
                command(context, &input.common, &input.teacher, |reader| {
                    Some(TeacherCommand::Duty(DutyCommand::$command(input.statement.$read(reader)?)))
                })
                .await
            })*
        }
    };
}

duties! {
    /// Makes a person the teacher in charge of a class (任班主任, S-05). For BUREAU_HR; for TOWN_HR and SCHOOL_HR inside their scope.
    homeroom_assign(HomeroomAssignInput) = AssignHomeroom by read;
    /// Ends the charge of a class (卸任班主任, S-05). For BUREAU_HR; for TOWN_HR and SCHOOL_HR inside their scope.
    homeroom_release(HomeroomReleaseInput) = ReleaseHomeroom by homeroom;
    /// Counts a person into a category of the workforce (列入专项队伍, S-05, S-07). For BUREAU_HR; for TOWN_HR and SCHOOL_HR inside
    /// their scope.
    workforce_category_assign(WorkforceCategoryAssignInput) = AssignWorkforceCategory by read;
    /// Ends that (退出专项队伍, S-07). For BUREAU_HR; for TOWN_HR and SCHOOL_HR inside their scope.
    workforce_category_end(WorkforceCategoryEndInput) = EndWorkforceCategory by category;
    /// Says that a person is away from the post (登记离岗, S-41). For BUREAU_HR; for TOWN_HR and SCHOOL_HR inside their scope.
    leave_start(LeaveStartInput) = StartLeave by read;
    /// Says that a person is back (登记返岗, S-41). For BUREAU_HR; for TOWN_HR and SCHOOL_HR inside their scope.
    leave_end(LeaveEndInput) = EndLeave by leave;
}

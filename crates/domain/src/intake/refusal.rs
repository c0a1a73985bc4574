use chrono::NaiveDate;

use crate::{EventId, machine::refusals};

refusals! {
    /// Why an intake is refused.
    pub enum IntakeRefusal {
        /// It is confirmed already.
        AlreadyConfirmed {
            /// The event that says so.
            fact: EventId,
        } = "INTAKE_ALREADY_CONFIRMED", facts(fact), "该人的引进已确认；须先撤销", "the intake of this person is confirmed already; revoke it first";
        /// It is not confirmed.
        NotConfirmed = "INTAKE_NOT_CONFIRMED", "该人没有引进确认记录", "there is no confirmed intake of this person";
        /// The person is not registered.
        TeacherUnknown = "INTAKE_TEACHER_UNKNOWN", "该人尚未登记；请先登记人员", "this person is not registered; register the person first";
        /// The person is not in service there.
        NotInService {
            /// The day.
            on: NaiveDate,
        } = "INTAKE_NOT_IN_SERVICE", "该人在报到日{on}没有在该单位任职；请先办理入职", "this person does not serve at that unit on {on}, the day of arrival; hire the person first";
        /// The person came from inside.
        FromInside {
            /// The service that says so.
            fact: EventId,
        } = "INTAKE_FROM_INSIDE", rule("M-20", 1, "引进口径：前一工作单位在市教育系统外"), facts(fact),
            "该人报到前一日仍在本市教育系统任职，不计为引进", "this person served inside the system on the day before and was not taken in from outside";
        /// The employer before is not named.
        EmployerBlank = "INTAKE_EMPLOYER_BLANK", "请填写引进前工作单位", "name the employer before";
    }
}

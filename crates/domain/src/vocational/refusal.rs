use chrono::NaiveDate;

use crate::{EventId, machine::refusals};

refusals! {
    /// Why a command about dual qualification is refused.
    pub enum VocationalRefusal {
        /// The person is not registered.
        TeacherUnknown = "VOCATIONAL_TEACHER_UNKNOWN", "该人尚未登记；请先登记人员", "this person is not registered; register the person first";
        /// The person is not in service.
        NotInService {
            /// The day.
            on: NaiveDate,
        } = "VOCATIONAL_NOT_IN_SERVICE", "该人在{on}没有任职记录；请先办理入职", "this person is not in service on {on}; hire the person first";
        /// It ends before it begins.
        EndsBeforeStart = "VOCATIONAL_ENDS_BEFORE_START", "截止须晚于开始", "the end must be later than the start";
        /// It is not over yet.
        NotOver {
            /// The day after the last.
            to: NaiveDate,
        } = "ENTERPRISE_PRACTICE_NOT_OVER", "企业实践至{to}前尚未结束；结束后再登记", "the practice is not over before {to}; record it then";
        /// It meets another practice.
        Overlaps {
            /// The event that states the other.
            fact: EventId,
        } = "ENTERPRISE_PRACTICE_OVERLAPS", facts(fact), "与已登记的企业实践时间重叠", "it overlaps a practice already recorded";
        /// The base is not known or not designated then.
        BaseNotDesignated {
            /// The day.
            on: NaiveDate,
        } = "TRAINING_BASE_NOT_DESIGNATED", "该企业在{on}不是培养培训基地；请先认定基地或不填基地", "that is no designated training base on {on}; designate it first or leave it out";
        /// The person is recognised already.
        AlreadyRecognised {
            /// The event that says so.
            fact: EventId,
        } = "DUAL_QUALIFICATION_ALREADY_RECOGNISED", facts(fact), "该人已认定为双师型教师", "this person is recognised already";
        /// The person is not recognised.
        NotRecognised {
            /// The day.
            on: NaiveDate,
        } = "DUAL_QUALIFICATION_NOT_RECOGNISED", "该人在{on}不是双师型教师", "this person is not recognised on {on}";
    }
}

use chrono::NaiveDate;

use crate::{EventId, machine::refusals};

refusals! {
    /// Why a subsidy command is refused.
    pub enum SubsidyRefusal {
        /// It is approved already.
        AlreadyApproved {
            /// The event that says so.
            fact: EventId,
        } = "SUBSIDY_ALREADY_APPROVED", facts(fact), "该补贴已核定", "the subsidy is already approved";
        /// It is not approved.
        NotApproved = "SUBSIDY_NOT_APPROVED", "该补贴尚未核定", "the subsidy is not approved";
        /// There is no intake.
        NoIntake = "SUBSIDY_NO_INTAKE", "该人没有引进确认记录；请先办理引进确认", "there is no confirmed intake of this person; confirm it first";
        /// No part says how much.
        Empty = "SUBSIDY_EMPTY", "请至少填写一期补贴，每期金额须大于0", "state at least one instalment, each of more than nothing";
        /// The parts are not in order.
        OutOfOrder = "SUBSIDY_OUT_OF_ORDER", "各期应发日期须依次递增", "the instalments must be in the order of their days";
        /// The whole is too large.
        TooLarge = "SUBSIDY_TOO_LARGE", "补贴总额超过十亿元；请核对", "the whole is more than a thousand million yuan; check it";
        /// The service is none.
        ServiceEmpty = "SUBSIDY_SERVICE_EMPTY", "服务期截止须晚于开始", "the agreed service must end after it starts";
        /// There is no such part.
        NoInstalment {
            /// As asked.
            number: u32,
        } = "SUBSIDY_NO_INSTALMENT", "没有第{number}期补贴", "there is no instalment {number}";
        /// It was paid already.
        AlreadyPaid {
            /// The event that says so.
            fact: EventId,
        } = "SUBSIDY_ALREADY_PAID", facts(fact), "该期补贴已发放", "this instalment is already paid";
        /// It is not yet due.
        NotDue {
            /// When it is.
            due: NaiveDate,
        } = "SUBSIDY_NOT_DUE", "该期补贴应于{due}起发放", "this instalment is due on {due}";
        /// The service was broken.
        Broken {
            /// The event that says so.
            fact: EventId,
        } = "SUBSIDY_SERVICE_BROKEN", facts(fact), "服务期已中断，已发起追回，不再发放", "the service was broken and the subsidy is claimed back";
        /// The day lies outside the agreed service.
        OutsideService = "SUBSIDY_OUTSIDE_SERVICE", "中断日期须在约定服务期内；服务期已满不需追回", "the day must lie in the agreed service; nothing is owed after it";
        /// The person still serves.
        StillServes {
            /// The service that says so.
            fact: EventId,
        } = "SUBSIDY_STILL_SERVES", facts(fact), "该人在该日期仍在职；请先办理离职", "this person still serves on that day; end the employment first";
        /// Nothing was claimed back.
        NothingRaised = "CLAW_BACK_NOT_RAISED", "该补贴没有待追回款项", "nothing is claimed back";
        /// It was settled already.
        AlreadySettled {
            /// The event that says so.
            fact: EventId,
        } = "CLAW_BACK_ALREADY_SETTLED", facts(fact), "追回款项已结清", "it is already settled";
    }
}

use chrono::NaiveDate;

use crate::{EventId, OrganisationId, machine::refusals};

refusals! {
    /// Why a pairing is refused.
    pub enum PairingRefusal {
        /// It was agreed before.
        AlreadyAgreed { /** The event. */ fact: EventId } = "PAIRING_ALREADY_AGREED", facts(fact),
            "该结对已登记", "this pairing is already agreed";
        /// There is no such pairing.
        NotAgreed = "PAIRING_NOT_AGREED", "该结对尚未登记", "this pairing is not agreed";
        /// A unit is paired with itself.
        SameUnit = "PAIRING_SAME_UNIT", "结对双方不能是同一单位", "a unit is not paired with itself";
        /// A unit is not in the register.
        UnitNotRegistered { /** The unit. */ unit: OrganisationId, /** The day. */ on: NaiveDate } = "PAIRING_UNIT_NOT_REGISTERED",
            rule("R-36", 1, "系统外单位须先登记"),
            "单位{unit}在{on}未登记或不在运行；系统外单位请先按“系统外单位”登记",
            "unit {unit} is not registered or not open on {on}; register units outside the system first";
        /// It ends before it begins.
        EndsBeforeStart { /** First day. */ from: NaiveDate, /** Day after the last. */ to: NaiveDate } = "PAIRING_ENDS_BEFORE_START",
            "结束日期（{to}）不晚于开始日期（{from}）", "the end ({to}) is not after the start ({from})";
        /// It ended before.
        Ended { /** Since when. */ on: NaiveDate } = "PAIRING_ENDED",
            "该结对已于{on}结束", "this pairing ended on {on}";
    }
}

use chrono::NaiveDate;

use crate::{EventId, machine::refusals};

refusals! {
    /// Why a round command is refused.
    pub enum RoundRefusal {
        /// It is open already.
        AlreadyOpened {
            /// The event that opened it.
            fact: EventId,
        } = "ROUND_ALREADY_OPENED", facts(fact), "该批次已开启", "the round is already open";
        /// It was never opened.
        NotOpened = "ROUND_NOT_OPENED", "该批次尚未开启", "the round has not been opened";
        /// It is closed already.
        AlreadyClosed {
            /// Since when.
            on: NaiveDate,
            /// The event that closed it.
            fact: EventId,
        } = "ROUND_ALREADY_CLOSED", facts(fact), "该批次已于{on}截止", "the round closed on {on}";
        /// There is no such programme.
        ProgrammeUnknown = "ROUND_PROGRAMME_UNKNOWN", "该项目尚未设立，请先设立项目", "the programme does not exist; launch it first";
        /// The programme has no terms on the opening day.
        ProgrammeNotInForce {
            /// The first day of the programme.
            launched: NaiveDate,
            /// The event that launched it.
            fact: EventId,
        } = "ROUND_PROGRAMME_NOT_IN_FORCE", facts(fact),
            "项目自{launched}起施行，批次不得早于该日开启", "the programme holds from {launched}; the round cannot open earlier";
        /// It would close no later than it opens.
        ClosesBeforeOpening {
            /// The first day.
            opens: NaiveDate,
        } = "ROUND_CLOSES_BEFORE_OPENING", "截止日期应晚于开启日期{opens}", "the round must close later than it opens on {opens}";
        /// Every place is taken.
        PlacesTaken {
            /// How many there are.
            places: u32,
        } = "PLACES_TAKEN", "该批次名额（{places}个）已满；请先增加统筹名额，或待有人退出后再办理",
            "all {places} places of the round are taken; pool more places, or wait until somebody leaves";
        /// The candidate holds a place already.
        PlaceHeld {
            /// The event that says so.
            fact: EventId,
        } = "PLACE_ALREADY_HELD", facts(fact), "该人选已占用名额", "the candidate holds a place already";
        /// The candidate holds none.
        PlaceNotHeld = "PLACE_NOT_HELD", "该人选未占用名额", "the candidate holds no place";
        /// Nothing would be pooled.
        NothingPooled = "ROUND_NOTHING_POOLED", "统筹名额应大于零", "the places pooled must be more than zero";
        /// The unit is not registered.
        UnitUnknown = "ROUND_UNIT_UNKNOWN", "该单位尚未登记，请先登记单位", "the organisation is not registered; register it first";
        /// The name says nothing.
        NameBlank = "ROUND_NAME_BLANK", "批次名称不能为空", "the name must not be blank";
    }
}

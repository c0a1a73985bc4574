use chrono::NaiveDate;

use crate::{EventId, machine::refusals};

refusals! {
    /// Why a programme command is refused.
    pub enum ProgrammeRefusal {
        /// It exists already.
        AlreadyLaunched {
            /// The event that launched it.
            fact: EventId,
        } = "PROGRAMME_ALREADY_LAUNCHED", facts(fact), "该项目已设立，如需调整请修订", "the programme exists; revise it instead";
        /// It does not exist.
        NotLaunched = "PROGRAMME_NOT_LAUNCHED", "该项目尚未设立", "the programme has not been launched";
        /// It has no name or slug.
        NameBlank = "PROGRAMME_NAME_BLANK", "项目名称和标识不能为空", "name and slug must not be blank";
        /// The stages are no path.
        PathUnsound = "PROGRAMME_PATH_UNSOUND",
            "培养阶段应从“推荐/申报”开始，并按规定次序排列", "the stages must begin with NOMINATED and keep the order of the vocabulary";
        /// Terms would be in force before the programme exists.
        BeforeLaunch {
            /// The first day of the programme.
            launched: NaiveDate,
            /// The event that launched it.
            fact: EventId,
        } = "PROGRAMME_REVISED_BEFORE_LAUNCH", facts(fact),
            "修订生效日期不得早于项目设立日期{launched}", "a revision cannot hold before the launch on {launched}";
        /// The terms or the target are already so.
        NoChange {
            /// The event that said it before.
            fact: EventId,
        } = "PROGRAMME_NO_CHANGE", facts(fact), "内容与现行规定相同", "this is what already holds";
        /// A target of nobody.
        TargetOfNobody = "PROGRAMME_TARGET_OF_NOBODY", "目标人数应大于零", "the target must be greater than zero";
        /// The target counts a stage the programme does not have.
        TargetNotCountable = "PROGRAMME_TARGET_NOT_COUNTABLE",
            "该项目没有所选口径对应的阶段，请改选口径", "the programme has no stage for this count; choose another one";
    }
}

use crate::code::codes;

codes! {
    /// The four levels of the research system (四级教研体系).
    pub enum ResearchLevel {
        City = "CITY", "市级", "city";
        Cluster = "CLUSTER", "片区级", "cluster";
        Town = "TOWN", "镇街级", "town";
        School = "SCHOOL", "校级", "school";
    }

    /// What a research unit is within its organisation.
    pub enum UnitForm {
        Institution = "INSTITUTION", "教研机构", "institution";
        IndependentOffice = "INDEPENDENT_OFFICE", "独立教研室", "independent office";
        Group = "GROUP", "教研组", "group";
        Department = "DEPARTMENT", "学校教研部门", "school department";
    }

    /// Why a person is no longer a researcher.
    pub enum ExitReason {
        Unfit = "UNFIT", "考核不合格", "found unfit";
        OwnWish = "OWN_WISH", "本人申请", "own wish";
        Retired = "RETIRED", "退休", "retired";
        Transferred = "TRANSFERRED", "调离", "transferred";
        Other = "OTHER", "其他", "other";
    }
}

use crate::code::codes;

codes! {
    /// The result of an assessment.
    pub enum Grade {
        Excellent = "EXCELLENT", "优秀", "excellent";
        Qualified = "QUALIFIED", "合格", "qualified";
        Unqualified = "UNQUALIFIED", "不合格", "unqualified";
    }

    /// From when a valid act is withdrawn.
    pub enum Severance {
        FromNow = "FROM_NOW", "自即日起撤销", "from now on";
        AbInitio = "AB_INITIO", "自始无效", "from the beginning";
    }
}

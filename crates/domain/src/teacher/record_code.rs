//! The closed lists of certificates, appraisals and incentives.

use crate::code::codes;

codes! {
    /// What a certificate is of (证书种类).
    pub enum CredentialKind {
        Teaching = "TEACHING", "教师资格证", "teaching certificate";
        Putonghua = "PUTONGHUA", "普通话水平等级证", "Putonghua grade";
        SpecialEducation = "SPECIAL_EDUCATION", "特殊教育教师证书", "special-education certificate";
        Psychology = "PSYCHOLOGY", "心理健康教育教师证书", "psychology certificate";
        PrincipalQualification = "PRINCIPAL_QUALIFICATION", "校长任职资格证", "qualification of principals";
    }

    /// A grade of Putonghua (普通话水平等级), best first.
    pub enum PutonghuaGrade {
        FirstA = "FIRST_A", "一级甲等", "first grade A";
        FirstB = "FIRST_B", "一级乙等", "first grade B";
        SecondA = "SECOND_A", "二级甲等", "second grade A";
        SecondB = "SECOND_B", "二级乙等", "second grade B";
        ThirdA = "THIRD_A", "三级甲等", "third grade A";
        ThirdB = "THIRD_B", "三级乙等", "third grade B";
    }

    /// The result of a yearly appraisal (年度考核结果, C-35).
    pub enum AppraisalResult {
        Excellent = "EXCELLENT", "优秀", "excellent";
        Satisfactory = "SATISFACTORY", "合格", "satisfactory";
        BasicallySatisfactory = "BASICALLY_SATISFACTORY", "基本合格", "basically satisfactory";
        Unsatisfactory = "UNSATISFACTORY", "不合格", "unsatisfactory";
        Ungraded = "UNGRADED", "不定等次", "ungraded";
    }

    /// What an incentive is (激励种类).
    pub enum IncentiveKind {
        Performance = "PERFORMANCE", "绩效奖励", "reward for performance";
        Allowance = "ALLOWANCE", "岗位津贴", "allowance of a post";
        HardshipAllowance = "HARDSHIP_ALLOWANCE", "艰苦边远津贴", "allowance of a remote place";
        Leave = "LEAVE", "疗休养", "recuperation";
        Other = "OTHER", "其他激励", "other";
    }
}

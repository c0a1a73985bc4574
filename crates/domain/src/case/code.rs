use crate::code::codes;

codes! {
    /// What a person is said to have done, by the acts that the measures of 2018 name.
    pub enum CaseReason {
        PoliticalConduct = "POLITICAL_CONDUCT", "违背政治方向的言行", "conduct against the political direction";
        PublicInterest = "PUBLIC_INTEREST", "损害国家或社会公共利益", "harm to the public interest";
        HarmfulViews = "HARMFUL_VIEWS", "传播有害学生身心健康的信息", "spreading what harms pupils";
        NeglectOfDuty = "NEGLECT_OF_DUTY", "敷衍教学或擅自兼职兼薪", "neglect of teaching or unpermitted second work";
        Mistreatment = "MISTREATMENT", "歧视、侮辱、体罚学生", "humiliation or corporal punishment of pupils";
        Endangerment = "ENDANGERMENT", "遇险擅离职守，不顾学生安危", "leaving pupils in danger";
        Harassment = "HARASSMENT", "猥亵、性骚扰学生", "indecency towards pupils";
        ExaminationFraud = "EXAMINATION_FRAUD", "在招生、考试、推优中徇私舞弊", "fraud in admission, examination or recommendation";
        Gifts = "GIFTS", "索要、收受学生及家长财物", "asking for or taking gifts";
        PaidTutoring = "PAID_TUTORING", "组织、参与有偿补课", "paid tutoring";
        Other = "OTHER", "其他违反职业道德的行为", "other breaches of professional ethics";
    }

    /// How the office came to know.
    pub enum CaseSource {
        Report = "REPORT", "群众举报", "a report";
        Inspection = "INSPECTION", "检查督查", "an inspection";
        School = "SCHOOL", "学校上报", "the school itself";
        Transferred = "TRANSFERRED", "其他机关移送", "another authority";
        Media = "MEDIA", "媒体曝光", "the media";
    }

    /// What an investigation found.
    pub enum CaseFinding {
        Substantiated = "SUBSTANTIATED", "查实", "substantiated";
        Unsubstantiated = "UNSUBSTANTIATED", "查否", "not substantiated";
    }

    /// What is imposed (C-34): four sanctions with a period or none, and the other ways of handling.
    pub enum Sanction {
        Warning = "WARNING", "警告", "warning";
        Demerit = "DEMERIT", "记过", "demerit";
        DemotionOrRemoval = "DEMOTION_OR_REMOVAL", "降低岗位等级或撤职", "demotion or removal from post";
        Dismissal = "DISMISSAL", "开除", "dismissal";
        Criticism = "CRITICISM", "批评教育", "criticism and education";
        Admonition = "ADMONITION", "诫勉谈话", "admonition";
        OrderedExamination = "ORDERED_EXAMINATION", "责令检查", "ordered self-examination";
        CirculatedCriticism = "CIRCULATED_CRITICISM", "通报批评", "circulated criticism";
        Disqualification = "DISQUALIFICATION", "取消资格", "disqualification";
    }

    /// Where a case stands.
    pub enum CaseStage {
        Open = "OPEN", "已立案", "open";
        Substantiated = "SUBSTANTIATED", "已查实", "substantiated";
        Unsubstantiated = "UNSUBSTANTIATED", "已查否", "not substantiated";
        Sanctioned = "SANCTIONED", "已处理", "sanctioned";
        Appealed = "APPEALED", "申诉中", "under appeal";
        Upheld = "UPHELD", "维持", "upheld";
        Amended = "AMENDED", "变更", "amended";
        Annulled = "ANNULLED", "撤销（自始无效）", "annulled";
        Expired = "EXPIRED", "处理期满", "expired";
        Revoked = "REVOKED", "提前解除", "revoked";
    }
}

/// How long a sanction lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// So many months, which the rule names under this parameter.
    Months {
        /// The name of the parameter of the rule.
        parameter: &'static str,
        /// The months when the rule names none.
        usual: u32,
    },
    /// It is done when it is said.
    Once,
}

impl Sanction {
    /// How long it lasts.
    pub fn length(self) -> Length {
        match self {
            Self::Warning => Length::Months { parameter: "warning_months", usual: 6 },
            Self::Demerit => Length::Months { parameter: "demerit_months", usual: 12 },
            Self::DemotionOrRemoval => Length::Months { parameter: "demotion_or_removal_months", usual: 24 },
            Self::Dismissal
            | Self::Criticism
            | Self::Admonition
            | Self::OrderedExamination
            | Self::CirculatedCriticism
            | Self::Disqualification => Length::Once,
        }
    }

    /// Whether it brings a bar although none is stated: the four sanctions and the disqualification do.
    pub fn bars(self) -> bool {
        match self {
            Self::Warning
            | Self::Demerit
            | Self::DemotionOrRemoval
            | Self::Dismissal
            | Self::Disqualification => true,
            Self::Criticism | Self::Admonition | Self::OrderedExamination | Self::CirculatedCriticism => {
                false
            }
        }
    }
}

impl CaseStage {
    /// Whether the office still has something to do: to investigate, to decide or to answer an appeal.
    pub fn is_pending(self) -> bool {
        match self {
            Self::Open | Self::Substantiated | Self::Appealed => true,
            Self::Unsubstantiated
            | Self::Sanctioned
            | Self::Upheld
            | Self::Amended
            | Self::Annulled
            | Self::Expired
            | Self::Revoked => false,
        }
    }
}

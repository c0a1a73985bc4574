//! The closed code lists that rules look at. Everything else is data under `policy/codes`.

/// Declares an enum with the code it is stored by and its labels.
macro_rules! codes {
    ($($(#[$meta:meta])* pub enum $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $code:literal, $zh:literal, $en:literal;)* })*) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
        pub enum $name {
            $($(#[$variant_meta])* #[serde(rename = $code)] #[doc = $en] $variant,)*
        }

        impl $name {
            /// Every value, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The stored code.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// The label in Chinese.
            pub fn zh(self) -> &'static str {
                match self { $(Self::$variant => $zh,)* }
            }

            /// The label in English.
            pub fn en(self) -> &'static str {
                match self { $(Self::$variant => $en,)* }
            }

            /// Finds the value by its code or either label.
            pub fn find(text: &str) -> Option<Self> {
                let text = text.trim();
                Self::ALL.iter().copied().find(|v| v.code() == text || v.zh() == text || v.en() == text)
            }
        }
    )*};
}

codes! {
    /// The title ladder of primary and secondary school teachers (C-31), lowest first so that it can be compared.
    pub enum Title {
        Third = "THIRD", "三级教师", "third-grade teacher";
        Second = "SECOND", "二级教师", "second-grade teacher";
        First = "FIRST", "一级教师", "first-grade teacher";
        Senior = "SENIOR", "高级教师", "senior teacher";
        Professor = "PROFESSOR", "正高级教师", "professor-level teacher";
    }

    /// The bands of professional posts that a structure of posts shares out (岗位结构比例, R-45), highest first.
    pub enum Band {
        Senior = "SENIOR", "高级岗位", "senior post";
        Middle = "MIDDLE", "中级岗位", "middle post";
        Junior = "JUNIOR", "初级岗位", "junior post";
    }

    /// The school stage taught (JY/T 1001 RKXD, C-06).
    pub enum Stage {
        Preschool = "PRESCHOOL", "学前", "preschool";
        Primary = "PRIMARY", "小学", "primary";
        Junior = "JUNIOR", "普通初中", "junior secondary";
        Senior = "SENIOR", "普通高中", "senior secondary";
        JuniorVocational = "JUNIOR_VOCATIONAL", "职业初中", "junior vocational";
        SeniorVocational = "SENIOR_VOCATIONAL", "职业高中", "senior vocational";
        Special = "SPECIAL", "特殊教育", "special education";
        Other = "OTHER", "其他", "other";
    }

    /// How a person is held by the unit: with an establishment post, or in one of the ways without.
    pub enum Staffing {
        Established = "ESTABLISHED", "在编", "established";
        Filed = "FILED", "备案制", "filed";
        Contract = "CONTRACT", "聘用制", "contract";
        Dispatched = "DISPATCHED", "劳务派遣", "dispatched";
    }

    /// What a person does at the unit (the rows of JY/T 1001 JZGLB a school uses, C-02).
    pub enum Category {
        FullTime = "FULL_TIME_TEACHER", "专任教师", "full-time teacher";
        Auxiliary = "TEACHING_SUPPORT", "教辅", "teaching support";
        Administrative = "ADMINISTRATIVE", "行政", "administrative";
        Worker = "WORKER", "工勤", "worker";
        Substitute = "SUBSTITUTE", "代课教师", "substitute teacher";
        PartTime = "PART_TIME", "兼任教师", "part-time teacher";
        Researcher = "RESEARCHER", "教研员", "teaching researcher";
        Other = "OTHER", "其他", "other";
    }

    /// Why a person left (the reasons of JY/T 1001 LXLZYY that a school meets).
    pub enum LeaveReason {
        Retired = "RETIRED", "退休", "retired";
        TransferredInside = "TRANSFERRED_INSIDE", "系统内调出", "transferred inside the system";
        TransferredOutside = "TRANSFERRED_OUTSIDE", "调出至系统外", "transferred outside the system";
        Resigned = "RESIGNED", "辞职", "resigned";
        Dismissed = "DISMISSED", "辞退", "dismissed";
        ContractEnded = "CONTRACT_ENDED", "合同期满", "contract ended";
        Expelled = "EXPELLED", "开除", "expelled";
        Died = "DIED", "死亡", "died";
        Other = "OTHER", "其他", "other";
    }

    /// Where a person came from (JY/T 1001 JZGLY, C-05, shortened to what rules ask).
    pub enum Source {
        Recruited = "RECRUITED", "录用", "recruited";
        Graduate = "GRADUATE", "应届毕业生", "new graduate";
        TransferredInside = "TRANSFERRED_INSIDE", "系统内调入", "transferred from inside the system";
        TransferredOutside = "TRANSFERRED_OUTSIDE", "系统外调入", "transferred from outside the system";
        TakenIn = "TAKEN_IN", "高层次人才引进", "taken in as high-level talent";
        Other = "OTHER", "其他", "other";
    }

    /// Kinds of movement that leave the person's own post standing (C-12).
    pub enum MovementKind {
        PostSecondment = "POST_SECONDMENT", "挂职", "secondment to a post";
        FirstSecretary = "FIRST_SECRETARY", "挂任第一书记", "first secretary";
        SupportTeaching = "SUPPORT_TEACHING", "支教", "support teaching";
        Shadowing = "SHADOWING", "跟岗", "shadowing";
        Rotation = "ROTATION", "交流轮岗", "rotation";
        Assistance = "ASSISTANCE", "帮扶", "assistance";
        Residency = "RESIDENCY", "蹲点", "residency";
        Loan = "LOAN", "借调", "loan";
        RemoteAid = "REMOTE_AID", "援外援藏援疆", "aid abroad or to the border regions";
    }

    /// How far a rotation goes (C-12).
    pub enum RotationScope {
        WithinGroup = "WITHIN_GROUP", "集团内", "within a school group";
        WithinCluster = "WITHIN_CLUSTER", "学区（片区）内", "within a cluster";
        WithinTown = "WITHIN_TOWN", "镇街内", "within a town";
        AcrossTowns = "ACROSS_TOWNS", "跨镇街", "across towns";
        AcrossCities = "ACROSS_CITIES", "跨市", "across cities";
    }

    /// Why a person need not rotate.
    pub enum RotationExemption {
        NearRetirement = "NEAR_RETIREMENT", "临近退休", "near retirement";
        Pregnancy = "PREGNANCY", "孕期或哺乳期", "pregnancy or nursing";
        Illness = "ILLNESS", "患病不宜交流", "illness";
        Other = "OTHER", "其他经批准的情形", "another approved reason";
    }

    /// The level of an honour. It follows from the issuing body and is never typed (C-13, C-16).
    pub enum HonourLevel {
        School = "SCHOOL", "校级", "school";
        Town = "TOWN", "镇街级", "town";
        City = "CITY", "市级", "city";
        Province = "PROVINCE", "省级", "province";
        Nation = "NATION", "国家级", "nation";
    }

    /// Which of a person's four units a count means (C-37).
    pub enum Basis {
        Establishment = "ESTABLISHMENT", "编制", "establishment";
        Personnel = "PERSONNEL", "人事关系", "personnel relation";
        Workplace = "WORKPLACE", "在岗", "workplace";
        Paying = "PAYING", "工资", "paying";
    }

    /// Whether a fact was collected at all (C-38). "Not collected" is never counted as zero.
    pub enum Presence {
        Recorded = "RECORDED", "已录", "recorded";
        ConfirmedNone = "CONFIRMED_NONE", "无", "confirmed none";
        NotCollected = "NOT_COLLECTED", "未采集", "not collected";
        Unavailable = "UNAVAILABLE", "无法取得", "unavailable";
    }

    /// Sex as GB/T 2261.1 names it (C-23).
    pub enum Sex {
        Unknown = "UNKNOWN", "未知", "unknown";
        Male = "MALE", "男", "male";
        Female = "FEMALE", "女", "female";
        Unstated = "UNSTATED", "未说明", "unstated";
    }

    /// The three blocks of continuing education.
    pub enum TrainingCategory {
        Common = "COMMON", "公需科目", "common subjects";
        Professional = "PROFESSIONAL", "专业科目", "professional subjects";
        Elective = "ELECTIVE", "个人选修", "elective";
    }

    /// The abilities that training is meant to raise (S-66).
    pub enum Ability {
        TeachingResearch = "TEACHING_RESEARCH", "教学研究能力", "teaching research";
        TeachingPractice = "TEACHING_PRACTICE", "教学实践能力", "teaching practice";
        EducationScience = "EDUCATION_SCIENCE", "教育科研能力", "education science";
        InformationTechnology = "INFORMATION_TECHNOLOGY", "教育信息化应用能力", "information technology";
    }

    /// The kinds of body that issue honours. The level of an honour follows from it.
    pub enum IssuingBody {
        School = "SCHOOL", "学校", "school";
        TownGovernment = "TOWN_GOVERNMENT", "镇街（园区）", "town or street";
        CityBureau = "CITY_BUREAU", "市教育局", "city education bureau";
        CityGovernment = "CITY_GOVERNMENT", "市委市政府", "city government";
        ProvinceDepartment = "PROVINCE_DEPARTMENT", "省教育厅", "provincial department";
        ProvinceGovernment = "PROVINCE_GOVERNMENT", "省委省政府", "provincial government";
        Ministry = "MINISTRY", "教育部", "ministry";
        StateCouncil = "STATE_COUNCIL", "国务院", "state council";
    }
}

impl IssuingBody {
    /// The level of what this body issues. The city has no county level, so nothing stands between town and city.
    pub fn level(self) -> HonourLevel {
        match self {
            Self::School => HonourLevel::School,
            Self::TownGovernment => HonourLevel::Town,
            Self::CityBureau | Self::CityGovernment => HonourLevel::City,
            Self::ProvinceDepartment | Self::ProvinceGovernment => HonourLevel::Province,
            Self::Ministry | Self::StateCouncil => HonourLevel::Nation,
        }
    }
}

pub(crate) use codes;

use crate::code::codes;

codes! {
    /// What an organisation is to the registry.
    pub enum OrganisationKind {
        Town = "TOWN", "镇街", "town";
        School = "SCHOOL", "学校", "school";
        Kindergarten = "KINDERGARTEN", "幼儿园", "kindergarten";
        ResearchBody = "RESEARCH_BODY", "教研机构", "research body";
        DevelopmentCentre = "DEVELOPMENT_CENTRE", "教师发展中心", "teacher development centre";
        EducationCentre = "EDUCATION_CENTRE", "教育管理中心", "education management centre";
        Bureau = "BUREAU", "教育行政部门", "education bureau";
        External = "EXTERNAL", "系统外单位", "outside the system";
    }

    /// Who runs it.
    pub enum Nature {
        Public = "PUBLIC", "公办", "public";
        Private = "PRIVATE", "民办", "private";
        Joint = "JOINT", "公参民", "private with public participation";
        Other = "OTHER", "其他", "other";
    }

    /// The trees an organisation may stand in, each with one parent on a day.
    pub enum ParentKind {
        Administrative = "ADMINISTRATIVE", "行政隶属", "administrative";
        Research = "RESEARCH", "教研体系", "research system";
        Development = "DEVELOPMENT", "教师发展体系", "teacher development system";
        Group = "GROUP", "教育集团", "school group";
        Cluster = "CLUSTER", "片区", "cluster";
    }

    /// What preference rules look at.
    pub enum OrganisationFlag {
        Weak = "WEAK", "薄弱学校", "weak school";
        Remote = "REMOTE", "艰苦边远地区", "hardship or remote area";
        Brand = "BRAND", "品牌学校", "brand school";
        SpecialEducationClass = "SPECIAL_EDUCATION_CLASS", "开设特教班", "school with a special-education class";
        Pilot = "PILOT", "试点单位", "pilot";
    }

    /// Who leads a school and how (学校领导体制).
    pub enum GovernanceMode {
        PrincipalResponsibility = "PRINCIPAL_RESPONSIBILITY", "校长负责制", "the principal is responsible";
        PartyLeadership = "PARTY_LEADERSHIP", "党组织领导的校长负责制", "the principal is responsible under the party organisation";
        Board = "BOARD", "理事会（董事会）领导下的校长负责制", "the principal is responsible under a board";
    }

    /// The level of a teacher development centre, the highest first.
    pub enum CentreLevel {
        City = "CITY", "市级", "city";
        Town = "TOWN", "镇街级", "town";
        School = "SCHOOL", "校级", "school";
    }
}

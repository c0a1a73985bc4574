//! The code lists with their labels, read once from the policy files and the closed lists of the registry.

use std::sync::LazyLock;

use async_graphql::{Result, SimpleObject};
use liangshi_domain::{
    activity, candidacy, case, code, engagement, organisation, partnership,
    policy::{self, builtin},
    research, target,
    teacher::{appointment_code, conduct, discipline, duty, honour, record_code},
    team,
};

use super::{node::Label, scalar::Date};
use crate::fault;

/// A code list (代码表).
#[derive(SimpleObject, Clone, Debug)]
pub(crate) struct CodeList {
    /// Its id: as C-31, or the name of the enum of this schema.
    id: String,
    /// Its name.
    name: Label,
    /// The standard and table, or `registry` for a list of our own.
    standard: String,
    /// The values, in the order in which to show them.
    values: Vec<CodeValue>,
}

/// A value of a code list (代码).
#[derive(SimpleObject, Clone, Debug)]
pub(crate) struct CodeValue {
    /// The code.
    code: String,
    /// Its name.
    name: Label,
    /// The first day it can be used; null when it always could.
    from: Option<Date>,
    /// The first day it can no longer be used; null until further notice.
    to: Option<Date>,
    /// The part of the list it belongs to, where a list holds several kinds of value.
    group: Option<String>,
    /// The value of this schema's enum it stands for, where there is one.
    word: Option<String>,
    /// The values of another list it corresponds to.
    maps_to: Vec<String>,
    /// Whether the value or its dates are inferred and not read in a source.
    inferred: bool,
}

impl From<policy::CodeList> for CodeList {
    fn from(list: policy::CodeList) -> Self {
        let values = list.values.into_iter().map(Into::into).collect();
        Self { id: list.id, name: list.name.into(), standard: list.standard, values }
    }
}

impl From<policy::CodeValue> for CodeValue {
    fn from(value: policy::CodeValue) -> Self {
        Self {
            name: value.label().into(),
            code: value.code,
            from: value.from.map(Date),
            to: value.to.map(Date),
            group: value.group,
            word: value.word,
            maps_to: value.maps_to,
            inferred: value.inferred,
        }
    }
}

fn closed(id: &str, zh: &str, values: impl Iterator<Item = (&'static str, Label)>) -> CodeList {
    let value = |(code, name): (&'static str, Label)| CodeValue {
        code: code.to_owned(),
        name,
        from: None,
        to: None,
        group: None,
        word: Some(code.to_owned()),
        maps_to: Vec::new(),
        inferred: false,
    };
    let name = Label { zh: zh.to_owned(), en: id.to_owned() };
    CodeList { id: id.to_owned(), name, standard: "registry".to_owned(), values: values.map(value).collect() }
}

/// The enums of this schema with the labels of their values.
fn enums() -> Vec<CodeList> {
    macro_rules! lists {
        ($($module:ident::$name:ident $zh:literal),* $(,)?) => {
            vec![$(closed(stringify!($name), $zh, $module::$name::ALL.iter().map(|value| {
                (value.code(), Label { zh: value.zh().to_owned(), en: value.en().to_owned() })
            }))),*]
        };
    }
    let mut lists = lists![
        code::Title "职称",
        code::Stage "学段",
        code::Staffing "用人方式",
        code::Category "教职工类别",
        code::LeaveReason "离职原因",
        code::Source "来源",
        code::MovementKind "交流形式",
        code::RotationScope "交流范围",
        code::RotationExemption "免交流事由",
        code::HonourLevel "荣誉级别",
        code::Basis "统计归属",
        code::Presence "采集状态",
        code::Sex "性别",
        code::TrainingCategory "继续教育科目",
        code::Ability "能力项",
        activity::ActivityKind "活动类型",
        code::IssuingBody "颁发单位",
        target::ReviewKind "督导方式",
        organisation::OrganisationKind "单位类型",
        organisation::Nature "办学性质",
        organisation::ParentKind "隶属关系",
        organisation::OrganisationFlag "单位标记",
        organisation::GovernanceMode "学校领导体制",
        organisation::CentreLevel "教师发展中心层级",
        candidacy::Grade "考核等次",
        candidacy::Severance "撤销效力",
        case::CaseReason "违规情形",
        case::CaseSource "案件来源",
        case::CaseFinding "调查结论",
        case::Sanction "处理种类",
        case::CaseStage "案件进度",
        discipline::EthicsResult "师德考核结果",
        honour::ContributionKind "贡献形式",
        discipline::RestrictionKind "限制种类",
        conduct::ClosedProcess "受限事项",
        team::Office "职务",
        team::DutyState "值班状态",
        research::ResearchLevel "教研层级",
        research::UnitForm "教研机构形式",
        research::ExitReason "教研员退出原因",
        engagement::EngagementCategory "外聘类别",
        partnership::PartnerKind "合作方类别",
        appointment_code::PostKind "岗位类别",
        appointment_code::LeadershipPost "校级职务",
        appointment_code::AppointmentMethod "聘任方式",
        appointment_code::ReliefReason "离任原因",
        appointment_code::GradeChange "高聘低聘",
        appointment_code::TermPoint "聘期考核时点",
        appointment_code::TermResult "聘期考核结果",
        appointment_code::TermEnd "不续聘原因",
        record_code::CredentialKind "证书种类",
        record_code::PutonghuaGrade "普通话等级",
        record_code::AppraisalResult "年度考核结果",
        record_code::IncentiveKind "激励种类",
        duty::WorkforceCategory "专项队伍",
        duty::LeaveKind "离岗原因",
    ];
    let stages = policy::ProgrammeStage::all().map(|stage| (stage.code(), stage.label().into()));
    lists.push(closed("ProgrammeStage", "培养阶段", stages));
    let counts = policy::CountDefinition::ALL.into_iter().map(|count| (count.code(), count.label().into()));
    lists.push(closed("CountDefinition", "口径", counts));
    lists
}

static LISTS: LazyLock<Result<Vec<CodeList>, policy::PolicyFault>> = LazyLock::new(|| {
    let files = builtin::code_lists()?.into_iter().map(Into::into);
    Ok(files.chain(enums()).collect())
});

/// One list or all of them.
///
/// # Errors
/// When a policy file inside the program cannot be read.
pub(crate) fn lists(id: Option<&str>) -> Result<Vec<CodeList>> {
    let lists = LISTS.as_ref().map_err(|fault| fault::internal(fault.clone()))?;
    Ok(lists.iter().filter(|list| id.is_none_or(|id| list.id == id)).cloned().collect())
}

/// The name of a code of a list, by the code or by the value of this schema's enum it stands for.
///
/// # Errors
/// When a policy file inside the program cannot be read.
pub(crate) fn label(list: &str, code: &str) -> Result<Option<Label>> {
    let lists = LISTS.as_ref().map_err(|fault| fault::internal(fault.clone()))?;
    let values = lists.iter().filter(|found| found.id == list).flat_map(|list| &list.values);
    let mut named = values.filter(|value| value.code == code || value.word.as_deref() == Some(code));
    Ok(named.next().map(|value| value.name.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_the_policy_and_one_of_the_registry_are_found_by_their_ids() {
        let ladder = lists(Some("C-31")).unwrap().pop().unwrap();
        assert!(ladder.values.iter().any(|value| value.code == "SENIOR" && value.name.zh == "高级教师"));
        let titles = lists(Some("Title")).unwrap().pop().unwrap();
        assert_eq!(titles.values.len(), 5);
        assert!(lists(Some("C-00")).unwrap().is_empty());
        assert!(lists(None).unwrap().len() > 40);
    }
}

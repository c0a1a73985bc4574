use chrono::NaiveDate;

use crate::{EventId, machine::refusals};

refusals! {
    /// Why something asked of the register of policy is refused.
    pub enum RegisterRefusal {
        /// There is no such rule.
        RuleUnknown {
            /// What was asked for.
            rule: String,
        } = "RULE_UNKNOWN", "没有编号为{rule}的规则", "there is no rule {rule}";
        /// The rule has no such version.
        RuleVersionUnknown {
            /// The rule.
            rule: String,
            /// What was asked for.
            version: u16,
        } = "RULE_VERSION_UNKNOWN", "规则{rule}没有第{version}版", "rule {rule} has no version {version}";
        /// The rule uses no such number.
        RuleParameterUnknown {
            /// The rule.
            rule: String,
            /// What was asked for.
            name: String,
        } = "RULE_PARAMETER_UNKNOWN", "规则{rule}没有参数“{name}”", "rule {rule} has no parameter “{name}”";
        /// It judges in this way already.
        RuleAlreadySwitched {
            /// The rule.
            rule: String,
        } = "RULE_ALREADY_SWITCHED", rule("R-90", 1, "规则的启用与停用须留痕"),
            "规则{rule}在该日期已是此状态", "rule {rule} is switched so already on that date";
        /// The registry is built so that the rule holds.
        RuleBuiltIn {
            /// The rule.
            rule: String,
        } = "RULE_BUILT_IN", "规则{rule}由登记系统的结构保证，不能停用", "rule {rule} holds by the way the registry is built and cannot be suspended";
        /// The metric is there already.
        MetricAlreadyDefined {
            /// The metric.
            metric: String,
        } = "METRIC_ALREADY_DEFINED", "指标{metric}已有定义；如需改变口径，请修订（metricRevise）",
            "metric {metric} is defined already; to count otherwise, revise it (metricRevise)";
        /// There is no such metric.
        MetricUnknown {
            /// What was asked for.
            metric: String,
        } = "METRIC_UNKNOWN", "没有编号为{metric}的指标", "there is no metric {metric}";
        /// A version follows the one before.
        MetricVersionOutOfTurn {
            /// The number it would have to have.
            next: u16,
        } = "METRIC_VERSION_OUT_OF_TURN", "版本号应为{next}", "the version would have to be number {next}";
        /// It would begin before the version before it.
        MetricVersionTooEarly {
            /// When the version before begins.
            from: NaiveDate,
        } = "METRIC_VERSION_TOO_EARLY", "新口径的起始日期应晚于上一版本（{from}）", "it has to begin after the version before, which begins on {from}";
        /// A rule is not switched without a document.
        DocumentMissing = "RULE_DOCUMENT_MISSING", rule("R-90", 1, "规则的启用与停用须有文件依据"),
            "启用、停用规则、登记政策文件或定义指标须填写文号；请补充依据文件",
            "switching a rule, issuing an instrument or defining a metric needs a decision document; name it and ask again";
        /// The title says nothing.
        TitleBlank = "INSTRUMENT_TITLE_BLANK", "文件名称不能为空", "the title must not be blank";
        /// The same instrument was issued before.
        InstrumentAlreadyIssued {
            /// The event that issued it.
            fact: EventId,
        } = "INSTRUMENT_ALREADY_ISSUED", facts(fact), "同名且同日施行的文件已登记", "an instrument of this title and first day is already issued";
        /// It would end before it began.
        PeriodReversed = "INSTRUMENT_PERIOD_REVERSED", "失效日期应晚于施行日期", "the end must be after the beginning";
    }
}

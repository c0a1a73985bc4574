//! Policy as data: the work plan, the programmes, the rules and the code lists, read from text and checked.
//!
//! Everything here is pure. A file is handed over as text, a fault comes back in words that an administrator can
//! act on, in Chinese and in English. To add a programme: write one file beside those in `policy/programmes`
//! (the comment at its top says how) and import it; no code changes.

pub mod builtin;
mod calendar;
mod check;
mod codes;
mod count;
mod day;
mod eligibility;
mod fault;
mod honour_kind;
mod in_force;
mod label;
mod metric;
mod outcome;
mod outlook;
mod places;
mod plan;
mod programme_file;
mod quantity;
mod rules;
mod set;
mod stage;
mod standard;
mod working_days;

pub use calendar::{Calendar, DayRange, WorkedDay};
pub use codes::{CodeList, CodeValue};
pub use count::CountDefinition;
pub use eligibility::Eligibility;
pub use fault::{FaultKind, PolicyFault};
pub use honour_kind::HonourKind;
pub use in_force::InForce;
pub use label::Label;
pub use metric::{Conditions, MetricFile, MetricPopulation, MetricTime, MetricVersion};
pub use outcome::{OutcomeFile, OutcomeKind, PreferenceEffect, PreferenceFile};
pub use outlook::{Counting, Outlook, PACE_MONTHS, counted, month_ends, outlook};
pub use places::{Place, PlaceKind, PlaceList};
pub use plan::{Baseline, Comparison, OpenQuestion, Plan, PlanDocument, Target, Total, Unit};
pub use programme_file::{Category, ProgrammeFile, StudioModel};
pub use quantity::Quantity;
pub use rules::{RuleFile, RuleOutcome, RuleVersion};
pub use set::check_set;
pub use stage::ProgrammeStage;
pub use standard::{Indicator, IndicatorCounts, Measured, Standard, coefficient, per_hundred};
pub use working_days::{WorkingDays, working_days_after};

//! Ethics cases: opened, investigated, decided, appealed. The stream is the ethics office's own; what everybody else may
//! see of it is the bar on the person, which begins and goes in the same append as the sanction.

mod code;
mod decide;
mod event;
mod refusal;
mod state;
#[cfg(test)]
mod tests;

pub use code::{CaseFinding, CaseReason, CaseSource, CaseStage, Length, Sanction};
pub use decide::{AmendSanction, CaseCommand, ImposeSanction};
pub use event::{
    AnnulSanction, AppealSanction, BarDays, CaseEvent, CirculateCase, ExpireSanction, InvestigateCase,
    OpenCase, RevokeSanction, SanctionAmended, SanctionImposed, UpholdSanction, VoidCase,
};
pub use refusal::CaseRefusal;
pub use state::{Case, StandingSanction};

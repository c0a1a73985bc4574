use chrono::NaiveDate;

use crate::{EventId, machine::refusals};

refusals! {
    /// Why a pool command is refused.
    pub enum PoolRefusal {
        /// The pool has no name.
        NameBlank = "POOL_NAME_BLANK", "周转库名称不能为空", "name the pool";
        /// No quota is set on that day.
        QuotaMissing = "POOL_QUOTA_MISSING", "该日期尚未设定周转编制总量；请先设定", "the pool has no quota on that day; set it first";
        /// The person is not registered or not in service.
        NotInService = "POOL_NOT_IN_SERVICE", "该人在该日期没有任职；请先登记任职", "the person is not in service on that day; record the service first";
        /// The person holds a post of the pool.
        AlreadyAllocated {
            /// The event that says so.
            fact: EventId,
        } = "POOL_POST_ALREADY_ALLOCATED", facts(fact), "该人已使用周转编制", "the person holds a post of the pool already";
        /// The day it is due is not later.
        DueBeforeStart = "POOL_DUE_BEFORE_START", "归还期限须晚于开始日期", "it has to be due after its first day";
        /// The person holds none.
        NotAllocated {
            /// The day.
            on: NaiveDate,
        } = "POOL_POST_NOT_ALLOCATED", "该人在{on}前未使用周转编制", "the person holds no post of the pool before {on}";
    }
}

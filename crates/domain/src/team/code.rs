use crate::code::codes;

codes! {
    /// An office in an association or a group.
    pub enum Office {
        President = "PRESIDENT", "会长", "president";
        VicePresident = "VICE_PRESIDENT", "副会长", "vice president";
        SecretaryGeneral = "SECRETARY_GENERAL", "秘书长", "secretary general";
        CouncilMember = "COUNCIL_MEMBER", "理事", "council member";
        Leader = "LEADER", "组长", "leader";
        DeputyLeader = "DEPUTY_LEADER", "副组长", "deputy leader";
    }

    /// Whether a member of a crisis team can be called.
    pub enum DutyState {
        OnDuty = "ON_DUTY", "在岗待命", "on duty";
        OffDuty = "OFF_DUTY", "不在岗", "off duty";
    }
}

impl Office {
    /// Whether one person at a time holds it.
    pub fn is_single(self) -> bool {
        match self {
            Self::President | Self::SecretaryGeneral | Self::Leader => true,
            Self::VicePresident | Self::CouncilMember | Self::DeputyLeader => false,
        }
    }
}

/// A stream of the register. There are three, and they have names instead of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RegisterId {
    /// The switches of the rules.
    Rules,
    /// The instruments.
    Instruments,
    /// The metrics.
    Metrics,
}

impl RegisterId {
    /// The word before the name in the name of its stream.
    pub const PREFIX: &'static str = "policy";

    /// The name of the stream.
    pub fn stream(&self) -> String {
        match self {
            Self::Rules => "policy-rules".to_owned(),
            Self::Instruments => "policy-instruments".to_owned(),
            Self::Metrics => "policy-metrics".to_owned(),
        }
    }

    /// Reads it back from the name of its stream. What holds neither switches nor metrics holds
    /// instruments.
    pub fn of_stream(stream: &str) -> Option<Self> {
        let name = stream.strip_prefix("policy-")?;
        Some(match name {
            "rules" => Self::Rules,
            "metrics" => Self::Metrics,
            _ => Self::Instruments,
        })
    }
}

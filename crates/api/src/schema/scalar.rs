//! The scalars that GraphQL does not have: a civil date and a position.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::NaiveDate;
use liangshi_projection::date_of;

/// A civil date in Asia/Shanghai, written 2022-09-01 (日期).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Date(pub(crate) NaiveDate);

/// A civil date in Asia/Shanghai, written 2022-09-01 (日期).
#[Scalar(name = "Date", specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339#section-5.6")]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => Ok(Self(NaiveDate::parse_from_str(text, "%Y-%m-%d")?)),
            Value::Null
            | Value::Number(_)
            | Value::Boolean(_)
            | Value::Binary(_)
            | Value::Enum(_)
            | Value::List(_)
            | Value::Object(_) => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

impl Date {
    /// A stored day; none when it stands for "until further notice".
    pub(crate) fn stored(text: &str) -> Option<Self> {
        date_of(text).map(Self)
    }

    /// The day before: the last day of what ends on this one.
    pub(crate) fn day_before(self) -> Option<Self> {
        self.0.pred_opt().map(Self)
    }
}

/// A whole number of 64 bits as a JSON number; a position of the log never reaches 2^53, so no client loses digits (长整数).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Long(pub(crate) i64);

/// A whole number of 64 bits as a JSON number; a position of the log never reaches 2^53, so no client loses digits (长整数).
#[Scalar(name = "Long", specified_by_url = "https://www.rfc-editor.org/rfc/rfc8259#section-6")]
impl ScalarType for Long {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::Number(number) => number
                .as_i64()
                .map(Self)
                .ok_or_else(|| InputValueError::custom("not a whole number of 64 bits")),
            Value::Null
            | Value::String(_)
            | Value::Boolean(_)
            | Value::Binary(_)
            | Value::Enum(_)
            | Value::List(_)
            | Value::Object(_) => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::Number(self.0.into())
    }
}

/// A count as GraphQL's Int.
pub(crate) fn int(number: i64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_and_a_position_are_read_back_as_they_were_written() {
        let date = Date::stored("2022-09-01").unwrap();
        assert_eq!(Date::parse(date.to_value()).unwrap(), date);
        assert_eq!(date.day_before().unwrap().to_value(), Value::from("2022-08-31"));
        assert_eq!(Long::parse(Long(7).to_value()).unwrap(), Long(7));
    }

    #[test]
    fn other_values_are_refused_and_an_open_end_is_no_date() {
        assert!(Date::parse(Value::from("2022-9")).is_err());
        assert!(Date::parse(Value::from(20_220_901)).is_err());
        assert!(Long::parse(Value::from("7")).is_err());
        assert!(Long::parse(Value::from(1.5)).is_err());
        assert_eq!(Date::stored(liangshi_projection::OPEN_DAY), None);
    }
}

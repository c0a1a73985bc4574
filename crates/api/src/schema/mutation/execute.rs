//! From a mutation to the log: who may, what is asked, what came of it.

use async_graphql::{Context, Error, ID, Result, Value};
use liangshi_domain::{Decider, OrganisationId, TeacherId};
use liangshi_eventstore::{Answer, Done, Execution, Failure, execute};

use super::{
    access, claim,
    error::UserError,
    input::{Common, Named, Reader, Terms},
};
use crate::{
    fault,
    schema::context::{registry, stamp},
};

/// A command with the stream it is about and those it touches.
pub(super) struct Asked<D: Decider> {
    stream: String,
    command: D::Command,
    persons: Vec<TeacherId>,
    units: Vec<OrganisationId>,
}

impl<D: Decider> Asked<D> {
    /// A command about a stream.
    pub(super) fn of(stream: String, command: D::Command) -> Self {
        Self { stream, command, persons: Vec::new(), units: Vec::new() }
    }

    /// The same, about a person who has to lie in the caller's scope.
    pub(super) fn about(mut self, person: TeacherId) -> Self {
        self.persons.push(person);
        self
    }

    /// The same, with an organisation that has to lie in the caller's scope.
    pub(super) fn at(mut self, unit: Option<OrganisationId>) -> Self {
        self.units.extend(unit);
        self
    }
}

/// What came of a mutation.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// What was done, unless it was refused.
    pub(super) done: Option<Done>,
    /// Why it was refused.
    pub(super) errors: Vec<UserError>,
}

impl Outcome {
    fn refused(errors: Vec<UserError>) -> Self {
        Self { done: None, errors }
    }
}

/// Runs a mutation: judges the caller, reads the input, decides and appends.
///
/// # Errors
/// `FORBIDDEN`, and what breaks. All else is an [`Outcome`].
pub(super) async fn run<D: Decider>(
    context: &Context<'_>,
    common: &Common,
    read: impl FnOnce(&mut Reader) -> Option<Asked<D>> + Send,
) -> Result<Outcome> {
    access::role(context)?;
    let input = Reader::read(|reader| {
        let terms = common.read(reader);
        let asked = read(reader);
        Some((terms?, asked?))
    });
    let (terms, asked) = match input {
        Ok(input) => input,
        Err(errors) => return Ok(Outcome::refused(errors)),
    };
    access::reach(context, &asked.persons, &asked.units).await?;
    answered(context, ask(context, terms, &asked).await?).await
}

/// Runs a command about what a field of the input names.
///
/// # Errors
/// As [`run`] says.
pub(super) async fn about<D: Decider, I: Named>(
    context: &Context<'_>,
    common: &Common,
    (field, named): (&str, &ID),
    read: impl FnOnce(&mut Reader) -> Option<D::Command> + Send,
    asked: impl FnOnce(I, D::Command) -> Asked<D> + Send,
) -> Result<Outcome> {
    run::<D>(context, common, |reader| {
        let id = reader.id::<I>(field, named);
        let command = read(reader);
        Some(asked(id?, command?))
    })
    .await
}

async fn ask<D: Decider>(
    context: &Context<'_>,
    terms: Terms,
    asked: &Asked<D>,
) -> Result<Answer<D::Refusal>> {
    let registry = registry(context)?;
    let stamp = stamp(context, terms.document, terms.explanations)?;
    // Two accounts that happen to choose the same key do not meet, and whatever words a caller makes a key of are not kept.
    let key = registry.log.vault().keyed_hash("idempotency-key", &format!("{}/{}", stamp.actor, terms.key));
    let content = registry.log.vault().keyed_hash("idempotency", &content(context)?);
    let execution = Execution {
        stream: asked.stream.clone(),
        command: &asked.command,
        stamp: &stamp,
        expected: terms.expected,
        request: Some((&key, &content)),
        new_id: registry.new_id.as_ref(),
    };
    execute::<D>(&registry.log, execution).await.map_err(failed)
}

async fn answered<R: liangshi_domain::Refusal>(context: &Context<'_>, answer: Answer<R>) -> Result<Outcome> {
    let error = match answer {
        Answer::Done(done) => return Ok(Outcome { done: Some(done), errors: Vec::new() }),
        Answer::Refused(refusal) => return Ok(Outcome::refused(UserError::each(&refusal))),
        Answer::RefusedBeyond(reason) => UserError::refusal(&reason),
        Answer::Conflict { expected, actual, .. } => conflict(expected, actual),
        Answer::ClaimTaken { scope, holder } => claim::taken(context, &scope, &holder).await?,
        Answer::KeyReused => key_reused(),
    };
    Ok(Outcome::refused(vec![error]))
}

fn conflict(expected: i64, actual: i64) -> UserError {
    UserError::new(
        "CONFLICT",
        format!("该记录已由他人更新（您看到的是第{expected}版，现为第{actual}版）；请刷新后再办理"),
        format!("the record was changed meanwhile (version {expected} was seen, it has {actual}); read it again first"),
    )
    .at(vec!["expectedVersion".to_owned()])
}

fn key_reused() -> UserError {
    UserError::new(
        "IDEMPOTENCY_KEY_REUSED",
        "该幂等键已用于其他内容；请换一个新的键",
        "the idempotency key was used for other content; use a new one",
    )
    .at(vec!["idempotencyKey".to_owned()])
}

/// What breaks in the log, as far as a caller can do something about it.
fn failed(failure: Failure) -> Error {
    match failure {
        Failure::OutcomeUnknown => fault::coded(
            "OUTCOME_UNKNOWN",
            "暂不能确定是否已写入；请用同一幂等键重试",
            "it is not known whether it was written; try again with the same idempotency key",
        ),
        Failure::Overloaded => fault::coded(
            "OVERLOADED",
            "系统繁忙，未写入任何内容；请稍后重试",
            "too much is waiting to be written and nothing was; try again later",
        ),
        Failure::Closed => fault::coded(
            "UNAVAILABLE",
            "系统正在停止，未写入任何内容；请稍后重试",
            "the system is shutting down and nothing was written; try again later",
        ),
        Failure::KeyGone => fault::coded(
            "TRY_AGAIN",
            "该人员的数据刚被他人更改，未写入任何内容；请用同一幂等键重试",
            "somebody else has just changed the data of this person and nothing was written; try again with the same idempotency key",
        ),
        Failure::Full(error) => {
            tracing::error!(%error, "the disk of the log is full");
            fault::coded(
                "STORAGE_FULL",
                "存储空间已满，未写入任何内容；请联系管理员清理空间后用同一幂等键重试",
                "the disk is full and nothing was written; once there is room, try again with the same idempotency key",
            )
        }
        Failure::ReadOnly(error) => {
            tracing::error!(%error, "the log cannot be written to");
            fault::coded(
                "STORAGE_READ_ONLY",
                "存储只读或发生故障，未写入任何内容；请联系管理员检查后用同一幂等键重试",
                "the storage is read-only or failing and nothing was written; once it is mended, try again with the same idempotency key",
            )
        }
        Failure::Database(error) => {
            tracing::error!(%error, "the database of the log did not answer");
            fault::coded(
                "DATABASE_UNAVAILABLE",
                "数据库暂时无法访问，未写入任何内容；请稍后用同一幂等键重试",
                "the database cannot be reached and nothing was written; try again later with the same idempotency key",
            )
        }
        Failure::Migration(_)
        | Failure::Address(_)
        | Failure::Unreadable { .. }
        | Failure::Keys(_)
        | Failure::Evidence(_)
        | Failure::Invalid(_) => fault::internal(failure),
    }
}

/// The text an idempotency key stands for: the mutation and its input, whatever order or variables it was written in.
fn content(context: &Context<'_>) -> Result<String> {
    let field = context.field();
    let mut text = field.name().to_owned();
    for (_, input) in field.arguments().map_err(|error| fault::internal(error.message))? {
        let Value::Object(mut fields) = input else { continue };
        fields.shift_remove("idempotencyKey");
        write(&Value::Object(fields), &mut text);
    }
    Ok(text)
}

/// Writes a value so that equal ones give equal texts. Null means left out, as it does everywhere in these inputs.
fn write(value: &Value, text: &mut String) {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().filter(|(_, value)| **value != Value::Null).collect();
            fields.sort_unstable_by_key(|(name, _)| name.as_str());
            text.push('{');
            for (name, value) in fields {
                text.push_str(name);
                text.push(':');
                write(value, text);
                text.push(',');
            }
            text.push('}');
        }
        Value::List(values) => {
            text.push('[');
            for value in values {
                write(value, text);
                text.push(',');
            }
            text.push(']');
        }
        // An enum value is the same word whether it stands in the document or in a variable.
        Value::Enum(word) => text.push_str(&Value::from(word.as_str()).to_string()),
        Value::Null | Value::Number(_) | Value::String(_) | Value::Boolean(_) | Value::Binary(_) => {
            text.push_str(&value.to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::{Name, value};

    use super::*;

    fn written(value: &Value) -> String {
        let mut text = String::new();
        write(value, &mut text);
        text
    }

    #[test]
    fn order_nulls_and_variables_do_not_change_the_content_and_values_do() {
        let one = value!({"name": "甲", "sex": "FEMALE", "birth": null, "hours": [1, 2]});
        let mut other = value!({"hours": [1, 2], "name": "甲"});
        let Value::Object(fields) = &mut other else { unreachable!() };
        fields.insert(Name::new("sex"), Value::Enum(Name::new("FEMALE")));
        assert_eq!(written(&one), written(&other));
        assert_ne!(written(&one), written(&value!({"hours": [2, 1], "name": "甲", "sex": "FEMALE"})));
        assert_ne!(written(&value!({"a": "1,b:2"})), written(&value!({"a": "1", "b": 2})));
    }

    #[test]
    fn a_failure_of_the_database_says_nothing_about_it() {
        let error = failed(Failure::Keys("secret".to_owned()));
        assert!(!error.message.contains("secret"));
        assert!(failed(Failure::OutcomeUnknown).message.contains("idempotency key"));
    }
}

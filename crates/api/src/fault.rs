//! What goes wrong at the door, and how much of it a client may see.
//!
//! An expected answer ("you are too early", "you may not") carries a stable code and a sentence in Chinese and in English.
//! A fault, something that broke, carries its source for the log and nothing for the client but the number of the request.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use async_graphql::{Error, ErrorExtensionValues, ServerError, Value};

/// The stable codes this layer answers with.
pub mod code {
    /// The text of the query is longer than allowed.
    pub const DOCUMENT_TOO_LARGE: &str = "DOCUMENT_TOO_LARGE";
    /// The query has more lexical tokens than allowed.
    pub const TOO_MANY_TOKENS: &str = "TOO_MANY_TOKENS";
    /// The query nests deeper than allowed.
    pub const TOO_DEEP: &str = "TOO_DEEP";
    /// The query renames more fields than allowed.
    pub const TOO_MANY_ALIASES: &str = "TOO_MANY_ALIASES";
    /// One field carries more directives than allowed.
    pub const TOO_MANY_DIRECTIVES: &str = "TOO_MANY_DIRECTIVES";
    /// The query costs more than allowed.
    pub const TOO_COMPLEX: &str = "TOO_COMPLEX";
    /// The query is not GraphQL.
    pub const GRAPHQL_PARSE_FAILED: &str = "GRAPHQL_PARSE_FAILED";
    /// The query does not fit the schema.
    pub const GRAPHQL_VALIDATION_FAILED: &str = "GRAPHQL_VALIDATION_FAILED";
    /// A parameter or an argument cannot be read.
    pub const BAD_USER_INPUT: &str = "BAD_USER_INPUT";
    /// The HTTP method is not offered here.
    pub const METHOD_NOT_ALLOWED: &str = "METHOD_NOT_ALLOWED";
    /// The body is not `application/json`.
    pub const UNSUPPORTED_MEDIA_TYPE: &str = "UNSUPPORTED_MEDIA_TYPE";
    /// No media type the client accepts is offered.
    pub const NOT_ACCEPTABLE: &str = "NOT_ACCEPTABLE";
    /// The body is longer than allowed.
    pub const BODY_TOO_LARGE: &str = "BODY_TOO_LARGE";
    /// There is no token, or it is not valid.
    pub const UNAUTHENTICATED: &str = "UNAUTHENTICATED";
    /// The answer took too long.
    pub const TIMEOUT: &str = "TIMEOUT";
    /// Nothing is served at this address.
    pub const NOT_FOUND: &str = "NOT_FOUND";
    /// Something broke.
    pub const INTERNAL: &str = "INTERNAL";
}

/// An answer of refusal: a code to match on and a sentence to read, in two languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The stable code.
    pub code: Cow<'static, str>,
    /// The sentence in Chinese.
    pub zh: Cow<'static, str>,
    /// The sentence in English.
    pub en: Cow<'static, str>,
}

impl Notice {
    /// A notice with these words.
    pub fn new(
        code: impl Into<Cow<'static, str>>,
        zh: impl Into<Cow<'static, str>>,
        en: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self { code: code.into(), zh: zh.into(), en: en.into() }
    }

    /// Both sentences in one line, for clients that show `message` and know nothing else.
    pub fn message(&self) -> String {
        format!("{} / {}", self.zh, self.en)
    }

    fn extensions(&self) -> ErrorExtensionValues {
        let mut values = ErrorExtensionValues::default();
        values.set("code", self.code.as_ref());
        values.set("zh", self.zh.as_ref());
        values.set("en", self.en.as_ref());
        values
    }

    /// Gives an error that already has its place in the document these words.
    pub(crate) fn put_on(&self, error: &mut ServerError) {
        error.message = self.message();
        error.extensions = Some(self.extensions());
    }
}

impl From<Notice> for ServerError {
    fn from(notice: Notice) -> Self {
        let mut error = ServerError::new("", None);
        notice.put_on(&mut error);
        error
    }
}

/// An expected top-level error, such as `STALE_READ` or `FORBIDDEN`. The client sees it as it is.
pub fn coded(
    code: impl Into<Cow<'static, str>>,
    zh: impl Into<Cow<'static, str>>,
    en: impl Into<Cow<'static, str>>,
) -> Error {
    let notice = Notice::new(code, zh, en);
    Error { message: notice.message(), source: None, extensions: Some(notice.extensions()) }
}

/// Something that broke. Its words never say what, because they may reach a client; its source goes to the log.
#[derive(Debug)]
pub struct Fault {
    source: Box<dyn StdError + Send + Sync>,
}

impl Fault {
    /// Wraps what broke.
    pub fn new(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { source: source.into() }
    }

    /// The error and everything beneath it, in one line.
    fn chain(&self) -> String {
        let mut line = self.source.to_string();
        let mut next = self.source.source();
        while let Some(cause) = next {
            line.push_str(": ");
            line.push_str(&cause.to_string());
            next = cause.source();
        }
        line
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("内部错误 / Internal error")
    }
}

impl StdError for Fault {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(self.source.as_ref())
    }
}

/// The error of a resolver in which something broke.
pub fn internal(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Error {
    let fault = Fault::new(source);
    let mut values = ErrorExtensionValues::default();
    values.set("code", code::INTERNAL);
    Error { message: fault.to_string(), source: Some(Arc::new(fault)), extensions: Some(values) }
}

/// What a client reads when something broke, in place of what it was.
pub(crate) fn put_internal_on(error: &mut ServerError, request_id: &str) {
    Notice::new(
        code::INTERNAL,
        format!("内部错误，请把请求编号告知管理员：{request_id}"),
        format!("Internal error; quote this request id: {request_id}"),
    )
    .put_on(error);
    if let Some(values) = error.extensions.as_mut() {
        values.set("requestId", request_id);
    }
    error.source = None;
}

/// Replaces every error that nobody meant for the client, and logs what it really was.
pub(crate) fn mask(errors: &mut [ServerError], request_id: &str) {
    for error in errors {
        match code_of(error) {
            Some(known) if known != code::INTERNAL => {}
            _ if is_coercion(error) => bad_input(error),
            _ => hide(error, request_id),
        }
    }
}

/// The code an error carries, if any.
pub(crate) fn code_of(error: &ServerError) -> Option<&str> {
    let Some(Value::String(code)) = error.extensions.as_ref()?.get("code") else { return None };
    (!code.is_empty()).then_some(code)
}

/// The executor reports an argument it cannot read as an error of the field, without a source and in these words.
fn is_coercion(error: &ServerError) -> bool {
    error.source.is_none()
        && code_of(error).is_none()
        && ["Failed to parse \"", "Expected input type \""]
            .iter()
            .any(|start| error.message.starts_with(start))
}

fn bad_input(error: &mut ServerError) {
    let en = format!("The argument cannot be read: {}", error.message);
    Notice::new(code::BAD_USER_INPUT, "参数无法识别", en).put_on(error);
}

fn hide(error: &mut ServerError, request_id: &str) {
    let cause = match error.source::<Fault>() {
        Some(fault) => fault.chain(),
        None => error.message.clone(),
    };
    tracing::error!(request_id, path = ?error.path, cause, "a resolver failed");
    put_internal_on(error, request_id);
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::Pos;

    fn server_error(error: Error) -> ServerError {
        error.into_server_error(Pos { line: 1, column: 1 })
    }

    #[test]
    fn a_fault_does_not_say_what_broke_and_its_chain_does() {
        let io = std::io::Error::other("password=hunter2");
        let fault = Fault::new(Fault::new(io));
        assert!(!fault.to_string().contains("hunter2"));
        assert!(fault.chain().ends_with("password=hunter2"));
    }

    #[test]
    fn a_coded_error_passes_the_mask_untouched() {
        let mut errors = [server_error(coded("STALE_READ", "尚未读到", "Not there yet"))];
        mask(&mut errors, "r-1");
        assert_eq!(errors[0].message, "尚未读到 / Not there yet");
        assert_eq!(code_of(&errors[0]), Some("STALE_READ"));
    }

    #[test]
    fn an_error_without_a_code_is_masked_whatever_made_it() {
        let mut errors = [
            server_error(internal(std::io::Error::other("secret"))),
            server_error(Error::new("secret")),
            server_error(std::io::Error::other("secret").into()),
        ];
        mask(&mut errors, "r-1");
        for error in &errors {
            assert!(!error.message.contains("secret") && error.message.contains("r-1"), "{error:?}");
            assert_eq!(code_of(error), Some(code::INTERNAL));
            assert!(error.source.is_none());
        }
    }

    #[test]
    fn an_unreadable_argument_is_the_fault_of_the_caller() {
        let mut errors = [ServerError::new("Failed to parse \"Int\": Invalid number", None)];
        mask(&mut errors, "r-1");
        assert_eq!(code_of(&errors[0]), Some(code::BAD_USER_INPUT));
    }
}

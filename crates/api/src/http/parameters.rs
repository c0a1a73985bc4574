//! The four parameters of a GraphQL request, from a query string or a JSON body, and what shape each must have.

use async_graphql::{Request, Variables};
use axum::extract::Query;
use axum::http::Uri;
use serde_json::{Map, Value};

use crate::fault::{Notice, code};

const NAMES: [&str; 4] = ["query", "operationName", "variables", "extensions"];

/// Reads a JSON body. An array would be a batch, which is not offered: one request, one answer, one set of limits.
pub(super) fn from_json(body: &[u8]) -> Result<Request, Notice> {
    let value = serde_json::from_slice(body).map_err(|error| {
        bad(
            "请求正文不是 JSON".into(),
            format!("The request body is not JSON (line {}, column {})", error.line(), error.column()),
        )
    })?;
    match value {
        Value::Object(parameters) => request(parameters),
        Value::Array(_) => Err(bad("不支持批量请求".into(), "Batches of requests are not supported".into())),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            Err(bad("请求正文应为 JSON 对象".into(), "The request body must be a JSON object".into()))
        }
    }
}

/// Reads a query string, where `variables` and `extensions` are JSON texts.
pub(super) fn from_uri(uri: &Uri) -> Result<Request, Notice> {
    let unreadable = |_| bad("查询字符串无法识别".into(), "The query string cannot be read".into());
    let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(uri).map_err(unreadable)?;
    let mut parameters = Map::new();
    for (name, text) in pairs {
        if !NAMES.contains(&name.as_str()) || (text.is_empty() && name != "query") {
            continue;
        }
        let value = match name.as_str() {
            "variables" | "extensions" => {
                serde_json::from_str(&text).map_err(|_| shape(&name, "JSON 对象", "a JSON object"))?
            }
            _ => Value::String(text),
        };
        if parameters.insert(name.clone(), value).is_some() {
            return Err(bad(format!("参数 {name} 出现两次"), format!("The parameter {name} stands twice")));
        }
    }
    request(parameters)
}

fn request(mut parameters: Map<String, Value>) -> Result<Request, Notice> {
    let [query, operation_name, variables, extensions] =
        NAMES.map(|name| parameters.remove(name).unwrap_or(Value::Null));
    let Value::String(query) = query else { return Err(shape("query", "字符串", "a string")) };
    let mut request = Request::new(query);
    request.operation_name = match operation_name {
        Value::String(name) => Some(name).filter(|name| !name.is_empty()),
        Value::Null => None,
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            return Err(shape("operationName", "字符串", "a string"));
        }
    };
    request.variables = Variables::from_json(object("variables", variables)?);
    // Extensions are checked and not kept: no extension of the protocol is offered.
    object("extensions", extensions)?;
    Ok(request)
}

fn object(name: &str, value: Value) -> Result<Value, Notice> {
    if value.is_null() || value.is_object() {
        Ok(value)
    } else {
        Err(shape(name, "JSON 对象", "a JSON object"))
    }
}

fn shape(name: &str, zh: &str, en: &str) -> Notice {
    bad(format!("参数 {name} 应为{zh}"), format!("The parameter {name} must be {en}"))
}

fn bad(zh: String, en: String) -> Notice {
    Notice::new(code::BAD_USER_INPUT, zh, en)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_string_carries_all_four_parameters() {
        let uri = "/graphql?query=query%20A(%24n:Int)%7Ba%7D&operationName=A&variables=%7B%22n%22:1%7D&extensions=&other=1";
        let request = from_uri(&uri.parse().unwrap()).unwrap();
        assert_eq!(request.query, "query A($n:Int){a}");
        assert_eq!(request.operation_name.as_deref(), Some("A"));
        assert_eq!(request.variables, Variables::from_json(serde_json::json!({ "n": 1 })));
    }

    #[test]
    fn a_parameter_given_twice_is_refused() {
        assert!(from_uri(&"/graphql?query=a&query=b".parse().unwrap()).is_err());
        assert!(from_uri(&"/graphql?query=a&variables=%5B%5D".parse().unwrap()).is_err());
        assert!(from_uri(&"/graphql?query=a&variables=%7B".parse().unwrap()).is_err());
    }

    #[test]
    fn a_deeply_nested_body_is_refused_by_the_reader() {
        let body = format!(
            "{{\"query\":\"{{a}}\",\"variables\":{{\"v\":{}1{}}}}}",
            "[".repeat(5_000),
            "]".repeat(5_000)
        );
        assert_eq!(from_json(body.as_bytes()).unwrap_err().code, code::BAD_USER_INPUT);
    }
}

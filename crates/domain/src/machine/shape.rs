//! The shape of a stored value, as a JSON Schema of what is read.

use schemars::{JsonSchema, Schema, generate::SchemaSettings, transform::RecursiveTransform};
use serde_json::{Value, json};

/// The shape of a payload.
pub(crate) fn shape_of<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().for_deserialize();
    let generator = settings.with_transform(RecursiveTransform(as_list)).into_generator();
    generator.into_root_schema_for::<T>().to_value()
}

/// A choice between words is a list of words. What each means stands in the code lists and would only lengthen the file.
fn as_list(schema: &mut Schema) {
    let words = schema.get("oneOf").and_then(Value::as_array).map(|all| all.iter().map(word).collect());
    if let Some(Some(words)) = words {
        schema.remove("oneOf");
        schema.insert("type".to_owned(), json!("string"));
        schema.insert("enum".to_owned(), Value::Array(words));
    }
}

fn word(choice: &Value) -> Option<Value> {
    choice.get("const").filter(|word| word.is_string()).cloned()
}

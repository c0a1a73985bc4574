//! Puts the data of an answer into the shape the specification gives it.
//!
//! The executor writes fields in the order in which they finish and leaves a failed field out. The specification wants them
//! in the order of the query, so that one question gives the same bytes every time, and wants null for a failed field, or
//! for the nearest thing around it that may be null. This walk, over the query once and over the answer once, makes it so.

use std::collections::HashMap;

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    BaseType, ExecutableDocument, FieldDefinition, OperationDefinition, OperationType, Selection,
    SelectionSet, Type, TypeKind, TypeSystemDefinition,
};
use async_graphql::{Name, PathSegment, Positioned, ServerError, Value};

/// The type of every field, as the schema's own text states it.
#[derive(Debug, Default)]
pub struct FieldTypes {
    fields: HashMap<Name, HashMap<Name, Type>>,
    query: Option<Name>,
    mutation: Option<Name>,
}

impl FieldTypes {
    /// Reads the schema. A text that cannot be read gives no types, and every field then counts as one that may be null.
    pub fn of(sdl: &str) -> Self {
        let mut types = FieldTypes::default();
        for definition in parse_schema(sdl).map(|document| document.definitions).unwrap_or_default() {
            match definition {
                TypeSystemDefinition::Schema(schema) => {
                    types.query = schema.node.query.map(|name| name.node);
                    types.mutation = schema.node.mutation.map(|name| name.node);
                }
                TypeSystemDefinition::Type(definition) => {
                    types.read(definition.node.name.node, definition.node.kind)
                }
                TypeSystemDefinition::Directive(_) => {}
            }
        }
        types
    }

    fn read(&mut self, name: Name, kind: TypeKind) {
        let fields = match kind {
            TypeKind::Object(object) => object.fields,
            TypeKind::Interface(interface) => interface.fields,
            TypeKind::Scalar | TypeKind::Union(_) | TypeKind::Enum(_) | TypeKind::InputObject(_) => return,
        };
        let typed = |field: Positioned<FieldDefinition>| (field.node.name.node, field.node.ty.node);
        self.fields.insert(name, fields.into_iter().map(typed).collect());
    }

    fn root(&self, operation: OperationType) -> Option<&str> {
        match operation {
            OperationType::Query => self.query.as_deref().or(Some("Query")),
            OperationType::Mutation => self.mutation.as_deref().or(Some("Mutation")),
            OperationType::Subscription => None,
        }
    }

    fn field(&self, parent: Option<&str>, name: &str) -> Option<&Type> {
        self.fields.get(parent?)?.get(name)
    }
}

/// The shape of one object: its keys in order, and what stands under each.
#[derive(Debug, Default)]
pub(super) struct Shape<'t> {
    keys: IndexMap<Name, Field<'t>>,
}

#[derive(Debug)]
struct Field<'t> {
    ty: Option<&'t Type>,
    below: Shape<'t>,
}

impl<'t> Shape<'t> {
    /// The shape this operation asks for. The document must be free of circles of fragments.
    pub(super) fn of(
        types: &'t FieldTypes,
        document: &ExecutableDocument,
        operation: &OperationDefinition,
    ) -> Self {
        let mut shape = Shape::default();
        let root = types.root(operation.ty);
        shape.add(types, document, &operation.selection_set.node, root);
        shape
    }

    fn add(
        &mut self,
        types: &'t FieldTypes,
        document: &ExecutableDocument,
        set: &SelectionSet,
        parent: Option<&str>,
    ) {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => {
                    let ty = types.field(parent, &field.node.name.node);
                    let key = field.node.response_key().node.clone();
                    let entry = self.keys.entry(key).or_insert_with(|| Field { ty, below: Shape::default() });
                    entry.below.add(types, document, &field.node.selection_set.node, ty.map(named));
                }
                Selection::InlineFragment(inline) => {
                    let condition =
                        inline.node.type_condition.as_ref().map(|condition| condition.node.on.node.as_str());
                    self.add(types, document, &inline.node.selection_set.node, condition.or(parent));
                }
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = document.fragments.get(&spread.node.fragment_name.node) {
                        let on = fragment.node.type_condition.node.on.node.as_str();
                        self.add(types, document, &fragment.node.selection_set.node, Some(on));
                    }
                }
            }
        }
    }

    /// Puts the data of an answer into this shape.
    pub(super) fn put(&self, data: &mut Value, errors: &[ServerError]) {
        let mut walk = Walk { errors, path: Vec::new() };
        // No data and no error means that every field was skipped; that is an empty object, since something was executed.
        if *data == Value::Null {
            *data = Value::Object(IndexMap::new());
        }
        if !walk.value(data, self) {
            *data = Value::Null;
        }
    }
}

/// The name at the heart of a type such as `[T!]!`.
fn named(ty: &Type) -> &str {
    match &ty.base {
        BaseType::Named(name) => name,
        BaseType::List(item) => named(item),
    }
}

struct Walk<'e> {
    errors: &'e [ServerError],
    path: Vec<PathSegment>,
}

impl Walk<'_> {
    /// Shapes an object. It answers whether the object can stand: it cannot if a field that must not be null has failed.
    fn value(&mut self, value: &mut Value, shape: &Shape<'_>) -> bool {
        let Value::Object(object) = value else { return true };
        let mut found = std::mem::take(object);
        object.reserve(found.len());
        for (key, field) in &shape.keys {
            self.path.push(PathSegment::Field(key.to_string()));
            let (kept, stands) = self.field(found.swap_remove(key), field);
            self.path.pop();
            if !stands {
                return false;
            }
            if let Some(kept) = kept {
                object.insert(key.clone(), kept);
            }
        }
        true
    }

    /// Shapes what stands under one key. A key that is absent without an error was skipped or is of another type.
    fn field(&mut self, found: Option<Value>, field: &Field<'_>) -> (Option<Value>, bool) {
        let mut value = match found {
            Some(value) => value,
            None if self.failed(false) => Value::Null,
            None => return (None, true),
        };
        // An object all of whose fields failed comes as null; only its fields can tell whether it may.
        if value == Value::Null && !field.below.keys.is_empty() && self.failed(true) && !is_list(field.ty) {
            value = Value::Object(IndexMap::new());
        }
        let stands = self.typed(&mut value, field.ty, &field.below);
        (Some(value), stands)
    }

    /// Shapes a value of this type, and answers whether it can stand in its place.
    fn typed(&mut self, value: &mut Value, ty: Option<&Type>, below: &Shape<'_>) -> bool {
        let stands = match (&mut *value, ty.map(|ty| &ty.base)) {
            (Value::List(items), Some(BaseType::List(of))) => self.items(items, Some(of.as_ref()), below),
            (Value::List(items), _) if !below.keys.is_empty() => self.items(items, None, below),
            (Value::Object(_), _) if !below.keys.is_empty() => self.value(value, below),
            _ => true,
        };
        if !stands {
            *value = Value::Null;
        }
        *value != Value::Null || self.errors.is_empty() || ty.is_none_or(|ty| ty.nullable)
    }

    fn items(&mut self, items: &mut [Value], of: Option<&Type>, below: &Shape<'_>) -> bool {
        for (index, item) in items.iter_mut().enumerate() {
            self.path.push(PathSegment::Index(index));
            if *item == Value::Null && !below.keys.is_empty() && self.failed(true) && !is_list(of) {
                *item = Value::Object(IndexMap::new());
            }
            let stands = self.typed(item, of, below);
            self.path.pop();
            if !stands {
                return false;
            }
        }
        true
    }

    /// Whether an error lies at this place or beneath it; `beneath` leaves out the place itself.
    fn failed(&self, beneath: bool) -> bool {
        let at = &self.path;
        self.errors
            .iter()
            .any(|error| error.path.starts_with(at) && (!beneath || error.path.len() > at.len()))
    }
}

fn is_list(ty: Option<&Type>) -> bool {
    ty.is_some_and(|ty| matches!(ty.base, BaseType::List(_)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::parser::parse_query;
    use serde_json::json;

    const SDL: &str =
        "type Query { a: Int b: Int! o: O p: O! list: [O!]! pets: [Pet] } type O { x: Int! y: Int o: O }
        interface Pet { name: String! } type Cat implements Pet { name: String! lives: Int! }
        schema { query: Query }";

    fn put(query: &str, data: serde_json::Value, failed: &[serde_json::Value]) -> String {
        let types = FieldTypes::of(SDL);
        let document = parse_query(query).unwrap();
        let (_, operation) = document.operations.iter().next().unwrap();
        let segment = |value: &serde_json::Value| match value.as_str() {
            Some(name) => PathSegment::Field(name.into()),
            None => PathSegment::Index(usize::try_from(value.as_u64().unwrap()).unwrap()),
        };
        let path = |path: &serde_json::Value| path.as_array().unwrap().iter().map(segment).collect();
        let errors: Vec<_> =
            failed.iter().map(|at| ServerError::new("failed", None).with_path(path(at))).collect();
        let mut data = Value::from_json(data).unwrap();
        Shape::of(&types, &document, &operation.node).put(&mut data, &errors);
        serde_json::to_string(&data).unwrap()
    }

    #[test]
    fn fields_stand_in_the_order_of_the_query_fragments_and_all() {
        let query = "{ b ...F o { y x } } fragment F on Query { z: a o { x } }";
        let data = json!({ "o": { "y": 2, "x": 1 }, "z": 3, "b": 4 });
        assert_eq!(put(query, data, &[]), r#"{"b":4,"z":3,"o":{"x":1,"y":2}}"#);
    }

    #[test]
    fn a_failed_field_that_may_be_null_is_null() {
        assert_eq!(put("{ a b }", json!({ "b": 1 }), &[json!(["a"])]), r#"{"a":null,"b":1}"#);
    }

    #[test]
    fn a_failed_field_that_must_not_be_null_takes_what_is_around_it() {
        assert_eq!(put("{ a b }", json!({ "a": 1 }), &[json!(["b"])]), "null");
        assert_eq!(
            put("{ a o { y x } }", json!({ "a": 1, "o": { "y": 2 } }), &[json!(["o", "x"])]),
            r#"{"a":1,"o":null}"#
        );
        assert_eq!(put("{ a p { x } }", json!({ "a": 1, "p": null }), &[json!(["p", "x"])]), "null");
        let deep = json!({ "o": { "o": { "y": 1 } } });
        assert_eq!(put("{ o { o { x y } } }", deep, &[json!(["o", "o", "x"])]), r#"{"o":{"o":null}}"#);
    }

    #[test]
    fn an_object_all_of_whose_fields_failed_is_still_an_object_if_they_may_be_null() {
        assert_eq!(put("{ p { y } }", json!({ "p": null }), &[json!(["p", "y"])]), r#"{"p":{"y":null}}"#);
        assert_eq!(put("{ a }", json!(null), &[json!(["a"])]), r#"{"a":null}"#);
    }

    #[test]
    fn a_failed_item_takes_the_list_only_if_it_must() {
        let data = json!({ "list": [{ "x": 1 }, null], "pets": [null, { "name": "m" }] });
        let failed = [json!(["list", 1, "x"])];
        assert_eq!(put("{ list { x } }", json!({ "list": data["list"] }), &failed), "null");
        let failed = [json!(["pets", 0, "name"])];
        assert_eq!(
            put("{ pets { name } }", json!({ "pets": data["pets"] }), &failed),
            r#"{"pets":[null,{"name":"m"}]}"#
        );
    }

    #[test]
    fn a_field_that_was_skipped_or_is_of_another_type_stays_away() {
        let query = "{ a pets { name ... on Cat { lives } } }";
        let data = json!({ "pets": [{ "lives": 9, "name": "m" }, { "name": "n" }] });
        assert_eq!(put(query, data, &[]), r#"{"pets":[{"name":"m","lives":9},{"name":"n"}]}"#);
        assert_eq!(put("{ a }", json!(null), &[]), "{}");
    }
}

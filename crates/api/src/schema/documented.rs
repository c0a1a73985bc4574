//! Holds every word of the schema to its promise of a sentence.

use async_graphql::parser::{
    parse_schema,
    types::{
        EnumValueDefinition, FieldDefinition, InputValueDefinition, TypeDefinition, TypeKind,
        TypeSystemDefinition,
    },
};
use async_graphql::{Name, Positioned};

fn inputs<'a>(of: &str, values: &'a [Positioned<InputValueDefinition>]) -> Vec<(String, Option<&'a str>)> {
    let value = |value: &'a Positioned<InputValueDefinition>| {
        (
            format!("{of}.{}", value.node.name.node),
            value.node.description.as_ref().map(|text| text.node.as_str()),
        )
    };
    values.iter().map(value).collect()
}

fn fields<'a>(of: &Name, fields: &'a [Positioned<FieldDefinition>]) -> Vec<(String, Option<&'a str>)> {
    let field = |field: &'a Positioned<FieldDefinition>| {
        let name = format!("{of}.{}", field.node.name.node);
        let own = (name.clone(), field.node.description.as_ref().map(|text| text.node.as_str()));
        std::iter::once(own).chain(inputs(&name, &field.node.arguments))
    };
    fields.iter().flat_map(field).collect()
}

fn words<'a>(definition: &'a TypeDefinition) -> Vec<(String, Option<&'a str>)> {
    let name = &definition.name.node;
    let own = (name.to_string(), definition.description.as_ref().map(|text| text.node.as_str()));
    let below = match &definition.kind {
        TypeKind::Scalar | TypeKind::Union(_) => Vec::new(),
        TypeKind::Object(object) => fields(name, &object.fields),
        TypeKind::Interface(interface) => fields(name, &interface.fields),
        TypeKind::InputObject(input) => inputs(name, &input.fields),
        TypeKind::Enum(values) => {
            let value = |value: &'a Positioned<EnumValueDefinition>| {
                (
                    format!("{name}.{}", value.node.value.node),
                    value.node.description.as_ref().map(|text| text.node.as_str()),
                )
            };
            values.values.iter().map(value).collect()
        }
    };
    std::iter::once(own).chain(below).collect()
}

#[test]
fn every_type_field_argument_and_value_says_what_it_is() {
    let text = super::schema_text();
    let schema = parse_schema(&text).unwrap();
    let types = schema.definitions.iter().filter_map(|definition| match definition {
        TypeSystemDefinition::Type(definition) => Some(&definition.node),
        TypeSystemDefinition::Schema(_) | TypeSystemDefinition::Directive(_) => None,
    });
    let all: Vec<_> = types.flat_map(words).collect();
    assert!(all.len() > 300, "{}", all.len());
    // The one argument of every mutation is `input`, and the sentence of its type says what it is.
    let input = |name: &str| name.starts_with("Mutation.") && name.ends_with(".input");
    let silent =
        all.iter().filter(|(name, text)| !input(name) && text.is_none_or(|text| text.trim().is_empty()));
    let silent: Vec<_> = silent.map(|(name, _)| name).collect();
    assert_eq!(silent, Vec::<&String>::new());
}

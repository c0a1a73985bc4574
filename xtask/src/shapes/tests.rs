use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};

use super::*;

/// A program whose shapes are those written down.
fn as_written() -> Program {
    Program { shapes: read(&folder()).unwrap(), lifted: BTreeSet::new() }
}

/// A folder with the shapes written down, and the program that wrote them with one shape changed.
fn changed(kind: &str, change: impl FnOnce(&mut Value)) -> (tempfile::TempDir, Program) {
    let (place, mut program) = (tempfile::tempdir().unwrap(), as_written());
    assert!(write(place.path(), &program).unwrap().len() > 70);
    change(program.shapes.get_mut(&(kind.to_owned(), 1)).unwrap());
    (place, program)
}

#[test]
fn a_real_shape_that_lost_a_field_is_refused_and_nothing_is_written() {
    let (place, program) = changed("teacher.hired", |shape| {
        shape["properties"].as_object_mut().unwrap().remove("source").unwrap();
        shape["properties"]["anything"] = json!({ "type": "string" });
    });
    let before = read(place.path()).unwrap();
    let refusal = write(place.path(), &program).unwrap_err().to_string();
    let line = "teacher.hired version 1: the body.source: the field was removed or renamed";
    assert!(refusal.contains(line) && refusal.contains("upcasts.rs"), "{refusal}");
    assert_eq!(read(place.path()).unwrap(), before);
}

#[test]
fn a_real_list_that_lost_a_word_is_refused_wherever_it_is_stored() {
    let (place, mut program) = changed("teacher.hired", |_| {});
    for shape in program.shapes.values_mut() {
        if let Some(words) = shape.pointer_mut("/$defs/Source/enum") {
            words.as_array_mut().unwrap().retain(|word| word != "GRADUATE");
        }
    }
    let refusal = write(place.path(), &program).unwrap_err().to_string();
    let value = "the value \"GRADUATE\" is no longer read";
    assert!(refusal.contains(&format!("teacher.hired version 1: the body.source: {value}")), "{refusal}");
    assert!(
        refusal.contains(&format!("fact.corrected version 1: the body.statement.body.source: {value}")),
        "{refusal}"
    );
}

#[test]
fn a_personal_value_that_is_to_be_stored_in_plain_is_refused() {
    let (place, program) = changed("teacher.registered", |shape| {
        shape["properties"]["name"] = json!({ "type": "string" });
    });
    let refusal = write(place.path(), &program).unwrap_err().to_string();
    assert!(refusal.contains("the body.name: a value of the type \"object\" is no longer read"), "{refusal}");
}

#[test]
fn a_real_shape_that_grew_by_an_optional_field_is_written_anew() {
    let (place, program) = changed("teacher.hired", |shape| {
        shape["properties"]["note"] = json!({ "type": ["string", "null"] });
    });
    let written = write(place.path(), &program).unwrap();
    assert_eq!(written, [place.path().join("teacher.hired.v1.json")]);
    assert!(differing(place.path(), &program).unwrap().is_empty());
}

#[test]
fn a_new_version_is_written_beside_the_old_one_which_stays() {
    let (place, mut program) = changed("teacher.hired", |_| {});
    let old = ("teacher.hired".to_owned(), 1);
    program.shapes.remove(&old).unwrap();
    program.shapes.insert(("teacher.hired".to_owned(), 2), json!({ "type": "object" }));
    assert!(write(place.path(), &program).unwrap_err().to_string().contains("no upcast lifts it"));
    program.lifted.insert(old.clone());
    assert_eq!(write(place.path(), &program).unwrap(), [place.path().join("teacher.hired.v2.json")]);
    assert!(read(place.path()).unwrap().contains_key(&old));
}

#[test]
fn every_golden_vector_fits_its_shape_and_every_shape_has_one() {
    stand_for(&read(&vectors()).unwrap(), &read(&folder()).unwrap()).unwrap();
}

#[test]
fn a_golden_vector_of_another_shape_or_without_one_and_a_shape_without_a_vector_are_told() {
    let (mut stored, mut shapes) = (read(&vectors()).unwrap(), read(&folder()).unwrap());
    let hired = ("teacher.hired".to_owned(), 1);
    stored.get_mut(&hired).unwrap()["source"] = json!("NOWHERE");
    let fault = stand_for(&stored, &shapes).unwrap_err().to_string();
    assert!(fault.contains("teacher.hired version 1: the body.source: \"NOWHERE\" is not of"), "{fault}");
    let shape = shapes.remove(&hired).unwrap();
    let fault = stand_for(&stored, &shapes).unwrap_err().to_string();
    assert!(fault.contains("teacher.hired version 1: the golden vector has no shape"), "{fault}");
    stored.remove(&hired).unwrap();
    shapes.insert(hired, shape);
    let fault = stand_for(&stored, &shapes).unwrap_err().to_string();
    assert!(fault.contains("teacher.hired version 1: the shape has no golden vector"), "{fault}");
}

#[test]
fn a_family_without_shapes_and_a_file_without_a_version_are_told() {
    let answer = json!({ "stored": [["a", 1], ["b", 1]], "lifted": [], "shapes": [[["a", 1], {}]] });
    assert!(told(&answer).unwrap_err().to_string().contains("b has no shape"));
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("teacher.json"), "{}").unwrap();
    assert!(read(place.path()).unwrap_err().to_string().contains("NAME.vVERSION.json"));
}

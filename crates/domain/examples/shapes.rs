//! Prints the shape of every stored event, and which older shapes are lifted to newer ones, as one JSON text. It is read
//! by `cargo xtask shapes`, which knows no crate of the project and so asks a program of it.

use liangshi_domain::{UPCASTS, shapes::shapes};
use serde_json::json;

fn main() {
    let shapes: Vec<_> = shapes()
        .into_iter()
        .map(|(name, version, shape)| json!({ "name": name, "version": version, "shape": shape }))
        .collect();
    let lifted: Vec<_> = UPCASTS.iter().map(|((name, version), _, _)| json!([name, version])).collect();
    println!("{}", json!({ "shapes": shapes, "lifted": lifted }));
}

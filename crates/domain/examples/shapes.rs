//! Prints the shape of everything that is stored, the wire names and which older shapes are lifted to newer ones, as one
//! JSON text. It is read by `cargo xtask shapes`, which knows no crate of the project and so asks a program of it.

use liangshi_domain::{UPCASTS, shapes::shapes, wire_names};
use serde_json::json;

fn main() {
    let shapes: Vec<_> =
        shapes().into_iter().map(|(name, version, shape)| json!([[name, version], shape])).collect();
    let lifted: Vec<_> = UPCASTS.iter().map(|(from, _, _)| from).collect();
    println!("{}", json!({ "shapes": shapes, "stored": wire_names(), "lifted": lifted }));
}

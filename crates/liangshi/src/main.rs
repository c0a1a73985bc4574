//! The program `liangshi`.
fn main() {}

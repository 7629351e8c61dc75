//! The `callboard` program.
fn main() {}

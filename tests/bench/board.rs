//! Benchmarks; see the end of the README for how to run them.

fn main() {}

//! Tells the linker how `dist` becomes smaller.

#![expect(clippy::print_stdout, reason = "Cargo reads what a build script prints")]

use std::env;
use std::io::{Error, Result};
use std::path::PathBuf;

mod link;

fn main() -> Result<()> {
    println!("cargo:rerun-if-changed=build");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or_else(|| Error::other("Cargo names no OUT_DIR"))?);
    link::link(&out);
    Ok(())
}

//! How `dist` is linked.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

/// Tells the linker what makes the program smaller.
pub(super) fn link(out: &Path) {
    // Cargo does not tell a profile's name, but builds in a directory of that name.
    if out.ancestors().any(|place| place.ends_with("dist/build")) {
        for argument in SMALLER.into_iter().filter(|argument| can_link(out, argument)) {
            println!("cargo:rustc-link-arg-bins={argument}");
        }
    }
}

/// What makes the program smaller where its linker knows it and its C library takes it. Functions that are the same byte for
/// byte become one (lld, mold), and so do constants, since none that are alike are told apart by where they lie. A line in the
/// list of what is moved at the start takes a bit and not 24 bytes (glibc 2.36, musl 1.2.4): a program with such a list does
/// not start on an older glibc, so that it has one only where that of the machine that builds it is new enough.
const SMALLER: [&str; 3] = ["-Wl,--icf=all", "-Wl,--ignore-data-address-equality", "-Wl,-z,pack-relative-relocs"];

/// Whether a program that is linked so can be made, and runs: what is built for another machine is linked as ever.
fn can_link(out: &Path, argument: &str) -> bool {
    let (source, program) = (out.join("trial.rs"), out.join("trial"));
    let Some(rustc) = env::var_os("RUSTC").filter(|_| fs::write(&source, "fn main() {}").is_ok()) else { return false };
    let mut build = Command::new(rustc);
    build.arg(&source).arg("-o").arg(&program).args(["--edition=2024", "-C", &format!("link-arg={argument}")]);
    build.args(env::var_os("TARGET").map(|target| format!("--target={}", target.display())));
    build.args(env::var_os("RUSTC_LINKER").map(|linker| format!("-Clinker={}", linker.display())));
    let flags = env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    build.args(flags.split('\u{1f}').filter(|flag| !flag.is_empty()));
    build.output().is_ok_and(|built| built.status.success())
        && Command::new(program).status().is_ok_and(|ran| ran.success())
}

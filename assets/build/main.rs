//! Packs what the program brings along: its font, time zones, manual, translations and schemas. Together they would be a
//! fifth of it, and most of it is never looked at. `src/packed.rs` unpacks it. And tells the linker how `dist` becomes
//! smaller.

#![expect(clippy::print_stdout, reason = "Cargo reads what a build script prints")]

use std::io::{Error, Result, Write};
use std::path::{Path, PathBuf};
use std::{env, fs};

use flate2::Compression;
use flate2::write::DeflateEncoder;

mod font;
mod link;
mod zones;

fn main() -> Result<()> {
    println!("cargo:rerun-if-changed=assets/build");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or_else(|| Error::other("Cargo names no OUT_DIR"))?);
    texts(&out)?;
    fs::write(out.join("font"), font::font()?)?;
    fs::write(out.join("zones"), zones::zones()?)?;
    link::link(&out);
    Ok(())
}

/// Every text of `assets` that a macro `packed!` may name.
fn texts(out: &Path) -> Result<()> {
    for dir in ["assets", "assets/lang", "assets/manual"] {
        println!("cargo:rerun-if-changed={dir}");
        fs::create_dir_all(out.join(dir))?;
        for entry in fs::read_dir(dir)? {
            let file = entry?.path();
            if file.extension().is_some_and(|kind| ["md", "po", "json"].iter().any(|known| kind == *known)) {
                fs::write(out.join(&file), packed(&fs::read(&file)?)?)?;
            }
        }
    }
    Ok(())
}

fn packed(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

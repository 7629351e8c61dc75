//! What the fuzz targets of `tests/fuzz` do with an input, so that it is written once: a target includes these files,
//! and [`fuzz_corpus`](crate::fuzz_corpus) runs them on the inputs that are kept.

pub mod bytes;
pub mod callbacks;
pub mod door;
pub mod operations;
pub mod plain;
pub mod recording;
pub mod settings;
pub mod stream;

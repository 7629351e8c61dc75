//! suite

mod settings;

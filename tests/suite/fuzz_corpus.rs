//! Every input that the fuzzers found worth keeping, on the compiler and in the profile of all other tests.

use std::fs;
use std::path::Path;

use crate::fuzzed;

/// Runs `body` on the inputs kept for a target, which must be few and small.
fn run(target: &str, body: fn(&[u8])) {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(target);
    let (mut count, mut bytes) = (0, 0);
    for entry in fs::read_dir(&place).unwrap_or_else(|error| panic!("{}: {error}", place.display())) {
        let path = entry.unwrap().path();
        let input = fs::read(&path).unwrap();
        count += 1;
        bytes += input.len();
        let outcome = std::panic::catch_unwind(|| body(&input));
        assert!(outcome.is_ok(), "{}", path.display());
    }
    assert!((20..=200).contains(&count) && bytes <= 300_000, "{target}: {count} inputs of {bytes} bytes");
}

#[test]
fn the_kept_inputs_of_the_stream_are_survived() {
    run("stream", fuzzed::stream::run);
}

#[test]
fn the_kept_inputs_of_operations_end_equal_to_the_plain_document() {
    run("operations", fuzzed::operations::run);
}

#[test]
fn the_kept_inputs_of_settings_are_refused_clearly_or_read_alike() {
    run("settings", fuzzed::settings::run);
}

#[test]
fn the_kept_inputs_of_recordings_are_survived() {
    run("recording", fuzzed::recording::run);
}

#[test]
fn the_kept_inputs_of_the_door_are_read_as_json_or_as_nothing() {
    run("door", fuzzed::door::run);
}

#[test]
fn the_kept_inputs_of_callbacks_are_read_or_refused_in_a_sentence() {
    run("callbacks", fuzzed::callbacks::run);
}

use std::fs;

use super::*;

/// As the pages write it: a hyphen that is no line break.
fn roff(flag: &str) -> String {
    format!("\\-\\-{}", flag.replace('-', "\\-"))
}

#[test]
fn the_printed_manual_names_every_command_and_every_flag() {
    let page = String::from_utf8(whole().unwrap()).unwrap();
    assert!(page.contains(".TH callboard 1"), "{page}");
    let command = cli::command();
    for part in command.get_subcommands() {
        let heading = format!(".SH \"CALLBOARD {}\"", part.get_name().to_uppercase());
        let own = page.split(&heading).nth(1).unwrap_or_else(|| panic!("{heading} is missing"));
        let own = own.split(".SH \"CALLBOARD").next().unwrap();
        for flag in part.get_arguments().filter_map(clap::Arg::get_long) {
            assert!(own.contains(&roff(flag)), "{} --{flag}", part.get_name());
        }
    }
    assert_eq!(page.matches(".TH ").count(), 1);
}

#[test]
fn the_directory_gets_one_page_a_command() {
    let scratch = tempfile::tempdir().unwrap();
    let dir = scratch.path().join("share/man/man1");
    let names = write(&dir).unwrap();
    let command = cli::command();
    assert_eq!(names.len(), 1 + command.get_subcommands().count());
    assert!(names.contains(&"callboard.1".to_owned()), "{names:?}");
    assert!(names.contains(&"callboard-snapshot.1".to_owned()), "{names:?}");
    let page = fs::read_to_string(dir.join("callboard-snapshot.1")).unwrap();
    for flag in ["format", "after", "timeout", "config", "log-level"] {
        assert!(page.contains(&roff(flag)), "--{flag}");
    }
    let page = fs::read_to_string(dir.join("callboard.1")).unwrap();
    assert!(page.contains("callboard\\-snapshot(1)"), "{page}");
}

#[test]
fn a_directory_that_cannot_be_made_is_named() {
    let scratch = tempfile::tempdir().unwrap();
    let file = scratch.path().join("file");
    fs::write(&file, "").unwrap();
    let failure = run(&Man { dir: Some(file.join("man")) }).unwrap_err().to_string();
    assert!(failure.contains("choose another --dir"), "{failure}");
}

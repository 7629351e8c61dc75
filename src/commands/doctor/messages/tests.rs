use std::fs::Permissions;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};

use super::*;
use crate::commands::doctor::Outcome;

/// A runtime directory of this mode, and the place of a user's boards in it.
fn runtime(mode: u32) -> (tempfile::TempDir, Shared) {
    let scratch = tempfile::tempdir().unwrap();
    let dir = scratch.path().join("run");
    fs::DirBuilder::new().mode(0o700).create(&dir).unwrap();
    fs::set_permissions(&dir, Permissions::from_mode(mode)).unwrap();
    let place = Shared::of_user(dir.join("callboard"));
    (scratch, place)
}

fn make(place: &Shared, mode: u32) {
    fs::create_dir(place.dir()).unwrap();
    fs::set_permissions(place.dir(), Permissions::from_mode(mode)).unwrap();
}

fn said(place: &Shared) -> (Outcome, String) {
    let verdict = verdict(true, Some(place));
    (verdict.outcome, verdict.says)
}

#[test]
fn a_users_directory_is_tried_with_a_socket_of_which_nothing_stays() {
    let (_scratch, place) = runtime(0o700);
    let (outcome, says) = said(&place);
    assert!(
        outcome == Outcome::Ok && says.ends_with("callboard will be made, where this user may say something"),
        "{says}"
    );
    assert!(!place.dir().exists(), "it is the board that makes it");
    make(&place, 0o700);
    let (outcome, says) = said(&place);
    assert!(outcome == Outcome::Ok && says.ends_with("callboard (mode 0700): this user may say something"), "{says}");
    assert_eq!(fs::read_dir(place.dir()).unwrap().count(), 0);
}

#[test]
fn what_lets_others_in_is_said_with_what_to_do() {
    let (_scratch, place) = runtime(0o700);
    make(&place, 0o755);
    let (outcome, says) = said(&place);
    assert!(outcome == Outcome::Warning && says.contains("is open to other users; run chmod 700"), "{says}");
    let (_scratch, place) = runtime(0o777);
    let (outcome, says) = said(&place);
    assert!(outcome == Outcome::Warning && says.contains("run is a directory that other users can change"), "{says}");
    // The board may not listen where the name of a socket is longer than the system takes.
    let (_scratch, place) = runtime(0o700);
    let long = Shared::of_user(place.dir().parent().unwrap().join("x".repeat(100)));
    make(&long, 0o700);
    let (outcome, says) = said(&long);
    assert!(outcome == Outcome::Warning && says.contains("no socket can be made in"), "{says}");
}

#[test]
fn a_groups_directory_is_looked_at_as_the_board_does() {
    let (_scratch, own) = runtime(0o700);
    let dir = own.dir().to_owned();
    let gid = fs::metadata(dir.parent().unwrap()).unwrap().gid();
    let place = Shared::of_gid(dir.clone(), "callboard", gid);
    let (outcome, says) = said(&place);
    assert!(outcome == Outcome::Warning && says.contains("install -d -m 2770 -g callboard"), "{says}");
    make(&place, 0o2770);
    let (outcome, says) = said(&place);
    assert!(outcome == Outcome::Ok && says.contains("(mode 2770): the members of the group callboard may"), "{says}");
    assert_eq!(fs::read_dir(&dir).unwrap().count(), 0);
    let (outcome, says) = said(&Shared::of_group(dir, "no-such-group-anywhere"));
    assert!(outcome == Outcome::Warning && says.contains("there is no group no-such-group-anywhere"), "{says}");
}

#[test]
fn where_there_is_no_place_or_no_message_is_wanted_that_is_said() {
    let nowhere = verdict(true, None);
    assert!(nowhere.outcome == Outcome::Warning && nowhere.says.starts_with("XDG_RUNTIME_DIR is not set"));
    assert_eq!(verdict(false, None).outcome, Outcome::Skipped);
}

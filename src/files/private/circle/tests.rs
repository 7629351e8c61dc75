use std::os::unix::fs::symlink;

use super::*;

const OURS: u32 = 1000;
const GROUP: u32 = 70;

fn dir_of(mode: u32, uid: u32, gid: u32) -> Facts {
    Facts { right_kind: true, mode: 0o40_000 | mode, uid, gid, links: 2 }
}

#[test]
fn a_groups_directory_is_roots_or_ones_own_and_lets_no_other_user_in() {
    for (mode, uid, gid, flaw) in [
        (0o2770, 0, GROUP, None),
        (0o2770, OURS, GROUP, None),
        (0o3770, 0, GROUP, None),
        (0o2770, 1001, GROUP, Some("another user's directory")),
        (0o2770, 0, 71, Some("not of the group")),
        (0o2775, 0, GROUP, Some("open to users outside")),
        (0o2771, 0, GROUP, Some("open to users outside")),
        (0o2772, 0, GROUP, Some("open to users outside")),
        (0o770, 0, GROUP, Some("not shared with all of its group")),
        (0o2750, 0, GROUP, Some("not shared with all of its group")),
    ] {
        let found = dir_of(mode, uid, gid).flaw_of_dir(GROUP, OURS);
        assert_eq!(found.is_some(), flaw.is_some(), "{mode:o} {uid} {gid}: {found:?}");
        assert!(found.unwrap_or_default().contains(flaw.unwrap_or_default()), "{mode:o} {uid} {gid}: {found:?}");
    }
    let link = Facts { right_kind: false, ..dir_of(0o2770, 0, GROUP) };
    assert_eq!(link.flaw_of_dir(GROUP, OURS), Some(WRONG_KIND));
}

#[test]
fn a_file_of_the_group_is_believed_whichever_of_them_wrote_it_and_no_other() {
    let file = |mode: u32, uid, gid, links| Facts { right_kind: true, mode: 0o100_000 | mode, uid, gid, links };
    for (facts, flaw) in [
        (file(0o660, OURS, GROUP, 1), None),
        (file(0o660, 1001, GROUP, 1), None),
        (file(0o640, 0, GROUP, 1), None),
        (file(0o660, OURS, 71, 1), Some("not of the group")),
        (file(0o664, OURS, GROUP, 1), Some("open to users outside")),
        (file(0o661, OURS, GROUP, 1), Some("open to users outside")),
        (file(0o662, OURS, GROUP, 1), Some("open to users outside")),
        (file(0o660, OURS, GROUP, 2), Some("a second name")),
        (Facts { right_kind: false, ..file(0o660, OURS, GROUP, 1) }, Some("is a symlink")),
    ] {
        let found = facts.flaw_of_file(GROUP);
        assert_eq!(found.is_some(), flaw.is_some(), "{facts:?}: {found:?}");
        assert!(found.unwrap_or_default().contains(flaw.unwrap_or_default()), "{facts:?}: {found:?}");
    }
}

/// A directory of a group that this process is in.
fn shared(scratch: &tempfile::TempDir) -> Shared {
    let dir = scratch.path().join("cache");
    fs::create_dir(&dir).unwrap();
    fs::set_permissions(&dir, Permissions::from_mode(0o2770)).unwrap();
    let gid = fs::metadata(&dir).unwrap().gid();
    Shared::of_gid(dir, "callboard", gid)
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

#[test]
fn what_a_group_shares_is_written_for_all_of_it_and_for_no_other_user() {
    let scratch = tempfile::tempdir().unwrap();
    let shared = shared(&scratch);
    assert_eq!(shared.read("x.json", 9).unwrap(), None);
    drop(shared.lock_file("x.lock").unwrap());
    drop(shared.lock_file("x.lock").unwrap());
    for lasting in [true, false] {
        fs::write(shared.dir().join("x.next"), "left of a crash").unwrap();
        shared.replace("x.json", b"one", lasting).unwrap();
        assert_eq!(shared.read("x.json", 9).unwrap().as_deref(), Some("one"));
    }
    assert_eq!((mode(&shared.dir().join("x.json")), mode(&shared.dir().join("x.lock"))), (0o660, 0o660));
    assert_eq!(fs::read_dir(shared.dir()).unwrap().count(), 2, "nothing is left lying about");
    shared.remove("x.json").unwrap();
    shared.remove("x.json").unwrap();
    assert_eq!(shared.read("x.json", 9).unwrap(), None);
}

#[test]
fn what_lets_others_in_is_refused_with_a_sentence() {
    let scratch = tempfile::tempdir().unwrap();
    let shared = shared(&scratch);
    let (dir, file) = (shared.dir().to_owned(), shared.dir().join("x.json"));
    shared.replace("x.json", b"one", false).unwrap();
    let refused = |why: &str| {
        for said in [shared.read("x.json", 9).unwrap_err(), shared.lock_file("x.json").unwrap_err()] {
            assert!(said.to_string().contains(why), "{said}");
        }
    };
    fs::set_permissions(&file, Permissions::from_mode(0o664)).unwrap();
    refused("is open to users outside of its group; remove it");
    fs::set_permissions(&file, Permissions::from_mode(0o660)).unwrap();
    fs::hard_link(&file, dir.join("second")).unwrap();
    refused("has a second name");
    fs::remove_file(&file).unwrap();
    symlink(dir.join("second"), &file).unwrap();
    refused("is a symlink");
    // Writing replaces the link and leaves what it led to alone.
    shared.replace("x.json", b"two", false).unwrap();
    assert_eq!(fs::read_to_string(dir.join("second")).unwrap(), "one");
    for (mode, why) in [(0o2777, "is open to users outside"), (0o770, "is not shared with all of its group")] {
        fs::set_permissions(&dir, Permissions::from_mode(mode)).unwrap();
        refused(why);
        assert!(shared.replace("x.json", b"", false).unwrap_err().to_string().contains("run chmod 2770 on it"));
    }
    fs::set_permissions(&dir, Permissions::from_mode(0o2770)).unwrap();
    let link = scratch.path().join("link");
    symlink(&dir, &link).unwrap();
    let gid = fs::metadata(&dir).unwrap().gid();
    assert!(Shared::of_gid(link, "callboard", gid).check().unwrap_err().to_string().contains("is a symlink"));
    let other = Shared::of_gid(dir, "callboard", gid.wrapping_add(1));
    assert!(other.check().unwrap_err().to_string().contains("is not of the group that should share it"));
}

#[test]
fn a_groups_directory_is_made_by_root_and_the_sentence_says_how() {
    let scratch = tempfile::tempdir().unwrap();
    let dir = scratch.path().join("none");
    let shared = Shared::of_gid(dir.clone(), "callboard", GROUP);
    let how = format!("does not exist; let root run install -d -m 2770 -g callboard {}", dir.display());
    for said in [shared.check().unwrap_err(), shared.replace("x", b"", true).unwrap_err()] {
        assert!(said.to_string().ends_with(&how), "{said}");
    }
    assert!(!dir.exists());
    // Where others can put another directory in its place it is not used.
    let open = scratch.path().join("open");
    fs::create_dir(&open).unwrap();
    fs::set_permissions(&open, Permissions::from_mode(0o777)).unwrap();
    let dir = open.join("cache");
    fs::create_dir(&dir).unwrap();
    fs::set_permissions(&dir, Permissions::from_mode(0o2770)).unwrap();
    let gid = fs::metadata(&dir).unwrap().gid();
    let said = Shared::of_gid(dir, "callboard", gid).check().unwrap_err().to_string();
    assert!(said.contains("other users can change"), "{said}");
}

#[test]
fn a_group_that_is_none_of_this_users_says_so_at_every_use() {
    let scratch = tempfile::tempdir().unwrap();
    let shared = Shared::of_group(scratch.path().to_owned(), "no-such-group-anywhere");
    for said in [
        shared.check().unwrap_err(),
        shared.read("x", 9).unwrap_err(),
        shared.replace("x", b"", true).unwrap_err(),
        shared.lock_file("x").unwrap_err(),
    ] {
        assert!(said.to_string().starts_with("there is no group no-such-group-anywhere on this machine"), "{said}");
    }
    assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 0);
}

#[test]
fn processes_of_the_user_of_root_and_of_the_group_may_speak_and_no_other() {
    let own = ours();
    let other = own.wrapping_add(100_000);
    let user = Shared::of_user(PathBuf::from("/nowhere"));
    assert!(user.admits(own, 7) && user.admits(0, 7));
    assert!(!user.admits(other, rustix::process::getegid().as_raw()), "the group has no part in it");
    let group = Shared::of_gid(PathBuf::from("/nowhere"), "callboard", 70_000);
    assert!(group.admits(own, 7) && group.admits(0, 7) && group.admits(other, 70_000));
    assert!(!group.admits(other, 7), "no user of that number is in it");
    assert!(!Shared::of_group(PathBuf::from("/nowhere"), "no-such-group-anywhere").admits(own, 7));
}

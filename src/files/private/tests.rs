use std::os::unix::fs::{PermissionsExt, symlink};

use super::*;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_file_is_replaced_as_a_whole_and_is_the_users_alone() {
    let scratch = tempfile::tempdir().unwrap();
    let dir = scratch.path().join("a/b");
    let (file, next) = (dir.join("x.toml"), dir.join("x.next"));
    make_dir(&dir).unwrap();
    assert_eq!(read(&file, 9).unwrap(), None);
    fs::write(&next, "left of a crash").unwrap();
    replace(&file, &next, b"one").unwrap();
    replace(&file, &next, b"two").unwrap();
    assert_eq!(read(&file, 9).unwrap().as_deref(), Some("two"));
    assert_eq!((mode(&dir), mode(&file)), (0o700, 0o600));
    assert_eq!(fs::read_dir(&dir).unwrap().count(), 1, "nothing is left lying about");
    assert!(read(&file, 2).unwrap_err().to_string().ends_with("is too large"));
}

#[test]
fn symlinks_and_what_others_can_open_are_refused() {
    let scratch = tempfile::tempdir().unwrap();
    let (real, link) = (scratch.path().join("real"), scratch.path().join("link"));
    fs::create_dir(&real).unwrap();
    fs::write(real.join("x"), "theirs").unwrap();
    symlink(&real, &link).unwrap();
    assert!(make_dir(&link).unwrap_err().to_string().contains("is a symlink"));
    symlink(real.join("x"), scratch.path().join("file")).unwrap();
    let file = scratch.path().join("file");
    assert!(read(&file, 99).unwrap_err().to_string().contains("is a symlink"));
    replace(&file, &scratch.path().join("next"), b"ours").unwrap();
    assert_eq!(fs::read_to_string(real.join("x")).unwrap(), "theirs", "the link is replaced, and not followed");
    assert_eq!(read(&file, 99).unwrap().as_deref(), Some("ours"));
    fs::set_permissions(real.join("x"), Permissions::from_mode(0o644)).unwrap();
    assert!(read(&real.join("x"), 99).unwrap_err().to_string().contains("is open to other users; run chmod"));
    fs::set_permissions(&real, Permissions::from_mode(0o755)).unwrap();
    assert!(make_dir(&real).unwrap_err().to_string().contains("is open to other users; run chmod"));
}

/// Every way to open a file, with a name for it.
type Way = (&'static str, fn(&Path) -> io::Result<()>);

const WAYS: [Way; 3] = [
    ("read", |path| read(path, 99).map(drop)),
    ("append", |path| append(path).map(drop)),
    ("resume", |path| resume(path).map(drop)),
];

#[test]
fn nothing_is_opened_through_a_link_nor_a_pipe_nor_left_open_to_others() {
    for (way, opens) in WAYS {
        let scratch = tempfile::tempdir().unwrap();
        let at = |name: &str| scratch.path().join(name);
        let refused = |name: &str, why: &str| {
            let said = opens(&at(name)).expect_err(way).to_string();
            assert!(said.contains(why) && said.contains(name), "{way} {name}: {said}");
        };
        fs::write(at("theirs"), "theirs").unwrap();
        fs::set_permissions(at("theirs"), Permissions::from_mode(0o600)).unwrap();
        opens(&at("theirs")).unwrap();
        symlink(at("theirs"), at("link")).unwrap();
        refused("link", "is a symlink");
        symlink(at("nothing"), at("nowhere")).unwrap();
        refused("nowhere", "is a symlink");
        assert!(!at("nothing").exists(), "{way} made what the link leads to");
        rustix::fs::mkfifoat(rustix::fs::CWD, at("pipe"), rustix::fs::Mode::from_raw_mode(0o600)).unwrap();
        refused("pipe", "not what it should be");
        fs::create_dir(at("directory")).unwrap();
        assert!(opens(&at("directory")).is_err());
        for open in [0o640, 0o604, 0o620, 0o644] {
            fs::set_permissions(at("theirs"), Permissions::from_mode(open)).unwrap();
            if way == "read" {
                refused("theirs", "is open to other users");
            } else {
                opens(&at("theirs")).unwrap();
                assert_eq!(mode(&at("theirs")), 0o600, "{way}: it is closed to them first");
            }
        }
        assert_eq!(fs::read_to_string(at("theirs")).unwrap(), "theirs", "{way}");
    }
}

#[test]
fn what_is_appended_to_has_one_name_and_a_directory_that_only_the_user_changes() {
    for (way, opens) in &WAYS[1..] {
        let scratch = tempfile::tempdir().unwrap();
        let dir = scratch.path().join("a/b");
        let file = dir.join("x");
        opens(&file).unwrap();
        assert_eq!((mode(&dir), mode(&file)), (0o700, 0o600), "{way}");
        fs::hard_link(&file, dir.join("second")).unwrap();
        assert!(opens(&file).unwrap_err().to_string().contains("has a second name"), "{way}");
        fs::remove_file(dir.join("second")).unwrap();
        for (mode, fine) in [(0o755, true), (0o770, false), (0o707, false), (0o1777, true), (0o700, true)] {
            fs::set_permissions(&dir, Permissions::from_mode(mode)).unwrap();
            let opened = opens(&file);
            assert_eq!(opened.is_ok(), fine, "{way} {mode:o}: {opened:?}");
            if let Err(error) = opened {
                assert!(error.to_string().contains("other users can change; run chmod go-w"), "{error}");
            }
        }
        assert!(opens(Path::new("/proc/callboard/x")).is_err(), "{way}: where nothing can be made");
    }
}

#[test]
fn a_new_file_takes_no_name_that_is_there_and_a_replaced_one_leaves_a_planted_link_alone() {
    let scratch = tempfile::tempdir().unwrap();
    let at = |name: &str| scratch.path().join(name);
    fs::write(at("theirs"), "theirs").unwrap();
    symlink(at("theirs"), at("link")).unwrap();
    symlink(at("nothing"), at("nowhere")).unwrap();
    for name in ["theirs", "link", "nowhere"] {
        assert_eq!(create(&at(name)).unwrap_err().kind(), ErrorKind::AlreadyExists, "{name}");
    }
    drop(create(&at("new")).unwrap());
    assert_eq!(mode(&at("new")), 0o600);
    // A link under the name that is written first is removed, not written through.
    replace(&at("ours"), &at("link"), b"ours").unwrap();
    replace_alone(&at("alone"), b"alone").unwrap();
    assert_eq!(fs::read_to_string(at("theirs")).unwrap(), "theirs");
    assert_eq!((mode(&at("ours")), mode(&at("alone"))), (0o600, 0o600));
    assert!(!at("nothing").exists() && !at("link").exists());
    publish(&at("nowhere"), b"for all").unwrap();
    assert!(!at("nothing").exists() && fs::symlink_metadata(at("nowhere")).unwrap().is_file());
    assert!(replace_alone(Path::new("/proc/callboard/x"), b"").is_err());
}

#[test]
fn a_device_is_appended_to_as_it_is() {
    append(Path::new("/dev/null")).unwrap().write_all(b"gone").unwrap();
}

#[test]
fn a_file_that_is_set_aside_never_takes_the_place_of_another() {
    let scratch = tempfile::tempdir().unwrap();
    let file = scratch.path().join("x.totals");
    for (text, name) in [("one", "x.totals.broken"), ("two", "x.totals.broken-2"), ("three", "x.totals.broken-3")] {
        fs::write(&file, text).unwrap();
        let aside = set_aside(&file).unwrap();
        assert_eq!(
            (aside.as_path(), fs::read_to_string(&aside).unwrap().as_str()),
            (scratch.path().join(name).as_path(), text)
        );
        assert!(!file.exists());
    }
    for nth in 4..=20 {
        fs::write(scratch.path().join(format!("x.totals.broken-{nth}")), "").unwrap();
    }
    fs::write(&file, "last").unwrap();
    assert!(set_aside(&file).unwrap_err().to_string().ends_with("remove those files"));
    assert_eq!(fs::read_to_string(&file).unwrap(), "last", "it stays where it is");
}

use std::fs::{self, File};
use std::io::Write as _;
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::net::UnixDatagram;
use std::path::Path;

use super::*;

#[test]
fn a_full_disk_costs_the_lines_and_is_said_until_it_is_over() {
    static LOST: Mutex<Option<Log>> = Mutex::new(None);
    let shared = |path: &str| {
        let file = File::options().append(true).create(true).open(path).unwrap();
        let mut book = Book::new(path.into(), 0, 0);
        book.file = Some(file);
        Shared { place: Arc::new(Mutex::new(Place::File(book))), lost: &LOST }
    };
    let said = || LOST.lock().unwrap().clone();
    shared("/dev/full").make_writer().write_all(b"a line\n").unwrap();
    assert!(
        said().is_some_and(|said| said.to_string().starts_with("the log /dev/full cannot be written: No space left"))
    );
    let scratch = tempfile::NamedTempFile::new().unwrap();
    shared(scratch.path().to_str().unwrap()).make_writer().write_all(b"a line\n").unwrap();
    assert_eq!(said(), None);
}

type Way<'a> = (&'static str, Box<dyn Fn() + 'a>);

/// What happens to a log while it is open.
fn ways(log: &Path) -> [Way<'_>; 5] {
    let old = log.with_extension("1");
    let rename = {
        let old = old.clone();
        move || fs::rename(log, &old).unwrap()
    };
    [
        ("removed", Box::new(move || fs::remove_file(log).unwrap())),
        ("renamed", Box::new(rename.clone())),
        (
            "rotated",
            Box::new(move || {
                rename();
                fs::write(log, "").unwrap();
            }),
        ),
        ("its directory is gone", Box::new(move || fs::remove_dir_all(log.parent().unwrap()).unwrap())),
        ("emptied", Box::new(move || File::options().write(true).open(log).unwrap().set_len(0).unwrap())),
    ]
}

#[test]
fn a_line_is_in_the_file_at_the_logs_path_whatever_became_of_the_one_before() {
    for number in 0..5 {
        let scratch = tempfile::tempdir().unwrap();
        let log = scratch.path().join("state/callboard.log");
        let mut book = Book::new(log.clone(), 0, 0);
        assert!(book.record(b"one\n").is_ok());
        let (way, happen) = &ways(&log)[number];
        happen();
        assert!(book.record(b"two\n").is_ok() && book.write(b"three\n").is_ok(), "{way}");
        assert_eq!(fs::read_to_string(&log).unwrap(), "two\nthree\n", "{way}");
        assert_eq!(fs::metadata(&log).unwrap().mode() & 0o777, 0o600, "{way}");
    }
}

#[test]
fn what_takes_the_place_of_the_log_and_is_none_gets_no_line_and_the_sentence_names_it() {
    let scratch = tempfile::tempdir().unwrap();
    let (log, other) = (scratch.path().join("callboard.log"), scratch.path().join("other"));
    let mut book = Book::new(log.clone(), 0, 0);
    let fifo = || {
        rustix::fs::mknodat(rustix::fs::CWD, &log, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
    };
    let link = || std::os::unix::fs::symlink(&other, &log).unwrap();
    let second_name = || fs::hard_link(&other, &log).unwrap();
    let ways: [(&str, &dyn Fn()); 3] = [("fifo", &fifo), ("link", &link), ("second name", &second_name)];
    for (way, put) in ways {
        assert!(book.record(b"one\n").is_ok(), "{way}");
        fs::remove_file(&log).unwrap();
        fs::write(&other, "theirs").unwrap();
        put();
        let why = book.record(b"two\n").err().map(|why| book.problem(&why)).unwrap();
        assert!(
            why.to_string().starts_with(&format!("the log file {} cannot be opened", log.display())),
            "{way}: {why}"
        );
        assert_eq!(fs::read_to_string(&other).unwrap(), "theirs", "{way}");
        fs::remove_file(&log).unwrap();
    }
    let mut nowhere = Book::new("/dev/null".into(), 0, 0);
    assert!(nowhere.write(b"one\n").is_ok() && nowhere.record(b"two\n").is_err());
}

/// A log that is set aside before it has more than 20 bytes.
fn small(log: &Path, keep: u32) -> Book {
    Book::new(log.to_owned(), 20, keep)
}

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_log_that_would_grow_too_large_is_set_aside_and_so_many_of_those_stay() {
    let scratch = tempfile::tempdir().unwrap();
    let log = scratch.path().join("callboard.log");
    let mut book = small(&log, 2);
    for number in 0..9 {
        assert!(book.write(format!("line {number}..\n").as_bytes()).is_ok());
    }
    // Two lines of nine bytes fit.
    assert_eq!(names(scratch.path()), ["callboard.log", "callboard.log.1", "callboard.log.2"]);
    let read = |name: &str| fs::read_to_string(scratch.path().join(name)).unwrap();
    assert_eq!(read("callboard.log"), "line 8..\n");
    assert_eq!(read("callboard.log.1"), "line 6..\nline 7..\n");
    assert_eq!(read("callboard.log.2"), "line 4..\nline 5..\n");
    assert_eq!(fs::metadata(&log).unwrap().mode() & 0o777, 0o600);
    assert!(book.stuck().is_none());
    let mut none = small(&log, 0);
    assert!(none.write(b"one more line\n").is_ok());
    assert_eq!(names(scratch.path()).len(), 3, "what was set aside before stays");
    assert_eq!(read("callboard.log"), "one more line\n");
}

#[test]
fn two_boards_with_one_log_set_it_aside_once() {
    let scratch = tempfile::tempdir().unwrap();
    let log = scratch.path().join("callboard.log");
    let (mut one, mut other) = (small(&log, 5), small(&log, 5));
    for number in 0..6 {
        let book = if number % 2 == 0 { &mut one } else { &mut other };
        assert!(book.write(format!("line {number}..\n").as_bytes()).is_ok());
    }
    assert_eq!(names(scratch.path()), ["callboard.log", "callboard.log.1", "callboard.log.2"]);
    for name in names(scratch.path()) {
        assert_eq!(fs::read_to_string(scratch.path().join(&name)).unwrap().lines().count(), 2, "{name}");
    }
}

#[test]
fn nothing_that_is_not_the_logs_own_is_replaced_when_it_is_set_aside() {
    let scratch = tempfile::tempdir().unwrap();
    let (log, first) = (scratch.path().join("callboard.log"), scratch.path().join("callboard.log.1"));
    let theirs = scratch.path().join("theirs");
    fs::write(&theirs, "theirs").unwrap();
    let ways: [(&str, &dyn Fn()); 3] = [
        ("a directory", &|| fs::create_dir(&first).unwrap()),
        ("a link", &|| std::os::unix::fs::symlink(&theirs, &first).unwrap()),
        ("a second name", &|| fs::hard_link(&theirs, &first).unwrap()),
    ];
    for (way, put) in ways {
        put();
        let mut book = small(&log, 1);
        for _ in 0..4 {
            assert!(book.write(b"line....\n").is_ok(), "{way}");
        }
        assert_eq!(fs::read_to_string(&log).unwrap().lines().count(), 4, "{way}: no line is lost");
        let said = book.stuck().map(|said| said.to_string()).unwrap_or_default();
        assert!(said.contains("callboard.log.1 is not its own"), "{way}: {said}");
        assert_eq!(fs::read_to_string(&theirs).unwrap(), "theirs", "{way}");
        let _ = fs::remove_file(&first).or_else(|_| fs::remove_dir(&first));
        fs::remove_file(&log).unwrap();
    }
}

#[test]
fn the_journal_is_told_each_line_with_its_level() {
    let scratch = tempfile::tempdir().unwrap();
    let path = scratch.path().join("socket");
    let listener = UnixDatagram::bind(&path).unwrap();
    let mut journal = Journal::at(path.clone());
    let told = || {
        let mut bytes = vec![0; 65_536];
        let length = listener.recv(&mut bytes).unwrap();
        String::from_utf8_lossy(&bytes[..length]).into_owned()
    };
    assert!(journal.write(Level::WARN, "the stream is away\n").is_ok());
    assert_eq!(told(), "PRIORITY=4\nSYSLOG_IDENTIFIER=callboard\nMESSAGE=the stream is away\n");
    // What a stranger said cannot begin another field.
    assert!(journal.write(Level::ERROR, "one\nPRIORITY=0\n").is_ok());
    assert_eq!(told(), "PRIORITY=3\nSYSLOG_IDENTIFIER=callboard\nMESSAGE=one PRIORITY=0\n");
    assert!(journal.write(Level::INFO, &"李".repeat(40_000)).is_ok());
    assert!(told().len() <= 33_000);
    fs::remove_file(&path).unwrap();
    let said = journal.write(Level::INFO, "lost\n").unwrap_err().to_string();
    assert!(said.contains("journal at") && said.contains("cannot be written"), "{said}");
}

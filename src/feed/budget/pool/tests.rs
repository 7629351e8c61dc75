use std::fs;
use std::os::unix::fs::symlink;
use std::sync::atomic::{AtomicI64, Ordering};

use super::*;

/// A clock that a test sets.
fn hands(name: &str) -> (CommonClock, Arc<AtomicI64>) {
    let time = Arc::new(AtomicI64::new(1_000_000));
    let read = Arc::clone(&time);
    (CommonClock { name: name.to_owned(), now: Arc::new(move || read.load(Ordering::SeqCst)) }, time)
}

fn pool(scratch: &tempfile::TempDir, clock: &CommonClock) -> Pool {
    Pool::new(Shared::of_user(scratch.path().join("tokens")), "desk", "https://sg.sobot.io/", "app", clock.clone())
}

fn call(owner: u32, number: u32) -> Call {
    Call { at: 0, urgency: Urgency::Poll, owner, number }
}

fn draws(pool: &Pool, mine: &Ledger, number: u32) -> Drawn {
    pool.draw(mine, Urgency::Poll, 4, call(1, number)).unwrap()
}

#[test]
fn the_file_is_the_users_alone_and_its_name_tells_nothing() {
    let scratch = tempfile::tempdir().unwrap();
    let pool = pool(&scratch, &hands("boot 1").0);
    assert!(draws(&pool, &Ledger::default(), 1).again.is_none());
    let dir = scratch.path().join("tokens");
    let mut names: Vec<String> =
        fs::read_dir(&dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, [pool.file.clone(), pool.lock.clone()]);
    assert!(names.iter().all(|name| name.starts_with("budget-") && !name.contains("app")), "{names:?}");
    let text = fs::read_to_string(dir.join(&pool.file)).unwrap();
    assert!(text.len() < 200 && !text.contains("sobot"), "{text}");
}

#[test]
fn credentials_sections_and_hosts_have_budgets_of_their_own() {
    let (clock, _) = hands("boot 1");
    let name = |section: &str, url: &str, id: &str| {
        Pool::new(Shared::of_user("/d".into()), section, url, id, clock.clone()).file
    };
    assert_eq!(name("a", "https://h/", "x"), name("a", " https://h", " x "));
    let names = [
        name("a", "https://h", "x"),
        name("b", "https://h", "x"),
        name("a", "https://i", "x"),
        name("a", "https://h", "y"),
    ];
    assert!(names.iter().enumerate().all(|(at, name)| !names[..at].contains(name)), "{names:?}");
}

#[test]
fn what_one_session_passes_another_counts_and_a_pause_is_everybodys() {
    let scratch = tempfile::tempdir().unwrap();
    let (clock, time) = hands("boot 1");
    let (one, other) = (pool(&scratch, &clock), pool(&scratch, &clock));
    assert!(draws(&one, &Ledger::default(), 1).again.is_none());
    assert!(draws(&one, &Ledger::default(), 2).again.is_none());
    let theirs = other.draw(&Ledger::default(), Urgency::Poll, 4, call(2, 1)).unwrap();
    assert!(theirs.again.is_some(), "half of the limit has passed");
    assert_eq!(theirs.ledger.shares(2), (0, 2));
    let mut told = Ledger::default();
    told.pause(one.now(), 90_000);
    one.tell(&told).unwrap();
    let paused = other.draw(&Ledger::default(), Urgency::Interactive, 4, call(2, 2)).unwrap();
    assert_eq!(paused.again, Some(1_090_000));
    time.store(1_090_000, Ordering::SeqCst);
    assert!(other.draw(&Ledger::default(), Urgency::Interactive, 4, call(2, 3)).unwrap().again.is_none());
}

#[test]
fn a_file_that_is_damaged_or_of_another_clock_costs_a_burst_and_never_ones_own_calls() {
    for damage in ["", "{", "nonsense", "{\"clock\":\"wall\"}", "\u{fffd}", "oversized", "link", "open"] {
        let scratch = tempfile::tempdir().unwrap();
        let (clock, time) = hands("boot 1");
        let pool = pool(&scratch, &clock);
        let mine = draws(&pool, &Ledger::default(), 1).ledger;
        let file = scratch.path().join("tokens").join(&pool.file);
        match damage {
            "oversized" => fs::write(&file, vec![b' '; 300_000]).unwrap(),
            "link" => {
                fs::rename(&file, scratch.path().join("away")).unwrap();
                symlink(scratch.path().join("away"), &file).unwrap();
            }
            "open" => {
                use std::os::unix::fs::PermissionsExt;
                fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
            }
            text => fs::write(&file, text).unwrap(),
        }
        let at = draws(&pool, &mine, 2).again.expect(damage);
        assert!(at > pool.now() + 10_000, "{damage}: no burst: {at}");
        time.store(at, Ordering::SeqCst);
        let drawn = draws(&pool, &mine, 3);
        assert!(drawn.again.is_none(), "{damage}");
        assert_eq!(drawn.ledger.used(), 2, "{damage}: the own call is counted");
        let text = fs::read_to_string(&file).unwrap();
        assert!(Ledger::read(&text, "boot 1").is_some(), "{damage}: it is healed: {text}");
    }
}

#[test]
fn what_was_written_before_the_machine_was_started_says_nothing_after_a_minute() {
    let scratch = tempfile::tempdir().unwrap();
    let (before, _) = hands("boot 1");
    draws(&pool(&scratch, &before), &Ledger::default(), 1);
    for (since, bursts) in [(30_000, false), (61_000, true)] {
        let (clock, time) = hands(&format!("boot {since}"));
        time.store(since, Ordering::SeqCst);
        let pool = pool(&scratch, &clock);
        let first = draws(&pool, &Ledger::default(), 1);
        assert!(first.again.is_none());
        let second = draws(&pool, &first.ledger, 2);
        assert_eq!(second.again.is_none(), bursts, "{since}");
    }
}

#[test]
fn a_lock_that_is_held_for_too_long_and_a_place_that_is_none_are_errors() {
    let scratch = tempfile::tempdir().unwrap();
    let pool = pool(&scratch, &hands("boot 1").0);
    let held = pool.lock().unwrap();
    let error = pool.tell(&Ledger::default()).unwrap_err();
    assert!(error.to_string().ends_with("has been locked for too long by another session"), "{error}");
    drop(held);
    pool.tell(&Ledger::default()).unwrap();
    let file = scratch.path().join("file");
    fs::write(&file, "in the way").unwrap();
    let nowhere = Pool { shared: Shared::of_user(file), ..pool };
    assert!(nowhere.tell(&Ledger::default()).is_err());
}

#[test]
fn the_clock_of_this_machine_goes_on() {
    let clock = CommonClock::of_this_machine();
    let (first, second) = ((clock.now)(), (clock.now)());
    assert!(first > 0 && second >= first);
    assert_eq!(clock.name, CommonClock::of_this_machine().name);
}

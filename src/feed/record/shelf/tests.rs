use std::time::SystemTime;

use super::super::Writer;
use super::*;

const NOW: Stamp = Stamp(1_763_706_727_000);
const HOUR: i64 = 3_600_000;

fn shelf(dir: &Path, keep_h: u64, max_size: u64) -> Shelf {
    Shelf::new(dir, "Acme", Tz::Asia__Shanghai, Duration::from_hours(keep_h), max_size)
}

/// A recording of `site` that was written last so many hours ago, and how large it is.
fn put(dir: &Path, name: &str, site: &str, hours_ago: i64) -> (PathBuf, u64) {
    let path = dir.join(name);
    drop(Writer::open(&path, &About::new(site, "Asia/Shanghai", NOW)).unwrap());
    touch(&path, hours_ago);
    let bytes = fs::metadata(&path).unwrap().len();
    (path, bytes)
}

fn touch(path: &Path, hours_ago: i64) {
    let at = u64::try_from(NOW.plus(-hours_ago * HOUR).ms()).unwrap();
    let at: SystemTime = UNIX_EPOCH + Duration::from_millis(at);
    File::options().write(true).open(path).unwrap().set_modified(at).unwrap();
}

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_recording_has_a_day_of_the_site_in_it_or_an_hour_where_they_stay_for_less_than_two_days() {
    let dir = Path::new("/recordings");
    // 14:32 in Shanghai.
    assert_eq!(shelf(dir, 0, 0).file_at(NOW), dir.join("callboard-20251121.rec"));
    assert_eq!(shelf(dir, 48, 0).file_at(NOW), dir.join("callboard-20251121.rec"));
    assert_eq!(shelf(dir, 47, 0).file_at(NOW), dir.join("callboard-20251121-14.rec"));
    assert_eq!(shelf(dir, 0, 0).file_at(NOW.plus(10 * HOUR)), dir.join("callboard-20251122.rec"));
}

#[test]
fn recordings_stay_for_so_long_after_their_last_update() {
    let scratch = tempfile::tempdir().unwrap();
    let dir = scratch.path();
    let (old, _) = put(dir, "callboard-20251118.rec", "Acme", 49);
    put(dir, "callboard-20251119.rec", "Acme", 47);
    let (current, _) = put(dir, "callboard-20251121.rec", "Acme", 90);
    assert_eq!(shelf(dir, 48, 0).tidy(&current, NOW), [old]);
    assert_eq!(names(dir), ["callboard-20251119.rec", "callboard-20251121.rec"], "and the current one is never old");
    assert_eq!(shelf(dir, 0, 0).tidy(&current, NOW), Vec::<PathBuf>::new(), "for ever");
}

#[test]
fn the_oldest_recordings_give_way_where_they_are_too_large_together() {
    let scratch = tempfile::tempdir().unwrap();
    let dir = scratch.path();
    let (first, size) = put(dir, "callboard-20251118.rec", "Acme", 72);
    let (second, _) = put(dir, "callboard-20251119.rec", "Acme", 48);
    put(dir, "callboard-20251120.rec", "Acme", 24);
    let (current, _) = put(dir, "callboard-20251121.rec", "Acme", 0);
    assert_eq!(shelf(dir, 0, size * 4).tidy(&current, NOW), Vec::<PathBuf>::new());
    assert_eq!(shelf(dir, 0, size * 2).tidy(&current, NOW), [first, second]);
    assert_eq!(shelf(dir, 0, 1).tidy(&current, NOW).len(), 1);
    assert_eq!(names(dir), ["callboard-20251121.rec"]);
}

#[test]
fn nothing_is_removed_that_was_not_made_here() {
    let scratch = tempfile::tempdir().unwrap();
    let dir = scratch.path();
    let (current, _) = put(dir, "callboard-20251121.rec", "Acme", 0);
    put(dir, "callboard-20251101.rec", "Other site", 400);
    put(dir, "callboard-board-20251101-101010.rec", "Acme", 400);
    put(dir, "callboard-2025110.rec", "Acme", 400);
    put(dir, "day.rec", "Acme", 400);
    fs::write(dir.join("callboard-20251102.rec"), "no recording").unwrap();
    touch(&dir.join("callboard-20251102.rec"), 400);
    fs::create_dir(dir.join("callboard-20251103.rec")).unwrap();
    let (linked, _) = put(dir, "linked", "Acme", 400);
    std::os::unix::fs::symlink(&linked, dir.join("callboard-20251104.rec")).unwrap();
    let (second, _) = put(dir, "second", "Acme", 400);
    fs::hard_link(&second, dir.join("callboard-20251105.rec")).unwrap();
    let (busy, _) = put(dir, "callboard-20251106.rec", "Acme", 400);
    let writer = Writer::open(&busy, &About::new("Acme", "Asia/Shanghai", NOW)).unwrap();
    touch(&busy, 400);
    let before = names(dir);
    assert_eq!(shelf(dir, 1, 1).tidy(&current, NOW), Vec::<PathBuf>::new());
    assert_eq!(names(dir), before);
    drop(writer);
    assert_eq!(shelf(dir, 1, 1).tidy(&current, NOW), [busy], "once no recorder writes into it");
}

#[tokio::test]
async fn a_recording_goes_on_in_another_file_that_begins_with_the_whole_board() {
    use super::super::Take;
    use super::super::player::{FileTape, Tape as _};
    use super::super::tests::{T0, about, answered, roster};
    use crate::model::{Board, Problem, Update};

    let scratch = tempfile::tempdir().unwrap();
    let (first, second) = (scratch.path().join("callboard-1.rec"), scratch.path().join("callboard-2.rec"));
    let open = |path: &Path| {
        let path = path.to_owned();
        move || Writer::open(&path, &about()).map_err(Problem::from)
    };
    let take = Take::start(open(&first), Board::new(), T0);
    assert!(take.record(Update::new(T0, roster(&["1"]))).await);
    assert!(take.go_on_in(open(&second), T0.plus(1_000)).await);
    assert!(take.record(Update::new(T0.plus(2_000), answered("1", 7))).await);
    let state = take.finish().await;
    assert_eq!((state.failure, state.updates, state.path.as_deref()), (None, 2, Some(second.as_path())));
    let size = |path: &Path| fs::metadata(path).unwrap().len();
    // Each file's head was there before its session.
    assert!(state.bytes > 0 && state.bytes < size(&first) + size(&second));
    let board = FileTape::open(&second).unwrap().seek(T0.plus(3_000)).unwrap();
    let agent = board.agent(board.slot("1").unwrap()).unwrap();
    assert_eq!(agent.answered, Some(7), "of an agent of whom the first file told");
    let board = FileTape::open(&first).unwrap().seek(T0.plus(3_000)).unwrap();
    assert_eq!(board.agent(0).unwrap().answered, None);
}

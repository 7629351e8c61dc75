use std::fs;
use std::os::unix::fs::PermissionsExt;

use tokio::time::timeout;

use super::*;
use crate::model::Tally;

/// Sat 21 Nov 2026, midnight in Shanghai.
const MIDNIGHT: Stamp = Stamp(1_795_190_400_000);
const HALF: i64 = 1_800_000;

fn half(nth: i64, answered: u64) -> KeptHalf {
    let tally = Tally { answered, timed: answered, in_time: answered, ..Tally::default() };
    KeptHalf { from: MIDNIGHT.plus(nth * HALF), within_ms: 20_000, short_ms: 5_000, tally, floor: None }
}

fn totals(halves: &[KeptHalf]) -> KeptTotals {
    let mut totals = KeptTotals::default();
    totals.take(halves.iter().copied());
    totals
}

/// What another start would find.
fn kept(file: &Path) -> Vec<(i64, u64)> {
    let (halves, _) = kept_totals(file);
    halves.iter().map(|half| (half.from.since(MIDNIGHT) / HALF, half.tally.answered)).collect()
}

fn file(scratch: &tempfile::TempDir) -> PathBuf {
    totals_file(&scratch.path().join("totals"), "Acme Support", &["https://sg.sobot.io".to_owned()])
}

async fn written(file: &Path, halves: &[KeptHalf]) {
    let mut writer = Totals::<KeptTotals>::new(file.to_owned());
    writer.note(&totals(halves), MIDNIGHT);
    assert!(writer.is_busy());
    writer.stop().await;
    assert!(!writer.is_busy());
}

#[test]
fn each_tenant_and_each_scope_has_a_file_of_its_own() {
    let file = |site: &str, scope: &[&str]| {
        let scope: Vec<String> = scope.iter().map(|word| (*word).to_owned()).collect();
        totals_file(Path::new("totals"), site, &scope)
    };
    let files = [
        file("Acme", &[]),
        file("Acme", &["a"]),
        file("Acme", &["a", "b"]),
        file("Acme", &["ab"]),
        file("Acme", &["a", ""]),
        file("Acmea", &[]),
        file("Acme", &["b", "a"]),
    ];
    let names: std::collections::BTreeSet<_> = files.iter().collect();
    assert_eq!(names.len(), files.len(), "{files:?}");
    assert!(files.iter().all(|file| file.extension().is_some_and(|end| end == "totals")));
}

#[tokio::test(start_paused = true)]
async fn half_hours_are_written_a_little_later_for_their_user_alone() {
    let scratch = tempfile::tempdir().unwrap();
    let file = file(&scratch);
    let mut writer = Totals::<KeptTotals>::new(file.clone());
    assert_eq!(writer.read(), (Vec::new(), None));
    let mut known = totals(&[half(0, 3)]);
    writer.note(&known, MIDNIGHT);
    known.take([half(1, 5)]);
    writer.note(&known, MIDNIGHT);
    assert!(kept(&file).is_empty(), "not yet");
    // It only ends when something is to be said; here the clock runs out first.
    assert!(timeout(CALM + Duration::from_millis(1), writer.work()).await.is_err());
    writer.stop().await;
    assert_eq!(kept(&file), [(0, 3), (1, 5)]);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&file), mode(file.parent().unwrap())), (0o600, 0o700));
    writer.note(&known, MIDNIGHT);
    assert!(!writer.is_busy(), "nothing has changed");
}

#[tokio::test]
async fn what_another_board_of_the_tenant_wrote_is_kept() {
    let scratch = tempfile::tempdir().unwrap();
    let file = file(&scratch);
    written(&file, &[half(0, 3), half(1, 4)]).await;
    written(&file, &[half(1, 5), half(2, 6)]).await;
    assert_eq!(kept(&file), [(0, 3), (1, 5), (2, 6)], "of one half hour, what was told last");
}

#[tokio::test]
async fn what_is_older_than_five_weeks_goes_with_the_next_writing() {
    let scratch = tempfile::tempdir().unwrap();
    let file = file(&scratch);
    written(&file, &[half(-48 * 34, 1), half(0, 2)]).await;
    let mut writer = Totals::<KeptTotals>::new(file.clone());
    writer.note(&totals(&[half(48 * 3, 3)]), MIDNIGHT.plus(3 * 48 * HALF));
    writer.stop().await;
    assert_eq!(kept(&file), [(0, 2), (48 * 3, 3)]);
}

#[tokio::test]
async fn a_damaged_file_is_said_and_set_aside_and_its_good_days_are_kept() {
    let scratch = tempfile::tempdir().unwrap();
    let file = file(&scratch);
    written(&file, &[half(0, 3), half(1, 4), half(2, 5)]).await;
    let whole = fs::read_to_string(&file).unwrap();
    fs::write(&file, whole.replace(" 4 ", " x ")).unwrap();
    let damaged = fs::read(&file).unwrap();
    let mut writer = Totals::<KeptTotals>::new(file.clone());
    let (halves, said) = writer.read();
    assert_eq!(halves.len(), 2);
    let aside = PathBuf::from(format!("{}.broken", file.display()));
    assert_eq!(said, Some(Notice::TotalsBroken(aside.display().to_string())));
    writer.stop().await;
    assert_eq!((kept(&file), fs::read(&aside).unwrap()), (vec![(0, 3), (2, 5)], damaged));
    // A file that is damaged while the board runs is set aside too, under another name.
    fs::write(&file, [0xff, 0xfe, 0x00, 0x41, 0xd8]).unwrap();
    written(&file, &[half(9, 9)]).await;
    assert_eq!(kept(&file), [(9, 9)]);
    assert!(PathBuf::from(format!("{}.broken-2", file.display())).exists());
}

#[tokio::test]
async fn a_file_that_others_can_read_is_left_alone_and_said() {
    let scratch = tempfile::tempdir().unwrap();
    let file = file(&scratch);
    written(&file, &[half(0, 3)]).await;
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    let before = fs::read(&file).unwrap();
    let mut writer = Totals::<KeptTotals>::new(file.clone());
    let (halves, said) = writer.read();
    assert!(halves.is_empty());
    assert!(matches!(&said, Some(Notice::TotalsUnread(why)) if why.contains("chmod 600")), "{said:?}");
    writer.note(&totals(&[half(1, 5)]), MIDNIGHT);
    assert!(!writer.is_busy(), "nothing is written over it");
    assert_eq!(fs::read(&file).unwrap(), before);
}

#[tokio::test(start_paused = true)]
async fn a_disk_that_takes_nothing_is_said_once() {
    let scratch = tempfile::tempdir().unwrap();
    let blocked = scratch.path().join("totals");
    fs::write(&blocked, "a file where a directory should be").unwrap();
    let mut writer = Totals::<KeptTotals>::new(totals_file(&blocked, "Acme", &[]));
    let mut known = totals(&[half(0, 3)]);
    writer.note(&known, MIDNIGHT);
    assert!(matches!(writer.work().await, Notice::TotalsUnread(_)));
    known.take([half(1, 5)]);
    writer.note(&known, MIDNIGHT);
    assert!(timeout(CALM * 3, writer.work()).await.is_err(), "not a second time");
}

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::*;

const NOW: Stamp = Stamp(1_763_706_727_000);

fn note(id: &str, at: Stamp) -> Note {
    Note { id: id.to_owned(), at, from: Some("ana".to_owned()), text: format!("{id}, call 13812345678") }
}

fn notes(all: &[Note]) -> Notes {
    let mut notes = Notes::default();
    for note in all {
        notes.take(note.clone());
    }
    notes
}

fn file(scratch: &tempfile::TempDir) -> PathBuf {
    notes_file(&scratch.path().join("looks"), "Acme Support")
}

/// What another start would find.
fn kept(file: &Path) -> Vec<String> {
    NotesFile::new(file.to_owned()).read().0.into_iter().map(|note| note.text).collect()
}

async fn written(file: &Path, all: &[Note], now: Stamp) {
    let mut writer = NotesFile::new(file.to_owned());
    writer.note(&notes(all), now);
    assert!(writer.is_busy());
    writer.stop().await;
    assert!(!writer.is_busy());
}

#[tokio::test]
async fn notes_are_kept_for_their_user_alone_with_those_that_another_board_of_the_site_wrote_and_without_numbers() {
    let scratch = tempfile::tempdir().unwrap();
    let file = file(&scratch);
    assert_eq!(NotesFile::new(file.clone()).read(), (Vec::new(), None));
    written(&file, &[note("a", NOW)], NOW).await;
    written(&file, &[note("b", NOW.plus(1))], NOW).await;
    assert_eq!(kept(&file), ["a, call 138****5678", "b, call 138****5678"]);
    let text = fs::read_to_string(&file).unwrap();
    assert!(!text.contains("13812345678"), "{text}");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&file), mode(file.parent().unwrap())), (0o600, 0o700));
    // What is older than a day goes.
    written(&file, &[note("c", NOW.plus(NOTES_KEPT_MS + 1))], NOW.plus(NOTES_KEPT_MS + 1)).await;
    assert_eq!(kept(&file), ["b, call 138****5678", "c, call 138****5678"]);
}

#[tokio::test]
async fn what_is_damaged_is_set_aside_and_its_good_lines_go_on() {
    let scratch = tempfile::tempdir().unwrap();
    let file = file(&scratch);
    written(&file, &[note("a", NOW)], NOW).await;
    let good = fs::read_to_string(&file).unwrap();
    private::replace_alone(&file, format!("{good}no note\n").as_bytes()).unwrap();
    let (notes, said) = NotesFile::new(file.clone()).read();
    assert_eq!(notes.len(), 1);
    let Some(Notice::NotesBroken(aside)) = said else { panic!("{said:?}") };
    assert!(fs::read_to_string(aside).unwrap().ends_with("no note\n"));
    written(&file, &notes, NOW).await;
    assert_eq!(kept(&file), ["a, call 138****5678"]);
}

#[tokio::test]
async fn a_file_that_others_can_read_is_neither_believed_nor_written() {
    let scratch = tempfile::tempdir().unwrap();
    let file = file(&scratch);
    written(&file, &[note("a", NOW)], NOW).await;
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    let mut reader = NotesFile::new(file.clone());
    let (read, said) = reader.read();
    assert!(read.is_empty());
    assert!(matches!(said, Some(Notice::NotesUnread(_))), "{said:?}");
    reader.note(&notes(&[note("b", NOW)]), NOW);
    assert!(!reader.is_busy());
}

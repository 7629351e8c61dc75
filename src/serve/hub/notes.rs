//! Notes on disk: those of the day are there when a hub begins anew.
//!
//! One small file a site beside that of what was done about alerts, written anew as a whole a moment after a note came. No
//! note in it has a customer's number.

use std::io;
use std::path::{Path, PathBuf};

use super::seen::file_of;
use crate::files::{lines, private};
use crate::model::{NOTES_KEPT, Note};

/// No file is larger, in bytes: each character of a note may take four, and may be escaped.
const LARGEST: u64 = 2 * 1024 * 1024;

/// The file of `site` in `dir`.
pub fn notes_file(dir: &Path, site: &str) -> PathBuf {
    file_of(dir, site, "notes")
}

/// What is in the file; lines that cannot be read, such as those of a later version, are left out.
///
/// # Errors
/// When it is there and cannot be read, is not of this user alone, or is too large.
pub fn kept_notes(file: &Path) -> io::Result<Vec<Note>> {
    let (notes, lost) = lines::read(file, LARGEST, NOTES_KEPT)?;
    if lost > 0 {
        tracing::warn!("hub: {lost} lines of {} cannot be read", file.display());
    }
    Ok(notes)
}

/// Writes all of it, instead of what is in the file.
///
/// # Errors
/// When it cannot be written; what was there before is then still there.
pub fn keep_notes(file: &Path, all: &[Note]) -> io::Result<()> {
    private::make_dir(private::parent(file))?;
    private::replace_alone(file, lines::text(all)?.as_bytes())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;
    use crate::model::Stamp;

    #[test]
    fn notes_are_read_as_they_were_written_by_their_user_alone_with_numbers_masked() {
        let place = tempfile::tempdir().unwrap();
        let file = notes_file(&place.path().join("hub"), "Acme 上海");
        assert!(kept_notes(&file).unwrap().is_empty());
        let note = |id: &str, text: &str| Note { id: id.to_owned(), at: Stamp(7), from: None, text: text.to_owned() };
        keep_notes(&file, &[note("a", "bot release 11:07"), note("b", "call 13812345678")]).unwrap();
        assert_eq!(kept_notes(&file).unwrap(), [note("a", "bot release 11:07"), note("b", "call 138****5678")]);
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        let text = fs::read_to_string(&file).unwrap();
        assert!(!text.contains("13812345678"), "{text}");
        private::replace_alone(&file, format!("{{\"id\":7}}\n{text}no JSON\n").as_bytes()).unwrap();
        assert_eq!(kept_notes(&file).unwrap().len(), 2);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(kept_notes(&file).is_err(), "what others can read is not believed");
    }
}

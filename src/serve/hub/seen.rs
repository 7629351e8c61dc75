//! What people did about alerts, on disk: it holds when a hub begins anew.
//!
//! One small file a site, written anew as a whole a moment after something was done: a line of JSON for each of the last
//! words. It holds names of rules, ids of agents and what people call themselves, and no customer's number.

use std::io;
use std::path::{Path, PathBuf};

use crate::files::{lines, private};
use crate::model::{SEEN_KEPT, Seen};

/// No file is larger, in bytes: all that a board remembers takes a fourth of it.
const LARGEST: u64 = 4 * 1024 * 1024;

/// So much of a site's name is in that of its file, in characters.
const NAME: usize = 40;

/// Of each alert three things may be known.
const WORDS: usize = 3 * SEEN_KEPT;

/// The file of `site` in `dir`.
pub fn seen_file(dir: &Path, site: &str) -> PathBuf {
    file_of(dir, site, "seen")
}

/// The file of `site` in `dir` whose name ends with `kind`.
pub(super) fn file_of(dir: &Path, site: &str, kind: &str) -> PathBuf {
    let fits = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let name: String = site.chars().take(NAME).map(fits).collect();
    // FNV-1a, 64 bits: it is the same in every version.
    let fold = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    let hash = site.bytes().fold(0xcbf2_9ce4_8422_2325_u64, fold);
    dir.join(format!("{}-{hash:016x}.{kind}", name.trim_matches('-')))
}

/// What is in the file; lines that cannot be read, such as those of a later version, are left out.
///
/// # Errors
/// When it is there and cannot be read, is not of this user alone, or is too large.
pub fn kept_seen(file: &Path) -> io::Result<Vec<Seen>> {
    let (kept, lost) = lines::read(file, LARGEST, WORDS)?;
    if lost > 0 {
        tracing::warn!("hub: {lost} lines of {} cannot be read", file.display());
    }
    Ok(kept)
}

/// Writes all of it, instead of what is in the file.
///
/// # Errors
/// When it cannot be written; what was there before is then still there.
pub fn keep_seen(file: &Path, all: &[Seen]) -> io::Result<()> {
    private::make_dir(private::parent(file))?;
    private::replace_alone(file, lines::text(all.iter().take(WORDS))?.as_bytes())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;
    use crate::model::{About, AgentId, SeenHow, Stamp};

    fn seen(rule: &str, how: SeenHow) -> Seen {
        let about = About::Agent(AgentId::new("a1"));
        Seen { rule: rule.to_owned(), about, how, who: "wang@jump1".to_owned(), at: Stamp(7) }
    }

    #[test]
    fn what_was_done_is_read_as_it_was_written_by_its_user_alone() {
        let place = tempfile::tempdir().unwrap();
        let file = seen_file(&place.path().join("hub"), "Acme 上海");
        assert!(kept_seen(&file).unwrap().is_empty());
        let all = [seen("wrap_up", SeenHow::Acknowledged), seen("talking", SeenHow::Snoozed(Stamp(9)))];
        keep_seen(&file, &all).unwrap();
        assert_eq!(kept_seen(&file).unwrap(), all);
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        keep_seen(&file, &all[1..]).unwrap();
        assert_eq!(kept_seen(&file).unwrap(), all[1..]);
        assert_eq!(fs::read_dir(place.path().join("hub")).unwrap().count(), 1, "nothing is left beside it");
        let other = seen_file(&place.path().join("hub"), "Acme 北京");
        assert_ne!(file, other);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(kept_seen(&file).is_err(), "what others can read is not believed");
    }

    #[test]
    fn lines_of_a_later_version_are_left_out_and_numbers_are_masked() {
        let place = tempfile::tempdir().unwrap();
        let file = seen_file(&place.path().join("hub"), "Acme");
        keep_seen(&file, &[Seen { who: "13812345678".to_owned(), ..seen("wrap_up", SeenHow::Muted) }]).unwrap();
        let text = fs::read_to_string(&file).unwrap();
        assert!(!text.contains("13812345678"), "{text}");
        private::replace_alone(&file, format!("{{\"how\":\"sung\"}}\n{text}no JSON\n").as_bytes()).unwrap();
        assert_eq!(kept_seen(&file).unwrap().len(), 1);
    }
}

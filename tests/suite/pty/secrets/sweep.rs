//! Looking for what must not be there: in bytes, on screens, in files and in what recordings hold unpacked.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::read::DeflateDecoder;

use super::relay;

/// What a sweep is after.
pub struct Needles {
    secrets: Vec<String>,
    numbers: Vec<String>,
}

impl Needles {
    pub fn new(secrets: &[String]) -> Self {
        let secrets = secrets.iter().filter(|secret| secret.len() > 5).flat_map(|secret| spellings(secret)).collect();
        Self { secrets, numbers: relay::numbers().map(|number| number.to_string()).collect() }
    }

    /// The secret in these bytes, if there is one, with what stands before it.
    pub fn secret(&self, bytes: &[u8]) -> Option<String> {
        let text = String::from_utf8_lossy(bytes);
        self.secrets.iter().find_map(|secret| text.find(secret.as_str()).map(|at| around(&text, at)))
    }

    /// The number in them, however it is written.
    pub fn number(&self, bytes: &[u8]) -> Option<String> {
        let text = String::from_utf8_lossy(bytes);
        let plain: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '.' | '(' | ')')).collect();
        self.numbers.iter().find_map(|number| plain.find(number.as_str()).map(|at| around(&plain, at)))
    }

    /// Fails if either is there.
    pub fn none_in(&self, what: &str, bytes: &[u8]) {
        if let Some(found) = self.secret(bytes) {
            panic!("{what} holds a secret: {found}");
        }
        if let Some(found) = self.number(bytes) {
            panic!("{what} holds a customer's number: {found}");
        }
    }
}

/// As it is, as a URL and as base64 have it, and both ends of it: half a secret is one.
fn spellings(secret: &str) -> Vec<String> {
    let percent = secret.replace('/', "%2F").replace('+', "%2B").replace('=', "%3D");
    let base64 = STANDARD.encode(secret);
    let mut all = vec![secret.to_owned(), percent, base64.trim_end_matches('=').to_owned()];
    if secret.len() >= 24 && secret.is_ascii() {
        all.push(secret[..16].to_owned());
        all.push(secret[secret.len() - 16..].to_owned());
    }
    all
}

fn around(text: &str, at: usize) -> String {
    let from = (0..=at.saturating_sub(120)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    text[from..].chars().take(240).collect()
}

/// Every file beneath `root`, links not followed.
pub fn files(root: &Path) -> Vec<PathBuf> {
    let mut rest = vec![root.to_owned()];
    let mut found = Vec::new();
    while let Some(path) = rest.pop() {
        let facts = fs::symlink_metadata(&path).unwrap();
        if facts.is_dir() {
            rest.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if facts.is_file() {
            found.push(path);
        }
    }
    found
}

/// What the file holds; of a recording, what its blocks hold unpacked as well.
pub fn content(path: &Path) -> Vec<u8> {
    let mut bytes = fs::read(path).unwrap();
    if bytes.starts_with(b"CALLBRD\n") {
        let mut unpacked = Vec::new();
        for (at, _) in bytes.windows(4).enumerate().filter(|(_, window)| *window == b"BLK\n") {
            // Behind a head of 44 bytes stands what was deflated.
            let Some(packed) = bytes.get(at + 44..) else { continue };
            DeflateDecoder::new(packed).read_to_end(&mut unpacked).unwrap();
        }
        assert!(!unpacked.is_empty(), "{} holds no block", path.display());
        bytes.extend(unpacked);
    }
    bytes
}

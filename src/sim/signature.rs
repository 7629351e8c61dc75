//! How the vendors sign.

use md5::{Digest, Md5};

use super::random::hex;

/// Lower-case hex of the parts' MD5.
pub(super) fn signature(parts: &[&str]) -> String {
    let mut hasher = Md5::new();
    for part in parts {
        hasher.update(part.as_bytes());
    }
    hex(&hasher.finalize())
}

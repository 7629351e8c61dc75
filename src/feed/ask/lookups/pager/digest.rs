//! Whether a row has changed.

use std::fmt::{Debug, Write};
use std::hash::{DefaultHasher, Hasher};

/// Tells a row from the same row with another content, whatever field changed, without keeping it twice.
pub(super) fn digest<T: Debug>(row: &T) -> u64 {
    struct Into(DefaultHasher);
    impl Write for Into {
        fn write_str(&mut self, text: &str) -> std::fmt::Result {
            self.0.write(text.as_bytes());
            Ok(())
        }
    }
    let mut into = Into(DefaultHasher::new());
    // Hashing cannot fail.
    let _ = write!(into, "{row:?}");
    into.0.finish()
}

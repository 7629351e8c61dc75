//! What lies in the program in little: `assets/build/` deflates it, and it is inflated where it is wanted.

use std::io::Read;

use flate2::read::DeflateDecoder;

/// A file of `assets` as it lies in the program.
#[derive(Clone, Copy)]
pub struct Packed(&'static [u8]);

/// The file of `assets` that is called so.
macro_rules! packed {
    ($($name:expr),+) => {
        $crate::packed::Packed::new(include_bytes!(concat!(env!("OUT_DIR"), "/", $($name),+)))
    };
}

impl Packed {
    /// What `assets/build/` packed.
    pub const fn new(bytes: &'static [u8]) -> Self {
        Self(bytes)
    }

    /// Its bytes. Those before a fault, which there is none in what `assets/build/` makes.
    pub fn bytes(self) -> Vec<u8> {
        // What is written for people becomes a third.
        let mut bytes = Vec::with_capacity(self.0.len() * 4);
        let _ = DeflateDecoder::new(self.0).read_to_end(&mut bytes);
        bytes
    }

    /// Its text.
    pub fn text(self) -> String {
        String::from_utf8(self.bytes()).unwrap_or_default()
    }
}

impl std::fmt::Debug for Packed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Packed({} bytes)", self.0.len())
    }
}

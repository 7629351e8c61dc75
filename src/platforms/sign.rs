//! Signatures and token payloads: MD5 in hexadecimal, HMAC-SHA256 in base64, base64url.

use std::fmt::Write as _;

use base64::engine::general_purpose::{GeneralPurpose, PAD_INDIFFERENT, STANDARD};
use base64::{Engine as _, alphabet};
use md5::{Digest, Md5};
use ring::hmac;

/// Lower-case hexadecimal MD5 of the parts, one after the other.
pub fn md5_hex(parts: &[&str]) -> String {
    let mut hasher = Md5::new();
    for part in parts {
        hasher.update(part.as_bytes());
    }
    hasher.finalize().iter().fold(String::with_capacity(32), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// HMAC-SHA256 of the parts, one after the other, under `key`, in base64 (RFC 4648, section 4, padded).
pub fn hmac_sha256_base64(key: &str, parts: &[&str]) -> String {
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes()));
    for part in parts {
        context.update(part.as_bytes());
    }
    STANDARD.encode(context.sign().as_ref())
}

/// Decodes base64url (RFC 4648, section 5), padded or not; the plain alphabet is taken too. `None` if it is neither.
pub fn base64url(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_end_matches('=').replace('+', "-").replace('/', "_");
    LENIENT.decode(text).ok()
}

/// Tokens are read, whichever program wrote them: with padding or without, and whatever stands in bits that no byte has.
const LENIENT: GeneralPurpose =
    GeneralPurpose::new(&alphabet::URL_SAFE, PAD_INDIFFERENT.with_decode_allow_trailing_bits(true));

#[cfg(test)]
mod tests;

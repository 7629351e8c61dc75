//! Signatures and token payloads: MD5 in hexadecimal, HMAC-SHA256 in base64, base64url.

use std::fmt::Write as _;

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
    base64(context.sign().as_ref())
}

/// Encodes in base64 (RFC 4648, section 4), padded.
pub fn base64(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().fold(0_u32, |group, byte| (group << 8) | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            out.push(if place <= chunk.len() { digit((group >> (18 - 6 * place)) as u8 & 63) } else { '=' });
        }
    }
    out
}

fn digit(value: u8) -> char {
    char::from(match value {
        0..=25 => b'A' + value,
        26..=51 => b'a' + (value - 26),
        52..=61 => b'0' + (value - 52),
        62 => b'+',
        _ => b'/',
    })
}

/// Decodes base64url (RFC 4648, section 5), padded or not; the plain alphabet is taken too. `None` if it is neither.
pub fn base64url(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_end_matches('=');
    let mut out = Vec::with_capacity(text.len() * 3 / 4);
    let (mut bits, mut held) = (0_u32, 0_u32);
    for byte in text.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'-' | b'+' => 62,
            b'_' | b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held) as u8);
            bits &= (1 << held) - 1;
        }
    }
    // A single leftover character cannot carry a byte.
    (held < 6).then_some(out)
}

#[cfg(test)]
mod tests;

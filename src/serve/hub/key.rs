//! What a board shows, held against what it must show.

use std::fmt;

use ring::hmac;
use secrecy::{ExposeSecret, SecretString};

/// A token that boards show. Neither how long it takes to refuse one nor the length of it tells how much of it was right.
pub(super) struct Token {
    key: hmac::Key,
    tag: hmac::Tag,
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token")
    }
}

impl Token {
    /// The `token` of the settings; `random` is of this process alone.
    pub(super) fn new(token: &SecretString, random: u128) -> Self {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &random.to_be_bytes());
        let tag = hmac::sign(&key, token.expose_secret().trim().as_bytes());
        Self { key, tag }
    }

    /// Whether `shown` is it: both are hashed under a key of this process, and the hashes compared in a time that does not
    /// depend on them.
    pub(super) fn is(&self, shown: &[u8]) -> bool {
        hmac::verify(&self.key, shown, self.tag.as_ref()).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_that_one_and_no_other() {
        let token = Token::new(&SecretString::from("0123456789abcdef\n"), 7);
        assert!(token.is(b"0123456789abcdef"));
        for other in [&b""[..], b"0123456789abcde", b"0123456789abcdefg", b"0123456789abcdeF"] {
            assert!(!token.is(other));
        }
    }
}

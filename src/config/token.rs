//! What a token must be to be sent at all. The settings, the token cache and the vendors' answers are all judged here, so
//! that nothing is kept which no request can carry.

/// How a token travels with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carrier {
    /// In a header: visible ASCII and blanks.
    Header,
    /// In a JSON body, which can carry any text.
    Body,
}

/// Longest token, in bytes. Servers take headers of 8 to 16 KiB, all of them together.
pub const LONGEST: usize = 16 * 1024;

/// Why no request can carry a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// There is nothing in it.
    #[error("is empty")]
    Empty,
    /// It is longer than [`LONGEST`].
    #[error("is longer than 16 KiB")]
    TooLong,
    /// A line end would end the header.
    #[error("has a line end or another control character in it")]
    Control,
    /// A header carries ASCII.
    #[error("has a character in it that is not ASCII, which no header carries")]
    NotAscii,
}

/// What is wrong with `token`; `None` if a request can carry it.
pub fn flaw(token: &str, carrier: Carrier) -> Option<Flaw> {
    if token.trim().is_empty() {
        return Some(Flaw::Empty);
    }
    if token.len() > LONGEST {
        return Some(Flaw::TooLong);
    }
    if carrier == Carrier::Body {
        return None;
    }
    if token.chars().any(char::is_control) {
        return Some(Flaw::Control);
    }
    (!token.is_ascii()).then_some(Flaw::NotAscii)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_what_a_header_can_carry() {
        let long = "x".repeat(LONGEST + 1);
        for (token, wrong, in_body) in [
            ("0a8c83731fd04728", None, true),
            ("eyJhbGciOi.J9-_~+/==", None, true),
            ("Bearer abc", None, true),
            ("", Some("is empty"), false),
            (" \t\r\n", Some("is empty"), false),
            (long.as_str(), Some("is longer than 16 KiB"), false),
            ("abc\r\nX", Some("has a line end"), true),
            ("abc\nX-Other: 1", Some("has a line end"), true),
            ("a\0b", Some("has a line end"), true),
            ("a\tb", Some("has a line end"), true),
            ("a\u{7f}b", Some("has a line end"), true),
            ("a\u{85}b", Some("has a line end"), true),
            ("tokén", Some("not ASCII"), true),
            ("令牌", Some("not ASCII"), true),
            ("a\u{2028}b", Some("not ASCII"), true),
            ("a\u{fffd}b", Some("not ASCII"), true),
        ] {
            let found = flaw(token, Carrier::Header);
            assert_eq!(found.is_some(), wrong.is_some(), "{token:?}: {found:?}");
            let told = found.map(|flaw| flaw.to_string()).unwrap_or_default();
            assert!(told.contains(wrong.unwrap_or_default()), "{token:?}: {told}");
            assert_eq!(flaw(token, Carrier::Body).is_none(), in_body, "{token:?}");
        }
    }
}

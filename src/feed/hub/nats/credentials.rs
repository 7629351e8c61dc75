//! Files of credentials, as `nsc` writes them: a token and the seed of a key, each alone between two lines of dashes.
//!
//! The client reads such files too, by an engine of regular expressions that takes a third of a megabyte of the program.
//! <https://docs.nats.io/using-nats/developer/connecting/creds>

use std::fs;
use std::path::Path;
use std::sync::Arc;

use async_nats::{AuthError, ConnectOptions};
use nkeys::KeyPair;
use secrecy::zeroize::Zeroizing;

/// Shows what is in `file`. It is read here.
///
/// # Errors
/// Why it cannot be used.
pub(super) fn showing(options: ConnectOptions, file: &Path) -> Result<ConnectOptions, String> {
    let text = Zeroizing::new(fs::read_to_string(file).map_err(|why| why.to_string())?);
    let mut parts = decorated(&text);
    let token = parts.next().ok_or("it has no token between two lines of dashes")?.to_owned();
    let seed = parts.next().ok_or("it has no seed of an nkey between two lines of dashes")?;
    // What the crate says of a seed names no part of it.
    let pair = Arc::new(KeyPair::from_seed(seed).map_err(|why| why.to_string())?);
    Ok(options.jwt(token, move |nonce| std::future::ready(pair.sign(&nonce).map_err(AuthError::new))))
}

/// Each line that stands alone between two lines of dashes.
fn decorated(text: &str) -> impl Iterator<Item = &str> {
    let mut before = ["", ""];
    text.lines().map(str::trim).filter(|line| !line.is_empty()).filter_map(move |line| {
        let [opening, inner] = before;
        before = [inner, line];
        (is_dashes(opening) && is_word(inner) && is_dashes(line)).then_some(inner)
    })
}

/// `-----BEGIN NATS USER JWT-----`, or the like.
fn is_dashes(line: &str) -> bool {
    line.len() > 6 && line.starts_with("---") && line.ends_with("---")
}

/// Letters, figures, and what tokens have beside.
fn is_word(line: &str) -> bool {
    !is_dashes(line)
        && !line.is_empty()
        && line.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.=".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_and_a_seed_are_each_alone_between_lines_of_dashes() {
        let file = "\n-----BEGIN NATS USER JWT-----\r\neyJ0.e-_=.x\r\n------END NATS USER JWT------\r\n\r\n*** IMPORTANT ***\n\
                    A seed is a secret.\n\n-----BEGIN USER NKEY SEED-----\nSUAI\n------END USER NKEY SEED------\n";
        assert_eq!(decorated(file).collect::<Vec<_>>(), ["eyJ0.e-_=.x", "SUAI"]);
        for torn in [
            "",
            "-----BEGIN NATS USER JWT-----\n",
            "-----BEGIN-----\nab",
            "-----BEGIN-----\na b\n-----END-----\n",
            "ab\n---END---",
        ] {
            assert_eq!(decorated(torn).count(), 0, "{torn}");
        }
    }

    #[test]
    fn what_cannot_be_used_is_said_without_what_is_in_it() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("own.creds");
        let said = |text: &str| {
            fs::write(&file, text).unwrap();
            showing(ConnectOptions::new(), &file).unwrap_err()
        };
        let token = "-----BEGIN NATS USER JWT-----\nabc\n------END NATS USER JWT------\n";
        assert_eq!(said("abc"), "it has no token between two lines of dashes");
        assert_eq!(said(token), "it has no seed of an nkey between two lines of dashes");
        let torn = said(&format!("{token}-----BEGIN USER NKEY SEED-----\nSUAIXYZW\n------END USER NKEY SEED------\n"));
        assert!(!torn.is_empty() && !torn.contains("SUAI") && !torn.contains("XYZW"), "{torn}");
        assert!(showing(ConnectOptions::new(), &dir.path().join("none.creds")).unwrap_err().contains("No such file"));
    }
}

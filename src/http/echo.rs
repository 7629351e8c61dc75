//! Secrets that come back. A vendor that quotes a token in its complaint about it, or a proxy that quotes the whole
//! request, must not bring it onto a screen, into a log or into a recording: it is cut out of the answer before a person
//! reads it.

use memchr::memmem;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use super::Request;

/// Headers, parameters and fields of a body that prove who asks.
const SECRET: [&str; 6] = ["authorization", "token", "access_token", "sign", "m7-sign", "secret"];
/// What is shorter would be cut out of words that have nothing to do with it.
const SHORTEST: usize = 6;
/// How a slash and a plus sign are written in JSON and in addresses.
const ESCAPES: [(&str, &str); 7] = [
    ("\\/", "+"),
    ("/", "\\u002b"),
    ("/", "\\u002B"),
    ("\\u002f", "\\u002b"),
    ("\\u002F", "\\u002B"),
    ("%2f", "%2b"),
    ("%2F", "%2B"),
];
/// What stands in its place.
const CUT: &str = "(secret)";

/// What an answer must not repeat, in every way it may be written there.
#[derive(Clone, Default)]
pub struct Echoes(Vec<SecretString>);

impl Echoes {
    /// Every secret that `request` carries.
    pub(super) fn of(request: &Request<'_>) -> Self {
        let mut echoes = Self::default();
        let secret = |name: &str| SECRET.iter().any(|known| name.eq_ignore_ascii_case(known));
        for (_, value) in request.headers.iter().chain(request.query).filter(|(name, _)| secret(name)) {
            // Behind the name of a scheme, as in `Bearer …`.
            echoes.add(value.rsplit(' ').next().unwrap_or_default());
        }
        let fields = request.body.and_then(Value::as_object);
        for (_, value) in fields.into_iter().flatten().filter(|(name, _)| secret(name)) {
            echoes.add(value.as_str().unwrap_or_default());
        }
        echoes
    }

    /// And those.
    pub(super) fn and(mut self, others: &Self) -> Self {
        self.0.extend(others.0.iter().cloned());
        self
    }

    /// Adds a secret. The end of base64 is written in several ways, so it is left out; a slash is too.
    pub(super) fn add(&mut self, secret: &str) {
        let core = secret.trim().trim_end_matches('=');
        if core.len() < SHORTEST {
            return;
        }
        self.0.push(core.into());
        for (slash, plus) in ESCAPES {
            let other = SecretString::from(core.replace('/', slash).replace('+', plus));
            if other.expose_secret() != core
                && self.0.iter().all(|known| known.expose_secret() != other.expose_secret())
            {
                self.0.push(other);
            }
        }
    }

    /// `text` without them.
    #[must_use]
    pub fn cut(&self, mut text: String) -> String {
        for secret in &self.0 {
            // Every message is searched for each of a dozen spellings: many bytes at once (measured: see tests/bench).
            if memmem::find(text.as_bytes(), secret.expose_secret().as_bytes()).is_some() {
                text = text.replace(secret.expose_secret(), CUT);
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::Verb;
    use super::*;

    #[test]
    fn whatever_proves_who_asks_is_cut_out_however_it_is_written() {
        let headers =
            [("authorization", "Bearer abc/def+ghi==".to_owned()), ("timezoneid", "Asia/Shanghai".to_owned())];
        let query = [("sign", "0123456789abcdef".to_owned()), ("appid", "application".to_owned())];
        let body = json!({"access_token": "token-of-body", "action": "wb_session"});
        let request = Request { verb: Verb::Post, path: "/", query: &query, headers: &headers, body: Some(&body) };
        let mut known = Echoes::default();
        known.add("the-signing-key");
        let echoes = Echoes::of(&request).and(&known);
        let said = r"abc/def+ghi== abc\/def+ghi\u003d abc%2Fdef%2Bghi 0123456789abcdef token-of-body the-signing-key";
        let cut = echoes.cut(said.to_owned());
        assert_eq!(cut, r"(secret)== (secret)\u003d (secret) (secret) (secret) (secret)");
        let escaped = r"abc/def\u002Bghi abc/def\u002bghi abc\u002fdef\u002bghi abc\u002Fdef\u002Bghi abc%2fdef%2bghi";
        assert_eq!(echoes.cut(escaped.to_owned()), "(secret) (secret) (secret) (secret) (secret)");
        let harmless = "Asia/Shanghai application wb_session";
        assert_eq!(echoes.cut(harmless.to_owned()), harmless);
    }

    #[test]
    fn what_is_too_short_to_be_told_from_a_word_is_left() {
        let headers = [("token", "ok".to_owned())];
        let request = Request { verb: Verb::Get, path: "/", query: &[], headers: &headers, body: None };
        assert_eq!(Echoes::of(&request).cut("token".to_owned()), "token");
    }
}

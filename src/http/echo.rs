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
/// How a slash is written in JSON and in addresses.
const SLASHES: [&str; 6] = ["/", "\\/", "\\u002f", "\\u002F", "%2f", "%2F"];
/// And a plus sign.
const PLUSES: [&str; 5] = ["+", "\\u002b", "\\u002B", "%2b", "%2B"];
/// What stands in its place.
const CUT: &str = "(secret)";

/// What an answer must not repeat, in whatever way it is written there.
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
        if core.len() >= SHORTEST && self.0.iter().all(|known| known.expose_secret() != core) {
            self.0.push(core.into());
        }
    }

    /// `text` without them.
    #[must_use]
    pub fn cut(&self, mut text: String) -> String {
        for secret in self.0.iter().map(ExposeSecret::expose_secret) {
            // Every message is searched, many bytes at once, and once for each secret: a text without the longest part that
            // is always written in one way has it in none of its thirty.
            let part = secret.split(['/', '+']).max_by_key(|part| part.len()).unwrap_or_default();
            if is_in(&text, part) {
                text = without(text, secret);
            }
        }
        text
    }
}

fn is_in(text: &str, part: &str) -> bool {
    memmem::find(text.as_bytes(), part.as_bytes()).is_some()
}

/// `text` without a secret, in whatever way it is written.
#[cold]
fn without(mut text: String, secret: &str) -> String {
    for slash in SLASHES {
        for plus in PLUSES {
            let written = SecretString::from(secret.replace('/', slash).replace('+', plus));
            if is_in(&text, written.expose_secret()) {
                text = text.replace(written.expose_secret(), CUT);
            }
        }
    }
    text
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
        let mixed = r"abc\/def\u002Bghi abc\u002fdef+ghi abc%2Fdef+ghi";
        assert_eq!(echoes.cut(mixed.to_owned()), "(secret) (secret) (secret)");
        let harmless = "Asia/Shanghai application wb_session";
        assert_eq!(echoes.cut(harmless.to_owned()), harmless);
    }

    #[test]
    fn a_secret_of_slashes_and_plus_signs_alone_is_cut_out_too() {
        let mut echoes = Echoes::default();
        echoes.add("/+/+//+");
        assert_eq!(echoes.cut(r"a /+/+//+ b \/+\/+\/\/+ c".to_owned()), "a (secret) b (secret) c");
    }

    #[test]
    fn what_is_too_short_to_be_told_from_a_word_is_left() {
        let headers = [("token", "ok".to_owned())];
        let request = Request { verb: Verb::Get, path: "/", query: &[], headers: &headers, body: None };
        assert_eq!(Echoes::of(&request).cut("token".to_owned()), "token");
    }
}

//! What `init` asks about a platform, and what was answered.

use litemap::LiteMap;

use secrecy::SecretString;

use crate::config::Region;

/// The questions about one platform.
#[derive(Debug)]
pub struct Questions {
    /// Its section of the settings.
    pub section: &'static str,
    /// What it is, in a few words.
    pub what: &'static str,
    /// The key that names the file of the secret.
    pub file_key: &'static str,
    /// What that file is called.
    pub file: &'static str,
    /// Whether there is a token that can be tried alone.
    pub has_token: bool,
    /// One question a key; the first is about an address, which is tried at once.
    pub fields: &'static [Field],
}

/// A question.
#[derive(Debug)]
pub struct Field {
    /// The key that the answer is for.
    pub key: &'static str,
    /// The question.
    pub asks: &'static str,
    /// What the answer is.
    pub kind: FieldKind,
}

/// What an answer is.
#[derive(Clone, Copy, Debug)]
pub enum FieldKind {
    /// An address, and what is meant where the settings say nothing.
    Address(Usual),
    /// Text.
    Text,
    /// May be left empty.
    Optional,
    /// Yes or no; no unless it is said.
    Switch,
    /// What must not be shown.
    Secret,
}

/// The address that is usual in a region, beside this `base_url`; `None` where no document names one.
pub type Usual = fn(Region, &str) -> Option<String>;

/// A question about `key`.
pub const fn field(key: &'static str, asks: &'static str, kind: FieldKind) -> Field {
    Field { key, asks, kind }
}

/// A yes, as settings have it.
pub const ON: &str = "true";

/// What was answered about one platform.
#[derive(Clone, Debug)]
pub struct Answers {
    /// To which questions.
    pub to: &'static Questions,
    /// The answers by key; those left empty are absent.
    pub values: LiteMap<&'static str, String>,
    /// The secret.
    pub secret: SecretString,
}

impl Answers {
    /// The answer for a key; empty when there is none.
    pub fn value(&self, key: &str) -> &str {
        self.values.get(key).map_or("", String::as_str)
    }

    /// The address of the host.
    pub fn base_url(&self) -> String {
        self.value("base_url").to_owned()
    }

    /// The answers that the settings have to say. An address that they mean anyway is left out, so that it follows the
    /// region.
    pub fn told(&self, region: Region) -> impl Iterator<Item = (&'static str, &str)> {
        let is_usual = move |key: &str, value: &String| self.usual(key, region).as_ref() == Some(value);
        self.values.iter().filter(move |(key, value)| !is_usual(key, value)).map(|(key, value)| (*key, value.as_str()))
    }

    /// Whether a key is answered with yes or no.
    pub fn is_switch(&self, key: &str) -> bool {
        self.to.fields.iter().any(|field| field.key == key && matches!(field.kind, FieldKind::Switch))
    }

    /// Whether that was yes.
    pub fn is_on(&self, key: &str) -> bool {
        self.value(key) == ON
    }

    /// The address that is meant for a key where the settings say nothing.
    pub fn usual(&self, key: &str, region: Region) -> Option<String> {
        let field = self.to.fields.iter().find(|field| field.key == key)?;
        match field.kind {
            FieldKind::Address(usual) => usual(region, self.value("base_url")),
            _ => None,
        }
    }

    /// Answers about an address. Another that followed it goes on following.
    pub fn move_to(&mut self, key: &'static str, address: String, region: Region) {
        let usual = |answers: &Self| -> Vec<(&'static str, Option<String>)> {
            answers.to.fields.iter().map(|field| (field.key, answers.usual(field.key, region))).collect()
        };
        let before = usual(self);
        self.values.insert(key, address);
        for ((other, was), (_, is)) in before.into_iter().zip(usual(self)) {
            if other != key && was != is && was.as_deref() == Some(self.value(other)) {
                self.values.remove(other);
            }
        }
    }
}

/// What is tried with the vendor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trial {
    /// Whether the address answers.
    Address,
    /// Whether a token is given.
    Token,
    /// Whether the first page is given.
    Page,
}

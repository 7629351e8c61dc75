//! All there is to set, and what is near to what is not there.

use super::keys::{self, Key, Name, Section};
use super::suggest::nearest;

/// Every section, in the order of the sample.
#[derive(Debug, Clone)]
pub struct Schema {
    pub(super) sections: Vec<Section>,
}

/// The path of a section as the schema has it: a rule of the user's own name stands under `NAME`.
fn general(path: &str) -> &str {
    let named = |name: &str| {
        !name.is_empty() && name.len() <= 32 && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c))
    };
    if path.strip_prefix("alerts.rules.").is_some_and(named) { keys::RULE.path } else { path }
}

impl Schema {
    /// All of it.
    pub fn all() -> Self {
        use keys as k;
        let before = [k::SITE, k::BUSY_REASONS, k::CHAT_IDS, k::DEPARTMENTS];
        let platforms = [k::SOBOT_CALL, k::SOBOT_OPEN, k::SOBOT_CN, k::SEVEN_MOOR];
        let after =
            [k::NETWORK, k::SCREEN, k::KIOSK, k::LIMITS, k::ALERTS, k::RULES, k::RULE, k::KEYS, k::LOG, k::CACHE];
        Self { sections: before.into_iter().chain(platforms).chain(after).collect() }
    }

    /// Every section.
    pub fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// Every key, after its section.
    pub fn keys(&self) -> impl Iterator<Item = (&Section, &'static Key)> {
        self.sections.iter().flat_map(|section| section.keys.iter().map(move |key| (section, key)))
    }

    /// The section with this path.
    pub(super) fn section(&self, path: &str) -> Option<&Section> {
        let path = general(path);
        self.sections.iter().find(|section| section.path == path)
    }

    /// The key of this name in this section.
    pub(super) fn find(&self, section: &str, name: &str) -> Option<&'static Key> {
        self.section(section)?.key(name)
    }

    /// The key at this path.
    pub(super) fn at(&self, path: &str) -> Option<&'static Key> {
        let (section, name) = path.rsplit_once('.').unwrap_or(("", path));
        self.find(section, name)
    }

    /// The other keys that lead to the secret to which the key at this path is a way, each by its path; none where it is
    /// no such key.
    pub(super) fn other_ways(&self, path: &str) -> impl Iterator<Item = String> {
        let (section, name) = path.rsplit_once('.').unwrap_or(("", path));
        let ways = self.section(section).map_or(&[][..], |section| section.ways);
        let ways = if ways.contains(&name) { ways } else { &[] };
        ways.iter().filter(move |way| **way != name).map(move |way| format!("{section}.{way}"))
    }

    /// The end of the sentence about an unknown section.
    pub(super) fn unknown_section(&self, path: &str) -> String {
        let near = nearest(path, self.sections.iter().map(|section| section.path));
        near.map_or_else(
            || {
                let all: Vec<String> = self.sections.iter().map(|section| format!("[{}]", section.path)).collect();
                format!("; the sections are {}", all.join(", "))
            },
            |near| format!("; did you mean [{near}]?"),
        )
    }

    /// What may have been meant by a key that does not exist.
    pub(super) fn near_key(&self, section: &str, name: &str) -> Near {
        if wants_no_check(name) {
            return Near::Words(
                "; certificates are always checked: ca_file in [network] names one to trust beside the system's"
                    .to_owned(),
            );
        }
        let mut here = Vec::new();
        for key in self.section(section).map_or(&[][..], |section| section.keys) {
            match key.name {
                Name::Exact(own) => here.push(own),
                Name::Code(codes) => {
                    let codes: Vec<String> = codes.iter().map(ToString::to_string).collect();
                    return Near::Words(format!("; must be one of the codes {}", codes.join(", ")));
                }
                Name::Agent => {
                    return Near::Words("; must be an agent's work number or id, of at most 64 characters".to_owned());
                }
                Name::Department => {
                    return Near::Words("; must be a department's name, of at most 64 characters".to_owned());
                }
                Name::Action => {
                    return Near::Words("; must be the name of an action: lower-case letters, digits and _".to_owned());
                }
            }
        }
        let has =
            |section: &&Section| section.keys.iter().any(|key| matches!(key.name, Name::Exact(own) if own == name));
        let elsewhere: Vec<String> =
            self.sections.iter().filter(has).map(|section| format!("[{}]", section.path)).collect();
        match nearest(name, here.iter().copied()) {
            _ if !elsewhere.is_empty() => Near::Words(format!("; it belongs in {}", elsewhere.join(" or "))),
            Some(near) => Near::Key(near),
            None if here.is_empty() => Near::Words("; every key stands in a section".to_owned()),
            None => Near::Words(format!("; the keys of [{section}] are {}", here.join(", "))),
        }
    }
}

/// What is nearest to an unknown key.
pub(super) enum Near {
    /// A key of the same section.
    Key(&'static str),
    /// The end of a sentence that says more.
    Words(String),
}

/// Whether a key is what other programs call the way to check no certificates.
fn wants_no_check(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let off = ["insecure", "verify", "skip", "accept_invalid", "danger", "self_signed", "trust_all", "validate"];
    off.iter().any(|word| name.replace('-', "_").contains(word))
}

/// The environment variable that sets a path: `screen.tiles` → `CALLBOARD_SCREEN__TILES`.
pub fn env_name(path: &str) -> String {
    format!("{ENV_PREFIX}{}", path.replace('.', "__").to_ascii_uppercase())
}

/// The beginning of every environment variable that sets a key.
pub(super) const ENV_PREFIX: &str = "CALLBOARD_";

/// The path an environment variable names, if it is one of ours. A name without `__` names no key;
/// it is the user's own, for a secret perhaps.
pub(super) fn env_path(variable: &str) -> Option<String> {
    let rest = variable.strip_prefix(ENV_PREFIX)?;
    rest.contains("__").then(|| rest.replace("__", ".").to_ascii_lowercase())
}

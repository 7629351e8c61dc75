//! All there is to set, and what is near to what is not there.

use super::choice::AlertSource;
#[cfg(test)]
use super::keys::Shown;
use super::keys::{self, Key, Kind, Name, Section};
use super::tenant::Exported;
use crate::lang::nearest::nearest;

/// Every section, in the order of the sample: the program's own, and those of platforms.
#[derive(Debug, Clone)]
pub struct Schema {
    sections: Vec<Section>,
    platforms: &'static [Exported],
}

/// Sections in which the user's own names stand, and what stands under each.
static NAMED: [(&Section, &Section); 4] = [
    (&keys::RULES, &keys::RULE),
    (&keys::PROBES, &keys::PROBE),
    (&keys::KIOSK, &keys::WALL),
    (&keys::HUB_SITES, &keys::HUB_SITE),
];

/// The path of a section as the schema has it: a rule, a probe, a wall or a site of the user's own name stands under `NAME`.
pub(super) fn general(path: &str) -> &str {
    let named = |name: &str| {
        !name.is_empty() && name.len() <= 32 && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c))
    };
    let below = |section: &Section| path.strip_prefix(section.path).and_then(|rest| rest.strip_prefix('.'));
    let is_one = |all: &Section| below(all).is_some_and(|name| named(name) && all.key(name).is_none());
    let found = NAMED.into_iter().find(|(all, _)| is_one(all));
    found.map_or(path, |(_, one)| one.path)
}

/// The section of a rule that can be about the age of these sources.
fn rule_about(sources: Vec<&'static str>) -> Section {
    let words = Kind::Choice(sources.leak());
    let about = |key: &Key| if key.is_called("stale") { Key { kind: words, ..*key } } else { *key };
    Section { keys: keys::RULE.keys.iter().map(about).collect::<Vec<_>>().leak(), ..keys::RULE }
}

impl Schema {
    /// What can be set of the program itself, and of these platforms. It lives as long as the program.
    pub fn new(platforms: &'static [Exported]) -> Self {
        use keys as k;
        let sources = platforms.iter().filter(|platform| platform.source).map(|platform| platform.section.path);
        let rule = rule_about(AlertSource::OWN.iter().copied().chain(sources).collect());
        let before = [k::SITE, k::BUSY_REASONS, k::CHAT_IDS, k::DEPARTMENTS];
        let alerts = [k::LIMITS, k::SERVICE_LEVEL, k::ALERTS, k::RULES, rule];
        let last = [k::PROBES, k::PROBE, k::TOTALS, k::METRICS, k::KEYS, k::LOG, k::RECORDINGS, k::CACHE];
        let hubs = [k::NETWORK, k::HUB, k::HUB_SITES, k::HUB_SITE, k::HUB_SERVE, k::HUB_NATS];
        let after = hubs.into_iter().chain([k::SCREEN, k::KIOSK, k::WALL]).chain(alerts).chain(last);
        let sections = before.into_iter().chain(platforms.iter().map(|platform| *platform.section)).chain(after);
        Self { sections: sections.collect(), platforms }
    }

    /// The same with another default of the key at `path`.
    #[cfg(test)]
    pub(crate) fn with_default(&self, path: &str, text: &'static str) -> Self {
        let change = |section: &Section| {
            let is_it = |key: &Key| path == format!("{}.{}", section.path, key.name_shown());
            let change = |key: &Key| if is_it(key) { Key { shown: Shown::Default(text), ..*key } } else { *key };
            Section { keys: section.keys.iter().map(change).collect::<Vec<_>>().leak(), ..*section }
        };
        Self { sections: self.sections.iter().map(change).collect(), ..*self }
    }

    /// The platforms whose sections are among them.
    pub fn platforms(&self) -> &'static [Exported] {
        self.platforms
    }

    /// Every section.
    pub fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// Every key, after its section.
    pub fn keys(&self) -> impl Iterator<Item = (&Section, &'static Key)> {
        self.sections.iter().flat_map(|section| section.keys.iter().map(move |key| (section, key)))
    }

    /// Where the names stand of which this section is one, if it is of any name.
    pub fn parent_of_names(&self, section: &Section) -> Option<&'static str> {
        NAMED.iter().find(|(_, one)| one.path == section.path).map(|(all, _)| all.path)
    }

    /// The section with this path.
    pub(super) fn section(&self, path: &str) -> Option<&Section> {
        let path = general(path);
        self.sections.iter().find(|section| section.path == path)
    }

    /// Whether the section at this path has a name of the user's own, beside keys of the section that it is in.
    pub(super) fn is_beside_keys(&self, section: &str, path: &str) -> bool {
        general(path) != path && self.section(section).is_some_and(|section| !section.keys.is_empty())
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

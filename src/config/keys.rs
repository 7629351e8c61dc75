//! The one table of keys: everything that is said about a setting anywhere is made from it.

mod board;
mod sections;
mod table;

pub use super::kind::Kind;
pub use sections::SECTIONS;

/// Every key, in the order of the sample.
pub const KEYS: &[Key] = &ALL;

const ALL: [Key; table::SITE.len() + board::BOARD.len()] = joined(table::SITE, board::BOARD);

/// Both lists, one behind the other.
const fn joined<const N: usize>(one: &[Key], other: &[Key]) -> [Key; N] {
    let mut all = [default("", "", Kind::Text, "", ""); N];
    let (mut places, mut from, mut next) = (all.as_mut_slice(), one, other);
    while let [place, rest @ ..] = places {
        if from.is_empty() {
            (from, next) = (next, &[]);
        }
        let [key, others @ ..] = from else { break };
        *place = *key;
        (places, from) = (rest, others);
    }
    all
}

use super::suggest::nearest;

/// A section of the settings file.
#[derive(Debug, Clone, Copy)]
pub struct Section {
    /// Its path as it stands between brackets, such as `site.busy_reasons`.
    pub path: &'static str,
    /// What it is for, in one to three lines.
    pub doc: &'static str,
    /// Whether leaving it out means "not configured" rather than "all defaults".
    pub optional: bool,
}

/// How a key is called within its section.
#[derive(Debug, Clone, Copy)]
pub enum Name {
    /// Exactly this.
    Exact(&'static str),
    /// One of the vendor's codes.
    Code(&'static [i64]),
    /// Any action of the screen; the screen knows which exist.
    Action,
    /// Any agent, by work number or id.
    Agent,
    /// A department, as the user calls it.
    Department,
}

/// What a key shows in the sample.
#[derive(Debug, Clone, Copy)]
pub enum Shown {
    /// The built-in default, as TOML.
    Default(&'static str),
    /// There is no default; lines of the sample that show how it would be written.
    Example(&'static [&'static str]),
}

/// A setting.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// The section it stands in.
    pub section: &'static str,
    /// Its name there.
    pub name: Name,
    /// What it accepts.
    pub kind: Kind,
    /// Its default or an example.
    pub shown: Shown,
    /// What it is for, in one to three lines.
    pub doc: &'static str,
}

impl Key {
    /// The path as it is documented: `sobot_call.page_size`, `keys.<action>`.
    pub fn path(&self) -> String {
        format!("{}.{}", self.section, self.name_shown())
    }

    /// The default as TOML, if there is one.
    pub fn default(&self) -> Option<&'static str> {
        match self.shown {
            Shown::Default(text) => Some(text),
            Shown::Example(_) => None,
        }
    }

    fn name_shown(&self) -> &'static str {
        match self.name {
            Name::Exact(name) => name,
            Name::Code(_) => "<code>",
            Name::Action => "<action>",
            Name::Agent => "<agent>",
            Name::Department => "<department>",
        }
    }

    fn is_called(&self, name: &str) -> bool {
        match self.name {
            Name::Exact(own) => own == name,
            Name::Code(codes) => codes.iter().any(|code| code.to_string() == name),
            Name::Agent => !name.is_empty() && name.len() <= 64 && !name.contains(char::is_whitespace),
            Name::Department => !name.trim().is_empty() && name.len() <= 64 && !name.contains(char::is_control),
            Name::Action => {
                !name.is_empty()
                    && name.len() <= 64
                    && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-".contains(c))
            }
        }
    }
}

/// A key with a default.
const fn default(section: &'static str, name: &'static str, kind: Kind, text: &'static str, doc: &'static str) -> Key {
    Key { section, name: Name::Exact(name), kind, shown: Shown::Default(text), doc }
}

/// A key without one.
const fn example(
    section: &'static str,
    name: &'static str,
    kind: Kind,
    lines: &'static [&'static str],
    doc: &'static str,
) -> Key {
    Key { section, name: Name::Exact(name), kind, shown: Shown::Example(lines), doc }
}

/// The environment variable that sets a path: `sobot_call.page_size` →
/// `CALLBOARD_SOBOT_CALL__PAGE_SIZE`.
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

/// The path of a section as the table has it: a rule of the user's own name stands under `NAME`.
fn general(path: &str) -> &str {
    let named = |name: &str| {
        !name.is_empty() && name.len() <= 32 && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c))
    };
    if path.strip_prefix("alerts.rules.").is_some_and(named) { RULE } else { path }
}

/// The section of one alert rule.
const RULE: &str = "alerts.rules.NAME";

/// The section with this path.
pub(super) fn section(path: &str) -> Option<&'static Section> {
    let path = general(path);
    SECTIONS.iter().find(|section| section.path == path)
}

/// The key of this name in this section.
pub(super) fn find(section: &str, name: &str) -> Option<&'static Key> {
    let section = general(section);
    KEYS.iter().find(|key| key.section == section && key.is_called(name))
}

/// The end of the sentence about an unknown section.
pub(super) fn unknown_section(path: &str) -> String {
    let near = nearest(path, SECTIONS.iter().map(|section| section.path));
    near.map_or_else(
        || {
            let all: Vec<String> = SECTIONS.iter().map(|s| format!("[{}]", s.path)).collect();
            format!("; the sections are {}", all.join(", "))
        },
        |near| format!("; did you mean [{near}]?"),
    )
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

/// What may have been meant by a key that does not exist.
pub(super) fn near_key(section: &str, name: &str) -> Near {
    if wants_no_check(name) {
        return Near::Words(
            "; certificates are always checked: ca_file in [network] names one to trust beside the system's".to_owned(),
        );
    }
    let mut here = Vec::new();
    for key in KEYS.iter().filter(|key| key.section == general(section)) {
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
    let elsewhere: Vec<String> = KEYS
        .iter()
        .filter(|key| matches!(key.name, Name::Exact(own) if own == name))
        .map(|key| format!("[{}]", key.section))
        .collect();
    match nearest(name, here.iter().copied()) {
        _ if !elsewhere.is_empty() => Near::Words(format!("; it belongs in {}", elsewhere.join(" or "))),
        Some(near) => Near::Key(near),
        None if here.is_empty() => Near::Words("; every key stands in a section".to_owned()),
        None => Near::Words(format!("; the keys of [{section}] are {}", here.join(", "))),
    }
}

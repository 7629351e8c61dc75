//! `[bot_probe.NAME]`: which questions bots are asked from time to time, to see how they answer.

use std::collections::BTreeSet;
use std::time::Duration;

use super::choice::BotMode;
use super::error::{ConfigError, Origin};
use super::keys;
use super::layer::{Entry, Layer};
use super::tenant::Exported;
use super::value::FromValue;
use super::web;

/// How often a bot is asked unless the settings say otherwise.
const EVERY: Duration = Duration::from_mins(5);

/// A question that a bot is asked from time to time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BotProbe {
    /// Its name.
    pub name: String,
    /// Where it was written first.
    pub origin: Origin,
    /// The bot's id at the vendor's.
    pub robot: String,
    /// The question.
    pub question: String,
    /// What the answer should hold; `None` where any answer will do.
    pub expect: Option<String>,
    /// How often, 1 min to 24 h.
    pub every: Duration,
    /// In which way it answers.
    pub mode: BotMode,
    /// The receiver's address as the vendor reaches it, for answers that are pushed.
    pub callback: Option<String>,
}

/// The probes, ordered by name.
///
/// # Errors
/// When one lacks what it cannot be without.
pub(super) fn all(settings: &Layer, platforms: &[Exported]) -> Result<Vec<BotProbe>, ConfigError> {
    each(settings, platforms).into_iter().map(|(_, probe)| probe).collect()
}

/// The same, each by its name.
pub(super) fn each<'a>(settings: &'a Layer, platforms: &[Exported]) -> Vec<(&'a str, Result<BotProbe, ConfigError>)> {
    let keys = settings.within(keys::PROBES.path);
    let mut names: BTreeSet<&str> = BTreeSet::new();
    names.extend(keys.filter_map(|(path, _)| path.rsplit_once('.').map(|(name, _)| name)));
    names.into_iter().map(|name| (name, Keys { settings, platforms, name }.probe())).collect()
}

/// The keys of one probe.
struct Keys<'a> {
    settings: &'a Layer,
    platforms: &'a [Exported],
    name: &'a str,
}

impl Keys<'_> {
    fn probe(&self) -> Result<BotProbe, ConfigError> {
        let origin = self.origin();
        let wrong = |what: String| ConfigError::new(&origin, format!("[{}] {what}", self.section()));
        let needed =
            |key: &str, how: &str| self.value::<String>(key).ok_or_else(|| wrong(format!("lacks {key}: {how}")));
        let robot = needed("robot", "the id of the bot, such as robot = \"14\"")?;
        let question = needed("question", "what it is asked, such as question = \"When are you open?\"")?;
        let mode = self.value("mode").unwrap_or(BotMode::Stream);
        let callback: Option<String> = self.value("callback");
        self.has(|platform| platform.bots).map_err(|sections| {
            wrong(format!("asks a bot of a vendor that is not configured: set up {sections} too"))
        })?;
        if mode == BotMode::Callback {
            self.has(|platform| platform.receives).map_err(|sections| {
                wrong(format!("has mode = \"callback\", and nothing listens for answers: set up {sections} too"))
            })?;
            if callback.is_none() {
                let how = "the address at which the vendor reaches the receiver, such as \
                           callback = \"https://board.example/callbacks\"";
                return Err(wrong(format!("lacks callback: {how}")));
            }
        }
        if let (Some(entry), Some(address)) = (self.get("callback"), &callback) {
            if mode != BotMode::Callback {
                return Err(entry.wrong("says nothing unless mode = \"callback\"; take callback out"));
            }
            if !web::is_private(address) {
                return Err(
                    entry.wrong("must begin with https://: answers, and what proves them, would travel readable")
                );
            }
        }
        Ok(BotProbe {
            name: self.name.to_owned(),
            robot,
            question,
            expect: self.value::<Option<String>>("expect").flatten(),
            every: self.value("every").unwrap_or(EVERY),
            mode,
            callback,
            origin,
        })
    }

    fn section(&self) -> String {
        format!("{}.{}", keys::PROBES.path, self.name)
    }

    /// Whether a platform of these is configured; else their sections, in words.
    fn has(&self, is_one: impl Fn(&Exported) -> bool) -> Result<(), String> {
        let sections: Vec<&str> =
            self.platforms.iter().filter(|platform| is_one(platform)).map(|platform| platform.section.path).collect();
        if sections.iter().any(|path| self.settings.section(path).is_some()) {
            return Ok(());
        }
        let named: Vec<String> = sections.iter().map(|path| format!("[{path}]")).collect();
        Err(named.join(" or "))
    }

    fn get(&self, key: &str) -> Option<&Entry> {
        self.settings.get(&format!("{}.{key}", self.section()))
    }

    fn value<T: FromValue>(&self, key: &str) -> Option<T> {
        T::from_value(&self.get(key)?.value)
    }

    /// Where the first of them was written.
    fn origin(&self) -> Origin {
        self.settings.origin_of(&self.section())
    }
}

//! What people at several boards did about alerts, where a hub lets all of them know of it.
//!
//! Each of the three things that can be done about an alert has a place of its own, and in it the last word holds: by its
//! time, then by who said it. So all that hear the same words have the same in the end, whatever their order and however
//! often they come.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, Serializer};

use super::about::About;
use super::customer::mask_within;
use super::plain;
use super::time::Stamp;

/// So many alerts have something known of them; those that were touched longest ago give way.
pub const SEEN_KEPT: usize = 2_000;

/// So much of a name is kept, in characters.
const NAME_MAX: usize = 64;

/// What is done about an alert, or taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeenHow {
    /// A person has seen it, until it clears.
    Acknowledged,
    /// That holds no longer: it was taken back, or the alert has cleared.
    NotAcknowledged,
    /// It is kept quiet until this moment.
    Snoozed(Stamp),
    /// It is not, any longer.
    NotSnoozed,
    /// It is kept quiet for the rest of the day.
    Muted,
    /// It is not, any longer.
    NotMuted,
}

/// What was done about an alert, by whom and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// The name of the rule that raised it.
    pub rule: String,
    /// What it is about.
    pub about: About,
    /// What was done.
    pub how: SeenHow,
    /// Who did it, as a board calls its person; empty where the alert has cleared.
    #[serde(serialize_with = "masked")]
    pub who: String,
    /// When.
    pub at: Stamp,
}

fn masked<S: Serializer>(who: &str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&mask_within(who))
}

/// A person's name as it may travel and be shown: short, of visible characters, numbers in it masked.
pub fn person(name: &str) -> String {
    let visible = name.chars().filter(|c| !c.is_control() && !plain::acts(*c));
    mask_within(visible.take(NAME_MAX).collect::<String>().trim())
}

/// Who did it and when.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct By {
    /// When.
    pub at: Stamp,
    /// Who.
    pub who: String,
}

/// The last word on one thing.
type Word<T> = Option<(By, T)>;

/// What holds of one alert.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SeenMarks {
    acknowledged: Word<bool>,
    snoozed: Word<Option<Stamp>>,
    muted: Word<bool>,
}

impl SeenMarks {
    /// Who has seen it.
    pub fn acknowledged(&self) -> Option<&By> {
        self.acknowledged.as_ref().filter(|(_, on)| *on).map(|(by, _)| by)
    }

    /// Until when it is kept quiet, and by whom.
    pub fn snoozed(&self) -> Option<(Stamp, &By)> {
        self.snoozed.as_ref().and_then(|(by, until)| Some(((*until)?, by)))
    }

    /// Who keeps it quiet for the day of that moment.
    pub fn muted(&self) -> Option<&By> {
        self.muted.as_ref().filter(|(_, on)| *on).map(|(by, _)| by)
    }

    fn touched(&self) -> Option<Stamp> {
        let all = [
            self.acknowledged.as_ref().map(|(by, _)| by.at),
            self.snoozed.as_ref().map(|(by, _)| by.at),
            self.muted.as_ref().map(|(by, _)| by.at),
        ];
        all.into_iter().flatten().max()
    }

    fn take(&mut self, how: SeenHow, by: By) -> bool {
        match how {
            SeenHow::Acknowledged => later(&mut self.acknowledged, by, true),
            SeenHow::NotAcknowledged => later(&mut self.acknowledged, by, false),
            SeenHow::Snoozed(until) => later(&mut self.snoozed, by, Some(until)),
            SeenHow::NotSnoozed => later(&mut self.snoozed, by, None),
            SeenHow::Muted => later(&mut self.muted, by, true),
            SeenHow::NotMuted => later(&mut self.muted, by, false),
        }
    }

    /// The words that say the same.
    fn retell(&self) -> impl Iterator<Item = (SeenHow, &By)> {
        let acknowledged = self
            .acknowledged
            .as_ref()
            .map(|(by, on)| (if *on { SeenHow::Acknowledged } else { SeenHow::NotAcknowledged }, by));
        let snoozed =
            self.snoozed.as_ref().map(|(by, until)| (until.map_or(SeenHow::NotSnoozed, SeenHow::Snoozed), by));
        let muted = self.muted.as_ref().map(|(by, on)| (if *on { SeenHow::Muted } else { SeenHow::NotMuted }, by));
        [acknowledged, snoozed, muted].into_iter().flatten()
    }
}

/// Takes a word, if it is the later one; whether it is.
fn later<T: Ord>(place: &mut Word<T>, by: By, said: T) -> bool {
    let word = Some((by, said));
    let is_later = *place < word;
    if is_later {
        *place = word;
    }
    is_later
}

/// What holds of all alerts.
#[derive(Clone, Debug, Default)]
pub struct SeenAlerts {
    by_alert: BTreeMap<(String, About), SeenMarks>,
    revision: u64,
}

impl SeenAlerts {
    /// Takes what was done about an alert.
    pub fn take(&mut self, seen: Seen) {
        let Seen { rule, about, how, who, at } = seen;
        let marks = self.by_alert.entry((rule, about)).or_default();
        if marks.take(how, By { at, who }) {
            self.revision += 1;
        }
        if self.by_alert.len() > SEEN_KEPT {
            let oldest = self.by_alert.iter().min_by_key(|(key, marks)| (marks.touched(), *key));
            if let Some(oldest) = oldest.map(|(key, _)| key.clone()) {
                self.by_alert.remove(&oldest);
                self.revision += 1;
            }
        }
    }

    /// Counts up with everything that changes.
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// Takes the place of `before` for a reader who has looked at that.
    pub(super) fn follow(&mut self, before: &Self) {
        self.revision = self.revision.max(before.revision) + 1;
    }

    /// What holds of which alert: by the name of its rule, and what it is about.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &About, &SeenMarks)> {
        self.by_alert.iter().map(|((rule, about), marks)| (rule.as_str(), about, marks))
    }

    /// What has to be told to one who knows nothing.
    pub fn retell(&self) -> Vec<Seen> {
        let told = |(rule, about, marks): (&str, &About, &SeenMarks)| -> Vec<Seen> {
            let seen = |(how, by): (SeenHow, &By)| Seen {
                rule: rule.to_owned(),
                about: about.clone(),
                how,
                who: by.who.clone(),
                at: by.at,
            };
            marks.retell().map(seen).collect()
        };
        self.iter().flat_map(told).collect()
    }

    /// Takes note that the clock was set by `by` ms.
    pub fn clock_set(&mut self, by: i64) {
        for marks in self.by_alert.values_mut() {
            let words = [
                marks.acknowledged.as_mut().map(|(by, _)| by),
                marks.snoozed.as_mut().map(|(by, _)| by),
                marks.muted.as_mut().map(|(by, _)| by),
            ];
            words.into_iter().flatten().for_each(|word| word.at = word.at.plus(by));
            if let Some((_, Some(until))) = &mut marks.snoozed {
                *until = until.plus(by);
            }
        }
        self.revision += 1;
    }
}

impl PartialEq for SeenAlerts {
    fn eq(&self, other: &Self) -> bool {
        self.by_alert == other.by_alert
    }
}

#[cfg(test)]
mod tests;

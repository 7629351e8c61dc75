//! `[kiosk]` and `[kiosk.NAME]`: the walls of a site, each with what it shows and to whom.

use std::collections::BTreeSet;
use std::time::Duration;

use super::choice::{KioskView, ScreenLanguage};
use super::error::{ConfigError, Origin};
use super::figures::KioskFigure;
use super::keys;
use super::layer::{Entry, Layer};
use super::theme::Themes;
use super::value::{FromValue, Value};
use super::values::Values;
use crate::lang::nearest::nearest;

/// The board on a wall, with no one at the keys.
#[derive(Debug, Clone, PartialEq)]
pub struct Kiosk {
    /// Its name; `None` for that of `[kiosk]` itself.
    pub name: Option<String>,
    /// Whether views take turns.
    pub enabled: bool,
    /// The views of the round, beside the wall.
    pub views: Vec<KioskView>,
    /// How long each is shown, 2 s to 1 h.
    pub every: Duration,
    /// The figures of the wall; none for the usual ones.
    pub figures: Vec<KioskFigure>,
    /// The departments it shows, of [`Site::departments`](super::Site); none for all agents.
    pub departments: Vec<String>,
    /// Of several sites, the names of those whose walls take turns, in order; none for all of them.
    pub sites: Vec<String>,
    /// The language of its words; `None` for that of `[screen]`, or of the flag.
    pub language: Option<ScreenLanguage>,
    /// Its theme's place in [`Themes::all`]; `None` for that of `[screen]`, or of the flag.
    pub theme: Option<usize>,
}

impl Kiosk {
    pub(super) fn of(from: &Values<'_>) -> Self {
        Self {
            name: None,
            enabled: from.read("enabled"),
            views: from.read("views"),
            every: from.read("every"),
            figures: from.read("figures"),
            departments: from.read("departments"),
            sites: from.read("sites"),
            language: from.read("language"),
            theme: None,
        }
    }
}

impl FromValue for Option<ScreenLanguage> {
    fn from_value(value: &Value) -> Option<Self> {
        ScreenLanguage::from_value(value).map(Some)
    }

    fn unset() -> Self {
        None
    }
}

/// The wall of `[kiosk]`, and those with a name, ordered by it.
///
/// # Errors
/// When one names a department or a theme that there is not.
pub(super) fn all(settings: &Layer, values: &Values<'_>, themes: &Themes) -> Result<(Kiosk, Vec<Kiosk>), ConfigError> {
    let usual = usual(settings, values, themes)?;
    let walls = named(settings, &usual, themes).into_iter().collect::<Result<_, _>>()?;
    Ok((usual, walls))
}

/// Everything that is wrong with them.
pub(super) fn mistakes(settings: &Layer, values: &Values<'_>, themes: &Themes) -> Vec<ConfigError> {
    match usual(settings, values, themes) {
        Ok(usual) => named(settings, &usual, themes).into_iter().filter_map(Result::err).collect(),
        Err(mistake) => vec![mistake],
    }
}

fn usual(settings: &Layer, values: &Values<'_>, themes: &Themes) -> Result<Kiosk, ConfigError> {
    Keys { settings, themes, section: keys::KIOSK.path.to_owned() }.over(Kiosk::of(values))
}

fn named(settings: &Layer, usual: &Kiosk, themes: &Themes) -> Vec<Result<Kiosk, ConfigError>> {
    let keys = settings.within(keys::KIOSK.path);
    let mut names: BTreeSet<&str> = BTreeSet::new();
    names.extend(keys.filter_map(|(path, _)| path.rsplit_once('.').map(|(name, _)| name)));
    let walls = names.into_iter().map(|name| {
        let wall = Kiosk { name: Some(name.to_owned()), ..usual.clone() };
        Keys { settings, themes, section: format!("{}.{name}", keys::KIOSK.path) }.over(wall)
    });
    walls.collect()
}

/// The keys of one wall.
struct Keys<'a> {
    settings: &'a Layer,
    themes: &'a Themes,
    section: String,
}

impl Keys<'_> {
    /// What they say, and for what they leave open that of the `other`.
    fn over(&self, other: Kiosk) -> Result<Kiosk, ConfigError> {
        Ok(Kiosk {
            views: self.value("views").unwrap_or(other.views),
            every: self.value("every").unwrap_or(other.every),
            figures: self.value("figures").unwrap_or(other.figures),
            departments: self.departments()?.unwrap_or(other.departments),
            sites: self.sites()?.unwrap_or(other.sites),
            language: self.value("language").or(other.language).filter(|_| !self.is_flag("screen.language")),
            theme: self.theme()?.or(other.theme).filter(|_| !self.is_flag("screen.theme")),
            ..other
        })
    }

    fn get(&self, key: &str) -> Option<&Entry> {
        self.settings.get(&format!("{}.{key}", self.section))
    }

    fn value<T: FromValue>(&self, key: &str) -> Option<T> {
        T::from_value(&self.get(key)?.value)
    }

    /// Whether the command line says it, which stands over every wall.
    fn is_flag(&self, path: &str) -> bool {
        self.settings.get(path).is_some_and(|entry| matches!(entry.origin, Origin::Flag(_)))
    }

    fn departments(&self) -> Result<Option<Vec<String>>, ConfigError> {
        let Some(entry) = self.get("departments") else { return Ok(None) };
        let Some(named) = Vec::<String>::from_value(&entry.value) else { return Ok(None) };
        let known = |name: &str| self.settings.get(&format!("site.departments.{name}"));
        for name in &named {
            match known(name).and_then(|entry| Vec::<String>::from_value(&entry.value)) {
                None => return Err(entry.wrong(&self.no_department(name))),
                Some(who) if who.is_empty() => {
                    let why = format!("names {name:?}, which has no agents; name them in [site.departments]");
                    return Err(entry.wrong(&why));
                }
                Some(who) if who.iter().any(|member| member.trim_start().starts_with("group:")) => {
                    let why = format!(
                        "names {name:?}, which has skill groups in it; a wall shows departments of agents alone"
                    );
                    return Err(entry.wrong(&why));
                }
                Some(_) => {}
            }
        }
        Ok(Some(named))
    }

    fn no_department(&self, name: &str) -> String {
        let all: Vec<&str> = self.settings.within("site.departments").map(|(name, _)| name).collect();
        match (all.is_empty(), nearest(name, all.iter().copied())) {
            (true, _) => format!("names {name:?}, which is no department; name those in it in [site.departments]"),
            (false, Some(near)) => {
                format!("names {name:?}, which is no department of [site.departments]; did you mean {near:?}?")
            }
            (false, None) => {
                format!("names {name:?}, which is no department of [site.departments]; there are {}", all.join(", "))
            }
        }
    }

    fn sites(&self) -> Result<Option<Vec<String>>, ConfigError> {
        let Some(entry) = self.get("sites") else { return Ok(None) };
        let Some(named) = Vec::<String>::from_value(&entry.value) else { return Ok(None) };
        let keys = self.settings.within(keys::HUB_SITES.path);
        let mut all: BTreeSet<&str> = BTreeSet::new();
        all.extend(keys.filter_map(|(path, _)| path.rsplit_once('.').map(|(name, _)| name)));
        let Some(name) = named.iter().find(|name| !all.contains(name.as_str())) else { return Ok(Some(named)) };
        let rest = match (all.is_empty(), nearest(name, all.iter().copied())) {
            (true, _) => "which is no site; name the sites in [hub.sites]".to_owned(),
            (false, Some(near)) => format!("which is no site of [hub.sites]; did you mean {near:?}?"),
            (false, None) => {
                let all: Vec<&str> = all.into_iter().collect();
                format!("which is no site of [hub.sites]; there are {}", all.join(", "))
            }
        };
        Err(entry.wrong(&format!("names {name:?}, {rest}")))
    }

    fn theme(&self) -> Result<Option<usize>, ConfigError> {
        let Some(entry) = self.get("theme") else { return Ok(None) };
        let name = entry.text().unwrap_or_default();
        self.themes.place(&name).map_err(|reason| entry.wrong(&reason))
    }
}

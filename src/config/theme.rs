//! Themes: which colour each part of the screen has, as files.
//!
//! The built-in ones are compiled in from `assets/themes`; a user's own stand in `themes` beside the settings file's
//! usual place, one `NAME.toml` each, and one called like a built-in theme replaces it. A role's colour is `"#rrggbb"`,
//! or a table with `rgb` and the colours for terminals with fewer (`xterm`, 16 to 255, and `ansi`, a name); those that
//! are not given are the nearest ones. Nothing is half loaded: the first thing wrong is one sentence.

use super::error::{ConfigError, Origin, escape};
use super::file::read;
use super::syntax::{line_at, syntax};
use super::value::Raw;
use crate::lang::nearest::{hint, nearest};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use toml::de::{DeTable, DeValue};

/// Most themes of the user's own that are looked at.
const MOST: usize = 64;
/// No theme file is larger, in bytes.
const LARGEST: usize = 64 * 1024;

/// The sixteen colours that every terminal names, in the order of their codes, with xterm's own values: what is
/// nearest is told by these.
pub const ANSI: [(&str, Rgb); 16] = [
    ("black", Rgb(0, 0, 0)),
    ("red", Rgb(205, 0, 0)),
    ("green", Rgb(0, 205, 0)),
    ("yellow", Rgb(205, 205, 0)),
    ("blue", Rgb(0, 0, 238)),
    ("magenta", Rgb(205, 0, 205)),
    ("cyan", Rgb(0, 205, 205)),
    ("gray", Rgb(229, 229, 229)),
    ("dark-gray", Rgb(127, 127, 127)),
    ("light-red", Rgb(255, 0, 0)),
    ("light-green", Rgb(0, 255, 0)),
    ("light-yellow", Rgb(255, 255, 0)),
    ("light-blue", Rgb(92, 92, 255)),
    ("light-magenta", Rgb(255, 0, 255)),
    ("light-cyan", Rgb(0, 255, 255)),
    ("white", Rgb(255, 255, 255)),
];

/// A colour of 24 bits: red, green, blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        let part = |at: usize| {
            let two = digits.get(at..at + 2).filter(|two| two.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
            u8::from_str_radix(two, 16).ok()
        };
        Some(Self(part(0)?, part(2)?, part(4)?))
    }

    /// The contrast of two colours after WCAG 2.2: 1 for the same one, 21 for black and white.
    pub fn contrast(self, other: Self) -> f64 {
        let light = |rgb: Self| {
            let [red, green, blue] = rgb.linear();
            0.05 + 0.2126 * red + 0.7152 * green + 0.0722 * blue
        };
        let (one, other) = (light(self), light(other));
        one.max(other) / one.min(other)
    }

    /// Its parts as light, 0 to 1, after WCAG 2.2.
    fn linear(self) -> [f64; 3] {
        [self.0, self.1, self.2].map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        })
    }

    /// How far two colours are apart, for choosing the nearest: the eye is keenest on green and least on blue.
    fn far(self, other: Self) -> u32 {
        let part = |a: u8, b: u8, weight: u32| u32::from(a.abs_diff(b)).pow(2) * weight;
        part(self.0, other.0, 3) + part(self.1, other.1, 6) + part(self.2, other.2, 1)
    }

    /// The nearest of xterm's 256 colours that look alike everywhere, 16 to 255.
    fn nearest_xterm(self) -> u8 {
        (16..=u8::MAX).min_by_key(|index| self.far(xterm(*index))).unwrap_or(u8::MAX)
    }

    /// The nearest of the sixteen named ones, 0 to 15.
    fn nearest_ansi(self) -> u8 {
        (0..16)
            .min_by_key(|code| ANSI.get(usize::from(*code)).map_or(u32::MAX, |(_, rgb)| self.far(*rgb)))
            .unwrap_or(15)
    }
}

/// What xterm's colour `index`, 16 to 255, looks like: a cube of 6×6×6, then 24 greys.
pub fn xterm(index: u8) -> Rgb {
    if let Some(grey) = index.checked_sub(232) {
        let level = 8 + 10 * grey;
        return Rgb(level, level, level);
    }
    let cell = index.saturating_sub(16);
    let level = |step: u8| if step == 0 { 0 } else { 55 + 40 * step };
    Rgb(level(cell / 36), level(cell / 6 % 6), level(cell % 6))
}

/// One role's colour at every depth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tone {
    /// With 24 bits.
    pub rgb: Rgb,
    /// Of xterm's 256, 16 to 255.
    pub xterm: u8,
    /// Of the sixteen, the code 0 to 15.
    pub ansi: u8,
}

/// Declares the roles once: field, doc.
macro_rules! roles {
    ($($field:ident: $doc:literal,)+) => {
        /// The colours of a theme by role. States and limits share some: what is written here says all of a role.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct Palette {
            $(#[doc = $doc] pub $field: Tone,)+
        }

        impl Palette {
            /// The roles' names, as theme files write them.
            pub const ROLES: &'static [&'static str] = &[$(stringify!($field)),+];

            /// The colour of the role called `role`.
            pub fn role(&self, role: &str) -> Option<Tone> {
                match role { $(stringify!($field) => Some(self.$field),)+ _ => None }
            }

            fn from_roles(get: impl Fn(&'static str) -> Option<Tone>) -> Result<Self, &'static str> {
                Ok(Self { $($field: get(stringify!($field)).ok_or(stringify!($field))?,)+ })
            }
        }
    };
}

roles! {
    ground: "The empty screen.",
    text: "Ordinary text, and busy.",
    faint: "Labels, units, hints, and offline.",
    stale: "Figures that are too old.",
    line: "Borders.",
    choice: "The ground of the chosen row.",
    ready: "Ready; all is well.",
    ringing: "Ringing; past the first limit.",
    dialling: "Dialling.",
    talking: "Talking; keys, the focus, graphs.",
    holding: "Holding; past the second limit, cautions, badges.",
    wrap_up: "Wrap-up.",
    locked: "Locked; past the last limit, alerts.",
}

/// A theme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Its name: that of its file without `.toml`.
    pub name: String,
    /// Its colours; `None` is attributes only, as with `NO_COLOR`.
    pub palette: Option<Palette>,
}

/// The built-in themes: name, file. The first is the default.
const BUILT_IN: [(&str, &str); 6] = [
    ("dark", include_str!("../../assets/themes/dark.toml")),
    ("light", include_str!("../../assets/themes/light.toml")),
    ("high-contrast", include_str!("../../assets/themes/high-contrast.toml")),
    ("deuteranopia", include_str!("../../assets/themes/deuteranopia.toml")),
    ("tritanopia", include_str!("../../assets/themes/tritanopia.toml")),
    ("mono", include_str!("../../assets/themes/mono.toml")),
];

/// The themes there are, and the one to begin with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Themes {
    /// Built-in ones first, then the user's own by name.
    pub all: Vec<Theme>,
    /// Which of them is used at the start.
    pub chosen: usize,
    /// What is wrong with those of the user's own that were left out.
    pub refused: Vec<ConfigError>,
}

impl Default for Themes {
    fn default() -> Self {
        /// Read once: a board, and every check of its settings, asks for them again.
        static READ: LazyLock<Vec<Theme>> = LazyLock::new(|| {
            BUILT_IN.iter().filter_map(|(name, text)| Theme::parse(name, text, Path::new(name)).ok()).collect()
        });
        Self { all: READ.clone(), chosen: 0, refused: Vec::new() }
    }
}

impl Themes {
    /// The built-in themes and those in `dir`, which need not exist, beginning with `name`.
    ///
    /// A file that is wrong, be it that of the theme that is asked for, is left out; the board then begins with the
    /// first theme.
    ///
    /// # Errors
    /// From `unknown`, that there is no such theme.
    pub(super) fn load(dir: &Path, name: &str, unknown: impl FnOnce(&str) -> ConfigError) -> Result<Self, ConfigError> {
        let mut themes = Self::default();
        let mut left_out = false;
        for (own, path) in files(dir) {
            match text_of(&path).and_then(|text| Theme::parse(&own, &text, &path)) {
                Ok(theme) => match themes.all.iter_mut().find(|theme| theme.name == own) {
                    Some(built_in) => *built_in = theme,
                    None => themes.all.push(theme),
                },
                Err(error) => {
                    left_out |= own == name;
                    themes.refused.push(error);
                }
            }
        }
        let names = || themes.all.iter().map(|theme| theme.name.as_str());
        let Some(chosen) = names().position(|known| known == name).or(left_out.then_some(0)) else {
            let known: Vec<&str> = names().collect();
            let near = hint(nearest(name, names()));
            return Err(unknown(&format!("must be the name of a theme: {}{near}", known.join(", "))));
        };
        Ok(Self { chosen, ..themes })
    }

    /// Which of them is called so; `None` where it may be one that was left out.
    ///
    /// # Errors
    /// A predicate: there is no such theme.
    pub(super) fn place(&self, name: &str) -> Result<Option<usize>, String> {
        let names = || self.all.iter().map(|theme| theme.name.as_str());
        let place = names().position(|known| known == name);
        if place.is_some() || !self.refused.is_empty() {
            return Ok(place);
        }
        let known: Vec<&str> = names().collect();
        Err(format!("must be the name of a theme: {}{}", known.join(", "), hint(nearest(name, names()))))
    }
}

/// A theme file's text, if it is no larger than one may be.
fn text_of(path: &Path) -> Result<String, ConfigError> {
    let text = read(path, true)?.map(|(text, _)| text.to_string()).unwrap_or_default();
    if text.len() > LARGEST {
        return Err(ConfigError::of_file(path, "is larger than 64 KiB; a theme is not"));
    }
    Ok(text)
}

/// The theme files of a directory by name; what is not called like one is none.
fn files(dir: &Path) -> Vec<(String, PathBuf)> {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    let mut files: Vec<_> = entries
        .filter_map(|entry| {
            let path = entry.path();
            let name = path.file_name()?.to_str()?.strip_suffix(".toml")?.to_owned();
            let good = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
            (!name.is_empty() && name.len() <= 64 && name.chars().all(good) && path.is_file()).then_some((name, path))
        })
        .collect();
    files.sort();
    files.truncate(MOST);
    files
}

/// Keys of a theme file beside the roles.
const KEYS: [&str; 2] = ["base", "colours"];

impl Theme {
    /// Reads a theme file's text; `path` is only for the errors.
    ///
    /// # Errors
    /// The first thing that is wrong, by line: not TOML, a key that is no role, what is no colour, a role without one.
    pub fn parse(name: &str, text: &str, path: &Path) -> Result<Self, ConfigError> {
        let origin = |offset: usize| Origin::File { path: path.to_owned(), line: line_at(text, offset) };
        let document = DeTable::parse(text).map_err(|error| {
            let span = error.span().unwrap_or(text.len()..text.len());
            let what = syntax(error.message(), text.get(span.clone()).unwrap_or_default());
            ConfigError::new(&origin(span.start), format!("not valid TOML: {what}"))
        })?;
        let mut found: Vec<_> = document.get_ref().iter().collect();
        found.sort_by_key(|(key, _)| key.span().start);
        let (mut below, mut plain) = (None, false);
        let mut tones: Vec<(&str, Tone)> = Vec::new();
        for (key, value) in found {
            let at = origin(key.span().start);
            let (key, value) = (key.get_ref().as_ref(), value.get_ref());
            let wrong = |reason: &str| ConfigError::bad_value(&at, key, Some(&Raw::from_toml(value).show()), reason);
            match (key, value) {
                ("base", DeValue::String(name)) => below = Some(built_in(name).map_err(|reason| wrong(&reason))?),
                ("base", _) => return Err(wrong("must be the name of a built-in theme")),
                ("colours", DeValue::Boolean(colours)) => plain = !colours,
                ("colours", _) => return Err(wrong("must be true or false")),
                (role, value) if Palette::ROLES.contains(&role) => {
                    let tone = tone(value).map_err(|(part, reason)| match part {
                        Some(_) => ConfigError::new(&at, format!("{key}.{reason}")),
                        None => wrong(&reason),
                    })?;
                    tones.push((role, tone));
                }
                _ => {
                    let near = nearest(key, Palette::ROLES.iter().copied().chain(KEYS));
                    let all = || format!("; there are {}, {}", KEYS.join(", "), Palette::ROLES.join(", "));
                    let more = near.map_or_else(all, |near| hint(Some(near)));
                    return Err(ConfigError::new(&at, format!("unknown key {}{more}", escape(key))));
                }
            }
        }
        if plain {
            return Ok(Self { name: name.to_owned(), palette: None });
        }
        let own = |role: &str| tones.iter().find(|(known, _)| *known == role).map(|(_, tone)| *tone);
        let palette = Palette::from_roles(|role| own(role).or_else(|| below.as_ref()?.role(role)));
        let palette = palette.map_err(|role| {
            let what =
                format!("{role} has no colour; write {role} = \"#rrggbb\", or base = \"dark\" for what is not given");
            ConfigError::new(&origin(text.len()), what)
        })?;
        Ok(Self { name: name.to_owned(), palette: Some(palette) })
    }
}

/// The palette of the built-in theme `name`, or a predicate that says what is wrong with it.
fn built_in(name: &str) -> Result<Palette, String> {
    // The themes with colours stand on their own feet, so this goes no further down.
    let coloured = || BUILT_IN.iter().filter(|(name, _)| *name != "mono");
    let found = coloured().find(|(known, _)| *known == name);
    found.and_then(|(name, text)| Theme::parse(name, text, Path::new(name)).ok()?.palette).ok_or_else(|| {
        let names: Vec<&str> = coloured().map(|(name, _)| *name).collect();
        format!("must be a built-in theme: {}{}", names.join(", "), hint(nearest(name, names.iter().copied())))
    })
}

/// A role's colour; else a predicate that says what is wrong with it, and the part of the table it is said of.
fn tone(value: &DeValue<'_>) -> Result<Tone, (Option<&'static str>, String)> {
    let colour = "must be a colour of 24 bits, such as \"#2bc49a\"";
    let part = |part: &'static str, value: &DeValue<'_>, reason: &str| {
        let gap = if reason.starts_with("must ") { ": " } else { " " };
        (Some(part), format!("{part} = {}{gap}{reason}", Raw::from_toml(value).show()))
    };
    let table = match value {
        DeValue::String(text) => {
            let rgb = Rgb::parse(text).ok_or_else(|| (None, colour.to_owned()))?;
            return Ok(Tone { rgb, xterm: rgb.nearest_xterm(), ansi: rgb.nearest_ansi() });
        }
        DeValue::Table(table) => table,
        _ => return Err((None, colour.to_owned())),
    };
    let (mut rgb, mut xterm, mut ansi) = (None, None, None);
    for (key, value) in table {
        let value = value.get_ref();
        match (key.get_ref().as_ref(), &Raw::from_toml(value)) {
            ("rgb", Raw::Text(text)) => rgb = Some(Rgb::parse(text).ok_or_else(|| part("rgb", value, colour))?),
            ("rgb", _) => return Err(part("rgb", value, colour)),
            ("xterm", Raw::Integer(index @ 16..=255)) => xterm = u8::try_from(*index).ok(),
            ("xterm", _) => return Err(part("xterm", value, "must be a whole number from 16 to 255")),
            ("ansi", Raw::Text(name)) => {
                let code = ANSI.iter().position(|(known, _)| known == name);
                let names = || ANSI.iter().map(|(name, _)| *name);
                let reason = || {
                    let all: Vec<&str> = names().collect();
                    format!("must be one of {}{}", all.join(", "), hint(nearest(name, names())))
                };
                ansi = Some(code.ok_or_else(|| part("ansi", value, &reason()))?);
            }
            ("ansi", _) => return Err(part("ansi", value, "must be the name of a colour")),
            (other, _) => {
                let near = hint(nearest(other, ["rgb", "xterm", "ansi"]));
                return Err((None, format!("has the unknown key {}; there are rgb, xterm, ansi{near}", escape(other))));
            }
        }
    }
    let rgb = rgb.ok_or_else(|| (None, format!("lacks rgb, which {colour}")))?;
    Ok(Tone {
        rgb,
        xterm: xterm.unwrap_or_else(|| rgb.nearest_xterm()),
        ansi: ansi.and_then(|code| u8::try_from(code).ok()).unwrap_or_else(|| rgb.nearest_ansi()),
    })
}

#[cfg(test)]
mod tests;

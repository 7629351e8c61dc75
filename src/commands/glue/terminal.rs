//! What the settings and the environment say of the terminal: its colours, its glyphs, the language of the screen.

use crate::config::{Colour, ScreenLanguage};
use crate::lang::Language;
use crate::ui;

/// How many colours there are: the settings' word, else what the environment tells of the terminal.
pub fn colours(colour: Colour, env: impl Fn(&str) -> Option<String>) -> ui::ColourDepth {
    use ui::ColourDepth;
    match colour {
        Colour::Truecolour => return ColourDepth::True,
        Colour::Palette256 => return ColourDepth::Xterm256,
        Colour::Basic16 => return ColourDepth::Ansi16,
        Colour::Off => return ColourDepth::None,
        Colour::Auto => {}
    }
    if env("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        return ColourDepth::None;
    }
    if env("COLORTERM").is_some_and(|value| matches!(value.as_str(), "truecolor" | "24bit")) {
        return ColourDepth::True;
    }
    let term = env("TERM").unwrap_or_default();
    if term.contains("direct") || term.contains("truecolor") {
        ColourDepth::True
    } else if term.contains("256") {
        ColourDepth::Xterm256
    } else if term.starts_with("vt") {
        ColourDepth::None
    } else {
        ColourDepth::Ansi16
    }
}

/// Whether the terminal is a Linux virtual console: a font of 256 or 512 glyphs, and whatever is not among them looks
/// the same.
pub fn console(env: impl Fn(&str) -> Option<String>) -> bool {
    env("TERM").is_some_and(|term| term == "linux" || term.starts_with("linux-"))
}

/// The language of the screen: the settings' word, else what the environment's locale says. Where no ideographs can be
/// drawn, on an ASCII screen or a console, it is English whatever was asked for.
pub fn language(asked: ScreenLanguage, ascii: bool, env: impl Fn(&str) -> Option<String>) -> Language {
    let first = |names: [&str; 3]| names.into_iter().filter_map(&env).find(|value| !value.is_empty());
    let is_utf8 = |locale: String| matches!(charset(&locale).as_str(), "utf-8" | "utf8");
    let chinese = match asked {
        ScreenLanguage::En => false,
        ScreenLanguage::Zh => true,
        ScreenLanguage::Auto => {
            first(["LC_ALL", "LC_MESSAGES", "LANG"]).is_some_and(|locale| is_chinese(&locale))
                && first(["LC_ALL", "LC_CTYPE", "LANG"]).is_some_and(is_utf8)
        }
    };
    if chinese && !ascii { Language::Chinese } else { Language::English }
}

/// Of `zh_CN.UTF-8@pinyin`: `utf-8`.
fn charset(locale: &str) -> String {
    let behind = locale.split_once('.').map_or("", |(_, charset)| charset);
    behind.split('@').next().unwrap_or_default().to_ascii_lowercase()
}

/// Whether a locale's language is Chinese, of whatever place: the simplified characters are read everywhere.
fn is_chinese(locale: &str) -> bool {
    locale.split(['_', '-', '.', '@']).next().is_some_and(|language| language.eq_ignore_ascii_case("zh"))
}

/// What to say when Chinese was asked for and cannot be drawn.
pub fn no_chinese(asked: ScreenLanguage, ascii: bool, console: bool) -> Option<&'static str> {
    (asked == ScreenLanguage::Zh && (ascii || console)).then_some(if console {
        "a console cannot draw Chinese: the board is in English"
    } else {
        "Chinese cannot be drawn in ASCII: the board is in English"
    })
}

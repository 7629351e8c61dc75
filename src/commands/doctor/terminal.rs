//! The terminal that the doctor was called in.

use std::sync::Arc;

use super::{Check, Verdict, glue};
use crate::config::{Colour, ScreenLanguage};
use crate::lang::Language;
use crate::ui::ColourDepth;

/// The board says that it needs more below this.
const SMALL: (u16, u16) = (80, 24);

/// A variable of the environment, by its name.
pub type Environment = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

type Probe = fn(&Terminal) -> Verdict;

/// What is known of the terminal; given by hand in tests.
#[derive(Clone)]
pub struct Terminal {
    /// Whether standard input and output are one.
    pub is_terminal: bool,
    /// Columns and rows.
    pub size: Option<(u16, u16)>,
    /// The settings' word on colours.
    pub colour: Colour,
    /// Whether that word is overruled by a flag.
    pub colour_by_flag: bool,
    /// Whether ASCII was asked for.
    pub ascii: bool,
    /// The settings' word on the language.
    pub language: ScreenLanguage,
    /// How many cells an ideograph takes, where the terminal told.
    pub wide_cells: Option<u16>,
    /// Whether it can hold a frame back until it is whole, where it told.
    pub synchronized: Option<bool>,
    /// The environment.
    pub env: Environment,
}

impl Terminal {
    /// Whether nothing but ASCII should be drawn.
    pub fn ascii(&self) -> bool {
        self.ascii || !self.is_utf8()
    }

    fn locale(&self) -> String {
        ["LC_ALL", "LC_CTYPE", "LANG"]
            .into_iter()
            .filter_map(|name| (self.env)(name))
            .find(|value| !value.is_empty())
            .unwrap_or_default()
    }

    fn is_utf8(&self) -> bool {
        let locale = self.locale().to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    }

    fn term(&self) -> Verdict {
        match (self.env)("TERM").as_deref() {
            None | Some("") => Verdict::warning(
                "TERM is not set",
                "set TERM to what the terminal is (xterm-256color, linux, screen, …)",
            ),
            Some("dumb") => Verdict::failure(
                "TERM=dumb cannot move its cursor",
                "set TERM to what the terminal is (xterm-256color, linux, screen, …)",
            ),
            Some(term) => Verdict::ok(format!("TERM={term}")),
        }
    }

    fn size(&self) -> Verdict {
        match self.size {
            None => Verdict::warning("the terminal does not tell its size", "set it with stty rows 24 cols 80"),
            Some((columns, rows)) if columns < SMALL.0 || rows < SMALL.1 => Verdict::warning(
                format!("{columns}×{rows} is small; parts of the board are left out"),
                format!("make it at least {}×{}, or the letters smaller", SMALL.0, SMALL.1),
            ),
            Some((columns, rows)) => Verdict::ok(format!("{columns}×{rows}")),
        }
    }

    fn colours(&self) -> Verdict {
        let from = if self.colour_by_flag { " (--colour)" } else { "" };
        match glue::colours(self.colour, |name| (self.env)(name)) {
            ColourDepth::True => Verdict::ok(format!("16 million colours{from}")),
            ColourDepth::Xterm256 => Verdict::ok(format!("256 colours{from}")),
            ColourDepth::Ansi16 if self.colour == Colour::Auto => Verdict::warning(
                "16 colours, as far as TERM tells",
                "if it can do more, set TERM=xterm-256color or COLORTERM=truecolor, or colour in [screen]",
            ),
            ColourDepth::Ansi16 => Verdict::ok(format!("16 colours{from}")),
            ColourDepth::None => Verdict::ok(format!("none: words and signs tell the states apart{from}")),
        }
    }

    fn text(&self) -> Verdict {
        if self.ascii {
            return Verdict::ok("ASCII, as was asked for");
        }
        let locale = self.locale();
        if self.is_utf8() {
            return Verdict::ok(format!("UTF-8 ({locale})"));
        }
        let locale = if locale.is_empty() { "no locale is set".to_owned() } else { format!("the locale is {locale}") };
        Verdict::warning(
            format!("{locale}, which is not UTF-8"),
            "set LANG=C.UTF-8 or a locale of yours that ends in .UTF-8, or ascii = true in [screen]",
        )
    }

    fn language(&self) -> Verdict {
        let env = |name: &str| (self.env)(name);
        let console = glue::console(env);
        if let Some(cannot) = glue::no_chinese(self.language, self.ascii, console) {
            return Verdict::warning(
                cannot,
                "use a terminal in UTF-8 without --ascii, or language = \"en\" in [screen]",
            );
        }
        match glue::language(self.language, self.ascii || console, env) {
            Language::English => Verdict::ok("English"),
            Language::Chinese => Verdict::ok("Simplified Chinese"),
        }
    }

    fn wide(&self) -> Verdict {
        match self.wide_cells {
            None => Verdict::skipped("the terminal does not tell where its cursor is"),
            Some(2) => Verdict::ok("ideographs take two cells"),
            Some(cells) => Verdict::warning(
                format!("an ideograph takes {cells} cells here, not two"),
                "names in Chinese will shift their columns: use a UTF-8 locale and a terminal that knows wide characters",
            ),
        }
    }

    fn synchronized(&self) -> Verdict {
        match self.synchronized {
            Some(true) => Verdict::ok("frames are shown whole (synchronized output)"),
            Some(false) => Verdict::ok("no synchronized output; a frame is still one write"),
            None => Verdict::skipped("the terminal does not tell whether it can synchronize its output"),
        }
    }
}

/// The checks of the terminal. Without one they are skipped: a script has none.
pub(super) fn checks(terminal: &Terminal) -> Vec<Check> {
    let all: [(&str, Probe); 7] = [
        ("terminal.term", Terminal::term),
        ("terminal.size", Terminal::size),
        ("terminal.colours", Terminal::colours),
        ("terminal.text", Terminal::text),
        ("terminal.language", Terminal::language),
        ("terminal.wide", Terminal::wide),
        ("terminal.synchronized", Terminal::synchronized),
    ];
    all.into_iter()
        .map(|(name, look)| {
            let verdict = if terminal.is_terminal {
                look(terminal)
            } else {
                Verdict::skipped("standard input or output is not a terminal")
            };
            Check::ready(name, verdict)
        })
        .collect()
}

//! What can be set of walls.

use super::{Key, Kind, Section, default, example};
use crate::config::{KioskView, ScreenLanguage};

const HOUR: u64 = 60 * 60;

/// What a wall shows.
const FIGURES: Key = example(
    "figures",
    Kind::Figures,
    &[
        "figures = [\"no_agent_yet > 5\", \"Free: ready < 3 critical < 1\", \"longest_wait > 2m\", \"service_level < 80\"]",
    ],
    "Its figures, in order, by the names that rules use. A label may stand before one; behind it stand what is worth a\n\
     warning and what is critical, from which follow its target, its colour and a sign. Unless set: who has no agent\n\
     yet, longest wait, service level, answered, lost, ready, talking, wrap-up, chats and AI sessions.",
);

/// Which agents it shows.
const DEPARTMENTS: Key = example(
    "departments",
    Kind::Texts,
    &["departments = [\"night\"]"],
    "Only the agents of these departments of [site.departments]. What cannot be told of some agents, such as\n\
     calls, is marked as of all departments. Nothing less is asked for.",
);

/// Which sites it shows.
const SITES: Key = example(
    "sites",
    Kind::Texts,
    &["sites = [\"berlin\", \"shanghai\"]"],
    "Of several sites in [hub.sites], those whose walls take turns, in order; unless set, all of them.",
);

/// In which language.
const LANGUAGE: Key = example(
    "language",
    Kind::Choice(ScreenLanguage::WORDS),
    &["language = \"zh\""],
    "The language of its words; that of [screen] unless set.",
);

/// In which theme.
const THEME: Key =
    example("theme", Kind::Text, &["theme = \"high-contrast\""], "Its theme; that of [screen] unless set.");

/// `[kiosk]`
pub(in crate::config) static KIOSK: Section = Section {
    path: "kiosk",
    doc: "The board on a wall, with no one at the keys: views take turns, and between any two of them the wall comes.\n\
          --kiosk sets enabled.",
    optional: false,
    ways: &[],
    keys: &[
        default("enabled", Kind::Bool, "false", "Let the views take turns, the wall first."),
        default(
            "views",
            Kind::Choices(KioskView::WORDS),
            "[\"board\", \"teams\", \"calls\", \"chat\", \"ai\", \"reports\"]",
            "Which come beside the wall; a view whose source is not configured is left out, and teams where there are\n\
             not two.",
        ),
        default(
            "every",
            Kind::Duration(2, HOUR),
            "\"20s\"",
            "How long each is shown, and each page of the agents: 25 minutes at most. The wall stays for longer, so that it\n\
             has at least half of any hour.",
        ),
        FIGURES,
        DEPARTMENTS,
        SITES,
        LANGUAGE,
        THEME,
    ],
};

/// `[kiosk.NAME]`
pub(in crate::config) static WALL: Section = Section {
    path: "kiosk.NAME",
    doc: "Another wall, which --kiosk NAME shows. What it leaves out is as in [kiosk].",
    optional: true,
    ways: &[],
    keys: &[
        example(
            "views",
            Kind::Choices(KioskView::WORDS),
            &["views = [\"board\"]"],
            "Which views come beside this wall.",
        ),
        example("every", Kind::Duration(2, HOUR), &["every = \"40s\""], "How long each is shown."),
        FIGURES,
        DEPARTMENTS,
        SITES,
        LANGUAGE,
        THEME,
    ],
};

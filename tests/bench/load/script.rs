//! What is typed, and how the screen shows that it was heard.

use std::cell::Cell;
use std::time::{Duration, Instant};

use super::terminal::{PATIENCE, SIZE, Screen, Terminal};

/// One key after the other, over and over: agents chosen, orders, a filter typed and dropped, pages and back.
const STEPS: &[Step] = &[
    Step { keys: "G", shows: Shows::AnotherAgent },
    Step { keys: "g", shows: Shows::AnotherAgent },
    Step { keys: "j", shows: Shows::AnotherAgent },
    Step { keys: "j", shows: Shows::AnotherAgent },
    Step { keys: "k", shows: Shows::AnotherAgent },
    Step { keys: "s", shows: Shows::AnotherOrder },
    Step { keys: "S", shows: Shows::AnotherOrder },
    Step { keys: "/", shows: Shows::Text("enter keep") },
    Step { keys: "a", shows: Shows::Text(" match a ") },
    Step { keys: "n", shows: Shows::Text(" match an ") },
    Step { keys: "\r", shows: Shows::NoText("enter keep") },
    Step { keys: "\x1b", shows: Shows::NoText(" match ") },
    Step { keys: "G", shows: Shows::AnotherAgent },
    Step { keys: "g", shows: Shows::AnotherAgent },
    Step { keys: "6", shows: Shows::Text("╭ Health ") },
    Step { keys: "1", shows: Shows::Text("╭ Agents ·") },
    Step { keys: "z", shows: Shows::NoText("╭ Today ") },
    Step { keys: "z", shows: Shows::Text("╭ Today ") },
    Step { keys: "?", shows: Shows::Text("╭ Help ") },
    Step { keys: "\x1b", shows: Shows::NoText("╭ Help ") },
    Step { keys: "\r", shows: Shows::NoText("╭ Agents ·") },
    Step { keys: "\x1b", shows: Shows::Text("╭ Agents ·") },
];

/// A key that shows nothing in this time had no agent to choose, or was not heard.
const NOBODY: Duration = Duration::from_secs(3);

/// A screen that is drawn anew because a person asks for it has come in this time.
const DRAWN_ANEW: Duration = Duration::from_secs(1);

/// Where the first agent stands on the board.
const FIRST_ROW: u16 = 9;

/// Where the border below the agents is.
const BORDER: u16 = SIZE.1 - 2;

/// The columns of an agent's name and number, without the state before them.
const NAME: (u16, u16) = (5, 24);

struct Step {
    keys: &'static str,
    shows: Shows,
}

enum Shows {
    Text(&'static str),
    NoText(&'static str),
    AnotherAgent,
    AnotherOrder,
}

/// How many agents the board says that it has.
pub fn everybody(agents: u64) -> String {
    let count = grouped(agents);
    format!("{count} of {count} agents")
}

fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Who types.
#[derive(Default)]
pub struct Script {
    next: usize,
    began: bool,
    /// Keys for a neighbour where there was none.
    pub at_the_end: usize,
}

impl Script {
    /// Presses the rest of the round, so that no question stands open.
    pub fn finish(&mut self, board: &mut Terminal) {
        while self.next > 0 {
            self.press(board);
        }
    }

    /// Presses the next key; how long it took until the screen showed it or was given up, and which it was.
    pub fn press(&mut self, board: &mut Terminal) -> (Duration, &'static str) {
        if !std::mem::replace(&mut self.began, true) {
            board.press("1");
            board.wait("the board", |screen| screen.text().contains("╭ Agents ·"));
        }
        loop {
            let step = &STEPS[self.next];
            self.next = (self.next + 1) % STEPS.len();
            let (agent, order) = (chosen(&board.screen()), order(&board.screen()));
            let ended = Cell::new(false);
            let changed = |screen: &Screen<'_>| match step.shows {
                Shows::Text(text) => screen.text().contains(text),
                Shows::NoText(text) => !screen.text().contains(text),
                Shows::AnotherAgent => {
                    let now = chosen(screen);
                    let same = now == agent;
                    ended.set(ended.get() || same && is_at_the_end(screen, step.keys));
                    now.is_some() && !same
                }
                Shows::AnotherOrder => self::order(screen) != order,
            };
            let what = format!("key {} of the round, {:?},", self.next, step.keys);
            assert!(!changed(&board.screen()), "{what} would change nothing:\n{}", board.screen().text());
            let pressed = Instant::now();
            board.press(step.keys);
            let may_be_the_end = matches!(step.shows, Shows::AnotherAgent);
            if let Some(shown) = board.seen(if may_be_the_end { NOBODY } else { PATIENCE }, changed) {
                return (shown.saturating_duration_since(pressed), step.keys);
            }
            assert!(may_be_the_end, "{what} never showed; the screen is\n{}", board.screen().text());
            // Agents move in the list while they change: there may have been no agent above or below the one who is
            // chosen. Anything else is a key that was not heard, or is heard too late.
            board.press("\x0c");
            if board.seen(DRAWN_ANEW, changed).is_some() || !ended.get() {
                return (pressed.elapsed(), step.keys);
            }
            self.at_the_end += 1;
        }
    }
}

/// The row of the agent who is chosen: its background differs from its neighbours'.
fn chosen_row(screen: &Screen<'_>) -> Option<u16> {
    (FIRST_ROW..BORDER).find(|row| screen.differ((*row, 4), (FIRST_ROW - 1, 4)))
}

/// The agent who is chosen, by name and number.
fn chosen(screen: &Screen<'_>) -> Option<String> {
    chosen_row(screen).map(|row| screen.piece(row, NAME))
}

/// Whether no agent is left on the side of the chosen agent that this key goes to.
fn is_at_the_end(screen: &Screen<'_>, key: &str) -> bool {
    let (Some(row), Some((first, last, total))) = (chosen_row(screen), in_view(screen)) else { return false };
    let place = first + u64::from(row - FIRST_ROW);
    if matches!(key, "g" | "k") { place == 1 } else { place == last && last == total }
}

/// The places of the first and the last agent in view, and how many agents there are.
fn in_view(screen: &Screen<'_>) -> Option<(u64, u64, u64)> {
    let border = screen.row(BORDER);
    let words: Vec<&str> = border.split('╯').next()?.split_whitespace().collect();
    let told = words.windows(3).find_map(|words| {
        let [range, "of", total] = words else { return None };
        let (first, last) = range.split_once('-')?;
        Some((count(first)?, count(last)?, count(total)?))
    });
    // The border tells it unless all of them are in view; the header counts them always.
    told.or_else(|| {
        let header = screen.row(0);
        let words: Vec<&str> = header.split_whitespace().collect();
        let total = words.windows(2).find_map(|words| if words[1] == "agents" { count(words[0]) } else { None })?;
        Some((1, total, total))
    })
}

/// A number as the screen writes it.
fn count(text: &str) -> Option<u64> {
    text.replace(',', "").trim().parse().ok()
}

/// What the agents are ordered by, as their pane says.
fn order(screen: &Screen<'_>) -> String {
    let text = screen.text();
    let line = text.lines().find(|line| line.contains("╭ Agents ·")).unwrap_or_default();
    line.split('─').next().unwrap_or_default().trim().to_owned()
}

/// Goes to the page that tells what was applied.
pub fn open_health(board: &mut Terminal) {
    board.press("6");
    board.wait("the health of the sources", |screen| told(screen).is_some());
}

/// What the board tells of the agents' stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Connections opened.
    pub connects: u64,
    /// Operations applied.
    pub applied: u64,
    /// What was rejected, as it is worded.
    pub rejected: String,
    /// Comparisons made.
    pub resyncs: u64,
    /// Fields that they found to differ.
    pub drifted: u64,
}

/// Reads it from the page on health.
pub fn told(screen: &Screen<'_>) -> Option<Told> {
    let rows: Vec<String> = (0..SIZE.1).map(|row| screen.row(row)).collect();
    let value = |label: &str| {
        let row = rows.iter().find_map(|row| row.trim_start_matches(['│', ' ']).strip_prefix(label))?;
        // Another column begins after a wide gap.
        Some(row.trim_start().split("   ").next().unwrap_or_default().trim().to_owned())
    };
    let resyncs = value("resyncs")?;
    let (resyncs, drifted) = resyncs.split_once(", ")?;
    Some(Told {
        connects: count(value("connects")?.split(", ").next()?)?,
        applied: count(value("operations")?.strip_suffix(" applied")?)?,
        rejected: value("rejected")?,
        resyncs: count(resyncs)?,
        drifted: count(drifted.strip_suffix(" fields had drifted")?)?,
    })
}

//! What is typed, and how the screen shows that it was heard.

use std::time::{Duration, Instant};

use super::terminal::{SIZE, Screen, Terminal};

/// One key after the other, over and over: agents chosen, orders, a filter typed and dropped, pages and back.
const STEPS: &[Step] = &[
    Step { keys: "j", shows: Shows::AnotherAgent },
    Step { keys: "j", shows: Shows::AnotherAgent },
    Step { keys: "k", shows: Shows::AnotherAgent },
    Step { keys: "s", shows: Shows::AnotherOrder },
    Step { keys: "j", shows: Shows::AnotherAgent },
    Step { keys: "S", shows: Shows::AnotherOrder },
    Step { keys: "/", shows: Shows::Text("enter keep") },
    Step { keys: "a", shows: Shows::Text(" match a ") },
    Step { keys: "n", shows: Shows::Text(" match an ") },
    Step { keys: "\r", shows: Shows::NoText("enter keep") },
    Step { keys: "\x1b", shows: Shows::NoText(" match ") },
    Step { keys: "G", shows: Shows::LastRows },
    Step { keys: "g", shows: Shows::FirstRows },
    Step { keys: "6", shows: Shows::Text("─ Health ") },
    Step { keys: "1", shows: Shows::Text("─ Agents ·") },
    Step { keys: "t", shows: Shows::NoText("answered  missed") },
    Step { keys: "t", shows: Shows::Text("answered  missed") },
    Step { keys: "?", shows: Shows::Text("─ Help ") },
    Step { keys: "\x1b", shows: Shows::NoText("─ Help ") },
    Step { keys: "\r", shows: Shows::NoText("─ Agents ·") },
    Step { keys: "\x1b", shows: Shows::Text("─ Agents ·") },
];

/// Where the first agent stands on the board.
const FIRST_ROW: u16 = 9;

struct Step {
    keys: &'static str,
    shows: Shows,
}

enum Shows {
    Text(&'static str),
    NoText(&'static str),
    AnotherAgent,
    AnotherOrder,
    FirstRows,
    LastRows,
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
}

impl Script {
    /// Presses the next key; how long it took until the screen showed it, and which it was.
    pub fn press(&mut self, board: &mut Terminal) -> (Duration, &'static str) {
        if !std::mem::replace(&mut self.began, true) {
            board.press("1");
            board.wait("the board", |screen| screen.text().contains("─ Agents ·"));
        }
        let step = &STEPS[self.next];
        self.next = (self.next + 1) % STEPS.len();
        let (agent, order) = (chosen(&board.screen()), order(&board.screen()));
        let changed = |screen: &Screen<'_>| match step.shows {
            Shows::Text(text) => screen.text().contains(text),
            Shows::NoText(text) => !screen.text().contains(text),
            Shows::AnotherAgent => chosen(screen).is_some_and(|now| Some(now) != agent),
            Shows::AnotherOrder => self::order(screen) != order,
            Shows::FirstRows => screen.text().contains(" 1-"),
            Shows::LastRows => !screen.text().contains(" 1-"),
        };
        assert!(!changed(&board.screen()), "{:?} would change nothing:\n{}", step.keys, board.screen().text());
        let pressed = Instant::now();
        board.press(step.keys);
        let shown = board.seen(step.keys, changed);
        (shown.saturating_duration_since(pressed), step.keys)
    }
}

/// The agent who is chosen, by name and number: the background of that row differs from its neighbours'.
fn chosen(screen: &Screen<'_>) -> Option<String> {
    let row = (FIRST_ROW..SIZE.1 - 3).find(|row| screen.differ((*row, 10), (FIRST_ROW - 1, 10)))?;
    Some(screen.row(row).chars().take(30).collect())
}

/// What the agents are ordered by, as their pane says.
fn order(screen: &Screen<'_>) -> String {
    let text = screen.text();
    let line = text.lines().find(|line| line.contains("─ Agents ·")).unwrap_or_default();
    line.split('─').nth(1).unwrap_or_default().trim().to_owned()
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
    let number = |text: &str| text.replace(',', "").trim().parse::<u64>().ok();
    let resyncs = value("resyncs")?;
    let (resyncs, drifted) = resyncs.split_once(", ")?;
    Some(Told {
        connects: number(value("connects")?.split(", ").next()?)?,
        applied: number(value("operations")?.strip_suffix(" applied")?)?,
        rejected: value("rejected")?,
        resyncs: number(resyncs)?,
        drifted: number(drifted.strip_suffix(" fields had drifted")?)?,
    })
}

//! What is typed, and how the screen shows that it was heard.

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

/// A key that shows nothing in this time had nobody to choose.
const AT_THE_END: Duration = Duration::from_secs(3);

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
    /// Presses the next key; how long it took until the screen showed it, and which it was.
    pub fn press(&mut self, board: &mut Terminal) -> (Duration, &'static str) {
        if !std::mem::replace(&mut self.began, true) {
            board.press("1");
            board.wait("the board", |screen| screen.text().contains("╭ Agents ·"));
        }
        loop {
            let step = &STEPS[self.next];
            self.next = (self.next + 1) % STEPS.len();
            let (agent, order) = (chosen(&board.screen()), order(&board.screen()));
            let changed = |screen: &Screen<'_>| match step.shows {
                Shows::Text(text) => screen.text().contains(text),
                Shows::NoText(text) => !screen.text().contains(text),
                Shows::AnotherAgent => chosen(screen).is_some_and(|now| Some(now) != agent),
                Shows::AnotherOrder => self::order(screen) != order,
            };
            let what = format!("key {} of the round, {:?},", self.next, step.keys);
            assert!(!changed(&board.screen()), "{what} would change nothing:\n{}", board.screen().text());
            let pressed = Instant::now();
            board.press(step.keys);
            // Agents move in the list while they change: there may be nobody above or below the one who is chosen.
            let patience = if matches!(step.shows, Shows::AnotherAgent) { AT_THE_END } else { PATIENCE };
            match board.seen(patience, changed) {
                Some(shown) => return (shown.saturating_duration_since(pressed), step.keys),
                None if patience == AT_THE_END => self.at_the_end += 1,
                None => panic!("{what} never showed; the screen is\n{}", board.screen().text()),
            }
        }
    }
}

/// The agent who is chosen, by name and number: the background of that row differs from its neighbours'.
fn chosen(screen: &Screen<'_>) -> Option<String> {
    let row = (FIRST_ROW..SIZE.1 - 2).find(|row| screen.differ((*row, 4), (FIRST_ROW - 1, 4)))?;
    Some(screen.row(row).chars().take(30).collect())
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

//! What the program may write to a terminal, and nothing else.

/// What a run may write beside frames.
#[derive(Clone, Copy, Default)]
pub struct Allowed {
    /// Notifications: OSC 9.
    pub notifications: bool,
}

/// Reads everything that was written; gives the texts of notifications. Fails at the first byte that the program has no
/// business to write.
pub fn check(bytes: &[u8], allowed: Allowed) -> Vec<String> {
    let text = std::str::from_utf8(bytes).unwrap_or_else(|error| panic!("not UTF-8: {error}"));
    let mut notes = Vec::new();
    let mut rest = text;
    let mut marks = 0;
    // Before the screen is taken and after it is given back there are lines.
    let mut taken = false;
    while let Some(c) = rest.chars().next() {
        let near = || format!("…{}", rest.chars().take(60).collect::<String>().escape_debug());
        if let Some(after) = rest.strip_prefix("\x1b[") {
            let end = after.find(|c: char| ('@'..='~').contains(&c)).unwrap_or_else(|| panic!("{}", near()));
            let (parameters, last) = (&after[..end], &after[end..=end]);
            assert!(is_ours(parameters, last), "{}", near());
            match (parameters, last) {
                ("?1049", "h") => taken = true,
                ("?1049", "l") => taken = false,
                _ => {}
            }
            rest = &after[end + 1..];
            marks = 0;
            continue;
        }
        if let Some(after) = rest.strip_prefix("\x1b]9;") {
            assert!(allowed.notifications, "{}", near());
            let (note, after) = after.split_once('\x07').unwrap_or_else(|| panic!("{}", near()));
            notes.push(note.to_owned());
            rest = after;
            continue;
        }
        // Lines end; on the screen that was taken, the cursor moves with them, and back.
        let is_move = matches!(c, '\r' | '\n') || taken && c == '\x08';
        assert!(is_move || !super::bytes::is_hostile(c), "{}", near());
        marks = if unicode_normalization::char::is_combining_mark(c) { marks + 1 } else { 0 };
        assert!(marks <= 3, "{}", near());
        rest = &rest[c.len_utf8()..];
    }
    for note in &notes {
        assert!(!note.chars().any(super::bytes::is_hostile) && note.chars().count() < 400, "{note:?}");
    }
    notes
}

/// Colours and attributes, places of the cursor, erasing, the modes that a board sets and puts back, and the question
/// whether the terminal has come so far.
fn is_ours(parameters: &str, last: &str) -> bool {
    const MODES: [&str; 10] = ["?1049", "?25", "?7", "?2004", "?2026", "?1000", "?1002", "?1003", "?1006", "?1015"];
    let numbers = parameters.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b';' | b':'));
    match last {
        "m" | "H" | "J" | "K" | "G" | "A" | "B" | "C" | "D" => numbers,
        "r" => parameters.is_empty(),
        "h" | "l" => MODES.contains(&parameters),
        "n" => parameters == "5",
        _ => false,
    }
}

/// Whether every line that begins with a border ends with one, in the last column: a name that was wider or narrower
/// than it was taken for would push the border away.
pub fn assert_aligned(screen: &vt100::Screen) {
    let (rows, columns) = screen.size();
    let cell = |row, column| screen.cell(row, column).map(|cell| cell.contents().to_owned()).unwrap_or_default();
    let is_border = |text: &str| matches!(text, "│" | "┃" | "╯" | "╮");
    for row in 0..rows {
        let (first, last) = (cell(row, 0), cell(row, columns - 1));
        if first == "│" {
            assert!(is_border(&last), "row {row} ends with {last:?}:\n{}", screen.contents());
        }
    }
}

//! The board: starts, answers keys, follows the window, and puts the terminal back on every way out.

use crate::pty::harness::Program;

#[test]
fn the_demo_is_live_with_all_panes_and_quits_cleanly() {
    let mut program = Program::demo(&[], 120, 34);
    program.wait("live figures in all panes", |screen| {
        screen.contains("live")
            && screen.contains("answered")
            && screen.contains("chats")
            && screen.contains("sessions")
    });
    program.quit();
}

#[test]
fn keys_lead_from_the_board_to_a_person_and_back() {
    let mut program = Program::demo(&[], 120, 34);
    program.press("?");
    program.wait_for("every key as it is bound now");
    program.press("\x1b");
    program.wait_for_agents(48);
    program.press("/state:talking\r");
    program.wait_for("state:talking");
    program.press("j\r");
    program.wait_for("Time today");
    program.press("n");
    program.wait_for("2 of");
    program.press("\x1b");
    program.wait_for("match state:talking");
    program.press("\x1b");
    program.press("\x1b");
    program.wait("no filter", |screen| !screen.contains("state:talking"));
    program.press("f");
    program.wait_for("FROZEN");
    program.press("f");
    program.wait("the board live again", |screen| !screen.contains("FROZEN"));
    program.press("t");
    program.wait("tiles", |screen| !screen.contains("ans/miss"));
    program.press("e");
    program.quit();
}

#[test]
fn it_follows_the_window_down_to_one_cell_and_back() {
    const CLEARED: &str = "\x1b[2J";
    let mut program = Program::demo(&[], 120, 34);
    for (columns, rows, shown) in [(80, 24, "48"), (1, 1, ""), (40, 8, "60"), (200, 60, "Acme Support")] {
        let before = program.times(CLEARED);
        program.resize(columns, rows);
        program.wait_for_times(CLEARED, before + 1);
        program.wait_for_whole_frame();
        program.wait_for(shown);
    }
    program.quit();
}

#[test]
fn a_small_window_is_told_what_is_needed() {
    let mut program = Program::start(&["demo"], 40, 8);
    program.wait_for("60");
    program.quit();
}

#[test]
fn the_terminal_is_put_back_after_each_signal() {
    for signal in ["TERM", "INT", "HUP"] {
        let mut program = Program::demo(&[], 80, 24);
        program.signal(signal);
        assert_eq!(program.end(), 0, "{signal}");
        program.assert_restored();
    }
}

#[test]
fn the_terminal_is_put_back_and_the_report_printed_after_a_panic() {
    let mut program =
        Program::start_with(&["demo"], 80, 24, &[("CALLBOARD_PANIC_AFTER_FRAMES", "1"), ("RUST_BACKTRACE", "0")]);
    let code = program.end();
    program.assert_restored();
    let text = String::from_utf8_lossy(&program.bytes).into_owned();
    let left = text.rfind("\x1b[?1049l").unwrap();
    assert!(text[left..].contains("panic"), "the report comes after the alternate screen was left");
    assert_eq!(code, 101);
}

/// What a dump would hold: a customer's number, a token, a secret.
#[cfg(target_os = "linux")]
#[test]
fn a_board_that_falls_over_leaves_no_picture_of_its_memory() {
    use std::os::unix::fs::MetadataExt;

    // As large a dump as this machine allows, until the board forbids it.
    let script = r#"ulimit -S -c "$(ulimit -H -c)"; exec "$0" demo --seed 1"#;
    let arguments = ["-c", script, env!("CARGO_BIN_EXE_callboard")];
    let mut program = Program::start_other("/bin/sh", &arguments, 120, 34, &[]);
    program.wait_for_agents(48);
    let limits = format!("/proc/{}/limits", program.id());
    // Where dumps go to a program the limit is not asked, but whose the process is: of one that must not be dumped
    // the system takes its files from everybody but root.
    let (owner, me) = (std::fs::metadata(&limits).unwrap().uid(), rustix::process::getuid().as_raw());
    assert!(owner != me || me == 0, "it can be dumped");
    let limits = std::fs::read_to_string(&limits).unwrap();
    let core = limits.lines().find_map(|line| line.strip_prefix("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().collect::<Vec<_>>(), ["0", "0", "bytes"]);
    program.quit();
}

#[test]
fn no_colour_and_ascii_are_honoured_on_the_wire() {
    let mut program = Program::start_with(&["demo", "--ascii"], 120, 34, &[("NO_COLOR", "1")]);
    program.wait_for_agents(48);
    program.press("q");
    program.end();
    let text = String::from_utf8_lossy(&program.bytes).into_owned();
    assert!(!text.contains("\x1b[38;") && !text.contains("\x1b[48;") && !text.contains("\x1b[31m"), "colours");
    assert!(!text.contains('│') && !text.contains('╭') && !text.contains('●'), "box characters");
}

/// From a figure to the people behind it, to one of them, to a call, to its legs, and all the way back.
#[test]
fn a_count_of_misses_leads_to_agents_an_agent_a_call_and_its_legs() {
    let mut program = Program::demo(&[], 120, 34);
    program.press("\t");
    // The last figure is the calls connected; two before it is what agents missed.
    program.press("Ghh\r");
    program.wait_for("match agent_misses>0");
    program.press("j\r");
    program.wait_for("of");
    program.wait("the agent's calls", |screen| screen.contains("today, newest first") && screen.contains("Began"));
    program.press("\r");
    program.wait("the call and its legs", |screen| screen.contains("› Call") && screen.contains("Chosen leg"));
    program.press("\x1b");
    program.wait("the agent again", |screen| screen.contains("today, newest first"));
    program.press("\x1b");
    program.wait_for("match agent_misses>0");
    program.press("\x1b");
    program.wait("the board again", |screen| !screen.contains("match agent_misses>0"));
    program.quit();
}

#[test]
fn the_views_are_a_key_away_and_chats_lead_to_people_sessions_to_their_records() {
    let mut program = Program::demo(&[], 120, 34);
    program.press("2");
    program.wait("calls", |screen| screen.contains("╭ Calls") && screen.contains("answered"));
    program.press("C");
    program.wait("calls as they happen", |screen| screen.contains("╭ Calls as they happen"));
    program.press("3");
    program.wait("chats", |screen| screen.contains("╭ Chat ·") && screen.contains("│all "));
    program.press("j\r");
    program.wait("the person behind the chats", |screen| {
        screen.contains("in the list") || screen.contains("not joined to a voice agent")
    });
    program.press("4");
    program.wait("sessions", |screen| screen.contains("AI sessions today") && screen.contains("reached an agent"));
    program.press("5");
    program.wait("half hours", |screen| screen.contains("Half hours") && screen.contains("outbound"));
    program.press("6");
    program.wait("health", |screen| screen.contains("╭ Health") && screen.contains("Budget"));
    program.press("1");
    program.wait_for_agents(48);
    program.quit();
}

#[test]
fn lists_and_recordings_are_written_where_the_board_was_started_and_never_over_each_other() {
    let place = tempfile::tempdir().unwrap();
    let settings = place.path().join("config.toml");
    std::fs::write(&settings, format!("[screen]\nexport_dir = \"{}\"\n", place.path().display())).unwrap();
    let mut program = Program::start(&["demo", "--seed", "1", "--config", settings.to_str().unwrap()], 120, 34);
    program.wait_for_agents(48);
    program.press("2");
    program.wait("calls", |screen| screen.contains("answered") && screen.contains("loaded"));
    program.press("e");
    program.wait_for("wrote");
    program.press("L");
    program.wait("callers of lost calls, once every record is read", |screen| {
        let title = screen.lines().find(|line| line.contains("╭ still lost ")).unwrap_or_default();
        title.contains(" · longest waiting first") && !title.contains(" of ")
    });
    program.press("e");
    program.wait("the list in a file", |screen| screen.contains("callboard-still-lost-"));
    program.press("2");
    // One that an agent had: a bot or a number outside has no legs and no recording.
    program.press("/result:answered talk>5s\r");
    program.wait_for("match result:answered talk>5s");
    program.press("\r");
    program.wait("an answered call", |screen| screen.contains("╭ Call") && screen.contains("Chosen leg"));
    program.press("o");
    program.wait("the question", |screen| screen.contains("y yes") && screen.contains("n no"));
    program.press("y");
    program.wait_for("saved");
    program.quit();
    let mut names: Vec<String> = std::fs::read_dir(place.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let found = |start: &str, end: &str| names.iter().find(|name| name.starts_with(start) && name.ends_with(end));
    let csv = std::fs::read_to_string(place.path().join(found("callboard-calls-", ".csv").unwrap())).unwrap();
    assert!(csv.starts_with("\u{feff}Customer,Began") && csv.lines().count() > 50, "{csv}");
    let sound = std::fs::read(place.path().join(found("callboard-recording-", ".mp3").unwrap())).unwrap();
    assert_eq!(sound[0], 0xff, "an MPEG frame");
    let lost = std::fs::read_to_string(place.path().join(found("callboard-still-lost-", ".csv").unwrap())).unwrap();
    let mut lines = lost.trim_start_matches('\u{feff}').lines();
    assert!(
        lines.next().unwrap().starts_with("Customer,Waited (s),Tries,Since,Last try,Let it ring,Relay number"),
        "{lost}"
    );
    let numbers: Vec<&str> = lines.map(|line| line.split(',').next().unwrap()).collect();
    assert!(!numbers.is_empty(), "{lost}");
    for number in numbers {
        let hidden = number.contains("****") && number.chars().filter(char::is_ascii_digit).count() <= 7;
        assert!(hidden || number == "withheld", "masked: {lost}");
    }
    assert_eq!(names.len(), 4, "{names:?}");
}

/// From the chats of the day to a person, to one of their calls and its legs, and back.
#[test]
fn a_chat_figure_leads_to_a_person_to_a_call_and_back() {
    let mut program = Program::demo(&[], 120, 34);
    program.press("3");
    program.wait("everybody's chats", |screen| screen.contains("╭ Chat ·") && screen.contains("│all "));
    program.press("\r");
    program.wait("the person", |screen| screen.contains("in the list") && screen.contains("Began"));
    program.press("\r");
    program.wait("a call of theirs", |screen| screen.contains("╭ Call") && screen.contains("Chosen leg"));
    program.press("\x1b");
    program.wait("the person again", |screen| screen.contains("today, newest first"));
    program.press("\x1b");
    program.wait("the chats again", |screen| screen.contains("╭ Chat"));
    program.quit();
}

#[test]
fn q_closes_the_help_and_then_quits_the_board() {
    let mut program = Program::demo(&[], 120, 34);
    program.press("?");
    program.wait_for("Here, on the board");
    program.press("q");
    program.wait("the board again", |screen| screen.contains("ans/miss") && !screen.contains("Here, on"));
    program.press("\r");
    program.wait("the first agent's page", |screen| screen.contains("Time today"));
    program.press("?/next\r");
    program.wait("what the help has of next", |screen| screen.contains("next agent of the list"));
    program.press("qq");
    program.wait("the board again", |screen| screen.contains("ans/miss") && screen.contains("q quit"));
    program.press("q");
    assert_eq!(program.end(), 0);
    program.assert_restored();
}

#[test]
fn a_key_that_does_nothing_says_so_and_the_mouse_and_replies_do_not() {
    let mut program = Program::demo(&["--mouse"], 120, 34);
    program.press("\x1b[<35;200;1M\x1b[12;3R\x1b[?2026;2$y\x1b[?62;22c\x1b]11;rgb:0/0/0\x1b\\");
    program.press("?");
    program.wait_for("every key as it is bound now");
    program.press("q");
    program.wait("the board again", |screen| screen.contains("q quit"));
    assert!(!program.text().contains("does nothing here"));
    program.press("Q");
    program.wait_for("Q does nothing here; ? lists the keys");
    program.wait("the hints again", |screen| screen.contains("q quit"));
    program.quit();
}

/// Calls in progress are told by nothing but callbacks.
#[test]
fn the_demo_counts_the_calls_that_its_centre_pushes_to_it() {
    let mut program = Program::start(&["demo", "--seed", "1", "--rate", "100"], 200, 60);
    program.wait_for_agents(48);
    program.press("6");
    program.wait("calls in progress by callbacks", |screen| {
        screen.match_indices(" in progress").any(|(at, _)| {
            let count = screen[..at].split_whitespace().last().and_then(|word| word.parse::<u64>().ok());
            count.is_some_and(|count| count > 0)
        })
    });
    program.quit();
}

//! Looks: themes of one's own, and a board that begins as it was left.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use callboard::sim::{Options, Simulator};

use crate::pty::harness::Program;
use crate::pty::support::{ending, mode};

/// A user's home, with settings for an invented site.
struct Home {
    dir: tempfile::TempDir,
    runtime: tokio::runtime::Runtime,
    simulator: Option<Simulator>,
}

impl Home {
    fn new() -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let simulator = runtime.block_on(Simulator::start(anywhere, Options::new(1))).unwrap();
        let dir = tempfile::tempdir().unwrap();
        let (url, known) = (simulator.base_url(), simulator.credentials());
        let (id, secret, user) = (&known.call_app_id, &known.call_app_secret, &known.operator_user_id);
        let settings = format!(
            "[site]\nname = \"Acme\"\n[sobot_call]\nbase_url = \"{url}\"\ntoken_url = \"{url}/tokens/company\"\n\
             app_id = \"{id}\"\napp_secret = \"{secret}\"\noperator_user_id = \"{user}\"\n"
        );
        let home = Self { dir, runtime, simulator: Some(simulator) };
        home.write(".config/callboard/config.toml", &settings);
        home
    }

    /// A file that only its owner reads.
    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        path
    }

    fn start(&self, arguments: &[&str]) -> Program {
        let home = self.dir.path().to_str().unwrap();
        Program::start_with(arguments, 120, 34, &[("HOME", home), ("COLORTERM", "truecolor")])
    }

    /// What is remembered: one file.
    fn kept(&self) -> PathBuf {
        let dir = self.dir.path().join(".local/state/callboard/looks");
        let files: Vec<PathBuf> = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert_eq!(files.len(), 1, "{files:?}");
        files[0].clone()
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        if let Some(simulator) = self.simulator.take() {
            self.runtime.block_on(simulator.stop());
        }
    }
}

#[test]
fn a_board_begins_as_it_was_left() {
    let home = Home::new();
    let mut program = home.start(&[]);
    program.wait_for_agents(48);
    program.press("T");
    program.wait_for("theme light");
    program.press("sss");
    program.wait_for("agents by name");
    program.press("/state:talking\r");
    program.wait_for("match state:talking");
    program.press("2");
    program.wait_for("╭ Calls");
    program.quit();
    let file = home.kept();
    assert_eq!((mode(&file), mode(file.parent().unwrap())), (0o600, 0o700));

    let mut program = home.start(&[]);
    program.wait_for("╭ Calls");
    let light = "48;2;251;250;247";
    assert!(String::from_utf8_lossy(&program.bytes).contains(light), "the ground is the light theme's");
    program.press("1");
    program.wait("filter and order", |text| text.contains("match state:talking") && text.contains("by name"));
    program.quit();

    // A flag wins for once, and is not what is remembered.
    let mut program = home.start(&["--theme", "high-contrast"]);
    program.wait_for("match state:talking");
    assert!(!String::from_utf8_lossy(&program.bytes).contains(light));
    program.press("\x1b");
    program.wait_for_agents(48);
    program.quit();
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains("theme = \"light\"") && text.contains("filter = \"\"") && text.contains("sort = \"name\""));
}

#[test]
fn what_is_damaged_or_not_wanted_is_not_remembered() {
    let home = Home::new();
    let mut program = home.start(&[]);
    program.wait_for_agents(48);
    program.press("t2");
    program.wait_for("╭ Calls");
    program.quit();
    let file = home.kept();
    fs::write(&file, "view = ").unwrap();
    let mut program = home.start(&[]);
    program.wait_for("its file is damaged, and written anew");
    program.wait_for_agents(48);
    program.quit();
    assert!(fs::read_to_string(&file).unwrap().contains("view = \"board\""));

    fs::write(&file, "view = \"health\"").unwrap();
    let settings = fs::read_to_string(home.dir.path().join(".config/callboard/config.toml")).unwrap();
    let path = home.write("forgetful.toml", &(settings + "[screen]\nremember = false\n"));
    let mut program = home.start(&["--config", path.to_str().unwrap()]);
    program.wait_for_agents(48);
    program.quit();
    assert_eq!(fs::read_to_string(&file).unwrap(), "view = \"health\"");
}

#[test]
fn a_theme_of_ones_own_is_in_the_round_and_a_broken_one_is_told() {
    let home = Home::new();
    home.write(".config/callboard/themes/own.toml", "base = \"light\"\nground = \"#010203\"\n");
    home.write(".config/callboard/themes/poor.toml", "base = \"dark\"\nredy = \"#ffffff\"\n");
    let mut program = home.start(&["--theme", "poor"]);
    program.wait_for("poor.toml:2: unknown key redy; did you mean ready?");
    program.wait_for_agents(48);
    for name in ["light", "high-contrast", "deuteranopia", "tritanopia", "mono", "own"] {
        program.press("T");
        program.wait_for(&format!("theme {name}"));
    }
    assert!(String::from_utf8_lossy(&program.bytes).contains("48;2;1;2;3"));
    program.press("T");
    program.wait_for("theme dark");
    program.quit();
}

#[test]
fn a_note_is_written_at_the_keys_and_is_there_when_the_board_begins_again() {
    let home = Home::new();
    let mut board = home.start(&[]);
    board.wait_for_agents(48);
    // More at once would be taken for a paste.
    board.press(":note call 13812345678\r");
    board.wait_shown("noted");
    board.press("N");
    board.wait_for("call 138****5678");
    assert!(!board.text().contains("13812345678"), "{}", board.text());
    board.quit();
    let dir = home.dir.path().join(".local/state/callboard/looks");
    let notes = ending(&dir, "notes");
    assert_eq!(notes.len(), 1, "{notes:?}");
    assert_eq!(mode(&notes[0]), 0o600);
    let text = fs::read_to_string(&notes[0]).unwrap();
    assert!(text.contains("138****5678") && !text.contains("13812345678"), "{text}");
    let mut board = home.start(&[]);
    board.wait_for_agents(48);
    board.press("N");
    board.wait_for("call 138****5678");
    board.quit();
}

/// What the terminal was asked to take into its clipboard.
fn copied(board: &Program) -> Vec<String> {
    let written = String::from_utf8_lossy(&board.bytes).into_owned();
    let asked = written.split("\u{1b}]52;c;").skip(1).filter_map(|rest| rest.split_once('\u{7}'));
    asked.map(|(text, _)| String::from_utf8(STANDARD.decode(text).unwrap()).unwrap()).collect()
}

#[test]
fn an_id_is_given_to_the_terminals_clipboard_and_that_is_said() {
    let home = Home::new();
    let mut board = home.start(&[]);
    board.wait_for_agents(48);
    board.press("jY");
    board.wait_shown("was sent to the terminal's clipboard");
    let copied = copied(&board);
    let is_number = |text: &String| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    assert!(copied.len() == 1 && copied.iter().all(is_number), "{copied:?}");
    board.quit();
}

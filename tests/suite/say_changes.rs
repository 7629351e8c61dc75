//! `callboard say-changes` on the live simulator: what it says, and that a message reaches it.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Stdio};
use std::time::Duration;

use callboard::cli::Vendors;
use callboard::commands::{glue, simulate};
use callboard::lang::Language;
use callboard::model::{Rules, Stamp, plain};
use callboard::sim::Options;
use callboard::ui::spoken::{Manner, Narrator, Whose};
use tokio::time::timeout;

use crate::sim_support::{afternoon, centre_and_settings};

/// Long enough that only a centre that never tells all fails.
const PATIENCE: Duration = Duration::from_mins(5);

fn sobot() -> Vendors {
    Vendors { sobot: true, ..Vendors::default() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_live_centre_tells_becomes_sentences_in_both_languages() {
    let (simulator, config) =
        centre_and_settings(Options { agents: 12, rate: Some(300.0), ..afternoon(11) }, sobot()).await;
    let mut sources = glue::start(&config, &glue::clock()).unwrap();
    let manner = |language| Manner {
        language,
        zone: config.site.timezone,
        site: "Acme".to_owned(),
        rules: Rules::default(),
        whose: Whose::All,
    };
    let mut narrators = [Language::English, Language::Chinese].map(|language| Narrator::new(manner(language)));
    let mut lines = [Vec::new(), Vec::new()];
    let mut last = Stamp(0);
    let listening = async {
        let is_whole = |narrator: &Narrator| {
            let board = narrator.board();
            board.is_complete() && board.ledger().is_some_and(|ledger| ledger.extent().whole)
        };
        while !is_whole(&narrators[0]) {
            let update = sources.updates.recv().await.unwrap();
            last = last.max(update.at);
            for (narrator, lines) in narrators.iter_mut().zip(&mut lines) {
                lines.extend(narrator.take(update.clone()));
            }
        }
    };
    timeout(PATIENCE, listening).await.unwrap();
    simulator.stop().await;
    // The feed is gone: from here on the clock is the test's.
    for (narrator, lines) in narrators.iter_mut().zip(&mut lines) {
        lines.extend(narrator.wait_until(last.plus(180_000)));
        lines.extend(narrator.finish());
    }
    let [english, chinese] =
        lines.map(|said| said.iter().map(|one| one.line(config.site.timezone, false)).collect::<Vec<_>>());
    assert_eq!(english.len(), chinese.len(), "the same is said: {english:#?} {chinese:#?}");
    assert!(english[0].contains(" agents logged in, ") && english[0].contains(" calls answered, "), "{english:#?}");
    assert!(chinese[0].contains("名坐席已登录") && chinese[0].contains("呼损"), "{chinese:#?}");
    assert!(english.iter().any(|line| line.contains("no data on ") || line.contains("No data on ")), "{english:#?}");
    for line in english.iter().chain(&chinese) {
        assert!(!line.chars().any(plain::acts), "{line:?}");
    }
    assert!(chinese.iter().all(|line| !line.contains(" agents ") && line.ends_with('。')), "{chinese:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_program_says_where_one_comes_in_and_what_a_shell_says_until_it_is_told_to_end() {
    let (simulator, config) = centre_and_settings(Options { agents: 6, ..afternoon(12) }, sobot()).await;
    let place = tempfile::tempdir().unwrap();
    let runtime = place.path().join("run");
    std::fs::create_dir(&runtime).unwrap();
    std::fs::set_permissions(&runtime, std::fs::Permissions::from_mode(0o700)).unwrap();
    let settings = place.path().join("config.toml");
    let lines = simulate::settings(&simulator.base_url(), config.site.timezone, simulator.credentials(), sobot());
    let call = lines.split("[sobot_open]").next().unwrap().to_owned();
    std::fs::write(&settings, call).unwrap();
    std::fs::set_permissions(&settings, std::fs::Permissions::from_mode(0o600)).unwrap();
    let command = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_callboard"));
        command.args(arguments).arg("--config").arg(&settings).env_clear().env("HOME", place.path());
        command.env("CALLBOARD_SYSTEM_CONFIG", "").env("XDG_RUNTIME_DIR", &runtime);
        command
    };
    let mut child =
        command(&["say-changes"]).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut next = || out.next().unwrap().unwrap();
    let first = next();
    assert!(first.contains(", Simulated: ") && first.contains(" agents logged in, "), "{first}");
    let said = command(&["say", "fire drill at 15:00, call 13812345678"]).output().unwrap();
    assert!(String::from_utf8_lossy(&said.stdout).starts_with("1 board shows it until "), "{said:?}");
    let message = loop {
        let line = next();
        if line.contains("Message") {
            break line;
        }
    };
    assert!(message.ends_with(": fire drill at 15:00, call 138****5678."), "{message}");
    let ended = Command::new("kill").arg("-TERM").arg(child.id().to_string()).status().unwrap();
    assert!(ended.success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    simulator.stop().await;
}

#[test]
fn a_command_line_that_contradicts_itself_is_refused() {
    for arguments in [
        &["say-changes", "--all", "--agents", "1"][..],
        &["say-changes", "--from", "09:30"],
        &["query"],
        &["query", "x", "--table", "weather"],
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_callboard")).args(arguments).env_clear().output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {output:?}");
    }
}

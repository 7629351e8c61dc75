//! Secrets and people: every command runs as a tenant of a vendor that plants customers' numbers wherever they fit and
//! repeats every token and signature, and pushes callbacks full of such numbers to all that listen, with the log at its most
//! talkative; then every byte that came out is looked at.
//!
//! A secret may be in the settings that hold it, in the variable and the file that they name, and a token in its cache;
//! a customer's number on a screen after a person asked for it, and nowhere else.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::Child;
use std::sync::mpsc::{Receiver, channel};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

mod house;
mod relay;
mod sweep;

use house::{House, PROXY_PASSWORD, VARIABLE};
use relay::Mood;
use sweep::{Needles, content, files};

use crate::pty::harness::{PATIENCE, lists_all};
use crate::pty::support::{CHANGES, mode, refusing, signal, wait_told};

/// What callbacks are in a recording or on a follower's output.
const PUSHED: &str = "\"kind\":\"pushed\"";

fn masked(screen: &str) -> bool {
    screen.contains("139****50")
}

/// Whether the rows of the list of calls are there; an agent's page has a list too.
fn in_list(screen: &str) -> bool {
    screen.contains("╭ Calls ·")
        && !screen.contains("Time today")
        && screen.lines().any(|line| line.starts_with("│139"))
}

#[test]
fn no_command_writes_a_secret_or_a_customers_number_anywhere() {
    let house = House::open();
    side_by_side(
        &house,
        &[
            boards,
            a_wall,
            boards_that_fall,
            an_unmasked_board,
            what_is_unmasked_is_logged_or_not_shown,
            scripts,
            recordings,
            a_hub,
            callbacks,
            wrong_settings,
            proxies,
            plain_commands,
        ],
    );
    // It says so where another program's token has ended its own.
    first_settings(&house);
    audited(&house);
    // It spoils the vendor for all of them.
    complaints(&house);

    let mut expected: BTreeSet<String> =
        callboard::cli::command().get_subcommands().map(|command| command.get_name().to_owned()).collect();
    expected.insert(String::new());
    assert_eq!(*house.ran.lock().unwrap(), expected, "every command of the program runs here");

    it_did_travel(&house);
    let needles = house.needles();
    for (what, bytes) in house.told.lock().unwrap().iter() {
        needles.none_in(what, bytes);
    }
    what_was_written(&house, &needles);
}

/// They wait more than they work.
fn side_by_side(house: &House, scripts: &[fn(&House)]) {
    std::thread::scope(|scope| {
        for script in scripts {
            scope.spawn(move || script(house));
        }
    });
}

/// Every view, with an export, a recording, a look at an agent, a call and a session.
fn boards(house: &House) {
    let mut seat = house.seat(&[""], &[("CALLBOARD_SCREEN__REMEMBER", "true")]);
    seat.see("", "the agents with masked customers", |screen| lists_all(screen, 12) && masked(screen));
    seat.wait_for("R", "REC 00:");
    seat.wait_for("jj\r", "Time today");
    seat.see("\x1b2", "calls with masked customers", |screen| in_list(screen) && masked(screen));
    seat.wait_for("e", "wrote ");
    let legs = |screen: &str| screen.contains("Chosen leg") || screen.contains("no legs");
    seat.see("\r", "a call with its legs", |screen| screen.contains("╭ Call ") && masked(screen) && legs(screen));
    seat.wait_for("\x1b3", "╭ Chat ·");
    seat.wait_for("4", "╭ Sessions");
    seat.wait_for("5", "╭ Half hours");
    seat.wait_for("6", "╭ Health");
    seat.wait_for("?", "every key as it is bound now");
    seat.see("\x1b1", "the board again", |screen| lists_all(screen, 12));
    seat.wait_for(":agent 1001", "agent 1001");
    seat.program.press("\x1b\x1b");
    seat.wait_for("R", "updates, ");
    seat.program.press("q");
    assert_eq!(seat.end(), 0);
}

fn a_wall(house: &House) {
    let mut wall = house.seat(&["", "--kiosk"], &[]);
    wall.see("", "the wall", |screen| screen.contains("Acme"));
    wall.program.signal("TERM");
    assert_eq!(wall.end(), 0);
}

fn boards_that_fall(house: &House) {
    let fallen = house.seat(&[""], &[("CALLBOARD_PANIC_AFTER_FRAMES", "20")]);
    assert_eq!(fallen.end(), 101);
    let invented = house.seat(&["demo", "--agents", "6"], &[("CALLBOARD_PANIC_AFTER_FRAMES", "20")]);
    assert_eq!(invented.end(), 101);
}

/// A person asks for the numbers: they are on that screen, and in none of its files.
fn an_unmasked_board(house: &House) {
    let mut seat = house.seat(&[""], &[]);
    seat.see("", "masked customers", |screen| lists_all(screen, 12) && masked(screen));
    seat.unmasked = true;
    let plain = |screen: &str| relay::numbers().any(|number| screen.contains(&number.to_string()));
    seat.see("p", "numbers", |screen| screen.contains("NUMBERS SHOWN") && plain(screen));
    seat.wait_for("R", "REC 00:");
    seat.see("2", "numbers in the list", |screen| in_list(screen) && plain(screen));
    seat.wait_for("e", "wrote ");
    seat.see("\r", "the number on the page of the call", |screen| screen.contains("╭ Call ") && plain(screen));
    seat.wait_for("R", "updates, ");
    seat.program.press("\x1b1");
    seat.see("p", "masked again", |screen| lists_all(screen, 12) && !plain(screen) && masked(screen));
    seat.program.press("q");
    assert_eq!(seat.end(), 0);
}

/// The log says who saw numbers, and where.
fn audited(house: &House) {
    let log = fs::read_to_string(house.at("home/.local/state/callboard/callboard.log")).unwrap();
    let audit: Vec<&str> = log.lines().filter_map(|line| line.split_once(" AUDIT ")).map(|(_, line)| line).collect();
    let uid = rustix::process::getuid().as_raw();
    let by = format!(", by uid {uid} (alice), from 203.0.113.7");
    for begin in [
        "customer numbers shown for 10m on the board",
        "customer numbers shown on the list of calls",
        "customer numbers shown on the page of call ",
        "customer numbers masked again after ",
    ] {
        let found = audit.iter().find(|line| line.starts_with(begin));
        assert!(found.is_some_and(|line| line.ends_with(&by)), "{begin}: {audit:#?}");
    }
}

/// At the quietest level it is written all the same, and without a log nothing is shown.
fn what_is_unmasked_is_logged_or_not_shown(house: &House) {
    let quiet = house.at("out/quiet.log");
    let mut seat = house.seat(&["", "--log-file", quiet.to_str().unwrap()], &[("CALLBOARD_LOG__LEVEL", "error")]);
    seat.see("", "masked customers", |screen| lists_all(screen, 12));
    seat.unmasked = true;
    seat.wait_for("p", "NUMBERS SHOWN");
    seat.program.press("q");
    assert_eq!(seat.end(), 0);
    let quiet = fs::read_to_string(quiet).unwrap();
    assert!(
        quiet.contains(" AUDIT customer numbers shown for 10m") && quiet.contains("the board has ended"),
        "{quiet}"
    );
    let mut seat = house.seat(&["", "--log-file", "/dev/null"], &[]);
    seat.see("", "masked customers", |screen| lists_all(screen, 12));
    seat.wait_for("p", "customer numbers stay masked");
    seat.program.press("q");
    assert_eq!(seat.end(), 0);
}

/// What scripts call.
fn scripts(house: &House) {
    let [json, text, csv, verified] = house.run_all([
        &["snapshot", "--format", "json", "--after", "1s"],
        &["snapshot", "--format", "text"],
        &["snapshot", "--format", "csv"],
        &["snapshot", "--format", "json", "--verify"],
    ]);
    for output in [&json, &text, &csv] {
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert!(masked(&String::from_utf8(json.stdout).unwrap()));
    assert!(!verified.stdout.is_empty());
    for format in ["json", "text"] {
        let output = house.run(&["doctor", "--format", format, "--wait", "3s"]);
        assert!(!output.stdout.is_empty());
    }
}

/// Starts a command, and reads its lines: what it prints has to go somewhere until it ends.
fn overheard(house: &House, arguments: &[&str]) -> (Child, Receiver<Vec<u8>>) {
    let mut child = house.start(arguments, &[]);
    let lines = BufReader::new(child.stdout.take().unwrap()).split(b'\n').map(Result::unwrap);
    let (sender, heard) = channel();
    std::thread::spawn(move || {
        for line in lines {
            let _ = sender.send(line);
        }
    });
    (child, heard)
}

fn recordings(house: &House) {
    let file = house.at("out/kept.rec");
    let place = file.to_str().unwrap();
    let (record, tail) = (["record", place], ["tail"]);
    let (mut recorder, written) = overheard(house, &record);
    let (follower, told) = overheard(house, &tail);
    wait_told(&mut recorder, place, "changes and a customer in the recording", |told| {
        told.contains(CHANGES) && masked(told)
    });
    let mut early: Vec<Vec<u8>> = Vec::new();
    for what in [CHANGES, PUSHED] {
        while early.last().is_none_or(|line| !String::from_utf8_lossy(line).contains(what)) {
            early.push(told.recv_timeout(PATIENCE).expect("changes and callbacks on the follower's output"));
        }
    }
    for (arguments, child, early, heard) in
        [(&record[..], recorder, Vec::new(), written), (&tail[..], follower, early, told)]
    {
        signal(child.id(), "TERM");
        assert!(house.ended(arguments, child).status.success());
        let lines: Vec<Vec<u8>> = early.into_iter().chain(heard).collect();
        house.keep(&format!("stdout of {arguments:?}"), lines.join(&b'\n'));
    }
    let tail = house.run(&["tail", "--recording", place]);
    assert!(masked(&String::from_utf8(tail.stdout).unwrap()));
    house.run(&["tail", "--recording", place, "--follow", "kind:changes"]);
    assert!(house.run(&["alerts", "--dry-run", place]).status.success());
    for table in callboard::commands::query::tables() {
        let output = house.run(&["query", place, "--table", table.name]);
        let rows = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && (table.name != "agents" || masked(&rows)), "{}: {rows}", table.name);
    }
    assert!(house.run(&["say-changes", "--recording", place, "--all"]).status.success());
    let mut seat = house.seat(&["replay", place], &[]);
    seat.see("", "the agents of the recording", |screen| lists_all(screen, 12));
    seat.unmasked = true;
    let text = seat.wait_for("p", "NUMBERS SHOWN");
    assert_eq!(house.needles().number(text.as_bytes()), None, "a recording has nothing to unmask");
    seat.unmasked = false;
    seat.program.press("q");
    assert_eq!(seat.end(), 0);
}

/// A hub, and a board on it that looks calls up.
fn a_hub(house: &House) {
    let token = house.at("settings/hub.token");
    let arguments = ["hub", "--listen", "127.0.0.1:0"];
    let mut child = house.start(&arguments, &[("CALLBOARD_HUB__SERVE__TOKEN_FILE", token.to_str().unwrap())]);
    let mut first = String::new();
    let mut printed = BufReader::new(child.stdout.take().unwrap());
    printed.read_line(&mut first).unwrap();
    let url = first.strip_prefix("serving Acme on ").and_then(|rest| rest.strip_suffix("; ctrl-c ends it\n"));
    let url = url.unwrap_or_else(|| panic!("{first:?}"));
    let wall = house.at("settings/wall.toml");
    let mut seat = house.seat(&["", "--config", wall.to_str().unwrap(), "--hub", url], &[]);
    seat.see("", "the agents with masked customers", |screen| lists_all(screen, 12) && masked(screen));
    seat.see("2", "calls with masked customers", |screen| in_list(screen) && masked(screen));
    seat.see("\r", "a call", |screen| screen.contains("╭ Call ") && masked(screen));
    // From the call to its list, to the board, and out.
    seat.program.press("qqq");
    assert_eq!(seat.end(), 0);
    signal(child.id(), "TERM");
    assert!(house.ended(&arguments, child).status.success());
    house.keep("stdout of hub", first.into_bytes());
}

/// A first look at what the vendor pushes.
fn callbacks(house: &House) {
    let arguments = ["push"];
    let (child, told) = overheard(house, &arguments);
    let mut early: Vec<Vec<u8>> = Vec::new();
    while early.last().is_none_or(|line| !masked(&String::from_utf8_lossy(line))) {
        early.push(told.recv_timeout(PATIENCE).expect("a callback with a customer"));
    }
    signal(child.id(), "TERM");
    assert!(house.ended(&arguments, child).status.success());
    let lines: Vec<Vec<u8>> = early.into_iter().chain(told).collect();
    house.keep("stdout of push", lines.join(&b'\n'));
}

/// The first settings, with a wrong key and a right one.
fn first_settings(house: &House) {
    let known = &house.relay.credentials;
    let file = house.at("asked/config.toml");
    let mut seat = house.seat(&["init", "--config", file.to_str().unwrap()], &[]);
    let steps = [
        ("Name of the site", "Acme".to_owned()),
        ("Time zone of the site", house.relay.zone.name().to_owned()),
        ("Region of the Sobot account", String::new()),
        ("Sobot voice: the live agents: configure it?", "n".to_owned()),
        ("Sobot chat and AI agents: configure it?", "y".to_owned()),
        ("Address of your region's statistics", house.relay.base_url.clone()),
        ("App id: ", known.open_app_id.clone()),
        ("App key (not shown): ", known.open_app_key.clone()),
        ("Sobot China: chats, robots, ratings: configure it?", "n".to_owned()),
        ("7moor: chats: configure it?", "n".to_owned()),
    ];
    for (question, answer) in steps {
        seat.wait_for("", question);
        seat.program.press(&format!("{answer}\r"));
    }
    assert_eq!(seat.end(), 0);
    assert_eq!(fs::read_to_string(house.at("asked/secrets/open.key")).unwrap().trim(), known.open_app_key);
}

/// A vendor that repeats all it was sent, and all it knows of the tenant.
fn complaints(house: &House) {
    for mood in [Mood::Complaining, Mood::Refusing] {
        house.relay.mood(mood);
        // Tokens that are kept would spare the vendor being asked.
        let _ = fs::remove_dir_all(house.at("home/.cache/callboard"));
        let mut seat = house.seat(&[""], &[]);
        seat.wait_for("", "failed for");
        seat.see("6", "what each source says", |screen| screen.matches("(secret)").count() > 1);
        seat.program.press("\x03");
        assert_eq!(seat.end(), 0);
        let [failed, _, _] = house.run_all([
            &["snapshot", "--timeout", "3s"],
            &["snapshot", "--verify", "--timeout", "3s"],
            &["doctor", "--format", "json", "--wait", "1s"],
        ]);
        assert_eq!(failed.status.code(), Some(1));
        let said = String::from_utf8(failed.stderr).unwrap();
        assert!(said.contains("(secret)") && said.contains("139****5001"), "{said}");
    }
    house.relay.mood(Mood::Fine);
    // Tokens are there again, and in their cache.
    assert!(house.run(&["snapshot"]).status.success());
}

/// Settings that are wrong in the very line of a secret, or next to it.
fn wrong_settings(house: &House) {
    let secret = &house.relay.credentials.call_app_secret;
    for (at, text) in [
        format!("[sobot_call]\napp_secret = {secret}\n"),
        format!("[sobot_call]\napp_secret = \"{secret}\n"),
        format!("[sobot_call]\napp_secret = '''{secret}\n"),
        format!("[sobot_call]\napp_secret = [\"{secret}\"]\n"),
        format!("[sobot_call]\napp_secret \"{secret}\"\n"),
        format!("[sobot_call]\napp_secret = \"{secret}\"\napp_secret = \"{secret}\"\n"),
        format!("[sobot_call]\nsecret = \"{secret}\"\n"),
        format!("[sobot_call]\napp_secret_env = \"{secret}\"\n"),
        format!("[sobot_call]\nbase_url = \"https://u:{secret}@sg.sobot.io\"\n"),
        format!("[sobot_call]\napp_id = \"a\"\napp_secret = \"{secret}\\q\"\n"),
        format!("[sobot_call]\nsort = \"{secret}\"\n").replace("sort", "token"),
        format!("app_secret = \"{secret}\"\n"),
    ]
    .iter()
    .enumerate()
    {
        let name = format!("settings/wrong{at}.toml");
        house.private(&name, text);
        let file = house.at(&name);
        let config = ["--config", file.to_str().unwrap()];
        house.run_all([
            &[&["snapshot", "--timeout", "1s"], &config[..]].concat(),
            &[&["doctor", "--only", "settings"], &config[..]].concat(),
            &[&["alerts", "--dry-run", "nothing.rec"], &config[..]].concat(),
            &[&["tail", "--follow", "kind:nothing"], &config[..]].concat(),
        ]);
    }
}

/// A proxy that wants another password than it is given, and one that is not there.
fn proxies(house: &House) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let (sender, asked) = channel();
    std::thread::spawn(move || {
        use std::io::{Read, Write};
        while let Ok((mut stream, _)) = listener.accept() {
            let mut request = [0; 4096];
            let count = stream.read(&mut request).unwrap_or(0);
            let _ = sender.send(String::from_utf8_lossy(&request[..count]).into_owned());
            let refusal = format!("HTTP/1.1 407 not with {PROXY_PASSWORD}\r\ncontent-length: 0\r\n\r\n");
            let _ = stream.write_all(refusal.as_bytes());
        }
    });
    let file = house.at("settings/far.toml");
    house.private(
        "settings/far.toml",
        "[sobot_call]\nbase_url = \"https://vendor.invalid\"\ntoken_env = \"PLANTED_OPEN_KEY\"\n",
    );
    let (refuses, _held) = refusing();
    for proxy in [address, refuses].map(|proxy| format!("http://me:{PROXY_PASSWORD}@{proxy}")) {
        let environment = [("HTTPS_PROXY", proxy.as_str())];
        let config = ["--config", file.to_str().unwrap()];
        house.run_in(&[&["snapshot", "--timeout", "2s"], &config[..]].concat(), &environment);
        house.run_in(&[&["doctor", "--wait", "1s"], &config[..]].concat(), &environment);
    }
    let base64 = STANDARD.encode(format!("me:{PROXY_PASSWORD}"));
    assert!(asked.try_iter().any(|request| request.contains(&base64)), "the password did travel");
}

/// What needs no tenant.
fn plain_commands(house: &House) {
    assert!(house.run(&["completions", "bash"]).status.success());
    assert!(house.run(&["man"]).status.success());
    assert!(house.run(&["man", "--dir", house.at("out/man").to_str().unwrap()]).status.success());
    let names: Vec<String> =
        callboard::cli::command().get_subcommands().map(|command| command.get_name().to_owned()).collect();
    for name in names.iter().map(String::as_str).chain([""]) {
        house.run(&[name, "--help"]);
        house.run(&[name, "--no-such-flag"]);
    }
    // The simulator prints what connects to it, of its own tenant; ours is another one's.
    let mut child = house.start(&["simulate", "--seed", "7"], &[]);
    {
        let mut lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
        assert!(lines.any(|line| line.unwrap().starts_with("app_key")));
    }
    child.kill().unwrap();
    let output = child.wait_with_output().unwrap();
    house.keep("stderr of simulate", output.stderr);
}

/// The sweep would find nothing where nothing went.
fn it_did_travel(house: &House) {
    assert!(house.relay.tokens().len() >= 3, "{} tokens were given", house.relay.tokens().len());
    assert!(house.relay.signatures() >= 10, "{} signatures", house.relay.signatures());
    let paths = house.relay.paths();
    for part in [
        "/tokens/",
        "_watch/",
        "maincdrs",
        "partycdrs",
        "get_token",
        "staffWorkStatis",
        "recordList",
        "api.json",
        "im-report",
    ] {
        assert!(paths.iter().any(|path| path.contains(part)), "{part} was not asked for: {paths:#?}");
    }
    assert!(house.relay.taken() >= 20, "{} callbacks were taken", house.relay.taken());
    let told = house.told.lock().unwrap();
    let all: String = told.iter().map(|(_, bytes)| String::from_utf8_lossy(bytes)).collect();
    for last in ["5003", "5005", "5006", "5008"] {
        assert!(all.contains(&format!("139****{last}")), "the number that ends in {last} was shown masked");
    }
    let log = fs::read_to_string(house.at("home/.local/state/callboard/callboard.log")).unwrap();
    assert!(log.contains("(secret)") && log.contains("139****5001") && log.contains(" INFO "), "{}", log.len());
    let spied = fs::read_to_string(house.at("out/spied")).unwrap();
    assert!(spied.contains("CALLBOARD_ALERT_KIND=raised") && !spied.contains(VARIABLE), "{spied}");
}

fn what_was_written(house: &House, needles: &Needles) {
    let (mut tokens, mut taped) = (0, 0);
    for path in files(house.dir.path()) {
        let bytes = content(&path);
        let name = path.strip_prefix(house.dir.path()).unwrap().to_str().unwrap().to_owned();
        assert_eq!(needles.number(&bytes), None, "{name}");
        let ours = !name.starts_with("settings/") && name != "out/spied";
        let public = name.starts_with("out/man/");
        if ours && !public {
            assert_eq!(mode(&path), 0o600, "{name}");
        }
        taped += usize::from(path.extension().is_some_and(|ending| ending == "rec"));
        if name.starts_with("home/.cache/callboard/tokens/token-") {
            tokens += usize::from(needles.secret(&bytes).is_some());
            assert_eq!(mode(path.parent().unwrap()), 0o700);
        } else if !name.starts_with("settings/") && name != "asked/secrets/open.key" {
            assert_eq!(needles.secret(&bytes), None, "{name}");
        }
    }
    assert_eq!(tokens, 2, "the tokens that may be shared are where they belong");
    assert!(taped >= 3, "{taped} recordings");
    for dir in ["home/.cache/callboard", "home/.local/state/callboard", "asked/secrets"] {
        assert_eq!(mode(&house.at(dir)), 0o700, "{dir}");
    }
    assert!(
        Path::new(&house.at("tmp")).read_dir().unwrap().next().is_none(),
        "nothing is left in the temporary directory"
    );
}

//! What a hub knows when it is started anew, and takes while it runs.

use std::io::{BufRead, BufReader};

use callboard::commands::simulate;
use callboard::feed::hub::{NoteAnswer, See, SeeAnswer};
use callboard::model::{About, AgentId, Note, SeenHow};

use super::command::{Home, signal};
use super::*;

/// The lines of a hub's settings on a centre.
fn settings(sim: &Simulator, config: &Config, more: &str) -> String {
    let vendors = Vendors { sobot: true, ..Vendors::default() };
    let lines = simulate::settings(&sim.base_url(), config.site.timezone, sim.credentials(), vendors);
    format!("{lines}\n[hub.serve]\ntoken = \"{TOKEN}\"\n{more}")
}

/// Who keeps which rule quiet, as the board knows it.
fn muted(wall: &Wall) -> Vec<(String, String)> {
    let marks = wall.board.seen_alerts().iter();
    marks.filter_map(|(rule, _, marks)| Some((rule.to_owned(), marks.muted()?.who.clone()))).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_done_about_alerts_is_known_when_a_hub_that_was_killed_begins_again() {
    let (sim, config) = centre(93).await;
    let home = Home::new();
    let file = home.file("hub.toml", &settings(&sim, &config, ""));
    let (mut child, url) = home.serve(&file);
    let mut wall = Wall::at(&url, &config);
    wall.until("the agents", |wall| wall.board.has_roster()).await;
    let about = About::Agent(AgentId::new(wall.board.agents()[3].id.as_str()));
    let see = See { rule: "wrap_up".to_owned(), about, how: SeenHow::Muted, who: "wang@jump1".to_owned() };
    assert_eq!(wall.sources.feed.see(see).await, Ok(SeeAnswer::Done));
    wall.until("what was done on disk", |_| home.kept().is_some_and(|kept| kept.contains("wang@jump1"))).await;
    child.kill().unwrap();
    child.wait().unwrap();
    let (mut child, url) = home.serve(&file);
    let mut wall = Wall::at(&url, &config);
    let expected = vec![("wrap_up".to_owned(), "wang@jump1".to_owned())];
    wall.until("what was done", |wall| muted(wall) == expected).await;
    // One that is told to end keeps it too.
    signal(&child, "-TERM");
    assert!(child.wait().unwrap().success());
    assert!(home.kept().is_some_and(|kept| kept.contains("wang@jump1")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hub_takes_its_rules_anew_while_it_runs_and_says_what_needs_a_restart() {
    let (sim, config) = centre(94).await;
    let home = Home::new();
    let file = home.file("hub.toml", &settings(&sim, &config, ""));
    let (mut child, url) = home.serve(&file);
    let mut said = BufReader::new(child.stderr.take().unwrap()).lines();
    let mut wall = Wall::at(&url, &config);
    wall.until("the agents", |wall| wall.board.has_roster()).await;
    let see = || See { rule: "few".to_owned(), about: About::Centre, how: SeenHow::Muted, who: "li".to_owned() };
    assert_eq!(wall.sources.feed.see(see()).await, Ok(SeeAnswer::NoRule));
    let rule = "[alerts.rules.few]\nfigure = \"ready\"\nbelow = 3\n";
    let mut anew = |more: &str| {
        home.file("hub.toml", &settings(&sim, &config, more));
        signal(&child, "-USR2");
        said.next().unwrap().unwrap()
    };
    assert_eq!(anew(rule), "callboard: the settings were read anew, and taken: [alerts.rules.few]");
    assert_eq!(wall.sources.feed.see(see()).await, Ok(SeeAnswer::Done));
    let refused = anew("[alerts.rules.few]\nfigure = \"redy\"\n");
    assert!(refused.starts_with("callboard: the settings are not taken: ") && refused.contains("redy"), "{refused}");
    assert!(refused.ends_with("; the hub goes on with those that it has"), "{refused}");
    let waits = anew(&format!("calls_at_once = 4\n{rule}"));
    assert_eq!(waits, "callboard: [hub.serve] calls_at_once needs a restart; the rest of the settings is taken");
    signal(&child, "-TERM");
    assert!(child.wait().unwrap().success());
}

/// The notes on the board: what they say, and of whom.
fn notes(wall: &Wall) -> Vec<(String, Option<String>)> {
    wall.board.notes().iter().map(|note| (note.text.clone(), note.from.clone())).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_note_at_one_board_is_on_another_and_on_one_that_joins_later_and_when_a_hub_that_was_killed_begins_again() {
    let (sim, config) = centre(96).await;
    let home = Home::new();
    let file = home.file("hub.toml", &settings(&sim, &config, ""));
    let (mut child, url) = home.serve(&file);
    let (mut one, mut two) = (Wall::at(&url, &config), Wall::at(&url, &config));
    for wall in [&mut one, &mut two] {
        wall.until("the agents", |wall| wall.board.has_roster()).await;
    }
    let note = |id: &str, text: &str| Note {
        id: id.to_owned(),
        at: Stamp(1),
        from: Some("wang@jump1".to_owned()),
        text: text.to_owned(),
    };
    for _ in 0..2 {
        // An answer that was lost is no reason for two notes.
        assert_eq!(one.sources.feed.note(note("n-1", "call 13812345678 back\n")).await, Ok(NoteAnswer::Done));
    }
    assert_eq!(one.sources.feed.note(note("n-2", " \u{202e}")).await, Ok(NoteAnswer::Empty));
    let expected = vec![("call 138****5678 back".to_owned(), Some("wang@jump1".to_owned()))];
    for wall in [&mut one, &mut two] {
        wall.until("the note", |wall| notes(wall) == expected).await;
    }
    let at = one.board.notes().iter().next().unwrap().at;
    assert!(at > Stamp(1), "the moment is the hub's: {at}");
    let mut late = Wall::at(&url, &config);
    late.until("the note", |wall| notes(wall) == expected).await;
    assert_eq!(late.board.notes(), two.board.notes());
    late.until("the note on disk", |_| home.kept_of("notes").is_some_and(|kept| kept.contains("138****5678"))).await;
    child.kill().unwrap();
    child.wait().unwrap();
    let (mut child, url) = home.serve(&file);
    let mut wall = Wall::at(&url, &config);
    wall.until("the note of before", |wall| notes(wall) == expected).await;
    signal(&child, "-TERM");
    assert!(child.wait().unwrap().success());
    let kept = home.kept_of("notes").unwrap();
    assert!(kept.contains("138****5678") && !kept.contains("13812345678"), "{kept}");
}

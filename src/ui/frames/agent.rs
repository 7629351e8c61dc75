//! Frames of one agent's page.

use insta::assert_snapshot;

use super::{at_sizes, drawn_at};
use crate::lang::Language;
use crate::model::{Board, ChatAgent, ChatDay, Finding, Lookup, ReportOf};
use crate::ui::ColourDepth;
use crate::ui::settings::Settings;
use crate::ui::state::Effect;
use crate::ui::state::tabs::agent::{calls_of, report_of};
use crate::ui::testing::agent::*;
use crate::ui::testing::calls::{data, found, unreachable};
use crate::ui::testing::{Desk, NOW, agent, centre, settings};

fn desk(prepare: impl FnOnce(&mut Board)) -> Desk {
    let mut board = centre(48);
    prepare(&mut board);
    let mut desk = Desk::new(board, settings());
    desk.keys("/number:1004<enter>j<enter>");
    desk
}

/// Chats of two people who have the agent's name, and none the agent's id.
fn namesakes() -> ChatDay {
    let name = agent(WHO).name.map(String::from);
    let row = |id: &str| ChatAgent { id: id.to_owned(), name: name.clone(), chats: Some(3), ..ChatAgent::default() };
    ChatDay::new(NOW, Some(2), vec![row("x-1"), row("x-2")])
}

pub(super) fn full() -> Desk {
    desk(|board| {
        grouped_chats(board);
        know_the_day(board);
    })
}

#[test]
fn agent_asking() {
    at_sizes("agent_asking", &desk(|board| all_found(board, &Finding::Asking)));
}

#[test]
fn agent_failing() {
    at_sizes("agent_failing", &desk(|board| all_found(board, &unreachable())));
}

#[test]
fn agent_with_refused_parts() {
    let desk = desk(|board| {
        found(
            board,
            NOW,
            Lookup::History(who()),
            forbidden("agents' histories; ask for /callservice/tm/agent-histories"),
        );
        data(board, NOW.plus(-9_000), calls_of(&who()), calls(3));
        found(board, NOW, calls_of(&who()), unreachable());
        found(board, NOW, report_of(&who(), ReportOf::AgentsWork), forbidden("agents' reports"));
        data(board, NOW.plus(-15_000), report_of(&who(), ReportOf::AgentsInbound), report(ReportOf::AgentsInbound));
        found(board, NOW, report_of(&who(), ReportOf::AgentsOutbound), forbidden("agents' reports"));
    });
    at_sizes("agent_refused", &desk);
}

#[test]
fn agent_full() {
    let mut desk = full();
    desk.keys("jj");
    at_sizes("agent_full", &desk);
    assert_snapshot!("agent_full_60x15", desk.frame(60, 15));
    desk.keys("<tab><left><left><left>");
    at_sizes("agent_day", &desk);
    assert_snapshot!("agent_day_60x15", desk.frame(60, 15));
    desk.keys("<tab>");
    assert_snapshot!("agent_facts_80x24", desk.frame(80, 24));
    assert_snapshot!("agent_facts_60x15", desk.frame(60, 15));
    desk.keys("<pagedown>");
    assert_snapshot!("agent_facts_further", desk.frame(80, 24));
}

#[test]
fn an_agent_is_one_person_with_the_join_that_was_used_and_the_day_beside_the_teams() {
    let mut desk = full();
    desk.keys("<tab><tab>");
    desk.text(120, 34);
    desk.keys("<pagedown>");
    at_sizes("agent_person", &desk);
    let mut chinese = full();
    chinese.settings.language = Language::Chinese;
    chinese.keys("<tab><tab>");
    chinese.text(120, 34);
    chinese.keys("<pagedown>");
    assert_snapshot!("agent_person_chinese_120x34", chinese.frame(120, 34));
    let mut desk = full();
    desk.keys("<tab><tab>");
    let text = desk.text(240, 150);
    for said in [
        "One person",
        "agent number 1004",
        "same id",
        "Today beside Cards 信用卡",
        "beside each figure",
        "The day, newest first",
        "chats are counted by the day",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let mut ids = full();
    ids.board.apply(crate::model::Update::new(NOW, crate::model::Payload::Chat(Box::new(namesakes()))));
    ids.note();
    let text = ids.text(240, 150);
    assert!(text.contains("not joined: the name"), "{text}");
}

#[test]
fn calls_stand_between_the_states_that_they_brought_with_masked_numbers() {
    let mut desk = full();
    desk.keys("<tab><tab>");
    let text = desk.text(240, 190);
    let day = text.split("The day, newest first").nth(1).unwrap_or_else(|| panic!("{text}"));
    let call = day.lines().find(|line| line.contains("inbound") || line.contains("outbound"));
    assert!(call.is_some_and(|line| line.contains("****")), "{day}");
    assert!(day.contains("in call") || day.contains("talking"), "{day}");
}

#[test]
fn id_and_number_of_what_is_chosen_are_copied_as_they_are_shown() {
    let mut desk = full();
    let copied = |desk: &Desk| match desk.effects.last() {
        Some(Effect::Copy { text, plain }) => (text.clone(), *plain),
        other => panic!("{other:?}"),
    };
    desk.keys("jy");
    let (call, _) = copied(&desk);
    assert!(
        desk.board.shelf().get(&calls_of(&who())).and_then(|entry| entry.calls()).unwrap().position(&call).is_some()
    );
    desk.keys("Y");
    let (number, plain) = copied(&desk);
    assert!(number.contains("****") && !plain, "{number}");
    desk.keys("<tab>y");
    assert_eq!(copied(&desk), (who().to_string(), false));
    desk.keys("Y");
    assert_eq!(copied(&desk), ("1004".to_owned(), false));
    desk.settings.privacy_reveal = true;
    desk.keys("<esc>2");
    let before = desk.effects.len();
    desk.keys("y");
    assert!(desk.effects[before..].iter().all(|effect| !matches!(effect, Effect::Copy { .. })));
    assert!(desk.text(120, 34).contains("nothing that has an id is chosen here"), "{}", desk.text(120, 34));
}

#[test]
fn agent_in_ascii() {
    let mut desk = full();
    desk.settings = Settings { ascii: true, colours: ColourDepth::None, ..settings() };
    desk.keys("<tab><left>");
    assert_snapshot!("agent_ascii", desk.frame(120, 34));
}

/// No size and no state may paint outside the screen or fail.
#[test]
fn every_size_of_an_agent_can_be_drawn() {
    let mut desks = vec![desk(|_| {}), desk(|board| all_found(board, &forbidden("this")))];
    for keys in ["", "<tab><left>", "<tab><tab><pagedown>", "/result:missed<enter>", "/xyz<enter>", "c", "o", "s"] {
        let mut desk = full();
        desk.keys(keys);
        desks.push(desk);
    }
    drawn_at(
        &desks,
        &[1, 20, 60, 61, 71, 72, 80, 99, 100, 120, 129, 149, 150, 240],
        &[1, 2, 15, 16, 19, 20, 21, 24, 34, 44, 45, 60, 90],
    );
}

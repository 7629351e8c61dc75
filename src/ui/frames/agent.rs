//! Frames of one agent's page.

use insta::assert_snapshot;

use super::{at_sizes, drawn_at};
use crate::model::{Board, Finding, Lookup, ReportOf};
use crate::ui::ColourDepth;
use crate::ui::settings::Settings;
use crate::ui::state::tabs::agent::{calls_of, report_of};
use crate::ui::testing::agent::*;
use crate::ui::testing::calls::{data, found, unreachable};
use crate::ui::testing::{Desk, NOW, centre, settings};

fn desk(prepare: impl FnOnce(&mut Board)) -> Desk {
    let mut board = centre(48);
    prepare(&mut board);
    let mut desk = Desk::new(board, settings());
    desk.keys("/number:1004<enter>j<enter>");
    desk
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

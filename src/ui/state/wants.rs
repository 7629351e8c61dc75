//! What has to be looked up for what is on screen.

use super::{Page, View, Which, acts, report};
use crate::model::{Board, Day, ReportOf, Want};

impl View {
    /// What has to be looked up for what is on screen, most wanted first. Nothing while the figures stand still.
    pub fn wants(&self, board: &Board) -> Vec<Want> {
        let mut wants = Vec::new();
        if self.frozen_since().is_some() {
            self.want_whole(&mut wants);
            return wants;
        }
        match self.page() {
            // What was before the board was there.
            Page::Board => wants.extend(board.lacks_half_hours().map(Want::beside)),
            // Which relay numbers lead to a robot, the half hours tell.
            Page::Counted(Which::NoAgentYet) => wants.push(Want::beside(report(ReportOf::HalfHours, Day::Today))),
            // What the ledger, callbacks and probes tell is kept up by itself.
            Page::Counted(_)
            | Page::StillLost
            | Page::Why
            | Page::LiveCalls
            | Page::LiveCall(_)
            | Page::Probe(_)
            | Page::Notes
            | Page::Timeline
            | Page::Sites
            | Page::Help => {}
            Page::Agent(id) => acts::agent::wants(id, &mut wants),
            Page::Calls => acts::calls::wants(self, &mut wants),
            Page::Call(id) => acts::calls::wants_of_one(board, id, &mut wants),
            Page::Chat => acts::chat::wants(self, board, &mut wants),
            Page::Ai => acts::ai::wants(self, board, &mut wants),
            Page::AiRecord(id) => acts::ai::wants_of_one(id, &mut wants),
            Page::Reports => acts::reports::wants(self, &mut wants),
            Page::Health => acts::health::wants(&mut wants),
        }
        self.want_whole(&mut wants);
        for want in &mut wants {
            want.plain = self.reveal_until.is_some() && want.lookup.has_numbers();
        }
        wants
    }
}

//! The snapshot for a person.

use std::fmt::Write;

use super::page::Page;
use crate::lang::Language;
use crate::model::contradiction;
use crate::model::platform::together;
use crate::model::{Agent, Common, Figure, PlatformTotals, SourceState, Together};
use crate::ui::text::{self, clean, fit};

/// An unknown figure.
const DASH: &str = "–";

/// A page of plain text; every character that came from a network is cleaned.
pub fn page(page: &Page<'_>) -> String {
    let board = page.board;
    let mut out = String::new();
    let at = page.now.in_zone(&page.zone).map(|at| at.format("%a %-d %b %H:%M:%S %:z").to_string()).unwrap_or_default();
    // Writing into a String cannot fail.
    let _ = writeln!(out, "{}  {at}", clean(page.site));
    let width = board.source_ids().map(|id| id.name().len() + 1).max().unwrap_or(0).max(7);
    for id in board.source_ids() {
        let source = board.source(id);
        let state = source.state(page.now, page.limits.stale_after_ms(id));
        let age = source
            .age_ms(page.now)
            .map(|age| format!(", {} old", text::age(Language::English, age)))
            .unwrap_or_default();
        let error = source.error.as_ref().map(|error| format!(": {}", clean(&error.to_string()))).unwrap_or_default();
        let _ = writeln!(out, "{:<width$}{}{age}{error}", id.name(), state_word(state));
    }
    for sentence in page.lacking {
        let _ = writeln!(out, "missing: {}", clean(sentence));
    }
    let figure = |figure| text::count(board.figure(figure), DASH);
    let _ = writeln!(
        out,
        "\ntoday  {} agent answers  {} agent misses  {} dialled  {} connected",
        figure(Figure::Answered),
        figure(Figure::Missed),
        figure(Figure::Dialled),
        figure(Figure::Connected)
    );
    if let Some(lines) = super::calls::lines(board, page.now, page.zone, DASH) {
        let _ = writeln!(out, "{lines}");
    }
    let _ = writeln!(out, "{}", super::waiting::line(board, page.now, page.zone));
    let total = text::count(board.total(), DASH);
    let _ = writeln!(out, "\n{} of {total} agents", board.confirmed());
    for agent in board.agents() {
        let _ = writeln!(out, "{}", line(page, agent));
    }
    if let Some(day) = board.chat() {
        let chats = text::count(day.totals.chats, DASH);
        let _ = writeln!(out, "\nchat   {chats} chats  {} valid", text::percent(day.totals.valid_share(), DASH));
    }
    if let Some(day) = board.ai() {
        let sessions = text::count(day.totals.sessions, DASH);
        let _ = writeln!(
            out,
            "ai     {sessions} sessions  {} contained  {} reached an agent",
            text::percent(day.totals.contained_share(), DASH),
            text::percent(day.totals.handed_share(), DASH)
        );
        let drift = board.ai_drift(page.now);
        for (own, mark, drift) in
            drift.iter().flat_map(|drift| drift.marks().map(move |(own, mark)| (own, mark, drift)))
        {
            let word = text::drift_word(Language::English, mark);
            let short = text::drift_in_short(Language::English, own, DASH);
            let numbers = text::drift_numbers(Language::English, own, drift.to, page.zone, DASH);
            let _ = writeln!(out, "ai     {word}: {short} ({numbers})");
        }
    }
    for line in super::probes::lines(page) {
        let _ = writeln!(out, "{line}");
    }
    for found in contradiction::contradictions(board) {
        let who = if found.who.is_empty() { String::new() } else { format!(", {}", clean(&found.who)) };
        let whole = found.whole.map(|(whole, all)| format!(" {}, but {whole} {all}", found.value));
        let what = whole.unwrap_or_else(|| format!(" {}", text::percent(Some(found.value), DASH)));
        let _ = writeln!(out, "contradictory: {}{who}: {}{what}", found.source, clean(&found.part));
    }
    let platforms = board.platform_totals();
    if platforms.len() > 1 || board.platforms().next().is_some() {
        beside_each_other(&mut out, &platforms);
    }
    out
}

/// A line a vendor, and what they make together.
fn beside_each_other(out: &mut String, platforms: &[PlatformTotals]) {
    out.push('\n');
    let figure = |value: Option<f64>| text::count(value.map(|value| value as u64), DASH);
    let mut line = |name: &str, get: &dyn Fn(Common) -> Option<f64>| {
        let name = text::pad(&fit(&clean(name), 12, "…"), 12);
        let (chats, valid) = (figure(get(Common::Chats)), figure(get(Common::Valid)));
        let (ai, handed) = (figure(get(Common::AiSessions)), figure(get(Common::AiHanded)));
        let _ = writeln!(out, "{name} {chats} chats  {valid} valid  {ai} AI sessions  {handed} reached an agent");
    };
    for platform in platforms {
        line(&platform.title, &|figure| platform.get(figure));
    }
    line("together", &|figure| match together(platforms, figure) {
        Together::Sum(sum) => Some(sum),
        Together::Averages | Together::Untold(_) => None,
    });
}

const fn state_word(state: SourceState) -> &'static str {
    match state {
        SourceState::Live => "live",
        SourceState::Connecting => "connecting",
        SourceState::Waiting => "waiting",
        SourceState::Stale => "stale",
        SourceState::Off => "off",
    }
}

fn line(page: &Page<'_>, agent: &Agent) -> String {
    let skew = page.board.skew_ms();
    let elapsed = text::duration(agent.in_state_ms(page.now, skew), DASH);
    let elapsed = if agent.is_at_least() { format!("≥ {elapsed}") } else { elapsed };
    let count = |count| text::count(count, DASH);
    format!(
        "{} {} {} {elapsed:>8}  {:>4}/{:<3} {:>4}/{:<3} {}",
        fit(&clean(agent.label()), 20, "…"),
        fit(&clean(agent.number.as_deref().unwrap_or(DASH)), 8, "…"),
        fit(&agent.state().to_string(), 9, "…"),
        count(agent.answered),
        count(agent.missed),
        count(agent.dialled),
        count(agent.connected),
        agent.customer.shown().map(|shown| clean(&shown).into_owned()).unwrap_or_default(),
    )
    .trim_end()
    .to_owned()
}

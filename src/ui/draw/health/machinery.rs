//! Tokens, budgets, lookups, and what goes to the terminal.

use super::sources::bytes;
use crate::lang::{self, Language};
use crate::model::{AiAsked, BudgetHealth, ChatBy, Day, Health, Lookup, Shelved, TokenHealth, sort};
use crate::ui::draw::calls;
use crate::ui::draw::canvas::Piece;
use crate::ui::draw::facts::{Facts, Line};
use crate::ui::draw::widgets;
use crate::ui::line::Thin;
use crate::ui::state::scene::Scene;
use crate::ui::text;

/// Cells of a budget's bar at most.
const BAR: usize = 20;

/// Tokens and budgets.
pub(super) fn tokens_and_budgets(scene: &Scene<'_>, room: usize, label: usize) -> Vec<Line> {
    let mut facts = Facts::new(scene, room, label);
    let entry = scene.live.shelf().get(&Lookup::Health);
    let Some(health) = entry.and_then(Shelved::health) else {
        facts.heading(tr!(scene, "Tokens and budget"));
        for sentence in scene.why_no_answer(entry, tr!(scene, "nothing is known")) {
            facts.sentence(&sentence, scene.theme.text());
        }
        return facts.lines;
    };
    facts.heading(tr!(scene, "Tokens"));
    if health.tokens.is_empty() {
        facts.sentence(tr!(scene, "none was needed yet"), scene.theme.faint());
    }
    for one in &health.tokens {
        token(scene, &mut facts, one);
    }
    facts.heading(tr!(scene, "Budget of the last minute"));
    if health.budgets.is_empty() {
        facts.sentence(tr!(scene, "no section of the settings has one"), scene.theme.faint());
    }
    for one in &health.budgets {
        budget(scene, &mut facts, one, room);
    }
    facts.lines
}

fn token(scene: &Scene<'_>, facts: &mut Facts<'_>, token: &TokenHealth) {
    let theme = scene.theme;
    let clock = |at| scene.moment(at);
    let left = token.until.map(|until| (until, until.since(scene.now)));
    let mut words = Vec::new();
    match (token.since, token.ready_made) {
        (_, true) => words.push(tr!(scene, "ready-made").to_owned()),
        (Some(at), false) => words.push(tr!(scene, "{age} old", age = text::age(scene, scene.now.since(at).max(0)))),
        (None, false) => words.push(tr!(scene, "from the cache").to_owned()),
    }
    let style = match left {
        Some((until, left)) if left > 0 => {
            words.push(tr!(scene, "ends in {left}, at {when}", left = text::age(scene, left), when = clock(until)));
            if token.ready_made && left < 3_600_000 { theme.caution() } else { theme.text() }
        }
        Some((until, _)) => {
            words.push(tr!(scene, "ended at {when}", when = clock(until)));
            theme.caution()
        }
        None => {
            words.push(tr!(scene, "its end is not known").to_owned());
            theme.text()
        }
    };
    if token.ready_made {
        words.push(tr!(scene, "cannot be renewed from here").to_owned());
    } else {
        let times = text::count(Some(token.renewals), "");
        words.push(if token.renewals == 1 {
            tr!(scene, "asked for {times} time since start", times = times)
        } else {
            tr!(scene, "asked for {times} times since start", times = times)
        });
    }
    facts.styled(&token.section, &words.join(tr!(scene, ", "; "clauses")), style);
    if let Some(why) = &token.unkept {
        facts.indented(&lang::sentence(scene, why), theme.caution());
    }
    if let Some(why) = &token.taken {
        facts.indented(&lang::sentence(scene, why), theme.caution());
    }
}

fn budget(scene: &Scene<'_>, facts: &mut Facts<'_>, budget: &BudgetHealth, room: usize) {
    let theme = scene.theme;
    let cells = BAR.min(room.saturating_sub(34));
    let full = budget.used >= budget.limit;
    let bar = widgets::bar(theme, budget.used, budget.limit, cells);
    let rest = theme.glyphs.dot().repeat(cells.saturating_sub(text::width(&bar)));
    let figures = tr!(
        scene,
        "{used} of {limit} calls",
        used = text::count(Some(budget.used), ""),
        limit = text::count(Some(budget.limit), "")
    );
    let style = if full { theme.caution() } else { theme.graph() };
    let label = facts.label_of(&budget.section);
    facts.line(vec![
        label,
        Piece::new(bar, style),
        Piece::new(rest, theme.faint()),
        Piece::new(format!("  {figures}"), theme.text()),
    ]);
    let [people, headlines, breakdowns] = budget.queued;
    let queued = if budget.queued == [0; 3] {
        tr!(scene, "nothing waits").to_owned()
    } else {
        let parts = [
            (people, tr!(scene, "asked for by hand"), tr!(scene, "asked for by hand")),
            (headlines, tr!(scene, "headline"), tr!(scene, "headlines")),
            (breakdowns, tr!(scene, "breakdown"), tr!(scene, "breakdowns")),
        ];
        let parts = parts.iter().filter(|(count, ..)| *count > 0);
        let parts: Vec<String> = parts
            .map(|(count, one, more)| {
                let what = if *count == 1 { one } else { more };
                tr!(scene, "{count} {what}", count = text::count(Some(*count), ""), what = what)
            })
            .collect();
        tr!(scene, "waiting: {what}", what = parts.join(tr!(scene, ", "; "clauses")))
    };
    facts.fact("", &queued);
    if let Some(until) = budget.paused_until.filter(|until| *until > scene.now) {
        let again = tr!(scene, "paused by the vendor: calls again {when}", when = scene.countdown(until));
        facts.styled("", &again, theme.caution());
    }
    if let Some(why) = &budget.unshared {
        facts.indented(&lang::sentence(scene, why), theme.caution());
    }
}

/// Lookups: those asked now, those that failed, and what went to the terminal.
pub(super) fn lookups(scene: &Scene<'_>, room: usize, label: usize) -> Vec<Line> {
    let theme = scene.theme;
    let mut facts = Facts::new(scene, room, label);
    let shelf = scene.live.shelf();
    let health = shelf.get(&Lookup::Health).and_then(Shelved::health);
    facts.heading(tr!(scene, "Lookups"));
    if let Some(Health { answered, failed, bytes: received, asking, .. }) = health {
        let count = |count: u64| text::count(Some(count), "");
        facts.fact(
            tr!(scene, "answered"; "lookup"),
            &tr!(scene, "{count}, {bytes} in", count = count(*answered), bytes = bytes(*received)),
        );
        let style = if *failed > 0 { theme.caution() } else { theme.text() };
        facts.styled(tr!(scene, "failed"), &count(*failed), style);
        facts.fact(
            tr!(scene, "asking now"),
            &match asking.as_slice() {
                [] => tr!(scene, "nothing").to_owned(),
                asking => {
                    asking.iter().map(|words| asked(scene.language, words)).collect::<Vec<_>>().join(tr!(scene, "; "))
                }
            },
        );
    } else {
        facts.maybe(tr!(scene, "answered"; "lookup"), None);
    }
    let mut failed: Vec<(&Lookup, &Shelved)> =
        shelf.iter().filter(|(_, entry)| entry.failure.as_ref().is_some_and(|failure| !failure.absent)).collect();
    sort::by_key(&mut failed, |(lookup, _)| *lookup);
    for (lookup, entry) in failed {
        let Some(failure) = &entry.failure else { continue };
        let next = match (failure.refused, failure.again) {
            (_, Some(again)) => tr!(scene, "; next try {when}", when = scene.countdown(again)),
            (true, None) => tr!(scene, "; not asked again until r is pressed").to_owned(),
            (false, None) => String::new(),
        };
        facts.line(vec![
            Piece::new(format!("{} ", theme.glyphs.alert()), theme.alert()),
            Piece::new(text::clean(&titled(scene, lookup)).into_owned(), theme.strong()),
        ]);
        facts.indented(&format!("{}{next}", lang::sentence(scene, &failure.problem)), theme.caution());
    }
    facts.heading(tr!(scene, "This screen"));
    let written = scene.view.written();
    let frames = match (written.frames, text::count(Some(written.frames), "")) {
        (1, frames) => tr!(scene, "{frames} frame", frames = frames),
        (_, frames) => tr!(scene, "{frames} frames", frames = frames),
    };
    let each = written.bytes.checked_div(written.frames).map(|each| tr!(scene, ", {bytes} each", bytes = bytes(each)));
    facts.fact(
        tr!(scene, "terminal"),
        &tr!(
            scene,
            "{bytes} in {frames}{each}",
            bytes = bytes(written.bytes),
            frames = frames,
            each = each.unwrap_or_default()
        ),
    );
    if written.waited_ms >= 1_000 {
        facts.fact(
            "",
            &tr!(
                scene,
                "it kept us waiting for {time}",
                time = text::limit(scene, written.waited_ms.try_into().unwrap_or(i64::MAX))
            ),
        );
    }
    let line = match written.thin {
        Some(Thin::Asked) => tr!(scene, "spared, as asked: clocks every 5 s, no sparklines, at most 1 kB a second"),
        Some(Thin::Behind) => {
            tr!(scene, "spared for a minute, since it could not keep up: clocks every 5 s, no sparklines")
        }
        None => tr!(scene, "keeps up"),
    };
    let style = if written.thin == Some(Thin::Behind) { theme.caution() } else { theme.text() };
    facts.styled(tr!(scene, "line"), line, style);
    if let Some(behind) = written.behind() {
        facts.fact("", &tr!(scene, "the screen is {time} behind", time = text::limit(scene, behind)));
    }
    facts.lines
}

/// What the feed calls a question that waits for its answer; a report is called after its title and day.
const ASKED: [&str; 10] = [
    mark!("calls"; "lookup"),
    mark!("calls, filtered"; "lookup"),
    mark!("one call"; "lookup"),
    mark!("an agent's day"; "lookup"),
    mark!("AI sessions"; "lookup"),
    mark!("AI sessions, filtered"; "lookup"),
    mark!("AI funnel"; "lookup"),
    mark!("AI funnel, filtered"; "lookup"),
    mark!("names of AI robots, channels and labels"; "lookup"),
    mark!("health"; "lookup"),
];

/// Such a question in the language of the screen.
fn asked(language: Language, words: &str) -> String {
    let Some(report) = words.strip_prefix("report: ") else {
        let known = ASKED.into_iter().find(|known| *known == words);
        return known
            .map_or_else(|| lang::of(language, words), |known| lang::in_context(language, "lookup", known))
            .to_owned();
    };
    let (report, whose) = match report.strip_suffix(", one agent") {
        Some(report) => (report, tr!(language, ", one agent")),
        None => (report, ""),
    };
    match report.rsplit_once(", ") {
        Some((title, day)) => {
            tr!(
                language,
                "report: {title}, {day}{whose}",
                title = lang::of(language, title),
                day = lang::of(language, day),
                whose = whose
            )
        }
        None => words.to_owned(),
    }
}

/// A question in words. Customers' numbers stay masked.
fn titled(scene: &Scene<'_>, lookup: &Lookup) -> String {
    let agent = |id: &crate::model::AgentId| {
        let known = scene.live.slot(id.as_str()).and_then(|slot| scene.live.agent(slot));
        known.map_or_else(|| tr!(scene, "agent {id}", id = id), |agent| agent.label().to_owned())
    };
    match lookup {
        Lookup::Calls(asked) => match calls::only(scene, asked) {
            Some(only) => tr!(scene, "calls, only {only}", only = only),
            None => tr!(scene, "calls of today").to_owned(),
        },
        Lookup::Call(id) => tr!(scene, "call {id}", id = id),
        Lookup::History(id) => tr!(scene, "states of {agent}", agent = agent(id)),
        Lookup::Report(asked) => {
            let day = match asked.day {
                Day::Today => "",
                Day::Yesterday => tr!(scene, ", yesterday"),
                Day::WeekAgo => tr!(scene, ", a week ago"),
            };
            let whose = asked.agent.as_ref().map(|id| format!(", {}", agent(id))).unwrap_or_default();
            tr!(
                scene,
                "report {title}{day}{whose}",
                title = lang::of(scene, asked.of.title()).to_lowercase(),
                day = day,
                whose = whose
            )
        }
        Lookup::Chat(ChatBy::Department) => tr!(scene, "chats by agent").to_owned(),
        Lookup::Chat(ChatBy::SkillGroup) => tr!(scene, "chats by skill group").to_owned(),
        Lookup::AiRecords(asked) => format!("{}{}", tr!(scene, "AI sessions"), narrowed(scene.language, asked)),
        Lookup::AiFunnel(asked) => format!("{}{}", tr!(scene, "AI totals"), narrowed(scene.language, asked)),
        Lookup::AiChoices => tr!(scene, "names of robots, channels and labels").to_owned(),
        Lookup::Health => tr!(scene, "tokens and budget").to_owned(),
    }
}

fn narrowed(language: Language, asked: &AiAsked) -> &'static str {
    if *asked == AiAsked::default() { "" } else { tr!(language, ", some only") }
}

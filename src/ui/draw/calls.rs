//! Today's calls.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::facts;
use super::figures::{self, CallsNow};
use crate::lang::{self, Language};
use crate::lists::{
    CALL_COLUMNS, Column, List, ListId, Opens, Sheet, Value, call_departments, call_fact, call_words, listed_key,
};
use crate::model::{
    CallKind, CallRecord, CallResult, CallsAsked, CallsOf, Choice, DialKind, Handled, HangUp, Inquired, Ledger, Lookup,
    Shelved, SourceId, State, Topic, Transferred,
};
use crate::ui::draw::canvas::{Canvas, Piece, Title, width_of};
use crate::ui::state::scene::Scene;
use crate::ui::draw::sheet::{self, Drawn, Frame};
use crate::ui::state::{BoardFigure, Facet, Tally, whole_day};
use crate::ui::text;
use crate::ui::theme::Theme;

/// Calls as a list: all of today's, or one agent's.
pub(super) struct CallsSheet<'a> {
    scene: &'a Scene<'a>,
    id: ListId,
    stamp: u64,
    rows: Calls<'a>,
}

/// Where the rows come from.
enum Calls<'a> {
    /// An answer, if there is one.
    Asked(Option<&'a Shelved>),
    /// The ledger: the calls that a figure counts.
    Behind(CallsOf, Arc<[CallRecord]>),
}

impl<'a> CallsSheet<'a> {
    pub(super) fn new(scene: &'a Scene<'_>, id: ListId, entry: Option<&'a Shelved>) -> Self {
        Self { scene, id, stamp: entry.map_or(0, |entry| entry.revision), rows: Calls::Asked(entry) }
    }

    fn all(&self) -> &[CallRecord] {
        match &self.rows {
            Calls::Asked(entry) => entry.and_then(Shelved::calls).map_or(&[], |rows| &rows.rows),
            Calls::Behind(_, rows) => rows,
        }
    }

    fn call(&self, row: usize) -> Option<&CallRecord> {
        self.all().get(row)
    }
}

const DIRECTION: usize = 2;
const RESULT: usize = 3;

impl Sheet for CallsSheet<'_> {
    fn id(&self) -> ListId {
        self.id
    }
    fn columns(&self) -> Cow<'_, [Column]> {
        if self.id != ListId::AgentCalls {
            return Cow::Borrowed(CALL_COLUMNS);
        }
        // Whose calls they are is said above them.
        let hidden = |column: &Column| if column.key == "agent" { column.clone().hidden() } else { column.clone() };
        Cow::Owned(CALL_COLUMNS.iter().map(hidden).collect())
    }
    fn rows(&self) -> usize {
        self.all().len()
    }
    fn key(&self, row: usize) -> Cow<'_, str> {
        listed_key(self.all(), row)
    }
    fn value(&self, language: Language, row: usize, column: usize) -> Value<'_> {
        let Some(call) = self.call(row) else { return Value::None };
        let key = CALL_COLUMNS.get(column).map_or("", |column| column.key.as_ref());
        match key {
            "customer" => self.scene.number(&call.customer).map_or(Value::None, Value::word),
            "began" => Value::moment(self.scene.ours(call.started)),
            "direction" => call
                .kind
                .filter(|kind| *kind != CallKind::None)
                .map_or(Value::None, |k| Value::word(lang::word(language, k))),
            "result" => call.result.map_or(Value::None, |result| Value::word(lang::word(language, result))),
            "agent" => facts::called(self.scene.board, call.whose()).map_or(Value::None, Value::word),
            "number" => Value::text(call.whose().number.as_deref()),
            "talk" => Value::millis(call.talk_ms),
            "waited" => Value::millis(call.wait_ms()),
            "total" => Value::millis(call.length_ms()),
            "relay" => Value::text(call.relay.as_deref()),
            "hung-up" => call.ended_by.map_or(Value::None, |side| Value::word(lang::word(language, side))),
            "area" => Value::text(call.area.as_deref()),
            "transfers" => Value::count(call.transfers),
            "inquiries" => Value::count(call.inquiries),
            "id" => Value::text(Some(&call.id)),
            "set-up" | "why" | "route" | "billed" | "minutes" | "source" => call_fact(language, call, key),
            "let-ring" => facts::called(self.scene.board, &call.first_rung).map_or(Value::None, Value::word),
            _ => Value::None,
        }
    }
    fn words(&self, column: usize) -> Vec<&'static str> {
        call_words(column)
    }
    fn stamp(&self) -> u64 {
        self.stamp
    }
    fn changed(&self, since: u64) -> Option<Vec<usize>> {
        match &self.rows {
            Calls::Asked(entry) => entry.as_ref()?.rows_since(since),
            Calls::Behind(..) => None,
        }
    }
    fn listed(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.scene.view.tabs().calls.asked.hash(&mut hasher);
        hasher.finish()
    }
    fn open(&self, _: Language, row: usize) -> Option<Opens> {
        self.call(row).map(|call| Opens::Call(call.id.clone()))
    }
    fn name(&self) -> String {
        match &self.rows {
            Calls::Behind(CallsOf::NoAgentYet, _) => "calls-no-agent-yet",
            Calls::Behind(CallsOf::LateOrLost, _) => "calls-late-or-lost",
            Calls::Behind(CallsOf::Answered, _) => "calls-answered",
            Calls::Behind(CallsOf::Lost, _) => "calls-lost",
            Calls::Behind(CallsOf::ShortAbandons, _) => "calls-short-abandons",
            Calls::Asked(_) if self.id == ListId::AgentCalls => "agent-calls",
            Calls::Asked(_) => "calls",
        }
        .to_owned()
    }
}

impl Drawn for CallsSheet<'_> {
    fn drawn(&self, scene: &Scene<'_>, row: usize, column: usize) -> String {
        let kind = self.call(row).and_then(|call| call.kind).filter(|_| column == DIRECTION);
        match kind.filter(|kind| *kind != CallKind::None) {
            Some(kind) => directed(scene.language, scene.theme, kind),
            None => self.value(scene.language, row, column).written(scene),
        }
    }
    fn style(&self, scene: &Scene<'_>, row: usize, column: usize) -> Style {
        let theme = scene.theme;
        match self.call(row).and_then(|call| call.result) {
            Some(result) if column == RESULT => mood(theme, result),
            _ => theme.text(),
        }
    }
}

/// A direction's sign and word.
pub(super) fn directed(language: Language, theme: Theme, kind: CallKind) -> String {
    format!("{} {}", theme.glyphs.call(kind), lang::word(language, kind)).trim_start().to_owned()
}

/// Good news, bad news, or neither.
pub(super) const fn mood(theme: Theme, result: CallResult) -> Style {
    match result {
        CallResult::Answered => theme.state(State::Ready),
        CallResult::AgentMissed
        | CallResult::AgentNotFound
        | CallResult::SystemMissed
        | CallResult::CustomerAnswered
        | CallResult::Arrears
        | CallResult::RelayOff => theme.caution(),
        _ => theme.text(),
    }
}

fn entry<'a>(scene: &'a Scene<'_>) -> Option<&'a Shelved> {
    scene.board.shelf().get(&Lookup::Calls(scene.view.tabs().calls.asked.clone()))
}

pub(super) fn sheet<'a>(scene: &'a Scene<'_>) -> Box<dyn Drawn + 'a> {
    Box::new(CallsSheet::new(scene, ListId::Calls, entry(scene)))
}

/// The calls that a figure counts.
pub(super) fn behind<'a>(scene: &'a Scene<'_>, what: CallsOf) -> Box<dyn Drawn + 'a> {
    // What a part of the day comes to is no figure of the day, and nothing is behind it.
    let ledger = whole_day(scene.board);
    let rows = ledger.map(|ledger| scene.view.tabs().calls.behind.rows(ledger, what));
    let stamp = ledger.map_or(0, |ledger| {
        let (revision, as_of) = ledger.version();
        revision.wrapping_mul(31).wrapping_add(as_of.ms().unsigned_abs())
    });
    Box::new(CallsSheet { scene, id: ListId::CallsOf, stamp, rows: Calls::Behind(what, rows.unwrap_or_default()) })
}

/// Draws the calls that a figure counts: exactly those, kept up with it.
pub(super) fn draw_behind(canvas: &mut Canvas<'_>, scene: &Scene<'_>, what: CallsOf, area: Rect) {
    let sheet = behind(scene, what);
    let fresh = List::default();
    let list = scene.view.list(ListId::CallsOf).unwrap_or(&fresh);
    let now = CallsNow::of(scene);
    let nothing = match (&now, what) {
        (CallsNow::Not(why), _) => vec![why.clone()],
        (CallsNow::Off, _) => vec![tr!(scene, "call records are not configured").to_owned()],
        (CallsNow::Whole(_), CallsOf::NoAgentYet) => vec![
            tr!(scene, "the records name none of these callers").to_owned(),
            tr!(scene, "most calls have a record only once they have ended").to_owned(),
        ],
        (CallsNow::Whole(_), _) => vec![tr!(scene, "none today").to_owned()],
    };
    let about = match what {
        CallsOf::NoAgentYet => {
            let known = text::count(Some(sheet.rows() as u64), "");
            tr!(scene, "{count} known from the records", count = known)
        }
        _ if list.sort.is_none() && !list.reverse => tr!(scene, "newest first").to_owned(),
        _ => String::new(),
    };
    let mut bottom = Vec::new();
    if let CallsNow::Whole(ledger) = &now
        && let Some(meaning) = figures::meaning(scene, ledger, what)
    {
        bottom.push(Piece::new(meaning, scene.theme.faint()));
    }
    let frame = Frame {
        area,
        title: Title {
            name: &format!("{}{}", figures::trail(scene), figures::named(scene, BoardFigure::Calls(what))),
            about,
            right: scene.scoped(SourceId::Calls, Topic::Calls, figures::calls_age(scene)),
            bottom,
            ..Title::default()
        },
        empty: nothing,
        focus: true,
        stale: scene.stale(SourceId::Calls).is_some(),
    };
    sheet::draw(canvas, scene, sheet.as_ref(), list, frame);
}

/// What is asked for, in words; nothing when all calls are. A customer's number stays masked.
pub(super) fn only(scene: &Scene<'_>, asked: &CallsAsked) -> Option<String> {
    let more = asked.more();
    let short = |text: &str| text::fit(&text::clean(text), 24, scene.theme.glyphs.cut());
    let agent = asked.agent.as_ref().map(|id| {
        let known = scene.board.slot(id.as_str()).and_then(|slot| scene.board.agent(slot));
        text::fit(known.map_or(id.as_str(), |agent| agent.label()), 24, scene.theme.glyphs.cut())
    });
    let words = [
        asked.result.map(|word| lang::word(scene, word)),
        asked.kind.map(|word| lang::word(scene, word)),
        agent,
        asked.relay.as_deref().map(|relay| text::fit(relay, 24, scene.theme.glyphs.cut())),
        asked.customer.as_ref().map(|number| tr!(scene, "customer {number}", number = number)),
        more.ended_by.map(|side| tr!(scene, "hung up by {side}", side = lang::word(scene, side))),
        more.dial.map(|dial| tr!(scene, "set up: {dial}", dial = lang::word(scene, dial))),
        more.handled.map(|handled| lang::word(scene, handled)),
        more.transferred.map(|transferred| lang::word(scene, transferred)),
        more.inquired.map(|inquired| lang::word(scene, inquired)),
        more.attached.as_ref().map(|text| tr!(scene, "attached {text}", text = short(&text.to_string()))),
        more.id.as_deref().map(|id| tr!(scene, "call {id}", id = short(id))),
        more.department.as_deref().map(|id| tr!(scene, "department {name}", name = short(&department(scene, id)))),
    ];
    let words: Vec<String> = words.into_iter().flatten().collect();
    (!words.is_empty()).then(|| words.join(tr!(scene, ", "; "clauses")))
}

/// What a department is called, where that is known.
fn department(scene: &Scene<'_>, id: &str) -> String {
    call_departments(scene.board)
        .into_iter()
        .find(|choice| choice.key == id)
        .map_or_else(|| id.to_owned(), |choice| choice.label)
}

/// What the vendor can tell calls apart by. Relay numbers are those seen so far, and any other may be typed.
pub(super) fn facets(scene: &Scene<'_>) -> Vec<Facet> {
    let calls = &scene.view.tabs().calls;
    let asked = &calls.asked;
    let more = asked.more();
    let plain = |key: String| Choice { label: key.clone(), key };
    let named = |key: String| Choice { label: lang::of(scene, &key).to_owned(), key };
    let facet = |key: &str, title: &str, chosen: Option<String>, choices: Vec<Choice>| Facet {
        key: key.to_owned(),
        title: title.to_owned(),
        chosen: chosen.into_iter().collect(),
        choices,
        ..Facet::default()
    };
    let words = |all: &[CallResult]| all.iter().map(|result| named(result.to_string())).collect();
    let kinds = [CallKind::Inbound, CallKind::Outbound, CallKind::Internal].map(|kind| named(kind.to_string()));
    let agents = scene.board.agents().iter().map(|agent| {
        let number = agent.number.as_deref().map(str::trim).filter(|number| !number.is_empty());
        let label = number.map_or_else(|| agent.label().to_owned(), |number| format!("{number}  {}", agent.label()));
        Choice { key: agent.id.to_string(), label }
    });
    let relays = calls.counted.relays(asked, entry(scene));
    let other = asked.relay.clone().filter(|relay| !relays.contains(relay));
    let listed = asked.relay.clone().filter(|_| other.is_none());
    let mut typed = facet("relay-typed", tr!(scene, "another relay number"), other, Vec::new());
    typed.typed = true;
    let mut customer = facet(
        "customer",
        tr!(scene, "customer's number"),
        asked.customer.as_ref().map(ToString::to_string),
        Vec::new(),
    );
    customer.typed = true;
    let mut facets = vec![
        facet("result", tr!(scene, "result"), asked.result.map(|result| result.to_string()), words(CallResult::NAMED)),
        facet("direction", tr!(scene, "direction"), asked.kind.map(|kind| kind.to_string()), kinds.into()),
        facet("agent", tr!(scene, "agent"), asked.agent.as_ref().map(ToString::to_string), agents.collect()),
    ];
    if relays.is_empty() {
        tr!(scene, "relay number").clone_into(&mut typed.title);
    } else {
        facets.push(facet("relay", tr!(scene, "relay number"), listed, relays.into_iter().map(plain).collect()));
    }
    facets.extend([typed, customer]);
    macro_rules! worded {
        ($key:literal, $title:expr, $chosen:expr, $words:ident) => {
            let choices = $words::NAMED.iter().map(|word| named(word.to_string())).collect();
            facets.push(facet($key, $title, $chosen.map(|word| word.to_string()), choices));
        };
    }
    worded!("hung-up", tr!(scene, "hung up by"), more.ended_by, HangUp);
    worded!("dial", tr!(scene, "set up"), more.dial, DialKind);
    worded!("handled", tr!(scene, "handled"), more.handled, Handled);
    worded!("transferred", tr!(scene, "transfers"), more.transferred, Transferred);
    worded!("inquired", tr!(scene, "inquiries"), more.inquired, Inquired);
    let mut typing = |key: &str, title: &str, chosen: Option<String>| {
        facets.push(Facet { typed: true, ..facet(key, title, chosen, Vec::new()) });
    };
    typing("attached", tr!(scene, "attached data"), more.attached.as_ref().map(ToString::to_string));
    typing("id", tr!(scene, "call id"), more.id.clone());
    let departments = call_departments(scene.board);
    if departments.is_empty() {
        typing("department", tr!(scene, "department id"), more.department.clone());
    } else {
        facets.push(facet("department", tr!(scene, "department"), more.department.clone(), departments));
    }
    facets
}

pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let entry = entry(scene);
    let sheet = sheet(scene);
    let fresh = List::default();
    let list = scene.view.list(ListId::Calls).unwrap_or(&fresh);
    let calls = &scene.view.tabs().calls;
    let only = only(scene, &calls.asked);
    let mut pane = area;
    if let Some(entry) = entry.filter(|entry| entry.calls().is_some_and(|rows| !rows.rows.is_empty())) {
        let lines = 1 + u16::from(entry.failure.is_some());
        pane = Rect { y: area.y + lines, height: area.height - lines, ..area };
        let tally = calls.counted.tally(&calls.asked, entry);
        let complete = entry.calls().is_some_and(|rows| rows.complete);
        let room = usize::from(area.width) - 2;
        // All of today's calls have the figures of the board; others are counted as they are listed.
        let told = match CallsNow::of(scene) {
            CallsNow::Whole(ledger) if calls.asked == CallsAsked::default() => of_the_day(scene, ledger, room),
            _ => totals(scene, &tally, complete, room),
        };
        canvas.line(area.x + 1, area.y, area.width - 2, &told);
        if scene.answer_stale(Some(entry), SourceId::Agents).is_some() {
            canvas.tint(Rect { height: 1, ..area }, scene.theme.stale());
        }
        if let Some(failure) = &entry.failure {
            let sentence =
                format!("{} {}", scene.theme.glyphs.alert(), text::clean(&lang::sentence(scene, &failure.problem)));
            canvas.put(area.x + 1, area.y + 1, area.width - 2, &sentence, scene.theme.caution());
        }
    }
    let name = only
        .as_ref()
        .map_or_else(|| tr!(scene, "Calls").to_owned(), |only| tr!(scene, "Calls, only {only}", only = only));
    let nothing = match &only {
        Some(only) => tr!(scene, "no calls today with {only}", only = only),
        None => tr!(scene, "no calls yet today").to_owned(),
    };
    let mut empty = scene.why_no_answer(entry, &nothing);
    if only.is_some() && entry.is_some_and(Shelved::has_content) {
        empty.push(scene.back(tr!(scene, "asks for all calls")));
    }
    let frame = Frame {
        area: pane,
        title: Title {
            name: &name,
            about: about(scene.language, entry, list),
            right: scene.scoped(SourceId::Agents, Topic::Calls, scene.answer_title(entry, SourceId::Agents)),
            ..Title::default()
        },
        empty,
        focus: true,
        stale: scene.answer_stale(entry, SourceId::Agents).is_some(),
    };
    sheet::draw(canvas, scene, sheet.as_ref(), list, frame);
}

/// How many calls are here, of how many, and in which order unless another was chosen.
pub(super) fn about(language: Language, entry: Option<&Shelved>, list: &List) -> String {
    let order = if list.sort.is_none() && !list.reverse { tr!(language, "newest first") } else { "" };
    let count = |count: usize| text::count(Some(count as u64), "");
    let loaded = match entry.and_then(Shelved::calls) {
        None => tr!(language, "today").to_owned(),
        Some(rows) if rows.complete && rows.rows.is_empty() => tr!(language, "none today").to_owned(),
        // How many there are is said with how many match.
        Some(rows) if rows.complete && !list.filter.is_empty() => tr!(language, "today").to_owned(),
        Some(rows) if rows.complete => tr!(language, "{count} today", count = count(rows.rows.len())),
        Some(rows) => match rows.total {
            Some(total) => {
                tr!(
                    language,
                    "{count} of {total} loaded",
                    count = count(rows.rows.len()),
                    total = text::count(Some(total), "")
                )
            }
            None => tr!(language, "{count} loaded, more to come", count = count(rows.rows.len())),
        },
    };
    let order = if entry.and_then(Shelved::calls).is_some_and(|rows| rows.rows.is_empty()) { "" } else { order };
    [loaded.as_str(), order]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(tr!(language, ", "; "clauses"))
}

/// The board's figures of today's calls, as far as there is room: whole facts only.
fn of_the_day(scene: &Scene<'_>, ledger: &Ledger, room: usize) -> Vec<Piece> {
    let theme = scene.theme;
    let mut pieces = vec![Piece::new(tr!(scene, "inbound today:"), theme.faint())];
    let [level, answered, lost, short] = figures::calls(scene, ledger);
    for told in [answered, lost, short, level] {
        let share = told.share.as_ref().map(|share| format!(" {share}")).unwrap_or_default();
        let style = if told.is_stale(scene) { theme.stale() } else { told.style };
        let gap = if pieces.len() == 1 { " " } else { "   " };
        let fact = [
            Piece::new(gap, theme.text()),
            Piece::new(told.number, style),
            Piece::new(format!(" {}", told.word), theme.faint()),
            Piece::new(share, style),
        ];
        if width_of(&pieces) + width_of(&fact) <= room {
            pieces.extend(fact);
        }
    }
    let age = figures::calls_age(scene);
    if width_of(&pieces) + width_of(&age) + 3 <= room && !age.is_empty() {
        pieces.push(Piece::new("   ", theme.text()));
        pieces.extend(age);
    }
    pieces
}

/// What the calls that are here add up to, by how they ended, as far as there is room: whole facts only.
fn totals(scene: &Scene<'_>, tally: &Tally, complete: bool, room: usize) -> Vec<Piece> {
    let theme = scene.theme;
    let count = |count: u64| text::count(Some(count), "");
    let lead = if complete { tr!(scene, "all calls, by result:") } else { tr!(scene, "loaded so far, by result:") };
    let mut pieces = vec![Piece::new(lead, theme.faint())];
    let share = text::percent(crate::model::share::share(Some(tally.answered()), Some(tally.calls)), "");
    let mut add = |words: String, style: Style, spare: usize| {
        let piece = Piece::new(words, style);
        let gap = if pieces.len() == 1 { " " } else { "   " };
        let fits = width_of(&pieces) + gap.len() + piece.width() + spare <= room;
        if fits {
            pieces.extend([Piece::new(gap, theme.text()), piece]);
        }
        fits
    };
    add(
        tr!(scene, "answered {calls} ({share})", calls = count(tally.answered()), share = share),
        mood(theme, CallResult::Answered),
        0,
    );
    let others: Vec<_> =
        tally.results.iter().filter(|(result, _)| !result.is_some_and(CallResult::is_answered)).collect();
    let mut left = others.iter().map(|(_, calls)| calls).sum::<u64>();
    for (at, (result, calls)) in others.iter().enumerate() {
        let (word, style) = match result {
            Some(result) => (lang::word(scene, result), mood(theme, *result)),
            None => (tr!(scene, "without a result").to_owned(), theme.text()),
        };
        // Room for the sum of those that are left out.
        let sum = if at + 1 < others.len() { 15 } else { 0 };
        if !add(format!("{word} {}", count(*calls)), style, sum) {
            add(tr!(scene, "others {count}", count = count(left)), theme.text(), 0);
            break;
        }
        left -= *calls;
    }
    for (kind, calls) in &tally.kinds {
        add(format!("{} {}", lang::word(scene, kind), count(*calls)), theme.faint(), 0);
    }
    pieces
}

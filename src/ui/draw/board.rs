//! The board: which of its panes has how much room.

use ratatui::layout::Rect;

use super::canvas::Canvas;
use super::{ai, alerts, chat, table, tiles, totals, vendors};
use crate::model::{Phase, SourceId};
use crate::ui::state::scene::Scene;
use crate::ui::state::{Offered, Pane};

/// From this width on there is a column of panes beside the agents.
const WITH_SIDE: u16 = 110;
/// From this height on the figures at the top have boxes.
const WITH_BOXES: u16 = 28;
/// Below this height there are no alerts beside the figures of a site without voice.
const LOW_WITHOUT_ALERTS: u16 = 18;
/// From this height on a narrow screen has panes below the agents.
const WITH_STRIP: u16 = 38;

/// Where the panes of the board go.
#[derive(Debug, Default)]
struct Plan {
    /// One line each, without boxes.
    today_line: Option<Rect>,
    now_line: Option<Rect>,
    today: Option<Rect>,
    now: Option<Rect>,
    agents: Rect,
    /// Whether the agents have a box.
    boxed: bool,
    alerts: Option<Rect>,
    chat: Option<Rect>,
    ai: Option<Rect>,
}

impl Plan {
    fn shows(&self, pane: Pane) -> bool {
        match pane {
            Pane::Table => true,
            Pane::Today => self.today.is_some() || self.today_line.is_some(),
            Pane::Now => self.now.is_some() || self.now_line.is_some(),
            Pane::Alerts => self.alerts.is_some(),
            Pane::Chat => self.chat.is_some(),
            Pane::Ai => self.ai.is_some(),
        }
    }
}

/// Draws the board; whether the agents have a box, whose border says which of them are in view.
pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, body: Rect) -> bool {
    let mut plan = plan(scene, body);
    let focus = scene.view.board().focus();
    // A pane that has no room of its own is shown in place of the agents as soon as it has the keys.
    canvas.map.covering = (!plan.shows(focus)).then_some(focus);
    if scene.view.board().is_expanded() || !plan.shows(focus) {
        plan = expanded(scene, &plan, body);
        match focus {
            Pane::Table => {}
            Pane::Today => totals::today(canvas, scene, plan.agents),
            Pane::Now => totals::now(canvas, scene, plan.agents),
            Pane::Alerts => alerts::draw(canvas, scene, plan.agents),
            Pane::Chat => chat::draw(canvas, scene, plan.agents),
            Pane::Ai => ai::draw(canvas, scene, plan.agents),
        }
    }
    // Where there is no voice, the agents have no room.
    if plan.agents.height > 0 && (focus == Pane::Table || plan.shows_agents(scene)) {
        if scene.view.board().has_tiles() {
            tiles::draw(canvas, scene, plan.agents, plan.boxed);
        } else if scene.view.board().is_by_team() {
            table::teams::draw(canvas, scene, plan.agents, plan.boxed);
        } else {
            table::draw(canvas, scene, plan.agents, plan.boxed);
        }
    }
    if let Some(area) = plan.today_line {
        totals::today_line(canvas, scene, area);
    }
    if let Some(area) = plan.now_line {
        totals::now_line(canvas, scene, area);
    }
    for (area, draw) in [
        (plan.today, totals::today as fn(&mut Canvas<'_>, &Scene<'_>, Rect)),
        (plan.now, totals::now),
        (plan.alerts, alerts::draw),
        (plan.chat, chat::draw),
        (plan.ai, ai::draw),
    ] {
        if let Some(area) = area {
            draw(canvas, scene, area);
        }
    }
    plan.boxed
}

impl Plan {
    /// Whether the room of the agents still belongs to them.
    fn shows_agents(&self, scene: &Scene<'_>) -> bool {
        !scene.view.board().is_expanded() && self.shows(scene.view.board().focus())
    }
}

/// One pane over the whole body; the one-line figures stay where there are any.
fn expanded(scene: &Scene<'_>, plan: &Plan, body: Rect) -> Plan {
    let boxed = scene.view.board().focus() != Pane::Table || plan.boxed;
    let lines = u16::from(plan.today_line.is_some()) + u16::from(plan.now_line.is_some());
    let agents = Rect { y: body.y + lines, height: body.height - lines, ..body };
    Plan { today_line: plan.today_line, now_line: plan.now_line, agents, boxed, ..Plan::default() }
}

fn plan(scene: &Scene<'_>, body: Rect) -> Plan {
    let offered = Offered::of(scene.board);
    if !offered.voice {
        return without_voice(scene, offered, body);
    }
    let mut plan = Plan::default();
    let side = body.width >= WITH_SIDE;
    let left = if side { (u32::from(body.width) * 58 / 100).max(71) as u16 } else { body.width };
    let mut rest = body;
    if side && body.height >= WITH_BOXES - 2 {
        let height = if body.height >= 44 { 6 } else { 5 };
        plan.today = Some(Rect { width: left, height, ..body });
        plan.now = Some(Rect { x: body.x + left, width: body.width - left, height, ..body });
        rest = below(rest, height);
    } else {
        plan.today_line = Some(Rect { height: 1, ..rest });
        plan.now_line = Some(Rect { y: rest.y + 1, height: 1, ..rest });
        rest = below(rest, 2);
    }
    if side {
        plan.boxed = true;
        plan.agents = Rect { width: left, ..rest };
        let column = Rect { x: rest.x + left, width: rest.width - left, ..rest };
        side_panes(scene, offered, &mut plan, column);
    } else if rest.height >= WITH_STRIP - 4 {
        plan.boxed = true;
        let strip = 10.max(rest.height / 4);
        plan.agents = Rect { height: rest.height - strip, ..rest };
        let strip = Rect { y: rest.bottom() - strip, height: strip, ..rest };
        let half = if offered.chat || offered.ai { strip.width / 2 } else { strip.width };
        plan.alerts = Some(Rect { width: half, ..strip });
        let chat = match (offered.chat, offered.ai) {
            (true, true) => strip.height.div_ceil(2),
            (true, false) => strip.height,
            (false, _) => 0,
        };
        let right = Rect { x: strip.x + half, width: strip.width - half, ..strip };
        plan.chat = offered.chat.then_some(Rect { height: chat, ..right });
        plan.ai = offered.ai.then_some(Rect { y: right.y + chat, height: right.height - chat, ..right });
    } else {
        plan.agents = rest;
    }
    plan
}

/// A site without voice: chats and robots have the room, and alerts what is left.
fn without_voice(scene: &Scene<'_>, offered: Offered, body: Rect) -> Plan {
    let mut plan = Plan { boxed: true, ..Plan::default() };
    let wanted = |rows: usize| u16::try_from(rows).unwrap_or(u16::MAX).saturating_add(2);
    // A line a vendor is no column.
    let both = offered.chat && offered.ai && scene.board.ai().is_some();
    if both && body.width >= WITH_SIDE {
        let left = body.width * 58 / 100;
        let right = Rect { x: body.x + left, width: body.width - left, ..body };
        let alerts = wanted(alerts::rows(scene)).clamp(3, (body.height / 3).max(3));
        plan.chat = Some(Rect { width: left, ..body });
        plan.ai = Some(Rect { height: body.height - alerts, ..right });
        plan.alerts = Some(Rect { y: right.bottom() - alerts, height: alerts, ..right });
        return plan;
    }
    let alerts = wanted(alerts::rows(scene)).clamp(3, (body.height / 4).max(3));
    // On a low screen the figures come first.
    let alerts = if body.height >= LOW_WITHOUT_ALERTS { alerts } else { 0 };
    let ai = match (offered.chat, offered.ai) {
        (_, false) => 0,
        (false, true) => body.height - alerts,
        (true, true) => wanted(ai::rows(scene)).clamp(3, (body.height / 2).max(3)),
    };
    let chat = body.height - alerts - ai;
    plan.chat = offered.chat.then_some(Rect { height: chat, ..body });
    plan.ai = offered.ai.then_some(Rect { y: body.y + chat, height: ai, ..body });
    plan.alerts = (alerts > 0).then_some(Rect { y: body.bottom() - alerts, height: alerts, ..body });
    plan
}

/// Draws chats, robots and alerts of a site without voice.
pub(super) fn panes_without_voice(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let plan = without_voice(scene, Offered::of(scene.board), area);
    if let Some(area) = plan.chat {
        chat::draw(canvas, scene, area);
    }
    if let Some(area) = plan.ai {
        ai::draw(canvas, scene, area);
    }
    if let Some(area) = plan.alerts {
        alerts::draw(canvas, scene, area);
    }
}

const fn below(area: Rect, lines: u16) -> Rect {
    let lines = if lines < area.height { lines } else { area.height };
    Rect { y: area.y + lines, height: area.height - lines, ..area }
}

/// Shares a column among alerts, chats and AI by what each has to show: each its least, then alerts up to half
/// of the column, then the breakdowns of AI, then the chats' rows; what is left goes to who can still use it.
fn side_panes(scene: &Scene<'_>, offered: Offered, plan: &mut Plan, column: Rect) {
    let off = |id: SourceId| scene.live.source(id).phase == Phase::Off && !vendors::several(scene);
    let half = column.height / 2;
    let mut alerts = Share::new(3, alerts::rows(scene));
    let mut chat = Share::new(if off(SourceId::Chat) { 3 } else { 5 }, chat::rows(scene));
    let mut ai = Share::new(if off(SourceId::Ai) { 3 } else { 4 }, ai::rows(scene));
    for (share, is_offered) in [(&mut chat, offered.chat), (&mut ai, offered.ai)] {
        if !is_offered {
            *share = Share::NOTHING;
        }
    }
    let mut left = column.height.saturating_sub(alerts.height + chat.height + ai.height);
    alerts.grow(&mut left, half);
    ai.grow(&mut left, half);
    chat.grow(&mut left, column.height);
    ai.grow(&mut left, column.height);
    alerts.grow(&mut left, column.height);
    // The rest is not needed now; rows of chats may come, else alerts.
    if scene.board.chat().is_some() || vendors::several(scene) {
        chat.height += left;
    } else {
        alerts.height += left;
    }
    let mut y = column.y;
    for (share, place) in [(alerts, &mut plan.alerts), (chat, &mut plan.chat), (ai, &mut plan.ai)] {
        let height = share.height.min(column.bottom().saturating_sub(y));
        *place = (height >= 3).then_some(Rect { y, height, ..column });
        y += height;
    }
}

/// The height of one pane among others.
struct Share {
    height: u16,
    wanted: u16,
}

impl Share {
    const NOTHING: Self = Self { height: 0, wanted: 0 };

    fn new(least: u16, rows: usize) -> Self {
        Self { height: least, wanted: u16::try_from(rows).unwrap_or(u16::MAX).saturating_add(2) }
    }

    fn grow(&mut self, left: &mut u16, most: u16) {
        let more = self.wanted.min(most).saturating_sub(self.height).min(*left);
        self.height += more;
        *left -= more;
    }
}

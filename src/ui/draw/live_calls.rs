//! Calls as they happen, as callbacks tell of them.

use ratatui::layout::Rect;

use super::figures;
use crate::lists::{ListId, Sheet};
use crate::model::{NoEvents, Phase, SourceId, Topic};
use crate::ui::draw::canvas::{Canvas, Piece, Title};
use crate::ui::draw::sheet::{self, Frame};
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets::live::sheet;
use crate::ui::text::{self, Marks};

/// Draws them, with how many callers wait and how sure that is.
pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let sheet = sheet(scene);
    let list = scene.list(ListId::LiveCalls);
    let no_events = scene.board.no_events(scene.at);
    let unsure = unsure(scene).filter(|_| no_events.is_none() || sheet.rows() > 0);
    let frame = Frame {
        area,
        title: Title {
            name: &format!("{}{}", figures::trail(scene), tr!(scene, "Calls as they happen")),
            about: about(scene, sheet.rows(), list.sort.is_none() && !list.reverse),
            right: scene.scoped(SourceId::Agents, Topic::Calls, age(scene)),
            bottom: unsure.map(|why| Piece::new(why, scene.theme.caution())).into_iter().collect(),
            ..Title::default()
        },
        empty: empty(scene, no_events),
        focus: true,
        stale: no_events.is_some(),
    };
    sheet::draw(canvas, scene, &sheet, frame);
}

/// How many there are, how many wait, and in which order they are unless another was chosen.
fn about(scene: &Scene<'_>, calls: usize, natural: bool) -> String {
    let count = text::count(Some(calls as u64), "");
    let waiting = text::waiting(scene.board.waiting(scene.at), marks(scene));
    let mut about =
        vec![tr!(scene, "{count} in progress", count = count), tr!(scene, "waiting {callers}", callers = waiting)];
    about.extend((natural && calls > 0).then(|| tr!(scene, "longest waiting first").to_owned()));
    about.join(tr!(scene, ", "; "clauses"))
}

fn marks(scene: &Scene<'_>) -> Marks<'static> {
    let glyphs = scene.theme.glyphs;
    Marks { dash: glyphs.dash(), range: glyphs.dash(), at_most: glyphs.at_most() }
}

/// Why the list may lack calls, or have some that are over.
fn unsure(scene: &Scene<'_>) -> Option<String> {
    text::waiting_unsure(scene, scene.settings.zone, scene.board, scene.at)
}

/// How long ago a call was heard of last.
pub(super) fn age(scene: &Scene<'_>) -> Vec<Piece> {
    let Some(heard) = scene.board.live().past().heard else { return Vec::new() };
    let age = text::age(scene, scene.now.since(heard).max(0));
    vec![Piece::new(tr!(scene, "{age} ago", age = age), scene.theme.faint())]
}

/// Why there is no call: none is in progress, or callbacks do not tell.
fn empty(scene: &Scene<'_>, no_events: Option<NoEvents>) -> Vec<String> {
    match no_events {
        Some(NoEvents::NotListened) if scene.live.source(SourceId::Push).phase == Phase::Off => vec![
            tr!(scene, "callbacks are not listened for").to_owned(),
            tr!(scene, "the manual says how a platform's callbacks are set up").to_owned(),
        ],
        Some(NoEvents::NotListened) => {
            scene.why_empty(SourceId::Push, tr!(scene, "callbacks are"), tr!(scene, "callback"))
        }
        Some(NoEvents::NoneYet) => vec![tr!(scene, "no callback of a call has come yet").to_owned()],
        Some(NoEvents::Silent(_)) => unsure(scene).into_iter().collect(),
        None => vec![tr!(scene, "no call is in progress").to_owned()],
    }
}

//! A simulated day that is known whole, the views onto it, and figures as they are read off a frame.

use std::time::Duration;

use callboard::cli::Vendors;
use callboard::commands::{glue, snapshot};
use callboard::model::{Board, CallsAsked, Day, Limits, Lookup, ReportAsked, ReportOf, Shelved, Stamp, Want};
use callboard::sim::Simulator;
use callboard::ui::{Action, Effect, Keymap, KioskSettings, Settings, View, text};
use serde_json::Value;
use tokio::time::timeout;

use crate::schemas::hold_snapshot;
use crate::screen_support::drawn;
use crate::sim_support::{AFTERNOON, feed_on_a_centre};

/// Long enough that only a reading that never ends fails; nothing is measured by it.
const PATIENCE: Duration = Duration::from_mins(5);

const NOW: Stamp = Stamp(AFTERNOON);

/// A day that is known whole: agents, records, the calls view's list and the half hours.
pub(super) struct Known {
    pub(super) simulator: Simulator,
    _sources: glue::Sources,
    pub(super) board: Board,
    pub(super) settings: Settings,
}

pub(super) fn half_hours() -> Lookup {
    Lookup::Report(ReportAsked { of: ReportOf::HalfHours, day: Day::Today, agent: None })
}

impl Known {
    pub(super) async fn known(strict: bool) -> Self {
        let vendors = Vendors { sobot: true, ..Vendors::default() };
        let (simulator, mut sources) = feed_on_a_centre(vendors, |options| options.strict = strict).await;
        let mut board = Board::new();
        let all = Lookup::Calls(CallsAsked::default());
        sources.feed.want(vec![Want::all(all.clone()), Want::all(half_hours())]);
        let is_known = |board: &Board| {
            let listed = board.shelf().get(&all).and_then(Shelved::calls).is_some_and(|rows| rows.complete);
            let reported = board.shelf().get(&half_hours()).is_some_and(Shelved::has_content);
            let whole = board.ledger().is_some_and(|ledger| ledger.extent().whole);
            board.is_complete() && listed && reported && whole
        };
        let reading = timeout(PATIENCE, async {
            while !is_known(&board) {
                board.apply(sources.updates.recv().await.unwrap());
            }
        });
        assert!(reading.await.is_ok(), "the day is read");
        let settings = Settings { zone: chrono_tz::Asia::Shanghai, ..Settings::default() };
        Self { simulator, _sources: sources, board, settings }
    }

    pub(super) fn view(&self) -> View {
        View::new(&self.settings, Keymap::new(&[]).unwrap())
    }

    pub(super) fn act(&self, view: &mut View, action: Action) -> Effect {
        let effect = view.act(action, &self.board, NOW, &self.settings);
        view.put_in_order(&self.board, NOW, &self.settings);
        effect
    }

    pub(super) fn frame(&self, view: &View, size: (u16, u16)) -> String {
        drawn(&self.board, view, &self.settings, NOW, size)
    }

    pub(super) fn wall(&self, size: (u16, u16)) -> String {
        let kiosk = Some(KioskSettings { views: Vec::new(), every_ms: 20_000 });
        let settings = Settings { kiosk, ..self.settings.clone() };
        drawn(&self.board, &View::new(&settings, Keymap::new(&[]).unwrap()), &settings, NOW, size)
    }

    pub(super) fn document(&self) -> Value {
        hold_snapshot(self.printed(snapshot::document))
    }

    /// The snapshot for a person.
    pub(super) fn text(&self) -> String {
        self.printed(snapshot::text_page)
    }

    fn printed<T>(&self, print: impl FnOnce(&snapshot::Page<'_>) -> T) -> T {
        let (zone, limits) = (chrono_tz::Asia::Shanghai, Limits::default());
        let (board, now, site) = (&self.board, NOW, "walk");
        print(&snapshot::Page { board, now, site, zone, limits: &limits, lacking: &[] })
    }

    /// The view with the keys at the figure of Today that so many steps lead to.
    pub(super) fn at_figure(&self, steps: usize) -> View {
        let mut view = self.view();
        self.act(&mut view, Action::NextPane);
        for _ in 0..steps {
            self.act(&mut view, Action::Right);
        }
        view
    }

    /// What a figure opens into: the ids of all its calls, by going into each of them; and what the first frame says.
    pub(super) fn calls_behind(&self, steps: usize) -> (Vec<String>, String) {
        let mut view = self.at_figure(steps);
        self.act(&mut view, Action::Open);
        let frame = self.frame(&view, (200, 60));
        (self.calls_listed(&mut view), frame)
    }

    /// The ids of all calls that the page lists, by going into each of them.
    pub(super) fn calls_listed(&self, view: &mut View) -> Vec<String> {
        let mut ids: Vec<String> = Vec::new();
        loop {
            self.act(view, Action::Open);
            let Some(id) = view.whereabouts().strip_prefix("the page of call ").map(str::to_owned) else { break };
            self.act(view, Action::Back);
            if ids.last() == Some(&id) {
                break;
            }
            ids.push(id);
            self.act(view, Action::Down);
        }
        ids
    }

    /// The list that the page shows, as a file has it, without its heading.
    pub(super) fn written(&self, view: &mut View) -> Vec<Vec<String>> {
        let Effect::Export { text, .. } = self.act(view, Action::Export) else { panic!("no file") };
        text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
    }
}

/// Whole tenths, as the screen rounds shares.
pub(super) fn tenths(number: f64) -> i64 {
    (number * 10.0).round() as i64
}

/// The figure that stands before `word` in a frame, in tenths: a count, or a share in percent.
pub(super) fn figure(frame: &str, word: &str) -> i64 {
    let is_it = |at: &usize| {
        let behind = &frame[at + word.len()..];
        frame[..*at].ends_with(' ') && behind.starts_with(' ') && !behind.starts_with(" in time")
    };
    let at = frame.match_indices(word).map(|(at, _)| at).find(is_it);
    let at = at.unwrap_or_else(|| panic!("no figure is called {word:?}: {frame}"));
    let number = frame[..at].split_whitespace().rev().find(|token| *token != "%").unwrap();
    let number = number.replace([',', '%'], "").parse();
    tenths(number.unwrap_or_else(|_| panic!("no figure before {word}: {frame}")))
}

/// A count as the screen writes it.
pub(super) fn grouped(count: usize) -> String {
    text::count(Some(count as u64), "")
}
